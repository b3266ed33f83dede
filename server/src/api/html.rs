//! Plain pages without scripts.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::text::{Language, Text};

/// The style of all plain pages; a file of its own, because the security policy forbids styles inside a page.
pub const STYLE: &str = include_str!("html/style.css");

/// A whole page.
#[derive(Debug)]
pub struct Page<'a> {
    /// The language it is written in.
    pub language: Language,
    /// Its heading.
    pub title: &'a Text,
    /// What stands below the heading, as HTML.
    pub body: String,
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        let tag = match self.language {
            Language::Zh => "zh-CN",
            Language::En => "en",
        };
        let title = escaped(self.title.in_language(self.language));
        let page = format!(
            "<!doctype html>\n<html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{title}</title><link rel=\"stylesheet\" href=\"/style.css\"></head>\
             <body><main><h1>{title}</h1>{}</main></body></html>\n",
            self.body
        );
        ([(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
    }
}

/// `GET /style.css`.
pub async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// A text that means nothing in HTML but itself, also inside a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
