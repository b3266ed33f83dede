//! The graph of a plan in one way: what happens, who does it, what waits for what, and what is known when;
//! and its pictures.
//!
//! [`compile`] makes the graph from a derivation; [`soundness`] proves that it can always finish and that
//! nothing is used before it is known. [`draw`] says what a picture of it shows, [`layout`] gives every lane,
//! node and edge its place, and [`picture`] writes the result as SVG, DOT or Mermaid.

pub mod compile;
pub mod diagram;
pub mod draw;
pub mod graph;
pub mod layout;
pub mod picture;
pub mod soundness;
#[cfg(test)]
mod tests;
