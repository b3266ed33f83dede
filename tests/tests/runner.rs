//! The runner over a simulated disk, driven step by step: applications of the shipped scenarios from their start
//! to their end, whatever the order in which its parts come to work, and whatever breaks on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "runner/crash.rs"]
mod crash;
#[path = "runner/house.rs"]
mod house;
#[path = "runner/keys.rs"]
mod keys;
#[path = "runner/people.rs"]
mod people;
#[path = "runner/points.rs"]
mod points;
#[path = "runner/whole.rs"]
mod whole;
