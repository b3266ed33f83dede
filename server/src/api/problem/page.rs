//! `/problems/{name}`: what a type of problem means and how to mend it, as a page for people.

use super::super::html::{Page, escaped};
use super::super::language::Preferred;
use super::Problem;
use super::kinds::{self, Kind};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::text::{Language, Text};

/// All types of problems.
pub async fn all(Preferred(language): Preferred) -> Response {
    let title = Text::new("问题类型", "Types of problems");
    let rows: String = kinds::ALL
        .iter()
        .map(|kind| {
            let (name, status) = (kind.name, kind.status.as_u16());
            let title = escaped(said(kind, language));
            format!(
                "<tr><td><a href=\"/problems/{name}\">{name}</a></td><td>{status}</td><td>{title}</td></tr>"
            )
        })
        .collect();
    Page { language, title: &title, body: format!("<table>{rows}</table>") }.into_response()
}

/// One type of problem.
pub async fn one(Path(name): Path<String>, Preferred(language): Preferred) -> Response {
    let Some(kind) = kinds::find(&name) else { return Problem::new(kinds::NOT_FOUND).into_response() };
    let mend = match language {
        Language::Zh => kind.mend_zh,
        Language::En => kind.mend_en,
    };
    let label = match language {
        Language::Zh => "怎么办",
        Language::En => "How to mend it",
    };
    let title = Text::new(kind.zh, kind.en);
    let body = format!(
        "<p><code>{}</code> · HTTP {}</p><p>{label}: {}</p>",
        kind.name,
        kind.status.as_u16(),
        escaped(mend)
    );
    Page { language, title: &title, body }.into_response()
}

fn said(kind: &Kind, language: Language) -> &'static str {
    match language {
        Language::Zh => kind.zh,
        Language::En => kind.en,
    }
}
