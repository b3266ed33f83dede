//! Departments.

use super::{Id, Source, Span};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// Level of a department. `Company` (bank, utility) is shown in counts, not counted as a department (rule 30).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 国家
    State,
    /// 省
    Province,
    /// 市
    City,
    /// 县（市、区）
    County,
    /// 镇（街道）
    Town,
    /// 村（社区）
    Village,
    /// Not government: a bank, a utility.
    Company,
}

/// A department and its staff by role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Department {
    /// Label.
    pub title: Text,
    /// Level.
    pub level: Level,
    /// Calendar by id; none means the catalogue's only calendar, if it has one.
    pub calendar: Option<Id>,
    /// Number of people by role.
    pub staff: IndexMap<Id, u32>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}
