//! `/workers` and `/callbacks`: systems that fetch their calls, and those that answer later.

use super::Api;
use super::dto::worker::{Beat, Completed, Fetch, LeasedCalls, LeasedView, Until};
use super::granted::Granted;
use super::json::{self, Json};
use super::problem::{Problem, kinds};
use super::query::Path;
use crate::access::Row;
use crate::desk::views::moment;
use crate::host::{Outwards, Waiting};
use crate::systems::http::callback::Delivery;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use onething_engine::application::Moment;
use std::sync::Arc;

/// Who fetches, where they may for the system, and the systems that are not simulated.
fn worker<'a>(api: &'a Api, granted: &Granted, system: &str) -> Result<&'a Arc<Outwards>, Problem> {
    granted.scope.covers(&granted.principal, Row { system: Some(system), ..Row::default() })?;
    api.outwards().ok_or_else(|| Problem::new(kinds::NOT_FOUND))
}

impl From<Waiting> for Problem {
    fn from(waiting: Waiting) -> Self {
        match waiting {
            Waiting::OtherWay => Problem::new(kinds::NOT_FOUND)
                .detail("该系统不以此方式对接", "the system is not reached this way"),
            Waiting::Over(over) => {
                let text = over.text();
                Problem::new(kinds::REJECTED).detail(&*text.zh, &*text.en).reason("lease_over")
            }
            Waiting::Callback(why) => {
                let text = why.text();
                Problem::new(kinds::REJECTED).detail(&*text.zh, &*text.en).reason("callback_not_taken")
            }
            Waiting::NoAnswer(why) => Problem::new(kinds::INVALID)
                .detail(format!("不是可用的应答：{}", why.zh), format!("it is no answer: {}", why.en)),
            Waiting::NotKept(error) => error.into(),
        }
    }
}

fn now(api: &Api) -> i64 {
    api.desk().runner.shared().clock.now()
}

fn milliseconds(seconds: u32) -> i64 {
    i64::from(seconds) * 1_000
}

/// Fetches calls.
#[utoipa::path(
    post, path = "/workers/{system}/lease", operation_id = "lease_work", tag = "systems",
    summary = "Fetch calls · 领取调用",
    description = "What a worker of a system is to do now; each call is its own for a while.\n\n业务系统的执行程序领取待办调用，限时独占。",
    params(("system" = String, Path, description = "System · 系统")),
    request_body = Fetch,
    responses((status = 200, body = LeasedCalls))
)]
pub async fn lease(
    State(api): State<Api>,
    granted: Granted,
    Path(system): Path<String>,
    Json(fetch): Json<Fetch>,
) -> Result<Json<LeasedCalls>, Problem> {
    let outwards = worker(&api, &granted, &system)?;
    let (most, length) = (fetch.most.min(100), milliseconds(fetch.seconds));
    let leased = outwards.lease(&system, &fetch.worker, most, length, now(&api))?;
    Ok(Json(LeasedCalls { calls: leased.into_iter().map(LeasedView::of).collect() }))
}

/// Is still at it.
#[utoipa::path(
    post, path = "/workers/{system}/heartbeat", operation_id = "heartbeat_work", tag = "systems",
    summary = "Keep a call · 延长占用",
    description = "A worker is still at a call and keeps it for longer.\n\n执行程序仍在处理，延长占用时间。",
    params(("system" = String, Path, description = "System · 系统")),
    request_body = Beat,
    responses((status = 200, body = Until))
)]
pub async fn heartbeat(
    State(api): State<Api>,
    granted: Granted,
    Path(system): Path<String>,
    Json(beat): Json<Beat>,
) -> Result<Json<Until>, Problem> {
    let outwards = worker(&api, &granted, &system)?;
    let until =
        outwards.heartbeat(&system, &beat.lease, &beat.worker, milliseconds(beat.seconds), now(&api))?;
    Ok(Json(Until { until: moment(Moment(until)) }))
}

/// Has done a call.
#[utoipa::path(
    post, path = "/workers/{system}/complete", operation_id = "complete_work", tag = "systems",
    summary = "Answer a fetched call · 提交应答",
    description = "A worker has done a call: what it found, in the words of the service.\n\n执行程序完成调用并提交结果。",
    params(("system" = String, Path, description = "System · 系统")),
    request_body = Completed,
    responses((status = 204, description = "It was taken · 已收到"))
)]
pub async fn complete(
    State(api): State<Api>,
    granted: Granted,
    Path(system): Path<String>,
    Json(done): Json<Completed>,
) -> Result<StatusCode, Problem> {
    let outwards = worker(&api, &granted, &system)?;
    outwards.complete(api.desk().runner.shared(), &system, &done.lease, done.found.as_ref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Could not do a call.
#[utoipa::path(
    post, path = "/workers/{system}/fail", operation_id = "fail_work", tag = "systems",
    summary = "Give up a fetched call · 报告失败",
    description = "A worker could not do a call; the machine decides whether it is tried again.\n\n执行程序未能完成调用；是否重试由流程决定。",
    params(("system" = String, Path, description = "System · 系统")),
    request_body = Beat,
    responses((status = 204, description = "It was taken · 已收到"))
)]
pub async fn fail(
    State(api): State<Api>,
    granted: Granted,
    Path(system): Path<String>,
    Json(beat): Json<Beat>,
) -> Result<StatusCode, Problem> {
    let outwards = worker(&api, &granted, &system)?;
    let lease = (&beat.lease, &*beat.worker);
    outwards.fail(api.desk().runner.shared(), &system, lease, now(&api)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Answers a call that was taken earlier.
#[utoipa::path(
    post, path = "/callbacks/{system}", operation_id = "receive_callback", tag = "systems",
    summary = "Answer later · 异步应答",
    description = "A system answers a call that it took earlier. Signed as Standard Webhooks has it (webhook-id, webhook-timestamp, webhook-signature); no token.\n\n系统对此前受理的调用给出应答，按 Standard Webhooks 签名，无需令牌。",
    params(("system" = String, Path, description = "System · 系统")),
    request_body(content = serde_json::Value, content_type = "application/json"),
    responses((status = 204, description = "It was taken · 已收到"))
)]
pub async fn callback(
    State(api): State<Api>,
    Path(system): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let outwards = api.outwards().ok_or_else(|| Problem::new(kinds::NOT_FOUND))?.clone();
    let headers = request.headers().clone();
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = json::read(request, api.limits().json_bytes).await?;
    let delivery = Delivery {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: &body,
    };
    outwards.callback(api.desk().runner.shared(), &system, delivery).await?;
    Ok(StatusCode::NO_CONTENT)
}
