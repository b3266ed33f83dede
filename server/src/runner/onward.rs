//! A turn goes on as long as simulated systems answer at once: what they say is taken in the turn that asks them, and
//! all of it is one record. So a step that waits for people costs one sync, however many calls come before it.
//!
//! Nothing outside this process takes part: a real system is asked only once the turn is on the medium.

use super::aftermath::{OwedKind, OwedRow, owed};
use super::dispatch::{beside, call, command_of, ruled, unusable};
use super::record::Entry;
use super::shard::{Held, Shard};
use onething_engine::application::decide::turn;
use onething_engine::application::state::CallId;
use onething_engine::application::{Actor, Command, Envelope, Event, Moment};
use onething_engine::scenario::model::Id;

/// Most answers that one turn takes; what is asked beyond them is asked once the turn is on the medium.
const MOST: usize = 256;

/// What is said at once to a step, and what is to be kept together with it.
struct Said {
    command: Command,
    attempt: Option<CallId>,
    beside: Vec<Entry>,
}

impl Shard {
    /// Takes whatever simulated systems answer at once, and what they answer to that; what is to be kept beside.
    pub(super) fn goes_on(&self, held: &mut Held, at: Moment, events: &mut Vec<Event>) -> Vec<Entry> {
        let mut beside = Vec::new();
        for _ in 0..MOST {
            let said = held.dossier.state.work.iter().find_map(|work| {
                let (system, row) = owed(&held.dossier, &held.course, work)?;
                self.said(held, &system, &row)
            });
            let Some(said) = said else { break };
            if !take(held, at, &said, events) {
                break;
            }
            beside.extend(said.beside);
        }
        beside
    }

    /// What is said at once to a step that the outside owes something; none where nobody does.
    fn said(&self, held: &Held, system: &Id, row: &OwedRow) -> Option<Said> {
        let (simulated, outside) = (&self.shared.simulated, &self.shared.outwards);
        if !outside.is_simulated(system) {
            return None;
        }
        match row.kind {
            OwedKind::Rule => {
                let command = ruled(simulated, &held.dossier, &held.course, row);
                Some(Said { command, attempt: None, beside: Vec::new() })
            }
            OwedKind::Call(attempt, undo) => {
                let call = call(&held.dossier, &held.course, (system, row), attempt, undo);
                let performed = simulated.at_once(&call)?;
                Some(Said {
                    command: command_of(&call.program, call.attempt, performed.answer),
                    attempt: Some(call.attempt),
                    beside: beside(&performed.changes),
                })
            }
            OwedKind::Delivery => None,
        }
    }
}

/// Takes what is said; whether the machine took it, as it is or as a failure.
fn take(held: &mut Held, at: Moment, said: &Said, events: &mut Vec<Event>) -> bool {
    let Held { dossier, course, .. } = held;
    let mut ask = |command: Command| {
        let envelope = Envelope { at, by: Actor::System, key: None, command };
        turn(&course.program, &mut dossier.state, &envelope, events)
    };
    match ask(said.command.clone()) {
        Ok(_) => true,
        Err(why) => {
            let failure = said.attempt.and_then(|attempt| unusable(attempt, &why));
            failure.is_some_and(|failure| ask(failure).is_ok())
        }
    }
}
