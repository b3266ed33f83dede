//! A table as a sheet.

use crate::report::table::{Cell, Style, Table, Value};
use rust_xlsxwriter::{
    ColNum, Color, Format, FormatAlign, FormatBorder, RowNum, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

/// Most characters of a cell; what is longer is cut, for the format has no place for it.
const LONGEST: usize = 32_000;
/// Narrowest and widest column, in letters.
const WIDTHS: (usize, usize) = (8, 60);
/// Width of a letter, at most a share of a column's width unit.
const LETTER: f64 = 1.15;

/// A sheet that was written, and where its columns are.
pub(super) struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// Rows below the header, the first being row 1.
    pub rows: RowNum,
    /// For each column of the table its column of the sheet: intervals have one of their own.
    pub columns: Vec<ColNum>,
    /// For each column of the table whether it has intervals.
    pub has_interval: Vec<bool>,
}

/// Adds a sheet with a frozen header and the table below it.
pub(super) fn add(workbook: &mut Workbook, name: &str, table: &Table) -> Result<Sheet, XlsxError> {
    let has_interval: Vec<bool> = (0..table.columns.len()).map(|at| is_estimate(table, at)).collect();
    let mut columns = Vec::new();
    let mut next: ColNum = 0;
    for has_interval in &has_interval {
        columns.push(next);
        next = next.saturating_add(if *has_interval { 2 } else { 1 });
    }
    let sheet = workbook.add_worksheet().set_name(name)?;
    header(sheet, table, &columns, &has_interval)?;
    let mut row: RowNum = 0;
    for cells in &table.rows {
        row = row.saturating_add(1);
        for (cell, column) in cells.iter().zip(&columns) {
            write(sheet, row, *column, cell)?;
        }
    }
    for (at, column) in columns.iter().enumerate() {
        sheet.set_column_width(*column, width(table, at))?;
    }
    sheet.set_freeze_panes(1, 1)?.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(Sheet { name: name.to_owned(), rows: row, columns, has_interval })
}

impl Sheet {
    /// Column of the sheet of a column of the table; the first where there is no such.
    pub fn column(&self, at: usize) -> ColNum {
        self.columns.get(at).copied().unwrap_or_default()
    }

    /// Column of the sheet with the intervals of a column of the table; none: it has none.
    pub fn interval(&self, at: usize) -> Option<ColNum> {
        let has_interval = self.has_interval.get(at).copied().unwrap_or_default();
        has_interval.then(|| self.column(at).saturating_add(1))
    }
}

fn is_estimate(table: &Table, at: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|row| row.get(at));
    cells.any(|cell| matches!(cell, Cell::Value(Value { half_width: Some(_), .. })))
}

fn header(
    sheet: &mut Worksheet,
    table: &Table,
    columns: &[ColNum],
    has_interval: &[bool],
) -> Result<(), XlsxError> {
    let format = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let format = format.set_background_color(Color::RGB(0x00E4_E9F0)).set_border_bottom(FormatBorder::Thin);
    for ((column, at), has_interval) in table.columns.iter().zip(columns).zip(has_interval) {
        let label = match &column.group {
            Some(group) => format!("{group}\n{}", column.label),
            None => column.label.clone(),
        };
        sheet.write_string_with_format(0, *at, cut(&label), &format)?;
        if *has_interval {
            sheet.write_string_with_format(0, at.saturating_add(1), "±", &format)?;
            sheet.set_column_width(at.saturating_add(1), WIDTHS.0 as f64)?;
        }
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, row: RowNum, column: ColNum, cell: &Cell) -> Result<(), XlsxError> {
    let top = Format::new().set_align(FormatAlign::Top);
    match cell {
        Cell::Text(text) if text.is_empty() => {}
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, cut(text), &top.set_text_wrap())?;
        }
        Cell::Value(value) => {
            let format = top.set_num_format(number_format(value));
            // There is no cell for what is no number.
            for (column, number) in [(column, Some(value.value)), (column + 1, value.half_width)] {
                if let Some(number) = number.filter(|number| number.is_finite()) {
                    sheet.write_number_with_format(row, column, number, &format)?;
                }
            }
        }
        Cell::Nothing => {}
    }
    Ok(())
}

fn number_format(value: &Value) -> String {
    let is_whole = value.value.fract() == 0.0;
    match value.style {
        Style::Plain if is_whole => "#,##0".to_owned(),
        Style::Plain => "#,##0.00".to_owned(),
        Style::Decimals(0) => "#,##0".to_owned(),
        Style::Decimals(decimals) => format!("#,##0.{}", "0".repeat(usize::from(decimals))),
        Style::Signed if is_whole => "+#,##0;-#,##0;0".to_owned(),
        Style::Signed => "+#,##0.00;-#,##0.00;0".to_owned(),
        Style::Difference(0) => "+#,##0;-#,##0;0".to_owned(),
        Style::Difference(decimals) => {
            let number = format!("#,##0.{}", "0".repeat(usize::from(decimals)));
            format!("+{number};-{number};{number}")
        }
        Style::Share => "0.0%".to_owned(),
        Style::Change => "+0.0%;-0.0%;0.0%".to_owned(),
    }
}

fn width(table: &Table, at: usize) -> f64 {
    let label = table.columns.get(at).map_or(0, |column| {
        let group = column.group.as_deref().map_or(0, UnicodeWidthStr::width);
        column.label.width().max(group)
    });
    let of = |cell: &Cell| match cell {
        Cell::Text(text) => text.width(),
        Cell::Value(value) => value.style.written(value.value).width(),
        Cell::Nothing => 0,
    };
    let widest = table.rows.iter().filter_map(|row| row.get(at)).map(of).max().unwrap_or(0);
    // A heading breaks between words.
    let widest = widest.max(label.min(16)).clamp(WIDTHS.0, WIDTHS.1);
    widest as f64 * LETTER
}

/// A text that a cell has room for.
fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
