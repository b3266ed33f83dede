//! Turns that are looked up instead of decided anew, for hosts that play very many applications of one program.
//!
//! What a command does rests on the state of its application; of the moments in it, only those of acceptance, of
//! stopped clocks and of timers are ever read, and they are only compared, carried on, or counted from. So a state
//! is kept once [without its moments](moments), and an application is the number of a state and a list of moments.
//! The first time a command meets a state, [`turn`] decides it, and what came of it is kept: the state after, what
//! its events gave, and by which [rules](rule) its moments follow from those before. Every further time that is
//! looked up. This is a finite automaton made as it is needed, as those of regular expressions are (Aho, Sethi &
//! Ullman, "Compilers", 3.7); it stays within a given room, and what does not fit is decided anew each time.
//!
//! Nothing is decided here: a looked-up turn is what [`turn`] gave.

mod moments;
mod rule;

use super::command::{Actor, Command, Envelope};
use super::decide::{Sink, turn};
use super::event::{Event, EventKind};
use super::moment::Moment;
use super::program::{Program, StepId};
use super::rejection::Rejection;
use super::state::{Application, TaskId, Timer};
pub use moments::submitted;
use moments::{Place, fill, fingerprint, forget, places, size};
use rule::Rule;
use smallvec::SmallVec;
use std::collections::BTreeMap;

/// About how many bytes a turn takes beside itself: what it gave, and where it is looked up.
const OVERHEAD: usize = 96;

/// Most places for the turns of one state.
const MOST_PLACES: usize = 1 << 12;

/// Open steps that are kept with a state.
const NEAR: usize = 6;

/// What is kept of the events of a turn.
pub trait Digest: Sink + Default {
    /// What most turns come to, small enough to be handed on as it is.
    type Brief: Copy;
    /// Forgets what was taken.
    fn clear(&mut self);
    /// In brief.
    fn brief(&self) -> Self::Brief;
}

/// Who says a command, asked only where its turn is not known yet. Moments of the states are not to be read.
pub trait Host<D> {
    /// The command and whose it is; none: nothing is said.
    fn say(&self, application: &Application) -> Option<(Actor, Command)>;
    /// The turn is over and led to this state.
    fn settle(&self, application: &Application, gave: &mut D);
    /// Whether it wants to hear of turns that are decided: of applications that are begun not to be kept, all are.
    fn hears(&self) -> bool {
        false
    }
    /// Hears of one.
    fn hear(&mut self, _: &Envelope, _: Came<'_>) {}
}

/// What came of a command: its events, or why it was not taken.
pub type Came<'a> = Result<&'a [Event], &'a Rejection>;

/// An application as a memo keeps it.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// The number of its state; none where it has a state of its own.
    state: Option<u32>,
    /// The moments of its state, milliseconds, in order of their places.
    moments: SmallVec<[i64; 8]>,
    /// Steps whose work was done, in order: they matter once something has fallen.
    done: SmallVec<[StepId; 16]>,
    own: Option<Box<Application>>,
}

/// A turn that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<B> {
    number: Option<u32>,
    /// What it came to, in brief.
    pub brief: B,
}

/// Visits of steps that are open, where there are few.
struct Open {
    near: [TaskId; NEAR],
    count: usize,
}

/// A state without its moments.
struct State {
    turns: Turns,
    open: Open,
    /// How many moments stand before those of timers.
    before_timers: usize,
    application: Box<Application>,
}

/// What a command did to a state: all that most turns come to, in one line of the processor's memory.
struct Turn<B> {
    to: u32,
    /// So many moments stay as they are.
    stay: u32,
    /// One more follows, so many milliseconds after the command.
    after: Option<i64>,
    /// A step whose work was done.
    done: Option<StepId>,
    /// There is more to do: [`Rest`] has all of it.
    more: bool,
    brief: B,
}

/// What a command did to a state, in full.
struct Rest<D> {
    /// By which rules moments follow those that stay.
    rules: Vec<Rule>,
    /// Steps whose work was done; whether they may stand among the done ones already.
    done: Vec<(StepId, bool)>,
    gave: D,
}

impl<B> Turn<B> {
    fn of<D>(to: u32, stay: usize, rest: &Rest<D>, brief: B) -> Self {
        let after = match rest.rules[..] {
            [Rule::After(milliseconds)] => Some(milliseconds),
            _ => None,
        };
        let done = match rest.done[..] {
            [(step, false)] => Some(step),
            _ => None,
        };
        let more =
            rest.rules.len() > usize::from(after.is_some()) || rest.done.len() > usize::from(done.is_some());
        Self { to, stay: u32::try_from(stay).unwrap_or(u32::MAX), after, done, more, brief }
    }
}

/// The turns of applications of one program.
pub struct Memo<D: Digest> {
    states: Vec<State>,
    /// States by what they have in common with few others.
    by_fingerprint: BTreeMap<u64, Vec<u32>>,
    turns: Vec<Turn<D::Brief>>,
    /// What the same turns come to in full.
    rests: Vec<Rest<D>>,
    /// What the last turn gave, where it was not looked up.
    gave: D,
    /// Moments of a turn, between turns.
    moments: Vec<i64>,
    /// What is not opened.
    unopened: Application,
    /// Whether turns of the program rest on nothing but states.
    is_kept: bool,
}

impl<D: Digest> Memo<D> {
    /// A memo of a program that has met nothing yet.
    pub fn new(program: &Program) -> Self {
        let unopened = State::of(Application::default());
        Self {
            states: vec![unopened],
            by_fingerprint: BTreeMap::new(),
            turns: Vec::new(),
            rests: Vec::new(),
            gave: D::default(),
            moments: Vec::new(),
            unopened: Application::default(),
            is_kept: !program.changes_with_the_day(),
        }
    }

    /// Makes an application as it is before it is opened. `is_kept`: its turns may be looked up.
    pub fn begin(&self, kept: &mut Kept, is_kept: bool) {
        kept.moments.clear();
        kept.done.clear();
        if is_kept && self.is_kept {
            kept.state = Some(0);
        } else {
            kept.state = None;
            kept.own.get_or_insert_default().clear();
        }
    }

    /// The state of an application. Only [`Memo::timers`] and [`Memo::moment`] tell its moments.
    #[inline]
    pub fn application<'k>(&'k self, kept: &'k Kept) -> &'k Application {
        let state = match (kept.state, &kept.own) {
            (None, Some(own)) => return own,
            (state, _) => state.unwrap_or(0),
        };
        self.states.get(state as usize).map_or(&self.unopened, |state| &*state.application)
    }

    /// Its running timers, the oldest first.
    pub fn timers<'k>(&'k self, kept: &'k Kept) -> impl Iterator<Item = Timer> + 'k {
        let application = self.application(kept);
        let state = kept.state.and_then(|state| self.states.get(state as usize));
        let moments = state.and_then(|state| kept.moments.get(state.before_timers..)).unwrap_or(&[]);
        application.timers.iter().enumerate().map(|(at, timer)| match moments.get(at) {
            Some(moment) => Timer { at: Moment(*moment), ..*timer },
            None => *timer,
        })
    }

    /// The moment at a place that [`submitted`] told of its state.
    #[inline]
    pub fn moment(&self, kept: &Kept, place: usize) -> Option<Moment> {
        match (kept.state, &kept.own) {
            (None, Some(own)) => moments::at(own, place),
            _ => kept.moments.get(place).copied().map(Moment),
        }
    }

    /// Whether a visit of a step is open.
    #[inline]
    pub fn is_open(&self, kept: &Kept, task: TaskId) -> bool {
        if let Some(state) = kept.state.and_then(|state| self.states.get(state as usize))
            && let Some(near) = state.open.near.get(..state.open.count)
        {
            return near.contains(&task);
        }
        let application = self.application(kept);
        application.task(task.step) == task && application.work_of(task.step).is_some()
    }

    /// What the events of a turn gave; of one that is not kept, until the next turn.
    #[inline]
    pub fn gave(&self, turn: Known<D::Brief>) -> Option<&D> {
        match turn.number {
            Some(number) => self.rests.get(number as usize).map(|rest| &rest.gave),
            None => Some(&self.gave),
        }
    }

    /// Takes a command, if it may be taken.
    ///
    /// `key` stands for what the host says: of one state, the same key must always mean the same. `room`: about how
    /// many bytes more may be kept.
    #[inline]
    pub fn turn(
        &mut self,
        program: &Program,
        kept: &mut Kept,
        key: u64,
        at: Moment,
        room: &mut usize,
        host: &mut impl Host<D>,
    ) -> Option<Known<D::Brief>> {
        if let Some(state) = kept.state
            && let Some(known) = self.states.get(state as usize).and_then(|state| state.turns.find(key))
        {
            let number = known?;
            if let Some(brief) = self.moves(program, kept, number as usize, at) {
                return Some(Known { number: Some(number), brief });
            }
        }
        self.decide(program, kept, (key, at), room, host)
    }

    /// Moves an application by a known turn; not where a calendar does not know one of its moments.
    #[inline]
    fn moves(&mut self, program: &Program, kept: &mut Kept, number: usize, at: Moment) -> Option<D::Brief> {
        let turn = self.turns.get(number)?;
        let stay = turn.stay as usize;
        if !turn.more {
            kept.moments.truncate(stay);
            kept.moments.extend(turn.after.map(|milliseconds| at.plus(milliseconds).0));
            kept.done.extend(turn.done);
        } else {
            let rest = self.rests.get(number)?;
            self.moments.clear();
            for rule in &rest.rules {
                self.moments.push(rule.moment(program, &kept.moments, at)?.0);
            }
            kept.moments.truncate(stay);
            kept.moments.extend_from_slice(&self.moments);
            for (step, again) in &rest.done {
                if *again {
                    kept.done.retain(|done| *done != *step);
                }
                kept.done.push(*step);
            }
        }
        kept.state = Some(turn.to);
        Some(turn.brief)
    }

    #[cold]
    #[inline(never)]
    fn decide(
        &mut self,
        program: &Program,
        kept: &mut Kept,
        (key, at): (u64, Moment),
        room: &mut usize,
        host: &mut impl Host<D>,
    ) -> Option<Known<D::Brief>> {
        let Some(state) = kept.state else {
            let application = kept.own.as_mut()?;
            let (by, command) = host.say(application)?;
            self.gave.clear();
            let envelope = Envelope { at, by, key: None, command };
            if host.hears() {
                let mut heard = Heard { gave: std::mem::take(&mut self.gave), events: Vec::new() };
                let taken = turn(program, application, &envelope, &mut heard);
                host.hear(&envelope, taken.as_ref().map(|()| &heard.events[..]));
                self.gave = heard.gave;
                taken.ok()?;
            } else {
                turn(program, application, &envelope, &mut self.gave).ok()?;
            }
            host.settle(application, &mut self.gave);
            return Some(self.last());
        };
        let mut application = Application::clone(&self.states.get(state as usize)?.application);
        application.at = at;
        application.done.extend_from_slice(&kept.done);
        fill(&mut application, &kept.moments);
        let before = places(&mut application);
        let mut heard = Heard { gave: D::default(), events: Vec::new() };
        let taken = host.say(&application).is_some_and(|(by, command)| {
            let envelope = Envelope { at, by, key: None, command };
            turn(program, &mut application, &envelope, &mut heard).is_ok()
        });
        if !taken {
            if let Some(left) = room.checked_sub(OVERHEAD) {
                *room = left;
                self.keep(state, key, None);
            }
            return None;
        }
        let after = places(&mut application);
        let rules = rule::rules(program, &application, (&before, &after), &heard.events, at);
        self.gave = heard.gave;
        host.settle(&application, &mut self.gave);
        // Once something has fallen, what is undone rests on the order in which it was done.
        let to = if application.fallen { None } else { self.intern(&application, room) };
        let Some(to) = to else {
            kept.state = None;
            kept.own = Some(Box::new(application));
            return Some(self.last());
        };
        kept.state = Some(to);
        kept.done.clear();
        kept.done.extend_from_slice(&application.done);
        kept.moments.clear();
        kept.moments.extend(after.iter().map(|(_, moment)| moment.0));
        let Some((stay, rules)) = rules else { return Some(self.last()) };
        let takes = size_of::<Turn<D::Brief>>() + size_of::<Rest<D>>() + size_of_val(&rules[..]) + OVERHEAD;
        let (Some(left), Ok(number)) = (room.checked_sub(takes), u32::try_from(self.turns.len())) else {
            return Some(self.last());
        };
        *room = left;
        let gave = std::mem::take(&mut self.gave);
        let done = done(&application, &heard.events);
        let brief = gave.brief();
        let rest = Rest { rules, done, gave };
        self.turns.push(Turn::of(to, stay, &rest, brief));
        self.rests.push(rest);
        self.keep(state, key, Some(number));
        Some(Known { number: Some(number), brief })
    }

    /// The last turn that was decided and is not kept.
    fn last(&self) -> Known<D::Brief> {
        Known { number: None, brief: self.gave.brief() }
    }

    fn keep(&mut self, state: u32, key: u64, turn: Option<u32>) {
        if let Some(state) = self.states.get_mut(state as usize) {
            state.turns.put(key, turn);
        }
    }

    /// The number of a state; none where there is no room for another.
    fn intern(&mut self, application: &Application, room: &mut usize) -> Option<u32> {
        let mut bare = application.clone();
        forget(&mut bare);
        let fingerprint = fingerprint(&bare);
        let alike = self.by_fingerprint.entry(fingerprint).or_default();
        let is_it =
            |number: &&u32| self.states.get(**number as usize).is_some_and(|s| *s.application == bare);
        if let Some(number) = alike.iter().find(is_it) {
            return Some(*number);
        }
        let number = u32::try_from(self.states.len()).ok()?;
        *room = room.checked_sub(size(&bare) + size_of::<State>())?;
        alike.push(number);
        self.states.push(State::of(bare));
        Some(number)
    }
}

/// Fills what is not used.
const NONE: TaskId = TaskId { step: StepId(u16::MAX), visit: 0 };

impl Open {
    fn of(application: &Application) -> Self {
        let mut open = Self { near: [NONE; NEAR], count: application.work.len() };
        for (near, work) in open.near.iter_mut().zip(&application.work) {
            *near = application.task(work.step);
        }
        open
    }
}

impl State {
    fn of(mut application: Application) -> Self {
        let before_timers =
            places(&mut application).iter().filter(|(p, _)| !matches!(p, Place::Timer(_))).count();
        let open = Open::of(&application);
        Self { turns: Turns::default(), open, before_timers, application: Box::new(application) }
    }
}

/// What commands do to a state, by their keys; none: they are not taken.
///
/// Each key stands at the only place that it may have, so that looking it up is one comparison; where two would meet,
/// there are twice as many places.
#[derive(Default)]
struct Turns {
    places: Vec<Option<(u64, Option<u32>)>>,
}

impl Turns {
    #[inline]
    fn place(key: u64, places: usize) -> usize {
        // Fibonacci hashing (Knuth, "The Art of Computer Programming" 3, 6.4): the upper bits are the mixed ones.
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & places.wrapping_sub(1)
    }

    #[inline]
    fn find(&self, key: u64) -> Option<Option<u32>> {
        let found = (*self.places.get(Self::place(key, self.places.len()))?)?;
        (found.0 == key).then_some(found.1)
    }

    fn put(&mut self, key: u64, turn: Option<u32>) {
        let mut all: Vec<(u64, Option<u32>)> = self.places.iter().flatten().copied().collect();
        all.push((key, turn));
        let mut places = self.places.len().max(2);
        // Keys that the upper bits cannot keep apart end the search: what is not found is decided anew.
        while places <= MOST_PLACES {
            let mut spread = vec![None; places];
            let apart = all.iter().all(|entry| match spread.get_mut(Self::place(entry.0, places)) {
                Some(place) if place.is_none() => {
                    *place = Some(*entry);
                    true
                }
                _ => false,
            });
            if apart {
                self.places = spread;
                return;
            }
            places *= 2;
        }
    }
}

/// Steps whose work a turn's events say was done, and whether each may have been done before.
fn done(application: &Application, events: &[Event]) -> Vec<(StepId, bool)> {
    let step = |event: &Event| match event.kind {
        EventKind::StepDone { step, undoable: true } => Some((step, application.step(step).visit > 1)),
        _ => None,
    };
    events.iter().filter_map(step).collect()
}

/// Keeps the events beside what they give.
struct Heard<D> {
    gave: D,
    events: Vec<Event>,
}

impl<D: Sink> Sink for Heard<D> {
    fn take(&mut self, event: &Event) {
        self.gave.take(event);
        self.events.push(event.clone());
    }
}
