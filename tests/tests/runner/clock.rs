//! Time: it never goes back, whatever the machine's clock says and however often the process begins again; what is
//! due is done late rather than early, once, and in order. And what a seed decides is the same bytes, however many
//! work on it.

use super::house::{BEGIN, House, options};
use super::people::start;
use super::simulation::SCENES;
use super::unruly::Unruly;
use super::witness::Witness;
use onething_engine::random::Random;
use onething_server::disk::Disk;
use std::path::Path;
use uuid::Uuid;

const SECOND: i64 = 1_000;
const DAY: i64 = 86_400 * SECOND;

/// Applications of several scenes, each as far as people and time bring it without anything odd.
fn begun(house: &mut House, chance: &mut Random) -> Vec<Uuid> {
    let count = chance.between(1, 3);
    let one = |_| {
        let (scenario, plan) = SCENES[chance.below(SCENES.len())];
        let version = house.publish(scenario);
        let begun = start(house, scenario, plan, version);
        house.begin(begun).unwrap().application
    };
    (0..count).map(one).collect()
}

/// So many jumps of the clock, with restarts in between.
pub fn jumps(count: usize) {
    let mut jumps = 0;
    let mut seed = 0;
    while jumps < count {
        seed += 1;
        let mut chance = Random::new(seed);
        let mut house = House::new(seed);
        // The last second of a year, the day that leap years have, and an ordinary morning.
        let begins = [BEGIN, 1_830_268_799_000, 1_835_366_400_000 - DAY];
        house.runner.shared().clock.stand_at(begins[chance.below(3)]);
        let ids = begun(&mut house, &mut chance);
        let mut witness = Witness::default();
        for _ in 0..40 {
            jumps += 1;
            let id = ids[chance.below(ids.len())];
            house.act(id);
            let now = house.runner.shared().clock.now();
            let spans = [SECOND, 60 * SECOND, 3_600 * SECOND, DAY, 31 * DAY, 366 * DAY, 3_653 * DAY];
            let most = if chance.below(8) == 0 { 7 } else { 5 };
            let span = spans[chance.below(most)];
            match chance.below(3) {
                0 => {
                    house.runner.shared().clock.stand_at(now - span);
                    assert_eq!(house.runner.shared().clock.now(), now, "time went back");
                    house.jump(now);
                }
                1 => house.jump(now + span),
                _ => drop(house.next()),
            }
            witness.follow(&house);
            if chance.below(10) == 0 {
                // The process begins again on a machine whose clock is behind.
                let keep = chance.below(2) == 0;
                house = house.restart(keep).unwrap();
                let told = house.runner.shared().clock.now();
                assert!(
                    told >= witness.latest(),
                    "time went back over a restart: {told} {}",
                    witness.latest()
                );
                house.jump(now);
            }
            witness.follow(&house);
        }
    }
    println!("{jumps} jumps");
}

/// Everything that happened to applications, as text.
fn histories(house: &House, ids: &[Uuid]) -> String {
    let of = |id: &Uuid| {
        format!("{id}: {:?}\n", house.application(*id).0.state)
            + &house
                .runner
                .history(*id, None)
                .unwrap()
                .unwrap()
                .iter()
                .map(|turn| format!("{:?}\n", turn.events))
                .collect::<String>()
    };
    ids.iter().map(of).collect()
}

/// Plays a seed until nothing happens any more; what happened.
fn play(seed: u64, house: &mut House) -> String {
    let mut chance = Random::new(seed);
    house.runner.shared().clock.stand_at(BEGIN);
    let ids = begun(house, &mut chance);
    for _ in 0..400 {
        house.rest();
        let acted = ids.iter().any(|id| {
            let odd = (chance.below(6) == 0).then(|| house.odd_deed(*id, &mut chance)).flatten();
            if let Some((by, commands)) = odd {
                drop(house.ask(super::people::asks(*id, by, commands)).unwrap());
                house.rest();
            }
            let deed = house.next_deed(*id);
            deed.is_some_and(|(by, commands)| {
                house.ask(super::people::asks(*id, by, commands)).unwrap().is_ok()
            })
        });
        if !acted && !house.next() {
            break;
        }
    }
    histories(house, &ids)
}

/// The whole journal.
fn bytes(house: &House) -> Vec<u8> {
    let disk: &dyn Disk = &house.disk;
    let folder = Path::new("journal");
    let names = disk.list(folder).unwrap();
    names.iter().flat_map(|name| disk.read(&folder.join(name), u64::MAX).unwrap()).collect()
}

/// So many seeds, each played by several numbers of shards, and by threads.
pub fn bytes_of(seeds: u64) {
    for seed in 0..seeds {
        let with = |shards| {
            let options = onething_server::runner::Options { shards, ..options() };
            let mut house = House::with(seed, options, Unruly::default());
            let told = play(seed, &mut house);
            (told, bytes(&house))
        };
        let (told, journal) = with(2);
        assert!(told.len() > 1_000, "seed {seed}: too little happened");
        assert!(with(2) == (told.clone(), journal), "seed {seed}: twice the same is not the same");
        for shards in [1, 3, 4] {
            assert!(with(shards).0 == told, "seed {seed}: {shards} shards do otherwise than 2");
        }
        let mut threads = House::threaded(seed, 2);
        let other = play(seed, &mut threads);
        if let Some((a, b)) = other.lines().zip(told.lines()).find(|(a, b)| a != b) {
            panic!("seed {seed}: threads do otherwise:\n{a}\n{b}");
        }
    }
}
