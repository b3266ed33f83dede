//! One replication: a host of `turn` in virtual time. The next thing due becomes a command, what its events owe the
//! world is put on the agenda, and nothing is kept but figures.

use super::agenda::{Agenda, Due, Slot, What};
use super::arrivals::Coming;
use super::desk::{Begun, Desk, Waiting};
use super::errands::Errand;
use super::heard::Heard;
use super::log::{Activity, Ended, Log};
use super::model::{Model, Variant, Words, own};
use super::parts::Beside;
use super::shifts::Shifts;
use super::stream::{Purpose, Streams};
use super::told::Told;
use super::{Options, Watch};
use crate::application::command::{Actor, Command, Envelope, Submission};
use crate::application::decide::turn;
use crate::application::moment::Moment;
use crate::application::program::StepId;
use crate::application::rejection::Rejection;
use crate::application::state::{Application, TaskId};

/// Applications between two looks at whether to go on.
const LOOK: u64 = 1_024;

/// What is said in applications of one variant, in memory of this replication alone.
pub(super) struct Spoken {
    pub signed_in: Vec<Submission>,
    /// By step.
    pub steps: Vec<Words>,
}

impl Spoken {
    fn of(variant: &Variant) -> Self {
        Self {
            signed_in: variant.signed_in.iter().map(own).collect(),
            steps: variant.steps.iter().map(|step| step.words.own()).collect(),
        }
    }
}

/// Since when a step is open, and since when somebody is at it.
pub(super) type Since = (StepId, i64, i64);

/// One application under way.
#[derive(Default)]
pub(super) struct Case {
    pub application: Application,
    /// Its number among those of its scenario, by which its streams are keyed.
    pub number: u64,
    /// Its number among all.
    pub serial: u64,
    /// Which scenario of the model it is of.
    pub part: u16,
    pub variant: usize,
    pub generation: u32,
    pub rank: usize,
    pub arrived: i64,
    pub counts: bool,
    pub is_open: bool,
    /// When its next timer is looked at.
    pub timer_at: Option<i64>,
    /// Steps that somebody has to do, so that nothing is done twice.
    pub desks: Vec<(StepId, u16)>,
    /// Since when steps are open, and when somebody began with them; for a log alone.
    pub times: Vec<Since>,
    /// Steps for whose sake the applicant is out.
    pub errands: Vec<Errand>,
    /// Incidents that an operator has mended.
    pub mended: u16,
}

/// A replication under way.
pub(super) struct Host<'m, 's, L> {
    pub model: &'m Model<'s>,
    pub options: &'m Options,
    pub streams: Streams,
    pub agenda: Agenda,
    pub cases: Vec<Case>,
    /// The scenario whose turn it is; its streams, arrivals, figures and number stand here.
    pub part: u16,
    /// Those of the scenarios whose turn it is not, at their places; empty where there is one alone.
    pub others: Vec<Beside<'m>>,
    free: Vec<u32>,
    pub desks: Vec<Desk>,
    pub systems: Vec<Shifts>,
    /// Counters to which applicants come; empty where that is not counted.
    pub counters: Vec<Shifts>,
    pub arrivals: Option<Coming<'m>>,
    /// How many applications of the scenario have come.
    pub number: u64,
    pub now: i64,
    pub heard: Heard,
    pub told: Told,
    /// What is said in each variant, once an application of it has come.
    pub words: Vec<Option<Spoken>>,
    /// Work that begins, between beginnings.
    begun: Vec<Begun>,
    /// Values of a command, between commands.
    pub values: Vec<Submission>,
    /// Of each variant and item the position among the items that are told of.
    pub item_of: Vec<Vec<usize>>,
    log: &'m mut L,
    replication: u32,
    /// How many applications have come.
    pub came: u64,
}

impl<'m, 's, L: Log> Host<'m, 's, L> {
    pub fn new(model: &'m Model<'s>, options: &'m Options, replication: u32, log: &'m mut L) -> Self {
        let start = options.start.0;
        let from = start.saturating_add(options.warm_up);
        let desks = model.desks.iter().map(|facts| {
            let shifts = Shifts::from(&facts.hours, options.start);
            Desk::new(facts, model, shifts, from)
        });
        let (first, others, item_of) = Beside::all(model, options, replication);
        let Beside { streams, arrivals, told, number } = first;
        Self {
            streams,
            model,
            options,
            agenda: Agenda::default(),
            cases: Vec::new(),
            part: 0,
            others,
            free: Vec::new(),
            desks: desks.collect(),
            systems: model.systems.iter().map(|s| Shifts::from(&s.hours, options.start)).collect(),
            counters: model.counters.iter().map(|hours| Shifts::from(hours, options.start)).collect(),
            arrivals,
            number,
            now: start,
            heard: Heard::default(),
            words: model.variants.iter().map(|_| None).collect(),
            begun: Vec::new(),
            values: Vec::new(),
            told,
            item_of,
            log,
            replication,
            came: 0,
        }
    }

    /// Plays it to its end, or until nobody wants more of it.
    pub fn run(mut self, watch: &dyn Watch) -> Told {
        self.first_arrivals();
        while let Some(due) = self.agenda.pop() {
            if !self.others.is_empty() && !self.turns_to(due) {
                continue;
            }
            self.now = due.at;
            self.step(due);
            if due.what == What::Arrive && self.came.is_multiple_of(LOOK) {
                watch.done(LOOK);
                if watch.is_over() {
                    self.told.is_cut = true;
                    break;
                }
            }
        }
        watch.done(self.came % LOOK);
        self.finish()
    }

    fn finish(mut self) -> Told {
        let is_cut = self.told.is_cut;
        for at in 0..self.cases.len() {
            let Some(case) = self.cases.get(at).filter(|case| case.is_open) else { continue };
            let (serial, part, counts) = (case.serial, case.part, case.counts);
            self.turn_to(part);
            // What was under way when it was stopped has not waited in vain.
            self.told.stuck += u64::from(counts && !is_cut);
            self.log.close(serial);
        }
        self.tells(is_cut)
    }

    fn step(&mut self, due: Due) {
        match due.what {
            What::Arrive => return self.arrive(),
            What::Open(desk) => return self.open(desk),
            What::Done(desk, _) => {
                if let Some(desk) = self.desks.get_mut(usize::from(desk)) {
                    desk.end();
                }
                self.done(due.slot, due.what);
                return self.begin(desk);
            }
            _ => {}
        }
        if self.is_there(due.slot) {
            self.due(due.slot, due.what);
        }
    }

    fn done(&mut self, slot: Slot, what: What) {
        if self.is_there(slot) {
            self.due(slot, what);
        }
    }

    pub fn is_there(&self, slot: Slot) -> bool {
        let case = self.cases.get(slot.at as usize);
        case.is_some_and(|case| case.generation == slot.generation && case.is_open)
    }

    pub fn next_arrival(&mut self) {
        if self.came >= self.options.cases {
            return;
        }
        let unit = self.streams.unit(self.number, 0, 0, Purpose::Arrival);
        if let Some(at) = self.arrivals.as_mut().and_then(|arrivals| arrivals.next(unit)) {
            let slot = Slot { at: u32::from(self.part), generation: 0 };
            self.agenda.push(at, slot, What::Arrive);
        }
    }

    fn arrive(&mut self) {
        let (number, serial) = (self.number, self.came);
        self.number += 1;
        self.came += 1;
        self.next_arrival();
        let unit = self.streams.unit(number, 0, 0, Purpose::Situation);
        let variant = self.model.variant(usize::from(self.part), unit);
        let Some(facts) = self.model.variants.get(variant) else { return };
        let at = self.free.pop().unwrap_or_else(|| {
            self.cases.push(Case::default());
            u32::try_from(self.cases.len() - 1).unwrap_or(u32::MAX)
        });
        let now = self.now;
        let Some(case) = self.cases.get_mut(at as usize) else { return };
        case.application.clear();
        case.desks.clear();
        case.times.clear();
        case.errands.clear();
        case.generation = case.generation.wrapping_add(1);
        case.number = number;
        case.serial = serial;
        case.part = self.part;
        case.variant = variant;
        case.rank = facts.rank;
        case.arrived = now;
        case.counts = now >= self.told.from;
        case.is_open = true;
        case.timer_at = None;
        case.mended = 0;
        let slot = Slot { at, generation: case.generation };
        self.told.arrived += u64::from(case.counts);
        self.told.last_arrival = now;
        self.told.under_way.change(now, 1);
        if case.counts {
            self.told.trips += facts.visits;
        }
        let mut values = std::mem::take(&mut self.values);
        if let Some(words) = self.words.get_mut(variant) {
            values.extend_from_slice(&words.get_or_insert_with(|| Spoken::of(facts)).signed_in);
        }
        self.command(slot, Actor::Applicant, Command::Open { values }).ok();
    }

    fn open(&mut self, desk: u16) {
        if let Some(found) = self.desks.get_mut(usize::from(desk))
            && found.opening == Some(self.now)
        {
            found.opening = None;
            self.begin(desk);
        }
    }

    /// Whoever is free at a desk begins with what waits there.
    pub fn begin(&mut self, number: u16) {
        let Some(desk) = self.desks.get_mut(usize::from(number)) else { return };
        let opening = desk.opening;
        let cases = &self.cases;
        let is_wanted = |waiting: &Waiting| {
            let task = TaskId { step: StepId(waiting.task.0), visit: waiting.task.1 };
            cases.get(waiting.slot as usize).is_some_and(|case| {
                let is_there = case.is_open && case.generation == waiting.generation;
                is_there
                    && case.application.task(task.step) == task
                    && case.application.work_of(task.step).is_some()
            })
        };
        let mut begun_now = std::mem::take(&mut self.begun);
        while let Some(begun) = desk.begin(self.now, is_wanted) {
            begun_now.push(begun);
        }
        for begun in begun_now.drain(..) {
            let at = begun.waiting.slot;
            let (step, _) = begun.waiting.task;
            let Some(case) = self.cases.get_mut(at as usize) else { continue };
            if let Some(times) = case.times.iter_mut().find(|times| times.0.0 == step) {
                times.2 = begun.start;
            }
            let slot = Slot { at, generation: begun.waiting.generation };
            self.agenda.push(begun.end, slot, What::Done(number, begun.waiting.task));
        }
        self.begun = begun_now;
        let Some(desk) = self.desks.get(usize::from(number)) else { return };
        if desk.opening != opening
            && let Some(opens) = desk.opening
        {
            self.agenda.push(opens, Slot { at: 0, generation: 0 }, What::Open(number));
        }
    }

    /// Sends a command to an application and puts on the agenda what follows from it.
    pub fn command(&mut self, slot: Slot, by: Actor, command: Command) -> Result<(), Rejection> {
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return Err(Rejection::NotOpened) };
        let Some(variant) = self.model.variants.get(case.variant) else { return Err(Rejection::NotOpened) };
        let envelope = Envelope { at: Moment(self.now), by, key: None, command };
        self.heard.clear();
        let taken = turn(&variant.program, &mut case.application, &envelope, &mut self.heard);
        // Their memory serves the next command.
        if let Command::Open { values }
        | Command::Complete { values, .. }
        | Command::Message { values, .. }
        | Command::Answer { values: Some(values), .. } = envelope.command
        {
            self.values = values;
            self.values.clear();
        }
        taken?;
        self.told.turns += 1;
        self.follow(slot);
        Ok(())
    }

    /// An application is over.
    pub fn close(&mut self, slot: Slot) {
        let now = self.now;
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        if !case.is_open {
            return;
        }
        case.is_open = false;
        self.free.push(slot.at);
        self.told.under_way.change(now, -1);
        self.told.sojourn += i128::from(now - case.arrived);
        if case.counts {
            self.told.completed += 1;
            self.told.cycle.push(now - case.arrived);
            if let Some(moments) = self.told.by_variant.get_mut(case.variant) {
                moments.push((now - case.arrived) as f64);
            }
        }
        self.log.close(case.serial);
    }

    /// An application is turned away at a full queue.
    pub fn lose(&mut self, slot: Slot) {
        let now = self.now;
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return };
        if case.is_open {
            case.is_open = false;
            self.free.push(slot.at);
            self.told.lost += u64::from(case.counts);
            self.told.under_way.change(now, -1);
            self.told.sojourn += i128::from(now - case.arrived);
            self.log.close(case.serial);
        }
    }

    /// Since when a step is open and somebody is at it; it then counts as over. None where nothing is logged.
    pub fn lift(&mut self, slot: Slot, step: StepId) -> Option<Since> {
        if !L::IS_KEPT {
            return None;
        }
        let case = self.cases.get_mut(slot.at as usize)?;
        let at = case.times.iter().position(|times| times.0 == step)?;
        Some(case.times.swap_remove(at))
    }

    /// What was lifted is not over after all.
    pub fn put_back(&mut self, slot: Slot, times: Option<Since>) {
        if let Some(case) = self.cases.get_mut(slot.at as usize) {
            case.times.extend(times);
        }
    }

    /// Tells the log of a step that is over.
    pub fn tell(&mut self, slot: Slot, times: Option<Since>, ended: Ended) {
        let Some((step, enabled, start)) = times else { return };
        let Some(case) = self.cases.get(slot.at as usize) else { return };
        let Some(variant) = self.model.variants.get(case.variant) else { return };
        self.log.take(&Activity {
            replication: self.replication,
            case: case.serial,
            part: usize::from(case.part),
            way: case.variant,
            program: &variant.program,
            step,
            visit: case.application.step(step).visit,
            enabled: Moment(enabled),
            start: Moment(start),
            end: Moment(self.now),
            ended,
        });
    }
}
