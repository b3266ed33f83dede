//! `/migrations`: running applications moved to another version of their scenario. Looked at first, then done as a
//! job: one at a time, and what it did is kept.

use super::Api;
use super::dto::migration::{
    MigrationCheck, MigrationCheckRequest, MigrationRequest, MigrationView, VerdictView,
};
use super::dto::page::{Page, PageQuery};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use super::repeat::Shown;
use crate::clock;
use crate::desk::views::moment;
use crate::runner::rows::{Key, family};
use crate::runner::{Error, Runner, Verdict, Version};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use onething_engine::application::Moment;
use onething_engine::scenario::text::Text;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// The room of the journal that keeps migrations, and the name of the lists in their cursors.
const ROOM: &str = "migration";
/// Verdicts that one keeps.
const MOST: usize = 1_000;
/// Applications between two times that a job tells how far it is.
const OFTEN: u64 = 64;

/// The job that runs, if one does.
#[derive(Debug, Default)]
pub struct Job(Mutex<Option<MigrationView>>);

impl Job {
    fn set(&self, view: Option<MigrationView>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = view;
    }

    fn get(&self) -> Option<MigrationView> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the place of the one that runs; not where it is taken.
    fn begin(&self, view: &MigrationView) -> bool {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = place.is_none();
        if free {
            *place = Some(view.clone());
        }
        free
    }
}

fn version(runner: &Runner, scenario: &str, to: Option<&str>) -> Result<Version, Problem> {
    runner.version_named(scenario, to)?.ok_or_else(|| {
        let what = Text::new("没有这个版本", "there is no such version");
        let mend = Text::new("版本见 /api/v1/versions", "versions are listed under /api/v1/versions");
        let place = if to.is_some() { "/to" } else { "/scenario" };
        Problem::new(kinds::INVALID).at(place, what, mend)
    })
}

/// What would become of applications.
#[utoipa::path(
    post, path = "/migrations/check", operation_id = "check_migration", tag = "operations",
    summary = "What a migration would do · 迁移预检",
    description = "The verdict on each open application of a scenario, page by page, were it moved to a version: movable, or why not. Changes nothing.\n\n逐件给出某场景在办办件能否转入某版本，不能的说明原因；分页，不改动任何数据。",
    request_body = MigrationCheckRequest,
    responses((status = 200, body = MigrationCheck))
)]
pub async fn check(
    State(api): State<Api>,
    _: Granted,
    Json(request): Json<MigrationCheckRequest>,
) -> Result<Json<MigrationCheck>, Problem> {
    let paging = Paging::<Vec<u8>>::of(ROOM, request.cursor.as_deref(), request.limit, api.limits())?;
    let runner = api.desk().runner.clone();
    api.derive(move || {
        let to = version(&runner, &request.scenario, request.to.as_deref())?;
        let page = runner.open_of(&request.scenario, paging.after.as_deref(), paging.limit)?;
        let judge = |id: &Uuid| Ok(VerdictView::of(*id, &runner.would_move(*id, to)?));
        let items = page.found.iter().map(judge).collect::<Result<_, Error>>()?;
        let next_cursor = page.next.and_then(|key| cursor(ROOM, &key));
        Ok(Json(MigrationCheck { scenario: request.scenario, to: to.to_string(), items, next_cursor }))
    })
    .await
}

/// Begins one.
#[utoipa::path(
    post, path = "/migrations", operation_id = "start_migration", tag = "operations",
    summary = "Begin a migration · 开始迁移",
    description = "Moves the open applications of a scenario to a version, those that can be, and touches no other. One runs at a time; begun again it goes on with what is left.\n\n把某场景在办办件中能转的转入某版本，其余不动。同时只运行一个；再次开始则继续未完成的部分。",
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = MigrationRequest,
    responses((status = 202, body = MigrationView))
)]
pub async fn start(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Json(request): Json<MigrationRequest>,
) -> Result<Response, Problem> {
    let work = async { begun(&api, &granted, &request) };
    api.once(&granted, &key, ("start_migration", &request, Shown::Again), work).await
}

fn begun(api: &Api, granted: &Granted, request: &MigrationRequest) -> Result<Response, Problem> {
    let runner = api.desk().runner.clone();
    let to = version(&runner, &request.scenario, request.to.as_deref())?;
    let by = granted.principal.id.0.clone();
    let view = MigrationView {
        id: Uuid::now_v7(),
        scenario: request.scenario.clone(),
        to: to.to_string(),
        by: by.to_string(),
        status: "running".to_owned(),
        started_at: now(),
        ended_at: None,
        total: 0,
        moved: 0,
        there: 0,
        stays: 0,
        verdicts: Vec::new(),
    };
    if !api.migration().begin(&view) {
        let detail = ("另一次迁移正在进行", "another migration is running");
        return Err(Problem::new(kinds::CONFLICT).detail(detail.0, detail.1));
    }
    let (own, begun) = (api.clone(), view.clone());
    // Nobody waits for it: it is looked up by its id.
    drop(tokio::task::spawn_blocking(move || work(&own, to, &by, begun)));
    let place = format!("{}/migrations/{}", super::openapi::BASE, view.id);
    let mut response = (StatusCode::ACCEPTED, Json(view)).into_response();
    if let Ok(place) = place.parse() {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

fn now() -> String {
    moment(Moment(clock::machine()))
}

/// Moves one after the other, and keeps what it did.
fn work(api: &Api, to: Version, by: &Arc<str>, mut view: MigrationView) {
    let runner = &api.desk().runner;
    let begun = keep(runner, &view);
    let scenario = view.scenario.clone();
    let moved = begun.and_then(|()| {
        runner.each_open(&scenario, |id| {
            if api.closing().is_given() {
                return Ok(false);
            }
            note(&mut view, id, &runner.move_to(id, to, by.clone(), || false)?);
            if view.total.is_multiple_of(OFTEN) {
                api.migration().set(Some(view.clone()));
            }
            Ok(true)
        })
    });
    view.status = match &moved {
        Ok(()) if api.closing().is_given() => "interrupted",
        Ok(()) => "done",
        Err(_) => "failed",
    }
    .to_owned();
    view.ended_at = Some(now());
    if let Err(error) = moved.and_then(|()| keep(runner, &view)) {
        tracing::error!(%error, migration = %view.id, "a migration did not end well");
    }
    api.migration().set(None);
}

fn note(view: &mut MigrationView, id: Uuid, verdict: &Verdict) {
    view.total += 1;
    match verdict {
        Verdict::Moved => view.moved += 1,
        Verdict::Stays(_) => view.stays += 1,
        Verdict::There | Verdict::Over | Verdict::Missing | Verdict::Movable => view.there += 1,
    }
    if matches!(verdict, Verdict::Stays(_)) && view.verdicts.len() < MOST {
        view.verdicts.push(VerdictView::of(id, verdict));
    }
}

fn keep(runner: &Runner, view: &MigrationView) -> Result<(), Error> {
    let value = rmp_serde::to_vec_named(view).map_err(|error| Error::Unwritable(error.to_string()))?;
    runner.keep(ROOM, &view.id.to_string(), Some(value))
}

/// A migration as it was kept. One that runs and is not the job that does was cut off.
fn read(api: &Api, key: &[u8], value: &[u8]) -> Result<MigrationView, Error> {
    let view: MigrationView = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key, &e))?;
    if view.status != "running" {
        return Ok(view);
    }
    let running = api.migration().get().filter(|running| running.id == view.id);
    Ok(running.unwrap_or(MigrationView { status: "interrupted".to_owned(), ..view }))
}

/// All of them.
#[utoipa::path(
    get, path = "/migrations", operation_id = "list_migrations", tag = "operations",
    summary = "Migrations · 迁移记录",
    description = "Migrations, the first first.\n\n历次迁移，按时间先后。",
    params(PageQuery),
    responses((status = 200, body = Page<MigrationView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<MigrationView>>, Problem> {
    let paging = Paging::<Vec<u8>>::of(ROOM, query.cursor.as_deref(), query.limit, api.limits())?;
    let found = api.desk().runner.kept(ROOM, paging.after.as_deref(), paging.limit)?;
    let view = |(key, value): &(String, Vec<u8>)| read(&api, key.as_bytes(), value);
    let items = found.found.iter().map(view).collect::<Result<_, Error>>()?;
    Ok(Json(Page { items, next_cursor: found.next.and_then(|key| cursor(ROOM, &key)) }))
}

/// One of them.
#[utoipa::path(
    get, path = "/migrations/{id}", operation_id = "get_migration", tag = "operations",
    summary = "One migration · 迁移详情",
    description = "How far it is, and which applications were left in their version and why.\n\n进度，以及哪些办件保持原版本及其原因。",
    params(("id" = String, Path, description = "Migration · 迁移")),
    responses((status = 200, body = MigrationView))
)]
pub async fn show(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<Json<MigrationView>, Problem> {
    let missing = || Problem::new(kinds::NOT_FOUND);
    let id = Uuid::try_parse(&id).map_err(|_| missing())?;
    let key = Key::of(family::KEPT).name(ROOM).name(&id.to_string()).done();
    let row = api.desk().runner.shared().index.get(&key).map_err(Error::from)?;
    // Begun a moment ago, and not kept yet.
    let running = || api.migration().get().filter(|running| running.id == id).ok_or_else(missing);
    Ok(Json(match row {
        Some(value) => read(&api, &key, &value)?,
        None => running()?,
    }))
}
