//! The reference model written out by hand, with no engine: what this machine can do at most.
//!
//! It is given the same commands, checks who acts and that what comes is awaited, keeps stages, rounds, limits and
//! their timers, and counts the same events, which is compared. It keeps no values but what reviews say, and knows
//! no other process and no rule that this one does not need.

use super::Drawn;
use onething_engine::application::event::EventKind;
use onething_engine::application::program::StepKind;
use onething_engine::application::{Actor, Command, Program, StepId, TaskId};
use onething_engine::scenario::model::{DepartmentId, MessageId};

macro_rules! kinds {
    ($($name:ident)+) => {
        /// The events that there are.
        #[derive(Clone, Copy)]
        enum Kind {
            $($name,)+
        }

        /// Their names, in the same order.
        const KINDS: &[&str] = &[$(stringify!($name)),+];
    };
}

kinds! {
    Opened Known StepOpened StepDone StepStands Submitted ItemSubmitted Called Answered Failed LateAnswer
    TimerSet TimerDropped TimerFired ItemAccepted ItemHandled ItemEnded RoundsEnded MessageReceived Overdue
    Arrived Closed
}

/// Counts events and sums their times, as the engine's statistics do.
#[derive(Default)]
pub struct Counts {
    counts: [u64; KINDS.len()],
    times: i64,
}

impl Counts {
    /// By the positions of the engine's kinds.
    pub fn by_position(&self) -> Vec<u64> {
        let of = |name: &&str| KINDS.iter().position(|kind| kind == name).map_or(0, |at| self.counts[at]);
        EventKind::NAMES.iter().map(of).collect()
    }

    /// The sum of their times.
    pub fn times(&self) -> i64 {
        self.times
    }
}

/// Where an item is.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Before,
    Intake,
    Check,
    Review,
    Correction,
    Enter,
    Ended,
}

#[derive(Clone, Copy, Default)]
struct Item {
    stage: Stage,
    /// Of its check, review and correction.
    visits: [u16; 3],
    /// The answers that it learned.
    known: [bool; 3],
    passed: Option<bool>,
    accepted: bool,
    handled: bool,
    /// The timer of its limit, and when that ends.
    limit: Option<(u32, i64)>,
    /// The number of the present attempt of a call.
    attempt: u16,
    /// The timer of a call, when it is due, and whether another attempt is what it waits for.
    call: Option<(u32, i64, bool)>,
}

/// After how many milliseconds a call counts as not answered, and is tried again then.
const TIMEOUT: i64 = 30_000;
const RETRY: i64 = 10_000;

const CERTIFICATE: usize = 0;
const HOUSEHOLD: usize = 2;
const ITEMS: [&str; 5] = ["birth_cert", "vaccination", "household_reg", "med_insurance", "ss_card"];

/// The steps of the process by their positions: the item and the stage.
pub struct Steps {
    of: Vec<Option<(usize, Stage)>>,
    departments: [DepartmentId; ITEMS.len()],
    /// What brings a correction.
    messages: Vec<(MessageId, usize)>,
}

impl Steps {
    /// Finds them by their names.
    pub fn of(program: &Program) -> Self {
        let mut of = vec![None; program.steps.len()];
        let mut messages = Vec::new();
        for (at, item) in ITEMS.iter().enumerate() {
            let stages = [
                ("intake", Stage::Intake),
                ("check", Stage::Check),
                ("review", Stage::Review),
                ("correction", Stage::Correction),
                ("enter", Stage::Enter),
            ];
            for (name, stage) in stages {
                if let Some(step) = program.find_step(&format!("{item}.{name}")) {
                    of[step.index()] = Some((at, stage));
                    if let StepKind::WaitMessage(message, _) = program.steps[step.index()].kind {
                        messages.push((message, at));
                    }
                }
            }
        }
        let department = |item: &str| {
            let at = program.find_item(item).expect("an item of the model");
            program.items[at.index()].department
        };
        Self { of, departments: ITEMS.map(department), messages }
    }

    fn at(&self, step: StepId) -> Option<(usize, Stage)> {
        *self.of.get(step.index())?
    }
}

/// One application.
#[derive(Clone, Default)]
pub struct Case {
    sequence: u64,
    at: i64,
    opened: bool,
    applying: bool,
    closed: bool,
    items: [Item; ITEMS.len()],
    last_timer: u32,
    /// Tokens at the last join.
    arrived: u16,
}

const DAY: i64 = 86_400_000;
/// Shanghai, east of Greenwich.
const ZONE: i64 = 8 * 3_600_000;
const CLOSE: i64 = 17 * 3_600_000;

/// The end of five working days, Monday to Friday until 17:00.
fn limit(accepted: i64) -> i64 {
    let shown = accepted + ZONE;
    let (day, time) = (shown.div_euclid(DAY), shown.rem_euclid(DAY));
    // The first of January 1970 was a Thursday.
    let days = match ((day + 3).rem_euclid(7), time < CLOSE) {
        (0..=4, true) => 7,
        (0..=3, false) => 8,
        (4, false) => 10,
        (5, _) => 9,
        _ => 8,
    };
    (day + days) * DAY + CLOSE - ZONE
}

/// Why a command is not taken.
#[derive(Debug)]
pub struct NotTaken;

impl Case {
    fn emit(&mut self, counts: &mut Counts, kind: Kind, times: u64) {
        self.sequence += times;
        counts.counts[kind as usize] += times;
        counts.times = counts.times.wrapping_add(self.at.wrapping_mul(times as i64));
    }

    /// Takes one command.
    pub fn take(&mut self, steps: &Steps, drawn: &Drawn, counts: &mut Counts) -> Result<(), NotTaken> {
        let (by, at) = (drawn.envelope.by, drawn.envelope.at.0);
        if let Command::Open { .. } = drawn.envelope.command {
            *self = Self { opened: true, applying: true, at, ..Self::default() };
            self.emit(counts, Kind::Opened, 1);
            self.emit(counts, Kind::Known, 1);
            self.emit(counts, Kind::StepDone, 1);
            self.emit(counts, Kind::StepOpened, 1);
            return Ok(());
        }
        let late = self.closed && !matches!(drawn.envelope.command, Command::Answer { .. });
        if !self.opened || late || at < self.at {
            return Err(NotTaken);
        }
        self.at = at;
        match &drawn.envelope.command {
            Command::Submit { .. } if by == Actor::Applicant && self.applying => {
                self.applying = false;
                self.emit(counts, Kind::Submitted, 1);
                self.emit(counts, Kind::ItemSubmitted, ITEMS.len() as u64);
                self.emit(counts, Kind::StepDone, 1);
                self.call(CERTIFICATE, Stage::Intake, counts);
            }
            Command::Answer { call, values: Some(_) } if by == Actor::System => {
                let (item, stage) = steps.at(call.task.step).ok_or(NotTaken)?;
                let is_awaited = self.awaited(steps, call.task).is_ok()
                    && self.items[item].attempt == call.attempt
                    && self.items[item].call.is_some_and(|(_, _, again)| !again);
                if is_awaited {
                    self.answered(item, stage, counts)?;
                } else {
                    self.emit(counts, Kind::LateAnswer, 1);
                }
            }
            Command::Complete { task, values } => {
                let (item, stage) = self.awaited(steps, *task)?;
                let Actor::Clerk { department, .. } = by else { return Err(NotTaken) };
                if stage != Stage::Review || department != steps.departments[item] {
                    return Err(NotTaken);
                }
                let passed = values.first().is_some_and(|v| &*v.value == "true");
                self.reviewed(item, passed, counts);
            }
            Command::Message { message, .. } if by == Actor::System => {
                let (_, item) = *steps.messages.iter().find(|(id, _)| id == message).ok_or(NotTaken)?;
                if self.items[item].stage != Stage::Correction {
                    return Err(NotTaken);
                }
                self.emit(counts, Kind::MessageReceived, 1);
                self.emit(counts, Kind::TimerDropped, 1);
                // The correction, where its branch ends, where the rounds are judged, and where they begin again.
                self.emit(counts, Kind::StepDone, 4);
                self.call(item, Stage::Check, counts);
            }
            Command::Due { timer } if by == Actor::Timer => {
                self.due(timer.0, counts)?;
            }
            _ => return Err(NotTaken),
        }
        Ok(())
    }

    /// The item and stage that a task is of, where it is there at present.
    fn awaited(&self, steps: &Steps, task: TaskId) -> Result<(usize, Stage), NotTaken> {
        let (at, stage) = steps.at(task.step).ok_or(NotTaken)?;
        let item = &self.items[at];
        let visit = match stage {
            Stage::Check => item.visits[0],
            Stage::Review => item.visits[1],
            _ => 1,
        };
        if item.stage == stage && visit == task.visit { Ok((at, stage)) } else { Err(NotTaken) }
    }

    fn call(&mut self, at: usize, stage: Stage, counts: &mut Counts) {
        let item = &mut self.items[at];
        item.stage = stage;
        item.attempt = 0;
        if stage == Stage::Check {
            item.visits[0] += 1;
        }
        self.emit(counts, Kind::StepOpened, 1);
        self.attempt(at, counts);
    }

    fn attempt(&mut self, at: usize, counts: &mut Counts) {
        self.last_timer += 1;
        self.items[at].attempt += 1;
        self.items[at].call = Some((self.last_timer, self.at + TIMEOUT, false));
        self.emit(counts, Kind::Called, 1);
        self.emit(counts, Kind::TimerSet, 1);
    }

    /// A limit is over, a call was not answered, or it is time for another attempt.
    fn due(&mut self, timer: u32, counts: &mut Counts) -> Result<(), NotTaken> {
        let is_limit = |i: &Item| i.limit.is_some_and(|(id, due)| id == timer && due <= self.at);
        if let Some(at) = self.items.iter().position(is_limit) {
            self.items[at].limit = None;
            self.emit(counts, Kind::TimerFired, 1);
            self.emit(counts, Kind::Overdue, 1);
            return Ok(());
        }
        let is_call = |i: &Item| i.call.is_some_and(|(id, due, _)| id == timer && due <= self.at);
        let at = self.items.iter().position(is_call).ok_or(NotTaken)?;
        self.emit(counts, Kind::TimerFired, 1);
        if let Some((_, _, true)) = self.items[at].call {
            self.attempt(at, counts);
        } else {
            self.last_timer += 1;
            self.items[at].call = Some((self.last_timer, self.at + RETRY, true));
            self.emit(counts, Kind::Failed, 1);
            self.emit(counts, Kind::StepStands, 1);
            self.emit(counts, Kind::TimerSet, 1);
        }
        Ok(())
    }

    fn answered(&mut self, at: usize, stage: Stage, counts: &mut Counts) -> Result<(), NotTaken> {
        self.items[at].call = None;
        self.emit(counts, Kind::Answered, 1);
        self.emit(counts, Kind::TimerDropped, 1);
        let which = match stage {
            Stage::Intake => 0,
            Stage::Check => 1,
            _ => 2,
        };
        if !std::mem::replace(&mut self.items[at].known[which], true) {
            self.emit(counts, Kind::Known, 1);
        }
        self.emit(counts, Kind::StepDone, 1);
        match stage {
            Stage::Intake => {
                self.emit(counts, Kind::StepDone, 1);
                self.call(at, Stage::Check, counts);
            }
            Stage::Check => {
                let item = &mut self.items[at];
                item.stage = Stage::Review;
                item.visits[1] += 1;
                self.emit(counts, Kind::StepOpened, 1);
            }
            Stage::Enter => self.ended(at, counts),
            _ => return Err(NotTaken),
        }
        Ok(())
    }

    fn reviewed(&mut self, at: usize, passed: bool, counts: &mut Counts) {
        let due = limit(self.at);
        let item = &mut self.items[at];
        let told = item.passed.replace(passed);
        let accepted = std::mem::replace(&mut item.accepted, true);
        let handled = std::mem::replace(&mut item.handled, true);
        if told != Some(passed) {
            self.emit(counts, Kind::Known, 1);
        }
        if !accepted {
            self.last_timer += 1;
            self.items[at].limit = Some((self.last_timer, due));
            self.emit(counts, Kind::ItemAccepted, 1);
            self.emit(counts, Kind::TimerSet, 1);
        }
        if !handled {
            self.emit(counts, Kind::ItemHandled, 1);
        }
        if passed {
            // The review, the branches and where they meet, and where the rounds are judged.
            self.emit(counts, Kind::StepDone, 4);
            self.emit(counts, Kind::RoundsEnded, 1);
            self.call(at, Stage::Enter, counts);
        } else {
            self.items[at].stage = Stage::Correction;
            self.items[at].visits[2] += 1;
            self.last_timer += 1;
            self.emit(counts, Kind::StepDone, 2);
            self.emit(counts, Kind::StepOpened, 1);
            self.emit(counts, Kind::TimerSet, 1);
        }
    }

    fn ended(&mut self, at: usize, counts: &mut Counts) {
        self.items[at].stage = Stage::Ended;
        self.emit(counts, Kind::ItemEnded, 1);
        if self.items[at].limit.take().is_some() {
            self.emit(counts, Kind::TimerDropped, 1);
        }
        match at {
            CERTIFICATE | HOUSEHOLD => {
                // Where branches begin, and where the rounds of both do.
                self.emit(counts, Kind::StepDone, 3);
                let (one, other) = if at == CERTIFICATE { (1, HOUSEHOLD) } else { (3, 4) };
                self.call(one, Stage::Check, counts);
                self.call(other, Stage::Check, counts);
            }
            _ if self.arrived < 2 => {
                self.arrived += 1;
                self.emit(counts, Kind::Arrived, 1);
            }
            _ => {
                self.closed = true;
                self.emit(counts, Kind::StepDone, 2);
                self.emit(counts, Kind::StepOpened, 1);
                self.emit(counts, Kind::Closed, 1);
            }
        }
    }
}
