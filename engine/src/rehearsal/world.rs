//! Several applications in one time: what they share, and whose turn it is. Whatever is due first is done first,
//! of one moment what was put down first; what one does that concerns another is told to it at that very moment.

use super::Library;
use super::cast::{Part, pairs};
use super::host::{Due, Ended, Host};
use super::script::Behaviour;
use crate::application::command::{Actor, Command, Submission};
use crate::application::program::StepKind;
use crate::application::state::{Ending, TaskId};
use crate::calendar::{Calendar, WeeklyShifts};
use crate::hold::{self, HoldKey, Line};
use crate::scenario::model::Id;
use crate::scenario::source::Spanned;
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};

/// Most turns of one application.
const MOST_TURNS: usize = 50_000;

/// What applications share.
#[derive(Default)]
pub(super) struct World {
    /// Tells days of terms.
    pub(super) calendar: Option<Calendar>,
    pub(super) lines: BTreeMap<HoldKey, Line>,
    /// How systems behave, later entries before earlier ones; since when.
    pub(super) behaviours: Vec<(Id, Behaviour, Timestamp)>,
    /// How often a system or service has failed on purpose.
    pub(super) failed: BTreeMap<usize, u32>,
    /// What was put down last.
    pub(super) queued: u64,
    /// What one has done that concerns others.
    pub(super) posts: VecDeque<Post>,
}

/// Something that concerns other applications than the one that did it.
pub(super) enum Post {
    /// In the line of a thing, by which application; whether the thing is free now.
    Line(usize, HoldKey, Vec<hold::Event>, bool),
    /// A step of an application runs a part.
    Run(usize, TaskId, usize),
    /// Nobody waits any more for what a step of an application runs.
    Withdraw(usize, TaskId),
    /// A message for whoever knows the value by which it finds its application.
    Message(usize, Spanned<Id>, Id, Vec<(Spanned<Id>, Id)>),
}

struct Play<'p> {
    parts: &'p [Part<'p>],
    library: &'p dyn Library,
    hosts: Vec<Host<'p>>,
    /// Of each host: its part; which step of which host runs it, until it is told of the end.
    of: Vec<(usize, Option<(usize, TaskId)>)>,
    world: World,
    now: Timestamp,
}

/// Plays all parts together; each application that there was, by its part.
pub(super) fn play(parts: &[Part<'_>], library: &dyn Library) -> Vec<(usize, Ended)> {
    let mut play = Play {
        parts,
        library,
        hosts: Vec::new(),
        of: Vec::new(),
        world: World::default(),
        now: Timestamp::MIN,
    };
    play.begin();
    let mut turns = 0;
    while turns < MOST_TURNS * play.hosts.len()
        && let Some((at, host)) = play.next()
    {
        turns += 1;
        play.now = play.now.max(at);
        play.with(host, Host::step);
        play.deliver();
        (0..play.hosts.len()).for_each(|host| play.tell_of_end(host));
    }
    let of = play.of;
    play.hosts.into_iter().zip(of).map(|(host, (part, _))| (part, host.finish())).collect()
}

impl<'p> Play<'p> {
    /// Those of the script stand ready; of one moment, others come before the application itself.
    fn begin(&mut self) {
        let Some(main) = self.parts.first() else { return };
        self.world.calendar = calendar(main.stage.main_calendar());
        let begun = |(name, behaviour): &(Spanned<Id>, Behaviour)| {
            (name.value.clone(), behaviour.clone(), main.script.start)
        };
        self.world.behaviours = main.script.systems.iter().map(begun).collect();
        for (at, part) in self.parts.iter().enumerate() {
            if !part.is_run {
                self.add(at, part.script.start, None);
            }
        }
        self.with(0, Host::others);
        for host in (1..self.hosts.len()).chain([0]) {
            self.with(host, Host::awaits_its_start);
        }
    }

    fn add(&mut self, part: usize, start: Timestamp, run_by: Option<(usize, TaskId)>) -> usize {
        let number = self.hosts.len();
        if let Some(facts) = self.parts.get(part) {
            self.hosts.push(Host::new(facts, self.library, number, start));
            self.of.push((part, run_by));
        }
        number
    }

    /// The next that is due: when, and with whom.
    fn next(&self) -> Option<(Timestamp, usize)> {
        let due = self.hosts.iter().enumerate().filter_map(|(at, host)| Some((host.next_due()?, at)));
        due.min().map(|((at, _), host)| (at, host))
    }

    /// Lends the world to one of them.
    fn with<R>(&mut self, host: usize, act: impl FnOnce(&mut Host<'p>) -> R) -> Option<R> {
        let host = self.hosts.get_mut(host)?;
        host.now = host.now.max(self.now);
        std::mem::swap(&mut host.world, &mut self.world);
        let result = act(host);
        std::mem::swap(&mut host.world, &mut self.world);
        Some(result)
    }

    /// Tells others what one has done.
    fn deliver(&mut self) {
        while let Some(post) = self.world.posts.pop_front() {
            match post {
                Post::Line(by, key, events, free) => {
                    for host in (0..self.hosts.len()).filter(|host| *host != by) {
                        self.with(host, |host| host.hears_of_line(&key, &events, free));
                    }
                }
                Post::Run(by, task, part) => {
                    let child = self.add(part, self.now, Some((by, task)));
                    self.with(child, Host::awaits_its_start);
                }
                Post::Withdraw(by, task) => {
                    let mut of = self.of.iter_mut();
                    if let Some(child) = of.position(|(_, run_by)| *run_by == Some((by, task))) {
                        self.of[child].1 = None;
                        self.with(child, Host::is_taken_back);
                    }
                }
                Post::Message(by, name, value, values) => {
                    let knows = |host: &Host<'_>| host.is_found_by(&name.value, &value);
                    match self.hosts.iter().position(knows) {
                        Some(host) => self.with(host, |host| host.is_sent(&name, &values)),
                        None => self.with(by, |host| host.nobody_awaits(&name.value, &value)),
                    };
                }
            }
        }
    }

    /// The step that runs an application hears of its end, and of what it brings back.
    fn tell_of_end(&mut self, child: usize) {
        let over = self.hosts.get(child).is_some_and(|host| host.application.closed.is_some());
        let Some((_, run_by)) = self.of.get_mut(child).filter(|_| over) else { return };
        let Some((parent, task)) = run_by.take() else { return };
        let Some(host) = self.hosts.get(child) else { return };
        let approved =
            |i: &crate::application::state::ItemState| matches!(i.ended, Some((Ending::Approved, _)));
        let granted = host.application.items.iter().all(approved);
        if granted {
            self.with(parent, |host| host.settle(task.step));
        }
        let values = if granted { self.results(child, parent, task) } else { Vec::new() };
        let command = Command::ChildEnded { task, granted, values };
        self.with(parent, |host| host.push(host.now, Due::Command(Actor::System, command)));
    }

    /// What a step that ran an application gives: as that one came to know it, else as it is.
    fn results(&self, child: usize, parent: usize, task: TaskId) -> Vec<Submission> {
        let (Some(child), Some(parent)) = (self.hosts.get(child), self.hosts.get(parent)) else {
            return Vec::new();
        };
        let stage = parent.stage;
        let Some(step) = stage.program.step(task.step) else { return Vec::new() };
        let StepKind::Run(run) = &step.kind else { return Vec::new() };
        let pairs = pairs(stage, task.step, run);
        let value = |fact| {
            let name = &stage.program.fact(fact)?.name;
            let theirs = pairs.iter().find_map(|(theirs, ours)| {
                let element =
                    name.strip_prefix(&stage.derivation.grounding.name(*ours))?.strip_prefix('.')?;
                child.said(&format!("{}.{element}", theirs.value))
            });
            let value = theirs.or_else(|| parent.value(fact))?;
            Some(Submission { fact, value })
        };
        step.supplies.iter().filter_map(|fact| value(*fact)).collect()
    }
}

/// The calendar that tells days; where a catalogue has none, days are China's.
fn calendar(of_catalogue: Option<&Calendar>) -> Option<Calendar> {
    let usual = || {
        let week = WeeklyShifts::new(std::array::from_fn(|_| vec![(0, 1_440)])).ok()?;
        Calendar::build("Asia/Shanghai", week, None).ok()
    };
    of_catalogue.cloned().or_else(usual)
}
