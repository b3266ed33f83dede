//! The whole library as a workbook.

use super::chart::{self, SECOND, Series};
use super::comparison::pairs;
use super::{sheet, workbook};
use crate::report::portfolio::PortfolioReport;
use rust_xlsxwriter::XlsxError;

/// The whole file: sheets of the scenarios with their totals, of the measures, and of how it was counted.
///
/// # Errors
/// The writer refuses; no library is known to make it do so.
pub fn portfolio(report: &PortfolioReport<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(&report.title())?;
    sheet::add(&mut workbook, report.say("场景", "Scenarios"), &report.scenarios())?;
    let measures = sheet::add(&mut workbook, report.say("举措", "Measures"), &report.measures())?;
    if measures.rows > 0 {
        let name = report.say("占全部减少", "Part of the saving");
        let series = Series { name, column: measures.column(2), colour: SECOND, interval: None };
        let chart = chart::bars(name, &measures, &series);
        let sheet = workbook.worksheet_from_name(&measures.name)?;
        sheet.insert_chart(measures.rows.saturating_add(2), 0, &chart)?;
    }
    let how = pairs(report.say("怎么计数的", "How it was counted"), report.say("项", "What"), report.how());
    sheet::add(&mut workbook, report.say("怎么计数的", "How"), &how)?;
    workbook.save_to_buffer()
}
