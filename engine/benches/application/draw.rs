//! A host that plays applications of the reference model once and keeps the commands it gave: systems answer after
//! exponential times, reviews take lognormal ones and return one case in twenty, corrections come after a day.

use onething_engine::application::state::{Application, TaskId, TimerId};
use onething_engine::application::{
    Actor, CallId, Command, Envelope, Event, EventKind, FactId, Moment, Program, StepId, Submission, turn,
};
use onething_engine::application::{command::PersonId, program::StepKind};
use onething_engine::plan::route::Lane;
use onething_engine::random::Random;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

/// Monday, 2 March 2026, at nine in Shanghai.
const START: i64 = 1_772_413_200_000;
/// Births a day.
const ARRIVALS: f64 = 82.0;
/// Share of reviews that return the case.
const RETURNED: f64 = 0.05;
/// Mean time of a correction.
const CORRECTION: f64 = 86_400_000.0;

/// A command and the application that it goes to.
pub struct Drawn {
    /// Which application, from 0.
    pub case: usize,
    /// What.
    pub envelope: Envelope,
}

/// The commands of applications, each with its own arrival, in the order of their times.
pub fn draw(program: &Program, cases: usize, seed: u64) -> Vec<Drawn> {
    let mut arrivals = Random::new(seed);
    let mut at = START as f64;
    let mut all = Vec::new();
    for case in 0..cases {
        at += exponential(&mut arrivals, 86_400_000.0 / ARRIVALS);
        let commands = Case::new(program, seed ^ (case as u64 + 1) << 20).play(Moment(at as i64));
        all.extend(commands.into_iter().map(|envelope| Drawn { case, envelope }));
    }
    all.sort_by_key(|drawn| drawn.envelope.at);
    all
}

fn exponential(random: &mut Random, mean: f64) -> f64 {
    -mean * (1.0 - random.unit()).ln()
}

/// One application while it is played.
struct Case<'p> {
    program: &'p Program,
    random: Random,
    due: BinaryHeap<Reverse<(Moment, u64)>>,
    commands: BTreeMap<u64, (Actor, Command)>,
    texts: BTreeMap<&'static str, Arc<str>>,
}

impl<'p> Case<'p> {
    fn new(program: &'p Program, seed: u64) -> Self {
        let texts = [("true", "true".into()), ("false", "false".into())].into();
        Self { program, random: Random::new(seed), due: BinaryHeap::new(), commands: BTreeMap::new(), texts }
    }

    /// Plays it to its end.
    fn play(mut self, at: Moment) -> Vec<Envelope> {
        let signed_in = &self.program.steps[self.program.start.index()].supplies;
        let values = signed_in.iter().map(|fact| given(*fact, "11010519491231002X".into())).collect();
        let mut state = Application::default();
        let mut taken = Vec::new();
        self.later(at, Actor::Applicant, Command::Open { values });
        while let Some(Reverse((at, number))) = self.due.pop() {
            let (by, command) = self.commands.remove(&number).expect("what is due is kept");
            if let Command::Due { timer } = command
                && !state.timers.iter().any(|t| t.id == timer)
            {
                continue;
            }
            let envelope = Envelope { at, by, key: None, command };
            let mut events: Vec<Event> = Vec::new();
            turn(self.program, &mut state, &envelope, &mut events)
                .unwrap_or_else(|why| panic!("{why:?} of {envelope:?}"));
            taken.push(envelope);
            for event in &events {
                self.follow(&state, event);
            }
        }
        assert!(state.closed.is_some(), "it does not end: {:#?}", state.work);
        taken
    }

    fn later(&mut self, at: Moment, by: Actor, command: Command) {
        let number = self.commands.last_key_value().map_or(0, |(last, _)| last + 1);
        self.commands.insert(number, (by, command));
        self.due.push(Reverse((at, number)));
    }

    fn after(&mut self, event: &Event, mean: f64, by: Actor, command: Command) {
        let milliseconds = exponential(&mut self.random, mean);
        self.later(event.at.plus(milliseconds as i64), by, command);
    }

    /// What somebody does because of an event.
    fn follow(&mut self, state: &Application, event: &Event) {
        match event.kind {
            EventKind::Called { call } => self.answer(event, call),
            EventKind::StepOpened { step, .. } => self.reached(state, event, step),
            EventKind::TimerSet { timer, at, .. } => self.timer(at, timer),
            _ => {}
        }
    }

    fn timer(&mut self, at: Moment, timer: TimerId) {
        self.later(at, Actor::Timer, Command::Due { timer });
    }

    fn answer(&mut self, event: &Event, call: CallId) {
        let supplies = &self.program.steps[call.task.step.index()].supplies;
        let values = supplies.iter().map(|fact| given(*fact, "W370312345".into())).collect();
        self.after(event, 3_000.0, Actor::System, Command::Answer { call, values: Some(values) });
    }

    fn reached(&mut self, state: &Application, event: &Event, step: StepId) {
        let program = self.program;
        let facts = &program.steps[step.index()];
        let task: TaskId = state.task(step);
        match &facts.kind {
            StepKind::Form => self.after(event, 600_000.0, Actor::Applicant, Command::Submit { task }),
            StepKind::Task => {
                let Lane::Department(department) = facts.lane else { panic!("work of nobody") };
                let by = Actor::Clerk { person: PersonId(1), department };
                let passes = if self.random.unit() < RETURNED { "false" } else { "true" };
                let text = self.texts[passes].clone();
                let values = facts.supplies.iter().map(|fact| given(*fact, text.clone())).collect();
                let length = 10.6 * 60_000.0 * (0.472 * self.normal() - 0.111_6).exp();
                let at = event.at.plus(length as i64);
                self.later(at, by, Command::Complete { task, values });
            }
            StepKind::WaitMessage(message, _) => {
                let message = Command::Message { message: *message, values: Vec::new() };
                self.after(event, CORRECTION, Actor::System, message);
            }
            _ => {}
        }
    }

    fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.random.unit(), self.random.unit());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

fn given(fact: FactId, value: Arc<str>) -> Submission {
    Submission { fact, value }
}
