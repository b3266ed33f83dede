//! `GET /scenarios/{id}/count`: the figures of a plan in one way, with the lines that they are counted from, as
//! `onething show` tells them.

use super::super::Api;
use super::super::dto::count::CountView;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::problem::Problem;
use super::super::query::{Path, Query};
use super::Chosen;
use axum::extract::State;
use onething_engine::analyse::show::show;
use onething_engine::plan::derive::Planner;

/// The count.
#[utoipa::path(
    get, path = "/scenarios/{id}/count", operation_id = "count_scenario", tag = "scenarios",
    summary = "What figures are counted from · 指标明细",
    description = "Every figure of a plan in one way, the lines that it is counted from, and the numbers of the counting rules that it goes by.\n\n某方案在某情形下的各项指标、逐条明细，以及所依据的计数规则编号。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth"), Chosen),
    responses((status = 200, body = CountView))
)]
pub async fn count(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Json<CountView>, Problem> {
    let scenario = api.shelf().find(&id)?.sound()?;
    api.derive(move || {
        let (plan, way) = chosen.of(&scenario)?;
        Ok(Json(CountView::of(&scenario, &show(&Planner::new(&scenario), plan, &way))))
    })
    .await
}
