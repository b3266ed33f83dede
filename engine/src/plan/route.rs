//! Derivation step 5: the steps of a plan in one way and what each waits for: the bones of the process
//! graph, and what steps and handoffs are counted on (rules 23–28, 32, 33).

mod build;
mod reduce;

pub use build::build;
pub use reduce::{Handoff, handoffs};

use super::grounding::InstanceId;
use crate::scenario::model::{DepartmentId, Id, ServiceId, Step, SystemId};
use crate::scenario::text::Text;
use std::sync::Arc;

/// Who a stop on the route belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// The applicant.
    Applicant,
    /// A department.
    Department(DepartmentId),
}

/// What happens at a stop.
#[derive(Debug, Clone, PartialEq)]
pub enum StopKind {
    /// The applicant fills a form: of all items, or of one.
    Apply,
    /// A person of a department works.
    Human,
    /// The same, outside the limit.
    Special,
    /// Done by rule; the share that still goes to people, 0–1.
    Automatic {
        /// Share decided by people.
        human: f64,
    },
    /// A system's service is called.
    Call(ServiceId),
    /// A notice is sent.
    Notify,
    /// The applicant visits to collect a result.
    Collect,
    /// All results are sent in one parcel.
    Deliver,
}

/// One stop on the route.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Unique in the route, stable between runs: `household_registration.review`.
    pub id: String,
    /// Label.
    pub title: Text,
    /// What happens.
    pub kind: StopKind,
    /// Who does it.
    pub lane: Lane,
    /// The step of the scenario that it carries out; none for forms, deliveries, collecting, merged steps.
    pub step: Option<Arc<Step>>,
    /// The items it serves, positions in the list of uses; several for a merged step.
    pub items: Vec<usize>,
    /// The member it is for.
    pub bound: Option<InstanceId>,
    /// By which role.
    pub role: Option<Id>,
    /// In which system.
    pub system: Option<SystemId>,
    /// Longest mean staff time, in minutes, where it is known.
    pub minutes: Option<f64>,
    /// Stops that must end before it.
    pub after: Vec<usize>,
}

impl Stop {
    /// Whether a person works here: steps that are counted and that handoffs are between.
    pub fn is_human(&self) -> bool {
        match self.kind {
            StopKind::Apply | StopKind::Human | StopKind::Special | StopKind::Collect | StopKind::Deliver => {
                true
            }
            StopKind::Automatic { human } => human >= 1.0,
            StopKind::Call(_) | StopKind::Notify => false,
        }
    }
}

/// The stops of a plan in one way; each comes after those it waits for.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// The stops.
    pub stops: Vec<Stop>,
    /// Per item use, whether only automatic or special steps are left to it (rule 26).
    pub automatic_items: Vec<bool>,
}
