//! `/store`: how large the store is, and whether it is whole. Both are read from the disk, beside the shards.

use super::Api;
use super::dto::store::{StoreStats, StoreVerified};
use super::granted::Granted;
use super::json::Json;
use super::problem::{Problem, kinds};
use crate::store::Look;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;

/// How long a request waits for what is found.
const PATIENCE: Duration = Duration::from_secs(20);

fn look(api: &Api) -> Result<(Arc<Look>, u64), Problem> {
    api.operations().store().ok_or_else(|| Problem::new(kinds::NOT_FOUND))
}

fn failed(error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%error, "the store cannot be looked over");
    Problem::new(kinds::INTERNAL)
}

/// How large the store is.
#[utoipa::path(
    get, path = "/store/stats", operation_id = "get_store_stats", tag = "operations",
    summary = "How large the store is · 数据目录大小",
    description = "Files and bytes of the store by its parts, and its last record.\n\n数据目录各部分的文件数与字节数，以及最后一条记录。",
    responses((status = 200, body = StoreStats))
)]
pub async fn stats(State(api): State<Api>, _: Granted) -> Result<Json<StoreStats>, Problem> {
    let (look, last) = look(&api)?;
    let sizes = tokio::task::spawn_blocking(move || look.sizes()).await;
    let sizes = sizes.map_err(|e| failed(&e))?.map_err(|e| failed(&e))?;
    Ok(Json(StoreStats::of(&sizes, last)))
}

/// Whether it is whole.
#[utoipa::path(
    get, path = "/store/verify", operation_id = "verify_store", tag = "operations",
    summary = "Whether the store is whole · 核对数据目录",
    description = "Reads every record, those in archives too, and every material, and proves the chain, while requests are served. What takes longer than 20 seconds is answered 202: ask again for what was found. Damage is found, not a failure: see `whole`.\n\n读出全部记录（含归档）与材料并证明链条，期间照常服务。超过 20 秒先答 202，再问即得结果。发现损坏也答 200，见 `whole`。",
    responses(
        (status = 200, body = StoreVerified),
        (status = 202, description = "It is being read; ask again · 正在核对，请稍后再问", body = StoreVerified)
    )
)]
pub async fn verify(State(api): State<Api>, _: Granted) -> Result<Response, Problem> {
    let (look, last) = look(&api)?;
    let found = tokio::task::spawn_blocking(move || look.verify(last, PATIENCE)).await;
    let found = found.map_err(|e| failed(&e))?.map_err(|e| failed(&e))?;
    let status = if found.is_some() { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(StoreVerified::of(found.as_deref()))).into_response())
}
