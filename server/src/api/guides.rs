//! `/guides`: the guides for each role and the reference documents, from the repository's `docs`, as plain pages.

mod page;

use super::html::{Page, escaped};
use super::language::Preferred;
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::text::{Language, Text};
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "../docs"]
#[include = "*.md"]
#[include = "guides/*.md"]
struct Documents;

/// A guide or a reference: its name in the address, and its label.
type Listed = (&'static str, &'static str, &'static str);

/// Guides, by role.
const GUIDES: [Listed; 4] = [
    ("designer", "设计人员", "For designers"),
    ("tester", "测试人员", "For testers"),
    ("analyst", "分析人员", "For analysts"),
    ("operator", "运维人员", "For operators"),
];

/// What guides refer to.
const REFERENCES: [Listed; 10] = [
    ("format", "场景格式", "The scenario format"),
    ("keys", "各键", "Keys"),
    ("tests", "场景测试", "Scenario tests"),
    ("run", "办一件", "Running one application"),
    ("simulate", "仿真", "Simulation"),
    ("report", "报告", "Reports"),
    ("serve", "服务", "Serving"),
    ("config", "配置", "Settings"),
    ("access", "权限", "Access"),
    ("logs", "日志", "Logs"),
];

/// The language that is wanted whatever the browser prefers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    lang: Option<String>,
}

impl Wanted {
    fn language(&self, preferred: Preferred) -> Language {
        match self.lang.as_deref() {
            Some("zh") => Language::Zh,
            Some("en") => Language::En,
            _ => preferred.0,
        }
    }
}

/// What there is to read.
pub async fn index(Query(wanted): Query<Wanted>, preferred: Preferred) -> Response {
    let language = wanted.language(preferred);
    let say = |zh: &'static str, en: &'static str| Text::new(zh, en).in_language(language).to_owned();
    let list = |all: &[Listed]| -> String {
        let there = all.iter().filter(|(name, ..)| text(name, language).is_some());
        let line = |(name, zh, en): &Listed| {
            let label = escaped(&say(zh, en));
            format!("<li><a href=\"/guides/{name}?lang={}\">{label}</a></li>", code(language))
        };
        format!("<ul>{}</ul>", there.map(line).collect::<String>())
    };
    let body = format!(
        "{}<h2>{}</h2>{}<h2>{}</h2>{}",
        other("/guides", language),
        say("按角色", "By role"),
        list(&GUIDES),
        say("参考", "Reference"),
        list(&REFERENCES)
    );
    Page { language, title: &Text::new("使用指南", "Guides"), body }.into_response()
}

/// One of them.
pub async fn one(
    Path(name): Path<String>,
    Query(wanted): Query<Wanted>,
    preferred: Preferred,
) -> Result<Response, Problem> {
    let language = wanted.language(preferred);
    let missing = || {
        let names: Vec<&str> = GUIDES.iter().chain(&REFERENCES).map(|(name, ..)| *name).collect();
        Problem::new(kinds::NOT_FOUND).detail(
            format!("没有这篇；现有：{}", names.join("、")),
            format!("there is no such guide; there are: {}", names.join(", ")),
        )
    };
    let is_known = GUIDES.iter().chain(&REFERENCES).any(|(known, ..)| *known == name);
    let text = text(&name, language).filter(|_| is_known).ok_or_else(missing)?;
    let page::Written { title, body } = page::written(&text);
    let top = format!(
        "<nav><a href=\"/guides?lang={}\">{}</a>{}</nav>",
        code(language),
        Text::new("全部指南", "All guides").in_language(language),
        other(&format!("/guides/{name}"), language)
    );
    Ok(Page { language, title: &Text::same(title.as_str()), body: format!("{top}{body}") }.into_response())
}

/// The text in a language, or in the one that there is.
fn text(name: &str, language: Language) -> Option<String> {
    let chinese = [format!("guides/{name}.zh.md"), format!("{name}.zh.md")];
    let plain = [format!("guides/{name}.md"), format!("{name}.md")];
    let first =
        if language == Language::Zh { chinese.iter().chain(&plain) } else { plain.iter().chain(&chinese) };
    let file = first.into_iter().find_map(|path| Documents::get(path))?;
    String::from_utf8(file.data.into_owned()).ok()
}

fn code(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

/// A way to the same page in the other language.
fn other(path: &str, language: Language) -> String {
    let (to, label) = match language {
        Language::Zh => ("en", "English"),
        Language::En => ("zh", "中文"),
    };
    format!("<a href=\"{path}?lang={to}\" hreflang=\"{to}\">{label}</a>")
}
