//! Plain tables for terminals and pipes; columns align under Chinese, and long cells break between words.

pub use crate::words::number;

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use std::io::IsTerminal;
use unicode_width::UnicodeWidthStr;

/// Width of a table where no terminal tells one, in columns.
const WIDTH: usize = 140;
/// No column is made narrower than this, in columns.
const NARROWEST: usize = 24;
/// What stands between two columns, in columns.
const BETWEEN: usize = 3;

/// A table with a header; every column but the first is aligned right when `numbers`. Long cells break between
/// words, for the width of the terminal or for 140 columns; a word is never broken in a pipe, so that names
/// can be searched for.
pub fn table<R>(header: &[impl AsRef<str>], rows: R, numbers: bool) -> String
where
    R: IntoIterator<Item = Vec<String>>,
{
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(match std::io::stdout().is_terminal() {
        true => ContentArrangement::Dynamic,
        false => ContentArrangement::Disabled,
    });
    let target = table.width().map_or(WIDTH, usize::from);
    let mut rows: Vec<Vec<String>> = rows.into_iter().collect();
    rows.insert(0, header.iter().map(|h| h.as_ref().to_owned()).collect());
    let widths = widths(&rows, target);
    let mut rows = rows.into_iter().map(|row| cells(row, &widths, numbers));
    table.set_header(rows.next().unwrap_or_default());
    table.add_rows(rows);
    let text = table.to_string();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn cells(row: Vec<String>, widths: &[usize], numbers: bool) -> Vec<Cell> {
    let columns = row.into_iter().zip(widths).enumerate();
    columns
        .map(|(column, (text, width))| {
            let cell = Cell::new(folded(&text, *width));
            if numbers && column > 0 { cell.set_alignment(CellAlignment::Right) } else { cell }
        })
        .collect()
}

/// How wide each column may be for all of them to fit: the widest give way first.
fn widths(rows: &[Vec<String>], target: usize) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest_line = |text: &String| text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|r| r.get(column)).map(widest_line).max().unwrap_or(0))
        .collect();
    while widths.iter().map(|w| w + BETWEEN).sum::<usize>() > target {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => break,
        }
    }
    widths
}

/// A text broken into lines of at most a width, between words; a longer word stands alone and sticks out.
/// Lines after a break are indented.
pub fn folded(text: &str, width: usize) -> String {
    text.lines().map(|line| folded_line(line, width)).collect::<Vec<_>>().join("\n")
}

fn folded_line(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let mut lines: Vec<String> = vec![String::new()];
    for word in words(line) {
        let Some(last) = lines.last_mut() else { break };
        if last.trim().is_empty() || last.width() + word.trim_end().width() <= width {
            last.push_str(word);
        } else {
            last.truncate(last.trim_end().len());
            lines.push(format!("  {word}"));
        }
    }
    lines.join("\n")
}

/// Pieces that may stand on a line of their own: up to a blank (an arrow stays with what follows it), or a
/// Chinese comma, or semicolon.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let arrow = |at: usize| rest[..at].ends_with(['←', '→', '+', '−', '✗']);
        let ends = rest.char_indices().filter(|(_, c)| matches!(c, ' ' | '、' | '，' | '；' | '。'));
        let end = ends.map(|(at, c)| (at, at + c.len_utf8())).find(|(at, _)| !arrow(*at));
        let (word, after) = rest.split_at(end.map_or(rest.len(), |(_, end)| end));
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_break_between_words_and_names_stay_whole() {
        assert_eq!(folded("a, bb, ccc", 10), "a, bb, ccc");
        assert_eq!(folded("a, bb, ccc", 6), "a, bb,\n  ccc");
        assert_eq!(
            folded("population.person(mother.id_number) ← x", 10),
            "population.person(mother.id_number)\n  ← x"
        );
        assert_eq!(folded("受理、审查、制证", 12), "受理、审查、\n  制证");
    }

    #[test]
    fn the_widest_column_gives_way_first() {
        let rows = vec![vec!["a".repeat(30), "b".repeat(200), "c".repeat(10)]];
        assert_eq!(widths(&rows, 140), [30, 91, 10]);
        assert_eq!(widths(&rows, 1_000), [30, 200, 10]);
        assert_eq!(widths(&rows, 10), [24, 24, 10]);
    }

    #[test]
    fn columns_align_under_chinese() {
        let rows = [vec!["受理".to_owned(), "1".to_owned()], vec!["ab".to_owned(), "22".to_owned()]];
        let text = table(&["名", "n"], rows, true);
        let ends: Vec<usize> =
            text.lines().filter(|l| !l.contains('─')).map(UnicodeWidthStr::width).collect();
        assert!(ends.windows(2).all(|w| w[0] == w[1]), "{text}");
    }
}
