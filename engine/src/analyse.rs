//! Figures compared: before and after, measure by measure, with the reason for every one saved.

pub mod attribution;
pub mod calibrate;
pub mod compare;
pub mod difference;
pub mod show;
pub mod waterfall;
