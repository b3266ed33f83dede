//! A whole store on the machine's disk: rot anywhere, copies under load, archives, checkpoints, restarts.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "store/archive.rs"]
mod archive;
#[path = "store/backup.rs"]
mod backup;
#[path = "store/checkpoints.rs"]
mod checkpoints;
#[path = "store/filled.rs"]
mod filled;
#[path = "store/flips.rs"]
mod flips;
#[allow(dead_code, reason = "the runner's tests use the rest")]
#[path = "runner/house.rs"]
mod house;
#[allow(dead_code, reason = "the runner's tests use the rest")]
#[path = "runner/people.rs"]
mod people;
#[path = "store/restart.rs"]
mod restart;
#[allow(dead_code, reason = "the runner's tests use the rest")]
#[path = "runner/unruly.rs"]
mod unruly;
