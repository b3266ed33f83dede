//! Values of data elements: read from text, written as text, made up, at their bounds.

use crate::expression::Value;
use crate::random::Random;
use crate::scenario::identifiers::{credit_code, id_number, is_credit_code, phone, read_id_number};
use crate::scenario::model::{Catalogue, Element, ElementType, Id};
use crate::scenario::text::Text;
use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan};
use rust_decimal::Decimal;
use std::sync::Arc;

/// The value that a text stands for as an element of this type; none where it does not read so.
pub fn read(ty: &ElementType, text: &str, catalogue: &Catalogue) -> Option<Value> {
    match ty {
        ElementType::Region => catalogue.regions.get_key_value(text).map(|(id, _)| Value::Text(id.clone())),
        ElementType::Number => text.parse::<Decimal>().ok().map(Value::Number),
        ElementType::Boolean => text.parse::<bool>().ok().map(Value::Boolean),
        ElementType::Date => text.parse::<Date>().ok().map(Value::Date),
        ElementType::Time => text.parse::<Time>().ok().map(Value::Time),
        ElementType::DateTime => text.parse::<DateTime>().ok().map(Value::DateTime),
        ElementType::OneOf(values) => values.iter().find(|v| &***v == text).map(|v| Value::Text(v.clone())),
        ElementType::IdNumberCn => read_id_number(text).map(|_| Value::Text(Arc::from(text))),
        ElementType::CreditCodeCn => is_credit_code(text).then(|| Value::Text(Arc::from(text))),
        ElementType::PhoneCn | ElementType::Text => Some(Value::Text(Arc::from(text))),
    }
}

/// The text of a value, as [`read`] takes it.
pub fn write(value: &Value) -> String {
    value.canonical()
}

/// What a text should have looked like to read as a type.
pub fn expected(ty: &ElementType, catalogue: &Catalogue) -> Text {
    match ty {
        ElementType::Region => one_of(&catalogue.regions.keys().cloned().collect::<Vec<_>>()),
        ElementType::Text => Text::new("文字", "text"),
        ElementType::Number => Text::new("数，如 3200", "a number, such as 3200"),
        ElementType::Boolean => Text::new("true 或 false", "true or false"),
        ElementType::Date => Text::new("日期，如 2026-03-01", "a date, such as 2026-03-01"),
        ElementType::Time => Text::new("时刻，如 08:30", "a time of day, such as 08:30"),
        ElementType::DateTime => {
            Text::new("日期和时刻，如 2026-03-01 08:30", "a date and time, such as 2026-03-01 08:30")
        }
        ElementType::OneOf(values) => one_of(values),
        ElementType::IdNumberCn => Text::new(
            "18 位公民身份号码，末位校验正确",
            "an 18-character ID number whose check character is right",
        ),
        ElementType::PhoneCn => Text::new("手机号，如 13800000000", "a phone number, such as 13800000000"),
        ElementType::CreditCodeCn => Text::new(
            "18 位统一社会信用代码，末位校验正确",
            "an 18-character credit code whose check character is right",
        ),
    }
}

fn one_of(values: &[Id]) -> Text {
    let list = values.join(" ");
    Text::new(format!("其中之一：{list}"), format!("one of: {list}"))
}

/// Whether a value that was made up for another element may be one of this type. Numbers with a check character
/// say who somebody is and are not passed on.
pub(super) fn is_of(ty: &ElementType, value: &Value) -> bool {
    match (ty, value) {
        (ElementType::OneOf(values), Value::Text(text)) => values.contains(text),
        (ElementType::Text | ElementType::Region, Value::Text(_))
        | (ElementType::Number, Value::Number(_))
        | (ElementType::Boolean, Value::Boolean(_))
        | (ElementType::Date, Value::Date(_))
        | (ElementType::Time, Value::Time(_))
        | (ElementType::DateTime, Value::DateTime(_)) => true,
        _ => false,
    }
}

/// A value of an element about which nothing else is known, by its type, unit and name.
pub(super) fn usual(element: &Element, catalogue: &Catalogue, today: Date, random: &mut Random) -> Value {
    let name = &*element.name;
    match &element.ty {
        ElementType::Text => Value::Text(Arc::from(cut(text(element, random), element.max))),
        ElementType::Number => Value::Number(number(name, element.unit.as_deref(), random)),
        ElementType::Boolean => Value::Boolean(true),
        ElementType::Date => Value::Date(past(today, 1 + random.below(300))),
        ElementType::Time => Value::Time(Time::constant(8, 0, 0, 0).saturating_add(minutes(random, 600))),
        ElementType::DateTime => {
            let time = Time::constant(0, 0, 0, 0).saturating_add(minutes(random, 1_439));
            Value::DateTime(past(today, 1 + random.below(300)).to_datetime(time))
        }
        ElementType::OneOf(values) => first(values.first()),
        ElementType::Region => first(catalogue.regions.keys().next()),
        ElementType::IdNumberCn => {
            let birth = past(today, 9_000 + random.below(10_000));
            Value::Text(id_number(370_303, birth, random.below(2) == 0, order(random)).into())
        }
        ElementType::PhoneCn => Value::Text(phone(order(random)).into()),
        ElementType::CreditCodeCn => Value::Text(credit_code(370_303, order(random)).into()),
    }
}

fn first(value: Option<&Id>) -> Value {
    Value::Text(value.cloned().unwrap_or_else(|| Arc::from("")))
}

/// So many days before a day.
pub(super) fn past(today: Date, days: usize) -> Date {
    today.saturating_sub(i64::try_from(days).unwrap_or(0).days())
}

fn minutes(random: &mut Random, most: usize) -> Span {
    i64::try_from(random.below(most)).unwrap_or(0).minutes()
}

fn order(random: &mut Random) -> u32 {
    u32::try_from(random.below(100_000_000)).unwrap_or(0)
}

fn cut(text: String, max: Option<u32>) -> String {
    match max {
        Some(max) => text.chars().take(max as usize).collect(),
        None => text,
    }
}

fn text(element: &Element, random: &mut Random) -> String {
    let name = &*element.name;
    let ends = |part: &str| name == part || name.ends_with(&format!("_{part}"));
    if ends("address") || ends("place") {
        format!("山东省淄博市张店区柳泉路{}号", 1 + random.below(300))
    } else if ends("name") {
        super::person::full_name(random)
    } else if ends("number") || ends("code") || ends("no") {
        format!("{:08}", random.below(100_000_000))
    } else if ends("province") {
        "37".to_owned()
    } else {
        format!("{}{}", element.title.zh, 1 + random.below(100))
    }
}

fn number(name: &str, unit: Option<&str>, random: &mut Random) -> Decimal {
    let has = |part: &str| name.contains(part);
    let (low, high) = match unit {
        Some("g") if has("weight") => (2_600, 4_000),
        Some("cm") => (47, 53),
        _ if has("gestation") => (37, 41),
        _ if has("amount") || has("capital") || has("price") => (10_000, 500_000),
        _ if has("area") => (40, 280),
        _ => (1, 100),
    };
    Decimal::from(random.between(low, high))
}

/// Valid values of an element at its bounds: the shortest and longest text, every choice, numbers and days at
/// the edge of what people write, a leap day, the first and last numbers of those with a check character.
pub fn boundary(element: &Element, catalogue: &Catalogue, today: Date) -> Vec<Value> {
    let text = |text: String| Value::Text(text.into());
    const LONG_AGO: Date = Date::constant(1900, 1, 1);
    const LEAP_DAY: Date = Date::constant(2024, 2, 29);
    match &element.ty {
        ElementType::Text => {
            let max = element.max.unwrap_or(100) as usize;
            vec![text("一".to_owned()), text("长".repeat(max.max(1)))]
        }
        ElementType::Number => {
            vec![Value::Number(Decimal::ZERO), Value::Number(Decimal::from(1_000_000_000))]
        }
        ElementType::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
        ElementType::Date => [today, LONG_AGO, LEAP_DAY].map(Value::Date).to_vec(),
        ElementType::Time => vec![Value::Time(Time::midnight()), Value::Time(Time::constant(23, 59, 59, 0))],
        ElementType::DateTime => {
            let midnight = |day: Date| Value::DateTime(day.to_datetime(Time::midnight()));
            vec![
                midnight(today),
                midnight(LONG_AGO),
                Value::DateTime(LEAP_DAY.to_datetime(Time::constant(23, 59, 59, 0))),
            ]
        }
        ElementType::OneOf(values) => values.iter().map(|v| Value::Text(v.clone())).collect(),
        ElementType::Region => catalogue.regions.keys().map(|id| Value::Text(id.clone())).collect(),
        ElementType::IdNumberCn => {
            let first = id_number(110_101, LONG_AGO, false, 0);
            let leap = id_number(659_006, LEAP_DAY, true, 499);
            // The check character is X for one number in eleven.
            let with_x = (0..500).map(|order| id_number(370_303, today, true, order));
            let with_x = with_x.into_iter().find(|number| number.ends_with('X'));
            [first, leap].into_iter().chain(with_x).map(text).collect()
        }
        ElementType::PhoneCn => vec![text("13000000000".to_owned()), text("19999999999".to_owned())],
        ElementType::CreditCodeCn => {
            let digit = |code: &String| code.ends_with(|c: char| c.is_ascii_digit());
            let codes = || (0..200).map(|order| credit_code(110_101, order));
            let both = [codes().find(digit), codes().find(|code| !digit(code))];
            both.into_iter().flatten().map(text).collect()
        }
    }
}
