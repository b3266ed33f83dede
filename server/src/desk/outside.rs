//! What testers and operators do in place of systems, and about incidents.

use super::applicant::asked;
use super::names::values;
use super::{Asker, Desk, Done, TaskRef, Unable};
use crate::planted::{Bug, has};
use crate::runner::Course;
use onething_engine::application::state::{CallId, Standing};
use onething_engine::application::{Actor, Command, Submission};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a system says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Said {
    /// What it found, by name of field.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    Found(BTreeMap<String, Value>),
    /// Whether there is something (true: what the step gives is so, made up in a sandbox), or nothing.
    Exists(bool),
    /// It failed; why.
    Failed(String),
    /// Of a rule: whether it decides the step; else people do.
    Decided(bool),
    /// Of a delivery: it has arrived.
    Arrived,
}

/// What an operator does about an incident.
#[derive(Debug, Clone, PartialEq)]
pub enum Mend {
    /// Tries again.
    Retry,
    /// Gives the values by hand.
    Answer(BTreeMap<String, Value>),
    /// Takes the next fallback; where there is none, goes on without.
    FallBack,
}

/// How an incident stands after something was done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AfterMending {
    /// Its step goes on without it.
    Mended,
    /// It is tried again, and nobody knows yet what comes of it: the call is out, or waits for its next attempt.
    Trying,
    /// It is there still, or again.
    Incident,
}

impl Desk {
    /// Plays what is owed at a step.
    ///
    /// # Errors
    /// There is nothing of that name, names that mean nothing, or our fault.
    pub async fn replies(&self, at: TaskRef, said: &Said, asker: &Asker) -> Done {
        let (dossier, course) = self.application(at.application)?;
        let task = at.task;
        let attempt = match dossier.state.work_of(task.step).map(|w| w.standing) {
            Some(Standing::Calling(attempt)) => attempt,
            // The machine says that nobody waits for it.
            Some(_) | None => 0,
        };
        let call = CallId { task, attempt };
        let command = match said {
            Said::Found(found) => Command::Answer {
                call,
                values: Some(values(&course, "/found", found).map_err(Unable::Wrong)?),
            },
            Said::Exists(true) => {
                let facts = course.program.step(task.step).map(|s| s.supplies.clone()).unwrap_or_default();
                let so = if self.sandbox { self.so(&dossier, &course, &facts) } else { Vec::new() };
                Command::Answer { call, values: Some(so) }
            }
            Said::Exists(false) => Command::Answer { call, values: None },
            Said::Failed(why) => Command::Fail { call, why: why.as_str().into() },
            Said::Decided(decided) => Command::Rule { task, decided: *decided },
            Said::Arrived => Command::Delivered { task },
        };
        Ok(self.runner.ask(asked(&dossier, Actor::System, vec![command], asker)).await?)
    }

    /// Something that an operator does about an incident. The receipt tells that it was taken; whether it is truly
    /// mended is told by [`Desk::after_mending`].
    ///
    /// # Errors
    /// There is none, names that mean nothing, or our fault.
    pub async fn mends(&self, at: TaskRef, mend: &Mend, asker: &Asker) -> Done {
        let (dossier, course) = self.application(at.application)?;
        let person = self.runner.person(&asker.principal)?;
        let task = at.task;
        let command = match mend {
            Mend::Retry => Command::Retry { task },
            Mend::Answer(given) => Command::AnswerInstead { task, values: given_by_hand(&course, given)? },
            Mend::FallBack => Command::FallBack { task },
        };
        let ask = asked(&dossier, Actor::Operator(person), vec![command], asker);
        Ok(self.runner.ask(ask).await?)
    }

    /// How the incident of a step stands now. A call that is out says nothing yet: it was silent before.
    ///
    /// # Errors
    /// There is no such application.
    pub fn after_mending(&self, at: TaskRef) -> Result<AfterMending, Unable> {
        let (dossier, _) = self.application(at.application)?;
        let state = &dossier.state;
        // Where the step was reached again since, what is known of it is of another visit.
        let work = state.work_of(at.task.step).filter(|_| state.task(at.task.step) == at.task);
        Ok(match work.map(|work| work.standing) {
            _ if has(Bug::RetryIsSuccess) => AfterMending::Mended,
            Some(Standing::Incident(_)) => AfterMending::Incident,
            Some(Standing::Calling(_) | Standing::Retrying(_)) => AfterMending::Trying,
            Some(Standing::Working | Standing::Supplement | Standing::Withheld) | None => {
                AfterMending::Mended
            }
        })
    }
}

fn given_by_hand(course: &Course, given: &BTreeMap<String, Value>) -> Result<Vec<Submission>, Unable> {
    values(course, "/values", given).map_err(Unable::Wrong)
}
