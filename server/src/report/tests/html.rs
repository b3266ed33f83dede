//! HTML that is well-formed, needs no network, and shows texts as texts.

use super::*;
use crate::report::html;
use roxmltree::{Document, Node};

fn pages(scenario: &Scenario) -> Vec<(Language, String)> {
    let (compared, options) = (compared(scenario), options());
    let outcome = simulated(scenario);
    let mut pages = Vec::new();
    for language in LANGUAGES {
        pages.push((language, html::comparison(&comparison(&compared, scenario, language))));
        pages.push((language, html::simulation(&simulation(&outcome, &options, scenario, language))));
    }
    pages
}

/// Without its first line, which only HTML knows, the page is XML.
fn parsed(page: &str) -> Document<'_> {
    let (first, rest) = page.split_once('\n').unwrap();
    assert_eq!(first, "<!doctype html>");
    Document::parse(rest).unwrap()
}

fn named<'a>(document: &'a Document<'a>, name: &'static str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.has_tag_name(name)).collect()
}

#[test]
fn a_page_is_well_formed_in_its_language_and_stands_alone() {
    for (language, page) in pages(&newborn()) {
        let document = parsed(&page);
        let tag = document.root_element().attribute("lang");
        assert_eq!(tag, Some(if language == Language::Zh { "zh-CN" } else { "en" }));
        let policy = named(&document, "meta").into_iter().filter_map(|meta| meta.attribute("content"));
        assert!(policy.into_iter().any(|content| content.starts_with("default-src 'none'; style-src")));
        let outside = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for banned in ["http:", "https:", "//", "url(", "@import", "src=", "href="] {
            assert!(!outside.contains(banned), "{banned}");
        }
        let banned = ["script", "link", "img", "iframe", "object", "form"];
        assert!(banned.iter().all(|name| named(&document, name).is_empty()));
    }
}

#[test]
fn headings_tables_and_pictures_are_told_to_those_who_do_not_see() {
    for (_, page) in pages(&newborn()) {
        let document = parsed(&page);
        assert_eq!(named(&document, "h1").len(), 1);
        assert!(named(&document, "h2").len() >= 4);
        for table in named(&document, "table") {
            assert!(table.children().any(|child| child.has_tag_name("caption")));
            let heads = table.descendants().filter(|node| node.has_tag_name("th"));
            assert!(heads.into_iter().all(|head| head.attribute("scope").is_some()));
        }
        let svg = document.descendants().filter(|node| node.tag_name().name() == "svg");
        for svg in svg.collect::<Vec<_>>() {
            assert_eq!(svg.attribute("role"), Some("img"));
            assert!(svg.children().any(|child| child.tag_name().name() == "title"));
        }
        let mut ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id stands twice");
        for node in document.descendants() {
            let named = node.attribute("aria-labelledby").unwrap_or_default();
            assert!(named.split_whitespace().all(|id| ids.contains(&id)), "{named}");
        }
    }
}

#[test]
fn every_row_of_a_table_is_as_wide_as_its_header() {
    for (_, page) in pages(&newborn()) {
        let document = parsed(&page);
        for table in named(&document, "table") {
            let rows: Vec<Node<'_, '_>> =
                table.descendants().filter(|node| node.has_tag_name("tr")).collect();
            let width = |row: &Node<'_, '_>| -> usize {
                let spans = row.children().filter(Node::is_element).map(|cell| cell.attribute("colspan"));
                spans.map(|span| span.map_or(1, |span| span.parse().unwrap())).sum()
            };
            let (first, last) = (rows.first().map(width), rows.last().map(width));
            assert_eq!(first, last);
        }
    }
}

#[test]
fn hostile_titles_are_shown_and_never_markup() {
    for (_, page) in pages(&hostile()) {
        let document = parsed(&page);
        assert!(!page.contains("<script"));
        let title = named(&document, "h1").first().and_then(|h1| h1.text()).unwrap().to_owned();
        assert_eq!(title, HOSTILE.replace('\u{7}', ""));
    }
}

#[test]
fn labels_are_in_the_language_of_the_page() {
    let says = [("指标", "Figure"), ("人员负荷", "Load of staff"), ("怎么模拟的", "How it was simulated")];
    let pages = pages(&newborn());
    let all = |wanted: Language| -> String {
        let of = pages.iter().filter(|(language, _)| *language == wanted);
        of.map(|(_, page)| page.as_str()).collect()
    };
    let (chinese, english) = (all(Language::Zh), all(Language::En));
    for (zh, en) in says {
        assert!(chinese.contains(zh) && !chinese.contains(en), "{zh}");
        assert!(english.contains(en) && !english.contains(zh), "{en}");
    }
}

#[test]
fn a_page_is_the_same_every_time() {
    assert_eq!(pages(&newborn()), pages(&newborn()));
}
