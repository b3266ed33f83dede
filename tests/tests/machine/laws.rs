//! What holds of every turn, and the ends that every state leads to.

use super::census::{Census, word};
use super::driver::Driver;
use super::witness::Witness;
use onething_engine::application::command::{Actor, Command, Envelope};
use onething_engine::application::effects::effects;
use onething_engine::application::event::Event;
use onething_engine::application::program::{Program, StepKind};
use onething_engine::application::state::{Application, Standing};
use onething_engine::application::waiting::{Reason, Waiting, Who, waiting};
use onething_engine::application::{apply, decide, invariants, status, turn};

/// Most events that one command may bring about.
const MOST_EVENTS: usize = 2_000;
/// Most commands that lead an application to its end.
const MOST_TO_THE_END: usize = 1_000;
/// Of so many commands one is decided a second time, without being taken.
const DECIDED_TWICE: u64 = 8;

/// An application on its way, and everything that happened to it.
#[derive(Clone)]
pub struct Run<'p> {
    pub program: &'p Program,
    pub state: Application,
    pub journal: Vec<Event>,
    /// Commands it was given.
    pub commands: u64,
}

impl<'p> Run<'p> {
    pub fn new(program: &'p Program) -> Self {
        Self { program, state: Application::default(), journal: Vec::new(), commands: 0 }
    }

    /// One turn, with every law looked at; whether the command was taken.
    pub fn turn(&mut self, envelope: &Envelope, census: &mut Census) -> bool {
        let before = self.state.clone();
        let mut events: Vec<Event> = Vec::new();
        self.commands += 1;
        if self.commands.is_multiple_of(DECIDED_TWICE) {
            let decided = decide(self.program, &before, envelope);
            let result = turn(self.program, &mut self.state, envelope, &mut events);
            assert_eq!(decided, result.map(|()| events.clone()), "decided twice: {envelope:?}");
            self.state.clone_from(&before);
            events.clear();
        }
        if let Err(rejection) = turn(self.program, &mut self.state, envelope, &mut events) {
            assert_eq!(self.state, before, "{rejection:?} of {envelope:?} changed the state");
            assert!(events.is_empty(), "{rejection:?} of {envelope:?} wrote events");
            assert!(!rejection.text().en.is_empty() && !rejection.mend().en.is_empty());
            census.add("rejection", rejection.name());
            return false;
        }
        census.add("command", word(&envelope.command));
        assert!(!events.is_empty(), "{envelope:?} was taken and nothing happened");
        assert!(events.len() < MOST_EVENTS, "{} events of {envelope:?}", events.len());
        self.replayed(&before, &events, envelope, census);
        self.journal.extend(events.iter().cloned());
        let broken = invariants(self.program, &self.state);
        assert!(broken.is_empty(), "{broken:#?}\nafter {envelope:?}\n{}", self.told(&events));
        self.waits_for_something(envelope, &events, census);
        true
    }

    /// Replay is live, event by event; statuses go only where they may; effects have names of their own.
    fn replayed(&self, before: &Application, events: &[Event], envelope: &Envelope, census: &mut Census) {
        let witness = Witness { program: self.program, before, after: &self.state, envelope, events };
        witness.judge();
        let mut folded = before.clone();
        for event in events {
            witness.event(&folded, event);
            let earlier: Vec<_> = folded.items.iter().map(status::item).collect();
            assert_eq!(event.sequence, folded.sequence + 1, "{event:?} is not next");
            assert_eq!((event.at, event.by), (envelope.at, envelope.by), "{event:?} is not of its command");
            apply(&mut folded, event);
            for (from, item) in earlier.into_iter().zip(&folded.items) {
                let to = status::item(item);
                assert!(from.may_become(to), "{from:?} became {to:?} by {event:?}");
            }
            census.event(self.program, event);
        }
        assert_eq!(folded, self.state, "replay is not what was live after {envelope:?}");
        for event in events {
            for (number, effect) in effects(self.program, &self.state, event).into_iter().enumerate() {
                assert_eq!((effect.id.sequence, usize::from(effect.id.number)), (event.sequence, number));
                census.add("effect", word(&effect.kind));
            }
        }
    }

    /// What is open names what it waits for; what nobody but an operator can mend is an incident.
    fn waits_for_something(&self, envelope: &Envelope, events: &[Event], census: &mut Census) {
        let reasons = waiting(self.program, &self.state);
        let told = || format!("after {envelope:?}\n{reasons:#?}\n{}", self.told(events));
        let is_open = self.state.opened.is_some() && self.state.closed.is_none();
        assert_eq!(is_open, !reasons.is_empty(), "it is open, or names a reason, and not both; {}", told());
        for reason in &reasons {
            assert!(!reason.text.en.is_empty() && !reason.text.zh.is_empty(), "{}", told());
            let by_operator = reason.who == Who::Operator;
            let incident = matches!(reason.reason, Reason::Incident(_));
            assert!(!by_operator || incident, "no incident is waited for; {}", told());
            let by_time = reason.who == Who::Time && reason.reason != Reason::HoldEnd;
            assert!(!by_time || reason.until.is_some(), "nobody knows how long; {}", told());
            census.add("waiting", word(&reason.reason));
        }
        let kept = |w: &Waiting| matches!(w.reason, Reason::Payment | Reason::Material(_));
        for work in &self.state.work {
            let named = reasons.iter().filter(|w| w.step == Some(work.step)).count();
            let is_end = self.program.steps[work.step.index()].kind == StepKind::End;
            match work.standing {
                Standing::Withheld => assert!(reasons.iter().any(kept), "nothing keeps it back; {}", told()),
                _ if is_end => assert!(reasons.iter().any(|w| w.step.is_some()), "{}", told()),
                _ => assert_eq!(named, 1, "{:?} has one reason; {}", work.step, told()),
            }
        }
    }

    /// The whole journal makes the state, also once it was written and read.
    pub fn replays(&self) {
        let mut folded = Application::default();
        let mut read_back = Application::default();
        for event in &self.journal {
            apply(&mut folded, event);
            let json = serde_json::to_string(event).expect("an event serialises");
            apply(&mut read_back, &serde_json::from_str(&json).expect("and reads back"));
        }
        assert_eq!(folded, self.state, "the journal makes another state");
        assert_eq!(read_back, self.state, "the written journal makes another state");
        let json = serde_json::to_string(&self.state).expect("a state serialises");
        assert_eq!(serde_json::from_str::<Application>(&json).expect("and reads back"), self.state);
    }

    /// From here the application can be finished, and taken back, in whatever state it is.
    pub fn can_end(&self, driver: &Driver<'p>, census: &mut Census) -> u64 {
        if self.state.opened.is_none() || self.state.closed.is_some() {
            return 0;
        }
        let mut finished = self.clone();
        finished.end(driver.clone(), census);
        let mut given = finished.commands - self.commands;
        if !self.state.withdrawing {
            let mut withdrawn = self.clone();
            let at = driver.now.max(self.state.at);
            let command = Command::Withdraw { item: None };
            let all = Envelope { at, by: Actor::Applicant, key: None, command };
            assert!(withdrawn.turn(&all, census), "it cannot be withdrawn\n{}", self.told(&[]));
            withdrawn.end(driver.clone(), census);
            assert!(withdrawn.state.withdrawing && withdrawn.state.closed.is_some());
            given += withdrawn.commands - self.commands;
        }
        given
    }

    /// Brings it to its end by what anybody of good will would do.
    fn end(&mut self, mut driver: Driver<'p>, census: &mut Census) {
        for _ in 0..MOST_TO_THE_END {
            if self.state.closed.is_some() {
                return;
            }
            let commands = driver.helpful(&self.state);
            let taken = commands.iter().any(|envelope| {
                driver.now = driver.now.max(envelope.at);
                self.turn(&Envelope { at: driver.now, ..envelope.clone() }, census)
            });
            assert!(taken, "nothing helps: {commands:#?}\n{}", self.told(&[]));
        }
        panic!("it does not end\n{}", self.told(&self.journal[self.journal.len().saturating_sub(60)..]));
    }

    /// Events, and the program with how far each step is.
    fn told(&self, events: &[Event]) -> String {
        let steps = self.program.steps.iter().zip(&self.state.steps).map(|(step, at)| {
            let next: Vec<&str> = step.next.iter().map(|w| &*self.program.steps[w.to.index()].id).collect();
            format!("  {} {:?} → {next:?} {at:?}\n", step.id, step.kind)
        });
        let events = events.iter().map(|e| format!("  {} {:?}\n", e.sequence, e.kind));
        let work = self.state.work.iter().map(|w| format!("  {w:?}\n"));
        events.chain(steps).chain(work).collect()
    }
}
