//! HTML that is well-formed, needs no network, and shows texts as texts.

use super::*;
use crate::report::html;
use onething_engine::simulate::Watch;
use roxmltree::{Document, Node};

fn pages(scenario: &Arc<Scenario>) -> Vec<(Language, String)> {
    let others = Others::of(scenario.clone());
    let (compared, options) = (compared(scenario), options());
    let outcome = simulated(scenario);
    let several = several::Several::of(scenario.clone());
    let mut pages = Vec::new();
    for language in LANGUAGES {
        pages.push((language, html::comparison(&comparison(&compared, scenario, language))));
        let pictures = comparison(&compared, scenario, language).pictures;
        let simulated = simulation(&outcome, &options, scenario, language);
        pages.push((language, html::simulation(&simulated, &pictures)));
        pages.push((language, html::paired(&others.paired(language))));
        pages.push((language, html::sensitivity(&others.sensitivity(language))));
        pages.push((language, html::staffing(&others.staffing(language))));
        pages.extend(several.pages(language).map(|page| (language, page)));
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
        assert!(named(&document, "h2").len() >= 3);
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
        // Of several scenarios the titles of all.
        assert!(title.split(" + ").all(|title| title == HOSTILE.replace('\u{7}', "")), "{title}");
    }
}

#[test]
fn labels_are_in_the_language_of_the_page() {
    let says = [
        ("指标", "Figure"),
        ("人员负荷", "Load of staff"),
        ("怎么模拟的", "How it was simulated"),
        ("确有差别", "certain"),
        ("系统可用（population）", "System answers (population)"),
        ("周一", "Mon<"),
        ("各场景的用时", "How long each scenario takes"),
        ("共用的人员", "Staff in common"),
    ];
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

/// Whatever is drawn lies within its picture, and no number is none.
#[test]
fn what_is_drawn_is_within_the_picture() {
    for (_, page) in pages(&newborn()) {
        let document = parsed(&page);
        let charts = document.descendants().filter(|node| {
            let is_chart = node.attribute("class").is_some_and(|class| class.starts_with("chart"));
            is_chart && node.tag_name().name() == "svg"
        });
        for chart in charts {
            let height: f64 = chart.attribute("height").unwrap().parse().unwrap();
            for node in chart.descendants().filter(Node::is_element) {
                for name in ["x", "x1", "x2", "cx", "width"] {
                    let Some(share) = node.attribute(name).and_then(|share| share.strip_suffix('%')) else {
                        continue;
                    };
                    assert!((0.0..=100.0).contains(&share.parse::<f64>().unwrap()), "{name}={share}");
                }
                for name in ["y", "y1", "y2", "cy"] {
                    let Some(place) = node.attribute(name) else { continue };
                    assert!((0.0..=height).contains(&place.parse::<f64>().unwrap()), "{name}={place}");
                }
            }
        }
    }
}

/// Each of what a report has to show is there.
#[test]
fn each_view_is_there() {
    let pages: Vec<String> =
        pages(&newborn()).into_iter().filter(|(l, _)| *l == Language::En).map(|(_, page)| page).collect();
    let views = [
        &["Figures", "What each measure does", "The process", "How it was counted"][..],
        &["How long the whole takes", "Load of staff", "Bottleneck", "Came and ended a day", "The process"],
        &["Change from before", "By the counting rules", "What each measure does", "How many took how long"],
        &["What moves the time most", "Every change"],
        &["Mean time (hours) against people", "Share on time against people", "The best staff"],
        &[
            "Load of staff by scenario",
            "Hours of work by scenario",
            "How long each scenario takes",
            "Time by situation",
        ],
        &["Change from before", "Simulations by pairs", "How many took how long"],
    ];
    assert_eq!(pages.len(), views.len());
    for (page, views) in pages.iter().zip(views) {
        assert!(views.iter().all(|view| page.contains(view)), "{views:?}");
    }
    // A broken line stands where people are now, and each candidate that ended is a dot in both plots.
    assert_eq!(pages[4].matches("mark strong").count(), 2);
    assert_eq!(pages[4].matches("<circle").count(), 3 + 4);
}

/// Of a simulation that was stopped before anything counted every report says so.
#[test]
fn what_came_to_nothing_says_so() {
    let (scenario, options) = (newborn(), options());
    let planner = Planner::new(&scenario);
    let wanted = Wanted { given: &|_| true, start: Moment(MONDAY), observations: &|_| None, seed: 1 };
    let model = Model::new(&planner, choice::named(&scenario, "joint").unwrap(), &wanted).unwrap();
    let late = Options { warm_up: 1_000 * 86_400_000, ..options.clone() };
    for (options, watch, zh, en) in [
        (&options, &Over as &dyn Watch, "之前就停止了", "It was stopped before any application counted"),
        (&late, &Unwatched, "都在预热期内到达", "All applications came within the warm-up"),
    ] {
        let outcome = simulate(&model, options, watch);
        assert_eq!(outcome.cases, 0);
        for (language, said) in [(Language::Zh, zh), (Language::En, en)] {
            let page = html::simulation(&simulation(&outcome, options, &scenario, language), &[]);
            let document = parsed(&page);
            let notes = document.descendants().find(|node| node.attribute("class") == Some("notes")).unwrap();
            let notes: String = notes.descendants().filter_map(|node| node.text()).collect();
            assert!(notes.contains(said), "{notes}");
            assert!(!page.contains("NaN") && !page.contains("inf"), "{language:?}");
        }
    }
}

/// Nobody wants any of it.
struct Over;

impl Watch for Over {
    fn done(&self, _: u64) {}

    fn is_over(&self) -> bool {
        true
    }
}
