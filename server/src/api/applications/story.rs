//! What happened to an application and what it waits for.

use super::super::Api;
use super::super::dto::graph::GraphDocument;
use super::super::dto::story::{FactList, MarkedGraph, Notices, Results, StoryQuery, Timeline, WaitingList};
use super::super::found;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::language::Preferred;
use super::super::problem::{Problem, kinds};
use super::super::query::{Path, Query};
use super::super::scenarios::graph::circle;
use crate::desk::known;
use crate::desk::views::StepMark;
use crate::runner::{Found, NoCourse};
use axum::extract::State;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::layout::layout;
use onething_engine::scenario::text::Language;
use uuid::Uuid;

/// The id of an application that who asks may see.
fn seen(api: &Api, granted: &Granted, id: &str) -> Result<Uuid, Problem> {
    Ok(api.find(granted, found::id(id)?)?.0.id)
}

/// What it waits for.
#[utoipa::path(
    get, path = "/applications/{id}/waiting", operation_id = "get_application_waiting", tag = "applications",
    summary = "What it waits for · 等待原因",
    description = "Everything that an open application waits for, each in one sentence.\n\n未办结的办件正在等待什么，逐条一句话说明。",
    params(("id" = String, Path, description = "Application · 办件")),
    responses((status = 200, body = WaitingList))
)]
pub async fn waiting(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<Json<WaitingList>, Problem> {
    let application = seen(&api, &granted, &id)?;
    Ok(Json(WaitingList { application, waiting: api.desk().waiting(application)? }))
}

/// What happened.
#[utoipa::path(
    get, path = "/applications/{id}/timeline", operation_id = "get_application_timeline", tag = "applications",
    summary = "What happened · 办理过程",
    description = "What happened to an application, in words, the first first: all of it, or with `limit` in pages.\n\n办件的办理过程，按时间先后以文字说明；给出 limit 时分页。",
    params(("id" = String, Path, description = "Application · 办件"), StoryQuery),
    responses((status = 200, body = Timeline))
)]
pub async fn timeline(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
    Query(query): Query<StoryQuery>,
) -> Result<Json<Timeline>, Problem> {
    let application = seen(&api, &granted, &id)?;
    let own = api.clone();
    let told = move || {
        let all = own.desk().timeline(application)?;
        let (entries, next_cursor) = query.page("timeline", all, own.limits())?;
        Ok(Json(Timeline { application, entries, next_cursor }))
    };
    api.derive(told).await
}

/// What is known.
#[utoipa::path(
    get, path = "/applications/{id}/facts", operation_id = "list_application_facts", tag = "applications",
    summary = "What is known · 已知信息",
    description = "Every field and material that is known of an application, with its label, its value in words and where it comes from.\n\n办件中已知的全部字段和材料，含名称、值的说明和来源。",
    params(("id" = String, Path, description = "Application · 办件")),
    responses((status = 200, body = FactList))
)]
pub async fn facts(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<Json<FactList>, Problem> {
    let (dossier, course) = api.find(&granted, found::id(&id)?)?;
    Ok(Json(FactList { application: dossier.id, facts: known::all(&dossier, &course) }))
}

/// Results.
#[utoipa::path(
    get, path = "/applications/{id}/results", operation_id = "list_application_results", tag = "applications",
    summary = "Results · 办理结果",
    description = "Certificates that were issued.\n\n已发的证照。",
    params(("id" = String, Path, description = "Application · 办件")),
    responses((status = 200, body = Results))
)]
pub async fn results(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<Json<Results>, Problem> {
    let application = seen(&api, &granted, &id)?;
    let desk = api.desk().clone();
    api.derive(move || Ok(Json(Results { application, results: desk.sent(application)?.0 }))).await
}

/// Notices.
#[utoipa::path(
    get, path = "/applications/{id}/notices", operation_id = "list_application_notices", tag = "applications",
    summary = "Notices · 通知文书",
    description = "Notices that were sent, the first first.\n\n已发出的通知文书，按时间先后。",
    params(("id" = String, Path, description = "Application · 办件")),
    responses((status = 200, body = Notices))
)]
pub async fn notices(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<Json<Notices>, Problem> {
    let application = seen(&api, &granted, &id)?;
    let desk = api.desk().clone();
    api.derive(move || Ok(Json(Notices { application, notices: desk.sent(application)?.1 }))).await
}

/// Where it stands.
#[utoipa::path(
    get, path = "/applications/{id}/graph", operation_id = "get_application_graph", tag = "applications",
    summary = "Where it stands · 办理进度图",
    description = "The process of an application, with how far each step is.\n\n办件流程图及各环节进度。",
    params(("id" = String, Path, description = "Application · 办件")),
    responses((status = 200, body = MarkedGraph))
)]
pub async fn graph(
    State(api): State<Api>,
    granted: Granted,
    Preferred(language): Preferred,
    Path(id): Path<String>,
) -> Result<Json<MarkedGraph>, Problem> {
    let found = api.find(&granted, found::id(&id)?)?;
    let marking = api.desk().view(&found.0, &found.1).marking;
    api.derive(move || drawn(&found, marking, language).map(Json)).await
}

fn drawn(
    (dossier, course): &Found,
    marking: Vec<StepMark>,
    language: Language,
) -> Result<MarkedGraph, Problem> {
    let scenario = &course.definition.scenario;
    let way = dossier.start.way(scenario).map_err(NoCourse::Answer)?;
    let plan = scenario.plans.get(&course.plan).ok_or_else(|| Problem::new(kinds::INTERNAL))?;
    let planner = Planner::new(scenario);
    let process = compile(&planner.derive(plan, MeasureSet::all(plan), &way), plan).map_err(circle)?;
    let graph = GraphDocument::of(&process, layout(&diagram(&process), language));
    Ok(MarkedGraph { graph, marking })
}
