//! Everything that takes part in a rehearsal, derived before any of it begins: the application itself, those of
//! other people that its script tells of, and those that steps of any of them run. Each has a program and people
//! of its own; [`world`](super::world) plays them together.

use super::script::Script;
use super::stage::{NotStaged, Stage};
use super::world::play;
use super::{Beside, Library, Rehearsal, measure, names};
use crate::application::program::{Program, StepId, StepKind};
use crate::plan::derive::{Derivation, Planner};
use crate::plan::grounding::InstanceId;
use crate::plan::levers::MeasureSet;
use crate::plan::offer::{Offer, offered};
use crate::plan::supply::Fact;
use crate::plan::way::Way;
use crate::process::compile::compile;
use crate::scenario::model::{Id, Plan, Run, Scenario};
use crate::scenario::source::Spanned;
use crate::scenario::text::Text;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Most scenarios that run one inside the other.
const MOST_NESTED: usize = 8;
/// Most applications that are derived for one rehearsal.
const MOST_PARTS: usize = 64;

/// One application to be played; one that a step runs is played each time the step is reached.
pub(super) struct Part<'a> {
    pub(super) stage: Stage<'a>,
    pub(super) script: &'a Script,
    /// The parts that its steps run.
    pub(super) runs: BTreeMap<StepId, usize>,
    /// Whether a step runs it.
    pub(super) is_run: bool,
    name: Id,
    scenario: Option<Arc<Scenario>>,
    visits: measure::Visits,
}

/// A part that has still to be derived.
struct Wanted {
    name: Id,
    scenario: Option<Arc<Scenario>>,
    plan: Id,
    script: Script,
    /// The part whose parties some of its own are: theirs, ours.
    with: (usize, Vec<(Spanned<Id>, InstanceId)>),
    is_run: bool,
    depth: usize,
}

/// What all parts share while they are derived.
struct House<'a> {
    main: &'a Planner<'a>,
    library: &'a dyn Library,
}

/// Plays a script of a plan; the application itself comes first.
pub(super) fn rehearsed(
    planner: &Planner<'_>,
    plan: &Plan,
    script: &Script,
    library: &dyn Library,
) -> Result<Vec<Beside>, NotStaged> {
    let house = House { main: planner, library };
    let first = Wanted {
        name: plan.id.clone(),
        scenario: None,
        plan: plan.id.clone(),
        script: script.clone(),
        with: (0, Vec::new()),
        is_run: false,
        depth: 0,
    };
    house.derive(planner, plan, &first, VecDeque::new(), Vec::new())
}

impl House<'_> {
    /// Derives what is wanted, one inside the other, for each borrows from its own derivation; then plays.
    fn gather(&self, mut wanted: VecDeque<Wanted>, parts: Vec<Part<'_>>) -> Result<Vec<Beside>, NotStaged> {
        let Some(mut next) = wanted.pop_front() else { return Ok(told(&parts, self.library)) };
        let shared = parts.get(next.with.0).map(|part| people(&part.stage, &next.with.1)).unwrap_or_default();
        let is_given = |name: &Id| next.script.people.iter().any(|(given, _)| given.value == *name);
        let more: Vec<_> = shared.into_iter().filter(|(name, _)| !is_given(&name.value)).collect();
        next.script.people.extend(more);
        let other = next.scenario.clone();
        let own = other.as_deref().map(Planner::new);
        let planner = own.as_ref().unwrap_or(self.main);
        let Some(Offer { plan, .. }) = offered(planner.scenario, &next.plan, &next.script.way) else {
            let known: Vec<&str> = planner.scenario.plans.keys().map(|id| &**id).collect();
            let (step, plan, known) = (&next.name, &next.plan, known.join(" "));
            return Err(NotStaged::NothingToRun(
                Text::new(
                    format!("`{step}` 所办场景没有方案 `{plan}`"),
                    format!("what `{step}` runs has no plan `{plan}`"),
                ),
                Text::new(format!("现有：{known}"), format!("there are: {known}")),
            ));
        };
        self.derive(planner, plan, &next, wanted, parts)
    }

    fn derive(
        &self,
        planner: &Planner<'_>,
        plan: &Plan,
        next: &Wanted,
        mut wanted: VecDeque<Wanted>,
        parts: Vec<Part<'_>>,
    ) -> Result<Vec<Beside>, NotStaged> {
        let derivation = planner.derive(plan, MeasureSet::all(plan), &next.script.way);
        let process = compile(&derivation, plan).map_err(NotStaged::Circle)?;
        let program = Program::compile(&derivation, &process, plan).map_err(NotStaged::NotRunnable)?;
        let stage = Stage::new(&derivation, &process, &program, &next.script)?;
        names::known(&stage, &next.script)?;
        let at = parts.len();
        for other in others(&stage, &next.script)? {
            wanted.push_back(other);
        }
        let mut runs = BTreeMap::new();
        for (step, run) in runs_of(&program) {
            // What would run for ever is not granted; a part's number is its turn among the wanted.
            let number = at + 1 + wanted.len();
            if next.depth < MOST_NESTED
                && number < MOST_PARTS
                && let Some(child) = self.child(&stage, (at, step), &run, next)?
            {
                wanted.push_back(child);
                runs.insert(step, number);
            }
        }
        let mut parts: Vec<Part<'_>> = parts;
        parts.push(Part {
            visits: measure::Visits::of(&derivation),
            script: &next.script,
            name: next.name.clone(),
            scenario: next.scenario.clone(),
            is_run: next.is_run,
            runs,
            stage,
        });
        self.gather(wanted, parts)
    }

    /// The application that a step runs; none where the library grants what it does not have.
    fn child(
        &self,
        stage: &Stage<'_>,
        (part, step): (usize, StepId),
        run: &Run,
        by: &Wanted,
    ) -> Result<Option<Wanted>, NotStaged> {
        let Some(scenario) = self.library.scenario(&run.scenario.value) else {
            if self.library.grants_the_unknown() {
                return Ok(None);
            }
            let id = &run.scenario.value;
            return Err(NotStaged::NothingToRun(
                Text::new(
                    format!("要办的场景 `{id}` 没有，或有错误"),
                    format!("there is no scenario `{id}` to run, or it has errors"),
                ),
                Text::new(format!("onething check {id}"), format!("see `onething check {id}`")),
            ));
        };
        let usual = scenario.plans.keys().find(|id| &***id != "separate").or(scenario.plans.keys().next());
        let plan = run.plan.as_ref().map(|plan| plan.value.clone()).or(usual.cloned()).unwrap_or_default();
        let mut script = Script::usual(Way::base(&scenario), by.script.start);
        (script.seed, script.drawn) = (by.script.seed, by.script.drawn);
        script.spontaneous = by.script.spontaneous;
        Ok(Some(Wanted {
            name: stage.program.step(step).map(|s| s.id.clone()).unwrap_or_default(),
            plan,
            script,
            with: (part, pairs(stage, step, run)),
            scenario: Some(scenario),
            is_run: true,
            depth: by.depth + 1,
        }))
    }
}

fn runs_of(program: &Program) -> Vec<(StepId, Arc<Run>)> {
    let numbered = program.steps.iter().enumerate();
    let run = |(at, step): (usize, &crate::application::program::StepFacts)| match &step.kind {
        StepKind::Run(run) => Some((StepId(u16::try_from(at).ok()?), run.clone())),
        _ => None,
    };
    numbered.filter_map(run).collect()
}

/// The applications that a script tells of.
fn others(stage: &Stage<'_>, script: &Script) -> Result<Vec<Wanted>, NotStaged> {
    let mut all = Vec::new();
    for other in &script.others {
        let mut with = Vec::new();
        for (theirs, ours) in &other.with {
            let grounding = &stage.derivation.grounding;
            let Some(instance) = grounding.ids().find(|i| *grounding.name(*i) == *ours.value) else {
                let known: Vec<String> = grounding.ids().map(|i| grounding.name(i)).collect();
                let known: Vec<&str> = known.iter().map(|k| &**k).collect();
                return Err(names::unknown(ours, ("当事方", "party"), &known));
            };
            with.push((theirs.clone(), instance));
        }
        all.push(Wanted {
            name: other.name.value.clone(),
            scenario: other.scenario.clone(),
            plan: other.plan.clone(),
            script: other.script.clone(),
            with: (0, with),
            is_run: false,
            depth: 0,
        });
    }
    Ok(all)
}

/// Which of our parties those of the scenario that a step runs are: theirs, ours.
pub(super) fn pairs(stage: &Stage<'_>, step: StepId, run: &Run) -> Vec<(Spanned<Id>, InstanceId)> {
    let grounding = &stage.derivation.grounding;
    let about = stage.node(step).map(|n| &n.about[..]).unwrap_or_default();
    let pair = |(at, (theirs, ours)): (usize, &(Spanned<Id>, crate::scenario::model::PartyRef))| {
        // Where it is run for one member, the node says for which.
        let meant = about.get(at).filter(|_| about.len() == run.parties.len());
        let meant = meant.and_then(|name| grounding.ids().find(|i| grounding.name(*i) == *name));
        let instance = meant.or_else(|| grounding.resolve(*ours, None).first().copied())?;
        Some((theirs.clone(), instance))
    };
    run.parties.iter().enumerate().filter_map(pair).collect()
}

/// The values of parties, under the names that they have in another application.
fn people(stage: &Stage<'_>, with: &[(Spanned<Id>, InstanceId)]) -> Vec<(Spanned<Id>, Id)> {
    let mut people = Vec::new();
    for (theirs, instance) in with {
        for (at, element) in stage.scenario.catalogue.elements.values().enumerate() {
            if let Some(value) = stage.population.value(*instance, at.into()) {
                let name: Id = format!("{}.{}", theirs.value, element.name).into();
                let text = crate::population::values::write(value);
                people.push((Spanned::new(name, theirs.span), text.into()));
            }
        }
    }
    people
}

/// What came of each application that was played.
fn told(parts: &[Part<'_>], library: &dyn Library) -> Vec<Beside> {
    let mut all = Vec::new();
    for (part, ended) in play(parts, library) {
        let Some(part) = parts.get(part) else { continue };
        let stage = &part.stage;
        let items = stage.program.items.iter();
        let rehearsal = Rehearsal {
            events: ended.events,
            application: ended.application,
            refusals: ended.refusals,
            notices: ended.notices,
            certificates: ended.certificates,
            never: ended.never,
            holds: ended.holds,
            beside: Vec::new(),
            waiting: ended.waiting,
            decided: ended.decided,
            questions: questions(stage.derivation),
            contradictions: stage.population.contradictions().to_vec(),
            visits: part.visits.clone(),
            calendars: items.map(|i| stage.calendar(i.department).cloned()).collect(),
            process: stage.process.clone(),
            program: stage.program.clone(),
        };
        let (name, scenario) = (part.name.clone(), part.scenario.clone());
        all.push(Beside { name, is_run: part.is_run, scenario, rehearsal });
    }
    all
}

/// Situations that are asked on forms, once each.
fn questions(derivation: &Derivation<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for question in derivation.asks.all().flat_map(|ask| ask.questions.iter()) {
        let name = derivation.fact_name(Fact::Situation(*question));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
