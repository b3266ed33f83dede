//! A simulation as one HTML file.

use super::chart::{Chart, Mark, Row, Shape, round_marks};
use super::several::several;
use super::{Card, Page, course};
use crate::report::comparison::Picture;
use crate::report::simulation::{SimulationReport, capital, measures, warnings};
use crate::report::table::{Style, Value};
use onething_engine::scenario::text::Language;
use onething_engine::simulate::{Estimate, Spread};

/// The whole file, with the process in pictures where there are any.
pub fn simulation(report: &SimulationReport<'_>, pictures: &[Picture]) -> String {
    if report.is_of_several() {
        return several(report, pictures);
    }
    let kind = report.say("模拟", "Simulation").to_owned();
    let mut page = Page::new(report.language, &report.title(), &[kind, report.plan(), report.size()]);
    page.notes(&warnings(report.outcome, report.language));
    page.section(report.say("主要指标", "Main figures"), |page| {
        page.cards(&cards(report));
        page.table(&report.per_case());
    });
    page.section(report.say("用时", "Time"), |page| {
        distribution(report, page);
        page.charts(&[times(report, report.spreads())]);
        page.table(&report.times());
    });
    page.section(report.say("人员", "Staff"), |page| {
        page.charts(&[loads(report)]);
        page.table(&report.desks());
        if let Some(bottleneck) = report.bottleneck() {
            page.paragraph(&bottleneck);
        }
    });
    course_and_rhythm(report, &mut page);
    if let Some(table) = report.situations() {
        page.section(report.say("情形", "Situations"), |page| page.table(&table));
    }
    page.processes(report.say("办理流程", "The process"), pictures);
    page.section(report.say("怎么模拟的", "How it was simulated"), |page| page.pairs(&report.how()));
    page.finish()
}

/// How many took how long; nothing where nothing ended.
pub(super) fn distribution(report: &SimulationReport<'_>, page: &mut Page) {
    let Some(histogram) = &report.outcome.cycle.histogram else { return };
    let title = report.say("整件事用时的分布（小时）", "How long the whole takes (hours)");
    let plot = course::distribution(report, title, course::reach(histogram));
    page.charts(&plot.into_iter().collect::<Vec<_>>());
}

/// What is under way, comes and ends, and the longest queues.
pub(super) fn course_and_rhythm(report: &SimulationReport<'_>, page: &mut Page) {
    page.section(report.say("变化与节律", "Course and rhythm"), |page| {
        page.charts(&course::flows(report));
        let queues = course::queues(report);
        if !queues.is_empty() {
            page.paragraph(report.say(
                "平均排队最长的岗位（至多六个）：全程的变化，以及一周各小时的平均。其余的在工作簿与 JSON 中。",
                "The desks with the longest queues on average, six at most: over the whole time, and by hour of the week. \
                 The others are in the workbook and in JSON.",
            ));
            queues.iter().for_each(|both| page.charts(both));
        }
    });
}

/// What is read first of the whole.
pub(super) fn cards(report: &SimulationReport<'_>) -> Vec<Card> {
    let hours = |told: Option<Estimate>| written(told, Style::Decimals(1));
    let cycle = &report.outcome.cycle;
    let mut cards = vec![
        Card {
            label: report.say("平均用时（小时）", "Mean time (hours)").to_owned(),
            value: hours(cycle.mean),
            note: cycle.mean.map(|told| days(told.mean, report.language)).unwrap_or_default(),
        },
        Card {
            label: report.say("90% 的用时不超过（小时）", "90 in 100 take at most (hours)").to_owned(),
            value: hours(cycle.p90),
            note: cycle.p90.map(|told| days(told.mean, report.language)).unwrap_or_default(),
        },
    ];
    let told = ["throughput_per_day", "under_way", "corrections", "trips", "staff_cost"];
    // What never happened is in the table, and no headline.
    let is_told = |told: Option<Estimate>| told.is_some_and(|told| told.mean != 0.0);
    let measures = measures(report.outcome)
        .into_iter()
        .filter(|measure| told.contains(&measure.key) && is_told(measure.told));
    cards.extend(measures.map(|measure| Card {
        label: capital(measure.label.in_language(report.language)),
        value: written(measure.told, Style::Decimals(measure.decimals.min(2))),
        note: String::new(),
    }));
    cards
}

/// Hours in days, for those that are long.
fn days(hours: f64, language: Language) -> String {
    match language {
        _ if hours < 48.0 => String::new(),
        Language::Zh => format!("约 {:.1} 天", hours / 24.0),
        Language::En => format!("about {:.1} days", hours / 24.0),
    }
}

fn written(told: Option<Estimate>, style: Style) -> String {
    Value::estimate(told, style).map_or_else(|| "–".to_owned(), |value| value.written())
}

/// How times are spread, a row for each, on one scale. A single longest time would squeeze all
/// the others, so the scale ends behind the longest p99.
pub(super) fn times(report: &SimulationReport<'_>, spreads: Vec<(String, &Spread)>) -> Chart {
    let end = |spread: &Spread| spread.p99.map(|told| told.mean).or(spread.max).unwrap_or(0.0);
    let most = spreads.iter().map(|(_, spread)| end(spread)).fold(0.0, f64::max) * 1.1;
    let rows: Vec<Row> = spreads
        .into_iter()
        .map(|(label, spread)| Row {
            label,
            value: written(spread.mean, Style::Decimals(1)),
            shapes: if most > 0.0 { whiskers(spread, most) } else { Vec::new() },
        })
        .collect();
    let told: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.value)).collect();
    let title = report.say("用时的分布（小时）", "How times are spread (hours)");
    let means = report.say("平均：", "Means: ");
    Chart {
        title: title.to_owned(),
        description: format!("{means}{}", told.join(report.say("；", "; "))),
        legend: report
            .say(
                "细线从最短到 p99；粗条从 p50 到 p90；短竖线为 p95 与 p99；圆点为平均，右侧为其值。最长的见表。",
                "The thin line goes from the shortest to p99, the bar from p50 to p90; short lines are p95 and p99, \
                 the dot is the mean, told at the right. The longest is in the table.",
            )
            .to_owned(),
        rows,
        axis: round_marks(most, |value| Style::Plain.written(value)),
    }
}

fn whiskers(spread: &Spread, most: f64) -> Vec<Shape> {
    let at = |told: Option<Estimate>| told.map(|told| told.mean / most);
    let mut shapes = Vec::new();
    if let (Some(min), Some(p99)) = (spread.min, at(spread.p99)) {
        shapes.push(Shape::Whisker(min / most, p99));
        shapes.push(Shape::Tick(min / most));
    }
    if let (Some(half), Some(p90)) = (at(spread.p50), at(spread.p90)) {
        shapes.push(Shape::Bar(half, p90, "total"));
    }
    shapes.extend([at(spread.p95), at(spread.p99)].into_iter().flatten().map(Shape::Tick));
    shapes.extend(at(spread.mean).map(Shape::Dot));
    shapes
}

/// The load of all staff, with what they can do at most marked.
fn loads(report: &SimulationReport<'_>) -> Chart {
    let desks = &report.outcome.desks;
    let load = |told: Option<Estimate>| told.map_or(0.0, |told| told.mean);
    let most = desks.iter().map(|desk| load(desk.load)).fold(1.0, f64::max) * 1.05;
    let rows: Vec<Row> = desks
        .iter()
        .map(|desk| Row {
            label: report.desk(desk),
            value: match desk.load {
                Some(told) => Style::Share.written(told.mean),
                None => report.say("人数不限", "no limit").to_owned(),
            },
            shapes: desk
                .load
                .map(|told| {
                    let class = if desk.is_overloaded { "worse" } else { "total" };
                    Shape::Bar(0.0, told.mean / most, class)
                })
                .into_iter()
                .collect(),
        })
        .collect();
    let told: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.value)).collect();
    Chart {
        title: report.say("人员负荷", "Load of staff").to_owned(),
        description: told.join(report.say("；", "; ")),
        legend: report
            .say(
                "来的工作占人员在班时间的比例；超过 100% 时排队只增不减。",
                "Work that came, as a share of what the people can do in their shifts; above 100% queues only grow.",
            )
            .to_owned(),
        rows,
        axis: capped(most),
    }
}

/// Marks of a load up to `most`, with what people can do at most standing out.
pub(super) fn capped(most: f64) -> Vec<Mark> {
    let mark =
        |share: f64, label: &str| Mark { at: share / most, label: label.to_owned(), is_strong: share == 1.0 };
    vec![mark(0.0, "0"), mark(0.5, "50%"), mark(1.0, "100%")]
}
