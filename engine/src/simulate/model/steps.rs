//! Steps as they are played.

use super::applicant::NO_COUNTER;
use super::term::Term;
use super::{Compiler, NotSimulated};
use crate::application::asked::NOT_CONFIRMED;
use crate::application::command::{Submission, Wanted};
use crate::application::program::{FactId, FactKind, StepId, StepKind};
use crate::people::file;
use crate::plan::route::Lane;
use crate::rehearsal::{Habits, Stage};
use crate::scenario::model::DepartmentId;
use crate::simulate::course::{Finding, findings};
use crate::simulate::draw::Draw;
use jiff::Timestamp;
use std::sync::Arc;

/// A step that no desk does.
pub(in crate::simulate) const NO_DESK: u16 = u16::MAX;

/// Who does a step, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Play {
    /// The machine alone.
    Nothing,
    /// The applicant fills a form.
    Form,
    /// People work.
    Work,
    /// A system answers.
    Call,
    /// Decided by rule, or by people.
    Automatic,
    /// A message comes.
    Message,
    /// The applicant collects.
    Collect,
    /// A parcel arrives.
    Deliver,
    /// Another scenario is run.
    Run,
    /// Nobody holds the thing that is asked about.
    Free,
    /// A thing is held; every application has one of its own.
    Hold,
    /// It waits until a hold is over.
    HoldEnd,
}

/// One step as it is played.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct StepPlay {
    pub play: Play,
    /// What its streams are keyed by: the same for a step of that name in every way and plan.
    pub key: u32,
    /// The desks whose people take part, the owner's first.
    pub desks: Vec<(u16, DepartmentId)>,
    /// How long it takes: work, a latency, a way to the counter.
    pub takes: Draw,
    /// The chance that it is refused.
    pub refuse: f64,
    /// The chance that it is returned.
    pub correct: f64,
    /// The chance that people do what rule could not.
    pub human: f64,
    /// How long the applicant takes to mend.
    pub mending: Draw,
    /// The system that is called.
    pub system: u16,
    /// The chance that what is asked for is found.
    pub found: f64,
    /// After how many milliseconds a call counts as not answered.
    pub timeout: i64,
    /// Where it may find out several things: the chance of each or one before it.
    pub turns_on: Box<[f64]>,
    /// How many materials a form may ask.
    pub materials: u16,
    /// How often the applicant goes to the counter for it.
    pub visits: u16,
    /// Which counter that is.
    pub counter: u16,
    /// What it tells, and what a form is filled with.
    pub words: Box<Words>,
    /// What has to be mended when it is returned.
    pub wanted: Vec<Wanted>,
    /// For how long it holds a thing.
    pub holds: Option<Box<Term>>,
}

impl StepPlay {
    /// The desk whose turn it is once so many have agreed, and its department.
    pub fn desk(&self, agreed: usize) -> (u16, DepartmentId) {
        self.desks.get(agreed).or(self.desks.last()).copied().unwrap_or((NO_DESK, DepartmentId(0)))
    }
}

/// What is said at a step.
#[derive(Debug, Clone, Default)]
pub(in crate::simulate) struct Words {
    /// What it tells once it is done.
    pub findings: Vec<Finding>,
    /// What a form is filled with.
    pub fields: Vec<Submission>,
    /// What is attached to it, with what stands for the file.
    pub materials: Vec<(FactId, Arc<str>)>,
}

impl Words {
    /// The same in memory of its own: counting who refers to a text is slow where several threads do.
    pub fn own(&self) -> Self {
        let again = |values: &Vec<Submission>| values.iter().map(own).collect();
        let finding = |finding: &Finding| Finding { upto: finding.upto, values: again(&finding.values) };
        Self {
            findings: self.findings.iter().map(finding).collect(),
            fields: again(&self.fields),
            materials: self.materials.iter().map(|(fact, hash)| (*fact, Arc::from(&**hash))).collect(),
        }
    }
}

pub(in crate::simulate) fn own(submission: &Submission) -> Submission {
    Submission { fact: submission.fact, value: Arc::from(&*submission.value) }
}

impl Compiler<'_, '_> {
    pub(super) fn steps(
        &mut self,
        stage: &Stage<'_>,
        start: Timestamp,
    ) -> Result<Vec<StepPlay>, NotSimulated> {
        (0..stage.program.steps.len())
            .filter_map(|at| u16::try_from(at).ok().map(StepId))
            .map(|step| self.step(stage, step, start))
            .collect()
    }

    fn step(&mut self, stage: &Stage<'_>, step: StepId, start: Timestamp) -> Result<StepPlay, NotSimulated> {
        let habits = Habits::default();
        let Some(facts) = stage.program.step(step) else { return Err(NotSimulated::NoWay) };
        let play = match facts.kind {
            StepKind::Form => Play::Form,
            StepKind::Task | StepKind::Special => Play::Work,
            StepKind::Automatic => Play::Automatic,
            StepKind::Call => Play::Call,
            StepKind::WaitMessage(..) => Play::Message,
            StepKind::Collect => Play::Collect,
            StepKind::Deliver => Play::Deliver,
            StepKind::Run(_) => Play::Run,
            StepKind::HoldFree(_) => Play::Free,
            StepKind::Hold => Play::Hold,
            StepKind::HoldLine | StepKind::HoldEnd => Play::HoldEnd,
            _ => Play::Nothing,
        };
        let written = stage.node(step).and_then(|node| node.step.clone());
        let outcome = written.as_ref().map(|s| s.outcome.clone()).unwrap_or_default();
        let mending = match &outcome.corrects_in {
            Some(time) => self.draw(&facts.id, time)?,
            None => Draw::fixed(habits.supplement as f64),
        };
        let words = Words {
            findings: told(findings(stage, step, start), stage, play),
            fields: fields(stage, &facts.asks),
            materials: materials(stage, &facts.asks),
        };
        let several = words.findings.iter().filter(|_| words.findings.len() > 1);
        let mut played = StepPlay {
            play,
            key: key(&facts.id),
            desks: Vec::new(),
            takes: self.message(stage, step)?.unwrap_or_else(|| {
                Draw::fixed(match play {
                    Play::Form => habits.form as f64,
                    Play::Message => habits.message as f64,
                    Play::Collect => habits.collect as f64,
                    Play::Deliver => habits.delivery as f64,
                    _ => 0.0,
                })
            }),
            refuse: outcome.reject,
            correct: outcome.correct,
            human: facts.human,
            mending,
            system: 0,
            found: 1.0,
            timeout: facts.timeout,
            turns_on: several.map(|finding| finding.upto).collect(),
            materials: u16::try_from(words.materials.len()).unwrap_or(u16::MAX),
            words: Box::new(words),
            visits: 0,
            counter: NO_COUNTER,
            wanted: mendable(stage, step).into_iter().collect(),
            holds: Term::of(stage, step).map(Box::new),
        };
        if matches!(play, Play::Work | Play::Automatic) {
            played.desks = self.desks_of(stage, step, play)?;
            played.takes = self.work(stage, step, &habits)?;
        }
        if let (Play::Call, Some(service)) = (play, &facts.calls) {
            played.system = self.system(stage, service)?;
            played.found = Self::found(stage, service);
        }
        Ok(played)
    }

    /// How long a message takes to come, where that is written.
    fn message(&self, stage: &Stage<'_>, step: StepId) -> Result<Option<Draw>, NotSimulated> {
        let Some(StepKind::WaitMessage(message, _)) = stage.program.step(step).map(|s| &s.kind) else {
            return Ok(None);
        };
        let Some((name, facts)) = stage.scenario.messages.get_index(message.index()) else { return Ok(None) };
        facts.comes_in.as_ref().map(|time| self.draw(name, time)).transpose()
    }

    fn desks_of(
        &mut self,
        stage: &Stage<'_>,
        step: StepId,
        play: Play,
    ) -> Result<Vec<(u16, DepartmentId)>, NotSimulated> {
        let Some(facts) = stage.program.step(step) else { return Ok(Vec::new()) };
        let Lane::Department(owner) = facts.lane else { return Ok(vec![]) };
        if play == Play::Automatic && facts.human <= 0.0 {
            return Ok(vec![(NO_DESK, owner)]);
        }
        let with = facts.with.iter().copied();
        let mut desks = vec![(self.shared.desks.find(stage, owner, facts.role.as_ref(), &facts.id)?, owner)];
        for department in with {
            // Those who take part send whoever they have of that role, else their first.
            let staff = stage.scenario.catalogue.department(department).map(|(_, d)| &d.staff);
            let role = facts.role.as_ref().filter(|role| staff.is_some_and(|s| s.contains_key(*role)));
            desks.push((self.shared.desks.find(stage, department, role, &facts.id)?, department));
        }
        Ok(desks)
    }

    fn work(&self, stage: &Stage<'_>, step: StepId, habits: &Habits) -> Result<Draw, NotSimulated> {
        let node = stage.node(step);
        let takes = node.and_then(|n| n.step.as_ref()).and_then(|s| s.takes.as_ref());
        if let Some(takes) = takes {
            let id = stage.program.step(step).map(|s| s.id.clone()).unwrap_or_default();
            return self.draw(&id, takes);
        }
        let minutes = node.and_then(|n| n.minutes);
        Ok(Draw::fixed(minutes.map_or(habits.work as f64, |minutes| minutes * 60_000.0)))
    }
}

/// FNV-1a of a step's name.
fn key(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What a form is filled with, or a supplement.
pub(super) fn fields(stage: &Stage<'_>, asks: &[FactId]) -> Vec<Submission> {
    let is_field =
        |fact: &FactId| stage.program.fact(*fact).is_some_and(|f| matches!(f.kind, FactKind::Field(..)));
    let value = |fact: FactId| Some(Submission { fact, value: stage.value(&stage.population, fact)? });
    asks.iter().copied().filter(is_field).filter_map(value).collect()
}

fn materials(stage: &Stage<'_>, asks: &[FactId]) -> Vec<(FactId, Arc<str>)> {
    let material = |fact: &FactId| {
        let facts = stage.program.fact(*fact)?;
        matches!(facts.kind, FactKind::Material(_)).then(|| (*fact, Arc::from(file(&facts.name))))
    };
    asks.iter().filter_map(material).collect()
}

/// The first thing that the applicant can be asked for again.
fn mendable(stage: &Stage<'_>, step: StepId) -> Option<Wanted> {
    let program = stage.program;
    let facts = program.step(step)?;
    if facts.verifies {
        let why: Arc<str> = Arc::from(NOT_CONFIRMED.0);
        return facts.supplies.first().map(|fact| Wanted { fact: *fact, why });
    }
    let items = &facts.items;
    let needs: Vec<FactId> =
        items.iter().filter_map(|i| program.item(*i)).flat_map(|i| i.needs.iter().copied()).collect();
    let askable = |fact: &FactId| program.fact(*fact).is_some_and(|f| f.askable);
    let asked = |fact: &FactId| program.steps.iter().any(|s| s.asks.contains(fact));
    let first = needs.iter().find(|f| asked(f) && askable(f)).or_else(|| needs.iter().find(|f| askable(f)));
    let why: Arc<str> = Arc::from("内容有误");
    first.map(|fact| Wanted { fact: *fact, why })
}

/// People tell values; documents are made by the machine.
fn told(mut findings: Vec<Finding>, stage: &Stage<'_>, play: Play) -> Vec<Finding> {
    if matches!(play, Play::Work | Play::Automatic) {
        let is_field =
            |fact: FactId| stage.program.fact(fact).is_some_and(|f| matches!(f.kind, FactKind::Field(..)));
        findings.iter_mut().for_each(|finding| finding.values.retain(|value| is_field(value.fact)));
    }
    findings
}
