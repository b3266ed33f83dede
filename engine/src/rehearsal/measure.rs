//! What can be measured of a rehearsal: what was asked, handoffs, trips, days used of a limit.

use super::Rehearsal;
use crate::application::event::EventKind;
use crate::application::office::office;
use crate::application::program::{FactKind, ItemIndex, StepId, StepKind};
use crate::application::state::{Ending, How};
use crate::application::status::{self, ApplicationStatus, ItemStatus};
use crate::calendar::{ClockLedger, Limit};
use crate::plan::derive::Derivation;
use crate::plan::figure::Figure;
use crate::scenario::model::{Fallback, Id, Period, Unit};
use indexmap::IndexSet;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use petgraph::{Direction, Incoming, Outgoing};
use std::collections::BTreeSet;

/// Visits of a way, by the count: to apply, per item; collecting is seen as it happens.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    apply: f64,
}

impl Visits {
    /// The visits to apply of a derivation.
    pub(super) fn of(derivation: &Derivation<'_>) -> Self {
        let lines = derivation.count().of(Figure::Trips);
        Self { apply: lines.filter(|l| !l.what.ends_with("/ collect")).map(|l| l.amount).sum() }
    }
}

impl Rehearsal {
    /// The status at the end.
    pub fn status(&self) -> ApplicationStatus {
        status::application(&self.application)
    }

    /// The status of an item at the end.
    pub fn item_status(&self, item: ItemIndex) -> Option<ItemStatus> {
        self.application.item(item).map(status::item)
    }

    /// The region whose office handles an item.
    pub fn office(&self, item: ItemIndex) -> Option<&Id> {
        office(&self.program, &self.application, item)
    }

    /// Everything that the applicant was asked for, once each: questions, then fields and materials in order. In place
    /// of a paper that the plan has declared a form asks for the declaration.
    pub fn asked(&self) -> (Vec<String>, Vec<String>) {
        let mut fields: IndexSet<String> = self.questions.iter().cloned().collect();
        let mut materials = IndexSet::new();
        let mut ask = |fact, by_form| {
            if let Some(facts) = self.program.fact(fact).filter(|facts| !(by_form && facts.declarable)) {
                match facts.kind {
                    FactKind::Field(..) => fields.insert(facts.name.to_string()),
                    FactKind::Material(_) => materials.insert(facts.name.to_string()),
                };
            }
        };
        let form = |step| self.program.step(step).filter(|s| s.kind == StepKind::Form);
        for event in &self.events {
            match &event.kind {
                EventKind::Asked { fact, step, .. } => ask(*fact, form(*step).is_some()),
                EventKind::StepOpened { step, .. } => {
                    let asks = form(*step).map(|s| s.asks.clone()).unwrap_or_default();
                    asks.into_iter().for_each(|fact| ask(fact, true));
                }
                _ => {}
            }
        }
        (fields.into_iter().collect(), materials.into_iter().collect())
    }

    /// Steps that were done, in order, as often as they were done; routing left out.
    pub fn steps_done(&self) -> Vec<&str> {
        self.events.iter().filter_map(|event| self.done(&event.kind)).collect()
    }

    fn done(&self, kind: &EventKind) -> Option<&str> {
        let EventKind::StepDone { step, .. } = kind else { return None };
        let step = self.program.step(*step)?;
        let routes =
            matches!(step.kind, StepKind::Start | StepKind::End | StepKind::Split(_) | StepKind::Join(_));
        (!routes).then_some(&*step.id)
    }

    /// Times that responsibility passed between lanes: handoffs of the process from somebody who was done to somebody
    /// who got it, whatever became of it there.
    pub fn handoffs(&self) -> usize {
        let mut done = BTreeSet::new();
        let mut got = BTreeSet::new();
        for event in &self.events {
            match event.kind {
                EventKind::StepOpened { step, .. } => got.insert(step),
                EventKind::StepDone { step, .. } => done.insert(step),
                _ => false,
            };
        }
        let handoffs = self.process.graph.edge_references().filter(|e| e.weight().handoff);
        let passed =
            |from, to| self.is_person_in(&done, from, Incoming) && self.is_person_in(&got, to, Outgoing);
        handoffs.filter(|e| passed(e.source(), e.target())).count()
    }

    /// Whether the person at a node, or one of the next in a direction with no other between, is at one of some steps.
    fn is_person_in(&self, steps: &BTreeSet<StepId>, node: NodeIndex, direction: Direction) -> bool {
        let graph = &self.process.graph;
        let mut pending = vec![node];
        let mut seen = BTreeSet::new();
        while let Some(at) = pending.pop() {
            match graph.node_weight(at).filter(|n| n.is_human()) {
                Some(person) if self.program.find_step(&person.id).is_some_and(|s| steps.contains(&s)) => {
                    return true;
                }
                None if seen.insert(at) => pending.extend(graph.neighbors_directed(at, direction)),
                _ => {}
            }
        }
        false
    }

    /// Visits to a place: to apply, once something was handed in, and each time something was collected.
    pub fn trips(&self) -> f64 {
        let submitted = self.events.iter().any(|e| matches!(e.kind, EventKind::Submitted { .. }));
        let is_collect = |step: StepId| self.program.step(step).is_some_and(|s| s.kind == StepKind::Collect);
        let collected = self
            .events
            .iter()
            .filter(|e| matches!(e.kind, EventKind::StepDone { step, .. } if is_collect(step)))
            .count();
        collected as f64 + if submitted { self.visits.apply } else { 0.0 }
    }

    /// How much of its limit an item used, in the limit's unit; none where it was not accepted, has not ended, or
    /// a year of the calendar is missing.
    pub fn days_used(&self, item: ItemIndex) -> Option<Period> {
        let facts = self.program.item(item)?;
        let state = self.application.item(item)?;
        let limit = facts.limit?;
        let (accepted, (_, ended)) = (state.accepted?, state.ended?);
        let counted = match limit.unit {
            Unit::WorkingDays => Limit::working_days(limit.amount),
            Unit::Days => Limit::calendar_days(limit.amount),
            Unit::Months => Limit::months(limit.amount),
            Unit::Years => Limit::years(limit.amount),
            Unit::Hours | Unit::Minutes | Unit::Seconds | Unit::Milliseconds => return None,
        };
        let calendar = self.calendars.get(item.index())?.as_ref()?;
        let mut ledger = ClockLedger::start(counted, accepted.timestamp());
        for stop in &state.stops {
            ledger.stop(stop.from.timestamp(), stop.reason).ok()?;
            if let Some(until) = stop.until {
                ledger.resume(until.timestamp()).ok()?;
            }
        }
        let used = ledger.used(calendar, ended.timestamp()).known()?;
        Some(Period { amount: u32::try_from(used).ok()?, unit: limit.unit })
    }

    /// How steps ended: step, and `approve`, `correct`, `reject`, `rule`, `people`.
    pub fn outcomes(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.decided.iter().filter_map(|(step, outcome)| Some((&*self.program.step(*step)?.id, *outcome)))
    }

    /// Names of items that ended with their result.
    pub fn approved_items(&self) -> impl Iterator<Item = &str> {
        let ended = self.events.iter().filter_map(|event| match event.kind {
            EventKind::ItemEnded { item, ending: Ending::Approved, .. } => Some(item),
            _ => None,
        });
        ended.filter_map(|item| self.program.item(item)).map(|i| &*i.id)
    }

    /// Fallbacks that were taken: for what a system did not tell, or by the applicant, who promised a material for
    /// later or declared what it would have proven.
    pub fn fallbacks(&self) -> impl Iterator<Item = Fallback> {
        self.events.iter().filter_map(|event| match event.kind {
            EventKind::FellBack { rung, .. } => Some(rung),
            EventKind::Deferred { .. } => Some(Fallback::Provisional),
            // What the plan has declared is no fallback.
            EventKind::Known { fact, how: How::Declared, .. } => {
                let by_plan = self.program.fact(fact).is_some_and(|facts| facts.declarable);
                (!by_plan).then_some(Fallback::Commitment)
            }
            _ => None,
        })
    }

    /// Names of steps that something reached, done or not.
    pub fn steps_reached(&self) -> BTreeSet<&str> {
        let reached = self.events.iter().filter_map(|event| match event.kind {
            EventKind::StepOpened { step, .. }
            | EventKind::StepDone { step, .. }
            | EventKind::Branched { step, .. } => Some(step),
            _ => None,
        });
        reached.filter_map(|step| self.program.step(step)).map(|s| &*s.id).collect()
    }
}

/// A fallback as it is written in a plan.
pub fn rung_name(rung: Fallback) -> &'static str {
    match rung {
        Fallback::Upload => "upload",
        Fallback::Provisional => "provisional",
        Fallback::Commitment => "commitment",
        Fallback::Wait => "wait",
    }
}
