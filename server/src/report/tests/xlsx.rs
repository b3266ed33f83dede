//! Workbooks that open: sheets, charts, numbers and texts as such.

use super::*;
use crate::report::xlsx;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Name and text of every part.
pub(super) fn parts(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let part = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        roxmltree::Document::parse(&text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..count).map(part).collect()
}

fn part<'p>(parts: &'p [(String, String)], name: &str) -> &'p str {
    parts.iter().find(|(part, _)| part == name).map(|(_, text)| text.as_str()).unwrap()
}

pub(super) fn sheets(parts: &[(String, String)]) -> Vec<String> {
    let workbook = roxmltree::Document::parse(part(parts, "xl/workbook.xml")).unwrap();
    let names = workbook.descendants().filter(|node| node.tag_name().name() == "sheet");
    names.filter_map(|sheet| sheet.attribute("name")).map(str::to_owned).collect()
}

fn charts(parts: &[(String, String)]) -> usize {
    parts.iter().filter(|(name, _)| name.starts_with("xl/charts/chart")).count()
}

#[test]
fn a_comparison_has_a_sheet_a_view_and_charts() {
    let scenario = newborn();
    let compared = compared(&scenario);
    for (language, named) in [
        (Language::En, ["Figures", "Waterfall", "Reasons", "Ask", "How"]),
        (Language::Zh, ["指标", "各举措的作用", "缘由", "仍要问的", "怎么计数的"]),
    ] {
        let parts = parts(xlsx::comparison(&comparison(&compared, &scenario, language)).unwrap());
        let sheets = sheets(&parts);
        assert!(named.iter().all(|name| sheets.iter().any(|sheet| sheet == name)), "{sheets:?}");
        assert!(charts(&parts) > 3);
        let figures = part(&parts, "xl/worksheets/sheet1.xml");
        assert!(figures.contains("state=\"frozen\""));
        // Texts are references to shared strings; numbers have no type.
        assert!(figures.contains("<c r=\"B2\" s=\""), "{figures}");
        assert!(!figures.contains("<c r=\"B2\" s=\"2\" t=\"s\""));
    }
}

#[test]
fn a_simulation_has_a_sheet_a_view_and_a_chart_of_loads() {
    let (scenario, options) = (newborn(), options());
    let outcome = simulated(&scenario);
    for (language, named) in [
        (
            Language::En,
            ["Summary", "Items", "Distribution", "Staff", "Situations", "Over time", "Week", "How"],
        ),
        (Language::Zh, ["概要", "事项", "用时分布", "人员", "情形", "全程", "一周", "怎么模拟的"]),
    ] {
        let report = simulation(&outcome, &options, &scenario, language);
        let parts = parts(xlsx::simulation(&report).unwrap());
        assert_eq!(sheets(&parts), named);
        // The distribution, loads; under way, flows and queues over time; the first and the last by the week.
        assert_eq!(charts(&parts), 2 + 3 + 2);
    }
}

#[test]
fn pairs_moves_and_searches_have_charts_with_intervals() {
    let others = Others::of(newborn());
    for language in LANGUAGES {
        let of = |bytes| {
            let parts = parts(bytes);
            let whiskers = parts.iter().filter(|(_, text)| text.contains("<c:errBars>")).count();
            (sheets(&parts).len(), charts(&parts), whiskers)
        };
        let (sheets, charts, whiskers) = of(xlsx::paired(&others.paired(language)).unwrap());
        assert!(sheets == 9 && charts > 6 && whiskers == 2, "{sheets} {charts} {whiskers}");
        assert_eq!(of(xlsx::sensitivity(&others.sensitivity(language)).unwrap()), (2, 1, 1));
        assert_eq!(of(xlsx::staffing(&others.staffing(language)).unwrap()), (3, 2, 0));
    }
}

#[test]
fn hostile_titles_are_texts_and_never_formulas() {
    let (scenario, options) = (hostile(), options());
    let mut outcome = simulated(&scenario);
    outcome.desks.iter_mut().for_each(|desk| desk.title = Text::same("=1+1"));
    let report = simulation(&outcome, &options, &scenario, Language::En);
    let compared = compared(&scenario);
    let others = Others::of(scenario.clone());
    let [several, pair] = several::Several::of(scenario.clone()).workbooks(Language::En);
    let reports = [
        several,
        pair,
        xlsx::paired(&others.paired(Language::En)).unwrap(),
        xlsx::sensitivity(&others.sensitivity(Language::En)).unwrap(),
        xlsx::staffing(&others.staffing(Language::En)).unwrap(),
        xlsx::simulation(&report).unwrap(),
        xlsx::comparison(&comparison(&compared, &scenario, Language::En)).unwrap(),
    ];
    for bytes in reports {
        for (name, text) in parts(bytes) {
            assert!(!name.starts_with("xl/worksheets/") || !text.contains("<f>"), "{name}");
            assert!(!text.contains("<script"), "{name}");
        }
    }
}

#[test]
fn a_workbook_is_the_same_every_time() {
    let scenario = newborn();
    let compared = compared(&scenario);
    let report = comparison(&compared, &scenario, Language::En);
    assert_eq!(xlsx::comparison(&report).unwrap(), xlsx::comparison(&report).unwrap());
}
