//! Small problems of two kinds: anything at all, and coverings, which are hard to decide.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::super::{Askable, Atom, Problem, Rule};

/// A catalogue's prices: mostly fields (1) and materials (5).
fn cost() -> impl Strategy<Value = u32> {
    prop_oneof![6 => Just(1u32), 2 => Just(5), 1 => Just(2), 1 => 3u32..8]
}

fn rule(
    body: impl Strategy<Value = Vec<Atom>>,
    heads: impl Strategy<Value = Vec<Atom>>,
) -> impl Strategy<Value = Rule> {
    let calls = prop_oneof![1 => Just(0u32), 4 => Just(1), 1 => Just(2)];
    let made = (body, heads, calls, prop::bool::weighted(0.2));
    made.prop_map(|(body, heads, calls, needs_item)| Rule { body, heads, calls, needs_item })
}

fn askable(
    atoms: std::ops::Range<u32>,
    count: std::ops::Range<usize>,
) -> impl Strategy<Value = Vec<Askable>> {
    let chosen = subsequence(atoms.collect::<Vec<_>>(), count);
    let asks = chosen.prop_flat_map(|atoms| {
        let count = atoms.len();
        (Just(atoms), vec((cost(), prop::bool::weighted(0.25)), count))
    });
    asks.prop_map(|(atoms, kinds)| {
        let ask = |(atom, (cost, question))| Askable { atom, cost, question };
        atoms.into_iter().zip(kinds).map(ask).collect()
    })
}

/// Any problem of 4 to 14 atoms, circles, repeats and all.
pub fn anything() -> impl Strategy<Value = Problem> {
    (4u32..=14).prop_flat_map(|atoms| {
        let rules = vec(rule(vec(0..atoms, 0..4), vec(0..atoms, 1..4)), 0..14);
        let most = atoms as usize;
        (rules, vec(0..atoms, 0..2), vec(0..atoms, 1..6), askable(0..atoms, most / 2..most))
            .prop_map(move |(rules, given, goals, askable)| Problem { atoms, rules, given, goals, askable })
    })
}

/// Keys `0..10` may be asked; services of one to three keys supply results `10..22`, among them all goals.
pub fn covering() -> impl Strategy<Value = Problem> {
    let rules = vec(rule(vec(0u32..10, 1..4), vec(10u32..22, 1..4)), 12..26);
    let links = vec(rule(vec(10u32..22, 1..3), vec(0u32..22, 1..2)), 0..4);
    (rules, links, vec(10u32..22, 3..10), askable(0..12, 9..12)).prop_map(
        |(mut rules, links, goals, askable)| {
            rules.extend(links);
            Problem { atoms: 22, rules, given: Vec::new(), goals, askable }
        },
    )
}

/// Either kind.
pub fn problem() -> impl Strategy<Value = Problem> {
    prop_oneof![anything(), covering()]
}
