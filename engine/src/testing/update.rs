//! A test's file brought up to date: where an expectation failed it says what was found; comments and layout stay.

use super::expect::Failure;
use super::expect::compare::{Step, alignment};
use crate::scenario::source::Span;

/// What to write in a test's file.
#[derive(Debug, Clone)]
pub struct Update {
    /// The key.
    pub key: Span,
    /// Its value, as it is written.
    pub value: Span,
    /// What it should say.
    pub with: Renewed,
}

/// What an expectation should say.
#[derive(Debug, Clone)]
pub enum Renewed {
    /// A word or a number.
    Word(String),
    /// These, in any order.
    Set(Vec<String>),
    /// These, in this order.
    Order(Vec<String>),
}

/// The text of a test whose failed expectations say what was found; the rest of it stays as it was written.
pub fn update(text: &str, failures: &[Failure]) -> String {
    let mut edits: Vec<&Update> = failures.iter().filter_map(|f| f.update.as_ref()).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.key.start));
    let mut text = text.to_owned();
    for edit in edits {
        let (key, value) = (edit.key.end as usize, edit.value.start as usize..edit.value.end as usize);
        let Some(old) = text.get(value.clone()).map(str::to_owned) else { continue };
        let listed = match &edit.with {
            Renewed::Word(word) => {
                text.replace_range(value, word);
                continue;
            }
            Renewed::Set(names) => as_written(&entries(&old), names),
            Renewed::Order(names) => names.clone(),
        };
        let is_block = old.trim_start().starts_with("- ");
        match (is_block, listed.is_empty()) {
            (false, _) => text.replace_range(value, &flow(&listed)),
            (true, true) => text.replace_range(key..value.end, ": []"),
            (true, false) => {
                let indent = text[..value.start].rsplit('\n').next().map_or(0, str::len);
                text.replace_range(value, &block(&old, &listed, indent));
            }
        }
    }
    text
}

/// A set in the order in which it was written; what is new stands at the end.
fn as_written(old: &[String], names: &[String]) -> Vec<String> {
    let kept = old.iter().filter(|o| names.contains(o));
    kept.chain(names.iter().filter(|n| !old.contains(n))).cloned().collect()
}

/// The names in a list as it is written, in one line or one a line.
fn entries(list: &str) -> Vec<String> {
    match list.trim_start().starts_with("- ") {
        true => list.lines().filter_map(entry).collect(),
        false => {
            let inside = list.trim().trim_start_matches('[').trim_end_matches(']');
            // A comma inside brackets or quotes belongs to a name.
            let mut names = vec![String::new()];
            let (mut depth, mut quoted) = (0_i32, false);
            for c in inside.chars() {
                match c {
                    '\'' | '"' => quoted = !quoted,
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    ',' if depth == 0 && !quoted => {
                        names.push(String::new());
                        continue;
                    }
                    _ => {}
                }
                if let Some(last) = names.last_mut() {
                    last.push(c);
                }
            }
            let names = names.iter().map(|n| unquoted(n)).filter(|n| !n.is_empty());
            names.map(str::to_owned).collect()
        }
    }
}

/// The name on a line `- name   # a remark`.
fn entry(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("- ")?.trim_start();
    let name = match rest.chars().next()? {
        quote @ ('\'' | '"') => rest[1..].split(quote).next()?,
        _ => unquoted(rest.split(" #").next()?),
    };
    Some(name.to_owned())
}

fn unquoted(name: &str) -> &str {
    name.trim().trim_matches(['\'', '"'])
}

/// A list with a name a line, where lines of names that stay, and remarks, stay as they are.
fn block(old: &str, names: &[String], indent: usize) -> String {
    let pad = " ".repeat(indent);
    // The first line begins behind its indent, which stands before the list.
    let whole = format!("{pad}{old}");
    let lines: Vec<&str> = whole.split('\n').collect();
    let named: Vec<(usize, String)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, entry(line)?))).collect();
    let same = |i: usize, j: usize| named[i].1 == names[j];
    let mut written: Vec<String> = Vec::new();
    // Up to where the old lines are told again.
    let mut next = 0;
    for step in alignment(named.len(), names.len(), &same) {
        match step {
            Step::Both(i, _) => {
                written.extend(lines[next..=named[i].0].iter().map(|l| (*l).to_owned()));
                next = named[i].0 + 1;
            }
            Step::First(i) => {
                written.extend(lines[next..named[i].0].iter().map(|l| (*l).to_owned()));
                next = named[i].0 + 1;
            }
            Step::Second(j) => written.push(format!("{pad}- {}", quoted(&names[j]))),
        }
    }
    written.extend(lines[next..].iter().map(|l| (*l).to_owned()));
    let text = written.join("\n");
    text.strip_prefix(&pad).map(str::to_owned).unwrap_or(text)
}

/// A list in one line.
pub(super) fn flow(names: &[String]) -> String {
    format!("[{}]", names.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", "))
}

/// A name in single quotes where YAML would read it otherwise.
fn quoted(name: &str) -> String {
    match name.contains(['?', ':', ',', '#', '[', ']', '{', '}', '\'', '"']) {
        true => format!("'{}'", name.replace('\'', "''")),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn lists_are_read_as_they_are_written() {
        let flowing = entries("[child.name, 'household?', 'a.b(c, d)', \"e\"]");
        assert_eq!(flowing, ["child.name", "household?", "a.b(c, d)", "e"]);
        assert_eq!(entries("- a   # first\n      # alone\n  - 'b?'\n  - \"c\""), ["a", "b?", "c"]);
    }

    #[test]
    fn a_list_of_lines_keeps_its_remarks() {
        let old = "- a   # first\n    # about b\n    - b\n    - c # last";
        let new = block(old, &names("a x c y"), 4);
        assert_eq!(new, "- a   # first\n    # about b\n    - x\n    - c # last\n    - y");
        assert_eq!(block(old, &names("z a b c"), 4), format!("- z\n    {old}"));
    }

    #[test]
    fn a_set_keeps_the_order_in_which_it_was_written() {
        assert_eq!(as_written(&names("b a"), &names("a b c")), names("b a c"));
    }
}
