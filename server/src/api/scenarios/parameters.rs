//! `GET /scenarios/{id}/parameters`: what a simulation of a scenario can be run otherwise with.

use super::super::Api;
use super::super::dto::parameters::{ParameterView, ParametersView};
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::problem::{Problem, kinds};
use super::super::query::{Path, Query};
use super::super::shelf::Shelved;
use super::super::simulations::told;
use super::Chosen;
use crate::library::observations::Observations;
use crate::simulation::{Beside, Said, Wrong, start};
use axum::extract::State;
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::simulate::parameters as all_of;

/// The parameters.
#[utoipa::path(
    get, path = "/scenarios/{id}/parameters", operation_id = "list_scenario_parameters", tag = "scenarios",
    summary = "What a simulation can vary · 可调参数",
    description = "Everything that a simulation of a plan can be run otherwise with, and what is so now: applications a day, staff by department and role, the chance that a system answers and that a service or licence has what it is asked for, the chances that a step returns or refuses. `path` goes into `what_if` of POST /simulations.\n\n某方案模拟时可调整的参数及现值：每日件数、各部门岗位人数、系统可用率、数据与证照查得率、各环节退回与不予通过的概率；把 path 写进 POST /simulations 的 what_if 即可调整。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth"), Chosen),
    responses((status = 200, body = ParametersView))
)]
pub async fn parameters(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Json<ParametersView>, Problem> {
    let shelved = api.shelf().find(&id)?;
    api.derive(move || found(&shelved, chosen).map(Json)).await
}

fn found(shelved: &Shelved, chosen: Chosen) -> Result<ParametersView, Problem> {
    let scenario = shelved.sound()?;
    // Names that are none are told as of a query.
    chosen.of(&scenario)?;
    let files = Observations::beside(&shelved.loaded);
    let all = [Beside { scenario: &scenario, files: &files }];
    let given = chosen.given.unwrap_or_default();
    let said = Said {
        plan: chosen.plan.into_iter().collect(),
        given: given.split(',').filter(|pair| !pair.is_empty()).map(str::to_owned).collect(),
        ..Said::default()
    };
    let unable = |wrong: Wrong| {
        let (_, what, mend) = told(&wrong);
        Problem::new(kinds::CONFLICT).detail(&*what.zh, &*what.en).mend(mend)
    };
    let arrivals = match said.options(&all) {
        Ok(options) => options.arrivals,
        // The rest can be varied all the same.
        Err(Wrong::NoArrivals(_)) => Vec::new(),
        Err(wrong) => return Err(unable(wrong)),
    };
    let planners = [Planner::new(&scenario)];
    let begins = start(None).map_err(unable)?;
    let model = said.model(&all, &planners, Moment::from(begins)).map_err(unable)?;
    Ok(ParametersView {
        scenario: scenario.id.value.to_string(),
        plan: model.plan().to_string(),
        parameters: all_of(&model, &arrivals).iter().map(ParameterView::from).collect(),
    })
}
