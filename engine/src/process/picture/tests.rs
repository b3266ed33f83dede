//! Pictures of a small diagram, byte for byte; and that no text breaks out of its place.

mod golden;

use super::{dot, mermaid, svg};
use crate::process::diagram::Diagram;
use crate::process::layout::tests::examples::{restaurant, small};
use crate::process::layout::tests::generate::diagram;
use crate::process::layout::{Layout, layout};
use crate::scenario::text::{Language, Text};
use roxmltree::{Document, Node};

const LANGUAGES: [Language; 2] = [Language::Zh, Language::En];

/// Texts that mean something to XML, CSS, DOT, YAML, Mermaid or HTML.
const HOSTILE: [&str; 8] = [
    "</text><script>alert(1)</script>",
    "\"] --> n0; end",
    "\\\" -> \\N \\",
    "%%{init: {}}%% `code` #quot; |x|",
    "a\u{0}b\u{1b}[31m\u{fffe}",
    "--- \n title: x",
    "]]> <!-- & &amp; 'q'",
    "}\n}\ndigraph {",
];

fn hostile(number: usize) -> Diagram {
    let mut input = restaurant();
    let text = |n: usize| Text::same(HOSTILE[(n + number) % HOSTILE.len()]);
    input.title = text(0);
    for (n, lane) in input.lanes.iter_mut().enumerate() {
        lane.title = text(n + 1);
        lane.id = format!("{n}{}", HOSTILE[(n + number) % HOSTILE.len()]);
    }
    for (n, node) in input.nodes.iter_mut().enumerate() {
        (node.title, node.subtitle, node.tooltip) = (text(n), text(n + 3), text(n + 5));
        node.id = format!("{n}{}", HOSTILE[(n + number) % HOSTILE.len()]);
    }
    for (n, edge) in input.edges.iter_mut().enumerate() {
        edge.label = text(n + 2);
    }
    input
}

#[test]
fn svg_is_well_formed_and_whole() {
    let generated = (0..30).map(|seed| diagram(seed, (2, 20), (1, 6)));
    let inputs = [Diagram::default(), small(), restaurant()].into_iter().chain(generated);
    for input in inputs.chain((0..HOSTILE.len()).map(hostile)) {
        for language in LANGUAGES {
            let places = layout(&input, language);
            let text = svg(&places);
            assert_eq!(text, svg(&layout(&input, language)), "not the same bytes twice");
            check(&Document::parse(&text).expect("well-formed"), &places);
        }
    }
}

fn check(document: &Document, places: &Layout) {
    let root = document.root_element();
    let named = |node: &Node, name: &str| node.tag_name().name() == name;
    assert_eq!(root.attribute("role"), Some("img"));
    assert!(root.attribute("viewBox").is_some_and(|b| b.starts_with("0 0 ")));
    let labels = root.attribute("aria-labelledby").unwrap_or("");
    for id in labels.split(' ') {
        assert_eq!(root.children().filter(|c| c.attribute("id") == Some(id)).count(), 1, "{id}");
    }
    assert_eq!(document.descendants().filter(|n| named(n, "script")).count(), 0);
    let groups = |id: &str| {
        root.children().filter(|g| g.attribute("data-id").is_some_and(|d| clean(d) == clean(id))).count()
    };
    assert!(places.nodes.iter().all(|node| groups(&node.id) >= 1), "a node is missing");
    assert!(places.edges.iter().all(|edge| groups(&format!("e{}", edge.number)) == 1), "an edge is missing");
    // Every line of text is there, whole.
    let drawn: Vec<&str> =
        document.descendants().filter(|n| named(n, "text")).filter_map(|n| n.text()).collect();
    for node in &places.nodes {
        for line in node.title.lines.iter().chain(&node.subtitle.lines) {
            assert!(drawn.contains(&clean(line).as_str()), "{line:?} is missing");
        }
    }
}

/// What XML can hold of a text.
fn clean(text: &str) -> String {
    text.chars().filter(|c| (!c.is_control() || "\n\t".contains(*c)) && *c != '\u{fffe}').collect()
}

#[test]
fn no_text_ends_its_quotes_in_dot() {
    for number in 0..HOSTILE.len() {
        let (plain, text) = (dot(&restaurant(), Language::En), dot(&hostile(number), Language::En));
        assert_eq!(plain.lines().count(), text.lines().count());
        for line in text.lines() {
            let (mut inside, mut escaped, mut outside) = (false, false, String::new());
            for letter in line.chars() {
                match letter {
                    '"' if !escaped => inside = !inside,
                    _ if !inside => outside.push(letter),
                    _ => {}
                }
                escaped = inside && letter == '\\' && !escaped;
            }
            assert!(!inside, "open quotes: {line}");
            assert!(!outside.contains("alert") && !outside.contains('%'), "outside quotes: {outside}");
        }
    }
}

#[test]
fn no_text_ends_its_quotes_in_mermaid() {
    for number in 0..HOSTILE.len() {
        let (plain, text) = (mermaid(&restaurant(), Language::Zh), mermaid(&hostile(number), Language::Zh));
        let labelled = plain.lines().count();
        assert_eq!(labelled, text.lines().count());
        // After the front matter, quotes only stand around texts.
        for line in text.lines().skip(3) {
            assert!(matches!(line.matches('"').count(), 0 | 2), "{line}");
            let inside = line.split('"').nth(1).unwrap_or("").replace("<br/>", "");
            assert!(!inside.contains(['<', '>', '`', '|', '&', '\\']), "{line}");
        }
    }
}

#[test]
fn layouts_survive_json() {
    for language in LANGUAGES {
        let places = layout(&restaurant(), language);
        let json = serde_json::to_string(&places).expect("json");
        assert_eq!(serde_json::from_str::<Layout>(&json).expect("layout"), places);
    }
}

/// Relative luminance (WCAG 2.2), of a colour such as `#fff` or `#14202e`.
fn luminance(colour: &str) -> f64 {
    let digits: Vec<char> = colour.trim_start_matches('#').chars().collect();
    let channel = |n: usize| {
        let text: String = if digits.len() == 3 {
            [digits[n]; 2].iter().collect()
        } else {
            digits[2 * n..2 * n + 2].iter().collect()
        };
        let value = f64::from(u8::from_str_radix(&text, 16).expect("hex")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
}

#[test]
fn text_stands_out_from_all_backgrounds() {
    let rules = || super::svg::STYLE.split('}').filter_map(|rule| rule.split_once('{'));
    let fill = |rule: &str| -> Option<String> {
        let fill = rule.split(';').find_map(|part| part.strip_prefix("fill:"))?;
        fill.starts_with('#').then(|| fill.to_string())
    };
    let of = |names: &[&str]| -> Vec<String> {
        let chosen = rules().filter(|(selector, _)| names.iter().any(|name| selector.ends_with(name)));
        chosen.filter_map(|(_, rule)| fill(rule)).collect()
    };
    let texts = of(&["ot-text", "ot-small"]);
    let backgrounds = of(&["ot-lane", "ot-header", "ot-body"]);
    assert!(texts.len() == 2 && backgrounds.len() >= 8, "{texts:?} {backgrounds:?}");
    for text in &texts {
        for background in &backgrounds {
            let (dark, light) = (luminance(text), luminance(background));
            let contrast = (light + 0.05) / (dark + 0.05);
            assert!(contrast >= 4.5, "{text} on {background}: {contrast:.1}");
        }
    }
}
