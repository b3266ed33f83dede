//! `POST /scenarios/check`: a text in, findings and figures and the graph out; nothing is changed. The checker is
//! the command line's.

use super::super::Api;
use super::super::dto::check::{CheckRequest, CheckResult};
use super::super::dto::form::FormView;
use super::super::dto::graph::GraphDocument;
use super::super::dto::scenario::PlanView;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::language::Preferred;
use super::super::precondition::IdempotencyKey;
use super::super::problem::{Problem, kinds};
use super::graph::circle;
use super::{Chosen, asked};
use crate::library::{self, Loaded, Place, SourceText, check_text};
use axum::extract::State;
use onething_engine::analyse::show::show;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::layout::layout;
use onething_engine::scenario::diagnostic;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::syntax::Budget;
use onething_engine::scenario::text::Language;

/// Checks a scenario's text.
#[utoipa::path(
    post, path = "/scenarios/check", operation_id = "check_scenario", tag = "scenarios",
    summary = "Check a scenario's text · 检查场景",
    description = "All findings of a scenario's text over the library's catalogues; without errors also every plan's figures, and the graph and the form of one. Changes nothing.\n\n检查场景文本，返回全部问题；没有错误时还返回各方案指标，以及某一方案的流程图与填报内容。不改变任何数据。",
    request_body = CheckRequest,
    responses((status = 200, body = CheckResult))
)]
pub async fn check(
    State(api): State<Api>,
    _: Granted,
    _: IdempotencyKey,
    Preferred(language): Preferred,
    Json(request): Json<CheckRequest>,
) -> Result<Json<CheckResult>, Problem> {
    let (place, budget) = (api.shelf().place().clone(), api.limits().scenario);
    api.derive(move || checked(&place, request, &budget, language).map(Json)).await
}

fn checked(
    place: &Place,
    request: CheckRequest,
    budget: &Budget,
    language: Language,
) -> Result<CheckResult, Problem> {
    let CheckRequest { text, plan, given, findings_only } = request;
    let loaded = read(place, text, budget)?;
    let sound = loaded.scenario.as_deref().filter(|_| !loaded.has_errors());
    let chosen = Chosen { plan, given };
    let wanted = sound.filter(|_| !findings_only);
    let shown = wanted.map(|scenario| drawn(scenario, &chosen, language)).transpose()?;
    let (graph, form) = shown.unzip();
    Ok(CheckResult {
        sound: sound.is_some(),
        diagnostics: findings(&loaded),
        plans: wanted.map(plans).unwrap_or_default(),
        graph,
        form,
    })
}

/// Reads and checks a text over a place's catalogues.
pub fn read(place: &Place, text: String, budget: &Budget) -> Result<Loaded, Problem> {
    let source = SourceText { name: "scenario.yaml".to_owned(), bytes: text.into_bytes() };
    check_text(place, source, budget).map_err(|error: library::Error| {
        tracing::error!(%error, "the catalogues could not be read");
        Problem::new(kinds::INTERNAL)
    })
}

/// What was found in a text.
pub fn findings(loaded: &Loaded) -> serde_json::Value {
    diagnostic::json(&loaded.diagnostics, &loaded.sources)
}

fn plans(scenario: &Scenario) -> Vec<PlanView> {
    let planner = Planner::new(scenario);
    scenario.plans.values().map(|plan| PlanView::of(&planner, plan)).collect()
}

fn drawn(
    scenario: &Scenario,
    chosen: &Chosen,
    language: Language,
) -> Result<(GraphDocument, FormView), Problem> {
    let (plan, way) = chosen.of(scenario)?;
    let planner = Planner::new(scenario);
    let process = compile(&planner.derive(plan, MeasureSet::all(plan), &way), plan).map_err(circle)?;
    let graph = GraphDocument::of(&process, layout(&diagram(&process), language));
    Ok((graph, asked(scenario, show(&planner, plan, &way))))
}
