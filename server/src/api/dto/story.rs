//! What happened to an application and what it waits for, on the wire.

use super::graph::GraphDocument;
use crate::api::limits::Limits;
use crate::api::paging::{Paging, cursor};
use crate::api::problem::Problem;
use crate::desk::known::KnownFact;
use crate::desk::told::{NoticeView, ResultView, TimelineEntry, TurnView};
use crate::desk::views::{StepMark, WaitingView};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Which page of what happened; all of it where neither is given.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StoryQuery {
    /// `next_cursor` of the page before.
    #[param(max_length = 1024)]
    pub cursor: Option<String>,
    /// Entries at most, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl StoryQuery {
    /// The page that is asked for, and the cursor behind it. Nothing that happened is ever taken away, so that a
    /// place in the story stays what it is.
    ///
    /// # Errors
    /// The limit is 0 or too large, or the cursor is none of this list.
    pub fn page<T>(
        &self,
        list: &str,
        mut all: Vec<T>,
        limits: &Limits,
    ) -> Result<(Vec<T>, Option<String>), Problem> {
        if self.cursor.is_none() && self.limit.is_none() {
            return Ok((all, None));
        }
        let paging = Paging::<usize>::of(list, self.cursor.as_deref(), self.limit, limits)?;
        let from = paging.after.unwrap_or(0).min(all.len());
        let mut rest = all.split_off(from);
        let more = rest.len() > paging.limit;
        rest.truncate(paging.limit);
        let next = Some(from + rest.len()).filter(|_| more);
        Ok((rest, next.and_then(|next| cursor(list, &next))))
    }
}

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
    /// `cursor` of the next page; none: this is the last.
    pub next_cursor: Option<String>,
}

/// All that is known of an application.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FactList {
    /// The application.
    pub application: Uuid,
    /// Fields and materials, each once.
    pub facts: Vec<KnownFact>,
}

/// Raw events of an application.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EventList {
    /// The application.
    pub application: Uuid,
    /// Its turns, the first first.
    pub turns: Vec<TurnView>,
    /// `cursor` of the next page; none: this is the last.
    pub next_cursor: Option<String>,
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
