//! `POST /applications/generated`: applications of made-up people, for who tries a sandbox out.

use super::super::Api;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::precondition::IdempotencyKey;
use super::super::problem::{Problem, kinds};
use super::super::repeat::Shown;
use crate::desk::generated::{Generated, GeneratedRequest, MOST, NotBegun};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::text::Text;

/// Begins many.
#[utoipa::path(
    post, path = "/applications/generated", operation_id = "generate_applications", tag = "applications",
    summary = "Begin applications of made-up people · 批量生成办件",
    description = "Begins applications of made-up people in a sandbox: each takes a way by its weights, or the answers given, fills in what is so of its people, hands in materials, and submits. All that there is no time for in half of what a request may take is `left`. Refused where time is real.\n\n在沙盒中批量新建虚构办件：按权重（或所给答案）抽取情形，按虚构人员如实填表、交材料并提交；用时达到请求时限一半即停，余数见 left。真实时间下拒绝。",
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = GeneratedRequest,
    responses((status = 201, body = Generated))
)]
pub async fn generate(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Json(request): Json<GeneratedRequest>,
) -> Result<Response, Problem> {
    let work = async {
        let generated = generated(&api, &granted, request.clone()).await?;
        Ok((StatusCode::CREATED, Json(generated)).into_response())
    };
    api.once(&granted, &key, ("generate_applications", &request, Shown::Again), work).await
}

async fn generated(api: &Api, granted: &Granted, request: GeneratedRequest) -> Result<Generated, Problem> {
    if !api.desk().sandbox {
        let problem = Problem::new(kinds::REJECTED).reason("real_time");
        return Err(problem.detail(
            "服务器按真实时间运行，不生成虚构办件",
            "the server runs on real time, and begins nothing that is made up",
        ));
    }
    if !(1..=MOST).contains(&request.count) {
        return Err(Problem::new(kinds::INVALID).at(
            "/count",
            Text::new("超出范围", "out of range"),
            Text::new(format!("1 至 {MOST}"), format!("1 to {MOST}")),
        ));
    }
    let (desk, principal) = (api.desk().clone(), granted.principal.id.0.clone());
    let patience = api.limits().request / 2;
    api.derive(move || Ok(desk.generate(&request, &principal, patience, why)?)).await
}

/// Why one was not begun, as a request for it alone would be told.
fn why(not: NotBegun) -> Text {
    match not {
        NotBegun::Unable(unable) => Problem::from(unable).told(),
        NotBegun::Refused(refusal) => Problem::from(refusal).told(),
    }
}
