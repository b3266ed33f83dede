//! A search of staff as a workbook.

use super::chart::{self, FIRST, Points, SECOND};
use super::comparison::pairs;
use super::{sheet, workbook};
use crate::report::staffing::StaffingReport;
use rust_xlsxwriter::XlsxError;

/// The whole file: sheets of the best staff with the front, of everything that was tried, and of how it was searched.
///
/// # Errors
/// The writer refuses; no search is known to make it do so.
pub fn staffing(report: &StaffingReport<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(&report.setting.title())?;
    let best = sheet::add(&mut workbook, report.say("最优", "Best"), &report.best())?;
    let tried = sheet::add(&mut workbook, report.say("试过的", "Tried"), &report.tried())?;
    let (people, time) = (report.say("人数", "People"), report.say("平均用时（小时）", "Mean time (hours)"));
    let on_time = report.say("按时", "On time");
    let mut row = best.rows.saturating_add(2);
    for (at, label) in [(1, time), (3, on_time)] {
        let title = format!("{label}{}{people}", report.say("与", " against "));
        let of = |name, sheet, colour, is_joined| {
            let sheet: &sheet::Sheet = sheet;
            Points { name, sheet, columns: (sheet.column(0), sheet.column(at)), colour, is_joined }
        };
        let series = [
            of(report.say("试过的", "Tried"), &tried, FIRST, false),
            of(report.say("最优", "Best"), &best, SECOND, true),
        ];
        if best.rows > 0 {
            let mut chart = chart::scatter(&title, (people, label), &series);
            if at == 3 {
                chart.y_axis().set_num_format("0%");
            }
            workbook.worksheet_from_name(&best.name)?.insert_chart(row, 0, &chart)?;
        }
        row = row.saturating_add(20);
    }
    let how = pairs(report.say("怎么搜索的", "How it was searched"), report.say("项", "What"), report.how());
    sheet::add(&mut workbook, report.say("怎么搜索的", "How"), &how)?;
    workbook.save_to_buffer()
}
