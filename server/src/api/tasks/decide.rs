//! A clerk's decisions. Each is made on what was read (`If-Match`), so that of two who decide at once one does.

use super::super::Api;
use super::super::dto::moved::MoveReceipt;
use super::super::dto::task::{Decision, Done, Resumption, ReturnRequest, Suspension};
use super::super::found::{Mover, Step, task};
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::precondition::{IdempotencyKey, IfMatch, Tagged};
use super::super::problem::Problem;
use super::super::query::Path;
use crate::desk::clerk::Deed;
use axum::extract::State;
use serde::Serialize;

type Answer = Result<Tagged<Json<MoveReceipt>>, Problem>;

/// Does something with a task.
///
/// # Errors
/// There is no such task, it has changed, or the machine says no.
pub(super) async fn act(
    api: &Api,
    granted: &Granted,
    key: &IdempotencyKey,
    matches: Option<&IfMatch>,
    (operation, id): (&str, &str),
    deed: &Deed,
    body: &(impl Serialize + Sync),
) -> Answer {
    let mover = Mover { granted, key, matches, what: format!("{operation} {id}") };
    api.moves(&mover, Step::Clerk(task(id)?, deed), body).await
}

/// What a request asks, for its idempotency key.
fn json(request: &impl Serialize) -> String {
    serde_json::to_string(request).unwrap_or_default()
}

/// Approve.
#[utoipa::path(
    post, path = "/tasks/{id}/approve", operation_id = "approve_task", tag = "tasks",
    summary = "Approve · 同意",
    description = "Ends a task well: accepts, approves or issues, with what the work brought about. Claims what nobody has claimed; in a sandbox what nobody says is made up.\n\n通过该环节（受理、批准或发证）并给出办理产生的数据；无人认领时自动认领，沙盒中未给出的数据自动补足。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the task as it was read · 所读内容的 ETag")),
    request_body = Done,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn approve(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Done>,
) -> Answer {
    let body = json(&request);
    let deed = Deed::Approve(request.values);
    act(&api, &granted, &key, Some(&matches), ("approve_task", &id), &deed, &body).await
}

/// Complete.
#[utoipa::path(
    post, path = "/tasks/{id}/complete", operation_id = "complete_task", tag = "tasks",
    summary = "Complete · 完成",
    description = "The same as approve, for a step that decides nothing.\n\n同 approve，用于不作决定的环节。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the task as it was read · 所读内容的 ETag")),
    request_body = Done,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn complete(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Done>,
) -> Answer {
    let body = json(&request);
    let deed = Deed::Approve(request.values);
    act(&api, &granted, &key, Some(&matches), ("complete_task", &id), &deed, &body).await
}

/// Return for correction.
#[utoipa::path(
    post, path = "/tasks/{id}/return", operation_id = "return_task", tag = "tasks",
    summary = "Return for correction · 退回补正",
    description = "Tells the applicant once, and all at once, what is to be mended; the limit's clock stands still meanwhile.\n\n一次性告知申请人需要补正的全部内容；期间不计入办理时限。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the task as it was read · 所读内容的 ETag")),
    request_body = ReturnRequest,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn give_back(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<ReturnRequest>,
) -> Answer {
    let body = json(&request);
    let deed = Deed::Return { item: request.item, wanted: request.wanted };
    act(&api, &granted, &key, Some(&matches), ("return_task", &id), &deed, &body).await
}

/// Refuse.
#[utoipa::path(
    post, path = "/tasks/{id}/refuse", operation_id = "refuse_task", tag = "tasks",
    summary = "Refuse · 不予批准",
    description = "Refuses an item, or all that the task serves, for a reason.\n\n对一个或全部事项作出不予批准的决定并说明理由。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the task as it was read · 所读内容的 ETag")),
    request_body = Decision,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn refuse(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Decision>,
) -> Answer {
    let body = json(&request);
    let deed = Deed::Refuse { item: request.item, why: request.reason };
    act(&api, &granted, &key, Some(&matches), ("refuse_task", &id), &deed, &body).await
}

/// Do not accept.
#[utoipa::path(
    post, path = "/tasks/{id}/not-accept", operation_id = "not_accept_task", tag = "tasks",
    summary = "Do not accept · 不予受理",
    description = "Does not accept an item, or all that the task serves, for a reason.\n\n对一个或全部事项作出不予受理的决定并说明理由。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the task as it was read · 所读内容的 ETag")),
    request_body = Decision,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn not_accept(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Decision>,
) -> Answer {
    let body = json(&request);
    let deed = Deed::NotAccept { item: request.item, why: request.reason };
    act(&api, &granted, &key, Some(&matches), ("not_accept_task", &id), &deed, &body).await
}

/// Begin a special procedure.
#[utoipa::path(
    post, path = "/tasks/{id}/suspend", operation_id = "suspend_task", tag = "tasks",
    summary = "Begin a special procedure · 启动特别程序",
    description = "Begins a special procedure: outside the limit, with one of its own.\n\n启动特别程序，不计入办理时限，另计自身时限。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the task as it was read · 所读内容的 ETag")),
    request_body = Suspension,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn suspend(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Suspension>,
) -> Answer {
    let body = json(&request);
    let deed = Deed::Suspend { item: request.item, within: request.within, why: request.reason };
    act(&api, &granted, &key, Some(&matches), ("suspend_task", &id), &deed, &body).await
}

/// End a special procedure.
#[utoipa::path(
    post, path = "/tasks/{id}/resume", operation_id = "resume_task", tag = "tasks",
    summary = "End a special procedure · 结束特别程序",
    description = "Ends the special procedure; the limit goes on.\n\n结束特别程序，恢复计时。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the task as it was read · 所读内容的 ETag")),
    request_body = Resumption,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn resume(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Resumption>,
) -> Answer {
    let body = json(&request);
    let deed = Deed::Resume { item: request.item };
    act(&api, &granted, &key, Some(&matches), ("resume_task", &id), &deed, &body).await
}
