//! What is told of many cases, in memory that does not grow with them.
//!
//! [`Moments`] of anything, [`Quantiles`] of lengths of time, the [`Level`] of a queue over time and its [`Course`], and
//! the [`Interval`] in which a mean lies by what replications say.

mod course;
mod interval;
mod level;
mod moments;
mod quantiles;
mod student;

pub use course::{Course, SPANS, Spans, WEEK};
pub use interval::Interval;
pub use level::Level;
pub use moments::Moments;
pub use quantiles::Quantiles;
pub use student::t_quantile;
