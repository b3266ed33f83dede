//! The graph of a plan in one way: what happens, who does it, what waits for what, and what is known when.
//!
//! [`compile`] makes it from a derivation; [`soundness`] proves that it can always finish and that nothing is
//! used before it is known.

pub mod compile;
pub mod graph;
pub mod soundness;
#[cfg(test)]
mod tests;
