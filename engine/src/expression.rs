//! stub until the room is merged
/// Slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(pub u32);
/// Compiled.
#[derive(Debug, Clone)]
pub struct Expression;
