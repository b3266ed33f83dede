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

use small_scope::explore::{Explored, explore_all};
use small_scope::tree::{Blocks, Tree, trees};

/// All trees of up to so many steps.
fn up_to(steps: usize, blocks: Blocks) -> Vec<Tree> {
    (1..=steps).flat_map(|count| trees(count, blocks)).collect()
}

/// What was explored, which no change may make less.
fn explored(trees: &[Tree], early: bool, expected: Explored) {
    assert_eq!(explore_all(trees, early), expected);
}

#[test]
fn every_tree_of_four_steps_does_what_the_reference_says() {
    let blocks = Blocks { any: false, empty: false };
    explored(&up_to(4, blocks), false, Explored { trees: 18_954, ..Explored::default() });
}

#[test]
fn every_tree_of_three_steps_with_branches_of_several_does_what_the_reference_says() {
    let blocks = Blocks { any: true, empty: false };
    explored(&up_to(3, blocks), false, Explored { trees: 1_090, ..Explored::default() });
}

#[test]
fn every_tree_of_two_steps_with_branches_without_steps_does_what_the_reference_says() {
    let blocks = Blocks { any: true, empty: true };
    explored(&up_to(2, blocks), true, Explored { ..Explored::default() });
}
