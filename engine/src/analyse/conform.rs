//! Conformance: a log of real work replayed on the process of a plan by optimal alignment, and where it deviates.
//!
//! ```text
//! Processes::new(planner, plan)   a Petri net of every way, ways of the same net together ([`net`], [`model`])
//!   └─ conform(rows, processes)   traces, each distinct one aligned once with the nets ([`align`])
//!        └─ Conformance           fitness, deviations by activity, variants, ways, cases
//! ```
//!
//! **Costs.** A row that the net does not have at its place costs 1 (a move on the log alone), a visible step of the
//! net without a row costs 1 (a move on the model alone); a row that is a step of the net costs nothing, and neither
//! does routing. An alignment is one of least cost.
//!
//! **Fitness** of a trace is `1 − cost / worst`, where the worst is every row a move on the log and the shortest run
//! of the net moves on the model; of a log `1 − Σ cost / Σ worst` (van der Aalst, Adriansyah, van Dongen 2012,
//! "Replaying history on process models for conformance checking and performance analysis", WIREs Data Mining and
//! Knowledge Discovery 2(2), 182–192).
//!
//! **What the net is of.** Everything that the machine would let happen in a way: items refused and what that stops,
//! returned once to be mended, calls tried again, steps that follow a result that was committed to. Not in it, so that
//! it shows as deviating: applications taken back, one item of several refused or mended alone at a step they share,
//! how often a repetition may go round, and times.

pub mod align;
mod deviation;
mod model;
pub mod net;
pub mod pnml;
mod processes;
mod reduce;
mod space;
#[cfg(test)]
mod tests;
mod trace;

pub use deviation::{
    ActivityDeviations, CaseFit, Conformance, Fitness, Place, Unknown, VariantFit, WayFit, conform,
};
pub use model::{By, TooLarge, net_of};
pub use processes::{NotModelled, Processes, WayNet};
pub use trace::{Traces, Variant};
