//! `GET /scenarios/{id}/text`: the text of a scenario, as designers wrote it; and `GET /templates`, what they start
//! from.

use super::super::Api;
use super::super::dto::page::Page;
use super::super::dto::source::{ScenarioText, TemplateView, TextQuery};
use super::super::found::tag;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::precondition::Tagged;
use super::super::problem::{Problem, kinds};
use super::super::query::{Path, Query};
use crate::library::template::TEMPLATES;
use crate::runner::dossier::Version;
use axum::extract::State;
use onething_engine::scenario::lower::scenario::catalogues_named;
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, from_bytes};
use onething_engine::scenario::text::Text;

/// The text of a version.
#[utoipa::path(
    get, path = "/scenarios/{id}/text", operation_id = "get_scenario_text", tag = "scenarios",
    summary = "The text of a scenario · 场景文本",
    description = "The `scenario.yaml` of a published version, the latest where none is named, and the catalogues that it names. The ETag is of this text. A scenario of the library that has errors, and so was never published, is shown as it stands there.\n\n某已发布版本（缺省为最新）的 scenario.yaml 及其所用目录，附此文本的 ETag。库中因有错误而从未发布的场景，显示其现有文本。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth"), TextQuery),
    responses((status = 200, body = ScenarioText))
)]
pub async fn text(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    Query(query): Query<TextQuery>,
) -> Result<Tagged<Json<ScenarioText>>, Problem> {
    let own = api.clone();
    api.derive(move || {
        let (version, text) = written(&own, &id, query.version.as_deref())?;
        let catalogues = catalogues(&text);
        let version = version.map(|version| version.to_string());
        let view = ScenarioText { scenario: id, version, text, catalogues };
        Ok(Tagged(tag(&view.text), Json(view)))
    })
    .await
}

/// The version of a name, the latest where none is named, and its text; without a version where none is published.
///
/// # Errors
/// There is no such scenario, or no such version of it.
pub fn written(api: &Api, id: &str, version: Option<&str>) -> Result<(Option<Version>, String), Problem> {
    let runner = &api.desk().runner;
    let named = runner.version_named(id, version)?;
    let published = named.map(|version| runner.shared().definitions.files(version)).transpose()?.flatten();
    let first = published.and_then(|published| published.files.into_iter().next());
    if let Some((_, text)) = first {
        return Ok((named, text));
    }
    let shelved = api.shelf().find(id)?;
    if version.is_some() {
        let known = Text::new(
            "版本写其散列值，或不少于 8 位的开头；全部版本见 /api/v1/versions",
            "name it by its hash, or the first 8 digits of it or more; /api/v1/versions lists all",
        );
        return Err(Problem::new(kinds::NOT_FOUND)
            .detail("该场景没有这个版本", "the scenario has no such version")
            .mend(known));
    }
    // Its own file is the first that was read.
    let file = shelved.loaded.sources.get(SourceId(0));
    let file = file.ok_or_else(|| Problem::new(kinds::NOT_FOUND))?;
    Ok((None, file.text.to_string()))
}

/// The catalogues that a text names; none where it is no YAML.
fn catalogues(text: &str) -> Vec<String> {
    let tree = from_bytes(SourceId(0), text.as_bytes(), &Budget::LOCAL);
    let named = tree.map(|tree| catalogues_named(&tree)).unwrap_or_default();
    named.iter().map(|name| name.value.to_string()).collect()
}

/// What there is to start from.
#[utoipa::path(
    get, path = "/templates", operation_id = "list_templates", tag = "scenarios",
    summary = "List templates · 模板列表",
    description = "Texts of scenarios to start from, as `onething new` writes them.\n\n可供起步的场景文本，与 onething new 写出的相同。",
    responses((status = 200, body = Page<TemplateView>))
)]
pub async fn templates(_: State<Api>, _: Granted) -> Json<Page<TemplateView>> {
    let items = TEMPLATES.iter().map(TemplateView::of).collect();
    Json(Page { items, next_cursor: None })
}
