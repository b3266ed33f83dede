//! What tests over the whole house stand on: what a test needs and may lack, how much of a full figure it
//! runs, and the repository read as text.

#![forbid(unsafe_code)]

pub mod bugs;
pub mod combinations;
pub mod manifest;
pub mod markdown;
pub mod repository;
pub mod requirement;
pub mod rust_source;
pub mod volume;
