//! Hostile requests, in a process of their own: what it grows by is theirs alone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[allow(dead_code, reason = "the other tests of the interface need more of it")]
#[path = "api/host.rs"]
mod host;
#[path = "api/malformed.rs"]
mod malformed;
