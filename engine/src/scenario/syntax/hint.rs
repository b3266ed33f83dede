//! Syntax errors told so that they lead to the true place and its mend.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::source::{SourceId, Span};
use crate::scenario::text::Text;

fn span(source: SourceId, start: usize, end: usize) -> Span {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { source, start: byte(start), end: byte(end) }
}

/// Mistakes that are plainer to see in the text than in what a parser says of it: control characters, tabs
/// as indentation.
pub(super) fn before_parsing(source: SourceId, text: &str) -> Option<Diagnostic> {
    let control = text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if let Some((at, c)) = control {
        let message = Text::new(
            format!("文件里有控制字符 U+{:04X}", u32::from(c)),
            format!("a control character U+{:04X}", u32::from(c)),
        );
        let mend = Text::new("删去它", "remove it");
        return Some(Diagnostic::new("E0011", span(source, at, at + c.len_utf8()), message).mend(mend));
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t').filter(|_| !line.trim().is_empty()) {
            let message = Text::new("用了制表符缩进", "a tab is used as indentation");
            let mend = Text::new("改用空格，每层两个", "use spaces, two for each level");
            return Some(
                Diagnostic::new("E0012", span(source, start + tab, start + tab + 1), message).mend(mend),
            );
        }
        start += line.len();
    }
    None
}

/// One line of the text, with its offset.
fn line_at(text: &str, offset: usize) -> (usize, &str) {
    let start = text[..floor(text, offset)].rfind('\n').map_or(0, |n| n + 1);
    let end = text[start..].find('\n').map_or(text.len(), |n| start + n);
    (start, &text[start..end])
}

fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// A finding for what the parser could not read at a place.
pub(super) fn syntax_error(source: SourceId, text: &str, offset: usize, said: &str) -> Diagnostic {
    let offset = floor(text, offset);
    unclosed_quote(source, text, offset, said)
        .or_else(|| special_start(source, text, offset))
        .or_else(|| colon_inside(source, text, offset))
        .or_else(|| unclosed_bracket(source, text, offset))
        .or_else(|| indentation(source, text, offset))
        .unwrap_or_else(|| {
            let next = text[offset..].chars().next().map_or(0, char::len_utf8);
            let message =
                Text::new(format!("YAML 写法有误：{said}"), format!("not readable as YAML: {said}"));
            let mend = Text::new(
                "检查这一行和上一行的缩进、引号与括号",
                "look at indentation, quotes and brackets of this line and the one above",
            );
            Diagnostic::new("E0020", span(source, offset, offset + next), message).mend(mend)
        })
}

/// A quote that never closes swallows the rest of the file; the place to mend is where it opens.
fn unclosed_quote(source: SourceId, text: &str, offset: usize, said: &str) -> Option<Diagnostic> {
    if !said.contains("quoted scalar") && !said.contains("end of stream") {
        return None;
    }
    let (open, quote) = open_quote(text, offset)?;
    let message = Text::new(format!("引号 {quote} 没有闭合"), format!("the quote {quote} is never closed"));
    let mend = Text::new(
        format!("在文字末尾补上 {quote}；文字里的单引号写成两个"),
        format!("close it with {quote} at the end of the text; a single quote inside is written twice"),
    );
    Some(Diagnostic::new("E0021", span(source, open, open + 1), message).mend(mend))
}

/// The quote that is open at an offset, looking from the start of each line that could begin a value.
fn open_quote(text: &str, offset: usize) -> Option<(usize, char)> {
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut comment = false;
    for (at, c) in text.char_indices() {
        if at > offset && open.is_none() {
            break;
        }
        match (open, c) {
            (_, '\n') if open.is_none() => comment = false,
            (None, _) if comment => {}
            (None, '#') if before.is_whitespace() => comment = true,
            (None, '"' | '\'') if before.is_whitespace() || matches!(before, '[' | '{' | ',') => {
                open = Some((at, c))
            }
            (Some((_, '"')), '"') if before != '\\' => open = None,
            (Some((_, '\'')), '\'') => open = None,
            _ => {}
        }
        before = c;
    }
    open
}

/// A value that starts with a character YAML keeps for itself: `@`, `` ` ``, `%`, `*`, `&`, `!`; or an
/// expression that starts with a quote and goes on after it.
fn special_start(source: SourceId, text: &str, offset: usize) -> Option<Diagnostic> {
    let (start, line) = line_at(text, offset);
    let (key, value) = line.split_once(": ")?;
    let value_at = start + key.len() + 2 + (value.len() - value.trim_start().len());
    let value = value.trim();
    let first = value.chars().next()?;
    if first == '"' && offset >= value_at {
        let close = value[1..].find('"')?;
        let rest = value[close + 2..].trim_start();
        if !rest.is_empty() && !rest.starts_with(['#', ',', '}', ']', ':']) {
            return Some(quote_expression(source, value_at, value));
        }
    }
    if matches!(first, '@' | '`' | '%') {
        return Some(quote_expression(source, value_at, value));
    }
    None
}

fn quote_expression(source: SourceId, at: usize, value: &str) -> Diagnostic {
    let value = value.split(" #").next().unwrap_or(value).trim_end();
    let quoted = format!("'{}'", value.replace('\'', "''"));
    let message = Text::new("这个值要用单引号括起来", "this value must be put in single quotes");
    let mend = Text::new(format!("写成 {quoted}"), format!("write {quoted}"));
    let place = span(source, at, at + value.len());
    Diagnostic::new("E0022", place, message).mend(mend).edit(place, quoted)
}

/// `title: 一件事: 出生` reads as a map inside a value.
fn colon_inside(source: SourceId, text: &str, offset: usize) -> Option<Diagnostic> {
    let (start, line) = line_at(text, offset);
    if line.trim_start().starts_with(['-', '{', '[', '#']) && line.matches(": ").count() < 2 {
        return None;
    }
    let (key, rest) = line.split_once(": ")?;
    if rest.trim_start().starts_with(['"', '\'', '{', '[', '|', '>']) || !rest.contains(": ") {
        return None;
    }
    let at = start + key.len() + 2;
    let value = rest.split(" #").next().unwrap_or(rest).trim_end();
    let message = Text::new("文字里有“: ”，会被当成另一个键", "a `: ` inside the text reads as another key");
    let quoted = format!("\"{}\"", value.replace('"', "\\\""));
    let mend = Text::new(format!("加引号：{quoted}"), format!("quote it: {quoted}"));
    let place = span(source, at, at + value.len());
    Some(Diagnostic::new("E0023", place, message).mend(mend).edit(place, quoted))
}

/// A bracket that never closes, or closes as another; or text in a flow map cut in two by `,` or `[`.
fn unclosed_bracket(source: SourceId, text: &str, offset: usize) -> Option<Diagnostic> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote: Option<char> = None;
    let mut before = '\n';
    let mut comment = false;
    for (at, c) in text.char_indices() {
        let value_may_start = before.is_whitespace() || matches!(before, '[' | '{' | ',' | '(');
        match c {
            '\n' => comment = false,
            _ if comment => {}
            '"' | '\'' if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() && (value_may_start || before == '=') => quote = Some(c),
            _ if quote.is_some() => {}
            '#' if before.is_whitespace() => comment = true,
            '[' | '{' if value_may_start => open.push((at, c)),
            ']' | '}' if !open.is_empty() => {
                let (opened, with) = open.pop()?;
                if (with == '[') != (c == ']') {
                    return Some(bracket(source, opened, with, Some((at, c))));
                }
            }
            _ => {}
        }
        before = c;
        if at > offset && open.is_empty() {
            break;
        }
    }
    let (at, c) = open.pop()?;
    Some(bracket(source, at, c, None))
}

fn bracket(source: SourceId, at: usize, open: char, other: Option<(usize, char)>) -> Diagnostic {
    let close = if open == '[' { ']' } else { '}' };
    let message = match other {
        None => Text::new(format!("括号 {open} 没有闭合"), format!("the bracket {open} is never closed")),
        Some((_, c)) => {
            Text::new(format!("括号 {open} 用 {c} 闭合了"), format!("the bracket {open} is closed by {c}"))
        }
    };
    let mend = Text::new(
        format!("补上 {close}；表达式里有括号时，把整个表达式放进单引号"),
        format!(
            "close it with {close}; an expression with brackets in it goes into single quotes as a whole"
        ),
    );
    let found = Diagnostic::new("E0024", span(source, at, at + 1), message).mend(mend);
    match other {
        None => found,
        Some((other, _)) => {
            found.also(span(source, other, other + 1), Text::new("在这里闭合", "closed here"))
        }
    }
}

/// A line that belongs to no level above it.
fn indentation(source: SourceId, text: &str, offset: usize) -> Option<Diagnostic> {
    let (mut start, mut line) = line_at(text, offset);
    if line.trim().is_empty() || line.trim_start().starts_with('#') {
        let before = text[..start].trim_end().len();
        (start, line) = line_at(text, before);
    }
    let indent = line.len() - line.trim_start().len();
    let mut levels: Vec<usize> = Vec::new();
    for above in
        text[..start].lines().rev().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'))
    {
        let level = above.len() - above.trim_start().len();
        if levels.last().is_none_or(|last| level < *last) {
            levels.push(level);
        }
        if level == 0 {
            break;
        }
    }
    if levels.contains(&indent) && line.contains(':') {
        return None;
    }
    let word = line.trim();
    let (message, mend) = if word.contains(':') || word.starts_with('-') {
        (
            Text::new("这一行的缩进与上面任何一层都不齐", "this line is indented like nothing above it"),
            Text::new(
                "与同级的行对齐，每层两个空格",
                "align it with the lines of its level, two spaces a level",
            ),
        )
    } else {
        (
            Text::new("这一行缺少“键: 值”的冒号", "this line has no `key: value` colon"),
            Text::new("在键后写冒号和一个空格", "write a colon and a space behind the key"),
        )
    };
    Some(
        Diagnostic::new("E0025", span(source, start + indent, start + line.trim_end().len()), message)
            .mend(mend),
    )
}
