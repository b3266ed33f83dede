//! Lines that stand at no level, and keys or entries that YAML does not see as such.

use super::{line_at, span};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::source::SourceId;
use crate::scenario::text::Text;

/// `-name`: without its space no entry of a list, but text that goes on.
pub(super) fn dash(source: SourceId, text: &str, offset: usize) -> Option<Diagnostic> {
    let (start, line) = line_at(text, offset);
    let above = line_at(text, start.saturating_sub(1));
    [(start, line), above].into_iter().find_map(|(start, line)| {
        let word = line.trim();
        let glued = word.strip_prefix('-').is_some_and(|r| r.starts_with(char::is_alphabetic));
        glued.then(|| {
            let at = start + (line.len() - line.trim_start().len());
            let message = Text::new("“-”后面缺空格", "no space behind the dash of a list entry");
            let mend = Text::new(format!("写成 `- {}`", &word[1..]), format!("write `- {}`", &word[1..]));
            Diagnostic::new("E0025", span(source, at, at + word.len()), message).mend(mend)
        })
    })
}

/// A line that belongs to no level above it, or that has no key where one belongs.
pub(super) fn line(source: SourceId, text: &str, offset: usize) -> Option<Diagnostic> {
    let (mut start, mut line) = line_at(text, offset);
    if line.trim().is_empty() || line.trim_start().starts_with('#') {
        let before = text[..start].trim_end().len();
        (start, line) = line_at(text, before);
    }
    let indent = line.len() - line.trim_start().len();
    let word = line.trim();
    let has_key = word.contains(": ") || word.ends_with(':');
    if has_key && at_a_level(&text[..start], indent) {
        return None;
    }
    let (message, mend) = if has_key || word.starts_with("- ") {
        (
            Text::new("这一行的缩进与上面任何一层都不齐", "this line is indented like nothing above it"),
            Text::new(
                "与同级的行对齐，每层两个空格",
                "align it with the lines of its level, two spaces a level",
            ),
        )
    } else if word.contains('：') {
        (
            Text::new("键后面是中文冒号", "a Chinese colon behind the key"),
            Text::new("写英文冒号 `:` 和一个空格", "write an ASCII `:` and a space behind the key"),
        )
    } else if word.contains(':') {
        (
            Text::new("冒号后面缺空格", "no space behind the colon of a key"),
            Text::new("在冒号后写一个空格", "write a space behind the colon"),
        )
    } else {
        (
            Text::new("这一行缺少“键: 值”的冒号", "this line has no `key: value` colon"),
            Text::new("在键后写冒号和一个空格", "write a colon and a space behind the key"),
        )
    };
    let place = span(source, start + indent, start + line.trim_end().len());
    Some(Diagnostic::new("E0025", place, message).mend(mend))
}

/// Whether a line may be indented so: like a line of a level that is open above it, or deeper than a key that
/// has no value yet.
fn at_a_level(above: &str, indent: usize) -> bool {
    let mut lowest = usize::MAX;
    for line in above.lines().rev().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#')) {
        let level = line.len() - line.trim_start().len();
        let opens = line.split(" #").next().unwrap_or(line).trim_end().ends_with(':');
        if level == indent || (lowest == usize::MAX && level < indent && opens) {
            return true;
        }
        lowest = lowest.min(level);
        if level < indent || level == 0 {
            return false;
        }
    }
    // The first line of all.
    lowest == usize::MAX
}
