//! Everything impure: the command line, the library of scenario files, and the rooms of a server. The binary
//! `onething` is a few lines over it, so that benchmarks reach what it is made of.

#![forbid(unsafe_code)]

pub mod access;
pub mod api;
pub mod cases;
pub mod cli;
pub mod clock;
pub mod config;
pub mod desk;
pub mod disk;
pub mod host;
pub mod index;
pub mod journal;
pub mod library;
pub mod materials;
pub mod notices;
pub mod planted;
pub mod report;
pub mod runner;
pub mod signature;
pub mod simulation;
pub mod store;
pub mod systems;
pub mod telemetry;
pub mod words;
