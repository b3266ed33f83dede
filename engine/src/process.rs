//! What runs: the process of a plan, and its pictures.
//!
//! [`diagram`] names what a picture shows, [`layout`] gives every lane, node and edge its place, and
//! [`picture`] writes the result as SVG, DOT or Mermaid.

pub mod diagram;
pub mod layout;
pub mod picture;
