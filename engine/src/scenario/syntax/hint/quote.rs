//! Quotes that never close, or close too early.

use super::span;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::source::SourceId;
use crate::scenario::text::Text;

/// A quote that never closes swallows what follows, up to the next quote or the end of the file; the place to
/// mend is where it opens.
pub(super) fn unclosed(source: SourceId, text: &str, offset: usize, said: &str) -> Option<Diagnostic> {
    if !["quoted scalar", "unclosed quote", "end of stream"].iter().any(|s| said.contains(s)) {
        return None;
    }
    let seen = quotes(text, offset);
    if let Some((open, quote)) = seen.open {
        return Some(never_closed(source, open, quote));
    }
    let (open, close, quote) = seen.closed.filter(|_| said.contains("trailing content"))?;
    if text[open..close].contains('\n') {
        return Some(never_closed(source, open, quote));
    }
    let inside_word = text[..close].ends_with(char::is_alphanumeric)
        && text[close + 1..].starts_with(char::is_alphanumeric);
    inside_word.then(|| {
        let message = Text::new(
            format!("引号 {quote} 在文字中间就闭合了"),
            format!("the quote {quote} is closed in the middle of the text"),
        );
        let mend = match quote {
            '\'' => Text::new("文字里的单引号写成两个：''", "write a single quote inside the text twice: ''"),
            _ => Text::new("文字里的双引号写成 \\\"", "write a double quote inside the text as \\\""),
        };
        Diagnostic::new("E0021", span(source, open, open + 1), message)
            .mend(mend)
            .also(span(source, close, close + 1), Text::new("在这里闭合", "closed here"))
    })
}

fn never_closed(source: SourceId, open: usize, quote: char) -> Diagnostic {
    let message = Text::new(format!("引号 {quote} 没有闭合"), format!("the quote {quote} is never closed"));
    let mend = Text::new(
        format!("在文字末尾补上 {quote}；文字里的单引号写成两个"),
        format!("close it with {quote} at the end of the text; a single quote inside is written twice"),
    );
    Diagnostic::new("E0021", span(source, open, open + 1), message).mend(mend)
}

/// The quotes before an offset.
struct Quotes {
    /// One that is open there.
    open: Option<(usize, char)>,
    /// The last pair that closed before it: where it opens, where it closes.
    closed: Option<(usize, usize, char)>,
}

/// Looks from the start of each place that could begin a value.
fn quotes(text: &str, offset: usize) -> Quotes {
    let mut seen = Quotes { open: None, closed: None };
    let mut before = ' ';
    let mut comment = false;
    for (at, c) in text.char_indices() {
        if at >= offset && seen.open.is_none() && !(at == offset && matches!(c, '"' | '\'')) {
            break;
        }
        match (seen.open, c) {
            (None, '\n') => comment = false,
            (None, _) if comment => {}
            (None, '#') if before.is_whitespace() => comment = true,
            (None, '"' | '\'') if before.is_whitespace() || matches!(before, '[' | '{' | ',') => {
                seen.open = Some((at, c));
            }
            (Some((open, quote)), _) if c == quote && !(quote == '"' && before == '\\') => {
                seen.closed = Some((open, at, quote));
                seen.open = None;
            }
            _ => {}
        }
        before = c;
    }
    seen
}
