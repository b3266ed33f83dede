//! A simulation as a workbook.

use super::chart::{self, FIRST, SECOND, Series};
use super::comparison::pairs;
use super::several::several;
use super::{sheet, workbook};
use crate::report::simulation::{SimulationReport, warnings};
use rust_xlsxwriter::{Chart, Workbook, XlsxError};

/// Colours of queues in one chart, told apart by most people who see few colours (Okabe & Ito, "Color Universal
/// Design", 2008).
pub(super) const QUEUES: [u32; 6] =
    [0x0000_72B2, 0x00D5_5E00, 0x0000_9E73, 0x00CC_79A7, 0x0056_B4E9, 0x00E6_9F00];

/// The whole file: sheets of the summary, items, how times are distributed, staff, situations where any varies, the
/// course over the whole time and by hour of the week, and of how it was simulated. Means have their intervals in a column of their own, `±`.
///
/// # Errors
/// The writer refuses; no simulation is known to make it do so.
pub fn simulation(report: &SimulationReport<'_>) -> Result<Vec<u8>, XlsxError> {
    if report.is_of_several() {
        return several(report);
    }
    let mut workbook = workbook(&report.title())?;
    sheet::add(&mut workbook, report.say("概要", "Summary"), &report.summary())?;
    sheet::add(&mut workbook, report.say("事项", "Items"), &report.times())?;
    distribution(report, report.say("用时分布", "Distribution"), &mut workbook)?;
    staff(report, &mut workbook)?;
    if let Some(table) = report.situations() {
        sheet::add(&mut workbook, report.say("情形", "Situations"), &table)?;
    }
    course(report, &mut workbook)?;
    sheet::add(&mut workbook, report.say("怎么模拟的", "How"), &how(report))?;
    workbook.save_to_buffer()
}

fn staff(report: &SimulationReport<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let table = report.desks();
    let written = sheet::add(workbook, report.say("人员", "Staff"), &table)?;
    if written.rows == 0 {
        return Ok(());
    }
    let load =
        Series {
            name: report.say("负荷", "Load"), column: written.column(2), colour: FIRST, interval: None
        };
    let mut chart = chart::bars(report.say("人员负荷", "Load of staff"), &written, &load);
    chart.y_axis().set_min(0).set_num_format("0%");
    let row = written.rows.saturating_add(2);
    workbook.worksheet_from_name(&written.name)?.insert_chart(row, 0, &chart)?;
    Ok(())
}

/// How many took how long, with a chart of columns; no sheet where nothing ended.
pub(super) fn distribution(
    report: &SimulationReport<'_>,
    name: &str,
    workbook: &mut Workbook,
) -> Result<(), XlsxError> {
    let Some(table) = report.distribution() else { return Ok(()) };
    let written = sheet::add(workbook, name, &table)?;
    let label = report.say("件数", "Applications");
    let counts = Series { name: label, column: written.column(1), colour: FIRST, interval: None };
    let mut chart = chart::fill(Chart::new_column(), &table.caption, &written, &[counts]);
    chart.x_axis().set_name(report.say("用时（小时）", "Time (hours)"));
    chart.y_axis().set_name(label);
    chart.set_width(900).set_height(320);
    workbook.worksheet_from_name(&written.name)?.insert_chart(1, 5, &chart)?;
    Ok(())
}

/// What is under way, comes, ends and waits: over the whole time, and by hour of the week.
pub(super) fn course(report: &SimulationReport<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let under_way = report.say("同时在办", "Under way at once");
    let (came, ended) = (report.say("每天收件", "Came a day"), report.say("每天办结", "Ended a day"));
    let queues = report.say("平均排队", "Mean queues");
    for (name, table, flows, first) in [
        (report.say("全程", "Over time"), report.over_time(), true, 4),
        (report.say("一周", "Week"), report.by_hour_of_week(), false, 2),
    ] {
        if table.rows.is_empty() {
            continue;
        }
        let written = sheet::add(workbook, name, &table)?;
        let line = |name, at, colour| Series { name, column: written.column(at), colour, interval: None };
        let mut charts = vec![chart::lines(under_way, &written, &[line(under_way, 1, FIRST)])];
        if flows {
            let both = [line(came, 2, FIRST), line(ended, 3, SECOND)];
            charts.push(chart::lines(&format!("{came} / {ended}"), &written, &both));
        }
        let drawn = report.queues();
        let names: Vec<(usize, String)> = report
            .outcome
            .desks
            .iter()
            .enumerate()
            .filter(|(_, desk)| drawn.iter().any(|drawn| drawn.id == desk.id))
            .map(|(at, desk)| (at, report.desk(desk)))
            .collect();
        let each = names.iter().zip(QUEUES).map(|((at, name), colour)| line(name, first + at, colour));
        let each: Vec<Series<'_>> = each.collect();
        if !each.is_empty() {
            charts.push(chart::lines(queues, &written, &each));
        }
        let beside = written.columns.last().map_or(1, |last| last.saturating_add(2));
        let sheet = workbook.worksheet_from_name(&written.name)?;
        for (at, chart) in (0..).zip(&charts) {
            sheet.insert_chart(1 + at * 17, beside, chart)?;
        }
    }
    Ok(())
}

/// How it was simulated, after what has to be known before any figure is read and where time is lost.
pub(super) fn how(report: &SimulationReport<'_>) -> crate::report::table::Table {
    let notes = warnings(report.outcome, report.language).into_iter().chain(report.bottleneck());
    let note = |text| (report.say("注意", "Note").to_owned(), text);
    let all = notes
        .map(note)
        .chain(std::iter::once((report.say("办件", "Applications").to_owned(), report.size())));
    pairs(
        report.say("怎么模拟的", "How it was simulated"),
        report.say("项", "What"),
        all.chain(report.how()).collect(),
    )
}
