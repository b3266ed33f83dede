//! What an applicant is asked in one way through a scenario, before any application exists.

use super::text::Label;
use crate::desk::value_type::{self, ValueOption};
use onething_engine::plan::explain::AskedThing;
use onething_engine::scenario::model::Scenario;
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
    /// The values there are to choose from, of a `one_of`, a `region` or a question.
    pub options: Vec<ValueOption>,
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
        let element = value_type::element(scenario, &asked.id);
        let question = || scenario.situations.get(asked.id.as_str()).map(value_type::answers);
        let (value_type, options) = match element {
            Some(element) => {
                (value_type::name(&element.ty), value_type::options(&scenario.catalogue, element))
            }
            None => ("one_of", question().unwrap_or_default()),
        };
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
