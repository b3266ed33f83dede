//! Plain tables for terminals and pipes; columns align under Chinese.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use std::io::IsTerminal;

/// A table with a header; every column but the first is aligned right when `numbers`. On a terminal long
/// cells wrap to its width; a pipe gets them whole.
pub fn table<R>(header: &[&str], rows: R, numbers: bool) -> String
where
    R: IntoIterator<Item = Vec<String>>,
{
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(match std::io::stdout().is_terminal() {
        true => ContentArrangement::Dynamic,
        false => ContentArrangement::Disabled,
    });
    table.set_header(header.iter().copied());
    for row in rows {
        let cells = row.into_iter().enumerate().map(|(column, text)| {
            let cell = Cell::new(text);
            if numbers && column > 0 { cell.set_alignment(CellAlignment::Right) } else { cell }
        });
        table.add_row(cells);
    }
    let text = table.to_string();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// A number as people write it: no decimals where there are none, at most two where there are.
pub fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Minus zero is zero.
    let rounded = if rounded == 0.0 { 0.0 } else { rounded };
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.2}") }
}
