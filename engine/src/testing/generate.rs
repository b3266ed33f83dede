//! The smallest set of tests that reaches what coverage asks for. Ideas — one answer, decision, silent system,
//! message or other holder that is not as usual — are played alone and then together, as many in one test as go
//! together; of all that was played the fewest that reach everything are chosen, and their forms are filled with
//! values at the bounds of their fields.

mod bounds;
mod cover;
mod idea;
#[cfg(test)]
mod tests;
mod together;

use super::coverage::{Coverage, Goal, reached};
use super::model::ScenarioTest;
use super::write::whole;
use crate::plan::derive::Planner;
use crate::rehearsal::{Library, Rehearsal, rehearse_planned};
use crate::scenario::model::{Plan, Scenario, SituationKind};
use bounds::Bounds;
use cover::{Cover, smallest};
use idea::{Idea, ideas};
use std::collections::{BTreeMap, BTreeSet};
use together::together;

/// What is there already.
#[derive(Debug, Clone, Default)]
pub struct There {
    /// What tests beside the scenario reach.
    pub reached: BTreeSet<Goal>,
    /// What they fill in: plan, field and value.
    pub filled: BTreeSet<(String, String, String)>,
}

/// A generated test.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The name of its file, without an ending: `joint-born-elsewhere`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Tests, and what is known about how few they are.
#[derive(Debug, Clone)]
pub struct Generation {
    /// The tests that reach the goals, then those that only bring values at the bounds of fields.
    pub tests: Vec<Generated>,
    /// How many of them reach goals.
    pub covering: usize,
    /// No fewer tests could reach those goals, whatever they do.
    pub at_least: usize,
    /// No fewer of the tests that were played would do.
    pub proven: bool,
    /// How many were played.
    pub played: usize,
    /// Goals that nothing reached.
    pub left: Vec<Goal>,
}

/// A test that was played.
#[derive(Debug, Clone)]
struct Played {
    ideas: Vec<usize>,
    test: ScenarioTest,
    rehearsal: Rehearsal,
    reached: BTreeSet<Goal>,
}

/// Tests that together with those that are there reach every goal that ideas reach.
pub fn generate(planner: &Planner<'_>, library: &dyn Library, there: &There) -> Generation {
    let scenario = planner.scenario;
    let coverage = Coverage::new(planner, std::iter::empty());
    let mut left: BTreeSet<Goal> = coverage.goals.into_keys().collect();
    left.retain(|goal| !there.reached.contains(goal));
    let at_least = at_least(scenario, &left);
    let (mut texts, mut covering, mut proven, mut played) = (Vec::new(), 0, true, 0);
    for plan in counted(scenario) {
        let mut studio = Studio::new(planner, plan, library);
        let found = studio.found(&left);
        let mut bounds = Bounds::new(planner, plan, &there.filled);
        let mut chosen = found.chosen;
        for one in &mut chosen {
            bounds.fill(&studio, one);
        }
        for one in &chosen {
            left.retain(|goal| !one.reached.contains(goal));
        }
        covering += chosen.len();
        proven &= found.proven;
        let more = bounds.rest(&studio, &chosen);
        played += studio.played.len();
        texts.extend(chosen.iter().map(|one| studio.generated(one)));
        texts.extend(more.iter().map(|(name, one)| Generated {
            name: name.clone(),
            text: whole(scenario, &one.test, &one.rehearsal),
        }));
    }
    Generation { tests: texts, covering, at_least, proven, played, left: left.into_iter().collect() }
}

/// The plans for which tests are written: not the separate one, unless there is no other.
fn counted(scenario: &Scenario) -> impl Iterator<Item = &Plan> {
    let only = scenario.plans.len() == 1;
    scenario.plans.values().filter(move |plan| only || &*plan.id != "separate")
}

/// A number of tests below which no set can reach these goals. Answers of one question exclude one another, and
/// so do refusals at steps of one item and that item's result.
fn at_least(scenario: &Scenario, goals: &BTreeSet<Goal>) -> usize {
    let mut answers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut endings: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut plans: BTreeSet<&str> = BTreeSet::new();
    for goal in goals {
        match goal {
            Goal::Answer(situation, _) => {
                let one = scenario
                    .situations
                    .get(situation)
                    .is_some_and(|s| !s.several || matches!(s.kind, SituationKind::Count(_)));
                *answers.entry(situation).or_default() += usize::from(one);
            }
            Goal::Outcome(plan, step, outcome) => {
                plans.insert(plan);
                let item = step.split('.').next().unwrap_or_default();
                // An item for several members may end differently for each.
                let once = scenario.items.get(item).is_some_and(|i| i.each.is_none());
                if once && outcome == "reject" {
                    *endings.entry(plan).or_default().entry(item).or_default() += 1;
                }
            }
            Goal::Step(plan, _) | Goal::Branch(plan, ..) | Goal::Fallback(plan, _) => {
                plans.insert(plan);
            }
            Goal::Item(_) => {}
        }
    }
    let granted = |item: &str| usize::from(goals.contains(&Goal::Item(item.into())));
    let by_plan = plans.iter().map(|plan| {
        let items = endings.get(plan).into_iter().flatten();
        items.map(|(item, refusals)| refusals + granted(item)).max().unwrap_or(1)
    });
    let by_plan: usize = by_plan.sum();
    let by_answers = answers.into_values().max().unwrap_or(0);
    by_plan.max(by_answers).max(usize::from(!goals.is_empty()))
}

/// Where tests of one plan are played.
struct Studio<'s> {
    planner: &'s Planner<'s>,
    plan: &'s Plan,
    library: &'s dyn Library,
    ideas: Vec<Idea>,
    played: Vec<Played>,
}

/// Tests that were chosen.
struct Found {
    chosen: Vec<Played>,
    proven: bool,
}

impl<'s> Studio<'s> {
    fn new(planner: &'s Planner<'s>, plan: &'s Plan, library: &'s dyn Library) -> Self {
        Self { planner, plan, library, ideas: ideas(planner, plan), played: Vec::new() }
    }

    /// Plays a test; none where something of it never came to pass or was not taken.
    fn play(&self, ideas: Vec<usize>, test: ScenarioTest) -> Option<Played> {
        let rehearsal = rehearse_planned(self.planner, self.plan, &test.script, self.library).ok()?;
        if !rehearsal.never.is_empty() || !rehearsal.refusals.is_empty() {
            return None;
        }
        let reached = reached(self.planner.scenario, &test.script.way, &rehearsal);
        Some(Played { ideas, test, rehearsal, reached })
    }

    fn together(&self, ideas: Vec<usize>) -> Option<Played> {
        let chosen: Vec<&Idea> = ideas.iter().filter_map(|at| self.ideas.get(*at)).collect();
        let test = together(self.planner.scenario, self.plan, &chosen)?;
        let played = self.play(ideas, test)?;
        // Ideas that only together are true of nobody do not go together.
        let (of, alone) = (&played.rehearsal.contradictions, |p: &&Played| p.ideas.len() == 1);
        let own = self.played.iter().filter(alone).filter(|p| played.ideas.contains(&p.ideas[0]));
        let own: Vec<_> = own.flat_map(|p| &p.rehearsal.contradictions).collect();
        (played.ideas.len() == 1 || of.iter().all(|s| own.contains(&s))).then_some(played)
    }

    /// The fewest tests that reach the goals, of all that were played.
    fn found(&mut self, goals: &BTreeSet<Goal>) -> Found {
        for at in 0..self.ideas.len() {
            self.played.extend(self.together(vec![at]));
        }
        let alone: BTreeMap<usize, BTreeSet<Goal>> =
            self.played.iter().map(|p| (p.ideas[0], p.reached.clone())).collect();
        let mut left: BTreeSet<&Goal> =
            goals.iter().filter(|goal| self.played.iter().any(|p| p.reached.contains(*goal))).collect();
        let goals: Vec<&Goal> = left.iter().copied().collect();
        while !left.is_empty() {
            let gain = |p: &Played| p.reached.iter().filter(|g| left.contains(g)).count();
            // The first of equals: ideas are listed from the plainest on.
            let best = (0..self.played.len()).rev().max_by_key(|at| gain(&self.played[*at]));
            let Some(best) = best.filter(|at| gain(&self.played[*at]) > 0) else { break };
            let grown = self.grown(self.played[best].clone(), &left, &alone);
            left.retain(|goal| !grown.reached.contains(*goal));
        }
        let sets: Vec<Vec<usize>> = self
            .played
            .iter()
            .map(|p| (0..goals.len()).filter(|at| p.reached.contains(goals[*at])).collect())
            .collect();
        let Cover { chosen, proven } = smallest(goals.len(), &sets);
        Found { chosen: chosen.into_iter().map(|at| self.played[at].clone()).collect(), proven }
    }

    /// A test with every further idea that lets it reach more of what is left.
    fn grown(
        &mut self,
        mut test: Played,
        left: &BTreeSet<&Goal>,
        alone: &BTreeMap<usize, BTreeSet<Goal>>,
    ) -> Played {
        let gain = |reached: &BTreeSet<Goal>| reached.iter().filter(|g| left.contains(g)).count();
        for at in 0..self.ideas.len() {
            let adds = |reached: &BTreeSet<Goal>| {
                reached.iter().any(|g| left.contains(g) && !test.reached.contains(g))
            };
            if test.ideas.contains(&at) || !alone.get(&at).is_some_and(adds) {
                continue;
            }
            let ideas = test.ideas.iter().copied().chain([at]).collect();
            let Some(more) = self.together(ideas) else { continue };
            self.played.push(more.clone());
            if gain(&more.reached) > gain(&test.reached) {
                test = more;
            }
        }
        test
    }

    fn generated(&self, one: &Played) -> Generated {
        let names: Vec<&str> =
            one.ideas.iter().filter_map(|at| self.ideas.get(*at)).map(|i| i.name.as_str()).collect();
        let more = match names.len() {
            0 | 1 => String::new(),
            many => format!("-and-{}-more", many - 1),
        };
        let name = format!("{}-{}{more}", self.plan.id, names.first().unwrap_or(&"base"));
        Generated { name, text: whole(self.planner.scenario, &one.test, &one.rehearsal) }
    }
}
