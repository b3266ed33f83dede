//! A document of the repository as HTML: headings with anchors, tables, and links that lead within what is served.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A document as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// Its first heading.
    pub title: String,
    /// All below that, as HTML.
    pub body: String,
}

/// Writes a document. Its own HTML is left out: our documents have none but remarks.
pub(super) fn written(text: &str) -> Written {
    let events: Vec<Event<'_>> = Parser::new_ext(text, Options::ENABLE_TABLES).collect();
    let mut title = String::new();
    let mut kept: Vec<Event<'_>> = Vec::with_capacity(events.len());
    let mut at = 0;
    while let Some(event) = events.get(at) {
        at += 1;
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let inside: Vec<Event<'_>> = events
                    .iter()
                    .skip(at)
                    .take_while(|e| !matches!(e, Event::End(TagEnd::Heading(_))))
                    .cloned()
                    .collect();
                let said = said(&inside);
                at += inside.len() + 1;
                if *level == HeadingLevel::H1 && title.is_empty() {
                    title = said;
                    continue;
                }
                kept.push(Event::Start(Tag::Heading {
                    level: *level,
                    id: Some(CowStr::from(anchor(&said))),
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
                kept.extend(inside);
                kept.push(Event::End(TagEnd::Heading(*level)));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                // A link that leads out of what is served stays, as its words.
                match target(dest_url) {
                    Some(dest) => kept.push(Event::Start(Tag::Link {
                        link_type: *link_type,
                        dest_url: CowStr::from(dest),
                        title: title.clone(),
                        id: id.clone(),
                    })),
                    None => {
                        let inside: Vec<Event<'_>> = events
                            .iter()
                            .skip(at)
                            .take_while(|e| !matches!(e, Event::End(TagEnd::Link)))
                            .cloned()
                            .collect();
                        at += inside.len() + 1;
                        kept.extend(inside);
                    }
                }
            }
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Start(Tag::Image { .. })
            | Event::End(TagEnd::Image) => {}
            other => kept.push(other.clone()),
        }
    }
    let mut body = String::new();
    html::push_html(&mut body, kept.into_iter());
    Written { title, body }
}

fn said(events: &[Event<'_>]) -> String {
    let text = |event: &Event<'_>| match event {
        Event::Text(text) | Event::Code(text) => Some(text.to_string()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

/// The anchor of a heading, as code hosts make it: small letters and digits, hyphens for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Where a link of a document leads within what is served; none: it leads to a file of the repository.
fn target(link: &str) -> Option<String> {
    if link.starts_with('#')
        || link.starts_with("https://")
        || link.starts_with("http://")
        || link.starts_with('/')
    {
        return Some(link.to_owned());
    }
    let (path, place) =
        link.split_once('#').map_or((link, String::new()), |(path, place)| (path, format!("#{place}")));
    let name = path.trim_start_matches("../").trim_start_matches("./").trim_start_matches("docs/");
    let name = name.trim_start_matches("guides/").strip_suffix(".md")?;
    let (name, query) = match name.strip_suffix(".zh") {
        Some(name) => (name, "?lang=zh"),
        None => (name, ""),
    };
    super::GUIDES
        .iter()
        .chain(&super::REFERENCES)
        .any(|(known, ..)| *known == name)
        .then(|| format!("/guides/{name}{query}{place}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_written_with_anchors_and_links_within() {
        let told = written(
            "<!-- made -->\n# The *title*\n\nSee [the keys](../keys.md#scenario), [中文](tester.zh.md), [a scene](../../scenarios/x/README.md), [the law](https://example.org/a).\n\n## Two `words` here\n\n| a | b |\n|---|---|\n| 1 | <b>2</b> |\n",
        );
        assert_eq!(told.title, "The title");
        for part in [
            "href=\"/guides/keys#scenario\"",
            "href=\"/guides/tester?lang=zh\"",
            ", a scene, ",
            "href=\"https://example.org/a\"",
            "<h2 id=\"two-words-here\">Two <code>words</code> here</h2>",
            "<th>a</th>",
        ] {
            assert!(told.body.contains(part), "{part} is not in\n{}", told.body);
        }
        assert!(!told.body.contains("made") && !told.body.contains("<b>"), "{}", told.body);
    }
}
