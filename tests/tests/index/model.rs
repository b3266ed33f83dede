//! Whatever is put, read, flushed and opened again in whatever order: what is read is what a map would say.

use super::folder::{Folder, Model, change, options, rows, same};
use onething_server::index::{Change, Follower, Index, Ordered, Pace, open};
use onething_tests::volume::volume;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, Clone)]
enum Move {
    Put(Vec<Change>),
    Get(Vec<u8>),
    Scan { from: Bound<Vec<u8>>, to: Bound<Vec<u8>>, reverse: bool, most: usize },
    Step,
    Flush,
    Reopen,
}

/// Few keys, so that they meet; some are beginnings of others.
fn key() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        (1_u8..4, 0_u8..12).prop_map(|(family, n)| vec![family, n]),
        (1_u8..4, 0_u8..4, 0_u8..4).prop_map(|(family, n, m)| vec![family, n, m]),
        (1_u8..4).prop_map(|family| vec![family]),
        (0_u8..3).prop_map(|n| vec![u8::MAX, u8::MAX, n]),
        (1_u8..3).prop_map(|n| vec![n; 1024]),
    ]
}

/// Short and long ones, and those about as long as a part.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let length = prop_oneof![
        4 => 0_usize..40,
        2 => 2_970_usize..3_030,
        1 => 5_960_usize..6_040,
        1 => 8_000_usize..20_000,
    ];
    (length, any::<u8>())
        .prop_map(|(length, first)| (0..length).map(|at| first.wrapping_add(at as u8)).collect())
}

fn bound() -> impl Strategy<Value = Bound<Vec<u8>>> {
    prop_oneof![Just(Bound::Unbounded), key().prop_map(Bound::Included), key().prop_map(Bound::Excluded)]
}

fn some_move() -> impl Strategy<Value = Move> {
    let put = proptest::collection::vec((key(), proptest::option::weighted(0.6, value())), 0..6);
    prop_oneof![
        8 => put.prop_map(Move::Put),
        3 => key().prop_map(Move::Get),
        4 => (bound(), bound(), any::<bool>(), 0_usize..30)
            .prop_map(|(from, to, reverse, most)| Move::Scan { from, to, reverse, most }),
        3 => Just(Move::Step),
        1 => Just(Move::Flush),
        1 => Just(Move::Reopen),
    ]
}

fn slice(bound: &Bound<Vec<u8>>) -> Bound<&[u8]> {
    match bound {
        Bound::Included(key) => Bound::Included(key),
        Bound::Excluded(key) => Bound::Excluded(key),
        Bound::Unbounded => Bound::Unbounded,
    }
}

/// What a scan of the model gives.
fn expected(
    model: &Model,
    from: Bound<&[u8]>,
    to: Bound<&[u8]>,
    reverse: bool,
    most: usize,
) -> Vec<(Vec<u8>, Vec<u8>)> {
    let after = |key: &[u8]| match from {
        Bound::Included(from) => key >= from,
        Bound::Excluded(from) => key > from,
        Bound::Unbounded => true,
    };
    let before = |key: &[u8]| match to {
        Bound::Included(to) => key <= to,
        Bound::Excluded(to) => key < to,
        Bound::Unbounded => true,
    };
    let mut found: Vec<_> = rows(model).into_iter().filter(|(key, _)| after(key) && before(key)).collect();
    if reverse {
        found.reverse();
    }
    found.truncate(most);
    found
}

/// Plays moves; `reopen` gives the index again as the next start would find it.
fn play(moves: &[Move], pace: Pace, reopen: impl Fn(Option<Arc<dyn Index>>) -> Arc<dyn Index>) {
    let mut model = Model::new();
    let mut sequence = 0;
    let mut follower = Follower::start(reopen(None), pace).unwrap();
    for (at, one) in moves.iter().enumerate() {
        match one {
            Move::Put(changes) => {
                sequence += 1;
                change(&mut model, changes);
                follower.put(changes.clone(), sequence);
            }
            Move::Get(key) => assert_eq!(follower.get(key).unwrap().as_ref(), model.get(key), "move {at}"),
            Move::Scan { from, to, reverse, most } => {
                let (from, to) = (slice(from), slice(to));
                let found = follower.scan(from, to, *reverse, *most).unwrap();
                assert!(found == expected(&model, from, to, *reverse, *most), "move {at}: {one:?}");
            }
            Move::Step if pace.threads => {}
            Move::Step => drop(follower.step()),
            Move::Flush => {
                follower.flush().unwrap();
                assert_eq!(follower.applied(), sequence);
                assert_eq!((follower.lag().rows, follower.lag().bytes), (0, 0));
                same(&**follower.index(), &model, &format!("move {at}")).unwrap();
            }
            Move::Reopen => {
                follower.stop();
                let index = follower.index().clone();
                drop(follower);
                follower = Follower::start(reopen(Some(index)), pace).unwrap();
                assert_eq!(follower.applied(), sequence, "what was put before a clean end is there");
            }
        }
    }
    follower.flush().unwrap();
    same(&**follower.index(), &model, "at the end").unwrap();
}

fn by_hand() -> Pace {
    Pace { threads: false, batch: 12, batch_bytes: 20_000, ..Pace::default() }
}

fn run(cases: usize, test: impl Fn(Vec<Move>)) {
    let config =
        Config { cases: u32::try_from(cases).unwrap(), failure_persistence: None, ..Config::default() };
    let moves = proptest::collection::vec(some_move(), 1..60);
    let told = TestRunner::new(config).run(&moves, |moves| {
        test(moves);
        Ok(())
    });
    told.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn rows_in_memory_are_those_of_a_map() {
    let cases = volume("index-model-memory", 20_000, 400);
    run(cases, |moves| play(&moves, by_hand(), |before| before.unwrap_or_else(|| Arc::new(Ordered::new()))));
}

#[test]
fn rows_on_disk_are_those_of_a_map() {
    let cases = volume("index-model-disk", 2_000, 30);
    run(cases, |moves| {
        let folder = Folder::new("model");
        play(&moves, by_hand(), |before| {
            let is_first = before.is_none();
            drop(before);
            let opened = open(&folder.index(), &options()).unwrap();
            assert_eq!(opened.rebuild.is_some(), is_first, "{:?}", opened.rebuild);
            opened.index
        });
    });
}

#[test]
fn rows_are_those_of_a_map_while_a_thread_follows() {
    let pace = Pace { pause: Duration::from_micros(200), batch: 12, ..Pace::default() };
    let cases = volume("index-model-thread", 20_000, 200);
    run(cases, |moves| play(&moves, pace, |before| before.unwrap_or_else(|| Arc::new(Ordered::new()))));
}
