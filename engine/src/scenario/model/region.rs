//! Regions: where departments have offices, each inside a larger one (市、县、镇、村).

use super::{Level, RegionId, Source, Span};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};

/// A region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Label.
    pub title: Text,
    /// At which level it is governed.
    pub level: Level,
    /// The larger region that it is in.
    pub within: Option<RegionId>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}
