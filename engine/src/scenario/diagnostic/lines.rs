//! Bytes to lines and columns, as people count them: from 1, in characters.

use crate::scenario::source::{SourceFile, SourceId, Sources, Span};
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

/// Where the lines of some files start, so that many places are told with one pass over each.
pub(super) struct Index<'a> {
    files: Vec<(&'a SourceFile, Vec<usize>)>,
}

impl<'a> Index<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        let starts = |file: &SourceFile| {
            std::iter::once(0).chain(file.text.match_indices('\n').map(|(at, _)| at + 1)).collect()
        };
        Self { files: sources.files().map(|(_, file)| (file, starts(file))).collect() }
    }

    /// The file of an id.
    pub(super) fn file(&self, id: SourceId) -> Option<&'a SourceFile> {
        self.files.get(usize::from(id.0)).map(|(file, _)| *file)
    }

    /// The line of a byte, from 1, and where it starts.
    pub(super) fn line(&self, id: SourceId, offset: usize) -> (usize, usize) {
        let Some((_, starts)) = self.files.get(usize::from(id.0)) else { return (1, 0) };
        let number = starts.partition_point(|start| *start <= offset).max(1);
        (number, starts.get(number - 1).copied().unwrap_or(0))
    }

    fn line_and_column(&self, file: &SourceFile, id: SourceId, offset: usize) -> (usize, usize) {
        let offset = offset.min(file.text.len());
        let (line, start) = self.line(id, offset);
        let before = file.text.as_bytes().get(start..offset).unwrap_or_default();
        // Continuation bytes of UTF-8 are no characters of their own.
        (line, before.iter().filter(|b| (**b & 0xC0) != 0x80).count() + 1)
    }

    /// The place of a span; none if it is not of these files.
    pub(super) fn position(&self, span: Span) -> Option<Place> {
        let file = self.file(span.source)?;
        let (line, column) = self.line_and_column(file, span.source, span.start as usize);
        let (end_line, end_column) =
            self.line_and_column(file, span.source, span.end.max(span.start) as usize);
        Some(Place { file: file.name.to_string(), line, column, end_line, end_column })
    }
}

/// The place of a span; none if it is not of these sources.
pub fn position(sources: &Sources, span: Span) -> Option<Place> {
    Index::new(sources).position(span)
}

/// `file:line:column`.
pub fn place(sources: &Sources, span: Span) -> String {
    match position(sources, span) {
        Some(Place { file, line, column, .. }) => format!("{file}:{line}:{column}"),
        None => "?".to_owned(),
    }
}
