//! Journal and materials on a disk that drops, tears and reorders what was not synced, runs full, fails and rots.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "durable/damage.rs"]
mod damage;
#[path = "durable/drive.rs"]
mod drive;
#[path = "durable/failures.rs"]
mod failures;
#[path = "durable/materials.rs"]
mod materials;
#[path = "durable/power.rs"]
mod power;
#[path = "durable/threads.rs"]
mod threads;
