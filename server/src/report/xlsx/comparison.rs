//! A comparison as a workbook.

use super::chart::{self, FIRST, SECOND, Series};
use super::{sheet, workbook};
use crate::report::comparison::ComparisonReport;
use crate::report::table::{Cell, Column, Table};
use crate::words;
use onething_engine::plan::figure::Figure;
use rust_xlsxwriter::{Chart, RowNum, Workbook, XlsxError};

/// Figures of one size, neighbours in the table, that one chart can show.
const COUNTS: [Figure; 6] =
    [Figure::Forms, Figure::Fields, Figure::Materials, Figure::Steps, Figure::Handoffs, Figure::LimitWd];

/// The whole file: sheets of figures, of what each measure does and why, of what is asked, and of how it was
/// counted; of other applicants and of ways that stop where there are any.
///
/// # Errors
/// The writer refuses; no comparison is known to make it do so.
pub fn comparison(report: &ComparisonReport<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook(report.title())?;
    figures(report, &mut workbook)?;
    waterfall(report, &mut workbook)?;
    for (zh, en, table) in [
        ("缘由", "Reasons", Some(report.reasons())),
        ("仍要问的", "Ask", Some(report.asked())),
        ("其他申请人", "Applicants", report.applicants()),
        ("到此为止", "Stops", report.stops()),
        ("怎么计数的", "How", Some(how(report))),
    ] {
        if let Some(table) = table {
            sheet::add(&mut workbook, report.say(zh, en), &table)?;
        }
    }
    workbook.save_to_buffer()
}

pub(super) fn figures(report: &ComparisonReport<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let table = report.figures();
    let written = sheet::add(workbook, report.say("指标", "Figures"), &table)?;
    let counts = (1..).zip(report.told()).filter(|(_, (figure, _))| COUNTS.contains(figure));
    let rows: Vec<RowNum> = counts.map(|(row, _)| row).collect();
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
    let series = [
        Series {
            name: report.say("办前", "Before"),
            column: written.column(1),
            colour: FIRST,
            interval: None,
        },
        Series {
            name: report.say("办后", "After"),
            column: written.column(2),
            colour: SECOND,
            interval: None,
        },
    ];
    let title = report.say("办前与办后（基准情形）", "Before and after (base way)");
    let chart = chart::fill_rows(Chart::new_column(), title, &written, (*first, *last), &series);
    let sheet = workbook.worksheet_from_name(&written.name)?;
    sheet.insert_chart(written.rows.saturating_add(2), 0, &chart)?;
    Ok(())
}

pub(super) fn waterfall(report: &ComparisonReport<'_>, workbook: &mut Workbook) -> Result<(), XlsxError> {
    let Some(table) = report.waterfall() else { return Ok(()) };
    let written = sheet::add(workbook, report.say("各举措的作用", "Waterfall"), &table)?;
    let main: Vec<Figure> = report.steps().into_iter().map(|steps| steps.figure).collect();
    let mut row = written.rows.saturating_add(2);
    for (at, figure) in (1..).zip(report.changed()).filter(|(_, figure)| main.contains(figure)) {
        let label = words::figure(figure, report.language);
        let title = format!("{label}{}", report.say("：各举措的变化", ": change by measure"));
        let series = Series { name: label, column: written.column(at), colour: SECOND, interval: None };
        let chart = chart::bars(&title, &written, &series);
        workbook.worksheet_from_name(&written.name)?.insert_chart(row, 0, &chart)?;
        row = row.saturating_add(chart::covered(written.rows));
    }
    Ok(())
}

pub(super) fn how(report: &ComparisonReport<'_>) -> Table {
    pairs(report.say("怎么计数的", "How it was counted"), report.say("项", "What"), report.how())
}

/// Names and what they are, as a table.
pub(super) fn pairs(caption: &str, name: &str, pairs: Vec<(String, String)>) -> Table {
    let row = |(name, text)| vec![Cell::Text(name), Cell::Text(text)];
    Table {
        caption: caption.to_owned(),
        columns: vec![Column::text(name), Column::text(caption)],
        rows: pairs.into_iter().map(row).collect(),
    }
}
