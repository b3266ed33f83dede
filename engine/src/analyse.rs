//! Figures compared: before and after, measure by measure, with the reason for every one saved. And what was done in
//! applications, as event logs.

pub mod attribution;
pub mod calibrate;
pub mod compare;
pub mod conform;
pub mod difference;
pub mod log;
pub mod portfolio;
pub mod show;
pub mod waterfall;
