//! `GET /scenarios/{id}/names`: what the catalogues of a scenario define, for completion in editors.

use super::super::Api;
use super::super::dto::names::NamesView;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::problem::{Problem, kinds};
use super::super::query::{Path, Query};
use axum::extract::State;
use serde::Deserialize;

/// Nothing that could be asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The names.
#[utoipa::path(
    get, path = "/scenarios/{id}/names", operation_id = "list_scenario_names", tag = "scenarios",
    summary = "Names of the catalogues · 目录中的名称",
    description = "Every name that the catalogues of a scenario define, by kind, with labels: departments and roles, systems, services with what they are given and return, licences, materials, elements with their types, calendars, regions, items.\n\n该场景所用目录中的全部名称，按类别列出并附中英文标题：部门与岗位、系统、服务及其输入输出、证照、材料、数据元及类型、日历、区划、事项。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth")),
    responses((status = 200, body = NamesView))
)]
pub async fn names(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    _: Query<Nothing>,
) -> Result<Json<NamesView>, Problem> {
    let shelved = api.shelf().find(&id)?;
    // Mistakes in the scenario itself leave its catalogues readable.
    let scenario = shelved.loaded.scenario.clone().ok_or_else(|| {
        Problem::new(kinds::CONFLICT).detail("该场景无法读取", "the scenario cannot be read at all")
    })?;
    api.derive(move || Ok(Json(NamesView::of(&scenario)))).await
}
