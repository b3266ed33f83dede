//! The lease table against a list that is looked through from front to back.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use super::{Ended, Lease, Leased, Limits, Load, Offered, Over, Workers};
use crate::systems::work::Work;
use onething_engine::application::program::StepId;
use onething_engine::application::state::{CallId, TaskId};
use onething_engine::random::Random;
use std::collections::BTreeMap;
use uuid::Uuid;

const LIMITS: Limits =
    Limits { calls: 6, lease: 3, held: 4, shortest_ms: 5, longest_ms: 50, remembered: 1_000 };

fn work(key: &str, system: &str) -> Work {
    Work {
        at: "2026-03-02T08:59:00+08:00".parse().unwrap(),
        key: key.to_owned(),
        application: Uuid::from_u128(1),
        attempt: CallId { task: TaskId { step: StepId(0), visit: 1 }, attempt: 1 },
        system: system.into(),
        service: format!("{system}.service").into(),
        given: BTreeMap::new(),
        returns: Vec::new(),
        stands_for: Vec::new(),
        undo: false,
        until: "2026-03-02T09:00:00+08:00".parse().unwrap(),
    }
}

fn table() -> Workers {
    Workers::new(LIMITS)
}

fn keys(leased: &[Leased]) -> Vec<&str> {
    leased.iter().map(|l| l.work.key.as_str()).collect()
}

#[test]
fn first_in_first_out_and_back_to_the_old_place() {
    let mut table = table();
    for key in ["a", "b", "c"] {
        assert_eq!(table.offer(work(key, "s")), Ok(Offered::Queued));
    }
    assert_eq!(keys(&table.lease("s", "w", 2, 10, 0)), ["a", "b"]);
    assert_eq!(table.load("s"), Load { waiting: 1, leased: 2 });
    assert_eq!(table.next_end_ms(), Some(10));
    // Both leases are over; their calls come before the one that waited behind them.
    assert_eq!(keys(&table.lease("s", "v", 9, 10, 10)), ["a", "b", "c"]);
}

#[test]
fn a_lease_lasts_until_its_end_and_not_beyond() {
    let mut table = table();
    table.offer(work("a", "s")).unwrap();
    let lease = table.lease("s", "w", 1, 10, 0).remove(0).lease;
    assert_eq!(table.lease("s", "v", 1, 10, 9), []);
    assert_eq!(table.heartbeat(&lease, "w", 10, 9), Ok(19));
    assert_eq!(table.heartbeat(&lease, "w", 5, 9), Ok(19), "a heartbeat never shortens");
    assert_eq!(table.heartbeat(&lease, "v", 10, 9), Err(Over::Lapsed), "another worker's");
    assert_eq!(table.lease("s", "v", 1, 10, 18), []);
    assert_eq!(table.heartbeat(&lease, "w", 10, 19), Err(Over::Lapsed));
    assert_eq!(keys(&table.lease("s", "v", 1, 10, 19)), ["a"]);
}

#[test]
fn the_first_to_complete_wins_even_after_its_lease() {
    let mut table = table();
    table.offer(work("a", "s")).unwrap();
    let slow = table.lease("s", "slow", 1, 10, 0).remove(0).lease;
    let quick = table.lease("s", "quick", 1, 10, 10).remove(0).lease;
    assert_ne!(slow, quick);
    assert_eq!(table.fail(&slow, "slow", 11), Err(Over::Lapsed), "it may not fail what another does");
    assert_eq!(table.complete(&slow).map(|w| w.key), Ok("a".to_owned()));
    assert_eq!(table.complete(&quick), Err(Over::Completed));
    assert_eq!(table.heartbeat(&quick, "quick", 10, 12), Err(Over::Completed));
    assert_eq!(table.fail(&quick, "quick", 12), Err(Over::Completed));
    assert_eq!(table.offer(work("a", "s")), Ok(Offered::Known), "what is over is not done again");
    assert_eq!(table.load("s"), Load::default());
    assert_eq!(table.next_end_ms(), None);
}

#[test]
fn a_lease_from_before_a_restart_can_be_completed() {
    let mut before = table();
    before.offer(work("a", "s")).unwrap();
    let lease = before.lease("s", "w", 1, 50, 0).remove(0).lease;
    let text = lease.to_string();
    let mut after = table();
    after.offer(work("a", "s")).unwrap();
    assert_eq!(after.complete(&text.parse().unwrap()).map(|w| w.key), Ok("a".to_owned()));
    assert_eq!(after.complete(&lease), Err(Over::Completed));
}

#[test]
fn bounds_hold() {
    let mut table = table();
    for at in 0..6 {
        table.offer(work(&format!("k{at}"), "s")).unwrap();
    }
    let full = table.offer(work("k6", "s")).unwrap_err();
    assert_eq!((&*full.system, full.calls), ("s", 6));
    assert_eq!(table.offer(work("other", "t")), Ok(Offered::Queued), "each system has a queue of its own");
    assert_eq!(table.lease("s", "w", 100, 10, 0).len(), 3, "so many at once");
    assert_eq!(table.lease("s", "w", 100, 10, 0).len(), 1, "so many in all");
    assert_eq!(table.lease("s", "w", 100, 10, 0), []);
    assert_eq!(table.lease("t", "w", 100, 10, 0).len(), 1, "of each system");
    let long = table.lease("s", "v", 1, 1_000_000, 0).remove(0);
    assert_eq!(long.until_ms, 50);
    let short = table.lease("s", "v", 1, 0, 0).remove(0);
    assert_eq!(short.until_ms, 5);
    assert_eq!(table.lease("nobody", "w", 1, 10, 0), []);
    assert_eq!("no lease".parse::<Lease>().is_err(), "~1".parse::<Lease>().is_err());
}

/// One call as the list has it.
struct Listed {
    key: String,
    system: &'static str,
    leases: u32,
    held: Option<(&'static str, u32, i64)>,
    ended: Option<Ended>,
}

/// The list: in the order of the offers.
#[derive(Default)]
struct List(Vec<Listed>);

impl List {
    fn over(&self, key: &str) -> Over {
        match self.0.iter().find(|l| l.key == key).map(|l| l.ended) {
            Some(Some(Ended::Completed)) => Over::Completed,
            Some(Some(Ended::Failed)) => Over::Failed,
            Some(Some(Ended::Dropped)) => Over::Dropped,
            Some(None) => Over::Lapsed,
            None => Over::Unknown,
        }
    }

    fn open(&mut self, key: &str) -> Option<&mut Listed> {
        self.0.iter_mut().find(|l| l.key == key && l.ended.is_none())
    }

    fn expire(&mut self, now: i64) {
        for listed in &mut self.0 {
            listed.held = listed.held.filter(|(_, _, until)| *until > now);
        }
    }

    fn offer(&mut self, key: &str, system: &'static str) -> Option<Offered> {
        if self.0.iter().any(|l| l.key == key) {
            return Some(Offered::Known);
        }
        let open = self.0.iter().filter(|l| l.system == system && l.ended.is_none()).count();
        (open < LIMITS.calls).then(|| {
            let listed = Listed { key: key.to_owned(), system, leases: 0, held: None, ended: None };
            self.0.push(listed);
            Offered::Queued
        })
    }

    fn lease(&mut self, system: &str, worker: &'static str, most: usize, until: i64) -> Vec<(String, u32)> {
        let ours = |l: &Listed| l.system == system && l.held.is_some_and(|(w, ..)| w == worker);
        let held = self.0.iter().filter(|l| ours(l)).count();
        let most = most.min(LIMITS.lease).min(LIMITS.held.saturating_sub(held));
        let waiting =
            self.0.iter_mut().filter(|l| l.system == system && l.ended.is_none() && l.held.is_none());
        let given = waiting.take(most).map(|listed| {
            listed.leases += 1;
            listed.held = Some((worker, listed.leases, until));
            (listed.key.clone(), listed.leases)
        });
        given.collect()
    }

    fn load(&self, system: &str) -> Load {
        let open = || self.0.iter().filter(|l| l.system == system && l.ended.is_none());
        let leased = open().filter(|l| l.held.is_some()).count();
        Load { waiting: open().count() - leased, leased }
    }
}

const SYSTEMS: [&str; 2] = ["s", "t"];
const WORKERS: [&str; 3] = ["u", "v", "w"];

/// Both do the same thing; whatever they say of it must be alike.
fn step(table: &mut Workers, list: &mut List, now: &mut i64, random: &mut Random) {
    let key = format!("k{}", random.below(24));
    let (system, worker) = (SYSTEMS[random.below(2)], WORKERS[random.below(3)]);
    let number = u32::try_from(1 + random.below(4)).unwrap();
    let lease = Lease { key: key.clone(), number };
    let ms = i64::try_from(random.below(70)).unwrap();
    let until = *now + ms.clamp(LIMITS.shortest_ms, LIMITS.longest_ms);
    match random.below(9) {
        0..=2 => assert_eq!(table.offer(work(&key, system)).ok(), list.offer(&key, system)),
        3 | 4 => {
            let most = random.below(5);
            list.expire(*now);
            let told = table.lease(system, worker, most, ms, *now);
            assert!(told.iter().all(|l| l.until_ms == until && l.work.key == l.lease.key));
            let told: Vec<(String, u32)> = told.into_iter().map(|l| (l.lease.key, l.lease.number)).collect();
            assert_eq!(told, list.lease(system, worker, most, until));
        }
        5 => {
            list.expire(*now);
            let ours = |l: &&mut Listed| l.held.is_some_and(|(w, n, _)| w == worker && n == number);
            let longer = list.open(&key).filter(ours).map(|l| {
                let (w, n, before) = l.held.unwrap();
                l.held = Some((w, n, before.max(until)));
                before.max(until)
            });
            assert_eq!(table.heartbeat(&lease, worker, ms, *now), longer.ok_or_else(|| list.over(&key)));
        }
        6 => {
            let was = list.over(&key);
            let done = list.open(&key).map(|l| (l.ended, l.held) = (Some(Ended::Completed), None));
            assert_eq!(table.complete(&lease).map(|w| w.key), done.map(|()| key).ok_or(was));
        }
        7 => {
            list.expire(*now);
            let was = list.over(&key);
            let ours = |l: &&mut Listed| l.held.is_some_and(|(w, n, _)| w == worker && n == number);
            let done = list.open(&key).filter(ours).map(|l| (l.ended, l.held) = (Some(Ended::Failed), None));
            assert_eq!(table.fail(&lease, worker, *now).map(|w| w.key), done.map(|()| key).ok_or(was));
        }
        _ if random.below(4) == 0 => {
            let done = list.open(&key).map(|l| (l.ended, l.held) = (Some(Ended::Dropped), None));
            assert_eq!(table.drop_call(&key).map(|w| w.key), done.map(|()| key));
        }
        _ => *now += i64::try_from(random.below(30)).unwrap(),
    }
}

#[test]
fn the_table_does_as_the_list_does() {
    let mut seen = (0, 0);
    for seed in 0..400 {
        let (mut table, mut list, mut now) = (table(), List::default(), 0);
        let mut random = Random::new(seed);
        for _ in 0..300 {
            step(&mut table, &mut list, &mut now, &mut random);
            list.expire(now);
            table.expire(now);
            for system in SYSTEMS {
                assert_eq!(table.load(system), list.load(system), "seed {seed}");
            }
            let ends = list.0.iter().filter_map(|l| l.held.map(|(_, _, until)| until)).min();
            assert_eq!(table.next_end_ms(), ends, "seed {seed}");
        }
        seen.0 += list.0.iter().filter(|l| l.ended == Some(Ended::Completed)).count();
        seen.1 += list.0.iter().filter(|l| l.leases > 1).count();
    }
    assert!(seen.0 > 2_000 && seen.1 > 1_000, "completed {}, leased again {}", seen.0, seen.1);
}
