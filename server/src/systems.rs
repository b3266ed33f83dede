//! The world outside: what the systems of departments answer to the calls that applications make of them.
//!
//! A [`Call`] is what is owed to a system; what comes of it is an [`Answer`]. Four kinds of performer give it, by
//! [`Performer`]: [`simulated`] systems (a pure function, what a sandbox has), [`http`] connectors, pull
//! [`workers`] that fetch their calls, and people who answer by hand. Whether a call is tried again, and what follows when nobody answers, is decided by the
//! state machine alone; nothing here decides about an application.

pub mod behaviour;
pub mod http;
mod recent;
pub mod registers;
pub mod roles;
pub mod simulated;
pub mod work;
pub mod workers;

use jiff::Timestamp;
use onething_engine::application::effect::{EffectId, EffectKind};
use onething_engine::application::program::{FactId, Program, StepId};
use onething_engine::application::state::{Application, CallId, FactState, How};
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Id, Scenario, SystemId};
use registers::RegisterChange;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// An application as systems see it: who it is and what it knows by now.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// Its id.
    pub application: Uuid,
    /// The pinned version of its scenario.
    pub scenario: &'a Arc<Scenario>,
    /// The answers to its situations.
    pub way: &'a Way,
    /// What runs it.
    pub program: &'a Arc<Program>,
    /// When it was opened: the day on which its people are made up. The same at every call.
    pub opened: Timestamp,
    /// The fields and materials that it knows, with their texts, in order of their position.
    pub known: &'a [Known],
}

/// A field or material that an application knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub fact: FactId,
    /// Its text.
    pub text: Arc<str>,
    /// How it is known.
    pub how: How,
}

impl Known {
    /// Whether a person or a message said so: systems are then told of it, and do not tell it themselves.
    pub fn is_said(&self) -> bool {
        !matches!(self.how, How::Call | How::Result | How::Step)
    }
}

/// The facts with a known value in a state, in order of their position.
pub fn known(state: &Application) -> Vec<Known> {
    let numbered = state.facts.iter().enumerate();
    let known = numbered.filter(|(_, fact)| fact.how.is_known());
    let read = |(at, fact): (usize, &FactState)| {
        Some(Known { fact: FactId(u16::try_from(at).ok()?), text: fact.value.clone()?, how: fact.how })
    };
    known.filter_map(read).collect()
}

/// What is known of a fact, among those in order of their position.
pub fn text_of(known: &[Known], fact: FactId) -> Option<&Arc<str>> {
    let at = known.binary_search_by_key(&fact, |known| known.fact).ok()?;
    known.get(at).map(|known| &known.text)
}

/// What is owed to a system.
#[derive(Debug, Clone)]
pub struct Call {
    /// Idempotency key: the effect's id, `APPLICATION-SEQUENCE-N`; the same on every repetition.
    pub key: String,
    /// For which application.
    pub application: Uuid,
    /// The pinned version of its scenario.
    pub scenario: Arc<Scenario>,
    /// Its plan.
    pub plan: Id,
    /// The answers to its situations.
    pub way: Way,
    /// What runs it.
    pub program: Arc<Program>,
    /// When the application was opened.
    pub opened: Timestamp,
    /// What the application knows, by [`known`].
    pub known: Vec<Known>,
    /// At which step.
    pub step: StepId,
    /// The attempt that waits for the answer.
    pub attempt: CallId,
    /// The service or licence.
    pub service: Id,
    /// The system that offers it; none where the catalogue knows neither service nor licence of that name.
    pub system: Option<Id>,
    /// Whom it is about, by name in order of its roles.
    pub about: Arc<[String]>,
    /// What it starts from: names of facts, with their texts.
    pub given: Vec<(Id, Option<Arc<str>>)>,
    /// Whether it undoes the step instead of doing it.
    pub undo: bool,
    /// When it was made, by the recorded time of its event.
    pub at: Timestamp,
    /// After how many milliseconds the machine counts it as not answered.
    pub timeout_ms: i64,
}

impl Call {
    /// The call that an effect is; none for effects of other kinds.
    pub fn owed(
        of: &Standing<'_>,
        plan: &Id,
        effect: EffectId,
        kind: &EffectKind,
        at: Timestamp,
    ) -> Option<Self> {
        let EffectKind::Call { call, service, about, given, undo } = kind else { return None };
        let program = of.program;
        let named = |(fact, value): &(FactId, Option<Arc<str>>)| {
            Some((program.fact(*fact)?.name.clone(), value.clone()))
        };
        Some(Self {
            key: key(of.application, effect),
            application: of.application,
            scenario: of.scenario.clone(),
            plan: plan.clone(),
            way: of.way.clone(),
            program: program.clone(),
            opened: of.opened,
            known: of.known.to_vec(),
            step: call.task.step,
            attempt: *call,
            service: service.clone(),
            system: system_of(of.scenario, service).and_then(|id| system_name(of.scenario, id)),
            about: about.clone(),
            given: given.iter().filter_map(named).collect(),
            undo: *undo,
            at,
            timeout_ms: program.step(call.task.step).map_or(0, |step| step.timeout),
        })
    }

    /// The application as this call finds it.
    pub fn standing(&self) -> Standing<'_> {
        Standing {
            application: self.application,
            scenario: &self.scenario,
            way: &self.way,
            program: &self.program,
            opened: self.opened,
            known: &self.known,
        }
    }
}

/// The idempotency key of an effect: `APPLICATION-SEQUENCE-N`.
pub fn key(application: Uuid, effect: EffectId) -> String {
    format!("{application}-{}-{}", effect.sequence, effect.number)
}

/// The system that offers a service or keeps a licence.
pub fn system_of(scenario: &Scenario, service: &str) -> Option<SystemId> {
    let catalogue = &scenario.catalogue;
    let of_service = catalogue.services.get(service).map(|s| s.system);
    of_service.or_else(|| catalogue.licences.get(service).map(|l| l.system))
}

fn system_name(scenario: &Scenario, id: SystemId) -> Option<Id> {
    scenario.catalogue.system(id).map(|(name, _)| name.clone())
}

/// What a system says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What it found: names of facts, with their texts. Of a call that undoes, empty.
    Found(Vec<(Id, Arc<str>)>),
    /// It answers that there is nothing.
    Nothing,
    /// It failed; why, without personal data.
    Failed(String),
}

/// What comes of a call to a simulated system.
#[derive(Debug, Clone, PartialEq)]
pub struct Performed {
    /// What it says.
    pub answer: Answer,
    /// After how many milliseconds it says so; none: never, and the machine's own timeout tells.
    pub after_ms: Option<i64>,
    /// What changed in registers and behaviours: already applied here, to be journaled with the answer and applied
    /// again when the journal is replayed.
    pub changes: Vec<RegisterChange>,
}

/// Who performs the calls of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Performer {
    /// A simulated system.
    #[default]
    Simulated,
    /// The system itself, over HTTP.
    Http,
    /// A worker that fetches its calls.
    Pull,
    /// Somebody who answers each by hand.
    Hand,
}
