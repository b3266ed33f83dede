//! Where a scenario says what a log tells: the paths at which `facts` override it.

use super::Row;
use crate::scenario::model::{Catalogue, Id, MeasureKind, Scenario, Step, StepKind, WaitFor};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Outcomes of visits whose length and end say nothing of the work itself: left, not answered, or not by rule.
const CUT_SHORT: [&str; 4] = ["failed", "skipped", "too_late", "handed_over"];

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The step, such as `items.household_registration.steps.review`; none of what is no step of an item.
    pub step: Option<Id>,
    /// The item that the step is of, as the log calls it: of several alike each has its own name.
    pub item: Option<Id>,
    /// Where the time is stated that the row took.
    pub time: Option<Time>,
    /// Whether the row ended in a way that tells of the step: left work does not.
    pub tells: bool,
}

/// Where a time is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// `items.household_registration.steps.review.takes`, `systems.population.simulated.latency`.
    pub path: Id,
    /// Whether it runs since it could be done, not since it was begun: nobody works at it meanwhile.
    pub since_enabled: bool,
}

/// A step and its path.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub path: Id,
    pub step: Arc<Step>,
}

/// What the work by which a department confirms a paper is called behind the name of the paper.
const VERIFY: &str = ".verify";

/// The places of everything that a log of a scenario may name.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// By `item.step`.
    steps: BTreeMap<String, Spot>,
    /// By the name of a merged step; none where plans differ about it.
    merged: BTreeMap<Id, Option<Id>>,
    /// By service and by licence: the path of the latency of its system.
    systems: BTreeMap<Id, Id>,
    /// By position.
    messages: Vec<Id>,
    /// By paper: the path of what is said of its being confirmed.
    papers: BTreeMap<Id, Id>,
}

impl Places {
    /// The places of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let mut places = Self { systems: systems(&scenario.catalogue), ..Self::default() };
        places.messages =
            scenario.messages.keys().map(|id| Id::from(format!("messages.{id}.comes_in"))).collect();
        let verified = scenario.verifications().into_iter();
        let verified = verified.filter_map(|(id, _)| scenario.catalogue.material(id));
        places.papers =
            verified.map(|(id, _)| (id.clone(), Id::from(format!("materials.{id}.no_proof")))).collect();
        for item in scenario.items.values() {
            let path = scenario.path_of_steps(item);
            for step in &item.steps {
                places.add(&item.id, &path, step);
            }
        }
        for (id, plan) in &scenario.plans {
            let merges = plan.measures.iter().zip(1..).filter_map(|(measure, number)| match &measure.kind {
                MeasureKind::Merge(merge) => Some((&merge.into, number)),
                _ => None,
            });
            for (into, number) in merges {
                let path = Id::from(format!("plans.{id}.measures.{number}.takes"));
                // A log does not tell by which plan an application went.
                places.merged.entry(into.clone()).and_modify(|path| *path = None).or_insert(Some(path));
            }
        }
        places
    }

    fn add(&mut self, item: &Id, path: &str, step: &Arc<Step>) {
        let own = Id::from(format!("{path}.{}", step.name));
        self.steps.insert(format!("{item}.{}", step.name), Spot { path: own, step: step.clone() });
        for inner in step.bodies().into_iter().flatten() {
            self.add(item, path, inner);
        }
    }

    /// The step of an activity: `item.step`, also where several alike are told apart by a number (`item_2.step`,
    /// `item.step_2`).
    pub(super) fn spot(&self, activity: &str) -> Option<&Spot> {
        let (item, step) = activity.split_once('.')?;
        let names = [Some(item), without_number(item)].into_iter().flatten();
        let mut tried = names.flat_map(|item| {
            [Some(step), without_number(step)].into_iter().flatten().map(move |step| format!("{item}.{step}"))
        });
        tried.find_map(|name| self.steps.get(&name))
    }

    /// Where it is said how a paper is confirmed, of `mother.kinship_proof.verify`.
    fn verified(&self, activity: &str) -> Option<&Id> {
        let (_, paper) = activity.strip_suffix(VERIFY)?.rsplit_once('.')?;
        self.papers.get(paper)
    }

    /// Where a row stands.
    pub fn place(&self, row: &Row) -> Place {
        let tells = !row.outcome.as_deref().is_some_and(|outcome| CUT_SHORT.contains(&outcome));
        let activity = &*row.activity;
        if let Some(path) = self.verified(activity) {
            let takes = Time { path: Id::from(format!("{path}.takes")), since_enabled: false };
            return Place { step: Some(path.clone()), item: None, time: tells.then_some(takes), tells };
        }
        if let Some(step) = activity.strip_suffix(".supplement") {
            let path = self.spot(step).filter(|spot| spot.step.is_human());
            let path = path.map(|spot| Id::from(format!("{}.corrects_in", spot.path)));
            return Place {
                time: path.map(|path| Time { path, since_enabled: true }),
                tells,
                ..Place::default()
            };
        }
        if let Some(spot) = activity.strip_suffix(".undo").and_then(|step| self.spot(step)) {
            let is_work = spot.step.undo.as_ref().is_some_and(|undo| undo.is_human());
            let path = is_work.then(|| Id::from(format!("{}.undo.takes", spot.path)));
            return Place {
                time: path.map(|path| Time { path, since_enabled: false }),
                tells,
                ..Place::default()
            };
        }
        let spot = self.spot(activity);
        let time = self.time(row, spot);
        Place {
            step: spot.map(|spot| spot.path.clone()),
            item: spot.and_then(|_| activity.split_once('.')).map(|(item, _)| Id::from(item)),
            time: time.filter(|_| tells),
            tells,
        }
    }

    fn time(&self, row: &Row, spot: Option<&Spot>) -> Option<Time> {
        let work = |path: Id| Some(Time { path, since_enabled: false });
        let by_rule = row.kind.as_deref() == Some("system");
        match spot.map(|spot| (spot, &spot.step.kind)) {
            // What is decided by rule takes nobody's time.
            Some((spot, StepKind::Human | StepKind::Special(_))) if !by_rule => {
                work(Id::from(format!("{}.takes", spot.path)))
            }
            Some((_, StepKind::Wait(wait))) => match wait.until {
                WaitFor::Message(message) => {
                    let path = self.messages.get(message.index())?.clone();
                    Some(Time { path, since_enabled: true })
                }
                WaitFor::Period(_) | WaitFor::Moment(_) => None,
            },
            Some((_, StepKind::Call(call))) => {
                work(self.systems.get(&service(call.service.index()))?.clone())
            }
            Some(_) => None,
            None => {
                let called = row.activity.split_once('(').map_or(&*row.activity, |(service, _)| service);
                match self.systems.get(called) {
                    Some(path) => work(path.clone()),
                    None => self.merged.get(called).cloned().flatten().and_then(work).filter(|_| !by_rule),
                }
            }
        }
    }
}

/// The paths of latencies by service, by its position, and by licence.
fn systems(catalogue: &Catalogue) -> BTreeMap<Id, Id> {
    let path = |(id, _): (&Id, _)| Id::from(format!("systems.{id}.simulated.latency"));
    let mut systems = BTreeMap::new();
    for (position, (id, facts)) in catalogue.services.iter().enumerate() {
        if let Some(path) = catalogue.system(facts.system).map(path) {
            systems.insert(id.clone(), path.clone());
            systems.insert(service(position), path);
        }
    }
    for (id, facts) in &catalogue.licences {
        systems.extend(catalogue.system(facts.system).map(path).map(|path| (id.clone(), path)));
    }
    systems
}

/// A key for the position of a service; no name begins with a digit.
fn service(position: usize) -> Id {
    Id::from(position.to_string())
}

/// `birth_certificate` of `birth_certificate_2`.
fn without_number(name: &str) -> Option<&str> {
    let (before, number) = name.rsplit_once('_')?;
    (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit())).then_some(before)
}
