//! Syntax errors told so that they lead to the true place and its mend.

mod flow;
mod indent;
mod quote;

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
    alias(source, text, offset, said)
        .or_else(|| quote::unclosed(source, text, offset, said))
        .or_else(|| special_start(source, text, offset))
        .or_else(|| flow::value(source, text, offset))
        .or_else(|| colon_inside(source, text, offset))
        .or_else(|| bracket_of_nothing(source, text, offset, said))
        .or_else(|| unclosed_bracket(source, text, offset))
        .or_else(|| indent::dash(source, text, offset))
        .or_else(|| indent::line(source, text, offset))
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

/// A value that starts with a character YAML keeps for itself: `@`, `` ` ``, `%`, `*`, `&`, `!`; or an
/// expression that starts with a quote and goes on after it.
fn special_start(source: SourceId, text: &str, offset: usize) -> Option<Diagnostic> {
    let (start, line) = line_at(text, offset);
    let (key, value) = line.split_once(": ")?;
    let value_at = start + key.len() + 2 + (value.len() - value.trim_start().len());
    let value = value.trim();
    let first = value.chars().next()?;
    if matches!(first, '"' | '\'') && offset >= value_at {
        let close = value[1..].find(first)?;
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

/// Brackets inside one another that are looked at.
const MOST_OPEN: usize = 1_000;

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
            // Nobody nests so deep; a text of nothing but brackets must not fill the memory.
            '[' | '{' if value_may_start && open.len() > MOST_OPEN => break,
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
    let found = bracket(source, at, c, None);
    let (start, line) = line_at(text, at);
    let hash = line[at - start..].find(" #").map(|hash| at + hash + 1);
    Some(match hash.filter(|hash| text[*hash..start + line.len()].contains(['}', ']'])) {
        Some(hash) => found.also(
            span(source, hash, hash + 1),
            Text::new(
                "从这里起是注释；文字里有 # 就加引号",
                "a comment from here on; text with ` #` in it is quoted",
            ),
        ),
        None => found,
    })
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

/// The parser resolves aliases before it tells of them: one of nothing is an error to it, to us like any other.
fn alias(source: SourceId, text: &str, offset: usize, said: &str) -> Option<Diagnostic> {
    if !said.contains("unknown anchor") {
        return None;
    }
    let rest = &text[offset..];
    let length = rest.find([' ', ',', ']', '}', '\n', '\r']).unwrap_or(rest.len());
    Some(super::parse::alias(span(source, offset, offset + length)))
}

/// A closing bracket where none is open.
fn bracket_of_nothing(source: SourceId, text: &str, offset: usize, said: &str) -> Option<Diagnostic> {
    let c = text[offset..].chars().next().filter(|c| matches!(c, ']' | '}'))?;
    if !said.contains("misplaced bracket") {
        return None;
    }
    let message = Text::new(format!("多了一个括号 {c}"), format!("the bracket {c} closes nothing"));
    let mend = Text::new("删去它，或补上与它成对的括号", "remove it, or write the bracket that it closes");
    Some(Diagnostic::new("E0024", span(source, offset, offset + 1), message).mend(mend))
}
