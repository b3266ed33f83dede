//! `/calls`: what systems owe, for a tester who plays them.

use super::Api;
use super::dto::moved::MoveReceipt;
use super::dto::page::Page;
use super::dto::work::{CallListed, CallQuery};
use super::found::{Mover, Step, task};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::{IdempotencyKey, Tagged};
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::access::Scope;
use crate::desk::outside::Said;
use crate::runner::aftermath::owed;
use axum::extract::State;
use uuid::Uuid;

/// The name of the list in its cursors.
const LIST: &str = "calls";

/// What systems owe.
#[utoipa::path(
    get, path = "/calls", operation_id = "list_calls", tag = "systems",
    summary = "What systems owe · 待应答调用",
    description = "Calls that systems have not answered yet, decisions by rule and parcels on their way; of one application, or of all.\n\n系统尚未应答的调用、待规则判定的环节与在途物流；可只看某一办件。",
    params(CallQuery),
    responses((status = 200, body = Page<CallListed>))
)]
pub async fn list(
    State(api): State<Api>,
    granted: Granted,
    Query(query): Query<CallQuery>,
) -> Result<Json<Page<CallListed>>, Problem> {
    let paging = Paging::<Vec<u8>>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let own = granted.principal.system.as_deref().filter(|_| granted.scope == Scope::Own);
    if own.is_some() && query.system.is_some() && query.system.as_deref() != own {
        return Err(Problem::new(kinds::NOT_FOUND));
    }
    let runner = &api.desk().runner;
    if let Some(application) = query.application {
        let system = own.or(query.system.as_deref());
        return Ok(Json(Page { items: of_application(&api, application, system)?, next_cursor: None }));
    }
    let found = runner.owed(own.or(query.system.as_deref()), paging.after.as_deref(), paging.limit)?;
    let mut items = Vec::new();
    for (system, id, row) in &found.found {
        // One that went on meanwhile is owed nothing any more.
        if let Some((dossier, course)) = runner.application(*id)? {
            items.extend(CallListed::of(system, &dossier, &course, row));
        }
    }
    Ok(Json(Page { items, next_cursor: found.next.and_then(|key| cursor(LIST, &key)) }))
}

/// What systems, or one, owe an application.
fn of_application(api: &Api, id: Uuid, system: Option<&str>) -> Result<Vec<CallListed>, Problem> {
    let Some((dossier, course)) = api.desk().runner.application(id)? else { return Ok(Vec::new()) };
    let owed = dossier.state.work.iter().filter_map(|work| owed(&dossier, &course, work));
    let wanted = owed.filter(|(by, _)| system.is_none_or(|system| **by == *system));
    Ok(wanted.filter_map(|(by, row)| CallListed::of(&by, &dossier, &course, &row)).collect())
}

/// Answers in a system's place.
#[utoipa::path(
    post, path = "/calls/{id}/reply", operation_id = "reply_call", tag = "systems",
    summary = "Answer a call · 应答调用",
    description = "Answers for a system: `found` with what it found, `exists` whether there is anything (in a sandbox what it found is made up), `failed` with why, `decided` for a rule, `arrived` for a parcel.\n\n代系统应答：found 给出数据，exists 表示有无（沙盒中数据自动补足），failed 表示应答失败，decided 用于规则判定，arrived 用于物流送达。",
    params(("id" = String, Path, description = "Call · 调用"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = Said,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn reply(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Json(said): Json<Said>,
) -> Result<Tagged<Json<MoveReceipt>>, Problem> {
    let mover = Mover { granted: &granted, key: &key, matches: None, what: format!("reply_call {id}") };
    api.moves(&mover, Step::System(task(&id)?, &said), &said).await
}
