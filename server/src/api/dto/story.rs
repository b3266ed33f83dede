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

/// An event of a stream, as server-sent events have it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what is written line by line; it is never made")]
pub struct StreamedEvent {
    /// Its position: `Last-Event-ID` of who goes on behind it.
    id: Option<String>,
    /// `application`: something happened to one; `reset`: some are no longer kept, read anew; `slow`, `closing`,
    /// `denied`: it ends.
    event: Option<String>,
    /// What, as JSON.
    data: Option<String>,
    /// Milliseconds until it is asked again where the connection is lost.
    retry: Option<u64>,
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
