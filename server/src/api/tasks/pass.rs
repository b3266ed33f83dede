//! Who has a task: taken, given back, handed to another.

use super::super::Api;
use super::super::dto::moved::MoveReceipt;
use super::super::dto::task::Reassignment;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::precondition::{IdempotencyKey, Tagged};
use super::super::problem::Problem;
use super::super::query::Path;
use super::decide::act;
use crate::desk::clerk::Deed;
use axum::extract::State;

type Answer = Result<Tagged<Json<MoveReceipt>>, Problem>;

/// Take a task.
#[utoipa::path(
    post, path = "/tasks/{id}/claim", operation_id = "claim_task", tag = "tasks",
    summary = "Take a task · 认领待办",
    description = "Takes a task from the worklist; of several who try at once one has it.\n\n从待办列表认领；多人同时认领时只有一人成功。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    responses((status = 200, body = MoveReceipt))
)]
pub async fn claim(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
) -> Answer {
    let deed = Deed::Claim;
    act(&api, &granted, &key, None, ("claim_task", &id), &deed, &()).await
}

/// Give a task back.
#[utoipa::path(
    post, path = "/tasks/{id}/release", operation_id = "release_task", tag = "tasks",
    summary = "Give a task back · 释放待办",
    description = "Gives a claimed task back to the worklist.\n\n把已认领的待办退回列表。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    responses((status = 200, body = MoveReceipt))
)]
pub async fn release(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
) -> Answer {
    let deed = Deed::Release;
    act(&api, &granted, &key, None, ("release_task", &id), &deed, &()).await
}

/// Hand a task to another.
#[utoipa::path(
    post, path = "/tasks/{id}/reassign", operation_id = "reassign_task", tag = "tasks",
    summary = "Hand a task to another · 转派待办",
    description = "Hands a task to another person of the department.\n\n把待办转派给本部门其他人员。",
    params(("id" = String, Path, description = "Task · 待办"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = Reassignment,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn reassign(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Json(request): Json<Reassignment>,
) -> Answer {
    let body = request.to.clone();
    let deed = Deed::Reassign(request.to);
    act(&api, &granted, &key, None, ("reassign_task", &id), &deed, &body).await
}
