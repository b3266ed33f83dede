//! Bounds, so that no text can hold the engine up.

/// Longest expression, in bytes.
pub(super) const MAX_BYTES: usize = 4096;
/// Deepest nesting as parsed; brackets count twice. It bounds the stack of parsing.
pub(super) const MAX_DEPTH: usize = 96;
/// Highest tree: `1 + 1 + 1 …` nests without a bracket. It bounds the stack of checking and evaluation.
pub(super) const MAX_HEIGHT: usize = 96;
/// Most segments of a dotted name that a scope is asked for.
pub(super) const MAX_SEGMENTS: usize = 16;
/// Most nodes.
pub(super) const MAX_NODES: usize = 2_000;
/// Longest list at evaluation.
pub(super) const MAX_LIST: usize = 10_000;
/// Longest text at evaluation, in bytes.
pub(super) const MAX_TEXT: usize = 65_536;
/// Most steps of one evaluation.
pub(super) const FUEL: u32 = 10_000;
