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

/// The people of one role in a department, who take their work from one queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Staff {
    /// How many there are.
    pub people: u32,
    /// How many pieces of work may wait for them at once; what comes beyond is turned away. None: any number.
    /// For simulation only.
    pub queue_capacity: Option<u32>,
    /// What one of them costs, in CNY an hour, from 0. For simulation only.
    pub per_hour: Option<f64>,
    /// The role where it is written.
    pub span: Span,
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
    /// Its people by role.
    pub staff: IndexMap<Id, Staff>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}
