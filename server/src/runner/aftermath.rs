//! What follows from a turn, by the state alone: the rows of an application, and the mail that its effects are.
//! The live runner and the one that rebuilds an index call the same functions, so that both come to the same.

use super::course::{Course, MessageFacts};
use super::dossier::{Dossier, RunBy, Start};
use super::mail::{Mail, To, What, holder, run_id};
use super::rows::{self, Key, family};
use onething_engine::application::effects::effects;
use onething_engine::application::program::{StepFacts, StepKind};
use onething_engine::application::state::{Cause, Ending, Mode, Standing, TimerKind, Work};
use onething_engine::application::status::{self, ApplicationStatus, ItemStatus};
use onething_engine::application::{Command, EffectKind, Event, EventKind, Moment, StepId, TaskId};
use onething_engine::hold::{Command as LineCommand, HoldKey, Joining};
use onething_engine::plan::route::Lane;
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A row.
pub type Row = (Vec<u8>, Vec<u8>);

/// What lists show of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// Its scenario.
    pub scenario: Id,
    /// Its plan.
    pub plan: Id,
    /// Whose it is.
    pub subject: Arc<str>,
    /// Its status.
    pub status: ApplicationStatus,
    /// Its items: name, department, status, overdue.
    pub items: Vec<(Id, Id, ItemStatus, bool)>,
    /// When it was begun.
    pub opened: Option<Moment>,
    /// Its last event.
    pub at: Moment,
}

/// An open task, as worklists show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Its scenario.
    pub scenario: Id,
    /// Its step.
    pub step: Id,
    /// Which visit.
    pub visit: u16,
    /// By which role.
    pub role: Option<Id>,
    /// Its items.
    pub items: Vec<Id>,
    /// Since when.
    pub since: Moment,
    /// Who has claimed it, as persons are numbered.
    pub claimed_by: Option<u32>,
    /// It undoes, checks afterwards, or confirms a paper, instead of deciding.
    pub mode: ModeShown,
    /// An item of it is over its limit.
    pub overdue: bool,
}

/// How a task is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModeShown {
    /// As it is written.
    Usual,
    /// As a check after the result.
    Check,
    /// Undoing a done step.
    Undo,
    /// Confirming what a paper would prove, and deciding on no item.
    Verify,
}

/// Something that the outside owes an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedRow {
    /// The step.
    pub task: TaskId,
    /// What.
    pub kind: OwedKind,
    /// The service or licence; of a delivery and a rule, the step's name.
    pub service: Id,
    /// Since when.
    pub since: Moment,
}

/// What the outside owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwedKind {
    /// An answer of a system: which attempt, and whether it undoes.
    Call(u16, bool),
    /// A decision by rule.
    Rule,
    /// The arrival of a parcel.
    Delivery,
}

/// An incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// Its scenario.
    pub scenario: Id,
    /// The step.
    pub step: Id,
    /// Which visit.
    pub visit: u16,
    /// Why.
    pub cause: Cause,
    /// The system that is behind it.
    pub system: Option<Id>,
    /// Since when.
    pub since: Moment,
}

/// The pseudo-systems of what no system of a catalogue owes.
pub mod beside_systems {
    /// Decisions by rule.
    pub const RULES: &str = "rules";
    /// Parcels.
    pub const DELIVERY: &str = "delivery";
    /// Services that no system of the catalogue offers.
    pub const UNKNOWN: &str = "unknown";
}

/// Every row of an application but its own, in order of keys.
///
/// # Errors
/// What cannot be written, which is a mistake of this program.
pub fn rows(dossier: &Dossier, course: &Course) -> Result<Vec<Row>, String> {
    let mut rows = open_rows(dossier, course)?;
    let listed = (listed_key(dossier), write(&listed(dossier, course))?);
    rows.insert(rows.partition_point(|row| *row < listed), listed);
    Ok(rows)
}

/// The same without what lists show of it: the rows of what is open, in order of keys.
///
/// # Errors
/// What cannot be written, which is a mistake of this program.
pub fn open_rows(dossier: &Dossier, course: &Course) -> Result<Vec<Row>, String> {
    let mut all = Rows { dossier, course, rows: Vec::new() };
    if dossier.state.closed.is_none() || !dossier.state.work.is_empty() {
        for work in &dossier.state.work {
            all.work(work)?;
        }
    }
    for timer in &dossier.state.timers {
        all.rows.push((rows::timer(timer.at, dossier.id, timer.id.0), Vec::new()));
    }
    all.awaited();
    all.rows.sort();
    Ok(all.rows)
}

struct Rows<'a> {
    dossier: &'a Dossier,
    course: &'a Course,
    rows: Vec<Row>,
}

pub(super) fn write(what: &impl Serialize) -> Result<Vec<u8>, String> {
    rmp_serde::to_vec(what).map_err(|e| e.to_string())
}

/// The key of what lists show of an application.
pub fn listed_key(dossier: &Dossier) -> Vec<u8> {
    let open = if dossier.state.closed.is_some() { b"c" } else { b"o" };
    Key::of(family::LISTED).bytes(open).id(dossier.id).done()
}

/// What lists show of an application.
pub fn listed(dossier: &Dossier, course: &Course) -> Listed {
    let state = &dossier.state;
    let items = course.program.items.iter().zip(&state.items);
    Listed {
        scenario: dossier.start.scenario.clone(),
        plan: course.plan.clone(),
        subject: dossier.start.subject.clone(),
        status: status::application(state),
        items: items
            .map(|(facts, item)| {
                let department = course.department(facts.department);
                (facts.id.clone(), department, status::item(item), item.overdue)
            })
            .collect(),
        opened: state.opened,
        at: state.at,
    }
}

impl Rows<'_> {
    fn work(&mut self, work: &Work) -> Result<(), String> {
        let Some(facts) = self.course.program.step(work.step) else { return Ok(()) };
        let id = self.dossier.id;
        match work.standing {
            Standing::Incident(cause) => {
                let undo = work.mode == Mode::Undo;
                let incident = IncidentRow {
                    scenario: self.dossier.start.scenario.clone(),
                    step: facts.id.clone(),
                    visit: self.dossier.state.task(work.step).visit,
                    cause,
                    system: self.course.system(work.step, undo),
                    since: work.since,
                };
                let key = Key::of(family::INCIDENT).id(id).short(work.step.0).done();
                self.rows.push((key, write(&incident)?));
            }
            Standing::Calling(_) => self.owed(work)?,
            Standing::Working => self.working(work, facts)?,
            Standing::Retrying(_) | Standing::Supplement | Standing::Withheld => {}
        }
        Ok(())
    }

    fn working(&mut self, work: &Work, facts: &StepFacts) -> Result<(), String> {
        match (&facts.kind, work.mode) {
            (StepKind::Automatic | StepKind::Deliver, Mode::Usual) => self.owed(work),
            _ => self.task(work),
        }
    }

    fn owed(&mut self, work: &Work) -> Result<(), String> {
        let Some((system, row)) = owed(self.dossier, self.course, work) else { return Ok(()) };
        let key = Key::of(family::OWED).name(&system).id(self.dossier.id).short(work.step.0).done();
        self.rows.push((key, write(&row)?));
        Ok(())
    }

    fn task(&mut self, work: &Work) -> Result<(), String> {
        let Some((departments, due, row)) = task(self.dossier, self.course, work) else { return Ok(()) };
        let (claimed_by, at) = (row.claimed_by, (due.unwrap_or(Moment(i64::MAX)), row.since));
        let row = write(&row)?;
        for department in departments {
            if let Some(person) = claimed_by {
                let key = rows::claimed(person, &department, at, self.dossier.id, work.step);
                self.rows.push((key, row.clone()));
            }
            self.rows.push((rows::task(&department, at, self.dossier.id, work.step), row.clone()));
        }
        Ok(())
    }

    /// Who waits for a message.
    fn awaited(&mut self) {
        for (message, value) in awaited(self.dossier, self.course) {
            let key = Key::of(family::AWAITING).name(&self.dossier.start.scenario).name(&message.name);
            let key = key.name(value.as_deref().unwrap_or("")).id(self.dossier.id).done();
            self.rows.push((key, Vec::new()));
        }
    }
}

/// The messages that an application waits for, in steps and for what it holds, each with the value that finds it.
pub fn awaited<'c>(dossier: &Dossier, course: &'c Course) -> Vec<(&'c MessageFacts, Option<Arc<str>>)> {
    let state = &dossier.state;
    let mut awaited = Vec::new();
    for work in state.work.iter().filter(|w| w.standing == Standing::Working) {
        if let Some(StepKind::WaitMessage(message, _)) = course.program.step(work.step).map(|s| &s.kind) {
            awaited.push(*message);
        }
    }
    for (step, _) in &dossier.things {
        if let Some(thing) = course.things.get(step) {
            awaited.extend(thing.release.into_iter().chain(thing.renew));
        }
    }
    let messages = course.messages.iter().filter(|message| awaited.contains(&message.id));
    let value = |message: &MessageFacts| message.fact.and_then(|fact| course.program.text(state, fact));
    messages.map(|message| (message, value(message))).collect()
}

/// The task that an open step is for people: on whose lists, when it is due, and the rest; none where it is none.
pub fn task(dossier: &Dossier, course: &Course, work: &Work) -> Option<(Vec<Id>, Option<Moment>, TaskRow)> {
    let facts = course.program.step(work.step)?;
    let by_people = matches!(
        (&facts.kind, work.mode),
        (_, Mode::Check | Mode::Undo | Mode::ByPeople) | (StepKind::Task | StepKind::Special, Mode::Usual)
    );
    let (Lane::Department(own), true, Standing::Working) = (facts.lane, by_people, work.standing) else {
        return None;
    };
    let state = &dossier.state;
    let of_it = |kind: TimerKind| match kind {
        TimerKind::Limit(item) => facts.items.contains(&item),
        TimerKind::Within(task) => task.step == work.step,
        _ => false,
    };
    let timed = state.timers.iter().filter(|t| of_it(t.kind)).map(|t| t.at);
    // The timer of a limit that is over has fired; when that was is worked out as it was then.
    let overdue =
        facts.items.iter().filter(|i| state.item(**i).is_some_and(|i| i.overdue && i.ended.is_none()));
    let over = overdue.map(|i| course.program.limit_ends(state, *i, state.at).flatten().unwrap_or(state.at));
    let due = timed.chain(over.map(|at| at.min(state.at))).min();
    let items = facts.items.iter().filter_map(|i| course.program.item(*i));
    let row = TaskRow {
        scenario: dossier.start.scenario.clone(),
        step: facts.id.clone(),
        visit: state.task(work.step).visit,
        role: facts.role.clone(),
        items: items.map(|i| i.id.clone()).collect(),
        since: work.since,
        claimed_by: work.claimed_by.map(|p| p.0),
        mode: match work.mode {
            Mode::Usual | Mode::ByPeople if facts.verifies => ModeShown::Verify,
            Mode::Usual | Mode::ByPeople => ModeShown::Usual,
            Mode::Check => ModeShown::Check,
            Mode::Undo => ModeShown::Undo,
        },
        overdue: facts.items.iter().any(|i| state.item(*i).is_some_and(|i| i.overdue)),
    };
    // Where several departments take part, whoever has not agreed yet has it on their list.
    let all = [own].into_iter().chain(facts.with.iter().copied());
    let departments = all.filter(|d| !work.agreed.contains(d)).map(|d| course.department(d)).collect();
    Some((departments, due, row))
}

/// What the outside owes an open step, and by which system; none where nothing is owed.
pub fn owed(dossier: &Dossier, course: &Course, work: &Work) -> Option<(Id, OwedRow)> {
    let facts = course.program.step(work.step)?;
    let undoes = work.mode == Mode::Undo;
    let (kind, system) = match (work.standing, &facts.kind, work.mode) {
        (Standing::Calling(attempt), ..) => {
            let system = course.system(work.step, undoes);
            (OwedKind::Call(attempt, undoes), system.unwrap_or_else(|| beside_systems::UNKNOWN.into()))
        }
        (Standing::Working, StepKind::Automatic, Mode::Usual) => {
            (OwedKind::Rule, beside_systems::RULES.into())
        }
        (Standing::Working, StepKind::Deliver, Mode::Usual) => {
            (OwedKind::Delivery, beside_systems::DELIVERY.into())
        }
        _ => return None,
    };
    let service = match kind {
        OwedKind::Call(_, true) => undo_of(facts),
        OwedKind::Call(_, false) => facts.calls.clone(),
        OwedKind::Rule | OwedKind::Delivery => None,
    };
    let service = service.unwrap_or_else(|| facts.id.clone());
    Some((system, OwedRow { task: dossier.state.task(work.step), kind, service, since: work.since }))
}

fn undo_of(facts: &StepFacts) -> Option<Id> {
    match &facts.undo {
        Some(onething_engine::application::program::Undo::Call(service)) => Some(service.clone()),
        _ => None,
    }
}

/// What the library has of a scenario that a step runs: its latest version, and the plan that is meant.
pub trait Runnable {
    /// The start of an application of it; none where there is no such scenario.
    fn start_of(&self, scenario: &str, plan: Option<&str>) -> Option<Start>;
}

/// The mail that the events of one turn are to others; notes in the dossier what its steps took.
pub fn mail(dossier: &mut Dossier, course: &Course, events: &[Event], library: &dyn Runnable) -> Vec<Mail> {
    let mut all = Vec::new();
    for event in events {
        match event.kind {
            EventKind::Closed { .. } => all.extend(ended(dossier, course)),
            EventKind::StepOpened { step, mode: Mode::Usual } => all.extend(hand_in(dossier, course, step)),
            EventKind::ChildEnded { step, .. } => dossier.runs.retain(|(task, _)| task.step != step),
            _ => {}
        }
        for effect in effects(&course.program, &dossier.state, event) {
            all.extend(owed_to_others(dossier, course, effect.kind, event.at, library));
        }
    }
    all
}

fn owed_to_others(
    dossier: &mut Dossier,
    course: &Course,
    effect: EffectKind,
    at: Moment,
    library: &dyn Runnable,
) -> Option<Mail> {
    let version = dossier.start.version;
    match effect {
        EffectKind::TakeHold { task } => {
            let thing = course.things.get(&task.step)?;
            let key = course.key(&dossier.state, task.step)?;
            let line_by = thing.line_by.and_then(|fact| dossier.state.fact(fact)?.value.clone());
            let calendar = course.definition.calendar.as_ref();
            let rank = line_by.and_then(|value| onething_engine::hold::rank(&value, calendar?));
            let joining = Joining {
                holder: holder(dossier.id, task),
                rank,
                accepted_at: accepted(dossier, course, task.step, at).timestamp(),
                term: thing.term,
            };
            dossier.things.retain(|(step, _)| *step != task.step);
            dossier.things.push((task.step, key.clone()));
            let what = What::Line(LineCommand::Join(joining));
            Some(Mail { to: To::Line(key, version), what })
        }
        EffectKind::LeaveHold { task } => {
            let key = taken(dossier, task.step)?;
            let what = What::Line(LineCommand::Leave { holder: holder(dossier.id, task) });
            Some(Mail { to: To::Line(key, version), what })
        }
        EffectKind::TestHold { task } => {
            let rejects = course.things.get(&task.step)?.rejects;
            let key = course.key(&dossier.state, task.step)?;
            let what = What::Test(holder(dossier.id, task), !rejects);
            Some(Mail { to: To::Line(key, version), what })
        }
        EffectKind::RunScenario { task, .. } => {
            let mail = begin(dossier, course, task, at, library);
            if let (To::Application(run), What::Begin(..)) = (&mail.to, &mail.what) {
                dossier.runs.push((task, *run));
            }
            Some(mail)
        }
        EffectKind::WithdrawRun { task } => {
            let (_, run) = dossier.runs.iter().find(|(of, _)| *of == task)?;
            let what = What::Command(Command::Withdraw { item: None });
            Some(Mail { to: To::Application(*run), what })
        }
        _ => None,
    }
}

/// A form that is open is told to hand in what the applicant said beforehand.
fn hand_in(dossier: &Dossier, course: &Course, step: StepId) -> Option<Mail> {
    dossier.start.handed.as_ref()?;
    let is_form = course.program.step(step).is_some_and(|s| s.kind == StepKind::Form);
    let what = What::HandIn(dossier.state.task(step));
    is_form.then_some(Mail { to: To::Application(dossier.id), what })
}

/// The thing that a step took.
fn taken(dossier: &Dossier, step: StepId) -> Option<HoldKey> {
    dossier.things.iter().find(|(s, _)| *s == step).map(|(_, key)| key.clone())
}

/// When the first item of a step was accepted; else when the application was begun.
fn accepted(dossier: &Dossier, course: &Course, step: StepId, at: Moment) -> Moment {
    let items = course.program.step(step).map(|s| &s.items[..]).unwrap_or_default();
    let accepted = items.iter().filter_map(|i| dossier.state.item(*i)?.accepted).min();
    accepted.or(dossier.state.opened).unwrap_or(at)
}

/// A step runs another scenario; one that there is not ends at once, refused.
fn begin(dossier: &Dossier, course: &Course, task: TaskId, at: Moment, library: &dyn Runnable) -> Mail {
    let run_by = RunBy { application: dossier.id, task };
    let facts = course.runs.get(&task.step);
    let start = facts.and_then(|run| library.start_of(&run.scenario, run.plan.as_deref()));
    let (Some(facts), Some(start)) = (facts, start) else {
        let what = What::Ended { task, granted: false, values: Vec::new() };
        return Mail { to: To::Application(dossier.id), what };
    };
    let start = Start { subject: dossier.start.subject.clone(), run_by: Some(run_by), ..start };
    let mut values = Vec::new();
    for (theirs, ours) in &facts.parties {
        for (fact, known) in course.program.facts.iter().zip(&dossier.state.facts) {
            let element = fact.name.strip_prefix(&**ours).and_then(|rest| rest.strip_prefix('.'));
            if let (Some(element), Some(value), true) = (element, &known.value, known.how.is_known()) {
                values.push((Id::from(format!("{theirs}.{element}")), value.clone()));
            }
        }
    }
    Mail { to: To::Application(run_id(run_by, at.0)), what: What::Begin(Box::new(start), values) }
}

/// The application that runs this one hears of its end.
fn ended(dossier: &Dossier, course: &Course) -> Option<Mail> {
    let RunBy { application, task } = dossier.start.run_by?;
    let approved =
        |i: &onething_engine::application::state::ItemState| matches!(i.ended, Some((Ending::Approved, _)));
    let granted = dossier.state.items.iter().all(approved);
    let facts = course.program.facts.iter().zip(&dossier.state.facts);
    let known = facts.filter(|(_, known)| granted && known.how.is_known());
    let values = known.filter_map(|(fact, known)| Some((fact.name.clone(), known.value.clone()?))).collect();
    Some(Mail { to: To::Application(application), what: What::Ended { task, granted, values } })
}
