//! Calendars as facts; the calendar room computes with them.

use super::{Source, Span};
use serde::{Deserialize, Serialize};

/// A calendar of the catalogue: weekly shifts and a set of holidays, built and validated.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarFacts {
    /// IANA zone name, `Asia/Shanghai`.
    pub zone: String,
    /// Shifts as written, by day of the week from Monday: minutes after midnight, start and end.
    pub week: [Vec<(u16, u16)>; 7],
    /// The id of the holiday set, if any.
    pub holidays: Option<super::Id>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}
