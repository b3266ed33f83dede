//! Small scope, exhaustive: every tree of a few steps in sequence, choice, side by side and repetition, written
//! as a scenario and compiled the whole way; every answer of its conditions; every order in which its open steps
//! can be completed. At every state the machine has open what a reference interpreter of the tree says.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

mod small_scope {
    pub mod explore;
    pub mod reference;
    pub mod text;
    pub mod tree;
}

use onething_tests::volume::volume;
use small_scope::explore::{Explored, explore_all};
use small_scope::tree::{Blocks, Tree, trees};

/// Trees of up to three steps, and of four with up to two repetitions.
const DAILY: usize = 4_911;

/// All trees of up to so many steps.
fn up_to(steps: usize, blocks: Blocks) -> Vec<Tree> {
    (1..=steps).flat_map(|count| trees(count, blocks)).collect()
}

/// All trees of up to four steps; in full runs every one of them, every day those of four steps with up to two
/// repetitions: with each one more there are several times as many states.
#[test]
fn every_tree_of_four_steps_does_what_the_reference_says() {
    let mut all = up_to(4, Blocks { any: false, empty: false });
    assert_eq!(all.len(), 18_954);
    all.sort_by_key(|tree| if tree.steps() < 4 { 0 } else { tree.repeats() });
    let count = volume("small-scope-trees", 18_954, DAILY);
    assert!(all[..DAILY].iter().all(|tree| tree.steps() < 4 || tree.repeats() <= 2));
    assert!(all[DAILY..].iter().all(|tree| tree.steps() == 4 && tree.repeats() > 2));
    let explored = explore_all(&all[..DAILY], false);
    let expected = Explored { trees: DAILY, answers: 11_802, states: 196_977, done: 422_626, ended: 375_588 };
    assert_eq!(explored, expected);
    let beyond = explore_all(&all[DAILY..count], false);
    assert_eq!(beyond.trees, count - DAILY);
}

#[test]
fn every_tree_of_three_steps_with_branches_of_several_does_what_the_reference_says() {
    let trees = up_to(3, Blocks { any: true, empty: false });
    let expected = Explored { trees: 1_090, answers: 4_338, states: 117_598, done: 302_892, ended: 210_990 };
    assert_eq!(explore_all(&trees, false), expected);
}

#[test]
fn every_tree_of_two_steps_with_branches_without_steps_does_what_the_reference_says() {
    let trees = up_to(2, Blocks { any: true, empty: true });
    let expected = Explored { trees: 260, answers: 1_734, states: 13_134, done: 24_600, ended: 15_765 };
    assert_eq!(explore_all(&trees, true), expected);
}
