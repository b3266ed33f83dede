//! What was met, and how often: every event, rejection, kind of step and command, and what they come in.

use onething_engine::application::event::{Event, EventKind};
use onething_engine::application::program::{Program, StepKind};
use onething_engine::application::rejection::Rejection;
use onething_engine::process::graph::Gate;
use onething_engine::scenario::grammar::Shape;
use onething_engine::scenario::grammar::scenario::{PARTY_KEYS, SCENARIO};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::LazyLock;

/// Counts by sort and name.
#[derive(Debug, Default)]
pub struct Census(BTreeMap<(&'static str, String), usize>);

/// Every kind of step.
const KINDS: [&str; 26] = [
    "Start",
    "End",
    "Form",
    "Task",
    "Task: verifies",
    "Special",
    "Automatic",
    "Call",
    "Notice",
    "WaitTime",
    "WaitMoment",
    "WaitMessage",
    "Run",
    "Hold",
    "HoldLine",
    "HoldEnd",
    "HoldFree: reject",
    "HoldFree: wait",
    "Collect",
    "Deliver",
    "Split: all",
    "Split: one",
    "Split: any",
    "Join: all",
    "Join: one",
    "Join: any",
];

/// Every command.
const COMMANDS: [&str; 36] = [
    "Open",
    "Fill",
    "Attach",
    "Submit",
    "Supplement",
    "Withdraw",
    "Pay",
    "Rate",
    "Commit",
    "Defer",
    "Collect",
    "Claim",
    "Release",
    "Reassign",
    "Complete",
    "Return",
    "Refuse",
    "NotAccept",
    "Suspend",
    "Resume",
    "Revoke",
    "Delivered",
    "Answer",
    "Fail",
    "Rule",
    "Due",
    "Message",
    "ChildEnded",
    "HoldRenewed",
    "HoldTook",
    "HoldWaits",
    "HoldOver",
    "HoldTested",
    "Retry",
    "AnswerInstead",
    "FallBack",
];

/// What events come in: endings, causes of incidents, rungs of fallbacks, standings, modes, purposes of timers.
const DETAILS: [(&str, &[&str]); 8] = [
    ("ending", &["Approved", "Refused", "NotAccepted", "Withdrawn", "Terminated"]),
    ("cause", &["NoAnswer", "WaitsForSystem", "Undecided", "TooManyRounds", "NoTime", "NotKnown"]),
    ("rung", &["Upload", "Provisional", "Commitment", "Wait"]),
    ("mode", &["Usual", "Check"]),
    ("hold", &["InLine", "Holding", "Over", "LeftTheLine"]),
    ("timer", &["Limit", "Notice", "Answer", "Retry", "Wait", "Within", "Provisional", "Suspension"]),
    ("closing", &["Concluded", "Withdrawn"]),
    ("not undone", &["NothingDeclared", "Failed", "ResultStands"]),
];

/// The first word of a value as Rust shows it: the name of its variant.
pub fn word(value: &impl Debug) -> String {
    let shown = format!("{value:?}");
    shown.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn kind(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Start => "Start",
        StepKind::End => "End",
        StepKind::Form => "Form",
        StepKind::Task => "Task",
        StepKind::Special => "Special",
        StepKind::Automatic => "Automatic",
        StepKind::Call => "Call",
        StepKind::Notice => "Notice",
        StepKind::WaitTime(_) => "WaitTime",
        StepKind::WaitMoment(_) => "WaitMoment",
        StepKind::WaitMessage(..) => "WaitMessage",
        StepKind::Run(_) => "Run",
        StepKind::Hold => "Hold",
        StepKind::HoldLine => "HoldLine",
        StepKind::HoldEnd => "HoldEnd",
        StepKind::HoldFree(true) => "HoldFree: reject",
        StepKind::HoldFree(false) => "HoldFree: wait",
        StepKind::Collect => "Collect",
        StepKind::Deliver => "Deliver",
        StepKind::Split(Gate::All) => "Split: all",
        StepKind::Split(Gate::One) => "Split: one",
        StepKind::Split(Gate::Any) => "Split: any",
        StepKind::Join(Gate::All) => "Join: all",
        StepKind::Join(Gate::One) => "Join: one",
        StepKind::Join(Gate::Any) => "Join: any",
    }
}

/// Keys that simulation alone reads: no run of an application depends on them.
const FOR_SIMULATION: [&str; 12] = [
    "simulation",
    "arrivals",
    "per_day",
    "hours",
    "weekdays",
    "months",
    "between",
    "priority",
    "comes_in",
    "travel",
    "counter_wait",
    "per_hour",
];

/// Every key that the grammar of scenarios knows and that a run may depend on, each once.
fn keys() -> &'static BTreeSet<&'static str> {
    static KEYS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let mut keys: BTreeSet<&str> = PARTY_KEYS.iter().map(|key| key.name).collect();
        collect(&SCENARIO, &mut keys, &mut Vec::new());
        keys.retain(|key| !FOR_SIMULATION.contains(key));
        keys
    });
    &KEYS
}

/// The keys of a shape and of what stands inside it; a shape that stands inside itself is gone through once.
fn collect(shape: &Shape, keys: &mut BTreeSet<&'static str>, inside: &mut Vec<&'static str>) {
    match shape {
        Shape::Map(list) => {
            for key in *list {
                keys.insert(key.name);
                collect(key.shape, keys, inside);
            }
        }
        Shape::Choice(words) => {
            for (word, shape) in *words {
                keys.insert(word);
                shape.iter().for_each(|shape| collect(shape, keys, inside));
            }
        }
        Shape::Named(name, shape) if !inside.contains(name) => {
            inside.push(name);
            collect(shape, keys, inside);
        }
        Shape::Whole(of) => collect(of, keys, inside),
        Shape::List(of) | Shape::OneOrMany(of) | Shape::Table(of) | Shape::Names(of) | Shape::Entry(of) => {
            collect(of, keys, inside)
        }
        Shape::Either(shapes) => shapes.iter().for_each(|shape| collect(shape, keys, inside)),
        _ => {}
    }
}

impl Census {
    pub fn add(&mut self, sort: &'static str, name: impl Into<String>) {
        *self.0.entry((sort, name.into())).or_default() += 1;
    }

    pub fn count(&self, sort: &'static str, name: &str) -> usize {
        self.0.get(&(sort, name.to_owned())).copied().unwrap_or(0)
    }

    pub fn merge(&mut self, other: Census) {
        for (name, count) in other.0 {
            *self.0.entry(name).or_default() += count;
        }
    }

    /// The constructs of a drawn text: every key of the language, once a text.
    pub fn text(&mut self, text: &str) {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let words: BTreeSet<&str> = text.split(|c| !is_word(c)).collect();
        for key in keys().intersection(&words) {
            self.add("key", *key);
        }
    }

    /// An event, with what it comes in.
    pub fn event(&mut self, program: &Program, event: &Event) {
        self.add("event", event.kind.name());
        match &event.kind {
            EventKind::StepDone { step, .. } => {
                let facts = &program.steps[step.index()];
                self.add("step", if facts.verifies { "Task: verifies" } else { kind(&facts.kind) });
            }
            EventKind::ItemEnded { ending, .. } => self.add("ending", word(ending)),
            EventKind::Incident { cause, .. } => self.add("cause", word(cause)),
            EventKind::FellBack { rung, .. } => self.add("rung", word(rung)),
            EventKind::StepOpened { mode, .. } => self.add("mode", word(mode)),
            EventKind::HoldStands { standing, .. } => self.add("hold", word(standing)),
            EventKind::TimerFired { .. } => {}
            EventKind::TimerSet { kind, .. } => self.add("timer", word(kind)),
            EventKind::Closed { closing } => self.add("closing", word(closing)),
            EventKind::NotUndone { why, .. } => self.add("not undone", word(why)),
            _ => {}
        }
    }

    /// Everything that has to be met was met so often at least.
    pub fn require(&self, least: usize) {
        for ((sort, name), count) in &self.0 {
            println!("{count:>9} × {sort} {name}");
        }
        let all = EventKind::NAMES.iter().map(|name| ("event", *name));
        let all = all.chain(Rejection::NAMES.iter().map(|name| ("rejection", *name)));
        let all = all.chain(KINDS.map(|name| ("step", name)));
        let all = all.chain(COMMANDS.map(|name| ("command", name)));
        let all = all.chain(DETAILS.iter().flat_map(|(sort, names)| names.iter().map(|name| (*sort, *name))));
        let all = all.chain(keys().iter().map(|name| ("key", *name)));
        let rare: Vec<_> = all.filter(|(sort, name)| self.count(sort, name) < least).collect();
        let rare: Vec<_> = rare.iter().map(|(sort, name)| (sort, name, self.count(sort, name))).collect();
        assert!(rare.is_empty(), "met fewer than {least} times: {rare:?}");
    }
}
