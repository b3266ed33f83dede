//! Commands drawn for an application: such as fit its state, and such as do not.

mod at_work;
mod finish;
mod wild;

use super::values;
use onething_engine::application::command::{Actor, Command, Declared, Envelope, Key, PersonId, Submission};
use onething_engine::application::moment::Moment;
use onething_engine::application::program::{FactId, FactKind, ItemIndex, Program, StepKind};
use onething_engine::application::state::{Application, Ending, Fees, ItemState};
use onething_engine::plan::route::Lane;
use onething_engine::random::Random;
use onething_engine::scenario::model::{DepartmentId, MessageId, Period, Unit};
use std::collections::BTreeSet;
use std::sync::Arc;

/// When applications may begin: a Monday, before a long holiday, before the calendar's last day.
const STARTS: [i64; 5] =
    [1_772_413_200_000, 1_772_413_200_000, 1_790_730_000_000, 1_797_555_600_000, 1_798_678_800_000];

/// Draws commands for applications of one program.
#[derive(Clone)]
pub struct Driver<'p> {
    program: &'p Program,
    random: Random,
    pub now: Moment,
    keys: u64,
    departments: Vec<DepartmentId>,
    messages: Vec<MessageId>,
}

fn hours(amount: u32) -> Period {
    Period { amount, unit: Unit::Hours }
}

fn index<T: TryFrom<usize>>(at: usize) -> T
where
    T::Error: std::fmt::Debug,
{
    T::try_from(at).expect("few")
}

impl<'p> Driver<'p> {
    pub fn new(program: &'p Program, seed: u64) -> Self {
        let lanes = program.steps.iter().flat_map(|s| {
            let own = if let Lane::Department(id) = s.lane { Some(id) } else { None };
            s.with.iter().copied().chain(own)
        });
        let departments: BTreeSet<DepartmentId> =
            lanes.chain(program.items.iter().map(|i| i.department)).collect();
        let messages = program.steps.iter().filter_map(|s| match s.kind {
            StepKind::WaitMessage(message, _) => Some(message),
            _ => None,
        });
        // One that nothing waits for is among them.
        let messages: BTreeSet<MessageId> = messages.chain([MessageId(99)]).collect();
        let mut random = Random::new(seed);
        let now = Moment(STARTS[random.below(STARTS.len())]);
        let departments = departments.into_iter().chain([DepartmentId(99)]).collect();
        Self { program, random, now, keys: 0, departments, messages: messages.into_iter().collect() }
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.random.below(from.len())).cloned()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.random.below(100) < percent
    }

    fn envelope(&mut self, by: Actor, command: Command) -> Envelope {
        let key = self.chance(30).then(|| {
            if self.chance(80) {
                self.keys += 1;
            }
            Key(self.keys)
        });
        let at = if self.chance(2) { self.now.plus(-3_600_000) } else { self.now };
        Envelope { at, by, key, command }
    }

    fn is_material(&self, fact: FactId) -> bool {
        self.program.fact(fact).is_some_and(|f| matches!(f.kind, FactKind::Material(_)))
    }

    fn value(&mut self, fact: FactId) -> Arc<str> {
        match self.program.fact(fact) {
            Some(facts) if !self.chance(4) => values::good(facts, self.now, &mut self.random),
            _ => values::bad(&mut self.random),
        }
    }

    fn submissions(&mut self, facts: &[FactId]) -> Vec<Submission> {
        facts.iter().map(|fact| Submission { fact: *fact, value: self.value(*fact) }).collect()
    }

    fn a_fact(&mut self) -> FactId {
        FactId(index(self.random.below(self.program.facts.len() + 1)))
    }

    fn an_item(&mut self) -> ItemIndex {
        ItemIndex(index(self.random.below(self.program.items.len())))
    }

    fn reason(&mut self) -> Arc<str> {
        if self.chance(94) { "a reason".into() } else { " ".into() }
    }

    fn clerk_of(&mut self, lane: Lane) -> Actor {
        let department = match lane {
            Lane::Department(id) if !self.chance(3) => id,
            _ => self.pick(&self.departments.clone()).expect("there is one"),
        };
        Actor::Clerk { person: PersonId(u32::from(self.chance(30))), department }
    }

    /// The command that begins an application.
    fn open(&mut self) -> Command {
        let known = self.program.steps[self.program.start.index()].supplies.clone();
        Command::Open { values: self.submissions(&known) }
    }

    /// The next command, which may fit.
    pub fn next(&mut self, state: &Application) -> Envelope {
        self.now = self.now.plus(i64::try_from(self.random.below(2_400_000)).expect("small"));
        if state.opened.is_none() && self.chance(10) {
            return self.envelope(Actor::Applicant, Command::Withdraw { item: None });
        }
        if state.opened.is_none() || self.chance(1) {
            let by = if self.chance(95) { Actor::Applicant } else { Actor::Timer };
            let open = self.open();
            return self.envelope(by, open);
        }
        if let Some(item) = self.granted_on_a_commitment(state)
            && self.chance(25)
        {
            let department = self.program.items[item.index()].department;
            let why = self.reason();
            let clerk = Actor::Clerk { person: PersonId(0), department };
            return self.envelope(clerk, Command::Revoke { item, why });
        }
        if let Some(item) = self.offers_a_commitment(state)
            && self.chance(4)
        {
            return self.envelope(Actor::Applicant, Command::Commit { declared: Declared::Item(item) });
        }
        match self.random.below(100) {
            0..8 => return self.wild(state),
            8..16 if !state.timers.is_empty() => return self.time(state),
            16..24 => return self.beside(state),
            _ => {}
        }
        match self.pick(&state.work) {
            Some(work) => self.at(state, &work),
            None => self.beside(state),
        }
    }

    /// An item whose result rests on a commitment.
    fn granted_on_a_commitment(&self, state: &Application) -> Option<ItemIndex> {
        let granted = |i: &ItemState| i.committed && matches!(i.ended, Some((Ending::Approved, _)));
        state.items.iter().position(granted).map(|at| ItemIndex(index(at)))
    }

    /// An item that may be declared instead of reviewed.
    fn offers_a_commitment(&self, state: &Application) -> Option<ItemIndex> {
        let all = self.program.items.iter().zip(&state.items);
        let mut open =
            all.map(|(facts, i)| facts.commitment.is_some() && !i.committed && i.accepted.is_none());
        open.position(|open| open).map(|at| ItemIndex(index(at)))
    }

    /// A timer, mostly when it is due.
    fn time(&mut self, state: &Application) -> Envelope {
        let first = state.timers.iter().min_by_key(|t| t.at).copied();
        let Some(timer) = first else { return self.beside(state) };
        if !self.chance(10) {
            self.now = self.now.max(timer.at);
        }
        self.envelope(Actor::Timer, Command::Due { timer: timer.id })
    }

    /// What is not done at an open step.
    fn beside(&mut self, state: &Application) -> Envelope {
        if self.program.items.is_empty() || self.chance(55) {
            return self.beside_by_applicant(state);
        }
        let item = self.an_item();
        let department = self.program.items[item.index()].department;
        let clerk = Actor::Clerk { person: PersonId(0), department };
        let why = self.reason();
        let (by, command) = match self.random.below(6) {
            0 | 1 => (clerk, Command::Suspend { item, limit: self.special_limit(), why }),
            2 => (clerk, Command::Resume { item }),
            3 => (clerk, Command::Revoke { item, why }),
            _ => {
                let message = self.pick(&self.messages.clone()).expect("there is one");
                let values = self.brought(message);
                (Actor::System, Command::Message { message, values })
            }
        };
        self.envelope(by, command)
    }

    fn special_limit(&mut self) -> Period {
        match self.random.below(3) {
            0 => Period::working_days(30),
            _ => hours(4),
        }
    }

    /// What a message may bring, and seldom what it may not.
    fn brought(&mut self, message: MessageId) -> Vec<Submission> {
        if self.chance(4) {
            let fact = self.a_fact();
            return self.submissions(&[fact]);
        }
        let waits = self
            .program
            .steps
            .iter()
            .find(|s| matches!(s.kind, StepKind::WaitMessage(awaited, _) if awaited == message));
        let brings: Vec<FactId> = waits.map(|s| s.brings.clone()).unwrap_or_default();
        let all = self.chance(70);
        self.submissions(if all { &brings } else { &[] })
    }

    fn beside_by_applicant(&mut self, state: &Application) -> Envelope {
        let fact = self.a_fact();
        let item = if self.program.items.is_empty() { ItemIndex(0) } else { self.an_item() };
        let command = match self.random.below(13) {
            0 => Command::Withdraw { item: Some(item) },
            1 if self.chance(15) => Command::Withdraw { item: None },
            1..=3 => {
                let due = match state.fees {
                    Fees::Due(amount, _) => amount,
                    Fees::None | Fees::Paid(_) => 100,
                };
                Command::Pay { amount: if self.chance(80) { due } else { due + 1 } }
            }
            4 => Command::Rate { grade: index(self.random.below(7)) },
            5 => Command::Commit { declared: Declared::Item(item) },
            6 => Command::Commit { declared: Declared::Material(fact) },
            7 => Command::Defer { fact },
            8 => Command::Attach { fact, hash: values::hash() },
            9 => match self.deferred(state) {
                Some(fact) => Command::Attach { fact, hash: values::hash() },
                None => Command::Fill { values: Vec::new() },
            },
            _ => Command::Fill { values: self.submissions(&[fact]) },
        };
        self.envelope(Actor::Applicant, command)
    }
}
