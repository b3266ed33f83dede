//! The index: rows that agree with their sequence, through crashes, full disks and rot.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "index/damage.rs"]
mod damage;
#[path = "index/folder.rs"]
mod folder;
#[path = "index/follow.rs"]
mod follow;
#[path = "index/full.rs"]
mod full;
#[path = "index/kill.rs"]
mod kill;
#[path = "index/model.rs"]
mod model;
#[path = "index/opening.rs"]
mod opening;
