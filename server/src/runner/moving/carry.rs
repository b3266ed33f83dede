//! An application's state in the positions of another program: what is of the same name is the same thing.

use crate::runner::course::Course;
use crate::runner::dossier::{Dossier, Handed, Start, Version};
use onething_engine::application::program::{FactId, ItemIndex, StepId};
use onething_engine::application::state::{
    CallId, FactState, ItemState, StepState, TaskId, Timer, TimerKind, Work,
};
use onething_engine::application::{Application, Submission};
use onething_engine::hold::HoldKey;
use onething_engine::plan::route::Lane;
use onething_engine::scenario::model::DepartmentId;
use uuid::Uuid;

/// Where the things of one program stand in another.
pub(super) struct Places {
    pub(super) steps: Vec<Option<StepId>>,
    pub(super) items: Vec<Option<ItemIndex>>,
    pub(super) facts: Vec<Option<FactId>>,
}

impl Places {
    /// By name.
    pub(super) fn of(from: &Course, to: &Course) -> Self {
        let (old, new) = (&from.program, &to.program);
        Self {
            steps: old.steps.iter().map(|step| new.find_step(&step.id)).collect(),
            items: old.items.iter().map(|item| new.find_item(&item.id)).collect(),
            facts: old.facts.iter().map(|fact| new.find_fact(&fact.name)).collect(),
        }
    }

    pub(super) fn step(&self, step: StepId) -> Option<StepId> {
        self.steps.get(step.index()).copied().flatten()
    }

    pub(super) fn item(&self, item: ItemIndex) -> Option<ItemIndex> {
        self.items.get(item.index()).copied().flatten()
    }

    pub(super) fn fact(&self, fact: FactId) -> Option<FactId> {
        self.facts.get(fact.index()).copied().flatten()
    }

    fn task(&self, task: TaskId) -> Option<TaskId> {
        Some(TaskId { step: self.step(task.step)?, ..task })
    }

    fn timer(&self, kind: TimerKind) -> Option<TimerKind> {
        Some(match kind {
            TimerKind::Limit(item) => TimerKind::Limit(self.item(item)?),
            TimerKind::Notice(item) => TimerKind::Notice(self.item(item)?),
            TimerKind::Suspension(item) => TimerKind::Suspension(self.item(item)?),
            TimerKind::Answer(call) => {
                TimerKind::Answer(CallId { task: self.task(call.task)?, attempt: call.attempt })
            }
            TimerKind::Retry(task) => TimerKind::Retry(self.task(task)?),
            TimerKind::Wait(task) => TimerKind::Wait(self.task(task)?),
            TimerKind::Within(task) => TimerKind::Within(self.task(task)?),
            TimerKind::Provisional(fact) => TimerKind::Provisional(self.fact(fact)?),
        })
    }
}

/// What an application is in another version: what a record of the journal says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// Its state.
    pub state: Application,
    /// Which things its steps took.
    pub things: Vec<(StepId, HoldKey)>,
    /// The applications that its steps run.
    pub runs: Vec<(TaskId, Uuid)>,
    /// What the applicant said beforehand.
    pub handed: Option<Box<Handed>>,
}

impl Carried {
    /// The dossier that it makes of one.
    pub fn into_dossier(self, before: Dossier, version: Version) -> Dossier {
        let Self { state, things, runs, handed } = self;
        let start = Start { version, handed, ..before.start };
        Dossier { start, state, things, runs, ..before }
    }
}

/// Everything of an application that has a place in the other program; what has none is nothing that counts, which
/// was looked at before.
pub(super) fn carried(dossier: &Dossier, places: &Places, from: &Course, to: &Course) -> Carried {
    let old = &dossier.state;
    let task = |task: TaskId| places.task(task);
    let mut state = Application {
        sequence: old.sequence,
        at: old.at,
        opened: old.opened,
        closed: old.closed,
        withdrawing: old.withdrawing,
        fallen: old.fallen,
        done: old.done.iter().filter_map(|step| places.step(*step)).collect(),
        steps: vec![StepState::default(); to.program.steps.len()],
        work: old.work.iter().filter_map(|work| carried_work(work, places, from, to)).collect(),
        items: vec![ItemState::default(); to.program.items.len()],
        facts: vec![FactState::default(); to.program.facts.len()],
        timers: Vec::new(),
        last_timer: old.last_timer,
        holds: old.holds.iter().filter_map(|(step, hold)| Some((places.step(*step)?, *hold))).collect(),
        fees: old.fees,
        rated: old.rated,
        keys: old.keys.clone(),
    };
    for (at, step) in old.steps.iter().enumerate() {
        put(&mut state.steps, places.steps.get(at).copied().flatten().map(StepId::index), *step);
    }
    for (at, item) in old.items.iter().enumerate() {
        let mut item = item.clone();
        item.correcting = item.correcting.and_then(|step| places.step(step));
        put(&mut state.items, places.items.get(at).copied().flatten().map(ItemIndex::index), item);
    }
    for (at, fact) in old.facts.iter().enumerate() {
        put(&mut state.facts, places.facts.get(at).copied().flatten().map(FactId::index), fact.clone());
    }
    let timer = |timer: &Timer| Some(Timer { kind: places.timer(timer.kind)?, ..*timer });
    state.timers = old.timers.iter().filter_map(timer).collect();
    let things = dossier.things.iter().filter_map(|(step, key)| Some((places.step(*step)?, key.clone())));
    let runs = dossier.runs.iter().filter_map(|(of, run)| Some((task(*of)?, *run)));
    let handed = dossier.start.handed.as_deref().map(|handed| Box::new(carried_handed(handed, places)));
    Carried { things: things.collect(), runs: runs.collect(), handed, state }
}

fn put<T>(all: &mut [T], at: Option<usize>, value: T) {
    if let Some(place) = at.and_then(|at| all.get_mut(at)) {
        *place = value;
    }
}

fn carried_work(work: &Work, places: &Places, from: &Course, to: &Course) -> Option<Work> {
    let step = places.step(work.step)?;
    let (old, new) = (from.program.step(work.step)?, to.program.step(step)?);
    let department = |id: DepartmentId| to.find_department(&from.department(id));
    let lane = |course: &Course, lane| match lane {
        Lane::Department(id) => Some(course.department(id)),
        Lane::Applicant => None,
    };
    // Who has claimed it is of the department that did it.
    let same = lane(from, old.lane) == lane(to, new.lane);
    Some(Work {
        step,
        claimed_by: work.claimed_by.filter(|_| same),
        wanted: work.wanted.iter().filter_map(|fact| places.fact(*fact)).collect::<Vec<_>>().into(),
        agreed: work.agreed.iter().filter_map(|id| department(*id)).collect::<Vec<_>>().into(),
        ..work.clone()
    })
}

fn carried_handed(handed: &Handed, places: &Places) -> Handed {
    let value = |v: &Submission| Some(Submission { fact: places.fact(v.fact)?, value: v.value.clone() });
    Handed {
        values: handed.values.iter().filter_map(value).collect(),
        materials: handed
            .materials
            .iter()
            .filter_map(|(fact, hash)| Some((places.fact(*fact)?, hash.clone())))
            .collect(),
        submit: handed.submit,
    }
}
