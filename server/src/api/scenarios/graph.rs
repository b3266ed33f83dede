//! `GET /scenarios/{id}/graph`: the process of a plan in one way, as data or as a picture.

use super::super::Api;
use super::super::dto::graph::GraphDocument;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::language::Preferred;
use super::super::problem::{Problem, kinds};
use super::super::query::{Path, Query};
use super::Chosen;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::layout::layout;
use onething_engine::process::picture::{dot, mermaid, svg};
use onething_engine::scenario::model::{Plan, Scenario};
use onething_engine::scenario::text::Language;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// What an SVG may do when it is opened by itself: carry its own style, and nothing else.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// How the graph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Nodes, edges, and where everything stands in the picture.
    #[default]
    Json,
    /// The picture.
    Svg,
    /// For Graphviz.
    Dot,
    /// For Mermaid.
    Mermaid,
}

/// How the graph is written; the plan and the way as elsewhere.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Written {
    /// The plan; the first that is not `separate` where it is absent. 方案，缺省为第一个非 separate 方案。
    pub plan: Option<String>,
    /// Answers, `SITUATION=ANSWER` joined by commas. 情形答案，以逗号分隔。
    pub given: Option<String>,
    /// How it is written; JSON where it is absent. 输出格式。
    #[param(inline)]
    pub format: Option<Format>,
}

/// The process.
#[utoipa::path(
    get, path = "/scenarios/{id}/graph", operation_id = "get_scenario_graph", tag = "scenarios",
    summary = "The process of a plan · 方案流程图",
    description = "Nodes, edges and the swimlane picture of a plan in one way, in the language of Accept-Language.\n\n某方案在某情形下的流程：节点、连线与泳道图，文字按 Accept-Language。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth"), Written),
    responses(
        (status = 200, content((GraphDocument = "application/json"), (String = "image/svg+xml"), (String = "text/plain")))
    )
)]
pub async fn graph(
    State(api): State<Api>,
    _: Granted,
    Preferred(language): Preferred,
    Path(id): Path<String>,
    Query(query): Query<Written>,
) -> Result<Response, Problem> {
    let scenario = api.shelf().find(&id)?.sound()?;
    api.derive(move || {
        let chosen = Chosen { plan: query.plan, given: query.given };
        let (plan, way) = chosen.of(&scenario)?;
        write(&scenario, plan, &way, query.format.unwrap_or_default(), language)
    })
    .await
}

fn write(
    scenario: &Scenario,
    plan: &Plan,
    way: &Way,
    format: Format,
    language: Language,
) -> Result<Response, Problem> {
    let planner = Planner::new(scenario);
    let process = compile(&planner.derive(plan, MeasureSet::all(plan), way), plan).map_err(circle)?;
    let picture = diagram(&process);
    let text = |kind: &'static str, text: String| ([(CONTENT_TYPE, kind)], text).into_response();
    Ok(match format {
        Format::Json => Json(GraphDocument::of(&process, layout(&picture, language))).into_response(),
        Format::Svg => {
            let mut response = text("image/svg+xml", svg(&layout(&picture, language)));
            let policy = axum::http::HeaderValue::from_static(PICTURE_POLICY);
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
            response
        }
        Format::Dot => text("text/plain; charset=utf-8", dot(&picture, language)),
        Format::Mermaid => text("text/plain; charset=utf-8", mermaid(&picture, language)),
    })
}

/// Steps that wait for one another in this way alone; the check of a scenario finds those of every way.
pub fn circle(circle: onething_engine::process::compile::Circle) -> Problem {
    let what = circle.text();
    Problem::new(kinds::CONFLICT).detail(what.zh.to_string(), what.en.to_string())
}
