//! Bytes to lines and columns, as people count them: from 1, in characters.

use crate::scenario::source::{Sources, Span};
use serde::Serialize;

/// A place as people name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column behind the end.
    pub end_column: usize,
}

/// The place of a span; none if it is not of these sources.
pub fn position(sources: &Sources, span: Span) -> Option<Place> {
    let file = sources.get(span.source)?;
    let (line, column) = line_and_column(&file.text, span.start as usize);
    let (end_line, end_column) = line_and_column(&file.text, span.end.max(span.start) as usize);
    Some(Place { file: file.name.to_string(), line, column, end_line, end_column })
}

/// `file:line:column`.
pub fn place(sources: &Sources, span: Span) -> String {
    match position(sources, span) {
        Some(Place { file, line, column, .. }) => format!("{file}:{line}:{column}"),
        None => "?".to_owned(),
    }
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let offset = offset.min(text.len());
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
    // Continuation bytes of UTF-8 are no characters of their own.
    let column = before[start..].iter().filter(|b| (**b & 0xC0) != 0x80).count() + 1;
    (line, column)
}
