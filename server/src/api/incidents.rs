//! `/incidents`: work that cannot go on until an operator acts.

use super::Api;
use super::dto::page::Page;
use super::dto::work::{IncidentAnswer, IncidentQuery, IncidentView, Mended};
use super::found::{Mover, Step, task};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::{IdempotencyKey, Tagged};
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::desk::outside::{AfterMending, Mend};
use crate::runner::aftermath::IncidentRow;
use axum::extract::State;
use onething_engine::application::state::{Mode, Standing};

/// The name of the list in its cursors.
const LIST: &str = "incidents";

/// Open incidents.
#[utoipa::path(
    get, path = "/incidents", operation_id = "list_incidents", tag = "operations",
    summary = "Open incidents · 异常列表",
    description = "Accepted work that cannot go on until a person acts, of one application or of all; `wanted` is what an answer by hand may give.\n\n须人工处理方可继续的异常，可只看某一办件；wanted 为人工应答可给出的数据。",
    params(IncidentQuery),
    responses((status = 200, body = Page<IncidentView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<IncidentQuery>,
) -> Result<Json<Page<IncidentView>>, Problem> {
    let paging = Paging::<Vec<u8>>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let runner = &api.desk().runner;
    let found = runner.incidents(query.application, paging.after.as_deref(), paging.limit)?;
    let mut items = Vec::new();
    for (id, step, row) in &found.found {
        // One that went on meanwhile is read as it was.
        if let Some((dossier, course)) = runner.application(*id)? {
            items.push(IncidentView::of(&dossier, &course, *step, row));
        }
    }
    Ok(Json(Page { items, next_cursor: found.next.and_then(|key| cursor(LIST, &key)) }))
}

/// One incident.
#[utoipa::path(
    get, path = "/incidents/{id}", operation_id = "get_incident", tag = "operations",
    summary = "One incident · 异常详情",
    description = "An incident while it is open.\n\n未处理的异常。",
    params(("id" = String, Path, description = "Incident · 异常")),
    responses((status = 200, body = IncidentView))
)]
pub async fn show(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<Json<IncidentView>, Problem> {
    let at = task(&id)?;
    let (dossier, course) = api.desk().application(at.application)?;
    let work = dossier.state.work_of(at.task.step).filter(|_| dossier.state.task(at.task.step) == at.task);
    let facts = course.program.step(at.task.step);
    let (Some(work), Some(facts)) = (work, facts) else { return Err(Problem::new(kinds::NOT_FOUND)) };
    let Standing::Incident(cause) = work.standing else { return Err(Problem::new(kinds::NOT_FOUND)) };
    let row = IncidentRow {
        scenario: dossier.start.scenario.clone(),
        step: facts.id.clone(),
        visit: at.task.visit,
        cause,
        system: course.system(at.task.step, work.mode == Mode::Undo),
        since: work.since,
    };
    Ok(Json(IncidentView::of(&dossier, &course, at.task.step, &row)))
}

async fn mend(
    api: &Api,
    granted: &Granted,
    key: &IdempotencyKey,
    (operation, id): (&str, &str),
    mend: &Mend,
) -> Result<Json<Mended>, Problem> {
    let at = task(id)?;
    let mover = Mover { granted, key, matches: None, what: format!("{operation} {id}") };
    let body = format!("{mend:?}");
    let Tagged(_, Json(receipt)) = api.moves(&mover, Step::Operator(at, mend), &body).await?;
    let outcome = api.desk().after_mending(at)?;
    let mended = outcome == AfterMending::Mended;
    Ok(Json(Mended { application: receipt.application, sequence: receipt.sequence, mended, outcome }))
}

/// Try again.
#[utoipa::path(
    post, path = "/incidents/{id}/retry", operation_id = "retry_incident", tag = "operations",
    summary = "Try again · 重试",
    description = "Tries again what an incident stopped. `outcome` says whether that truly mended it: `trying` while the call is out, when nobody knows yet; look at the incidents again then.\n\n重试被异常中断的环节。outcome 说明是否已真正恢复：trying 表示已发出、尚无应答，须稍后再看异常列表。",
    params(("id" = String, Path, description = "Incident · 异常"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    responses((status = 200, body = Mended))
)]
pub async fn retry(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
) -> Result<Json<Mended>, Problem> {
    mend(&api, &granted, &key, ("retry_incident", &id), &Mend::Retry).await
}

/// Answer by hand.
#[utoipa::path(
    post, path = "/incidents/{id}/answer", operation_id = "answer_incident", tag = "operations",
    summary = "Answer by hand · 人工应答",
    description = "Gives the values that a step lacks; says whether that truly mended it.\n\n人工给出所缺数据，并说明是否已真正恢复。",
    params(("id" = String, Path, description = "Incident · 异常"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = IncidentAnswer,
    responses((status = 200, body = Mended))
)]
pub async fn answer(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Json(request): Json<IncidentAnswer>,
) -> Result<Json<Mended>, Problem> {
    mend(&api, &granted, &key, ("answer_incident", &id), &Mend::Answer(request.values)).await
}

/// Go the other way.
#[utoipa::path(
    post, path = "/incidents/{id}/fallback", operation_id = "fallback_incident", tag = "operations",
    summary = "Go the other way · 转兜底办理",
    description = "Takes the next of the scenario's fallbacks, or goes on without; says whether that truly mended it.\n\n采用场景规定的下一种兜底办法，或不再等待；并说明是否已真正恢复。",
    params(("id" = String, Path, description = "Incident · 异常"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    responses((status = 200, body = Mended))
)]
pub async fn fallback(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
) -> Result<Json<Mended>, Problem> {
    mend(&api, &granted, &key, ("fallback_incident", &id), &Mend::FallBack).await
}
