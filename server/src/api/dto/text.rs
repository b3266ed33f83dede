//! Labels.

pub use crate::desk::label::Label;
