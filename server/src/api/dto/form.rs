//! What an applicant is asked in one way through a scenario, before any application exists.

use super::text::Label;
use onething_engine::plan::explain::AskedThing;
use onething_engine::scenario::model::{ElementType, Scenario};
use serde::Serialize;
use utoipa::ToSchema;

/// The form of a plan in one way.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FormView {
    /// The scenario.
    pub scenario: String,
    /// The plan.
    pub plan: String,
    /// Who applies.
    pub applicant: String,
    /// The text that ends this way, if one does.
    pub stop: Option<Label>,
    /// Fields, then questions.
    pub fields: Vec<FieldView>,
    /// Materials.
    pub materials: Vec<MaterialView>,
    /// What is needed and not asked, and what supplies it.
    pub supplied: Vec<SuppliedView>,
}

/// A field or question.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FieldView {
    /// `child.name`; a situation's own name for a question.
    pub id: String,
    /// `field` or `question`.
    pub kind: String,
    /// Label.
    pub title: Label,
    /// Type of its value: `text`, `number`, `boolean`, `date`, `time`, `date_time`, `region`, `one_of`,
    /// `id_number_cn`, `phone_cn`, `credit_code_cn`.
    pub value_type: &'static str,
    /// The values there are to choose from.
    pub options: Vec<String>,
    /// Longest text, in characters.
    pub max_length: Option<u32>,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Why it is asked.
    pub because: Label,
    /// Items, supplies or conditions that need it.
    pub needed_by: Vec<String>,
    /// The item whose own form asks it; none on a joint form.
    pub form: Option<String>,
}

/// A material to be handed in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MaterialView {
    /// `child.birth_certificate_copy`.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Why it is asked.
    pub because: Label,
    /// Items that need it.
    pub needed_by: Vec<String>,
    /// The item whose own form asks it; none on a joint form.
    pub form: Option<String>,
}

/// Something that is needed and not asked.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SuppliedView {
    /// What.
    pub id: String,
    /// What supplies it.
    pub by: String,
    /// `sign_in`, `service`, `licence`, `computed`, `item`, `choice`.
    pub via: &'static str,
    /// What that starts from.
    pub from: Vec<String>,
}

impl FieldView {
    /// A field or question that a derivation asks.
    pub fn of(scenario: &Scenario, asked: &AskedThing) -> Self {
        let (value_type, options) = match element(scenario, &asked.id) {
            Some(element) => type_of(&element.ty),
            None => ("one_of", answers(scenario, &asked.id)),
        };
        let element = element(scenario, &asked.id);
        Self {
            id: asked.id.clone(),
            kind: asked.kind.to_owned(),
            title: (&asked.title).into(),
            value_type,
            options,
            max_length: element.and_then(|e| e.max),
            unit: element.and_then(|e| e.unit.as_deref()).map(str::to_owned),
            because: (&asked.because).into(),
            needed_by: asked.needed_by.clone(),
            form: asked.form.clone(),
        }
    }
}

/// The element behind `party.name`, where it is one.
fn element<'s>(scenario: &'s Scenario, id: &str) -> Option<&'s onething_engine::scenario::model::Element> {
    let (party, name) = id.split_once('.')?;
    // A second member of a party is `child_2`.
    let known = scenario.people.get(party).or_else(|| scenario.people.get(party.rsplit_once('_')?.0))?;
    scenario.catalogue.elements.get(format!("{}.{name}", known.kind).as_str()).map(|element| &**element)
}

fn answers(scenario: &Scenario, id: &str) -> Vec<String> {
    let situation = scenario.situations.get(id);
    situation.into_iter().flat_map(|s| &s.answers).map(|a| a.id.to_string()).collect()
}

pub(super) fn type_of(ty: &ElementType) -> (&'static str, Vec<String>) {
    let name = match ty {
        ElementType::Text => "text",
        ElementType::Number => "number",
        ElementType::Boolean => "boolean",
        ElementType::Date => "date",
        ElementType::Time => "time",
        ElementType::DateTime => "date_time",
        ElementType::Region => "region",
        ElementType::OneOf(options) => return ("one_of", options.iter().map(|o| o.to_string()).collect()),
        ElementType::IdNumberCn => "id_number_cn",
        ElementType::PhoneCn => "phone_cn",
        ElementType::CreditCodeCn => "credit_code_cn",
    };
    (name, Vec::new())
}
