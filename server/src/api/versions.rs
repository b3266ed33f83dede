//! `/versions`, and publishing: versions of scenarios never change; running applications keep theirs.

use super::Api;
use super::dto::page::Page;
use super::dto::version::{PublishRequest, Published, VersionQuery, VersionView};
use super::granted::Granted;
use super::json::Json;
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::library::{self, SourceText, check_text, files_of_text};
use crate::runner::{NotPublished, definitions};
use axum::extract::State;
use onething_engine::scenario::diagnostic::{Diagnostic, Severity, place};
use onething_engine::scenario::source::{SourceId, Sources};
use onething_engine::scenario::syntax::from_bytes;
use onething_engine::scenario::text::Text;

/// Versions shown of one scenario.
const MOST: usize = 200;

/// Versions.
#[utoipa::path(
    get, path = "/versions", operation_id = "list_versions", tag = "scenarios",
    summary = "Published versions · 已发布版本",
    description = "The versions of one scenario, the newest first, or the latest of each.\n\n某场景的全部版本，新的在前；或每个场景的最新版本。",
    params(VersionQuery),
    responses((status = 200, body = Page<VersionView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<VersionQuery>,
) -> Result<Json<Page<VersionView>>, Problem> {
    let runner = &api.desk().runner;
    let items = match &query.scenario {
        Some(id) => {
            let all = runner.shared().definitions.versions_of(id, MOST)?;
            all.iter().map(|listing| VersionView::of(id, listing)).collect()
        }
        None => runner.scenarios()?.iter().map(|(id, listing)| VersionView::of(id, listing)).collect(),
    };
    Ok(Json(Page { items, next_cursor: None }))
}

/// Publishes a version.
#[utoipa::path(
    put, path = "/scenarios/{id}", operation_id = "put_scenario", tag = "scenarios",
    summary = "Publish a version · 发布版本",
    description = "Publishes a new version of a scenario over the library's catalogues. New applications take it; running ones keep theirs. The same text again is the same version; its `id` is that of the address.\n\n以库中目录发布场景的新版本：新办件采用新版本，在办件保持原版本；同样的文本即同一版本；文本中的 id 须与地址一致。",
    params(("id" = String, Path, description = "Scenario · 场景")),
    request_body = PublishRequest,
    responses((status = 200, body = Published))
)]
pub async fn publish(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
    Json(request): Json<PublishRequest>,
) -> Result<Json<Published>, Problem> {
    let by = granted.principal.id.0.clone();
    let own = api.clone();
    api.derive(move || {
        let (shelf, runner) = (own.shelf(), &own.desk().runner);
        let source =
            || SourceText { name: "scenario.yaml".to_owned(), bytes: request.text.clone().into_bytes() };
        if from_bytes(SourceId(0), request.text.as_bytes(), &own.limits().scenario).is_err() {
            let read = check_text(shelf.place(), source(), &own.limits().scenario).map_err(unreadable)?;
            return Err(faulty(&read.diagnostics, &read.sources));
        }
        let files = files_of_text(shelf.place(), &id, request.text.clone()).map_err(unreadable)?;
        let checked = definitions::check(&files).ok_or_else(|| refused(NotPublished::NoScenario))?;
        let named = checked.scenario.as_ref().map(|scenario| scenario.id.value.clone());
        if let Some(named) = named.filter(|named| **named != *id) {
            return Err(another(&id, &named));
        }
        let version = runner.publish_checked(checked.clone(), files, Some(by)).map_err(refused)?;
        shelf.put(&id, checked);
        Ok(Json(Published { scenario: id, version: version.to_string() }))
    })
    .await
}

fn unreadable(error: library::Error) -> Problem {
    tracing::error!(%error, "the catalogues could not be read");
    Problem::new(kinds::INTERNAL)
}

/// The text is of another scenario than the address says.
fn another(id: &str, named: &str) -> Problem {
    let what = Text::new(
        format!("文本中的场景是 `{named}`，地址中是 `{id}`"),
        format!("the text is of scenario `{named}`, the address of `{id}`"),
    );
    let mend = Text::new(
        format!("发布到 /api/v1/scenarios/{named}，或把文本中的 id 改为 {id}"),
        format!("publish it at /api/v1/scenarios/{named}, or write `id: {id}` in the text"),
    );
    Problem::new(kinds::INVALID).detail(&*what.zh, &*what.en).at("/text", what.clone(), mend)
}

fn refused(why: NotPublished) -> Problem {
    match why {
        NotPublished::Failed(error) => error.into(),
        NotPublished::NoScenario => {
            Problem::new(kinds::INVALID).detail("文本中没有场景", "there is no scenario in the text")
        }
        NotPublished::Findings(findings, sources) => faulty(&findings, &sources),
    }
}

fn faulty(findings: &[Diagnostic], sources: &Sources) -> Problem {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.fold(Problem::new(kinds::INVALID), |problem, finding| {
        let at = format!("/text ({})", place(sources, finding.at));
        problem.at(at, finding.message.clone(), finding.mend.clone())
    })
}
