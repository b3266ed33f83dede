//! Two simulations of the same applicants, and parameters that were moved one by one, as workbooks.

use super::chart::{self, FIRST, SECOND, Series};
use super::comparison::{self, pairs};
use super::several::{KEPT, tabs};
use super::simulation::distribution;
use super::{sheet, workbook};
use crate::report::paired::{PairedReport, SensitivityReport};
use crate::report::simulation::SimulationReport;
use crate::report::table::{Cell, Column, Table};
use onething_engine::simulate::paired::Changed;
use rust_xlsxwriter::{Chart, Workbook, XlsxError};

/// The whole file of two simulations: sheets of the differences, of those of each scenario where there are several, of how times are distributed before and after, items,
/// staff, of the figures by the counting rules and what each measure does where two plans are compared, and of how
/// it was simulated.
///
/// # Errors
/// The writer refuses; no simulation is known to make it do so.
pub fn paired(report: &PairedReport<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(&report.setting.title())?;
    let first = report.say("差别", "Differences");
    differences(report, (first, &report.changes()), &mut workbook)?;
    let (titles, changes): (Vec<String>, Vec<&[Changed]>) = report.scenarios().into_iter().unzip();
    let names = tabs(&titles, &sheets(report), report.say("场景", "Scenario"));
    for ((name, title), changes) in names.iter().zip(&titles).zip(changes) {
        differences(report, (name, &report.table(title, changes)), &mut workbook)?;
    }
    let [before, after] = report.sides();
    distribution(&before, report.say("用时分布（前）", "Distribution before"), &mut workbook)?;
    distribution(&after, report.say("用时分布（后）", "Distribution after"), &mut workbook)?;
    items(report, [&before, &after], &mut workbook)?;
    staff(report, &mut workbook)?;
    if let Some(counted) = &report.counted {
        comparison::figures(counted, &mut workbook)?;
        comparison::waterfall(counted, &mut workbook)?;
        sheet::add(&mut workbook, counted.say("怎么计数的", "How counted"), &comparison::how(counted))?;
    }
    let note = |text| (report.say("注意", "Note").to_owned(), text);
    let notes = report.warnings().into_iter().map(note);
    let how = pairs(
        report.say("怎么模拟的", "How it was simulated"),
        report.say("项", "What"),
        notes.chain(report.how()).collect(),
    );
    sheet::add(&mut workbook, report.say("怎么模拟的", "How"), &how)?;
    workbook.save_to_buffer()
}

/// Names of sheets that no scenario may take: those of [`paired`] where several scenarios are compared.
fn sheets<'t>(report: &PairedReport<'_>) -> [&'t str; 7] {
    [
        report.say("差别", "Differences"),
        report.say("用时分布（前）", "Distribution before"),
        report.say("用时分布（后）", "Distribution after"),
        report.say("事项", "Items"),
        report.say("人员", "Staff"),
        report.say("怎么模拟的", "How"),
        KEPT,
    ]
}

/// A sheet of figures before and after, with a chart of their changes.
fn differences(
    report: &PairedReport<'_>,
    (name, table): (&str, &Table),
    workbook: &mut Workbook,
) -> Result<(), XlsxError> {
    let written = sheet::add(workbook, name, table)?;
    let change = Series {
        name: report.say("变化", "Change"),
        column: written.column(4),
        colour: SECOND,
        interval: written.interval(4),
    };
    let title = report.say("与之前相比的变化，及其区间", "Change from before, with its interval");
    let mut chart = chart::differences(title, &written, &change);
    chart.y_axis().set_num_format("0%");
    let row = written.rows.saturating_add(2);
    workbook.worksheet_from_name(&written.name)?.insert_chart(row, 0, &chart)?;
    Ok(())
}

/// The items of both sides in one sheet, before each one what came before.
fn items(
    report: &PairedReport<'_>,
    sides: [&SimulationReport<'_>; 2],
    workbook: &mut Workbook,
) -> Result<(), XlsxError> {
    let [mut table, after] = sides.map(SimulationReport::times);
    let marked = |row: &mut Vec<Cell>, side: &str| row.insert(1, Cell::text(side));
    let (first, second) = (report.say("前", "before"), report.say("后", "after"));
    table.rows.iter_mut().for_each(|row| marked(row, first));
    table.columns.insert(1, Column::text(report.say("前后", "Side")));
    table.rows.extend(after.rows.into_iter().map(|mut row| {
        marked(&mut row, second);
        row
    }));
    sheet::add(workbook, report.say("事项", "Items"), &table)?;
    Ok(())
}

fn staff(report: &PairedReport<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let table = report.desks();
    let written = sheet::add(workbook, report.say("人员", "Staff"), &table)?;
    if written.rows == 0 {
        return Ok(());
    }
    let load = |name, at, colour| Series {
        name,
        column: written.column(at),
        colour,
        interval: written.interval(at),
    };
    let both = [load(report.say("前", "Before"), 1, FIRST), load(report.say("后", "After"), 2, SECOND)];
    let title = report.say("人员负荷", "Load of staff");
    let mut chart = chart::fill(Chart::new_column(), title, &written, &both);
    chart.y_axis().set_min(0).set_num_format("0%");
    chart.set_width(900).set_height(360);
    let row = written.rows.saturating_add(2);
    workbook.worksheet_from_name(&written.name)?.insert_chart(row, 0, &chart)?;
    Ok(())
}

/// The whole file of parameters that were moved: a sheet of every change with its tornado, and of how it was simulated.
///
/// # Errors
/// As [`paired`].
pub fn sensitivity(report: &SensitivityReport<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(&report.setting.title())?;
    let table = report.table();
    let written = sheet::add(&mut workbook, report.say("敏感性", "Sensitivity"), &table)?;
    if written.rows > 0 {
        let series = Series {
            name: report.say("平均用时之差", "Difference of the mean time"),
            column: written.column(2),
            colour: FIRST,
            interval: written.interval(2),
        };
        let title = report.say("平均用时的变化（小时）", "Change of the mean time (hours)");
        let chart = chart::differences(title, &written, &series);
        let row = written.rows.saturating_add(2);
        workbook.worksheet_from_name(&written.name)?.insert_chart(row, 0, &chart)?;
    }
    let how = pairs(report.say("怎么模拟的", "How it was simulated"), report.say("项", "What"), report.how());
    sheet::add(&mut workbook, report.say("怎么模拟的", "How"), &how)?;
    workbook.save_to_buffer()
}
