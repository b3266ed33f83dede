//! `/`: what there is, on one plain page without scripts.

use super::Api;
use super::html::{Page, escaped};
use super::language::preferred;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::{Language, Text};

/// The library, each scenario's plans as pictures, and where the interface is described.
pub async fn page(State(api): State<Api>, headers: HeaderMap) -> Response {
    let language = preferred(&headers);
    let say = |zh: &'static str, en: &'static str| match language {
        Language::Zh => zh,
        Language::En => en,
    };
    let title = Text::new("一件事", "onething");
    let links = [
        ("/api/docs", say("接口文档", "API")),
        ("/api/v1/openapi.json", "OpenAPI 3.1"),
        ("/problems", say("问题类型", "Types of problems")),
        ("/healthz", say("健康", "Health")),
        ("/metrics", say("指标", "Metrics")),
    ];
    let links: String = links.iter().map(|(to, text)| format!("<a href=\"{to}\">{text}</a>")).collect();
    let scenarios: String =
        api.shelf().sound().iter().map(|(id, scenario)| section(id, scenario, language)).collect();
    let faulty = api.shelf().all().len() - api.shelf().sound().len();
    let faulty = match faulty {
        0 => String::new(),
        n => format!("<p>{}: {n}</p>", say("有错误、未列出的场景", "Scenarios with errors, not shown")),
    };
    Page { language, title: &title, body: format!("<nav>{links}</nav>{scenarios}{faulty}") }.into_response()
}

fn section(id: &str, scenario: &Scenario, language: Language) -> String {
    let title = escaped(scenario.title.in_language(language));
    let id = escaped(id);
    let figures: String = scenario
        .plans
        .values()
        .map(|plan| {
            let (name, label) = (escaped(&plan.id), escaped(plan.title.in_language(language)));
            let picture = format!("/api/v1/scenarios/{id}/graph?format=svg&amp;plan={name}");
            format!(
                "<figure><a href=\"{picture}\"><img loading=\"lazy\" src=\"{picture}\" alt=\"{title} · {label}\"></a>\
                 <figcaption>{label} (<code>{name}</code>)</figcaption></figure>"
            )
        })
        .collect();
    format!("<section><h2 id=\"{id}\">{title} <code>{id}</code></h2>{figures}</section>")
}
