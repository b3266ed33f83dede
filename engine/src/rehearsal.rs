//! One application from start to end in virtual time: a host over the same `decide` and `effects` that run
//! real ones. Systems answer from one [`Population`](crate::population::Population), clerks work within the
//! shifts of their departments, the applicant fills in what is asked; a [`Script`] says what goes otherwise.
//!
//! [`rehearse`] plays a script; the same script gives the same events. What came of it is a [`Rehearsal`]:
//! the events, a [trace](trace) for people, and what can be [measured](measure).

mod applicant;
mod clerk;
mod holds;
mod host;
pub mod measure;
pub mod record;
mod script;
mod stage;
mod systems;
#[cfg(test)]
mod tests;
pub mod time;
pub mod trace;

pub use script::{
    Behaviour, Decision, Deed, Habits, Handing, Happening, Move, OtherHold, Script, Verb, When,
};
pub use stage::NotStaged;

use crate::application::event::Event;
use crate::application::program::{Program, StepId};
use crate::application::state::Application;
use crate::application::waiting::Waiting;
use crate::calendar::Calendar;
use crate::hold::{HoldKey, rank};
use crate::plan::derive::Planner;
use crate::plan::levers::MeasureSet;
use crate::process::compile::compile;
use crate::process::graph::{Node, Process};
use crate::scenario::model::{Id, Plan, Scenario, SituationId, StepKind};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use host::Host;
use jiff::Timestamp;
use stage::Stage;
use std::collections::BTreeSet;

/// Finds scenarios that a step runs.
pub trait Library {
    /// A scenario by its id, if there is one.
    fn scenario(&self, id: &str) -> Option<std::sync::Arc<Scenario>>;
}

/// A library without scenarios: what a step runs is granted at once.
pub struct NoLibrary;

impl Library for NoLibrary {
    fn scenario(&self, _: &str) -> Option<std::sync::Arc<Scenario>> {
        None
    }
}

/// A command that was not taken.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// When.
    pub at: Timestamp,
    /// Which rejection: `faulty`.
    pub name: &'static str,
    /// What was asked for.
    pub command: &'static str,
    /// What is wrong, in full.
    pub text: Text,
    /// After which event.
    pub after: u64,
}

/// Something that the world was told.
#[derive(Debug, Clone)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// After which event.
    pub after: u64,
    /// To whom, by name.
    pub to: Id,
    /// What.
    pub text: Text,
}

/// An e-licence that was issued.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// When.
    pub at: Timestamp,
    /// `child.birth_medical_certificate`.
    pub name: String,
}

/// Something that happened in the line of a thing.
#[derive(Debug, Clone)]
pub struct HoldTold {
    /// After which event of the application.
    pub after: u64,
    /// Which thing.
    pub key: HoldKey,
    /// It is about this application; else about another.
    pub ours: bool,
    /// What.
    pub event: crate::hold::Event,
}

/// What came of a rehearsal.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// What was run.
    pub program: Program,
    /// The process that it runs.
    pub process: Process,
    /// Everything that happened.
    pub events: Vec<Event>,
    /// The application at the end.
    pub application: Application,
    /// Commands that were not taken.
    pub refusals: Vec<Refusal>,
    /// Notices sent.
    pub notices: Vec<Told>,
    /// E-licences issued.
    pub certificates: Vec<Certificate>,
    /// Situations that were asked on its forms.
    pub questions: Vec<String>,
    /// Situations whose answer is not what the values of the people come to.
    pub contradictions: Vec<SituationId>,
    /// Parts of the script that never came to pass, and why.
    pub never: Vec<(Span, Text)>,
    /// What happened in the lines of things.
    pub holds: Vec<HoldTold>,
    /// What it waits for at the end, where it is not over.
    pub waiting: Vec<Waiting>,
    /// How steps ended.
    decided: BTreeSet<(StepId, &'static str)>,
    /// Visits to apply, by the count.
    visits: measure::Visits,
    /// The calendar of each item's department.
    calendars: Vec<Option<Calendar>>,
}

/// Plays a script of a plan.
///
/// # Errors
/// Why there is nothing to play: a process that cannot be run, or a name in the script that means nothing.
pub fn rehearse(
    scenario: &Scenario,
    plan: &Plan,
    script: &Script,
    library: &dyn Library,
) -> Result<Rehearsal, NotStaged> {
    let planner = Planner::new(scenario);
    rehearse_nested(&planner, plan, script, library, 0)
}

/// The same with what the scenario's catalogue supplies indexed already.
///
/// # Errors
/// As [`rehearse`].
pub fn rehearse_planned(
    planner: &Planner<'_>,
    plan: &Plan,
    script: &Script,
    library: &dyn Library,
) -> Result<Rehearsal, NotStaged> {
    rehearse_nested(planner, plan, script, library, 0)
}

/// Most scenarios that run one inside the other.
const MOST_NESTED: usize = 8;

fn rehearse_nested(
    planner: &Planner<'_>,
    plan: &Plan,
    script: &Script,
    library: &dyn Library,
    depth: usize,
) -> Result<Rehearsal, NotStaged> {
    let derivation = planner.derive(plan, MeasureSet::all(plan), &script.way);
    let process = compile(&derivation, plan).map_err(NotStaged::Circle)?;
    let program = Program::compile(&derivation, &process, plan).map_err(NotStaged::NotRunnable)?;
    let stage = Stage::new(&derivation, &process, &program, script)?;
    known_names(&stage, script)?;
    let visits = measure::Visits::of(&derivation);
    let questions = derivation.asks.all().flat_map(|ask| ask.questions.iter());
    let mut names: Vec<String> = Vec::new();
    for question in questions {
        let name = derivation.fact_name(crate::plan::supply::Fact::Situation(*question));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let contradictions = stage.population.contradictions().to_vec();
    let calendars = program.items.iter().map(|i| stage.calendar(i.department).cloned()).collect();
    let mut host = Host::new(stage, script, library, depth);
    host.play();
    let ended = host.finish();
    Ok(Rehearsal {
        events: ended.events,
        application: ended.application,
        refusals: ended.refusals,
        notices: ended.notices,
        certificates: ended.certificates,
        never: ended.never,
        holds: ended.holds,
        waiting: ended.waiting,
        decided: ended.decided,
        questions: names,
        contradictions,
        visits,
        calendars,
        process: process.clone(),
        program: program.clone(),
    })
}

/// Whether the steps, facts and systems that a script names are there at all.
fn known_names(stage: &Stage<'_>, script: &Script) -> Result<(), NotStaged> {
    let catalogue = &stage.scenario.catalogue;
    let is_system = |name: &str| {
        catalogue.systems.contains_key(name)
            || catalogue.services.contains_key(name)
            || catalogue.licences.contains_key(name)
    };
    let mut systems: Vec<&Spanned<Id>> = script.systems.iter().map(|(name, _)| name).collect();
    let mut steps: Vec<&Spanned<Id>> = Vec::new();
    let mut items: Vec<&Spanned<Id>> = Vec::new();
    let mut facts: Vec<&Spanned<Id>> =
        script.form.iter().map(|(n, _)| n).chain(script.materials.iter().map(|(n, _)| n)).collect();
    for happening in &script.happenings {
        steps.extend(&happening.after);
        for deed in &happening.deeds {
            match deed {
                Deed::Clerk(decision) if decision.verb == Verb::Revoke => items.push(&decision.at),
                Deed::Clerk(decision) => {
                    steps.push(&decision.at);
                    facts.extend(&decision.what);
                }
                Deed::System(behaviours) => systems.extend(behaviours.iter().map(|(name, _)| name)),
                Deed::Applicant(Move::Withdraw(item)) => items.extend(item),
                Deed::Applicant(Move::Fill(values)) => facts.extend(values.iter().map(|(name, _)| name)),
                Deed::Applicant(_) | Deed::Message(..) => {}
            }
        }
    }
    let program = stage.program;
    let step_names = || program.steps.iter().map(|s| &*s.id).collect::<Vec<_>>();
    if let Some(name) = steps.into_iter().find(|n| program.find_step(&n.value).is_none()) {
        return Err(unknown(name, ("环节", "step"), &step_names()));
    }
    if let Some(name) = items.into_iter().find(|n| program.find_item(&n.value).is_none()) {
        let names: Vec<&str> = program.items.iter().map(|i| &*i.id).collect();
        return Err(unknown(name, ("事项", "item"), &names));
    }
    if let Some(name) = facts.into_iter().find(|n| program.find_fact(&n.value).is_none()) {
        let names: Vec<&str> = program.facts.iter().map(|f| &*f.name).collect();
        return Err(unknown(name, ("字段或材料", "field or material"), &names));
    }
    known_things(stage, script)?;
    if let Some(name) = systems.into_iter().find(|n| !is_system(&n.value)) {
        let names =
            catalogue.systems.keys().chain(catalogue.services.keys()).chain(catalogue.licences.keys());
        let names: Vec<&str> = names.map(|n| &**n).collect();
        return Err(unknown(name, ("系统、服务或证照", "system, service or licence"), &names));
    }
    Ok(())
}

/// Whether what others hold is held or asked about here, and their places in line can be told.
fn known_things(stage: &Stage<'_>, script: &Script) -> Result<(), NotStaged> {
    let is_thing = |node: &&Node| {
        let kind = node.step.as_ref().map(|s| &s.kind);
        matches!(kind, Some(StepKind::Hold(_) | StepKind::HoldFree(_)))
    };
    let nodes = stage.process.graph.node_weights().filter(is_thing);
    let things: BTreeSet<&str> = nodes.flat_map(|n| n.about.iter().map(|a| &**a)).collect();
    let things: Vec<&str> = things.into_iter().collect();
    for other in &script.holds {
        if !things.contains(&&*other.thing.value) {
            return Err(unknown(&other.thing, ("占用之物", "thing that is held"), &things));
        }
        if let Some(value) = &other.line_by
            && stage.main_calendar().is_some_and(|c| rank(&value.value, c).is_none())
        {
            let text = &value.value;
            return Err(NotStaged::Unknown(
                value.span,
                Text::new(format!("`{text}` 排不了先后"), format!("`{text}` gives no place in line")),
                Text::new("写日期、时刻或数", "write a date, a time or a number"),
            ));
        }
    }
    Ok(())
}

fn unknown(name: &Spanned<Id>, what: (&str, &str), known: &[&str]) -> NotStaged {
    let near = crate::scenario::grammar::nearest::nearest(&name.value, known.iter().copied());
    let mend = match near {
        Some(near) => Text::new(format!("是不是想写 `{near}`？"), format!("did you mean `{near}`?")),
        None => {
            let some = known.iter().take(30).copied().collect::<Vec<_>>().join(" ");
            Text::new(
                format!("这个方案、这种情形下有：{some}"),
                format!("in this plan and way there are: {some}"),
            )
        }
    };
    NotStaged::Unknown(
        name.span,
        Text::new(format!("没有{} `{}`", what.0, name.value), format!("no {} `{}`", what.1, name.value)),
        mend,
    )
}

impl Rehearsal {
    /// Whether a step was done, at least once.
    pub fn is_done(&self, step: StepId) -> bool {
        use crate::application::event::EventKind;
        self.events.iter().any(|e| matches!(e.kind, EventKind::StepDone { step: done, .. } if done == step))
    }
}
