//! Values as applicants, clerks and systems give them: such as an element asks for, and such as it does not.

use onething_engine::application::moment::Moment;
use onething_engine::application::program::{FactFacts, FactKind};
use onething_engine::random::Random;
use onething_engine::scenario::identifiers::{credit_code, id_number, phone};
use onething_engine::scenario::model::ElementType;
use std::sync::Arc;

/// A hash as the host writes it.
pub fn hash() -> Arc<str> {
    "0123456789abcdef".repeat(4).into()
}

/// A value that a fact takes, drawn.
pub fn good(fact: &FactFacts, now: Moment, random: &mut Random) -> Arc<str> {
    let FactKind::Field(ty, _) = &fact.kind else { return hash() };
    let order = u32::try_from(random.below(900)).unwrap();
    match ty {
        ElementType::Text | ElementType::Region => "words".into(),
        ElementType::Number => ["3", "50", "101", "180.5"][random.below(4)].into(),
        ElementType::Boolean => ["true", "true", "false"][random.below(3)].into(),
        ElementType::Date => day(now, random).into(),
        ElementType::Time => "08:30".into(),
        ElementType::DateTime => format!("{}T10:30", day(now, random)).into(),
        ElementType::IdNumberCn => {
            id_number(370_303, jiff::civil::date(1990, 5, 1), order.is_multiple_of(2), order).into()
        }
        ElementType::CreditCodeCn => credit_code(370_303, order).into(),
        ElementType::PhoneCn => phone(order).into(),
        ElementType::OneOf(ids) => ids[random.below(ids.len())].clone(),
    }
}

/// A value that leads on towards the end.
pub fn helpful(fact: &FactFacts, now: Moment) -> Arc<str> {
    match &fact.kind {
        FactKind::Field(ElementType::Boolean, _) => "true".into(),
        _ => good(fact, now, &mut Random::new(7)),
    }
}

/// A value that hardly any fact takes.
pub fn bad(random: &mut Random) -> Arc<str> {
    match random.below(3) {
        0 => " ".into(),
        1 => "nonsense".into(),
        _ => "x".repeat(1_001).into(),
    }
}

/// A day around a moment.
fn day(now: Moment, random: &mut Random) -> String {
    let days = i64::try_from(random.below(12)).unwrap() - 2;
    now.plus(days * 86_400_000).timestamp().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
