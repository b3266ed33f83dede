//! Derivation step 5: the steps of a plan in one way and what each waits for: the bones of the process
//! graph, and what steps and handoffs are counted on (rules 23–28, 32, 33).

mod build;
mod counted;
mod leaf;
mod reduce;

pub use build::build;
pub use counted::{chance_of_work, counted, range};
pub use reduce::{Handoff, handoffs};

use super::flow::Part;
use super::grounding::InstanceId;
use super::supply::Fact;
use crate::scenario::model::{DepartmentId, Id, Period, ServiceId, Step, SystemId};
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
    /// A message or a time is waited for.
    Wait,
    /// Another scenario is run.
    Run,
    /// A hold joins the line for a thing.
    Hold,
    /// A hold waits in line.
    HoldLine,
    /// The end of a hold is waited for.
    HoldEnd,
    /// Goes on only while nobody holds a thing.
    HoldFree,
    /// Branches part or meet.
    Gate,
    /// Branches or a repetition, with stops inside.
    Block,
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
    /// What happens inside a block; none for any other stop.
    pub inside: Option<Box<Part<Stop>>>,
    /// The items it serves, positions in the list of uses; several for a merged step.
    pub items: Vec<usize>,
    /// The member it is for.
    pub bound: Option<InstanceId>,
    /// Whom it is about, in order of the roles of what it calls.
    pub about: Vec<InstanceId>,
    /// Departments that take part and must agree too (联合勘验).
    pub with: Vec<DepartmentId>,
    /// What its step alone needs.
    pub uses: Vec<Fact>,
    /// What is known as soon as it ends.
    pub supplies: Vec<Fact>,
    /// Whether a department confirms here what a paper would prove (部门核验); what it does not confirm is asked.
    pub verifies: bool,
    /// By which role.
    pub role: Option<Id>,
    /// In which system.
    pub system: Option<SystemId>,
    /// Longest mean staff time, in minutes, where it is known.
    pub minutes: Option<f64>,
    /// A limit of its own; of a merged step the shortest of those that it replaces.
    pub within: Option<Period>,
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
            _ => false,
        }
    }

    /// A stop with nothing told about it but what it is and whose.
    pub(super) fn new(id: String, title: Text, kind: StopKind, lane: Lane) -> Self {
        Self {
            id,
            title,
            kind,
            lane,
            step: None,
            inside: None,
            items: Vec::new(),
            bound: None,
            about: Vec::new(),
            with: Vec::new(),
            uses: Vec::new(),
            supplies: Vec::new(),
            verifies: false,
            role: None,
            system: None,
            minutes: None,
            within: None,
            after: Vec::new(),
        }
    }

    /// A stop that stands for a block: named by where the block begins.
    pub(super) fn block(part: Part<Stop>, lane: Lane) -> Self {
        let (id, title) = match &part {
            Part::Stop(stop) => (stop.id.clone(), stop.title.clone()),
            Part::Fork(fork) => (fork.split.id.clone(), fork.split.title.clone()),
            Part::Loop(again) => (again.again.id.clone(), again.until.title.clone()),
        };
        Self { inside: Some(Box::new(part)), ..Self::new(id, title, StopKind::Block, lane) }
    }

    /// The stops that happen here: itself, or those inside it; gates left out.
    pub fn leaves(&self) -> Vec<&Stop> {
        match &self.inside {
            None => vec![self],
            Some(part) => part.leaves().into_iter().filter(|s| s.kind != StopKind::Gate).collect(),
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
