//! Commands drawn for an application: such as fit its state, such as do not, and such as bring it to its end.

use super::world::{DEPARTMENTS, MESSAGES, hours};
use crate::application::command::{Actor, Command, Declared, Envelope, Key, PersonId, Submission, Wanted};
use crate::application::moment::Moment;
use crate::application::program::{FactId, FactKind, ItemIndex, Program, StepFacts, StepId, StepKind};
use crate::application::state::{Application, CallId, Fees, How, Mode, Standing, TaskId, TimerId, Work};
use crate::plan::route::Lane;
use crate::random::Random;
use crate::scenario::model::{DepartmentId, MessageId};
use std::sync::Arc;

/// A hash as the host writes it.
pub(super) fn hash() -> Arc<str> {
    "0123456789abcdef".repeat(4).into()
}

pub(super) struct Driver<'p> {
    pub(super) program: &'p Program,
    pub(super) random: Random,
    pub(super) now: Moment,
    keys: u64,
}

impl<'p> Driver<'p> {
    pub(super) fn new(program: &'p Program, seed: u64) -> Self {
        // A Monday at nine in Shanghai.
        Self { program, random: Random::new(seed), now: Moment(1_772_413_200_000), keys: 0 }
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.random.below(from.len())).cloned()
    }

    fn chance(&mut self, share: f64) -> bool {
        self.random.unit() < share
    }

    fn envelope(&mut self, by: Actor, command: Command) -> Envelope {
        let key = if self.chance(0.3) {
            if self.chance(0.8) {
                self.keys += 1;
            }
            Some(Key(self.keys))
        } else {
            None
        };
        let at = if self.chance(0.02) { self.now.plus(-3_600_000) } else { self.now };
        Envelope { at, by, key, command }
    }

    fn value(&mut self, fact: FactId) -> Arc<str> {
        let is_material = self.program.fact(fact).is_some_and(|f| matches!(f.kind, FactKind::Material(_)));
        match (is_material, self.random.below(20)) {
            (_, 0) => "nonsense".into(),
            (true, _) => hash(),
            (false, n) if n % 2 == 0 => "true".into(),
            (false, _) => "false".into(),
        }
    }

    fn submissions(&mut self, facts: &[FactId]) -> Vec<Submission> {
        facts.iter().map(|fact| Submission { fact: *fact, value: self.value(*fact) }).collect()
    }

    fn clerk_of(&mut self, lane: Lane) -> Actor {
        let department = match lane {
            Lane::Department(id) if !self.chance(0.03) => id,
            _ => DepartmentId(u32::try_from(self.random.below(DEPARTMENTS as usize)).expect("few")),
        };
        Actor::Clerk { person: PersonId(u32::from(self.chance(0.3))), department }
    }

    /// A command that may fit.
    pub(super) fn next(&mut self, state: &Application) -> Envelope {
        self.now = self.now.plus(i64::try_from(self.random.below(2_400_000)).expect("small"));
        if state.opened.is_none() && self.chance(0.1) {
            return self.envelope(Actor::Applicant, Command::Withdraw { item: None });
        }
        if state.opened.is_none() || self.chance(0.01) {
            let known = self.program.steps[self.program.start.index()].supplies.clone();
            let values = self.submissions(&known);
            return self.envelope(Actor::Applicant, Command::Open { values });
        }
        if self.chance(0.08) {
            return self.wild(state);
        }
        if self.chance(0.08) && !state.timers.is_empty() {
            return self.time(state);
        }
        if self.chance(0.1) {
            return self.beside(state);
        }
        match self.pick(&state.work) {
            Some(work) => self.at(state, &work),
            None => self.beside(state),
        }
    }

    /// A timer, mostly when it is due.
    pub(super) fn time(&mut self, state: &Application) -> Envelope {
        let first = state.timers.iter().min_by_key(|t| t.at).copied();
        let Some(timer) = first else { return self.beside(state) };
        if !self.chance(0.1) {
            self.now = self.now.max(timer.at);
        }
        self.envelope(Actor::Timer, Command::Due { timer: timer.id })
    }

    /// What is not done at an open step.
    fn beside(&mut self, state: &Application) -> Envelope {
        let count = self.program.items.len();
        let item = ItemIndex(u16::try_from(self.random.below(count)).expect("few"));
        let department = self.program.items[item.index()].department;
        let clerk = Actor::Clerk { person: PersonId(0), department };
        let facts: Vec<FactId> =
            (0..self.program.facts.len()).map(|f| FactId(u16::try_from(f).expect("few"))).collect();
        let fact = self.pick(&facts).unwrap_or(FactId(0));
        let why: Arc<str> = if self.chance(0.9) { "a reason".into() } else { " ".into() };
        let message = MessageId(u32::try_from(self.random.below(MESSAGES as usize)).expect("few"));
        let (by, command) = match self.random.below(14) {
            0 => (Actor::Applicant, Command::Withdraw { item: Some(item) }),
            1 if self.chance(0.15) => (Actor::Applicant, Command::Withdraw { item: None }),
            1 | 2 => {
                let due = match state.fees {
                    Fees::Due(amount, _) => amount,
                    Fees::None | Fees::Paid(_) => 100,
                };
                let amount = if self.chance(0.8) { due } else { due + 1 };
                (Actor::Applicant, Command::Pay { amount })
            }
            3 => (
                Actor::Applicant,
                Command::Rate { grade: u8::try_from(self.random.below(7)).expect("small") },
            ),
            4 => (Actor::Applicant, Command::Commit { declared: Declared::Item(item) }),
            5 => (Actor::Applicant, Command::Commit { declared: Declared::Material(fact) }),
            6 => (Actor::Applicant, Command::Defer { fact }),
            7 => (Actor::Applicant, Command::Attach { fact, hash: hash() }),
            8 | 9 => (clerk, Command::Suspend { item, limit: hours(4), why }),
            10 => (clerk, Command::Resume { item }),
            11 => (clerk, Command::Revoke { item, why }),
            12 => {
                let few = self.random.below(2).min(facts.len());
                let values = self.submissions(&facts[..few]);
                (Actor::System, Command::Message { message, values })
            }
            _ if self.chance(0.1) => (Actor::Applicant, Command::Fill { values: Vec::new() }),
            _ => {
                let value = self.value(fact);
                (Actor::Applicant, Command::Fill { values: vec![Submission { fact, value }] })
            }
        };
        self.envelope(by, command)
    }

    /// Anything, by anybody, anywhere.
    fn wild(&mut self, state: &Application) -> Envelope {
        let step = StepId(u16::try_from(self.random.below(self.program.steps.len() + 2)).expect("few"));
        let visit = state.step(step).visit.saturating_sub(u16::from(self.chance(0.3)));
        let task = TaskId { step, visit };
        let item = self.chance(0.5).then(|| ItemIndex(u16::try_from(self.random.below(5)).expect("few")));
        let why: Arc<str> = "a reason".into();
        let call = CallId { task, attempt: 1 };
        let command = match self.random.below(18) {
            0 => Command::Claim { task },
            1 => Command::Complete { task, values: Vec::new() },
            2 => Command::Return { task, item, wanted: Vec::new() },
            3 => Command::Refuse { task, item, why },
            4 => Command::NotAccept { task, item, why },
            5 => Command::Answer { call, values: None },
            6 => Command::Fail { call, why },
            7 => Command::Due { timer: TimerId(u32::try_from(self.random.below(40)).expect("few")) },
            8 => Command::Retry { task },
            9 => Command::FallBack { task },
            10 => Command::HoldOver { task },
            11 => Command::ChildEnded { task, granted: true, values: Vec::new() },
            12 => Command::Delivered { task },
            13 => Command::Collect { task },
            14 => Command::Submit { task },
            15 => Command::Supplement { task },
            16 => Command::Attach {
                fact: FactId(u16::try_from(self.random.below(12)).expect("few")),
                hash: "x".into(),
            },
            _ => Command::Suspend { item: ItemIndex(9), limit: hours(1), why },
        };
        let by = match self.random.below(5) {
            0 => Actor::Applicant,
            1 => Actor::System,
            2 => Actor::Timer,
            3 => Actor::Operator(PersonId(7)),
            _ => self.clerk_of(Lane::Applicant),
        };
        self.envelope(by, command)
    }

    /// Something at an open step.
    fn at(&mut self, state: &Application, work: &Work) -> Envelope {
        let task = state.task(work.step);
        let facts = &self.program.steps[work.step.index()];
        match work.standing {
            Standing::Calling(attempt) => self.answer(CallId { task, attempt }, facts),
            Standing::Retrying(attempt) if self.chance(0.2) => self.answer(CallId { task, attempt }, facts),
            Standing::Retrying(_) => self.time(state),
            Standing::Supplement => self.supplement(work, task),
            Standing::Withheld => self.beside(state),
            Standing::Incident(_) => self.mend(facts, task),
            _ => self.work(work, facts, task),
        }
    }

    fn answer(&mut self, call: CallId, facts: &StepFacts) -> Envelope {
        let command = match self.random.below(5) {
            0 => Command::Fail { call, why: "down".into() },
            1 => Command::Answer { call, values: None },
            2 => Command::Answer { call, values: Some(Vec::new()) },
            _ => Command::Answer { call, values: Some(self.submissions(&facts.supplies)) },
        };
        self.envelope(Actor::System, command)
    }

    fn supplement(&mut self, work: &Work, task: TaskId) -> Envelope {
        let fact = self.pick(&work.wanted).unwrap_or(FactId(0));
        let is_material = self.program.fact(fact).is_some_and(|f| matches!(f.kind, FactKind::Material(_)));
        let command = match (self.random.below(6), is_material) {
            (0 | 1, _) => Command::Supplement { task },
            (2, true) => Command::Defer { fact },
            (3, true) => Command::Commit { declared: Declared::Material(fact) },
            (_, true) => Command::Attach { fact, hash: hash() },
            (_, false) => Command::Fill { values: vec![Submission { fact, value: self.value(fact) }] },
        };
        self.envelope(Actor::Applicant, command)
    }

    fn mend(&mut self, facts: &StepFacts, task: TaskId) -> Envelope {
        let read = facts.next.iter().filter_map(|w| w.when.as_ref()).flat_map(|w| w.facts());
        let lacked: Vec<FactId> = read.chain(facts.supplies.iter().copied()).collect();
        let command = match self.random.below(5) {
            0 => Command::Retry { task },
            1 => Command::FallBack { task },
            2 => Command::AnswerInstead { task, values: Vec::new() },
            _ => Command::AnswerInstead { task, values: self.submissions(&lacked) },
        };
        self.envelope(Actor::Operator(PersonId(7)), command)
    }

    fn work(&mut self, work: &Work, facts: &StepFacts, task: TaskId) -> Envelope {
        let system = Actor::System;
        let (by, command) = match &facts.kind {
            _ if matches!(work.mode, Mode::Check | Mode::Undo | Mode::ByPeople) => self.desk(facts, task),
            StepKind::Form => self.form(facts, task),
            StepKind::Automatic => (system, Command::Rule { task, decided: self.chance(0.6) }),
            StepKind::Collect => (Actor::Applicant, Command::Collect { task }),
            StepKind::Deliver => (system, Command::Delivered { task }),
            StepKind::Hold => match self.random.below(3) {
                0 => (system, Command::HoldTook { task }),
                1 => (system, Command::HoldWaits { task, place: 2 }),
                _ => (system, Command::HoldOver { task }),
            },
            StepKind::HoldLine | StepKind::HoldEnd => {
                let task = TaskId { step: facts.belongs_to.expect("a hold"), ..task };
                let took = self.chance(0.3);
                (system, if took { Command::HoldTook { task } } else { Command::HoldOver { task } })
            }
            StepKind::HoldFree(_) => (system, Command::HoldTested { task, free: self.chance(0.7) }),
            StepKind::WaitMessage(message, _) => {
                (system, Command::Message { message: *message, values: Vec::new() })
            }
            StepKind::Run(_) => {
                (system, Command::ChildEnded { task, granted: self.chance(0.7), values: Vec::new() })
            }
            _ => self.desk(facts, task),
        };
        self.envelope(by, command)
    }

    fn form(&mut self, facts: &StepFacts, task: TaskId) -> (Actor, Command) {
        let is_material = |d: &Self, f: &FactId| {
            d.program.fact(*f).is_some_and(|f| matches!(f.kind, FactKind::Material(_)))
        };
        let fields: Vec<FactId> = facts.asks.iter().copied().filter(|f| !is_material(self, f)).collect();
        let papers: Vec<FactId> = facts.asks.iter().copied().filter(|f| is_material(self, f)).collect();
        let command = match (self.random.below(4), self.pick(&papers)) {
            (0, _) | (1, None) => Command::Submit { task },
            (1, Some(fact)) => Command::Attach { fact, hash: hash() },
            (2, Some(fact)) if self.chance(0.4) => Command::Defer { fact },
            _ => Command::Fill { values: self.submissions(&fields) },
        };
        (Actor::Applicant, command)
    }

    fn desk(&mut self, facts: &StepFacts, task: TaskId) -> (Actor, Command) {
        let by = self.clerk_of(facts.lane);
        let other = u16::try_from(self.random.below(self.program.items.len())).expect("few");
        let item = match self.random.below(10) {
            0 => Some(ItemIndex(other)),
            1..=5 => facts.items.first().copied(),
            _ => None,
        };
        let needs: Vec<FactId> =
            facts.items.iter().flat_map(|i| self.program.items[i.index()].needs.clone()).collect();
        let why: Arc<str> = if self.chance(0.95) { "a reason".into() } else { "".into() };
        let command = match self.random.below(12) {
            0 => Command::Claim { task },
            1 => Command::Release { task },
            2 => Command::Reassign { task, to: PersonId(1) },
            3 | 4 => {
                let wanted = self.pick(&needs).map(|fact| Wanted { fact, why }).into_iter().collect();
                Command::Return { task, item, wanted }
            }
            5 => Command::Refuse { task, item, why },
            6 => Command::NotAccept { task, item, why },
            _ => {
                let mut values = self.submissions(&facts.supplies);
                values.retain(|v| &*v.value != "nonsense");
                Command::Complete { task, values }
            }
        };
        (by, command)
    }

    /// Commands one of which is taken and leads on towards the end, in order of preference.
    pub(super) fn helpful(&mut self, state: &Application) -> Vec<Envelope> {
        let mut commands: Vec<(Actor, Command)> = Vec::new();
        if let Fees::Due(amount, _) = state.fees {
            commands.push((Actor::Applicant, Command::Pay { amount }));
        }
        for (at, fact) in state.facts.iter().enumerate().filter(|(_, f)| f.how == How::Deferred) {
            let _ = fact;
            let fact = FactId(u16::try_from(at).expect("few"));
            commands.push((Actor::Applicant, Command::Attach { fact, hash: hash() }));
        }
        for (at, item) in state.items.iter().enumerate().filter(|(_, i)| i.suspended) {
            let _ = item;
            let department = self.program.items[at].department;
            let by = Actor::Clerk { person: PersonId(0), department };
            commands.push((by, Command::Resume { item: ItemIndex(u16::try_from(at).expect("few")) }));
        }
        for work in &state.work {
            self.help(state, work, &mut commands);
        }
        let mut envelopes: Vec<Envelope> = commands
            .into_iter()
            .map(|(by, command)| Envelope { at: self.now, by, key: None, command })
            .collect();
        if let Some(timer) = state.timers.iter().min_by_key(|t| t.at) {
            let at = self.now.max(timer.at);
            envelopes.push(Envelope {
                at,
                by: Actor::Timer,
                key: None,
                command: Command::Due { timer: timer.id },
            });
        }
        envelopes
    }

    fn help(&mut self, state: &Application, work: &Work, commands: &mut Vec<(Actor, Command)>) {
        let task = state.task(work.step);
        let facts = &self.program.steps[work.step.index()];
        let applicant = Actor::Applicant;
        let good = |fact: &FactId| match self.program.facts[fact.index()].kind {
            FactKind::Field(..) => {
                Command::Fill { values: vec![Submission { fact: *fact, value: "true".into() }] }
            }
            FactKind::Material(_) => Command::Attach { fact: *fact, hash: hash() },
        };
        let open = |f: &&FactId| !state.knows(**f) && !matches!(state.facts[f.index()].how, How::Redone);
        match (work.standing, &facts.kind) {
            (Standing::Calling(attempt), _) => {
                let values = facts.supplies.iter().map(|fact| {
                    let is_field = matches!(self.program.facts[fact.index()].kind, FactKind::Field(..));
                    Submission { fact: *fact, value: if is_field { "true".into() } else { hash() } }
                });
                let call = CallId { task, attempt };
                commands.push((Actor::System, Command::Answer { call, values: Some(values.collect()) }));
            }
            (Standing::Supplement, _) => {
                commands.extend(work.wanted.iter().filter(open).map(|f| (applicant, good(f))));
                commands.push((applicant, Command::Supplement { task }));
            }
            (Standing::Incident(_), _) => {
                commands.push((Actor::Operator(PersonId(7)), Command::FallBack { task }));
            }
            (Standing::Retrying(_) | Standing::Withheld, _) => {}
            (_, StepKind::Form) if work.mode == Mode::Usual => {
                let not_drafted = |f: &&FactId| open(f) && state.facts[f.index()].how != How::Draft;
                commands.extend(facts.asks.iter().filter(not_drafted).map(|f| (applicant, good(f))));
                commands.push((applicant, Command::Submit { task }));
                // A draft may hold nonsense.
                let fields = facts.asks.iter().filter(open);
                let fields =
                    fields.filter(|f| matches!(self.program.facts[f.index()].kind, FactKind::Field(..)));
                let values = fields.map(|f| Submission { fact: *f, value: "true".into() }).collect();
                commands.push((applicant, Command::Fill { values }));
            }
            (_, StepKind::Collect) => commands.push((applicant, Command::Collect { task })),
            (_, StepKind::Deliver) => commands.push((Actor::System, Command::Delivered { task })),
            (_, StepKind::Automatic) if work.mode == Mode::Usual => {
                commands.push((Actor::System, Command::Rule { task, decided: true }));
            }
            (_, StepKind::Hold) if work.mode == Mode::Usual => {
                commands.push((Actor::System, Command::HoldOver { task }));
            }
            (_, StepKind::HoldEnd) if work.mode == Mode::Usual => {
                let task = state.task(facts.belongs_to.expect("a hold"));
                commands.push((Actor::System, Command::HoldOver { task }));
            }
            (_, StepKind::HoldFree(_)) if work.mode == Mode::Usual => {
                commands.push((Actor::System, Command::HoldTested { task, free: true }));
            }
            (_, StepKind::WaitMessage(message, _)) if work.mode == Mode::Usual => {
                commands.push((Actor::System, Command::Message { message: *message, values: Vec::new() }));
            }
            (_, StepKind::WaitTime(_) | StepKind::WaitMoment(_)) if work.mode == Mode::Usual => {}
            _ => {
                if let Lane::Department(owner) = facts.lane {
                    let mut all = std::iter::once(owner).chain(facts.with.iter().copied());
                    let department = all.find(|d| !work.agreed.contains(d)).unwrap_or(owner);
                    let by = Actor::Clerk { person: work.claimed_by.unwrap_or(PersonId(0)), department };
                    let values = facts.supplies.iter().map(|f| Submission { fact: *f, value: "true".into() });
                    commands.push((by, Command::Complete { task, values: values.collect() }));
                }
            }
        }
    }
}
