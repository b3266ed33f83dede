//! Simulator and live runner agree: what a simulated application was told, told to a live one at the same times by
//! the same people, gives the same events. Both are hosts of one machine; here it is held that neither adds a rule
//! of its own.
//!
//! Every application that the simulator plays is begun in one runner, with its journal, and all run side by side.
//! What the runner does by itself is left to it, and has to come out as in the simulation:
//!
//! - **Timers.** The simulator asks the machine `Due` where its agenda has a timer. The runner has rows of timers in
//!   its index and looks at them as its clock goes on. So a recorded `Due` is never sent: where one stands, the
//!   runner looks at what is due by then, for all applications; and it looks between the moments of the recording,
//!   so that a timer which the simulator forgot would show as an event that it has not. Of one moment, what the
//!   simulator did to an application before its timers is sent before them, for nobody can say which of two things
//!   of the same millisecond comes first.
//! - **Holds.** In the simulator every application has things of its own: they are held at once, until their term is
//!   over, and whoever asks hears that nobody has them. The runner asks the lines of those things, which say the same,
//!   and so what is recorded of holds is not sent.
//!
//! Systems, rules and parcels are by hand: what they say is what the recording says.

use super::house::{BEGIN, House, shipped};
use super::people::start;
use onething_engine::application::program::StepKind;
use onething_engine::application::{Command, Envelope, Event, EventKind, Moment, Rejection};
use onething_engine::check::Checked;
use onething_engine::plan::derive::Planner;
use onething_engine::random::Random;
use onething_engine::scenario::model::{Id, Scenario};
use onething_engine::simulate::{
    Activity, Log, Model, Options, Pattern, Turn, Unwatched, Wanted, simulate_logged, what_if,
};
use onething_server::disk::simulated::Simulated as SimulatedDisk;
use onething_server::index::Ordered;
use onething_server::runner::definitions::check;
use onething_server::runner::record::Entry;
use onething_server::runner::shared::Shared;
use onething_server::runner::{Ask, Outside, Refusal, Start, Version};
use onething_server::systems::Call;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use uuid::Uuid;

/// Applications of each simulation.
const CASES: u64 = 24;
/// So many come a day: they meet at the desks.
const PER_DAY: f64 = 30.0;

/// The first moment of 2027, whose holidays are not loaded, and how long before it a limit may begin that ends in it.
const LOADED_UNTIL: i64 = 1_798_732_800_000;
const LONGEST_LIMIT: i64 = 60 * 86_400_000;

/// The shipped scenarios.
const SCENARIOS: [&str; 6] = [
    "business-deregistration",
    "citizen-death",
    "court-equity-control",
    "equity-transfer",
    "home-transfer-with-utilities",
    "newborn-birth",
];

/// What the simulator sent, and what came of it.
pub struct Sent {
    case: u64,
    envelope: Envelope,
    came: Result<Vec<Event>, Rejection>,
}

/// Hears everything that the simulator sends.
#[derive(Default)]
struct Recording {
    sent: Vec<Sent>,
    /// The way of each application.
    ways: BTreeMap<u64, usize>,
    /// Applications that may hold a thing.
    holding: BTreeSet<u64>,
}

impl Log for Recording {
    const IS_KEPT: bool = false;
    const HEARS_TURNS: bool = true;

    fn take(&mut self, _: &Activity<'_>) {}

    fn turn(&mut self, turn: &Turn<'_>) {
        self.ways.insert(turn.case, turn.way);
        if turn.program.steps.iter().any(|step| step.kind == StepKind::Hold) {
            self.holding.insert(turn.case);
        }
        let came = turn.came.map(<[Event]>::to_vec).map_err(Clone::clone);
        self.sent.push(Sent { case: turn.case, envelope: turn.envelope.clone(), came });
    }
}

/// Nobody answers but by hand.
struct ByHand;

impl Outside for ByHand {
    fn take(&self, _: &Arc<Shared>, _: &Id, _: &Call) -> bool {
        true
    }

    fn by_hand(&self, _: &str) -> bool {
        true
    }
}

/// What runs met, so that it is known that they met anything.
#[derive(Debug, Default)]
pub struct Met {
    pub applications: u64,
    pub refused: u64,
    /// Holds that took effect.
    pub held: u64,
    /// Those that came to a year whose holidays are not loaded, compared until then.
    pub supposed: u64,
    /// Events by kind.
    pub kinds: BTreeMap<&'static str, u64>,
}

/// Plays every plan of every shipped scenario with one seed in both hosts.
pub fn run(seed: u64) -> Met {
    let mut met = Met::default();
    for id in SCENARIOS {
        let Checked { scenario, .. } = check(&shipped(id)).expect("it is a scenario");
        let scenario = scenario.expect("it has no errors");
        for plan in scenario.plans.keys() {
            let (recording, answers) = recorded(&scenario, plan, seed);
            agree((id, plan, seed), &recording, &answers, &mut met);
        }
    }
    met
}

/// Whether it is noticed that the hosts differ, where what one of them did is told otherwise than it was.
pub fn notices(alter: fn(&mut Vec<Sent>)) -> bool {
    let Checked { scenario, .. } = check(&shipped("newborn-birth")).expect("it is a scenario");
    let (scenario, plan) = (scenario.expect("it has no errors"), Id::from("joint"));
    let (mut recording, answers) = recorded(&scenario, &plan, 1);
    alter(&mut recording.sent);
    let compared = || agree(("newborn-birth", &plan, 1), &recording, &answers, &mut Met::default());
    catch_unwind(AssertUnwindSafe(compared)).is_err()
}

/// Alters what was sent.
type Alter = fn(&mut Vec<Sent>);

/// Ways to tell otherwise what the simulator did; the first is none.
pub const ALTERED: [(&str, Alter); 5] = [
    ("nothing", |_| {}),
    ("a clerk is done a millisecond later", |sent| {
        let completes = |sent: &&mut Sent| matches!(sent.envelope.command, Command::Complete { .. });
        sent.iter_mut().find(completes).unwrap().envelope.at.0 += 1;
    }),
    ("a timer is forgotten", |sent| {
        let fires = |sent: &Sent| matches!(sent.envelope.command, Command::Due { .. }) && sent.came.is_ok();
        let at = sent.iter().position(fires).unwrap();
        sent.remove(at);
    }),
    ("a system does not answer", |sent| {
        let at = sent.iter().position(|sent| matches!(sent.envelope.command, Command::Answer { .. }));
        sent.remove(at.unwrap());
    }),
    ("the last event is lost", |sent| {
        let last = sent.iter_mut().rev().find_map(|sent| sent.came.as_mut().ok());
        last.unwrap().pop();
    }),
];

type Answers = Vec<(Id, Vec<Id>)>;

/// What the simulator does to applications of a plan, and the answers of each.
///
/// Applications of the simulator hold things of their own; those of one way are about the same people, so that in the
/// runner they would stand in line. Of those that hold something the first alone is told of.
fn recorded(scenario: &Scenario, plan: &Id, seed: u64) -> (Recording, BTreeMap<u64, Answers>) {
    let planner = Planner::new(scenario);
    let start = Moment(BEGIN);
    let wanted = Wanted { given: &|_| true, start, observations: &|_| None, seed };
    let mut model =
        Model::new(&planner, &scenario.plans[plan], &wanted).unwrap_or_else(|why| panic!("{plan}: {why}"));
    let mut options = Options {
        cases: CASES,
        replications: 1,
        seed,
        start,
        warm_up: 0,
        arrivals: vec![Pattern::Poisson { per_day: PER_DAY, profile: None }],
        confidence: 0.95,
        precision: None,
    };
    // Every other world is rough: systems answer seldom, clerks send back and refuse, and few work.
    if seed % 2 == 1 {
        what_if(&mut model, &mut options, "correct=0.3").unwrap();
        what_if(&mut model, &mut options, "refuse=0.05").unwrap();
        for system in scenario.catalogue.systems.keys() {
            // Not every system is called.
            let _ = what_if(&mut model, &mut options, &format!("available.{system}=0.4"));
        }
    }
    let mut recording = Recording::default();
    simulate_logged(&model, &options, 0, &mut recording, &Unwatched);
    let others: BTreeSet<u64> = recording.holding.iter().skip(1).copied().collect();
    recording.sent.retain(|sent| !others.contains(&sent.case));
    recording.ways.retain(|case, _| !others.contains(case));
    let answers = recording.ways.iter().map(|(case, way)| (*case, model.answers(*way))).collect();
    (recording, answers)
}

/// Plays a recording in the runner and compares.
fn agree(scene: (&str, &Id, u64), recording: &Recording, answers: &BTreeMap<u64, Answers>, met: &mut Met) {
    let mut live = Live::new(scene, answers);
    let mut moments: BTreeMap<i64, Vec<&Sent>> = BTreeMap::new();
    for sent in &recording.sent {
        moments.entry(sent.envelope.at.0).or_default().push(sent);
        met.refused += u64::from(sent.came.is_err());
    }
    for (at, sent) in moments {
        live.moment(at, sent);
    }
    let (ids, mut happened) = (live.ids.clone(), live.journal());
    for case in answers.keys() {
        let of_case = recording.sent.iter().filter(|sent| sent.case == *case);
        let simulated: Vec<&Event> = of_case.filter_map(|sent| sent.came.as_ref().ok()).flatten().collect();
        let mut real = happened.remove(&ids[case]).unwrap_or_default();
        // A year whose holidays are not loaded the simulator supposes to go by the week, and the runner never.
        let unknown = |event: &Event| matches!(event.kind, EventKind::LimitUnknown { .. });
        let supposed = real.iter().position(unknown);
        if let Some(from) = supposed {
            assert!(
                real[from].at.0 > LOADED_UNTIL - LONGEST_LIMIT,
                "{scene:?}, application {case}: {:?}",
                real[from]
            );
            real.truncate(from);
            met.supposed += 1;
        }
        for (number, event) in simulated.iter().take(supposed.unwrap_or(usize::MAX)).enumerate() {
            *met.kinds.entry(event.kind.name()).or_default() += 1;
            met.held += u64::from(matches!(event.kind, EventKind::HoldStands { .. }));
            assert_eq!(Some(*event), real.get(number), "{scene:?}, application {case}, event {number}");
        }
        let more = real.get(simulated.len()).filter(|_| supposed.is_none());
        assert_eq!(more, None, "{scene:?}, application {case}: the runner does more");
        met.applications += 1;
    }
}

/// The live side.
struct Live {
    house: House,
    starts: BTreeMap<u64, Start>,
    ids: BTreeMap<u64, Uuid>,
}

impl Live {
    fn new((id, plan, seed): (&str, &Id, u64), answers: &BTreeMap<u64, Answers>) -> Self {
        let (disk, index) = (SimulatedDisk::new(), Arc::new(Ordered::new()));
        let house = House::open_before(disk, index, Random::new(seed), Arc::new(ByHand)).unwrap();
        house.runner.shared().clock.stand_at(BEGIN);
        // What a step may run has to be in the library.
        let versions: BTreeMap<&str, Version> =
            SCENARIOS.into_iter().map(|id| (id, house.publish(id))).collect();
        let begun =
            |answers: &Answers| Start { answers: answers.clone(), ..start(&house, id, plan, versions[id]) };
        let starts = answers.iter().map(|(case, answers)| (*case, begun(answers))).collect();
        Self { house, starts, ids: BTreeMap::new() }
    }

    /// Lets time come to a moment, and sends what was sent then.
    fn moment(&mut self, at: i64, sent: Vec<&Sent>) {
        let shared = self.house.runner.shared().clone();
        while let Some(next) = shared.wheel.next(&shared).unwrap().filter(|next| *next < at) {
            assert!(next >= shared.clock.now(), "something of {next} is left over");
            shared.clock.stand_at(next);
            self.house.rest();
        }
        shared.clock.stand_at(at);
        let mut left: VecDeque<&Sent> = sent.into();
        while !left.is_empty() {
            // What stands behind a timer of its application, or a hold, waits for it.
            let mut behind = BTreeSet::new();
            let mut after = VecDeque::new();
            for sent in left {
                match &sent.envelope.command {
                    _ if behind.contains(&sent.case) => after.push_back(sent),
                    Command::Due { .. } => drop(behind.insert(sent.case)),
                    // The runner has lines of its own, and tells of them by itself.
                    Command::HoldTested { free, .. } => {
                        assert!(free, "nothing is held");
                        behind.insert(sent.case);
                    }
                    Command::HoldTook { .. } | Command::HoldOver { .. } => drop(behind.insert(sent.case)),
                    _ => self.send(sent),
                }
            }
            // All timers of this moment fire now, as the simulator's do.
            self.house.rest();
            left = after;
        }
        self.house.rest();
    }

    fn send(&mut self, sent: &Sent) {
        let Envelope { by, command, .. } = sent.envelope.clone();
        let start = matches!(command, Command::Open { .. }).then(|| self.starts[&sent.case].clone());
        let id = match &start {
            Some(_) => self.house.id(),
            None => self.ids[&sent.case],
        };
        self.ids.insert(sent.case, id);
        let answer = self.house.ask(Ask { start, ..Ask::of_world(id, by, command) }).unwrap();
        let simulated = sent.came.as_ref().map(|_| ()).map_err(Clone::clone);
        let real = match answer {
            Ok(_) => Ok(()),
            Err(Refusal::Rejected(why)) => Err(*why),
            Err(other) => panic!("{:?}: {other:?}", sent.envelope),
        };
        assert_eq!(simulated, real, "{:?}", sent.envelope);
    }

    /// The events of every application, as the journal has them.
    fn journal(&self) -> BTreeMap<Uuid, Vec<Event>> {
        let shared = self.house.runner.shared();
        let mut all: BTreeMap<Uuid, Vec<Event>> = BTreeMap::new();
        for number in 1..=shared.journal.head().0 {
            if let Entry::Turn(turn) = Entry::read(&shared.lookup.record(number).unwrap()).unwrap() {
                let events = turn.happened.into_iter().flat_map(|happened| happened.events());
                all.entry(turn.application).or_default().extend(events);
            }
        }
        all
    }
}
