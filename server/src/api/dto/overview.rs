//! What there is to do, on the wire.

use super::text::Label;
use crate::api::titles::Titles;
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
    /// What is done.
    pub closed: Closed,
    /// Open incidents that were counted, for who may see them.
    pub incidents: Option<u64>,
    /// Labels of the departments that stand here.
    pub department_titles: BTreeMap<String, Label>,
    /// Labels of the scenarios that stand here.
    pub scenario_titles: BTreeMap<String, Label>,
}

/// What is done: closed applications, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Closed {
    /// Closed applications that were counted.
    pub applications: u64,
    /// Whether there are more than were counted.
    pub more: bool,
    /// Their items by department and status.
    pub by_department: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Closed {
    /// Counts an application.
    pub fn count(&mut self, row: &Listed) {
        self.applications += 1;
        for (_, department, status, _) in &row.items {
            let statuses = self.by_department.entry(department.to_string()).or_default();
            *statuses.entry(name_of(status)).or_default() += 1;
        }
    }
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

    /// Names departments and scenarios as the library does.
    pub fn name(&mut self, titles: &Titles) {
        let departments = self.by_department.keys().chain(self.closed.by_department.keys());
        self.department_titles = departments.map(|id| (id.clone(), titles.department(id))).collect();
        self.scenario_titles = self.by_scenario.keys().map(|id| (id.clone(), titles.scenario(id))).collect();
    }
}
