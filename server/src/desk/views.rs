//! What people see of an application.

use super::label::{Label, post};
use super::names::of_item;
use super::{Desk, TaskRef, Unable};
use crate::runner::aftermath;
use crate::runner::number::Number;
use crate::runner::{Course, Dossier, OpenTask};
use onething_engine::application::command::PersonId;
use onething_engine::application::state::{Fees, TimerKind};
use onething_engine::application::status::{self, ApplicationStatus, ItemStatus};
use onething_engine::application::{ItemIndex, Moment, asked, waiting};
use onething_engine::scenario::model::Id;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An application.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ApplicationView {
    /// Its id.
    pub id: Uuid,
    /// Its number (办件编号), for people: the date on which it was begun, and letters and digits of which the last
    /// checks the others. It is made of the id alone, never changes, and is given to no other.
    #[schema(example = "260302-7K3M-9QXD4")]
    pub number: String,
    /// The number of its last event: its `ETag`.
    pub sequence: u64,
    /// Its scenario.
    pub scenario: String,
    /// The version of it.
    pub version: String,
    /// Its plan.
    pub plan: String,
    /// Label.
    pub title: Label,
    /// Who applies.
    pub applicant: String,
    /// `draft`, `submitted`, `handling`, `correcting`, `suspended`, `concluded`, `withdrawn`, `terminated`.
    pub status: String,
    /// Label of the status.
    pub status_title: Label,
    /// Its items.
    pub items: Vec<ItemView>,
    /// When it was begun.
    pub opened_at: Option<String>,
    /// When it was over.
    pub closed_at: Option<String>,
    /// Fees that are due, in fen.
    pub fees_due: Option<u64>,
    /// Fees that were paid, in fen.
    pub fees_paid: Option<u64>,
    /// The rating.
    pub rated: Option<u8>,
    /// What clerks have to do now.
    pub tasks: Vec<TaskView>,
    /// Steps by how far they are, for the marking of the graph.
    pub marking: Vec<StepMark>,
    /// Whether something is asked of the applicant now.
    pub asks_applicant: bool,
}

/// An item of an application.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ItemView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Its department.
    pub department: String,
    /// Label of the department.
    pub department_title: Label,
    /// Its status.
    pub status: String,
    /// Label of the status.
    pub status_title: Label,
    /// Its limit: `10wd`; that of its commitment, where that was given.
    pub limit: Option<String>,
    /// When its limit is over.
    pub due_at: Option<String>,
    /// Whether it is.
    pub overdue: bool,
    /// The commitment in place of its review (告知承诺), where the applicant may give it now or has given it.
    pub commitment: Option<CommitmentView>,
}

/// A commitment in place of an item's review: the result comes at once, and the review follows it as a check.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CommitmentView {
    /// Whether it was given; else it may be given now.
    pub given: bool,
    /// The limit of the item under it: `1wd`.
    pub limit: String,
    /// Labels of the steps that follow the result.
    pub then: Vec<Label>,
}

/// How far a step is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StepMark {
    /// The step.
    pub step: String,
    /// `open`, `done` or `skipped`.
    pub phase: String,
}

/// An open task.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TaskView {
    /// Its id.
    pub id: String,
    /// Of which application.
    pub application: Uuid,
    /// The number of the application (办件编号), for people.
    #[schema(example = "260302-7K3M-9QXD4")]
    pub number: String,
    /// Its scenario.
    pub scenario: String,
    /// Label of the scenario.
    pub scenario_title: Label,
    /// Its step.
    pub step: String,
    /// Label.
    pub title: Label,
    /// Whose list it is on.
    pub department: String,
    /// Label of the department.
    pub department_title: Label,
    /// By which role.
    pub role: Option<String>,
    /// Label of the role.
    pub role_title: Option<Label>,
    /// Its items.
    pub items: Vec<String>,
    /// Labels of the items, in their order.
    pub item_titles: Vec<Label>,
    /// Since when.
    pub since: String,
    /// When the first of its limits is over.
    pub due_at: Option<String>,
    /// Whether one is.
    pub overdue: bool,
    /// Who has claimed it.
    pub claimed_by: Option<String>,
    /// `usual`, `check`, `undo` or `verify`: confirms what a paper would prove, and returns what it cannot.
    pub mode: String,
}

/// One thing that an application waits for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WaitingView {
    /// In one sentence.
    pub text: Label,
    /// At which step.
    pub step: Option<String>,
    /// For which item.
    pub item: Option<String>,
    /// Since when.
    pub since: String,
    /// Until when at most.
    pub until: Option<String>,
}

/// A moment as JSON has it.
pub fn moment(at: Moment) -> String {
    at.timestamp().to_string()
}

impl Desk {
    /// An application as people see it.
    pub fn view(&self, dossier: &Dossier, course: &Course) -> ApplicationView {
        let state = &dossier.state;
        let status = status::application(state);
        let items = (0_u16..).map(ItemIndex).take(state.items.len());
        let (fees_due, fees_paid) = match state.fees {
            Fees::None => (None, None),
            Fees::Due(amount, _) => (Some(amount), None),
            Fees::Paid(amount) => (None, Some(amount)),
        };
        ApplicationView {
            id: dossier.id,
            number: Number::of(dossier.id).to_string(),
            sequence: state.sequence,
            scenario: dossier.start.scenario.to_string(),
            version: dossier.start.version.to_string(),
            plan: course.plan.to_string(),
            title: (&course.program.title).into(),
            applicant: dossier.start.applicant.to_string(),
            status: name_of(&status),
            status_title: (&ApplicationStatus::title(status)).into(),
            items: items.filter_map(|item| item_view(dossier, course, item)).collect(),
            opened_at: state.opened.map(moment),
            closed_at: state.closed.map(|(_, at)| moment(at)),
            fees_due,
            fees_paid,
            rated: state.rated,
            tasks: self.tasks_of(dossier, course),
            marking: marking(dossier, course),
            asks_applicant: !asked(&course.program, state).is_empty() || fees_due.is_some_and(|due| due > 0),
        }
    }

    /// The open tasks of an application, on every list.
    pub fn tasks_of(&self, dossier: &Dossier, course: &Course) -> Vec<TaskView> {
        let tasks = open_tasks(dossier, course);
        tasks.iter().map(|(department, open)| self.task_view(department, open, course)).collect()
    }

    /// An open task as people see it.
    pub fn task_view(&self, department: &str, open: &OpenTask, course: &Course) -> TaskView {
        let OpenTask { application, step, due, row } = open;
        let task = onething_engine::application::TaskId { step: *step, visit: row.visit };
        let person = |number| self.runner.shared().people.name(PersonId(number));
        let title = course.program.step(*step).map(|s| (&s.title).into()).unwrap_or_default();
        TaskView {
            id: TaskRef { application: *application, task }.to_string(),
            application: *application,
            number: Number::of(*application).to_string(),
            scenario: row.scenario.to_string(),
            scenario_title: (&course.definition.scenario.title).into(),
            step: row.step.to_string(),
            title,
            department: department.to_owned(),
            department_title: department_title(course, department),
            role: row.role.as_deref().map(str::to_owned),
            role_title: row.role.as_deref().map(post),
            items: row.items.iter().map(|i| i.to_string()).collect(),
            item_titles: row.items.iter().map(|i| item_title(course, i)).collect(),
            since: moment(row.since),
            due_at: due.map(moment),
            overdue: row.overdue,
            claimed_by: row.claimed_by.and_then(person).map(|name| name.to_string()),
            mode: name_of(&row.mode),
        }
    }

    /// Why an application is waiting; empty once it is over.
    ///
    /// # Errors
    /// There is no such application.
    pub fn waiting(&self, id: Uuid) -> Result<Vec<WaitingView>, Unable> {
        let (dossier, course) = self.application(id)?;
        let step = |step| course.program.step(step).map(|s| s.id.to_string());
        let all = waiting(&course.program, &dossier.state).into_iter().map(|one| WaitingView {
            text: (&one.text).into(),
            step: one.step.and_then(step),
            item: one.item.map(|item| of_item(&course, item).to_string()),
            since: moment(one.since),
            until: one.until.map(moment),
        });
        Ok(all.collect())
    }
}

/// The open tasks of an application, each with the department on whose list it is; as worklists have them: by
/// department, those due first first.
pub fn open_tasks(dossier: &Dossier, course: &Course) -> Vec<(Id, OpenTask)> {
    let mut tasks: Vec<(Id, OpenTask)> = Vec::new();
    for work in &dossier.state.work {
        let Some((departments, due, row)) = aftermath::task(dossier, course, work) else { continue };
        let open = OpenTask { application: dossier.id, step: work.step, due, row };
        tasks.extend(departments.into_iter().map(|department| (department, open.clone())));
    }
    tasks.sort_by_key(|(department, open)| (department.clone(), open.due.is_none(), open.due, open.step));
    tasks
}

/// The label of a department of an application's catalogue; its name where it has none there.
pub fn department_title(course: &Course, department: &str) -> Label {
    let departments = &course.definition.scenario.catalogue.departments;
    departments.get(department).map_or_else(|| Label::name(department), |d| (&d.title).into())
}

/// The label of an item of an application; its name where it is none.
fn item_title(course: &Course, item: &str) -> Label {
    let found = course.program.items.iter().find(|facts| &*facts.id == item);
    found.map_or_else(|| Label::name(item), |facts| (&facts.title).into())
}

/// A status or mode as JSON names it.
pub fn name_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn item_view(dossier: &Dossier, course: &Course, item: ItemIndex) -> Option<ItemView> {
    let (facts, state) = (course.program.item(item)?, dossier.state.item(item)?);
    let status = status::item(state);
    let department = course.department(facts.department);
    let commitment = commitment_view(dossier, course, item);
    let pledged = commitment.as_ref().filter(|one| one.given).map(|one| one.limit.clone());
    Some(ItemView {
        id: facts.id.to_string(),
        title: (&facts.title).into(),
        department_title: department_title(course, &department),
        department: department.to_string(),
        status: name_of(&status),
        status_title: (&ItemStatus::title(status)).into(),
        limit: pledged.or_else(|| facts.limit.map(|limit| limit.to_string())),
        due_at: dossier.state.timer(TimerKind::Limit(item)).map(|t| moment(t.at)),
        overdue: state.overdue,
        commitment,
    })
}

fn commitment_view(dossier: &Dossier, course: &Course, item: ItemIndex) -> Option<CommitmentView> {
    let program = &course.program;
    let pledge = program.item(item)?.commitment.as_ref()?;
    let given = dossier.state.item(item)?.committed;
    let then = pledge.then.iter().filter_map(|step| program.step(*step));
    (given || dossier.state.may_commit(program, item)).then(|| CommitmentView {
        given,
        limit: pledge.limit.to_string(),
        then: then.map(|step| (&step.title).into()).collect(),
    })
}

fn marking(dossier: &Dossier, course: &Course) -> Vec<StepMark> {
    use onething_engine::application::state::Phase;
    let steps = course.program.steps.iter().zip(&dossier.state.steps);
    let mark = |(facts, state): (
        &onething_engine::application::program::StepFacts,
        &onething_engine::application::state::StepState,
    )| {
        let phase = match state.phase {
            Phase::Idle => return None,
            Phase::Open => "open",
            Phase::Done => "done",
            Phase::Skipped => "skipped",
        };
        Some(StepMark { step: facts.id.to_string(), phase: phase.to_owned() })
    };
    steps.filter_map(mark).collect()
}
