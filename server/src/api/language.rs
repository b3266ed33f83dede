//! The language of an answer: what `Accept-Language` prefers of Chinese and English; where it says neither, the one
//! that is configured.

use super::Api;
use super::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use onething_engine::scenario::text::Language;

/// The language that whoever asks is answered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferred(pub Language);

impl FromRequestParts<Api> for Preferred {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        Ok(Self(preferred(&parts.headers, api.limits().language)))
    }
}

/// The language that a request's headers prefer; `usual` where they name neither.
pub fn preferred(headers: &HeaderMap, usual: Language) -> Language {
    let mut best = (0.0, usual);
    for line in headers.get_all(ACCEPT_LANGUAGE) {
        for range in line.to_str().unwrap_or_default().split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f64>);
            let Ok(weight) = weight else { continue };
            // Of two of the same weight the first one named wins.
            if let Some(language) = language(tag).filter(|_| weight > best.0) {
                best = (weight, language);
            }
        }
    }
    best.1
}

fn language(tag: &str) -> Option<Language> {
    let primary = tag.split('-').next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("zh") {
        return Some(Language::Zh);
    }
    primary.eq_ignore_ascii_case("en").then_some(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Language {
        let mut headers = HeaderMap::new();
        if let Ok(value) = header.parse() {
            headers.insert(ACCEPT_LANGUAGE, value);
        }
        preferred(&headers, Language::Zh)
    }

    #[test]
    fn the_heaviest_of_the_two_wins_and_the_usual_one_stands_for_none() {
        assert_eq!(preferred(&HeaderMap::new(), Language::En), Language::En);
        assert_eq!(of(""), Language::Zh);
        assert_eq!(of("fr, de;q=0.5"), Language::Zh);
        assert_eq!(of("en-GB,zh;q=0.9"), Language::En);
        assert_eq!(of("en;q=0.1, zh-CN;q=0.8"), Language::Zh);
        assert_eq!(of("EN"), Language::En);
        assert_eq!(of("en;q=much, zh;q=0.1"), Language::Zh);
    }
}
