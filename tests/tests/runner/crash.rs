//! Applications whose server loses its power at any moment, any number of times: what was acknowledged is there,
//! what is there agrees with itself, nothing is stuck, and every application still comes to its end.

use super::house::House;
use super::people::{asks, start};
use onething_engine::application::{invariants, waiting};
use onething_engine::random::Random;
use onething_server::runner::aftermath;
use onething_tests::volume::volume;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

const SCENES: [&str; 5] = [
    "newborn-birth",
    "business-deregistration",
    "citizen-death",
    "court-equity-control",
    "home-transfer-with-utilities",
];

/// What was acknowledged: the last event of each application.
type Acknowledged = Arc<Mutex<BTreeMap<Uuid, u64>>>;

/// One run of a seed.
struct Run {
    house: House,
    chance: Random,
    acknowledged: Acknowledged,
    crashes: usize,
    kept_index: usize,
}

impl Run {
    fn new(seed: u64) -> Self {
        let house = House::new(seed);
        house.runner.shared().clock.stand_at(1_772_413_200_000);
        let chance = Random::new(seed ^ 0x5eed);
        Self { house, chance, acknowledged: Acknowledged::default(), crashes: 0, kept_index: 0 }
    }

    /// Begins an application; the answer may come later, or never.
    fn begin(&mut self, scenario: &str) -> Uuid {
        let version = self.house.publish(scenario);
        let begun = start(&self.house, scenario, "joint", version);
        let receipt = self.house.begin(begun).unwrap();
        self.acknowledged.lock().unwrap().insert(receipt.application, receipt.sequence);
        receipt.application
    }

    /// Asks, works a little, and perhaps loses the power before the answer.
    fn acts(&mut self, id: Uuid) -> bool {
        let Some((by, commands)) = self.house.next_deed(id) else { return false };
        let mut ask = asks(id, by, commands);
        let told = self.acknowledged.clone();
        ask.reply = Some(Box::new(move |answer| {
            if let Ok(Ok(receipt)) = answer {
                let mut told = told.lock().unwrap();
                let last = told.entry(receipt.application).or_default();
                *last = receipt.sequence.max(*last);
            }
        }));
        self.house.runner.submit(ask).unwrap();
        for _ in 0..self.chance.below(40) {
            if !self.house.step() {
                break;
            }
        }
        true
    }

    fn crash(self) -> Self {
        let Self { house, mut chance, acknowledged, crashes, kept_index } = self;
        let keep = chance.below(2) == 0;
        let house = house.crash(keep).unwrap();
        let run = Self {
            house,
            chance,
            acknowledged,
            crashes: crashes + 1,
            kept_index: kept_index + usize::from(keep),
        };
        for (id, sequence) in run.acknowledged.lock().unwrap().iter() {
            let (dossier, _) = run.house.application(*id);
            assert!(dossier.state.sequence >= *sequence, "acknowledged and lost");
        }
        run
    }

    /// What the index says of an application is what its state says, and its state is sound.
    fn check(&self, id: Uuid) {
        let (dossier, course) = self.house.application(id);
        let violations = invariants(&course.program, &dossier.state);
        assert!(violations.is_empty(), "{violations:?}");
        let shared = self.house.runner.shared();
        for (key, value) in aftermath::rows(&dossier, &course).unwrap() {
            assert_eq!(shared.index.get(&key).unwrap().as_ref(), Some(&value), "{}", key.escape_ascii());
        }
        let told = self.house.runner.history(id, None).unwrap().unwrap();
        let events: Vec<_> = told.into_iter().flat_map(|t| t.events).collect();
        let mut folded = onething_engine::application::Application::default();
        events.iter().for_each(|event| onething_engine::application::apply(&mut folded, event));
        assert_eq!(folded, dossier.state, "the history folds to the state");
        if dossier.state.closed.is_none() {
            let reasons = waiting(&course.program, &dossier.state);
            assert!(!reasons.is_empty(), "it waits for nothing that has a name");
        }
    }

    /// No row speaks of what is not there.
    fn no_strays(&self, ids: &[Uuid]) {
        let shared = self.house.runner.shared();
        let mut expected: Vec<Vec<u8>> = Vec::new();
        for id in ids {
            let (dossier, course) = self.house.application(*id);
            expected.extend(aftermath::rows(&dossier, &course).unwrap().into_iter().map(|(key, _)| key));
        }
        expected.sort();
        for family in *b"tcirm" {
            let to = [family + 1];
            let rows = shared.index.scan(Bound::Included(&[family]), Bound::Excluded(&to), false, usize::MAX);
            for (key, _) in rows.unwrap() {
                let of_line = key.first() == Some(&b'm') && key.get(9) == Some(&b'h');
                assert!(
                    of_line || expected.binary_search(&key).is_ok(),
                    "a stray row {}",
                    key.escape_ascii()
                );
            }
        }
    }
}

/// One seed: one to three applications, crashes at any moment, all of them ended at the end.
fn run(seed: u64) -> (usize, usize) {
    let mut run = Run::new(seed);
    let count = run.chance.between(1, 3);
    let ids: Vec<Uuid> = (0..count)
        .map(|_| {
            let scene = SCENES[run.chance.below(SCENES.len())];
            run.begin(scene)
        })
        .collect();
    let crashing = run.chance.between(1, 8);
    for round in 0..20_000 {
        assert!(round < 19_999, "it does not come to an end");
        if run.crashes < 12 && run.chance.below(30) < crashing {
            for _ in 0..run.chance.below(20) {
                run.house.step();
            }
            run = run.crash();
            ids.iter().for_each(|id| run.check(*id));
        }
        let id = ids[run.chance.below(ids.len())];
        if run.acts(id) {
            continue;
        }
        run.house.work();
        if round % 16 == 0 {
            ids.iter().for_each(|id| run.check(*id));
        }
        let open: Vec<Uuid> = ids.iter().copied().filter(|id| run.is_open(*id)).collect();
        if open.is_empty() {
            break;
        }
        if open.iter().any(|id| run.acts(*id)) || run.house.next() {
            continue;
        }
        assert!(open.iter().any(|id| run.house.say(*id)), "nothing happens any more");
    }
    run.house.work();
    ids.iter().for_each(|id| run.check(*id));
    run.no_strays(&ids);
    (run.crashes, run.kept_index)
}

impl Run {
    fn is_open(&self, id: Uuid) -> bool {
        self.house.application(id).0.state.closed.is_none()
    }
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_stuck() {
    let seeds = volume("runner-crashes", 10_000, 40) as u64;
    let from: u64 = std::env::var("ONETHING_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    let (mut crashes, mut kept) = (0, 0);
    for seed in from..from + seeds {
        let told = std::panic::catch_unwind(|| run(seed));
        match told {
            Ok((more, with_index)) => (crashes, kept) = (crashes + more, kept + with_index),
            Err(why) => {
                eprintln!("seed {seed}: ONETHING_SEED={seed} plays it again");
                std::panic::resume_unwind(why);
            }
        }
    }
    assert!(crashes as u64 > seeds * 2, "only {crashes} crashes");
    assert!(kept > 0 && kept < crashes, "the index was kept {kept} times of {crashes}");
}

#[test]
fn one_seed_is_one_run() {
    let bytes = |seed| {
        let mut run = Run::new(seed);
        let id = run.begin("newborn-birth");
        while run.acts(id) || run.house.next() {
            run.house.work();
        }
        let history = run.house.runner.history(id, None).unwrap().unwrap();
        format!("{history:?}")
    };
    assert_eq!(bytes(11), bytes(11));
}
