//! A simulation as a workbook.

use super::chart::{self, FIRST, Series};
use super::comparison::pairs;
use super::{sheet, workbook};
use crate::report::simulation::{SimulationReport, warnings};
use rust_xlsxwriter::{Workbook, XlsxError};

/// The whole file: sheets of the summary, items, staff, situations where any varies, and of how it was simulated.
/// Means have their intervals in a column of their own, `±`.
///
/// # Errors
/// The writer refuses; no simulation is known to make it do so.
pub fn simulation(report: &SimulationReport<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(report.title())?;
    sheet::add(&mut workbook, report.say("概要", "Summary"), &report.summary())?;
    sheet::add(&mut workbook, report.say("事项", "Items"), &report.times())?;
    staff(report, &mut workbook)?;
    if let Some(table) = report.situations() {
        sheet::add(&mut workbook, report.say("情形", "Situations"), &table)?;
    }
    sheet::add(&mut workbook, report.say("怎么模拟的", "How"), &how(report))?;
    workbook.save_to_buffer()
}

fn staff(report: &SimulationReport<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let table = report.desks();
    let written = sheet::add(workbook, report.say("人员", "Staff"), &table)?;
    if written.rows == 0 {
        return Ok(());
    }
    let load = Series { name: report.say("负荷", "Load"), column: written.column(2), colour: FIRST };
    let mut chart = chart::bars(report.say("人员负荷", "Load of staff"), &written, &load);
    chart.y_axis().set_min(0).set_num_format("0%");
    let row = written.rows.saturating_add(2);
    workbook.worksheet_from_name(&written.name)?.insert_chart(row, 0, &chart)?;
    Ok(())
}

/// How it was simulated, after what has to be known before any figure is read and where time is lost.
fn how(report: &SimulationReport<'_>) -> crate::report::table::Table {
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
