//! What there is to do, on the wire.

use crate::desk::views::name_of;
use crate::runner::aftermath::Listed;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What there is to do, over the open applications that who asks may see.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Overview {
    /// Open applications that were counted.
    pub applications: u64,
    /// Whether there are more than were counted.
    pub more: bool,
    /// Open applications by scenario and status.
    pub by_scenario: BTreeMap<String, BTreeMap<String, u64>>,
    /// Their items by department and status.
    pub by_department: BTreeMap<String, BTreeMap<String, u64>>,
    /// Items whose limit is over, by department.
    pub overdue: BTreeMap<String, u64>,
    /// Open incidents that were counted, for who may see them.
    pub incidents: Option<u64>,
}

impl Overview {
    /// Counts an application.
    pub fn count(&mut self, row: &Listed) {
        self.applications += 1;
        let statuses = self.by_scenario.entry(row.scenario.to_string()).or_default();
        *statuses.entry(name_of(&row.status)).or_default() += 1;
        for (_, department, status, overdue) in &row.items {
            let statuses = self.by_department.entry(department.to_string()).or_default();
            *statuses.entry(name_of(status)).or_default() += 1;
            if *overdue {
                *self.overdue.entry(department.to_string()).or_default() += 1;
            }
        }
    }
}
