//! What holds of every layout, on generated diagrams; and how close crossings are to the fewest possible.

pub(crate) mod examples;
pub(crate) mod generate;
mod geometry;
pub(crate) mod laws;
mod measure;
mod optimum;
