//! What is asked of an applicant now, why, and what may stand in for it.

use super::label::Label;
use super::names::of_fact;
use super::value_type::{self, ValueOption};
use super::{Desk, Unable};
use crate::runner::{Course, Dossier};
use onething_engine::application::asked::{NOT_TOLD, asked};
use onething_engine::application::program::FactKind;
use onething_engine::application::state::How;
use onething_engine::application::{Asked, StepId};
use onething_engine::rehearsal::record::snake;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// What is asked of the applicant now.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AskedView {
    /// The number of the last event: the `ETag`.
    pub sequence: u64,
    /// Fields and materials, each once.
    pub facts: Vec<AskedFact>,
}

/// A field or material that is asked.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AskedFact {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// `field` or `material`.
    pub kind: String,
    /// Of a field: its type.
    pub value_type: Option<String>,
    /// The values there are to choose from.
    pub options: Vec<ValueOption>,
    /// Longest text.
    pub max_length: Option<u32>,
    /// Of a number: its unit.
    pub unit: Option<String>,
    /// What was put in so far.
    pub value: Option<String>,
    /// `unknown`, `draft`, `wanted` (to be mended), `redone`, `deferred`, `declared`, or how it is known.
    pub state: String,
    /// Why it is asked; of what is to be mended what was said of it when it was asked again.
    pub why: Label,
    /// Which step asks it; empty of a promised paper whose step is over.
    pub asked_by: String,
    /// Whether it may be handed in later (容缺).
    pub deferrable: bool,
    /// Whether a commitment may stand in for it (告知承诺).
    pub declarable: bool,
}

impl Desk {
    /// What is asked of the applicant now.
    ///
    /// # Errors
    /// There is no such application, or its history cannot be read.
    pub fn asked(&self, id: Uuid) -> Result<AskedView, Unable> {
        let (dossier, course) = self.application(id)?;
        let all = asked(&course.program, &dossier.state);
        let is_again = |one: &Asked| dossier.state.fact(one.fact).is_some_and(|f| is_mended(f.how));
        // Nothing else is told by the history, which may be long.
        let again = if all.iter().any(is_again) { self.asked_again(id)? } else { BTreeMap::new() };
        let facts = all.into_iter().filter_map(|one| view(&dossier, &course, one, &again)).collect();
        Ok(AskedView { sequence: dossier.state.sequence, facts })
    }
}

/// Whether it was asked for again, and is not sent yet.
fn is_mended(how: How) -> bool {
    matches!(how, How::Wanted | How::Redone)
}

fn view(
    dossier: &Dossier,
    course: &Course,
    one: Asked,
    again: &BTreeMap<String, Label>,
) -> Option<AskedFact> {
    let (facts, state) = (course.program.fact(one.fact)?, dossier.state.fact(one.fact)?);
    let id = of_fact(course, one.fact).to_string();
    let scenario = &course.definition.scenario;
    let element = value_type::element(scenario, &id);
    let (kind, value_type, max_length) = match &facts.kind {
        FactKind::Field(ty, longest) => ("field", Some(value_type::name(ty).to_owned()), *longest),
        FactKind::Material(_) => ("material", None, None),
    };
    let options = element.filter(|_| kind == "field");
    let again = again.get(&id).filter(|_| is_mended(state.how)).cloned();
    let not_told = || Label { zh: NOT_TOLD.0.to_owned(), en: NOT_TOLD.1.to_owned() };
    let step = |step: StepId| course.program.step(step).map(|facts| facts.id.to_string());
    Some(AskedFact {
        title: (&facts.title).into(),
        kind: kind.to_owned(),
        value_type,
        options: options.map(|e| value_type::options(&scenario.catalogue, e)).unwrap_or_default(),
        max_length,
        unit: options.and_then(|e| e.unit.as_deref()).map(str::to_owned),
        value: state.value.as_deref().map(str::to_owned),
        state: snake(&format!("{:?}", state.how)),
        // What the plan does not ask is asked because a system did not tell it.
        why: again.or_else(|| course.because(&id).map(Label::from)).unwrap_or_else(not_told),
        asked_by: one.step.and_then(step).unwrap_or_default(),
        deferrable: dossier.state.may_defer(&course.program, one.fact),
        declarable: dossier.state.may_declare(&course.program, one.fact),
        id,
    })
}
