//! `/plain`, and `/` where the web front end is not embedded: what there is, on one plain page without scripts.

use super::Api;
use super::html::{Page, escaped};
use super::language::Preferred;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::{Language, Text};

/// The library, each scenario's plans as pictures, and where the interface is described.
pub async fn page(State(api): State<Api>, Preferred(language): Preferred) -> Response {
    let say = |zh: &'static str, en: &'static str| match language {
        Language::Zh => zh,
        Language::En => en,
    };
    let title = Text::new("一件事", "onething");
    let links = [
        ("/guides", say("使用指南", "Guides")),
        ("/api/docs", say("接口文档", "API")),
        ("/api/v1/openapi.json", "OpenAPI 3.1"),
        ("/problems", say("问题类型", "Types of problems")),
        ("/healthz", say("健康", "Health")),
        ("/metrics", say("指标", "Metrics")),
    ];
    let links: String = links.iter().map(|(to, text)| format!("<a href=\"{to}\">{text}</a>")).collect();
    let absent = if api.assets().is_empty() { absent(language) } else { String::new() };
    let scenarios: String =
        api.shelf().sound().iter().map(|(id, scenario)| section(id, scenario, language)).collect();
    let faulty = api.shelf().all().len() - api.shelf().sound().len();
    let faulty = match faulty {
        0 => String::new(),
        n => format!("<p>{}: {n}</p>", say("有错误、未列出的场景", "Scenarios with errors, not shown")),
    };
    Page { language, title: &title, body: format!("<nav>{links}</nav>{absent}{scenarios}{faulty}") }
        .into_response()
}

/// That the front end is not in this build, and how to get it.
fn absent(language: Language) -> String {
    match language {
        Language::Zh => {
            "<p>本次构建不含网页界面。要得到它：安装 Node.js 20.19 或更高版本（含 npm），去掉环境变量 \
             <code>ONETHING_SKIP_UI</code>，然后运行 <code>make web</code>（或 \
             <code>touch server/build/main.rs</code> 后重新构建）并重新启动；构建时的警告会说明缺什么。</p>"
        }
        Language::En => {
            "<p>The web interface is not in this build. To get it, install Node.js 20.19 or newer with npm, unset \
             <code>ONETHING_SKIP_UI</code>, run <code>make web</code> (or \
             <code>touch server/build/main.rs</code> and build again) and start anew; a warning of the build says \
             what is missing.</p>"
        }
    }
    .to_owned()
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
