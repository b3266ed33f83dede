//! A witness that reads the journal as it grows and knows nothing else: it folds every application and every line by
//! itself, looks at each event, and compares what the runner shows with what it folded, after every command.
//!
//! Of the invariants of `trust.md` (I1–I16) these are looked at, and here:
//!
//! | | where |
//! |---|---|
//! | I1 every acknowledged command is in the journal exactly once | [`Witness::acknowledged`], [`Witness::keyed`] |
//! | I2 one lifecycle state, allowed edges only | each event, by `ItemStatus::may_become`; `invariants` |
//! | I3 no step before its predecessors | `invariants`, after each turn |
//! | I4 never stuck without an incident that says why | `invariants`, `waiting`; and every run comes to its end |
//! | I5 open tasks are those of the worklists | [`Witness::rows`]: rows of the index are those of the states, none more |
//! | I6 one assignee at most | `Claimed` only of what nobody has |
//! | I7 only the owning department | each event by a clerk; other departments are refused (`simulation`) |
//! | I9 clocks stand exactly while they should | `invariants` |
//! | I10 limits are watched | `invariants` |
//! | I11 every material is there with its hash | [`Witness::materials`], after each crash too |
//! | I12 a form asks once | `invariants` |
//! | I13 one record for each change, chained | each turn names the turn before it; `journal::verify` at the end |
//! | I14 asked at least once, answered once | `Answered` once for each attempt; [`Witness::asked`] |
//! | I15 what is taken back is undone or told | `invariants` |
//!
//! I8 (personal data in answers, events and logs) is no part of the runner: nothing leaves it but what the interface
//! shows, which `tests/matrix.rs` asks of every operation. I16 (simulated and run are one path) cannot hold while
//! systems fail at random; `systems-ways` compares both where they do not. Of I13, records of what was read are of a
//! later issue.

use super::house::House;
use onething_engine::application::program::{FactKind, Program};
use onething_engine::application::state::{CallId, How, Mode, Standing, TimerId};
use onething_engine::application::{
    Actor, Application, Event, EventKind, Moment, apply, invariants, status, waiting,
};
use onething_engine::hold::{self, HoldKey, Line};
use onething_engine::plan::route::Lane;
use onething_server::journal::verify;
use onething_server::runner::aftermath;
use onething_server::runner::record::Entry;
use onething_server::runner::rows::family;
use onething_server::runner::{Course, Dossier};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Default)]
struct Followed {
    state: Application,
    last_record: u64,
    course: Option<Arc<Course>>,
    /// Attempts that were answered, and whether they undo.
    answered: BTreeSet<(CallId, bool)>,
    timers: BTreeMap<TimerId, Moment>,
    keys: BTreeSet<u64>,
}

/// What was read so far.
#[derive(Default)]
pub struct Witness {
    seen: u64,
    applications: BTreeMap<Uuid, Followed>,
    lines: BTreeMap<HoldKey, Line>,
    /// Of which application each turn is, and with which event it ends.
    turns: BTreeMap<u64, (Uuid, u64)>,
    /// How many events were looked at.
    pub events: u64,
    /// Kinds of events, and how many of each.
    pub kinds: BTreeMap<&'static str, u64>,
}

impl Witness {
    /// Reads what is new, looks at it, and at what the runner shows of it; whether there was anything.
    pub fn follow(&mut self, house: &House) -> bool {
        let shared = house.runner.shared();
        let durable = shared.journal.head().0;
        assert!(durable >= self.seen, "the journal was at {} and is at {durable}", self.seen);
        let mut touched = BTreeSet::new();
        for number in self.seen + 1..=durable {
            let record = shared.lookup.record(number).unwrap();
            match Entry::read(&record).unwrap() {
                Entry::Turn(turn) => {
                    let id = turn.application;
                    let previous = turn.previous;
                    let followed = self.applications.entry(id).or_default();
                    assert_eq!(followed.last_record, previous, "record {number}: the turn before it");
                    if let Some(start) = &turn.start {
                        assert_eq!(previous, 0, "record {number} begins what is there");
                        followed.course = Some(house.runner.course(start).unwrap().unwrap());
                    }
                    followed.last_record = number;
                    let events: Vec<Event> = turn.happened.into_iter().flat_map(|h| h.events()).collect();
                    for event in &events {
                        followed.look(event);
                        *self.kinds.entry(event.kind.name()).or_default() += 1;
                    }
                    self.events += events.len() as u64;
                    self.turns.insert(number, (id, followed.state.sequence));
                    touched.insert(id);
                }
                Entry::Line(turn) => {
                    let line = self.lines.entry(turn.key).or_default();
                    turn.events.iter().for_each(|event| hold::apply(line, event));
                }
                Entry::Moved(_) => panic!("nothing is moved here"),
                _ => {}
            }
        }
        let is_new = durable > self.seen;
        self.seen = durable;
        for id in touched {
            self.agrees(house, id);
        }
        is_new
    }

    /// What the runner shows of an application is what the journal says, and it is sound.
    fn agrees(&self, house: &House, id: Uuid) {
        let followed = &self.applications[&id];
        let (dossier, course) = house.application(id);
        assert_eq!(dossier.state, followed.state, "{id}: what is shown is not what was kept");
        assert_eq!(dossier.last_record, followed.last_record);
        let violations = invariants(&course.program, &dossier.state);
        assert!(violations.is_empty(), "{violations:?}");
        let reasons = waiting(&course.program, &dossier.state);
        assert_eq!(
            dossier.state.closed.is_none(),
            !reasons.is_empty(),
            "it waits for nothing that has a name"
        );
        for (key, value) in aftermath::rows(&dossier, &course).unwrap() {
            let shown = house.runner.shared().index.get(&key).unwrap();
            assert_eq!(shown.as_ref(), Some(&value), "{}", key.escape_ascii());
        }
    }

    /// An acknowledged command is there: its record is a turn of its application, up to its event, or what was kept
    /// together with it.
    pub fn acknowledged(&self, application: Uuid, record: u64, sequence: u64) {
        let followed = self.applications.get(&application).expect("acknowledged and lost");
        assert!(followed.state.sequence >= sequence, "acknowledged and lost");
        if record > 0 {
            let turn = self.turns.range(..=record).next_back().map(|(_, turn)| turn);
            assert_eq!(turn, Some(&(application, sequence)), "acknowledged otherwise");
        }
    }

    /// The latest time that was kept.
    pub fn latest(&self) -> i64 {
        self.applications.values().map(|followed| followed.state.at.0).max().unwrap_or(0)
    }

    /// Whether a command came in under a key.
    pub fn keyed(&self, application: Uuid, key: u64) -> bool {
        self.applications.get(&application).is_some_and(|followed| followed.keys.contains(&key))
    }

    /// The rows of the index are those of the states, and no row speaks of what is not there. Where nothing is under
    /// way, no mail is left either, and each line is what its turns make.
    pub fn rows(&self, house: &House, is_quiet: bool) {
        let shared = house.runner.shared();
        let mut expected: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
        for id in self.applications.keys() {
            let (dossier, course) = house.application(*id);
            expected.extend(aftermath::rows(&dossier, &course).unwrap());
        }
        let all = [
            family::TASK,
            family::CLAIMED,
            family::OWED,
            family::INCIDENT,
            family::AWAITING,
            family::TIMER,
            family::LISTED,
        ];
        let mut found = 0;
        for of in all {
            for (key, value) in rows_of(house, of) {
                if of == family::TIMER && key.get(9) == Some(&b'h') {
                    continue;
                }
                found += 1;
                assert_eq!(expected.get(&key), Some(&value), "a stray row {}", key.escape_ascii());
            }
        }
        assert_eq!(found, expected.len(), "rows are missing");
        for (key, line) in &self.lines {
            let row = onething_server::runner::line::load(shared, key).unwrap();
            assert_eq!(row.as_ref().map(|row| &row.line), Some(line), "{key:?}");
        }
        if is_quiet {
            assert!(rows_of(house, family::MAIL).is_empty(), "mail that nobody takes");
            self.asked(house);
            self.none_late(house);
        }
    }

    /// What a system owes, it was asked for since the last crash.
    fn asked(&self, house: &House) {
        for id in self.applications.keys() {
            let (dossier, course) = house.application(*id);
            for work in &dossier.state.work {
                let Standing::Calling(attempt) = work.standing else { continue };
                let undo = work.mode == Mode::Undo;
                let task = dossier.state.task(work.step);
                let what = if undo { "undo-" } else { "" };
                let key = format!("{id}-{what}{}-{}-{attempt}", task.step.0, task.visit);
                assert!(
                    house.outside.was_asked(&key),
                    "nobody asked for {key}: {}",
                    name(&course, &dossier, work.step)
                );
            }
        }
    }

    /// No timer is due and not fired.
    fn none_late(&self, house: &House) {
        let now = house.runner.shared().clock.now();
        for (id, followed) in &self.applications {
            let late = followed.state.timers.iter().find(|timer| timer.at.0 <= now);
            assert!(late.is_none(), "{id}: {late:?} is late at {now}");
        }
    }

    /// Every material that an application names is there, and is what its name says.
    pub fn materials(&self, house: &House) {
        for followed in self.applications.values() {
            let Some(course) = &followed.course else { continue };
            for (fact, state) in course.program.facts.iter().zip(&followed.state.facts) {
                let is_material = matches!(fact.kind, FactKind::Material(_));
                // What systems and steps give in place of a paper has no file.
                let handed_in = matches!(state.how, How::Asked | How::Draft | How::Redone);
                if let (true, true, Some(hash)) = (is_material, handed_in, &state.value) {
                    house.materials.get(hash).unwrap_or_else(|e| panic!("{}: {e}", fact.name));
                }
            }
        }
    }

    /// The chain of the whole journal is proven.
    pub fn chained(&self, house: &House) {
        let proven = verify(Arc::new(house.disk.clone()), Path::new("journal")).unwrap();
        assert_eq!((proven.first, proven.last), (1, self.seen), "{proven:?}");
    }
}

/// All rows of a family.
fn rows_of(house: &House, of: u8) -> Vec<(Vec<u8>, Vec<u8>)> {
    let to = [of + 1];
    let index = &house.runner.shared().index;
    index.scan(Bound::Included(&[of]), Bound::Excluded(&to), false, usize::MAX).unwrap()
}

fn name(course: &Course, _: &Dossier, step: onething_engine::application::StepId) -> String {
    course.program.step(step).map(|s| s.id.to_string()).unwrap_or_default()
}

impl Followed {
    /// Looks at an event and takes it.
    fn look(&mut self, event: &Event) {
        let state = &self.state;
        let course = self.course.clone().expect("it was begun");
        assert_eq!(event.sequence, state.sequence + 1, "{event:?} is not the next");
        assert!(event.at >= state.at, "{event:?} is earlier than what was before it: {:?}", state.at);
        match &event.kind {
            EventKind::Claimed { step, .. } => {
                let has = state.work_of(*step).and_then(|work| work.claimed_by);
                assert_eq!(has, None, "{event:?}: somebody has it already");
                self.is_own(&course.program, event, *step);
            }
            EventKind::Released { step } | EventKind::Reassigned { step, .. } => {
                self.is_own(&course.program, event, *step);
            }
            EventKind::Answered { call, .. } => {
                let undoes = state.work_of(call.task.step).is_some_and(|work| work.mode == Mode::Undo);
                assert!(self.answered.insert((*call, undoes)), "{event:?}: it was answered before");
            }
            EventKind::TimerSet { timer, at, .. } => drop(self.timers.insert(*timer, *at)),
            EventKind::TimerFired { timer, .. } => {
                let due = self.timers.remove(timer).expect("it was set, and fires once");
                assert!(event.at >= due, "{event:?} fires before it is due: {due:?}");
            }
            EventKind::TimerDropped { timer, .. } => drop(self.timers.remove(timer)),
            EventKind::Keyed { key } => {
                assert!(self.keys.insert(key.0), "{event:?}: taken twice under one key");
            }
            _ => {}
        }
        let before: Vec<_> = state.items.iter().map(status::item).collect();
        apply(&mut self.state, event);
        for (from, item) in before.into_iter().zip(&self.state.items) {
            let to = status::item(item);
            assert!(from.may_become(to), "{from:?} became {to:?} by {event:?}");
        }
    }

    /// A clerk acts on steps of their own department.
    fn is_own(&self, program: &Program, event: &Event, step: onething_engine::application::StepId) {
        let Actor::Clerk { department, .. } = event.by else { panic!("{event:?} is not by a clerk") };
        let facts = program.step(step).unwrap();
        let own = facts.lane == Lane::Department(department) || facts.with.contains(&department);
        assert!(own, "{event:?}: another department's");
    }
}
