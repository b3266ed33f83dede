//! Types of values as JSON names them, and the values there are to choose from, with their labels.

use super::label::Label;
use onething_engine::scenario::model::{Catalogue, Element, ElementType, Scenario, Situation};
use serde::Serialize;
use utoipa::ToSchema;

/// A value that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ValueOption {
    /// The value, as it is sent back.
    pub value: String,
    /// Label; the value itself where the scenario writes none.
    pub title: Label,
}

/// The name of a type.
pub fn name(ty: &ElementType) -> &'static str {
    match ty {
        ElementType::Text => "text",
        ElementType::Number => "number",
        ElementType::Boolean => "boolean",
        ElementType::Date => "date",
        ElementType::Time => "time",
        ElementType::DateTime => "date_time",
        ElementType::Region => "region",
        ElementType::OneOf(_) => "one_of",
        ElementType::IdNumberCn => "id_number_cn",
        ElementType::PhoneCn => "phone_cn",
        ElementType::CreditCodeCn => "credit_code_cn",
    }
}

/// The values of an element there are to choose from; a region is one of the catalogue's.
pub fn options(catalogue: &Catalogue, element: &Element) -> Vec<ValueOption> {
    match &element.ty {
        ElementType::Region => {
            let regions = catalogue.regions.iter();
            regions
                .map(|(id, region)| ValueOption { value: id.to_string(), title: (&region.title).into() })
                .collect()
        }
        _ => closed(element),
    }
}

/// The values of an element that has a closed set of its own.
pub fn closed(element: &Element) -> Vec<ValueOption> {
    let options = element.options();
    options.map(|(value, title)| ValueOption { value: value.to_string(), title: (&title).into() }).collect()
}

/// The answers of a question.
pub fn answers(situation: &Situation) -> Vec<ValueOption> {
    let answers = situation.answers.iter();
    answers
        .map(|answer| ValueOption { value: answer.id.to_string(), title: (&answer.title).into() })
        .collect()
}

/// The element behind `party.name`, where it is one.
pub fn element<'s>(scenario: &'s Scenario, id: &str) -> Option<&'s Element> {
    let (party, name) = id.split_once('.')?;
    // A second member of a party is `child_2`.
    let known = scenario.people.get(party).or_else(|| scenario.people.get(party.rsplit_once('_')?.0))?;
    scenario.catalogue.elements.get(format!("{}.{name}", known.kind).as_str()).map(|element| &**element)
}
