//! Simulated systems: what a sandbox has. [`Simulated::perform`] is a function of the server's seed, the
//! application, the call's key and what registers and behaviours say; it starts no thread and reads no clock, but
//! says after how long the answer comes.
//!
//! One made-up family stands behind all systems of an application, as in a rehearsal; what the application was told
//! by sign-in, forms and clerks is so, and so is what stands in a register. As usual everything is found, every call is
//! answered, and a call takes the mean of what the catalogue says (`simulated: latency`). With
//! [`Settings::chances`] systems are closed outside their calendar (`open`), do not answer now and then
//! (`available`), and do not find everything (`found`, `held`).

mod changes;
mod family;

use super::behaviour::{Answers, Behaviour, Behaviours, Fails, Set, evaluate};
use super::registers::{RegisterChange, Registers, Turn};
use super::{Answer, Call, Performed, Standing, system_of};
use family::{Families, Family, Stage};
use jiff::Timestamp;
use onething_engine::application::program::{FactId, StepFacts};
use onething_engine::application::state::TaskId;
use onething_engine::random::Random;
use onething_engine::rehearsal::time::{drawn, mean};
use onething_engine::scenario::model::{Id, ServiceId, System};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, PoisonError, RwLock};

/// A call takes so many milliseconds where the catalogue does not say.
const LATENCY: i64 = 300;
/// How many changes of registers are remembered, and kept as rows of the index.
pub const CHANGES: u64 = 200_000;
/// An answer that takes no longer, in milliseconds, is there at once.
pub const AT_ONCE: i64 = 1;

/// How systems are simulated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Seed of everything that is made up or drawn.
    pub seed: u64,
    /// How long a call takes.
    pub latency: Latency,
    /// Whether the chances and calendars of the catalogue count.
    pub chances: bool,
    /// Of how many applications the made-up families are kept ready.
    pub families: usize,
    /// How many changes registers remember: what was told before is forgotten.
    pub changes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 1, latency: Latency::Mean, chances: false, families: 4_096, changes: CHANGES }
    }
}

/// How long a call to a simulated system takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Latency {
    /// The mean of what the catalogue says.
    #[default]
    Mean,
    /// Drawn from what the catalogue says.
    Drawn,
    /// No time: one millisecond.
    None,
}

/// Simulated systems.
pub struct Simulated {
    settings: Settings,
    families: Families,
    state: RwLock<State>,
}

struct State {
    behaviours: Behaviours,
    registers: Registers,
}

/// What is drawn for a call, each from a stream of its own.
#[derive(Clone, Copy)]
enum Draw {
    Latency = 1,
    Available = 2,
    Fails = 3,
    Found = 4,
    Rule = 5,
}

/// A seed and some bytes as one seed (FNV-1a).
pub(super) fn mixed(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

impl Simulated {
    /// Systems that behave as usual and registers without records.
    pub fn new(settings: Settings) -> Self {
        let registers = Registers::new(settings.changes);
        Self {
            families: Families::new(settings.seed, settings.families),
            state: RwLock::new(State { behaviours: Behaviours::default(), registers }),
            settings,
        }
    }

    /// What comes of a call. Its changes are in force already.
    pub fn perform(&self, call: &Call) -> Performed {
        let Some(step) = call.program.step(call.step) else {
            return failed("the scenario has no such step", self.latency(call, None));
        };
        let in_force = self.read(|state| {
            state.behaviours.in_force(call).map(|(target, set)| (target.clone(), set.behaviour.clone()))
        });
        let behaviour = in_force.as_ref().map(|(_, behaviour)| &**behaviour);
        let latency = self.latency(call, behaviour);
        if let Some((target, behaviour)) = &in_force
            && let Some(performed) = self.fails(call, (target, behaviour), latency)
        {
            return performed;
        }
        let is_down = behaviour.is_some_and(|b| b.down);
        let standing = call.standing();
        let stage = self.families.stage(&standing);
        if is_down || !self.answers_at_all(call, &stage) {
            return Performed { answer: Answer::Nothing, after_ms: None, changes: Vec::new() };
        }
        let (answer, mut changes) = self.answer(call, step, &stage, behaviour);
        self.make_all(&mut changes);
        let hangs = behaviour.is_some_and(|b| b.hangs);
        Performed { answer, after_ms: (!hangs).then_some(latency), changes }
    }

    /// What comes of a call that is answered at once; none where its answer takes longer, or never comes, and nothing
    /// has happened then.
    pub fn at_once(&self, call: &Call) -> Option<Performed> {
        let behaviour = self.read(|state| Some(state.behaviours.in_force(call)?.1.behaviour.clone()));
        let behaviour = behaviour.as_deref();
        let is_quick =
            self.latency(call, behaviour) <= AT_ONCE && behaviour.is_none_or(|b| !b.down && !b.hangs);
        is_quick.then(|| self.perform(call)).filter(|performed| performed.after_ms.is_some())
    }

    /// Applies a change that was journaled; once more changes nothing.
    pub fn apply(&self, change: &RegisterChange) {
        self.make(&mut change.clone());
    }

    /// Makes a change; one of registers gets its turn among all.
    pub fn make(&self, change: &mut RegisterChange) {
        self.make_all(std::slice::from_mut(change));
    }

    fn make_all(&self, changes: &mut [RegisterChange]) {
        if changes.is_empty() {
            return;
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let State { behaviours, registers } = &mut *state;
        for change in changes {
            match change {
                RegisterChange::Written { .. } | RegisterChange::Struck { .. } => registers.make(change),
                RegisterChange::Failed { target, key } => {
                    behaviours.failed(target, key);
                }
                RegisterChange::Behaves { target, behaviour, since } => {
                    behaviours.put(target, behaviour.as_ref(), *since);
                }
            }
        }
    }

    fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Every behaviour that is set: of what, since when, how.
    pub fn behaviours(&self) -> Vec<(Id, Set)> {
        self.read(|state| state.behaviours.all().map(|(name, set)| (name.clone(), set.clone())).collect())
    }

    /// The registers as they are.
    pub fn registers(&self) -> Registers {
        self.read(|state| state.registers.clone())
    }

    /// The changes that bring another instance to where this one is: for a snapshot of the journal.
    pub fn snapshot(&self) -> Vec<RegisterChange> {
        self.read(|state| {
            let mut changes = Vec::new();
            for (target, set) in state.behaviours.all() {
                changes.push(RegisterChange::Behaves {
                    target: target.clone(),
                    behaviour: Some((*set.behaviour).clone()),
                    since: set.since,
                });
                let failed = set.failed.iter();
                changes.extend(
                    failed.map(|key| RegisterChange::Failed { target: target.clone(), key: key.clone() }),
                );
            }
            changes.extend(state.registers.oldest_first().into_iter().map(
                |((register, identity), record)| {
                    RegisterChange::Written {
                        register,
                        identity,
                        values: record
                            .values
                            .iter()
                            .map(|(name, text)| (name.clone(), text.clone()))
                            .collect(),
                        relations: record
                            .relations
                            .iter()
                            .map(|(name, (of, at))| (name.clone(), of.clone(), at.clone()))
                            .collect(),
                        turn: Turn::default(),
                    }
                },
            ));
            changes
        })
    }

    /// What is so, of the facts that are asked for: what sign-in tells, what an applicant would fill in, what a
    /// clerk's work brings about, what a message brings.
    pub fn tells(&self, standing: &Standing<'_>, facts: &[FactId]) -> Vec<(FactId, Arc<str>)> {
        let stage = self.families.stage(standing);
        let family = self.family(&stage, standing);
        facts.iter().filter_map(|fact| Some((*fact, family.text(*fact)?.clone()))).collect()
    }

    fn family(&self, stage: &Arc<Stage>, standing: &Standing<'_>) -> Arc<Family> {
        self.families.family(stage, standing, |look| self.read(|state| look(&state.registers)))
    }

    /// Whether rule decides an automatic step; else people do. As a rehearsal: where chances count it is drawn, else
    /// rule decides what it can decide at all.
    pub fn decides(&self, standing: &Standing<'_>, task: TaskId) -> bool {
        let human = standing.program.step(task.step).map_or(0.0, |step| step.human);
        if !self.settings.chances {
            return human < 1.0;
        }
        let name = format!("{}-{}-{}", standing.application, task.step.0, task.visit);
        self.drawn(&name, Draw::Rule).unit() >= human
    }

    /// A stream of numbers for one thing that is named by a key.
    fn drawn(&self, name: &str, what: Draw) -> Random {
        Random::new(mixed(mixed(self.settings.seed, &[what as u8]), name.as_bytes()))
    }

    fn latency(&self, call: &Call, behaviour: Option<&Behaviour>) -> i64 {
        if let Some(length) = behaviour.and_then(|b| b.latency) {
            return length.0.max(1);
        }
        let told = system(call).and_then(|(_, system)| system.simulated.latency.as_ref());
        let length = match (told, self.settings.latency) {
            (_, Latency::None) => Some(1),
            (Some(told), Latency::Mean) => mean(told),
            (Some(told), Latency::Drawn) => drawn(told, &mut self.drawn(&call.key, Draw::Latency)),
            (None, _) => None,
        };
        // An answer takes some time, else no step would seem to wait for it.
        length.unwrap_or(LATENCY).max(1)
    }

    /// A call that fails on purpose. Counting is under one lock: so many fail as were told to, however many call.
    fn fails(&self, call: &Call, (target, behaviour): (&Id, &Behaviour), latency: i64) -> Option<Performed> {
        let why = behaviour.why.as_deref().unwrap_or("service failed");
        match behaviour.fails? {
            Fails::Chance { chance } => {
                let falls = self.drawn(&call.key, Draw::Fails).unit() < chance;
                falls.then(|| failed(why, latency))
            }
            Fails::Times(times) => {
                let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
                let (_, now) = state.behaviours.in_force(call)?;
                if !Behaviours::is_to_fail(now, times, &call.key) {
                    return None;
                }
                let mut performed = failed(why, latency);
                if state.behaviours.failed(target, &call.key) {
                    let (target, key) = (target.clone(), call.key.clone());
                    performed.changes.push(RegisterChange::Failed { target, key });
                }
                Some(performed)
            }
        }
    }

    /// Whether the system is open and answers, by the catalogue's chances.
    fn answers_at_all(&self, call: &Call, stage: &Stage) -> bool {
        let Some((_, system)) = system(call).filter(|_| self.settings.chances) else { return true };
        let is_open = |at: Timestamp| {
            let id = system.simulated.open.as_ref()?;
            stage.calendar(&call.scenario, id)?.on_shift(at)
        };
        let available = system.simulated.available.unwrap_or(1.0);
        is_open(call.at).unwrap_or(true) && self.drawn(&call.key, Draw::Available).unit() < available
    }

    /// What the system says, and what changes by it.
    fn answer(
        &self,
        call: &Call,
        step: &StepFacts,
        stage: &Arc<Stage>,
        behaviour: Option<&Behaviour>,
    ) -> (Answer, Vec<RegisterChange>) {
        let standing = call.standing();
        if call.undo {
            return (Answer::Found(Vec::new()), self.undone(call, step, stage));
        }
        let answers = behaviour.and_then(|b| b.answers.as_ref());
        let family = self.family(stage, &standing);
        if answers == Some(&Answers::NotFound) || !self.is_found(call, &family) {
            return (Answer::Nothing, Vec::new());
        }
        let contrary = match answers {
            Some(Answers::Contradiction) => Some(self.families.other(stage, &standing)),
            _ => None,
        };
        let source = contrary.as_ref().unwrap_or(&family);
        let told = |fact: &FactId| {
            let name = call.program.fact(*fact)?.name.clone();
            Some((name, source.text(*fact)?.clone()))
        };
        let truth: Vec<(Id, Arc<str>)> = step.supplies.iter().filter_map(told).collect();
        let answer = match answers {
            Some(Answers::Rule(rules)) => evaluate(rules, call, truth),
            _ => Answer::Found(truth),
        };
        let changes = self.registered(call, step, stage, &answer);
        (answer, changes)
    }

    /// Whether the thing asked for is there: as the answers of the way have it, and by the catalogue's chance.
    fn is_found(&self, call: &Call, family: &Family) -> bool {
        let catalogue = &call.scenario.catalogue;
        let service = catalogue.services.get_full(&call.service);
        if let Some((at, ..)) = service
            && !family.is_found(ServiceId::from(at))
        {
            return false;
        }
        let licence = catalogue.licences.get(&call.service).and_then(|licence| licence.held);
        let chance = service.and_then(|(_, _, facts)| facts.found).or(licence);
        let Some(chance) = chance.filter(|_| self.settings.chances) else { return true };
        // Asked again, the same system finds the same.
        let name = format!("{}-{}-{}", call.application, call.service, call.about.join(","));
        self.drawn(&name, Draw::Found).unit() < chance
    }
}

fn system(call: &Call) -> Option<(&Id, &System)> {
    call.scenario.catalogue.system(system_of(&call.scenario, &call.service)?)
}

fn failed(why: &str, latency: i64) -> Performed {
    Performed { answer: Answer::Failed(why.to_owned()), after_ms: Some(latency), changes: Vec::new() }
}
