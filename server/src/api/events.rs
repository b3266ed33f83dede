//! `/events` and `/applications/{id}/events` live: what happens, as it happens.

use super::Api;
use super::dto::story::{EventList, StoryQuery, StreamedEvent};
use super::found;
use super::granted::Granted;
use super::json::Json;
use super::problem::Problem;
use super::query::{Path, Query};
use super::stream::{Batch, Coming, EventSource, Lost, Reader, Rights, Told, respond, resumed};
use crate::access::{PrincipalId, Row, Scope};
use crate::desk::views::moment;
use crate::runner::{Happening, Runner};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse, Response};
use onething_engine::rehearsal::record::snake;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::watch;
use uuid::Uuid;

/// What happens to applications that somebody may see, or to one of them.
#[derive(Clone)]
struct Happenings {
    runner: Arc<Runner>,
    granted: Granted,
    one: Option<Uuid>,
}

impl Happenings {
    fn sees(&self, happening: &Happening) -> bool {
        let subject = PrincipalId(happening.subject.clone());
        let row = Row { applicant: Some(&subject), departments: &happening.departments, ..Row::default() };
        let covered = self.granted.scope.covers(&self.granted.principal, row).is_ok();
        covered && self.one.is_none_or(|one| one == happening.application)
    }

    /// What the feed still has behind a position.
    fn recent(&self, position: u64, most: usize) -> Option<Batch> {
        let (events, upto) = self.runner.shared().feed.after(position, most)?;
        let events = events.iter().filter(|happening| self.sees(happening)).map(|happening| told(happening));
        Some(Batch { events: events.collect(), upto })
    }

    /// What the journal has behind a position, of all applications.
    fn before(&self, position: u64, most: usize) -> Option<Batch> {
        let (happenings, upto) = self.runner.happened(position, most).ok()?;
        let seen = happenings.iter().filter(|happening| self.sees(happening));
        Some(Batch { events: seen.map(told).collect(), upto })
    }

    /// What the journal has of one application behind a position, up to what is durable by now.
    fn of_one(&self, one: Uuid, position: u64, most: usize) -> Option<Batch> {
        let newest = *self.runner.shared().feed.newest().borrow();
        let turns = self.runner.history(one, Some(newest)).ok()??;
        let rest: Vec<_> = turns.iter().filter(|turn| turn.record > position).collect();
        let taken = rest.get(..most.min(rest.len())).unwrap_or_default();
        let upto = if taken.len() < rest.len() { taken.last()?.record } else { newest };
        let events = taken.iter().filter_map(|turn| {
            let last = turn.events.last()?;
            let names = turn.events.iter().map(|event| snake(event.kind.name()));
            let data = json!({
                "application": one, "sequence": last.sequence, "at": moment(last.at), "events": names.collect::<Vec<_>>(),
            });
            Some(Told { position: turn.record, name: "application", data: data.to_string() })
        });
        Some(Batch { events: events.collect(), upto })
    }
}

fn told(happening: &Happening) -> Told {
    let names = happening.events.iter().map(|name| snake(name));
    let data = json!({
        "application": happening.application, "scenario": happening.scenario, "sequence": happening.sequence,
        "at": moment(happening.at), "events": names.collect::<Vec<_>>(),
    });
    Told { position: happening.record, name: "application", data: data.to_string() }
}

impl EventSource for Happenings {
    fn after(&self, position: u64, most: usize) -> Coming<'_> {
        Box::pin(async move {
            if let Some(recent) = self.recent(position, most) {
                return Ok(recent);
            }
            // The rest is read from the journal, off the threads that serve requests.
            let own = self.clone();
            let read = tokio::task::spawn_blocking(move || match own.one {
                Some(one) => own.of_one(one, position, most),
                None => own.before(position, most),
            });
            read.await.ok().flatten().ok_or(Lost)
        })
    }

    fn newest(&self) -> watch::Receiver<u64> {
        self.runner.shared().feed.newest()
    }
}

fn open(api: &Api, granted: Granted, headers: &HeaderMap, one: Option<Uuid>) -> Result<Response, Problem> {
    let from = resumed(headers)?;
    let owner = granted.principal.id.0.clone();
    let source = Arc::new(Happenings { runner: api.desk().runner.clone(), granted, one });
    let (own, kept) = (api.clone(), headers.clone());
    let good = Box::new(move || own.gate().knows(&kept).is_ok());
    let rights = Rights { good, changed: api.gate().revocations() };
    let reader = Reader::new(source, from, api.limits(), api.closing().clone()).within(rights);
    respond(reader, owner, api.streams(), api.limits())
}

/// What happens.
#[utoipa::path(
    get, path = "/events", operation_id = "stream_events", tag = "events",
    summary = "What happens, live · 实时事件",
    description = "Server-sent events of the applications that who asks may see: `application` with its id, sequence and the names of what happened. Resumes behind `Last-Event-ID`, also from before the server started: what is no longer in memory is read from the journal. `reset` where the journal does not have it any more, `slow`, `closing` and `denied` (the token was revoked) before it ends.\n\n有权查看的办件的实时事件。按 Last-Event-ID 续传，包括服务启动之前的事件（从日志读取）；日志中已没有时发送 reset，读取过慢、服务停止或令牌吊销前分别发送 slow、closing、denied。",
    params(("Last-Event-ID" = Option<String>, Header, description = "Id of the last event that was received · 上次收到的事件 id", pattern = "^[0-9]{1,18}$")),
    responses((status = 200, content((StreamedEvent = "text/event-stream"))))
)]
pub async fn all(State(api): State<Api>, granted: Granted, headers: HeaderMap) -> Result<Response, Problem> {
    open(&api, granted, &headers, None)
}

/// What happened to one application, or what happens to it.
#[utoipa::path(
    get, path = "/applications/{id}/events", operation_id = "list_application_events", tag = "events",
    summary = "Events of an application · 办件事件",
    description = "Every event of an application as the journal has it, with names in place of positions: all of them, or with `limit` in pages of turns. With `Accept: text/event-stream` they come live, as under /events.\n\n办件的全部原始事件，给出 limit 时按轮次分页；以 Accept: text/event-stream 请求时实时推送，同 /events。",
    params(("id" = String, Path, description = "Application · 办件"), StoryQuery, ("Last-Event-ID" = Option<String>, Header, description = "Id of the last event that was received · 上次收到的事件 id", pattern = "^[0-9]{1,18}$")),
    responses((status = 200, content((EventList = "application/json"), (StreamedEvent = "text/event-stream"))))
)]
pub async fn one(
    State(api): State<Api>,
    granted: Granted,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(query): Query<StoryQuery>,
) -> Result<Response, Problem> {
    let application = api.find(&granted, found::id(&id)?)?.0.id;
    if wants_stream(&headers) {
        // That it may be seen is settled; the filter is the application alone.
        return open(&api, Granted { scope: Scope::All, ..granted }, &headers, Some(application));
    }
    let own = api.clone();
    let listed = move || {
        let all = own.desk().events(application)?;
        let (turns, next_cursor) = query.page("events", all, own.limits())?;
        Ok(Json(EventList { application, turns, next_cursor }).into_response())
    };
    api.derive(listed).await
}

/// Whether a request accepts a stream by name.
fn wants_stream(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|range| range.trim().starts_with("text/event-stream"))
}
