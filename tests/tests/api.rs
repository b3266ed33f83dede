//! The HTTP interface from outside: in process through the whole router, and over sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "api/asked.rs"]
mod asked;
#[path = "api/bounds.rs"]
mod bounds;
#[path = "api/description.rs"]
mod description;
#[path = "api/designer.rs"]
mod designer;
#[path = "api/host.rs"]
mod host;
#[path = "api/journey.rs"]
mod journey;
#[path = "api/known.rs"]
mod known;
#[path = "api/made_up.rs"]
mod made_up;
#[path = "api/problems.rs"]
mod problems;
#[path = "api/repeats.rs"]
mod repeats;
#[path = "api/scenarios.rs"]
mod scenarios;
#[path = "api/scenes.rs"]
mod scenes;
#[path = "api/simulated_together.rs"]
mod simulated_together;
#[path = "api/simulations.rs"]
mod simulations;
#[path = "api/sockets.rs"]
mod sockets;
#[path = "api/stream.rs"]
mod stream;
#[path = "api/told.rs"]
mod told;
#[path = "api/web.rs"]
mod web;
#[path = "api/worklists.rs"]
mod worklists;
