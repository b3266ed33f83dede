//! Departments and systems of the catalogue.

use super::behaviour::BehaviourView;
use super::text::Label;
use crate::desk::label::post;
use indexmap::IndexMap;
use onething_engine::scenario::model::{Catalogue, Department, Id, Level, System};
use serde::Serialize;
use serde_json::Value;
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
    /// Labels of the roles.
    pub staff_titles: IndexMap<String, Label>,
}

impl DepartmentView {
    /// A department under its name.
    pub fn of(id: &Id, department: &Department) -> Self {
        Self {
            id: id.to_string(),
            title: (&department.title).into(),
            level: level(department.level),
            staff_titles: department.staff.keys().map(|role| (role.to_string(), post(role))).collect(),
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

/// How a system stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SystemState {
    /// It answers.
    Up,
    /// It does not answer: a behaviour says so, or its breaker is open.
    Down,
    /// It answers late: a behaviour says so.
    Slow,
    /// Calls of it fail: a behaviour says so, or its breaker is half open.
    Failing,
    /// Workers fetch its calls, and none has asked for a minute.
    NoWorker,
    /// Somebody answers its calls by hand.
    ByHand,
}

/// What the workers of a system have to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorkersView {
    /// Calls that none has fetched.
    pub waiting: usize,
    /// Calls that one has fetched and not answered.
    pub leased: usize,
    /// When one asked last, since the server was started.
    pub asked_at: Option<String>,
}

/// What is so of a system now.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SystemHealth {
    /// How it stands, all in all; of a simulated one by the behaviour that is in force, its own or that of a system
    /// that its calls pass through.
    pub state: SystemState,
    /// Who performs its calls: `simulated`, `http`, `pull` (workers), `hand`.
    pub performer: String,
    /// The behaviour that was set for it, unless that is over.
    #[schema(value_type = Option<BehaviourView>)]
    pub behaviour: Option<Value>,
    /// When it was set.
    pub behaviour_since: Option<String>,
    /// Its circuit breaker, over HTTP: `closed`, `open`, `half_open`.
    pub breaker: Option<String>,
    /// Its workers, where they fetch its calls.
    pub workers: Option<WorkersView>,
    /// Calls that it has not answered; a thousand stands for as many or more.
    pub waiting: usize,
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
    /// Label of the department.
    pub department_title: Label,
    /// The system that every call to it passes through.
    pub via: Option<String>,
    /// The services it offers.
    pub services: Vec<ServiceView>,
    /// What is so of it now.
    pub health: SystemHealth,
}

/// A service of a system.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ServiceView {
    /// `SYSTEM.SERVICE`.
    pub id: String,
    /// Label.
    pub title: Label,
    /// The behaviour that was set for it, unless that is over.
    #[schema(value_type = Option<BehaviourView>)]
    pub behaviour: Option<Value>,
}

impl SystemView {
    /// A system of a catalogue under its name; `behaviour` is what was set for a service.
    pub fn of(
        catalogue: &Catalogue,
        (id, system): (&Id, &System),
        health: SystemHealth,
        behaviour: impl Fn(&str) -> Option<Value>,
    ) -> Self {
        let department = catalogue.department(system.department);
        let via = system.via.and_then(|via| catalogue.system(via));
        let offers = |name: &Id| name.strip_prefix(&**id).is_some_and(|rest| rest.starts_with('.'));
        let services = catalogue.services.iter().filter(|(name, _)| offers(name));
        Self {
            id: id.to_string(),
            title: (&system.title).into(),
            department: department.map(|(id, _)| id.to_string()).unwrap_or_default(),
            department_title: department.map(|(_, d)| (&d.title).into()).unwrap_or_default(),
            via: via.map(|(id, _)| id.to_string()),
            services: services
                .map(|(name, service)| ServiceView {
                    id: name.to_string(),
                    title: (&service.title).into(),
                    behaviour: behaviour(name),
                })
                .collect(),
            health,
        }
    }
}
