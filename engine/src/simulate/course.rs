//! What work finds out, and how often: the values of a step on which branches turn, each such that a course is
//! taken as often as its `chance` says. A rehearsal chooses in the same way, one application at a time; here the
//! choices of a step are made beforehand, for applications of one way all have the same people.

use crate::application::command::Submission;
use crate::application::program::{FactId, StepFacts, StepId, StepKind};
use crate::plan::grounding::InstanceId;
use crate::population::{Asked, Population};
use crate::process::graph::Gate;
use crate::rehearsal::Stage;
use crate::scenario::model::ElementId;
use jiff::Timestamp;

/// Of each way out of a split, whether its condition should hold; none: as it falls.
type Course = Vec<Option<bool>>;

/// Most ends of the choices of one step; further splits fall as they do.
const MOST: usize = 64;

/// One end of what a step may find out.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    /// The chance of this or one before it.
    pub upto: f64,
    /// What the step tells then.
    pub values: Vec<Submission>,
}

/// Everything that a step may find out; one end where nothing turns on it.
pub(super) fn findings(stage: &Stage<'_>, step: StepId, at: Timestamp) -> Vec<Finding> {
    let told: Vec<FactId> = stage.told(step).filter(|fact| stage.only_work_tells(*fact)).collect();
    let splits = if told.is_empty() { Vec::new() } else { stage.splits_behind(step, &told) };
    let mut chooser = Chooser { stage, told, at, ends: Vec::new() };
    chooser.choose(&splits, &mut Vec::new(), stage.population.clone(), 1.0);
    let mut upto = 0.0;
    let finding = |(chance, people): (f64, Population)| {
        upto += chance;
        Finding { upto, values: tells(stage, step, &people) }
    };
    chooser.ends.into_iter().map(finding).collect()
}

/// What a step tells, of these people.
fn tells(stage: &Stage<'_>, step: StepId, people: &Population) -> Vec<Submission> {
    let Some(facts) = stage.program.step(step) else { return Vec::new() };
    let more = facts.brings.iter().filter(|fact| !facts.supplies.contains(fact));
    let submission = |fact: &FactId| Some(Submission { fact: *fact, value: stage.value(people, *fact)? });
    facts.supplies.iter().chain(more).filter_map(submission).collect()
}

struct Chooser<'a, 's> {
    stage: &'a Stage<'s>,
    told: Vec<FactId>,
    at: Timestamp,
    ends: Vec<(f64, Population)>,
}

impl Chooser<'_, '_> {
    /// Goes through the courses of the splits, the nearest first; what contradicts nearer ones falls as it does.
    fn choose(
        &mut self,
        splits: &[StepId],
        kept: &mut Vec<(StepId, Course)>,
        people: Population,
        chance: f64,
    ) {
        let Some((split, rest)) = splits.split_first().filter(|_| self.ends.len() < MOST) else {
            self.ends.push((chance, people));
            return;
        };
        let courses = self.courses(*split, &people);
        if courses.is_empty() {
            return self.choose(rest, kept, people, chance);
        }
        for (share, course) in courses {
            kept.push((*split, course));
            match self.come_to(kept, &people) {
                Some(settled) => self.choose(rest, kept, settled, chance * share),
                None => {
                    let contrary = kept.pop();
                    self.choose(rest, kept, people.clone(), chance * share);
                    kept.extend(contrary);
                }
            }
            kept.pop();
        }
    }

    /// The courses of a split with their chances; none where nothing says how often they are taken.
    fn courses(&self, split: StepId, people: &Population) -> Vec<(f64, Course)> {
        let Some(facts) = self.stage.program.step(split) else { return Vec::new() };
        let ways = facts.next.len();
        if !matches!(facts.kind, StepKind::Split(Gate::One)) {
            return several(facts);
        }
        if let Some(out) = facts.next.iter().position(|way| way.has_condition())
            && facts.next.iter().any(|way| way.back)
        {
            let chance = facts.next.get(out).and_then(|way| way.chance).unwrap_or(1.0);
            let course = |done: bool| (0..ways).map(|at| (at == out).then_some(done)).collect();
            let both = [(chance, course(true)), (1.0 - chance, course(false))];
            return both.into_iter().filter(|(share, _)| *share > 0.0).collect();
        }
        let to = |at: usize| -> Course {
            let all = facts.next.iter().enumerate();
            all.map(|(i, way)| (i <= at && way.has_condition()).then_some(i == at)).collect()
        };
        let told: f64 = facts.next.iter().filter_map(|way| way.chance).sum();
        if told > 0.0 {
            let chances = facts.next.iter().enumerate();
            let course = |(at, way): (usize, &crate::application::program::Way)| {
                way.chance.filter(|chance| *chance > 0.0).map(|chance| (chance / told, to(at)))
            };
            return chances.filter_map(course).collect();
        }
        // Nothing says how often: as it falls, and where nothing would be taken the first that can be.
        match (0..ways).map(to).find(|course| self.is_met(split, course, people)) {
            Some(_) => Vec::new(),
            None => (0..ways)
                .map(to)
                .find(|course| self.come_to(&[(split, course.clone())], people).is_some())
                .map(|course| (1.0, course))
                .into_iter()
                .collect(),
        }
    }

    fn is_met(&self, split: StepId, course: &Course, people: &Population) -> bool {
        let value = |fact: FactId| self.stage.value(people, fact);
        course.iter().enumerate().all(|(way, wanted)| {
            let holds = || self.stage.program.would_hold(split, way, self.at, &value);
            wanted.is_none_or(|wanted| holds() == Some(wanted))
        })
    }

    /// People such that all these courses are taken, if there can be any.
    fn come_to(&self, courses: &[(StepId, Course)], people: &Population) -> Option<Population> {
        let all = |people: &Population| courses.iter().all(|(s, c)| self.is_met(*s, c, people));
        if all(people) {
            return Some(people.clone());
        }
        let stage = self.stage;
        let splits = || courses.iter().filter_map(|(split, _)| stage.program.step(*split));
        let mut facts: Vec<FactId> = splits().flat_map(|s| &s.next).flat_map(|w| w.reads()).collect();
        facts.sort_unstable();
        facts.dedup();
        let keys: Vec<(InstanceId, ElementId)> =
            facts.iter().filter_map(|fact| stage.people.key(*fact)).collect();
        let texts: Vec<&str> = splits().flat_map(|split| stage.conditions(split)).collect();
        let is_open = |key| stage.people.fact(key).is_some_and(|fact| self.told.contains(&fact));
        // What others tell stays as it was.
        let others = || stage.people.all().map(|(fact, _)| fact).filter(|f| !self.told.contains(f));
        let is_kept = |fact: &FactId| !stage.only_work_tells(*fact) || stage.is_told(*fact);
        let stays = |to: &Population| {
            others().filter(is_kept).all(|fact| stage.value(people, fact) == stage.value(to, fact))
        };
        let holds = |to: &Population| all(to) && stays(to);
        let asked = Asked { reads: &keys, conditions: &texts, is_open: &is_open, holds: &holds };
        people.settled(&stage.derivation.grounding, &asked)
    }
}

/// Every set of branches that may be taken side by side, by the chance of each.
fn several(facts: &StepFacts) -> Vec<(f64, Course)> {
    let told: Vec<usize> = (0..facts.next.len())
        .filter(|at| facts.next.get(*at).is_some_and(|way| way.chance.is_some()))
        .take(6)
        .collect();
    if told.is_empty() {
        return Vec::new();
    }
    let mut all = vec![(1.0, vec![None; facts.next.len()])];
    for at in told {
        let chance = facts.next.get(at).and_then(|way| way.chance).unwrap_or(0.0);
        let mut next = Vec::with_capacity(all.len() * 2);
        for (share, course) in all {
            for (taken, part) in [(true, chance), (false, 1.0 - chance)] {
                let mut course = course.clone();
                if let Some(way) = course.get_mut(at) {
                    *way = Some(taken);
                }
                next.push((share * part, course));
            }
        }
        all = next;
    }
    all.into_iter().filter(|(share, _): &(f64, Course)| *share > 0.0).collect()
}
