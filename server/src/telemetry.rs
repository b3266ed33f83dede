//! What is told about a running server: log lines and metrics.
//!
//! Log lines go to stderr, to be read or as JSON. Metrics are declared once, in [`metric`]: name, unit, help and
//! labels; nothing else is measured, so that dashboards and alarms can rely on it.
//!
//! **No personal data.** Neither a person's nor an application's name is a label: [`metric`] lets only short words
//! through that cannot be ids. Log lines carry ids and no values; what is personal has a `Debug` without it.

mod log;
pub mod metric;
mod metrics;

pub use log::{Unusable, start as start_log};
pub use metrics::{Metrics, Taken};
