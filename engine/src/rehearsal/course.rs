//! Which course an application takes where a condition reads what only a run knows: the verdict of a review, what
//! an inspection found. When the step that tells such a value is done, a branch is chosen — the likeliest, or one
//! by its `chance` where outcomes are drawn — and the value becomes one for which that branch is taken.

use super::host::Host;
use super::stage::Stage;
use crate::application::program::{FactId, StepFacts, StepId, StepKind};
use crate::plan::grounding::InstanceId;
use crate::population::{Asked, Population};
use crate::process::graph::Gate;
use crate::random::Random;
use crate::scenario::model::ElementId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Of each way out of a split, whether its condition should hold; none: as it falls.
type Course = Vec<Option<bool>>;

/// What was chosen, and how people are since.
pub(super) struct Courses {
    people: Option<Population>,
    /// Of splits that were not passed yet.
    chosen: BTreeMap<StepId, Course>,
    /// Facts that work tells, and may tell otherwise when it is done again.
    open: BTreeSet<FactId>,
    random: Random,
}

impl Courses {
    /// Nothing is chosen. Draws of their own leave those of outcomes and times as they are.
    pub(super) fn new(seed: u64) -> Self {
        let random = Random::new(seed ^ 0x0c02_5e5e);
        Self { people: None, chosen: BTreeMap::new(), open: BTreeSet::new(), random }
    }

    /// People as they are now.
    pub(super) fn people<'p>(&'p self, stage: &'p Stage<'_>) -> &'p Population {
        self.people.as_ref().unwrap_or(&stage.population)
    }

    /// A step was passed; when it is reached again, its course is chosen anew.
    pub(super) fn passed(&mut self, step: StepId) {
        self.chosen.remove(&step);
    }
}

impl Host<'_> {
    /// The text of a fact as it is in the population by now.
    pub(super) fn value(&self, fact: FactId) -> Option<Arc<str>> {
        self.stage.value(self.courses.people(self.stage), fact)
    }

    /// A step is done: the values that it tells, and on which branches turn, come to fit the courses chosen.
    pub(super) fn settle(&mut self, step: StepId) {
        let told: Vec<FactId> = self.stage.told(step).filter(|fact| self.may_fall(*fact)).collect();
        if told.is_empty() {
            return;
        }
        self.courses.open.extend(told.iter().copied());
        let mut kept: Vec<(StepId, Course)> = Vec::new();
        for split in self.stage.splits_behind(step, &told) {
            for course in self.courses_of(split) {
                kept.push((split, course));
                if self.come_to(&kept) {
                    break;
                }
                // Nearer splits come first; what contradicts them is left as it falls.
                kept.pop();
            }
        }
        self.courses.chosen.extend(kept);
    }

    /// Whether nobody but work tells a fact, and nothing has been told, or work may tell it anew.
    fn may_fall(&self, fact: FactId) -> bool {
        let known = self.application.fact(fact).is_some_and(|f| f.how.is_known() && f.value.is_some());
        self.stage.only_work_tells(fact) && (!known || self.courses.open.contains(&fact))
    }

    /// The courses to try at a split: what was chosen, or is; where nothing says how often branches are taken and
    /// none would be, each of them.
    fn courses_of(&mut self, split: StepId) -> Vec<Course> {
        if let Some(chosen) = self.courses.chosen.get(&split) {
            return vec![chosen.clone()];
        }
        let Some(facts) = self.stage.program.step(split) else { return Vec::new() };
        let drawn = self.script.drawn;
        let one = matches!(facts.kind, StepKind::Split(Gate::One));
        if !one {
            let mut falls = |chance: f64| match drawn {
                true => self.courses.random.unit() < chance,
                false => chance >= 0.5,
            };
            return vec![facts.next.iter().map(|way| way.chance.map(&mut falls)).collect()];
        }
        if let Some(out) = facts.next.iter().position(|way| way.has_condition())
            && facts.next.iter().any(|way| way.back)
        {
            let chance = facts.next.get(out).and_then(|way| way.chance).unwrap_or(1.0);
            let done = !drawn || self.courses.random.unit() < chance;
            return vec![(0..facts.next.len()).map(|at| (at == out).then_some(done)).collect()];
        }
        let to = |at: usize| -> Course {
            let ways = facts.next.iter().enumerate();
            ways.map(|(i, way)| (i <= at && way.has_condition()).then_some(i == at)).collect()
        };
        let fall = if drawn { Some(self.courses.random.unit()) } else { None };
        match branch(facts, fall) {
            Some(at) => vec![to(at)],
            None => {
                let as_it_falls = (0..facts.next.len()).map(to).filter(|c| self.is_met(split, c, None));
                let now: Vec<Course> = as_it_falls.collect();
                if now.is_empty() { (0..facts.next.len()).map(to).collect() } else { now }
            }
        }
    }

    /// Whether a split would take a course if people were like this.
    fn is_met(&self, split: StepId, course: &Course, people: Option<&Population>) -> bool {
        let people = people.unwrap_or_else(|| self.courses.people(self.stage));
        let value = |fact: FactId| {
            let known = self.application.fact(fact).filter(|f| f.how.is_known());
            let told = known.and_then(|f| f.value.clone()).filter(|_| !self.courses.open.contains(&fact));
            told.or_else(|| self.stage.value(people, fact))
        };
        course.iter().enumerate().all(|(way, wanted)| {
            let holds = || self.stage.program.would_hold(split, way, self.now, &value);
            wanted.is_none_or(|wanted| holds() == Some(wanted))
        })
    }

    /// Makes values such that all these courses are taken, if it can be.
    fn come_to(&mut self, courses: &[(StepId, Course)]) -> bool {
        let all = |people: &Population| courses.iter().all(|(s, c)| self.is_met(*s, c, Some(people)));
        let people = self.courses.people(self.stage);
        if all(people) {
            return true;
        }
        let program = self.stage.program;
        let splits = || courses.iter().filter_map(|(split, _)| program.step(*split));
        let facts: BTreeSet<FactId> = splits().flat_map(|s| &s.next).flat_map(|w| w.reads()).collect();
        let keys: Vec<(InstanceId, ElementId)> =
            facts.iter().filter_map(|fact| self.stage.people.key(*fact)).collect();
        let texts: Vec<&str> = splits().flat_map(|split| self.stage.conditions(split)).collect();
        let fact_of = |key| self.stage.people.fact(key);
        let is_open = |key| fact_of(key).is_some_and(|fact| self.may_fall(fact) && self.stage.is_told(fact));
        // What was told stays as it was, computed values too.
        let stays = |to: &Population| {
            let known = |fact: &FactId| self.application.knows(*fact) && !self.courses.open.contains(fact);
            let same = |fact: &FactId| self.stage.value(people, *fact) == self.stage.value(to, *fact);
            self.stage.people.all().map(|(fact, _)| fact).filter(known).all(|fact| same(&fact))
        };
        let holds = |to: &Population| all(to) && stays(to);
        let asked = Asked { reads: &keys, conditions: &texts, is_open: &is_open, holds: &holds };
        let settled = people.settled(&self.stage.derivation.grounding, &asked);
        let found = settled.is_some();
        if found {
            self.courses.people = settled;
        }
        found
    }
}

/// The branch by chance, or the likeliest; none where nothing says how often it is taken.
fn branch(facts: &StepFacts, fall: Option<f64>) -> Option<usize> {
    let chances = facts.next.iter().enumerate().filter_map(|(at, way)| Some((at, way.chance?)));
    let Some(fall) = fall else {
        let likelier = |best: (usize, f64), one: (usize, f64)| if one.1 > best.1 { one } else { best };
        return chances.reduce(likelier).map(|(at, _)| at);
    };
    let mut sum = 0.0;
    for (at, chance) in chances {
        sum += chance;
        if fall < sum {
            return Some(at);
        }
    }
    None
}
