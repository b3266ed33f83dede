//! How an application is stored: moments count from its opening, and what is mostly so takes one byte. Lists of
//! small numbers stand for what has names in the state; the order of the tables here is part of the form.

use super::command::{Key, PersonId};
use super::moment::Moment;
use super::program::{FactId, ItemIndex, StepId};
use super::state::{
    Application, CallId, Cause, Closing, Ending, FactState, Fees, Few, HoldStanding, How, ItemState, Mode,
    Standing, StepState, Stop, TaskId, Timer, TimerId, TimerKind, Work,
};
use crate::calendar::StopReason;
use crate::scenario::model::{DepartmentId, Fallback};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

const MODES: [Mode; 4] = [Mode::Usual, Mode::ByPeople, Mode::Check, Mode::Undo];
const RUNGS: [Fallback; 4] = [Fallback::Upload, Fallback::Provisional, Fallback::Commitment, Fallback::Wait];
const ENDINGS: [Ending; 5] =
    [Ending::Approved, Ending::Refused, Ending::NotAccepted, Ending::Withdrawn, Ending::Terminated];
const REASONS: [StopReason; 5] = [
    StopReason::Correction,
    StopReason::SpecialProcedure,
    StopReason::Suspension,
    StopReason::OtherItem,
    StopReason::Hold,
];
const CAUSES: [Cause; 6] = [
    Cause::NoAnswer,
    Cause::WaitsForSystem,
    Cause::Undecided,
    Cause::TooManyRounds,
    Cause::NoTime,
    Cause::NotKnown,
];

/// The stored form.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored(
    u64,
    Option<Moment>,
    i64,
    Option<(Closing, i64)>,
    (bool, bool),
    Vec<StepId>,
    Vec<StepState>,
    Vec<i64>,
    Vec<i64>,
    Vec<u16>,
    Vec<Option<Arc<str>>>,
    Vec<i64>,
    u32,
    Vec<(StepId, HoldStanding)>,
    Option<Fees>,
    Option<u8>,
    Vec<(Key, u64)>,
);

/// What is stored is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no stored application")
    }
}

impl std::error::Error for Damaged {}

impl From<Application> for Stored {
    fn from(state: Application) -> Self {
        let base = state.opened.map_or(0, |at| at.0);
        let from_base = |at: Moment| at.0.wrapping_sub(base);
        let mut writer = Writer { base, numbers: Vec::new() };
        state.work.iter().for_each(|work| writer.work(work));
        let work = std::mem::take(&mut writer.numbers);
        state.items.iter().for_each(|item| writer.item(item));
        let items = std::mem::take(&mut writer.numbers);
        state.timers.iter().for_each(|timer| writer.timer(timer));
        Self(
            state.sequence,
            state.opened,
            from_base(state.at),
            state.closed.map(|(closing, at)| (closing, from_base(at))),
            (state.withdrawing, state.fallen),
            state.done,
            state.steps,
            work,
            items,
            state.facts.iter().map(|f| u16::from(u8::from(f.how)) | u16::from(f.asked) << 4).collect(),
            state.facts.into_iter().map(|f| f.value).collect(),
            writer.numbers,
            state.last_timer,
            state.holds,
            (state.fees != Fees::None).then_some(state.fees),
            state.rated,
            state.keys,
        )
    }
}

impl TryFrom<Stored> for Application {
    type Error = Damaged;

    fn try_from(stored: Stored) -> Result<Self, Damaged> {
        let base = stored.1.map_or(0, |at| at.0);
        let moment = |ms: i64| Moment(base.wrapping_add(ms));
        let how = |packed: u16| How::from(u8::try_from(packed & 15).unwrap_or_default());
        let facts = stored.9.into_iter().zip(stored.10).map(|(packed, value)| {
            let asked = u8::try_from(packed >> 4).map_err(|_| Damaged)?;
            Ok(FactState { how: how(packed), asked, value })
        });
        Ok(Self {
            sequence: stored.0,
            opened: stored.1,
            at: moment(stored.2),
            closed: stored.3.map(|(closing, ms)| (closing, moment(ms))),
            withdrawing: stored.4.0,
            fallen: stored.4.1,
            done: stored.5,
            steps: stored.6,
            work: Reader::all(base, stored.7, Reader::work)?,
            items: Reader::all(base, stored.8, Reader::item)?,
            facts: facts.collect::<Result<_, Damaged>>()?,
            timers: Reader::all(base, stored.11, Reader::timer)?,
            last_timer: stored.12,
            holds: stored.13,
            fees: stored.14.unwrap_or_default(),
            rated: stored.15,
            keys: stored.16,
        })
    }
}

fn code<T: PartialEq>(table: &[T], one: T) -> i64 {
    table.iter().position(|other| *other == one).and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
}

struct Writer {
    base: i64,
    numbers: Vec<i64>,
}

impl Writer {
    fn put(&mut self, number: impl Into<i64>) {
        self.numbers.push(number.into());
    }

    fn moment(&mut self, at: Moment) {
        self.put(at.0.wrapping_sub(self.base));
    }

    fn count(&mut self, count: usize) {
        self.put(i64::try_from(count).unwrap_or(i64::MAX));
    }

    fn work(&mut self, work: &Work) {
        let Work { step, since, standing, claimed_by, mode, rung, wanted, attempts, agreed } = work;
        self.put(step.0);
        self.moment(*since);
        let (kind, which) = match *standing {
            Standing::Working => (0, 0),
            Standing::Calling(attempt) => (1, i64::from(attempt)),
            Standing::Retrying(attempt) => (2, i64::from(attempt)),
            Standing::Supplement => (3, 0),
            Standing::Withheld => (4, 0),
            Standing::Incident(cause) => (5, code(&CAUSES, cause)),
        };
        // What is seldom there is told by one number together.
        let rung = rung.map_or(0, |rung| code(&RUNGS, rung) + 1);
        let lists = i64::from(!wanted.is_empty() || !agreed.is_empty());
        let claimed = i64::from(claimed_by.is_some());
        self.put(kind | code(&MODES, *mode) << 3 | lists << 5 | claimed << 6 | rung << 7);
        self.put(which);
        self.put(*attempts);
        if let Some(person) = claimed_by {
            self.put(person.0);
        }
        if lists == 1 {
            self.count(wanted.len());
            wanted.iter().for_each(|fact| self.put(fact.0));
            self.count(agreed.len());
            agreed.iter().for_each(|department| self.put(department.0));
        }
    }

    fn item(&mut self, item: &ItemState) {
        let ItemState {
            submitted,
            accepted,
            handling,
            ended,
            returned,
            deemed,
            correcting,
            standing_still,
            suspended,
            committed,
            overdue,
            time_unknown,
            stops,
        } = item;
        let flags = [
            submitted.is_some(),
            accepted.is_some(),
            ended.is_some(),
            *handling,
            !stops.is_empty() || *standing_still > 0,
            *returned,
            *deemed,
            correcting.is_some(),
            *suspended,
            *committed,
            *overdue,
            *time_unknown,
        ];
        self.put((0..).zip(flags).map(|(bit, flag)| i64::from(flag) << bit).sum::<i64>());
        submitted.iter().chain(accepted).for_each(|at| self.moment(*at));
        if let Some((ending, at)) = ended {
            self.put(code(&ENDINGS, *ending));
            self.moment(*at);
        }
        if let Some(step) = correcting {
            self.put(step.0);
        }
        if !stops.is_empty() || *standing_still > 0 {
            self.put(*standing_still);
            self.count(stops.len());
        }
        for Stop { reason, from, until } in stops {
            self.put(code(&REASONS, *reason) << 1 | i64::from(until.is_some()));
            self.moment(*from);
            until.iter().for_each(|until| self.moment(*until));
        }
    }

    fn timer(&mut self, timer: &Timer) {
        self.put(timer.id.0);
        self.moment(timer.at);
        let (kind, which) = match timer.kind {
            TimerKind::Limit(item) => (0, [item.0, 0, 0]),
            TimerKind::Notice(item) => (1, [item.0, 0, 0]),
            TimerKind::Answer(call) => (2, [call.task.step.0, call.task.visit, call.attempt]),
            TimerKind::Retry(task) => (3, [task.step.0, task.visit, 0]),
            TimerKind::Wait(task) => (4, [task.step.0, task.visit, 0]),
            TimerKind::Within(task) => (5, [task.step.0, task.visit, 0]),
            TimerKind::Provisional(fact) => (6, [fact.0, 0, 0]),
            TimerKind::Suspension(item) => (7, [item.0, 0, 0]),
        };
        self.put(kind);
        let [one, two, three] = which;
        self.put(one);
        if (2..=5).contains(&kind) {
            self.put(two);
        }
        if kind == 2 {
            self.put(three);
        }
    }
}

struct Reader {
    base: i64,
    numbers: std::vec::IntoIter<i64>,
}

impl Reader {
    fn all<T>(
        base: i64,
        numbers: Vec<i64>,
        one: fn(&mut Self) -> Result<T, Damaged>,
    ) -> Result<Vec<T>, Damaged> {
        let mut reader = Self { base, numbers: numbers.into_iter() };
        let mut found = Vec::new();
        while reader.numbers.len() > 0 {
            found.push(one(&mut reader)?);
        }
        Ok(found)
    }

    fn get<T: TryFrom<i64>>(&mut self) -> Result<T, Damaged> {
        let number = self.numbers.next().ok_or(Damaged)?;
        T::try_from(number).map_err(|_| Damaged)
    }

    fn moment(&mut self) -> Result<Moment, Damaged> {
        self.get().map(|ms: i64| Moment(self.base.wrapping_add(ms)))
    }

    fn task(&mut self) -> Result<TaskId, Damaged> {
        Ok(TaskId { step: StepId(self.get()?), visit: self.get()? })
    }

    fn list<T>(&mut self, one: fn(&mut Self) -> Result<T, Damaged>) -> Result<Vec<T>, Damaged> {
        let count: usize = self.get()?;
        (0..count).map(|_| one(self)).collect()
    }

    fn work(&mut self) -> Result<Work, Damaged> {
        let (step, since) = (StepId(self.get()?), self.moment()?);
        let flags: i64 = self.get()?;
        let which: u16 = self.get()?;
        let standing = match flags & 7 {
            0 => Standing::Working,
            1 => Standing::Calling(which),
            2 => Standing::Retrying(which),
            3 => Standing::Supplement,
            4 => Standing::Withheld,
            5 => Standing::Incident(at(&CAUSES, i64::from(which))?),
            _ => return Err(Damaged),
        };
        let attempts = self.get()?;
        let claimed_by = if flags >> 6 & 1 == 1 { Some(PersonId(self.get()?)) } else { None };
        let (wanted, agreed) = if flags >> 5 & 1 == 1 {
            (self.list(|r| r.get().map(FactId))?.into(), self.list(|r| r.get().map(DepartmentId))?.into())
        } else {
            (Few::default(), Few::default())
        };
        let rung = if flags >> 7 == 0 { None } else { Some(at(&RUNGS, (flags >> 7) - 1)?) };
        let mode = at(&MODES, flags >> 3 & 3)?;
        Ok(Work { step, since, standing, claimed_by, mode, rung, wanted, attempts, agreed })
    }

    fn item(&mut self) -> Result<ItemState, Damaged> {
        let flags: i64 = self.get()?;
        let flag = |bit: u32| flags >> bit & 1 == 1;
        let submitted = if flag(0) { Some(self.moment()?) } else { None };
        let accepted = if flag(1) { Some(self.moment()?) } else { None };
        let ended = if flag(2) {
            let ending: i64 = self.get()?;
            Some((at(&ENDINGS, ending)?, self.moment()?))
        } else {
            None
        };
        let correcting = if flag(7) { Some(StepId(self.get()?)) } else { None };
        let (standing_still, stops) =
            if flag(4) { (self.get()?, self.list(Self::stop)?) } else { (0, Vec::new()) };
        Ok(ItemState {
            submitted,
            accepted,
            handling: flag(3),
            ended,
            returned: flag(5),
            deemed: flag(6),
            correcting,
            standing_still,
            suspended: flag(8),
            committed: flag(9),
            overdue: flag(10),
            time_unknown: flag(11),
            stops,
        })
    }

    fn stop(&mut self) -> Result<Stop, Damaged> {
        let kind: i64 = self.get()?;
        let (reason, from) = (at(&REASONS, kind >> 1)?, self.moment()?);
        Ok(Stop { reason, from, until: if kind & 1 == 1 { Some(self.moment()?) } else { None } })
    }

    fn timer(&mut self) -> Result<Timer, Damaged> {
        let (id, at) = (TimerId(self.get()?), self.moment()?);
        let kind = match self.get::<i64>()? {
            0 => TimerKind::Limit(ItemIndex(self.get()?)),
            1 => TimerKind::Notice(ItemIndex(self.get()?)),
            2 => TimerKind::Answer(CallId { task: self.task()?, attempt: self.get()? }),
            3 => TimerKind::Retry(self.task()?),
            4 => TimerKind::Wait(self.task()?),
            5 => TimerKind::Within(self.task()?),
            6 => TimerKind::Provisional(FactId(self.get()?)),
            7 => TimerKind::Suspension(ItemIndex(self.get()?)),
            _ => return Err(Damaged),
        };
        Ok(Timer { id, at, kind })
    }
}

fn at<T: Copy>(table: &[T], code: i64) -> Result<T, Damaged> {
    usize::try_from(code).ok().and_then(|at| table.get(at)).copied().ok_or(Damaged)
}
