//! Coverage painted on the process: what tests reach green, what ends otherwise too amber, what none reaches red.

use crate::cases::Tested;
use crate::cli::Failure;
use crate::cli::words::{listed, say};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::process::draw::diagram;
use onething_engine::process::layout::layout;
use onething_engine::process::picture::svg as svg_of;
use onething_engine::scenario::model::{Plan, Scenario, SituationId};
use onething_engine::scenario::text::{Language, Text};
use onething_engine::testing::coverage::{Coverage, Drawn, Goal, Reach, drawn, variations};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Height of the line that says what the colours mean.
const KEY: u32 = 34;

/// The processes of the plan that is tested most: the base way, and as many others as it takes to show every step.
pub fn svg(all: &[Tested], language: Language) -> Result<String, Failure> {
    let with_tests: Vec<&Tested> = all.iter().filter(|t| !t.cases.is_empty()).collect();
    let tested = match with_tests[..] {
        [one] => one,
        [] => return Err(Failure::usage(Text::new("没有可画的测试", "there is no test to paint"))),
        _ => {
            let names: Vec<&str> = with_tests.iter().map(|t| t.name.as_str()).collect();
            return Err(Failure::usage(Text::new(
                format!("一张图只画一个场景；请指明一个：{}", listed(&names, Language::Zh)),
                format!("a picture shows one scenario; name one of: {}", listed(&names, Language::En)),
            )));
        }
    };
    let nothing = || Failure::usage(Text::new("没有可画的流程", "there is no process to paint"));
    let scenario = tested.scenario.as_deref().ok_or_else(nothing)?;
    let coverage = tested.coverage.as_ref().ok_or_else(nothing)?;
    let plans: Vec<_> = tested.cases.iter().filter_map(|c| c.test.as_ref()).map(|t| &t.plan).collect();
    let count = |id: &_| plans.iter().filter(|p| **p == id).count();
    let plan = scenario.plans.values().max_by_key(|p| count(&p.id)).ok_or_else(nothing)?;
    Ok(sheet(&pictures(scenario, plan, coverage, language), language))
}

/// One way drawn, and what of it is reached.
struct Picture {
    svg: String,
    drawn: Drawn,
}

/// The base way, and each way that shows what none before it shows, the one that shows most first.
fn pictures(scenario: &Scenario, plan: &Plan, coverage: &Coverage, language: Language) -> Vec<Picture> {
    let planner = Planner::new(scenario);
    let mut shown: BTreeSet<Goal> = BTreeSet::new();
    let mut left = Vec::new();
    for way in variations(scenario).into_iter().filter(|w| w.holds_or_none(scenario, plan.when.as_ref())) {
        let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
        let Ok(mut process) = compile(&derivation, plan) else { continue };
        let title = otherwise(scenario, &way);
        process.title = Text::new(
            format!("{}{}", process.title.zh, title.zh),
            format!("{}{}", process.title.en, title.en),
        );
        let drawn = drawn(coverage, scenario, &process);
        left.push((process, drawn));
    }
    let mut pictures = Vec::new();
    while !left.is_empty() {
        let new = |drawn: &Drawn| drawn.goals.iter().filter(|goal| !shown.contains(goal)).count();
        // The base way is the first of all, and goes first.
        let first = if pictures.is_empty() { Some(0) } else { None };
        let best = first.or_else(|| (0..left.len()).rev().max_by_key(|at| new(&left[*at].1)));
        let Some(best) = best.filter(|at| new(&left[*at].1) > 0) else { break };
        let (process, drawn) = left.remove(best);
        shown.extend(drawn.goals.iter().cloned());
        pictures.push(Picture { svg: svg_of(&layout(&diagram(&process), language)), drawn });
    }
    pictures
}

/// What is otherwise than on the base way: ` · Born in hospital? elsewhere`.
fn otherwise(scenario: &Scenario, way: &Way) -> Text {
    let base = Way::base(scenario);
    for (index, situation) in scenario.situations.values().enumerate() {
        let id = SituationId::from(index);
        if way.bits(id) != base.bits(id) {
            let answer = way.chosen(id, situation).next().map(|a| a.title.clone()).unwrap_or_default();
            let ask = situation.ask.clone().unwrap_or_else(|| Text::same(situation.id.clone()));
            return Text::new(format!(" · {}{}", ask.zh, answer.zh), format!(" · {} {}", ask.en, answer.en));
        }
    }
    if way.applicant != base.applicant {
        let title = scenario.party(way.applicant).map(|p| p.title.clone()).unwrap_or_default();
        return Text::new(format!(" · {}申请", title.zh), format!(" · {} applies", title.en));
    }
    Text::default()
}

/// Pictures one below the other, with what the colours mean above them.
fn sheet(pictures: &[Picture], language: Language) -> String {
    let sizes: Vec<(u32, u32)> =
        pictures.iter().map(|p| (number(&p.svg, "width"), number(&p.svg, "height"))).collect();
    let width = sizes.iter().map(|(width, _)| *width).max().unwrap_or(0).max(760);
    let height = KEY + sizes.iter().map(|(_, height)| height).sum::<u32>();
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    key(language, &mut text);
    let mut at = KEY;
    for (picture, (_, height)) in pictures.iter().zip(&sizes) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "<g transform=\"translate(0 {at})\" class=\"ot-sheet-{at}\">");
        let style = style(&picture.drawn, at);
        let end = picture.svg.rfind("</svg>").unwrap_or(picture.svg.len());
        let _ = writeln!(text, "{}{style}</svg>\n</g>", &picture.svg[..end]);
        at += height;
    }
    text + "</svg>"
}

const REACHED: &str = "#cfe8cf";
const PARTLY: &str = "#fbe3a8";
const MISSED: &str = "#f3c1c1";

fn key(language: Language, text: &mut String) {
    let entries = [
        (REACHED, say(language, "测试办到", "reached")),
        (PARTLY, say(language, "办到，但还有别的结果没有试过", "done, but not with every outcome")),
        (MISSED, say(language, "没有测试办到", "not reached")),
    ];
    let mut x = 20;
    for (colour, label) in entries {
        let _ = writeln!(
            text,
            "<rect x=\"{x}\" y=\"10\" width=\"20\" height=\"14\" fill=\"{colour}\" stroke=\"#2b3a4d\"/>\
             <text x=\"{}\" y=\"22\" font-size=\"13\" font-family=\"'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif\" fill=\"#14202e\">{label}</text>",
            x + 26
        );
        x += 60 + 13 * u32::try_from(unicode_width::UnicodeWidthStr::width(label)).unwrap_or(0) * 3 / 5;
    }
}

/// The colours of one picture; others on the sheet have the same ids.
fn style(drawn: &Drawn, at: u32) -> String {
    let of = format!(".ot-sheet-{at}");
    let mut style = String::from("<style>");
    for (id, reach) in &drawn.nodes {
        let fill = match reach {
            Reach::Reached => REACHED,
            Reach::Partly => PARTLY,
            Reach::Missed => MISSED,
        };
        let _ = write!(style, "{of} [data-id=\"{}\"] .ot-body{{fill:{fill}}}", plain(id));
    }
    for (from, to, taken) in &drawn.edges {
        let (stroke, width) = if *taken { ("#2c7a2c", "2.4") } else { ("#c22525", "3") };
        let edge = format!("{of} [data-from=\"{}\"][data-to=\"{}\"]", plain(from), plain(to));
        let _ = write!(
            style,
            "{edge} .ot-line{{stroke:{stroke};stroke-width:{width}}}{edge} .ot-tip{{fill:{stroke}}}"
        );
    }
    style + "</style>"
}

/// Ids are snake_case words with dots and brackets: nothing that ends a CSS string.
fn plain(id: &str) -> String {
    id.replace(['"', '\\', '<', '&'], "")
}

/// A number in the first tag: `width="760"`.
fn number(svg: &str, name: &str) -> u32 {
    let tag = svg.split('>').next().unwrap_or_default();
    let value = tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.and_then(|v| v.parse().ok()).unwrap_or(0)
}
