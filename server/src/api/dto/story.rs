//! What happened to an application and what it waits for, on the wire.

use super::graph::GraphDocument;
use crate::desk::told::{NoticeView, ResultView, TimelineEntry, TurnView};
use crate::desk::views::{StepMark, WaitingView};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What an application waits for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WaitingList {
    /// The application.
    pub application: Uuid,
    /// Everything it waits for; empty once it is over.
    pub waiting: Vec<WaitingView>,
}

/// What happened, told for people.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Timeline {
    /// The application.
    pub application: Uuid,
    /// What happened, the first first.
    pub entries: Vec<TimelineEntry>,
}

/// Raw events of an application.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EventList {
    /// The application.
    pub application: Uuid,
    /// Its turns, the first first.
    pub turns: Vec<TurnView>,
}

/// Certificates that were issued.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Results {
    /// The application.
    pub application: Uuid,
    /// The first first.
    pub results: Vec<ResultView>,
}

/// Notices that were sent.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Notices {
    /// The application.
    pub application: Uuid,
    /// The first first.
    pub notices: Vec<NoticeView>,
}

/// The graph of an application's process, and how far each step is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MarkedGraph {
    /// The graph.
    pub graph: GraphDocument,
    /// Steps that are not idle.
    pub marking: Vec<StepMark>,
}
