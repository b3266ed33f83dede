//! Values inside `{ … }` that YAML cuts in pieces: at `,`, `[`, `: `.

use super::{line_at, quote_expression, span};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::source::SourceId;
use crate::scenario::text::Text;

/// An expression in a flow map that YAML cannot read as one text, or a text with a `: ` in it.
pub(super) fn value(source: SourceId, text: &str, offset: usize) -> Option<Diagnostic> {
    let (start, line) = line_at(text, offset);
    let (from, value) = values(line).into_iter().rev().find(|(from, _)| start + from <= offset)?;
    let value = value.trim_end();
    let at = start + from;
    let whole = |open: char, close: char| {
        value.starts_with(open) && value.find(close).is_some_and(|n| !value[n + 1..].trim().is_empty())
    };
    if whole('[', ']') || (value.contains('(') && value.contains(',')) {
        return Some(quote_expression(source, at, value));
    }
    if value.starts_with(['"', '\'', '{', '[']) || !value.contains(": ") {
        return None;
    }
    let message = Text::new("文字里有“: ”，会被当成另一个键", "a `: ` inside the text reads as another key");
    let mend = Text::new(
        format!("是文字就加引号：\"{value}\"；是两项，中间就要有逗号"),
        format!("if it is text, quote it: \"{value}\"; if it is two entries, put a comma between them"),
    );
    Some(Diagnostic::new("E0023", span(source, at, at + value.len()), message).mend(mend))
}

/// What stands behind each `: ` inside the flow maps of a line: its offset, and the text up to the comma or
/// bracket that ends it, brackets and quotes of its own passed over.
fn values(line: &str) -> Vec<(usize, &str)> {
    let Some(opening) = line.find('{') else { return Vec::new() };
    let mut found = Vec::new();
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for (at, c) in line.char_indices().skip_while(|(at, _)| *at < opening) {
        match quote {
            Some(q) => quote = (q != c).then_some(q),
            None if matches!(c, '"' | '\'') && !before.is_alphanumeric() => quote = Some(c),
            None if c == ' ' && before == ':' => found.push((at + 1, extent(&line[at + 1..]))),
            None => {}
        }
        before = c;
    }
    found
}

fn extent(rest: &str) -> &str {
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (Some(q), _) => quote = (q != c).then_some(q),
            (None, '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') if depth > 0 => depth -= 1,
            (None, ',' | ']' | '}') if depth == 0 => return &rest[..at],
            _ => {}
        }
    }
    rest
}
