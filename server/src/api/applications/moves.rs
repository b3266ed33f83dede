//! The applicant's moves: saved, handed in, mended, taken back, paid, rated.

use super::super::Api;
use super::super::dto::applicant::{Collection, Commitment, Payment, Rating, Withdrawal};
use super::super::dto::moved::MoveReceipt;
use super::super::found::{self, Mover, Step};
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::precondition::{IdempotencyKey, IfMatch, Tagged};
use super::super::problem::{Problem, kinds};
use super::super::query::Path;
use super::super::rate::Whose;
use crate::desk::applicant::{Handed, Move};
use axum::extract::State;
use serde::Serialize;
use std::time::Instant;

type Answer = Result<Tagged<Json<MoveReceipt>>, Problem>;

async fn act(
    api: &Api,
    granted: &Granted,
    key: &IdempotencyKey,
    matches: Option<&IfMatch>,
    (operation, id): (&str, &str),
    what: &Move,
    body: &(impl Serialize + Sync),
) -> Answer {
    let mover = Mover { granted, key, matches, what: format!("{operation} {id}") };
    api.moves(&mover, Step::Applicant(found::id(id)?, what), body).await
}

/// What a request asks, for its idempotency key.
fn json(request: &impl Serialize) -> String {
    serde_json::to_string(request).unwrap_or_default()
}

impl Api {
    /// Whether somebody may hand something in again already.
    ///
    /// # Errors
    /// Not yet.
    pub fn may_submit(&self, granted: &Granted) -> Result<(), Problem> {
        let whose = Whose::Principal(granted.principal.id.0.clone());
        let taken = self.submissions().take(&whose, Instant::now());
        taken.map_err(|seconds| Problem::new(kinds::RATE_LIMITED).retry_after(seconds))
    }
}

/// Save fields.
#[utoipa::path(
    put, path = "/applications/{id}/form", operation_id = "put_application_form", tag = "applications",
    summary = "Save fields · 保存填报",
    description = "Saves fields and materials of a draft or of a correction; nothing is handed in yet.\n\n保存草稿或补正内容，尚不提交。",
    params(("id" = String, Path, description = "Application · 办件"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the form as it was read · 所读内容的 ETag")),
    request_body = Handed,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn save(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Handed>,
) -> Answer {
    let (body, what) = (json(&request), Move::Save(request));
    act(&api, &granted, &key, Some(&matches), ("put_application_form", &id), &what, &body).await
}

/// Hand in.
#[utoipa::path(
    post, path = "/applications/{id}/submit", operation_id = "submit_application", tag = "applications",
    summary = "Hand in · 提交",
    description = "Hands in every form that is open, with what is given.\n\n填写所给内容并提交全部未提交的表单。",
    params(("id" = String, Path, description = "Application · 办件"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the form as it was read · 所读内容的 ETag")),
    request_body = Handed,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn submit(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Handed>,
) -> Answer {
    api.may_submit(&granted)?;
    let (body, what) = (json(&request), Move::Submit(request));
    act(&api, &granted, &key, Some(&matches), ("submit_application", &id), &what, &body).await
}

/// Hand in a correction.
#[utoipa::path(
    post, path = "/applications/{id}/correct", operation_id = "correct_application", tag = "applications",
    summary = "Hand in a correction · 提交补正",
    description = "Hands in what was asked for again, with what is given.\n\n提交补正或补充的内容。",
    params(("id" = String, Path, description = "Application · 办件"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$"), ("If-Match" = String, Header, description = "ETag of the form as it was read · 所读内容的 ETag")),
    request_body = Handed,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn correct(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(request): Json<Handed>,
) -> Answer {
    api.may_submit(&granted)?;
    let (body, what) = (json(&request), Move::Correct(request));
    act(&api, &granted, &key, Some(&matches), ("correct_application", &id), &what, &body).await
}

/// Take back.
#[utoipa::path(
    post, path = "/applications/{id}/withdraw", operation_id = "withdraw_application", tag = "applications",
    summary = "Take back · 撤回",
    description = "Takes back the application or one item; done steps are undone where they can be.\n\n撤回整个办件或一个事项；已办环节按规定撤销。",
    params(("id" = String, Path, description = "Application · 办件"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = Withdrawal,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn withdraw(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Json(request): Json<Withdrawal>,
) -> Answer {
    let (body, what) = (json(&request), Move::Withdraw(request.item));
    act(&api, &granted, &key, None, ("withdraw_application", &id), &what, &body).await
}

/// Rate.
#[utoipa::path(
    post, path = "/applications/{id}/rating", operation_id = "rate_application", tag = "applications",
    summary = "Rate · 评价",
    description = "Rates the service, once, when it is over.\n\n办结后评价一次。",
    params(("id" = String, Path, description = "Application · 办件"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = Rating,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn rate(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Json(request): Json<Rating>,
) -> Answer {
    let (body, what) = (json(&request), Move::Rate(request.grade));
    act(&api, &granted, &key, None, ("rate_application", &id), &what, &body).await
}

/// Collect.
#[utoipa::path(
    post, path = "/applications/{id}/collect", operation_id = "collect_application", tag = "applications",
    summary = "Collect · 领取结果",
    description = "The applicant collects the results, where they are not sent; `step` where there are several.\n\n结果不寄送时由申请人领取；有多处领取时以 step 指明。",
    params(("id" = String, Path, description = "Application · 办件"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = Collection,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn collect(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Json(request): Json<Collection>,
) -> Answer {
    let (body, what) = (json(&request), Move::Collect(request.step));
    act(&api, &granted, &key, None, ("collect_application", &id), &what, &body).await
}

/// Pay.
#[utoipa::path(
    post, path = "/applications/{id}/payment", operation_id = "pay_application", tag = "applications",
    summary = "Pay · 缴费",
    description = "Pays the fees that are due.\n\n缴纳应缴费用。",
    params(("id" = String, Path, description = "Application · 办件"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = Payment,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn pay(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Json(request): Json<Payment>,
) -> Answer {
    let (body, what) = (json(&request), Move::Pay(request.amount));
    act(&api, &granted, &key, None, ("pay_application", &id), &what, &body).await
}

/// Declare instead of proving.
#[utoipa::path(
    post, path = "/applications/{id}/commitment", operation_id = "commit_application", tag = "applications",
    summary = "Declare instead of proving · 告知承诺",
    description = "Declares all conditions of an item met; what is not so revokes the result.\n\n承诺已满足事项全部条件；承诺不实将撤销结果。",
    params(("id" = String, Path, description = "Application · 办件"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = Commitment,
    responses((status = 200, body = MoveReceipt))
)]
pub async fn commit(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Json(request): Json<Commitment>,
) -> Answer {
    let (body, what) = (json(&request), Move::Commit(request.item));
    act(&api, &granted, &key, None, ("commit_application", &id), &what, &body).await
}
