//! `POST /scenarios/format` and `POST /scenarios/{id}/difference`: a text in the one layout, and what it differs in from
//! what is published. Nothing is changed; both are the command line's.

use super::super::Api;
use super::super::dto::edit::{DifferenceRequest, DifferenceView, FormatRequest, Formatted};
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::precondition::IdempotencyKey;
use super::super::problem::{Problem, kinds};
use super::super::query::Path;
use super::check::{findings, read};
use axum::extract::State;
use onething_engine::analyse::difference::difference as differs;
use onething_engine::scenario::diagnostic;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::source::{SourceId, Sources};
use onething_engine::scenario::syntax::{Budget, fmt, from_bytes};
use std::sync::Arc;

/// Puts a text into the layout.
#[utoipa::path(
    post, path = "/scenarios/format", operation_id = "format_scenario", tag = "scenarios",
    summary = "Put a text into the one layout · 整理格式",
    description = "A scenario's text in the one layout, as `onething fmt` writes it; comments stay.\n\n按统一格式整理场景文本，与 onething fmt 一致，保留注释。",
    request_body = FormatRequest,
    responses((status = 200, body = Formatted))
)]
pub async fn format(
    State(api): State<Api>,
    _: Granted,
    _: IdempotencyKey,
    Json(request): Json<FormatRequest>,
) -> Result<Json<Formatted>, Problem> {
    let budget = api.limits().scenario;
    api.derive(move || Ok(Json(formatted(&request.text, &budget)))).await
}

fn formatted(text: &str, budget: &Budget) -> Formatted {
    // What is sent in may cost less to read than what lies in a folder.
    let read = from_bytes(SourceId(0), text.as_bytes(), budget);
    match read.and_then(|_| fmt::fmt(text)) {
        Ok(formatted) => Formatted {
            changed: formatted != text,
            text: Some(formatted),
            diagnostics: serde_json::Value::Array(Vec::new()),
        },
        Err(findings) => {
            let mut sources = Sources::default();
            sources.add("scenario.yaml", text);
            let diagnostics = diagnostic::json(&findings, &sources);
            Formatted { text: None, changed: false, diagnostics }
        }
    }
}

/// Compares a text.
#[utoipa::path(
    post, path = "/scenarios/{id}/difference", operation_id = "compare_scenario_text", tag = "scenarios",
    summary = "What a text changes · 与已发布版本的差异",
    description = "What a text differs in from a published version in meaning, not in letters: facts, and figures of plans in the base way, as `onething diff` tells it. Changes nothing.\n\n文本与已发布版本在含义上的差异：事实，以及各方案基准情形下的指标，与 onething diff 一致。不改变任何数据。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth")),
    request_body = DifferenceRequest,
    responses((status = 200, body = DifferenceView))
)]
pub async fn difference(
    State(api): State<Api>,
    _: Granted,
    _: IdempotencyKey,
    Path(id): Path<String>,
    Json(request): Json<DifferenceRequest>,
) -> Result<Json<DifferenceView>, Problem> {
    let own = api.clone();
    api.derive(move || {
        let before = version(&own, &id, request.version.as_deref())?;
        let loaded = read(own.shelf().place(), request.text, &own.limits().scenario)?;
        let sound = loaded.scenario.as_deref().filter(|_| !loaded.has_errors());
        let differs = sound.map(|after| differs(&before, after));
        Ok(Json(DifferenceView::of(id, findings(&loaded), differs)))
    })
    .await
}

/// A version of a scenario; what stands in the library where none is named.
fn version(api: &Api, id: &str, named: Option<&str>) -> Result<Arc<Scenario>, Problem> {
    let Some(named) = named else { return api.shelf().find(id)?.sound() };
    let runner = &api.desk().runner;
    let missing =
        || Problem::new(kinds::NOT_FOUND).detail("该场景没有这个版本", "the scenario has no such version");
    let version = runner.version_named(id, Some(named))?.ok_or_else(missing)?;
    Ok(runner.shared().definitions.definition(version)?.scenario.clone())
}
