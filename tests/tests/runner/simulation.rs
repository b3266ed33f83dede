//! The real runner in virtual time, driven by one seed: applications of every scene; clerks who reach for the same
//! task; systems that are down, fail, answer late, twice, in any order or never; mail that comes twice; time that
//! jumps, forward and back; the power that goes at any moment. A [`Witness`] looks at everything after every command.
//! What was acknowledged is there, nothing is stuck, and every application comes to its end, a simulated year later.

use super::house::{BEGIN, House, options};
use super::people::{asks, start};
use super::unruly::Unruly;
use super::witness::Witness;
use onething_engine::application::{Actor, Command};
use onething_engine::random::Random;
use onething_server::runner::rows::family;
use onething_server::runner::{Answer, Ask, AskedUnder, Refusal, commit, mail};
use onething_server::systems::behaviour::{Answers, Behaviour, Fails, Length};
use onething_server::systems::registers::RegisterChange;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// Scenes, with their plans.
pub const SCENES: [(&str, &str); 7] = [
    ("newborn-birth", "joint"),
    ("newborn-birth", "separate"),
    ("business-deregistration", "joint"),
    ("citizen-death", "joint"),
    ("court-equity-control", "joint"),
    ("court-equity-control", "joint"),
    ("home-transfer-with-utilities", "joint"),
];
const DAY: i64 = 86_400_000;
/// Rounds until everything has to be over.
const MOST: usize = 5_000;

/// Something that was asked under a key.
#[derive(Clone)]
struct Asked {
    application: Uuid,
    by: Actor,
    commands: Vec<Command>,
    under: AskedUnder,
}

/// What was answered, by number of what was asked.
type Told = Arc<Mutex<BTreeMap<usize, Answer>>>;

/// One run of a seed.
pub struct Run {
    pub house: House,
    chance: Random,
    witness: Witness,
    asked: Vec<Asked>,
    told: Told,
    /// How many answers were looked at.
    judged: usize,
    ids: Vec<Uuid>,
    pub counted: Counted,
}

/// What a run met.
#[derive(Debug, Default, Clone)]
pub struct Counted {
    pub crashes: usize,
    pub kept_index: usize,
    pub acknowledged: usize,
    pub refused: usize,
    pub repeats: usize,
    pub asked_twice: usize,
    pub kinds: BTreeMap<&'static str, u64>,
}

impl Counted {
    fn add(&mut self, other: &Self) {
        self.crashes += other.crashes;
        self.kept_index += other.kept_index;
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.repeats += other.repeats;
        self.asked_twice += other.asked_twice;
        for (kind, count) in &other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
    }
}

impl Run {
    pub fn new(seed: u64) -> Self {
        let mut chance = Random::new(seed ^ 0x5eed);
        let unruly = if chance.below(2) == 0 { 0 } else { 40 };
        // Now and then the cache has room for one application alone.
        let cache = if chance.below(4) == 0 { 1 } else { 1 << 20 };
        let options = onething_server::runner::Options { cache, ..options() };
        let house = House::with(seed, options, Unruly::new(seed ^ 0xdead, unruly));
        Self {
            house,
            chance,
            witness: Witness::default(),
            asked: Vec::new(),
            told: Told::default(),
            judged: 0,
            ids: Vec::new(),
            counted: Counted::default(),
        }
    }

    fn begin(&mut self) {
        let (scenario, plan) = SCENES[self.chance.below(SCENES.len())];
        let version = self.house.publish(scenario);
        if scenario == "court-equity-control" {
            // All of them are after one stake.
            let one = Answers::Rule([("it.number".to_owned(), "\"S-1\"".to_owned())].into());
            self.behave("registry.stake", Some(Behaviour { answers: Some(one), ..Behaviour::default() }));
        }
        let begun = start(&self.house, scenario, plan, version);
        let receipt = self.house.begin(begun).unwrap();
        self.ids.push(receipt.application);
        self.witness.follow(&self.house);
        self.witness.acknowledged(receipt.application, receipt.record, receipt.sequence);
    }

    fn behave(&self, target: &str, behaviour: Option<Behaviour>) {
        let since = jiff::Timestamp::from_millisecond(self.house.runner.shared().clock.now()).unwrap();
        let change = RegisterChange::Behaves { target: target.into(), behaviour, since };
        self.house.runner.change_systems(&change).unwrap();
    }

    /// Asks under a key of its own; the answer may come later, or never.
    fn send(&mut self, id: Uuid, by: Actor, commands: Vec<Command>) -> usize {
        let number = self.asked.len();
        let under = AskedUnder::new("somebody", &number.to_string(), &number.to_be_bytes());
        self.asked.push(Asked { application: id, by, commands, under });
        self.again(number);
        number
    }

    /// Asks again under the same key.
    fn again(&mut self, number: usize) {
        let Asked { application, by, commands, under } = self.asked[number].clone();
        let told = self.told.clone();
        let mut ask = Ask { key: Some(under), ..asks(application, by, commands) };
        // What fails with the power that goes is not answered; whatever else fails is missed in the end.
        ask.reply = Some(Box::new(move |answer: Answer| {
            if answer.is_ok() {
                told.lock().unwrap().insert(number, answer);
            }
        }));
        self.house.runner.submit(ask).unwrap();
    }

    fn some(&mut self) -> Uuid {
        self.ids[self.chance.below(self.ids.len())]
    }

    /// Something happens.
    fn round(&mut self) {
        let id = self.some();
        match self.chance.below(20) {
            0..=8 => {
                if let Some((by, commands)) = self.house.next_deed(id) {
                    self.send(id, by, commands);
                }
            }
            9..=10 => {
                if let Some((by, commands)) = self.house.odd_deed(id, &mut self.chance) {
                    self.send(id, by, commands);
                }
            }
            11 => {
                for (by, commands) in self.house.rivals(id, &mut self.chance) {
                    self.send(id, by, commands);
                }
            }
            12 => self.repeat(),
            13 => self.mail_twice(),
            14 => self.jump(),
            15..=16 => drop(self.house.answers()),
            17 => drop(self.house.next()),
            18 => self.misbehave(),
            _ => self.crash(),
        }
        match self.chance.below(3) {
            0 => self.house.rest(),
            _ => {
                for _ in 0..self.chance.below(30) {
                    self.house.step();
                }
            }
        }
        self.look(false);
    }

    /// Asks for something once more: answered as before, or refused where it is something else under the same key.
    fn repeat(&mut self) {
        self.house.rest();
        self.look(true);
        let number = match self.asked.len() {
            0 => return,
            all => self.chance.between(all.saturating_sub(20), all - 1),
        };
        let before = self.told.lock().unwrap().get(&number).cloned();
        let Some(Ok(Ok(receipt))) = before else { return };
        self.counted.repeats += 1;
        let Asked { application, by, commands, under } = self.asked[number].clone();
        let told = self.house.ask(Ask { key: Some(under), ..asks(application, by, commands.clone()) });
        let told = told.unwrap().unwrap_or_else(|why| panic!("a repeat was refused: {why:?}"));
        // Its own event and the last of its turn are of one turn, and lead to one answer.
        let after = |sequence| self.house.runner.as_of(application, sequence).unwrap();
        assert!(after(told.sequence).is_some(), "a repeat names no event");
        assert_eq!(after(told.sequence), after(receipt.sequence), "a repeat is answered as before");
        let other = AskedUnder::new("somebody", &number.to_string(), b"something else");
        let told = self.house.ask(Ask { key: Some(other), ..asks(application, by, commands) });
        assert_eq!(told.unwrap(), Err(Refusal::KeyReused));
    }

    /// A piece of mail comes again.
    fn mail_twice(&mut self) {
        let shared = self.house.runner.shared();
        let (from, to) = ([family::MAIL], [family::MAIL + 1]);
        let rows =
            shared.index.scan(Bound::Included(&from), Bound::Excluded(&to), false, usize::MAX).unwrap();
        if rows.is_empty() {
            return;
        }
        let (key, value) = &rows[self.chance.below(rows.len())];
        let sequence = u64::from_be_bytes(key[1..9].try_into().unwrap());
        let number = u16::from_be_bytes(key[9..11].try_into().unwrap());
        let id = onething_server::runner::record::MailId { sequence, number };
        assert_eq!(mail::key(id), *key);
        commit::deliver(shared, id, rmp_serde::from_slice(value).unwrap());
    }

    /// Time jumps; never back, whatever it is told.
    fn jump(&mut self) {
        let spans = [1_000, 3_600_000, DAY, 7 * DAY, 40 * DAY];
        let span = spans[self.chance.below(spans.len())];
        let clock = &self.house.runner.shared().clock;
        let now = clock.now();
        if self.chance.below(3) == 0 {
            clock.stand_at(now - span);
            assert_eq!(clock.now(), now, "time went back");
        } else {
            self.house.jump(now + span);
        }
    }

    /// A system behaves otherwise from now on.
    fn misbehave(&mut self) {
        let id = self.some();
        let (_, course) = self.house.application(id);
        let systems: Vec<_> = course.definition.scenario.catalogue.systems.keys().cloned().collect();
        let system = systems[self.chance.below(systems.len())].clone();
        let usual = Behaviour::default();
        let behaviour = match self.chance.below(6) {
            0 => Behaviour { down: true, lasts: Some(Length(2 * DAY)), ..usual },
            1 => Behaviour { hangs: true, lasts: Some(Length(DAY)), ..usual },
            2 => Behaviour { fails: Some(Fails::Times(3)), ..usual },
            3 => Behaviour { fails: Some(Fails::Chance { chance: 0.5 }), ..usual },
            4 => Behaviour { answers: Some(Answers::NotFound), lasts: Some(Length(DAY)), ..usual },
            _ => Behaviour { latency: Some(Length(3_600_000)), ..usual },
        };
        self.behave(&system, Some(behaviour));
    }

    fn crash(&mut self) {
        for _ in 0..self.chance.below(20) {
            self.house.step();
        }
        self.look(false);
        let keep = self.chance.below(2) == 0;
        let latest = self.house.runner.shared().clock.now();
        // The old house is gone; another one stands in its place until the new one is opened.
        let old = std::mem::replace(&mut self.house, House::new(0));
        self.house = old.crash(keep).unwrap();
        self.counted.crashes += 1;
        self.counted.kept_index += usize::from(keep);
        self.look(false);
        self.witness.materials(&self.house);
        let told = self.house.runner.shared().clock.now();
        assert!(told >= self.witness.latest(), "time went back over a restart, before what was kept");
        // Time goes on, wherever the clock stood.
        self.house.runner.shared().clock.stand_at(latest);
        // Whoever was not answered asks again.
        let open: Vec<usize> =
            (0..self.asked.len()).filter(|at| !self.told.lock().unwrap().contains_key(at)).collect();
        for number in open {
            self.again(number);
        }
    }

    /// Looks at everything.
    fn look(&mut self, is_quiet: bool) {
        // Where nothing was kept since, nothing is to be seen that was not looked at.
        if self.witness.follow(&self.house) || is_quiet {
            self.witness.rows(&self.house, is_quiet);
        }
        let told = self.told.lock().unwrap();
        if told.len() == self.judged && !is_quiet {
            return;
        }
        self.judged = told.len();
        let (mut acknowledged, mut refused) = (0, 0);
        for (number, answer) in &*told {
            let asked = &self.asked[*number];
            let keyed = self.witness.keyed(asked.application, asked.under.remembered().0);
            match answer {
                Ok(Ok(receipt)) => {
                    acknowledged += 1;
                    assert!(keyed, "acknowledged and lost: {:?}", asked.commands);
                    self.witness.acknowledged(receipt.application, receipt.record, receipt.sequence);
                }
                Ok(Err(_)) => {
                    refused += 1;
                    assert!(!keyed, "refused and done: {:?}", asked.commands);
                }
                Err(error) => panic!("{error}"),
            }
        }
        (self.counted.acknowledged, self.counted.refused) = (acknowledged, refused);
    }

    fn is_over(&self) -> bool {
        self.ids.iter().all(|id| self.house.application(*id).0.state.closed.is_some())
    }

    /// Everything behaves as usual, people are of good will, and all of it comes to its end.
    fn end(&mut self) {
        self.house.outside.calm();
        for (target, _) in self.house.runner.simulated().behaviours() {
            if &*target != "registry.stake" {
                self.behave(&target, None);
            }
        }
        for _ in 0..MOST {
            self.house.rest();
            self.look(true);
            if self.is_over() {
                return;
            }
            let open: Vec<Uuid> = self.ids.clone();
            let open = open.into_iter().filter(|id| self.house.application(*id).0.state.closed.is_none());
            let open: Vec<Uuid> = open.collect();
            let acted = open.iter().any(|id| {
                let deeds = self.house.deeds(*id);
                deeds.into_iter().any(|(by, commands)| {
                    let number = self.send(*id, by, commands);
                    self.house.work();
                    matches!(self.told.lock().unwrap()[&number], Ok(Ok(_)))
                })
            });
            if acted || self.house.answers() || open.iter().any(|id| self.house.help(*id)) {
                continue;
            }
            let went_on = self.house.next() || open.iter().any(|id| self.house.say(*id));
            assert!(went_on, "nothing happens any more: {}", self.why());
        }
        panic!("it does not come to an end: {}", self.why());
    }

    /// Why the applications that are open wait.
    fn why(&self) -> String {
        let open = self.ids.iter().map(|id| self.house.application(*id));
        let told = open.filter(|(dossier, _)| dossier.state.closed.is_none()).map(|(dossier, course)| {
            let reasons = onething_engine::application::waiting(&course.program, &dossier.state);
            let texts: Vec<String> = reasons.iter().map(|reason| reason.text.en.to_string()).collect();
            format!("{} {}: {texts:?}; {:?}\n", dossier.start.scenario, dossier.id, dossier.state.work)
        });
        told.collect()
    }

    /// A year from the begin nothing is left that is due.
    fn a_year_later(&mut self) {
        self.house.jump(BEGIN + 366 * DAY);
        self.house.rest();
        self.look(true);
        self.witness.chained(&self.house);
        self.witness.materials(&self.house);
        let (_, twice) = self.house.outside.counted();
        self.counted.asked_twice = twice;
        self.counted.kinds = self.witness.kinds.clone();
        let told = self.told.lock().unwrap();
        let open = (0..self.asked.len()).find(|number| !told.contains_key(number));
        assert_eq!(open, None, "this was never answered");
        self.house.let_go();
    }
}

/// One seed.
pub fn run(seed: u64) -> Counted {
    let mut run = Run::new(seed);
    for _ in 0..run.chance.between(1, 3) {
        run.begin();
    }
    for _ in 0..run.chance.between(20, 120) {
        run.round();
    }
    run.end();
    run.a_year_later();
    run.counted
}

/// Runs seeds on two threads; what they met together. The first seed that fails is told, and fails the test.
pub fn seeds(from: u64, count: u64) -> Counted {
    let next = AtomicU64::new(from);
    let all = Mutex::new(Counted::default());
    let failed: Mutex<Option<u64>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count || failed.lock().unwrap().is_some() {
                        return;
                    }
                    if seed.is_multiple_of(1_000) {
                        println!("seed {seed}");
                    }
                    match std::panic::catch_unwind(|| run(seed)) {
                        Ok(counted) => all.lock().unwrap().add(&counted),
                        Err(_) => {
                            eprintln!("seed {seed}: ONETHING_SEED={seed} plays it again");
                            *failed.lock().unwrap() = Some(seed);
                        }
                    }
                }
            });
        }
    });
    let failed = *failed.lock().unwrap();
    assert_eq!(failed, None, "this seed failed");
    all.into_inner().unwrap()
}
