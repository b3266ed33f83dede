//! Several scenarios that were simulated at the same desks, as a workbook.

use super::chart::{self, FIRST, Series};
use super::simulation::{QUEUES, course, distribution, how};
use super::{sheet, workbook};
use crate::report::simulation::SimulationReport;
use rust_xlsxwriter::{Chart, Workbook, XlsxError};

/// Most letters of a sheet's name, as Excel counts them: units of UTF-16.
const LONGEST: usize = 31;
/// What has a meaning in a reference to a sheet, and so no place in its name.
const BANNED: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
/// The name that Excel keeps for itself.
pub(super) const KEPT: &str = "History";
/// Rows that a chart of columns covers.
const CHART: u32 = 19;

/// The whole file: a sheet of all together, one of each scenario, one of the desks that they share, how times are
/// distributed, the course over the whole time and by hour of the week, and of how it was simulated. Means have their
/// intervals in a column of their own, `±`.
///
/// # Errors
/// The writer refuses; no simulation is known to make it do so.
pub(super) fn several(report: &SimulationReport<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(&report.title())?;
    all(report, &mut workbook)?;
    let parts = report.parts();
    let titles: Vec<String> = parts.iter().map(SimulationReport::title).collect();
    let own = [report.say("全部", "All"), report.say("人员", "Desks"), report.say("怎么模拟的", "How")];
    let rest =
        [report.say("用时分布", "Distribution"), report.say("全程", "Over time"), report.say("一周", "Week")];
    let taken: Vec<&str> = own.into_iter().chain(rest).chain([KEPT]).collect();
    for (part, name) in parts.iter().zip(tabs(&titles, &taken, report.say("场景", "Scenario"))) {
        scenario(part, &name, &mut workbook)?;
    }
    desks(report, own[1], &mut workbook)?;
    distribution(report, rest[0], &mut workbook)?;
    course(report, &mut workbook)?;
    sheet::add(&mut workbook, own[2], &how(report))?;
    workbook.save_to_buffer()
}

/// Figures of all together and of each scenario, and how long each takes, with a chart of means.
fn all(report: &SimulationReport<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let figures = sheet::add(workbook, report.say("全部", "All"), &report.summary_by_scenario())?;
    let times = sheet::below(workbook, &figures, figures.end(), &report.times_by_scenario())?;
    let name = report.say("平均用时（小时）", "Mean time (hours)");
    let means = Series { name, column: times.column(1), colour: FIRST, interval: times.interval(1) };
    let chart = chart::bars(name, &times, &means);
    workbook.worksheet_from_name(&times.name)?.insert_chart(times.end(), 0, &chart)?;
    Ok(())
}

/// A scenario by itself: its figures, its items, its situations and how its times are distributed.
fn scenario(part: &SimulationReport<'_>, name: &str, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let mut last = sheet::add(workbook, name, &part.summary())?;
    last = sheet::below(workbook, &last, last.end(), &part.times())?;
    if let Some(table) = part.situations() {
        last = sheet::below(workbook, &last, last.end(), &table)?;
    }
    let Some(table) = part.distribution() else { return Ok(()) };
    last = sheet::below(workbook, &last, last.end(), &table)?;
    let label = part.say("件数", "Applications");
    let counts = Series { name: label, column: last.column(1), colour: FIRST, interval: None };
    let mut chart = chart::fill(Chart::new_column(), &table.caption, &last, &[counts]);
    chart.x_axis().set_name(part.say("用时（小时）", "Time (hours)"));
    chart.y_axis().set_name(label);
    chart.set_width(720).set_height(320);
    workbook.worksheet_from_name(&last.name)?.insert_chart(last.top, 5, &chart)?;
    Ok(())
}

/// The desks that the scenarios share, once, and which of them brings how much work.
fn desks(report: &SimulationReport<'_>, name: &str, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let desks = sheet::add(workbook, name, &report.desks())?;
    let (loads, parts) = (report.loads_by_scenario(), report.parts());
    let mut free = desks.end();
    let mut last = desks;
    if !loads.rows.is_empty() {
        last = sheet::below(workbook, &last, free, &loads)?;
        let titles: Vec<String> = parts.iter().map(SimulationReport::title).collect();
        let one = |((at, title), colour)| {
            let title: &String = title;
            Series { name: title, column: last.column(at), colour, interval: None }
        };
        let series: Vec<Series<'_>> = (2..).zip(&titles).zip(QUEUES.into_iter().cycle()).map(one).collect();
        let mut chart = chart::stacked(&loads.caption, &last, &series);
        chart.y_axis().set_min(0).set_num_format("0%");
        workbook.worksheet_from_name(&last.name)?.insert_chart(last.end(), 0, &chart)?;
        free = last.end().saturating_add(chart::covered(last.rows).max(CHART));
    }
    sheet::below(workbook, &last, free, &report.hours_by_scenario())?;
    Ok(())
}

/// Names of sheets from titles: what Excel takes, no longer than it takes, and none twice, however they are written;
/// `empty` where a title has no letter that may stand.
pub(super) fn tabs(titles: &[String], taken: &[&str], empty: &str) -> Vec<String> {
    let mut used: Vec<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    let mut all = Vec::new();
    for title in titles {
        let clean: String = title
            .chars()
            .filter(|letter| !letter.is_control())
            .map(|l| if BANNED.contains(&l) { ' ' } else { l })
            .collect();
        let mut name = cut(&clean, LONGEST);
        if name.is_empty() {
            empty.clone_into(&mut name);
        }
        let base = name.clone();
        let mut number = 2_u32;
        while used.contains(&name.to_lowercase()) {
            let end = format!(" ({number})");
            name = cut(&base, LONGEST - end.len()) + &end;
            number += 1;
        }
        used.push(name.to_lowercase());
        all.push(name);
    }
    all
}

/// The first letters of a name, without blanks and apostrophes at its ends.
fn cut(name: &str, longest: usize) -> String {
    let trimmed =
        |name: &str| name.trim_matches(|letter: char| letter == '\'' || letter.is_whitespace()).to_owned();
    let mut units = 0;
    let letters = trimmed(name);
    let short: String = letters
        .chars()
        .take_while(|letter| {
            units += letter.len_utf16();
            units <= longest
        })
        .collect();
    trimmed(&short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(titles: &[&str]) -> Vec<String> {
        let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        tabs(&titles, &["All", KEPT], "Scenario")
    }

    #[test]
    fn names_of_sheets_are_such_as_excel_takes() {
        assert_eq!(named(&["A: [child]/is born?"]), ["A   child  is born"]);
        assert_eq!(named(&["'quoted'", "history", "ALL"]), ["quoted", "history (2)", "ALL (2)"]);
        assert_eq!(named(&["", "\u{7}", "'"]), ["Scenario", "Scenario (2)", "Scenario (3)"]);
        let long = "一件事".repeat(20);
        let names = named(&[&long, &long, &"𠀀".repeat(40), &"x".repeat(40)]);
        for name in &names {
            assert!(name.encode_utf16().count() <= LONGEST, "{name}");
        }
        assert!(names[1].ends_with(" (2)") && names[0] != names[1]);
        assert_eq!((names[2].chars().count(), names[3].len()), (15, 31));
        let many: Vec<String> = named(&["a"; 12]);
        assert_eq!(many.last().map(String::as_str), Some("a (12)"));
    }
}
