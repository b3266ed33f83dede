//! Departments and systems of the catalogue.

use super::text::Label;
use indexmap::IndexMap;
use onething_engine::scenario::model::{Catalogue, Department, Id, Level, System};
use serde::Serialize;
use utoipa::ToSchema;

/// A department and its staff by role.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DepartmentView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Its level: `state`, `province`, `city`, `county`, `town`, `village`; `company` is no government.
    pub level: &'static str,
    /// Number of people by role.
    pub staff: IndexMap<String, u32>,
}

impl DepartmentView {
    /// A department under its name.
    pub fn of(id: &Id, department: &Department) -> Self {
        Self {
            id: id.to_string(),
            title: (&department.title).into(),
            level: level(department.level),
            staff: department.staff.iter().map(|(role, staff)| (role.to_string(), staff.people)).collect(),
        }
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::State => "state",
        Level::Province => "province",
        Level::City => "city",
        Level::County => "county",
        Level::Town => "town",
        Level::Village => "village",
        Level::Company => "company",
    }
}

/// A system and the services it offers.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SystemView {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// The department that owns it.
    pub department: String,
    /// The system that every call to it passes through.
    pub via: Option<String>,
    /// The services it offers.
    pub services: Vec<ServiceView>,
}

/// A service of a system.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ServiceView {
    /// `SYSTEM.SERVICE`.
    pub id: String,
    /// Label.
    pub title: Label,
}

impl SystemView {
    /// A system of a catalogue under its name.
    pub fn of(catalogue: &Catalogue, id: &Id, system: &System) -> Self {
        let department = catalogue.department(system.department);
        let via = system.via.and_then(|via| catalogue.system(via));
        let offers = |name: &Id| name.strip_prefix(&**id).is_some_and(|rest| rest.starts_with('.'));
        let services = catalogue.services.iter().filter(|(name, _)| offers(name));
        Self {
            id: id.to_string(),
            title: (&system.title).into(),
            department: department.map(|(id, _)| id.to_string()).unwrap_or_default(),
            via: via.map(|(id, _)| id.to_string()),
            services: services
                .map(|(name, service)| ServiceView { id: name.to_string(), title: (&service.title).into() })
                .collect(),
        }
    }
}
