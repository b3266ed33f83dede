//! Simulation of services by discrete events: what is drawn by chance, and what is told of many cases.
//!
//! [`stream`] gives every draw a random number of its own, [`draw`] turns it into a length of time, and
//! [`statistics`] keep what comes of it in little memory.
//!
//! One seed gives the same bytes on every machine: functions whose last bit a platform may choose (`ln`,
//! `exp`, `erfc`, …) are those of `libm`, and no sum depends on the order of a hash.

pub mod draw;
pub mod normal;
pub mod statistics;
pub mod stream;
