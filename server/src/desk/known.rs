//! What is known of an application, fact by fact, in words that people read.

use super::label::Label;
use super::value_type::{self, element};
use crate::runner::{Course, Dossier};
use onething_engine::application::FactId;
use onething_engine::application::program::FactKind;
use onething_engine::rehearsal::record::snake;
use serde::Serialize;
use utoipa::ToSchema;

/// Something that is known.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct KnownFact {
    /// `mother.id_number`.
    pub id: String,
    /// Label.
    pub title: Label,
    /// `field` or `material`.
    pub kind: String,
    /// Of a field: its type.
    pub value_type: Option<String>,
    /// Of a number: its unit.
    pub unit: Option<String>,
    /// Its value; a material's is the hash of its file. None where who asks need not read it.
    pub value: Option<String>,
    /// The value's label, where it is one of several.
    pub value_title: Option<Label>,
    /// How it is known: `sign_in`, `asked`, `call`, `result`, `step`, `message`, `operator`, `deferred`, `declared`.
    pub how: String,
}

impl KnownFact {
    /// The same without what people told.
    pub fn without_value(self) -> Self {
        Self { value: None, value_title: None, ..self }
    }
}

/// A fact of an application; none where nothing is known of it.
pub fn known(dossier: &Dossier, course: &Course, id: FactId) -> Option<KnownFact> {
    let (fact, state) = (course.program.fact(id)?, dossier.state.fact(id)?);
    if !state.how.is_known() {
        return None;
    }
    let scenario = &course.definition.scenario;
    let (kind, value_type) = match &fact.kind {
        FactKind::Field(ty, _) => ("field", Some(value_type::name(ty).to_owned())),
        FactKind::Material(_) => ("material", None),
    };
    let element = element(scenario, &fact.name).filter(|_| value_type.is_some());
    let value = state.value.as_deref().map(str::to_owned);
    let options = element.map(|element| value_type::options(&scenario.catalogue, element));
    let chosen = options.into_iter().flatten().find(|option| Some(&option.value) == value.as_ref());
    Some(KnownFact {
        id: fact.name.to_string(),
        title: (&fact.title).into(),
        kind: kind.to_owned(),
        value_type,
        unit: element.and_then(|element| element.unit.as_deref()).map(str::to_owned),
        value,
        value_title: chosen.map(|option| option.title),
        how: snake(&format!("{:?}", state.how)),
    })
}

/// All that is known of an application, in the order of its program.
pub fn all(dossier: &Dossier, course: &Course) -> Vec<KnownFact> {
    let facts = course.program.facts.iter();
    let ids = facts.filter_map(|fact| course.program.find_fact(&fact.name));
    ids.filter_map(|id| known(dossier, course, id)).collect()
}
