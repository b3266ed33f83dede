//! Values worth trying where a condition has to hold, or has to fail.

use super::person;
use super::values::past;
use crate::expression::Value;
use crate::scenario::model::{Catalogue, Element, ElementType};
use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

/// Values of an element worth trying for conditions: what they name, and what lies beside it.
pub fn worth_trying(
    element: &Element,
    catalogue: &Catalogue,
    conditions: &[&str],
    today: Date,
) -> Vec<Value> {
    let mut literals = Literals::default();
    for text in conditions {
        literals.read(text);
    }
    literals.candidates(element, catalogue, today)
}

/// Constants that stand in the text of conditions.
#[derive(Debug, Default)]
pub(super) struct Literals {
    pub(super) texts: Vec<String>,
    numbers: Vec<Decimal>,
    days: Vec<usize>,
}

impl Literals {
    /// Texts in quotes, numbers, and lengths of time: `"37"`, `300`, `duration("P31D")`.
    pub(super) fn read(&mut self, text: &str) {
        for (at, part) in text.split('"').enumerate() {
            if at % 2 == 1 {
                self.texts.push(part.to_owned());
            }
            let numbers = part.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|n| !n.is_empty());
            for number in numbers {
                self.numbers.extend(number.parse::<Decimal>().ok());
                self.days.extend(number.parse::<usize>().ok().filter(|n| *n < 100_000).into_iter().flat_map(
                    |n| {
                        // What the number counts is not told apart: days, months or years.
                        [n, n.saturating_mul(30), n.saturating_mul(366)].into_iter().filter(|d| *d < 100_000)
                    },
                ));
            }
        }
    }

    /// Values worth trying for an element: choices, what conditions name, days and amounts around it.
    pub(super) fn candidates(&self, element: &Element, catalogue: &Catalogue, today: Date) -> Vec<Value> {
        let days = self.days.iter().flat_map(|d| [*d, d.saturating_add(1), d / 2, d.saturating_mul(2)]);
        let days = [3, 40, 200, 400, 2_000, 7_000, 12_000, 24_000].into_iter().chain(days);
        match &element.ty {
            ElementType::OneOf(values) => values.iter().map(|v| Value::Text(v.clone())).collect(),
            ElementType::Region => catalogue.regions.keys().map(|id| Value::Text(id.clone())).collect(),
            ElementType::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
            ElementType::Text => {
                let texts = self.texts.iter().map(|t| t.as_str());
                let more: Vec<&str> = match &*element.name {
                    "province" => person::province_codes().collect(),
                    "ethnicity" => vec!["回族", "汉族"],
                    _ => vec!["另一个"],
                };
                texts.chain(more).map(|t| Value::Text(t.into())).collect()
            }
            ElementType::Number => {
                let one = Decimal::ONE;
                let around = self.numbers.iter().flat_map(|n| [*n, *n - one, *n + one]);
                around.filter(|n| !n.is_sign_negative()).chain([Decimal::ZERO]).map(Value::Number).collect()
            }
            ElementType::Date => days.map(|d| Value::Date(past(today, d))).collect(),
            ElementType::DateTime => {
                let noon = Time::constant(12, 0, 0, 0);
                days.map(|d| Value::DateTime(past(today, d).to_datetime(noon))).collect()
            }
            ElementType::Time => {
                (0..24).filter_map(|hour| Time::new(hour, 0, 0, 0).ok()).map(Value::Time).collect()
            }
            ElementType::IdNumberCn | ElementType::PhoneCn | ElementType::CreditCodeCn => Vec::new(),
        }
    }
}
