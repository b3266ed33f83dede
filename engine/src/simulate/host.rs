//! One replication: a host of `turn` in virtual time. The next thing due becomes a command, what its events owe the
//! world is put on the agenda, and nothing is kept but figures.

use super::agenda::{Agenda, Due, Slot, What};
use super::arrivals::{Coming, ahead};
use super::desk::{Desk, Waiting};
use super::errands::Errand;
use super::log::{Activity, Ended, Log, Turn};
use super::memos::Memos;
use super::model::Model;
use super::parts::Beside;
use super::say::{Say, Task};
use super::shifts::Shifts;
use super::stream::{CaseStream, Purpose, Streams};
use super::told::Told;
use super::{Options, Watch};
use crate::application::command::Envelope;
use crate::application::memo::{Came, Kept};
use crate::application::moment::Moment;
use crate::application::program::StepId;
use crate::application::state::Application;
use smallvec::SmallVec;

/// Applications between two looks at whether to go on.
const LOOK: u64 = 1_024;

/// Since when a step is open, and since when somebody is at it.
pub(super) type Since = (StepId, i64, i64);

/// One application under way.
#[derive(Default)]
pub(super) struct Case {
    pub kept: Kept,
    /// Its number among those of its scenario, by which its stream is keyed.
    pub number: u64,
    pub stream: CaseStream,
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
    pub desks: SmallVec<[Task; 4]>,
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
    pub told: Told,
    /// Turns that are known already.
    pub memos: Memos,
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
        let ahead = ahead(&model.zone, start);
        let desks = model.desks.iter().map(|facts| {
            let shifts = Shifts::from(&facts.hours, options.start);
            Desk::new(facts, model, shifts, (from, ahead))
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
            memos: model.shelf.take(model.variants.len()),
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
        self.model.shelf.put_back(std::mem::take(&mut self.memos));
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
        // A looked-up turn has no events to hear of.
        self.memos.begin(variant, facts, &mut case.kept, !L::HEARS_TURNS);
        case.desks.clear();
        case.times.clear();
        case.errands.clear();
        case.generation = case.generation.wrapping_add(1);
        case.number = number;
        case.stream = self.streams.case(number);
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
        self.told.came.count(now);
        if case.counts {
            self.told.trips += facts.visits;
        }
        self.say(slot, Say::Open);
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
        let Some(desk) = self.desks.get(usize::from(number)) else { return };
        let opening = desk.opening;
        while let Some(desk) = self.desks.get_mut(usize::from(number)) {
            let (cases, memos) = (&self.cases, &self.memos);
            let begun = desk.begin(self.now, |waiting| {
                let case = cases.get(waiting.slot as usize);
                let case = case.filter(|case| case.is_open && case.generation == waiting.generation);
                case.is_some_and(|case| memos.is_open(case, waiting.task))
            });
            let Some(begun) = begun else { break };
            let Waiting { slot: at, generation, task, .. } = begun.waiting;
            if L::IS_KEPT
                && let Some(case) = self.cases.get_mut(at as usize)
                && let Some(times) = case.times.iter_mut().find(|times| times.0.0 == task.0)
            {
                times.2 = begun.start;
            }
            self.agenda.push(begun.end, Slot { at, generation }, What::Done(number, task));
        }
        let Some(desk) = self.desks.get(usize::from(number)) else { return };
        if desk.opening != opening
            && let Some(opens) = desk.opening
        {
            self.agenda.push(opens, Slot { at: 0, generation: 0 }, What::Open(number));
        }
    }

    /// Says something to an application, and puts on the agenda what follows from it; whether it was taken.
    pub fn say(&mut self, slot: Slot, say: Say) -> bool {
        let model = self.model;
        let Some(case) = self.cases.get_mut(slot.at as usize) else { return false };
        let Some(variant) = model.variants.get(case.variant) else { return false };
        let number = case.variant;
        let (at, log) = (Moment(self.now), &mut self.log);
        let turn = if L::HEARS_TURNS {
            let (case_number, program) = (case.number, &variant.program);
            let mut hear = |envelope: &Envelope, came: Came<'_>| {
                log.turn(&Turn { case: case_number, way: number, program, envelope, came });
            };
            self.memos.turn(case, variant, say, at, Some(&mut hear))
        } else {
            self.memos.turn(case, variant, say, at, None)
        };
        let Some(turn) = turn else { return false };
        self.told.turns += 1;
        self.follow(slot, number, turn);
        true
    }

    /// The state of an application.
    #[inline]
    pub fn application(&self, slot: Slot) -> Option<&Application> {
        self.memos.application(self.cases.get(slot.at as usize)?)
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
        self.told.ended.count(now);
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
            visit: self.memos.application(case).map_or(0, |application| application.step(step).visit),
            enabled: Moment(enabled),
            start: Moment(start),
            end: Moment(self.now),
            ended,
        });
    }
}
