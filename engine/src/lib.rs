//! The pure core of onething. No IO, no clock, no randomness that is not handed in, no async.
//!
//! Rooms, from the lowest up; an arrow never points upward:
//! `planted`, `random`, `expression`, `calendar` ← [`scenario`] ← [`plan`] ← [`process`] ← [`application`];
//! [`scenario`] ← [`hold`]; [`application`], [`population`] ← [`people`]; [`people`], [`hold`] ← [`rehearsal`] ← [`testing`], [`simulate`];
//! [`simulate`] ← [`analyse`].

pub mod analyse;
pub mod application;
pub mod calendar;
pub mod check;
pub mod expression;
pub mod hold;
pub mod nearest;
pub mod people;
pub mod plan;
pub mod planted;
pub mod population;
pub mod process;
pub mod random;
pub mod rehearsal;
pub mod scenario;
pub mod simulate;
pub mod testing;
