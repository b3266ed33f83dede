//! The world outside: simulated systems behind a running application, connectors over HTTP, pull workers.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "systems/drive.rs"]
mod drive;
#[path = "systems/handoffs.rs"]
mod handoffs;
#[path = "systems/http.rs"]
mod http;
#[path = "systems/names.rs"]
mod names;
#[path = "systems/played.rs"]
mod played;
#[path = "systems/registers.rs"]
mod registers;
#[path = "shipped/scenarios.rs"]
mod shipped;
#[path = "systems/simulated.rs"]
mod simulated;
