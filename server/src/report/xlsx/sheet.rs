//! A table as a sheet.

use crate::report::table::{Cell, Style, Table, Value};
use rust_xlsxwriter::{
    ColNum, Color, Format, FormatAlign, FormatBorder, RowNum, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Most characters of a cell; what is longer is cut, for the format has no place for it.
const LONGEST: usize = 32_000;
/// Narrowest and widest column, in letters.
const WIDTHS: (usize, usize) = (8, 60);
/// Width of a letter, at most a share of a column's width unit.
const LETTER: f64 = 1.15;

/// A table that was written onto a sheet, and where its columns are.
pub(super) struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// The row of its header.
    pub top: RowNum,
    /// Rows below the header.
    pub rows: RowNum,
    /// For each column of the table its column of the sheet: intervals have one of their own.
    pub columns: Vec<ColNum>,
    /// For each column of the table whether it has intervals.
    pub has_interval: Vec<bool>,
    /// How wide the columns of the sheet are.
    widths: BTreeMap<ColNum, f64>,
}

/// Adds a sheet with a frozen header and the table below it.
pub(super) fn add(workbook: &mut Workbook, name: &str, table: &Table) -> Result<Sheet, XlsxError> {
    let sheet = workbook.add_worksheet().set_name(name)?;
    sheet.set_freeze_panes(1, 1)?.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    put(sheet, 0, table, BTreeMap::new())
}

/// Writes another table onto the sheet of one, from a row on, its caption above its header.
pub(super) fn below(
    workbook: &mut Workbook,
    above: &Sheet,
    row: RowNum,
    table: &Table,
) -> Result<Sheet, XlsxError> {
    let sheet = workbook.worksheet_from_name(&above.name)?;
    sheet.write_string_with_format(row, 0, cut(&table.caption), &Format::new().set_bold())?;
    put(sheet, row.saturating_add(1), table, above.widths.clone())
}

/// Writes a table with its header at `top`; columns are as wide as this and what stands above it need.
fn put(
    sheet: &mut Worksheet,
    top: RowNum,
    table: &Table,
    mut widths: BTreeMap<ColNum, f64>,
) -> Result<Sheet, XlsxError> {
    let has_interval: Vec<bool> = (0..table.columns.len()).map(|at| is_estimate(table, at)).collect();
    let mut columns = Vec::new();
    let mut next: ColNum = 0;
    for has_interval in &has_interval {
        columns.push(next);
        next = next.saturating_add(if *has_interval { 2 } else { 1 });
    }
    header(sheet, top, table, (&columns, &has_interval))?;
    let mut row = top;
    for cells in &table.rows {
        row = row.saturating_add(1);
        for (cell, column) in cells.iter().zip(&columns) {
            write(sheet, row, *column, cell)?;
        }
    }
    let own = columns.iter().enumerate().map(|(at, column)| (*column, width(table, at)));
    let intervals = columns.iter().zip(&has_interval).filter(|(_, has_interval)| **has_interval);
    let intervals = intervals.map(|(column, _)| (column.saturating_add(1), WIDTHS.0 as f64));
    for (column, width) in own.chain(intervals) {
        let widest = widths.entry(column).or_insert(width);
        *widest = widest.max(width);
        sheet.set_column_width(column, *widest)?;
    }
    let name = sheet.name();
    Ok(Sheet { name, top, rows: row - top, columns, has_interval, widths })
}

impl Sheet {
    /// The first row and the last below the header.
    pub fn span(&self) -> (RowNum, RowNum) {
        (self.top.saturating_add(1), self.top.saturating_add(self.rows))
    }

    /// The first row that is free for something else, with an empty one before it.
    pub fn end(&self) -> RowNum {
        self.span().1.saturating_add(2)
    }

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
    row: RowNum,
    table: &Table,
    (columns, has_interval): (&[ColNum], &[bool]),
) -> Result<(), XlsxError> {
    let format = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let format = format.set_background_color(Color::RGB(0x00E4_E9F0)).set_border_bottom(FormatBorder::Thin);
    for ((column, at), has_interval) in table.columns.iter().zip(columns).zip(has_interval) {
        let label = match &column.group {
            Some(group) => format!("{group}\n{}", column.label),
            None => column.label.clone(),
        };
        sheet.write_string_with_format(row, *at, cut(&label), &format)?;
        if *has_interval {
            sheet.write_string_with_format(row, at.saturating_add(1), "±", &format)?;
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
