//! Several scenarios that were simulated at the same desks, as one HTML file.

use super::Page;
use super::chart::{Chart, Row, Shape};
use super::simulation::{capped, cards, course_and_rhythm, distribution, times};
use crate::report::comparison::Picture;
use crate::report::simulation::{SimulationReport, warnings};
use crate::report::table::Style;
use onething_engine::simulate::{DeskFigures, Estimate};

/// The whole file, with the processes in pictures where there are any.
pub(super) fn several(report: &SimulationReport<'_>, pictures: &[Picture]) -> String {
    let kind = report.say("几个场景一同模拟", "Simulation of several scenarios").to_owned();
    let mut page = Page::new(report.language, &report.title(), &[kind, report.plan(), report.size()]);
    page.notes(&warnings(report.outcome, report.language));
    page.section(report.say("主要指标", "Main figures"), |page| {
        page.cards(&cards(report));
        page.table(&report.per_case_by_scenario());
    });
    page.section(report.say("用时", "Time"), |page| {
        distribution(report, page);
        page.charts(&[times(report, report.spreads_by_scenario())]);
        page.table(&report.times_by_scenario());
    });
    page.section(report.say("共用的人员", "Staff in common"), |page| {
        page.charts(&[loads(report)]);
        page.table(&report.loads_by_scenario());
        page.table(&report.desks());
        if let Some(bottleneck) = report.bottleneck() {
            page.paragraph(&bottleneck);
        }
        page.table(&report.hours_by_scenario());
    });
    course_and_rhythm(report, &mut page);
    for part in report.parts() {
        page.section(&part.title(), |page| {
            page.paragraph(&part.about());
            page.cards(&cards(&part));
            distribution(&part, page);
            page.charts(&[times(&part, part.spreads())]);
            page.table(&part.times());
            if let Some(table) = part.situations() {
                page.table(&table);
            }
        });
    }
    page.processes(report.say("办理流程", "The processes"), pictures);
    page.section(report.say("怎么模拟的", "How it was simulated"), |page| page.pairs(&report.how()));
    page.finish()
}

/// The load of each desk, its bar divided by scenario; what has no number of people has none.
fn loads(report: &SimulationReport<'_>) -> Chart {
    let parts = report.parts();
    let mean = |told: Option<Estimate>| told.map_or(0.0, |told| told.mean);
    let loaded = || report.outcome.desks.iter().enumerate().filter(|(_, desk)| desk.load.is_some());
    let most = loaded().map(|(_, desk)| mean(desk.load)).fold(1.0, f64::max) * 1.05;
    let row = |(at, desk): (usize, &DeskFigures)| {
        let mut from = 0.0;
        let mut shapes = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let own = part.outcome.desks.get(at).map_or(0.0, |own| mean(own.load));
            // Neighbours are told apart by every other being light; the order is that of the legend.
            let class = if number % 2 == 0 { "total" } else { "faint" };
            if own > 0.0 {
                shapes.push(Shape::Bar(from / most, (from + own) / most, class));
                from += own;
            }
        }
        Row { label: report.desk(desk), value: Style::Share.written(mean(desk.load)), shapes }
    };
    let rows: Vec<Row> = loaded().map(row).collect();
    let told: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.value)).collect();
    let order: Vec<String> = parts.iter().map(SimulationReport::title).collect();
    let legend = report.say(
        "来的工作占人员在班时间的比例，自左起依次为：{order}（深浅相间）；超过 100% 时排队只增不减。",
        "Work that came, as a share of what the people can do in their shifts, from the left of: {order} (dark and light \
         in turn); above 100% queues only grow.",
    );
    Chart {
        title: report.say("各场景带来的人员负荷", "Load of staff by scenario").to_owned(),
        description: told.join(report.say("；", "; ")),
        legend: legend.replace("{order}", &order.join(report.say("、", ", "))),
        rows,
        axis: capped(most),
    }
}
