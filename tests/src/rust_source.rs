//! Rust source read roughly: enough for rules about names, lengths and arrows over rustfmt's output, no parser.

/// A function and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Line of `fn`, from 1.
    pub line: usize,
    /// Lines from `fn` to the closing brace, both counted.
    pub lines: usize,
}

/// The source with comments, texts and characters blanked; every line stays where it was.
pub fn code(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let end = match (c, chars.get(at + 1)) {
            ('/', Some('/')) => until(&chars, at, |rest| rest.first() == Some(&'\n')),
            ('/', Some('*')) => block_comment(&chars, at),
            ('"', _) => text(&chars, at),
            ('r', Some('"' | '#')) if !follows_word(&chars, at) => raw_text(&chars, at),
            ('\'', _) => character(&chars, at),
            _ => at,
        };
        if end == at {
            out.push(c);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

fn until(chars: &[char], mut at: usize, stop: impl Fn(&[char]) -> bool) -> usize {
    while at < chars.len() && !stop(&chars[at..]) {
        at += 1;
    }
    at
}

fn block_comment(chars: &[char], start: usize) -> usize {
    let (mut at, mut depth) = (start + 2, 1);
    while at < chars.len() && depth > 0 {
        match chars[at..] {
            ['*', '/', ..] => (at, depth) = (at + 2, depth - 1),
            ['/', '*', ..] => (at, depth) = (at + 2, depth + 1),
            _ => at += 1,
        }
    }
    at
}

fn text(chars: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn raw_text(chars: &[char], start: usize) -> usize {
    let hashes = chars[start + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(start + 1 + hashes) != Some(&'"') {
        return start; // `r#type` is a name
    }
    let body = start + 2 + hashes;
    let closes = |rest: &[char]| {
        rest.first() == Some(&'"') && rest[1..].iter().take_while(|c| **c == '#').count() >= hashes
    };
    (until(chars, body, closes) + 1 + hashes).min(chars.len())
}

/// A character literal; a lifetime is none.
fn character(chars: &[char], start: usize) -> usize {
    match chars[start..] {
        ['\'', '\\', _, ..] => {
            (until(chars, start + 3, |rest| rest.first() == Some(&'\'')) + 1).min(chars.len())
        }
        ['\'', _, '\'', ..] => start + 3,
        _ => start,
    }
}

fn follows_word(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

/// The source up to its inline tests.
pub fn without_tests(source: &str) -> &str {
    let end = source.find("#[cfg(test)]\nmod tests {").unwrap_or(source.len());
    &source[..end]
}

/// All functions that have a body, in order; `code` is what [`code`] returns.
pub fn functions(code: &str) -> Vec<Function> {
    words(code, "fn").filter_map(|at| function(code, at)).collect()
}

fn function(code: &str, at: usize) -> Option<Function> {
    let rest = &code[at + 2..];
    let name: String = rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return None; // a function type
    }
    let (mut brackets, mut braces) = (0_i32, 0_i32);
    for (offset, c) in rest.char_indices() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets -= 1,
            '{' => braces += 1,
            '}' => braces -= 1,
            // A function that a trait only names.
            ';' if brackets <= 0 && braces == 0 => return None,
            _ => {}
        }
        if c == '}' && braces == 0 {
            let lines = rest[..offset].matches('\n').count() + 1;
            return Some(Function { name, line: code[..at].matches('\n').count() + 1, lines });
        }
    }
    None
}

/// Byte offsets at which a word stands by itself.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let (before, after) = (&code[..*at], &code[at + word.len()..]);
        let longer = word.ends_with(inside) && after.starts_with(inside);
        !before.ends_with(inside) && !longer
    })
}

/// The first name of every path from the crate's root: `crate::a::b` and `crate::{a, c::d}` name `a`, `a` and
/// `c`; so does `super::…` that climbs to the root from a module `depth` deep.
pub fn named_rooms(code: &str, depth: usize) -> Vec<String> {
    let climb = "super::".repeat(depth);
    let mut starts: Vec<usize> = words(code, "crate::").map(|at| at + "crate::".len()).collect();
    if depth > 0 {
        let exact = |at: &usize| {
            !code[..*at].ends_with("super::") && !code[at + climb.len()..].starts_with("super::")
        };
        starts.extend(words(code, &climb).filter(exact).map(|at| at + climb.len()));
    }
    starts.into_iter().flat_map(|at| first_names(&code[at..])).collect()
}

fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(name(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(name(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_has_no_comments_and_texts() {
        let source =
            "a // b \"\nc /* d /* e */ f */ g \"h \\\" i\" r#\"j \" k\"# l '\\'' m 'n' <'o> r#fn '\"' p";
        let seen = code(source);
        let letters: String = seen.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(letters, "a c g l m <'o> r#fn p");
        assert_eq!(seen.lines().count(), 2);
    }

    #[test]
    fn functions_are_measured() {
        let source = "trait T { fn a(x: [u8; 2]); }\npub fn b<F: Fn(u8)>(f: F)\nwhere\n    F: Copy,\n{\n    { }\n}\nfn c() {}\n";
        let found = functions(&code(source));
        let seen: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect();
        assert_eq!(seen, [("b", 2, 6), ("c", 8, 1)]);
    }

    #[test]
    fn rooms_are_found_in_every_spelling() {
        let source = "use crate::plan::a;\nuse crate::{scenario::{b, c}, process};\nfn d(e: crate::check::E) {}\nuse super::super::analyse::f; use super::g;";
        assert_eq!(named_rooms(source, 2), ["plan", "scenario", "process", "check", "analyse"]);
        assert_eq!(named_rooms("use super::plan::x;", 1), ["plan"]);
        assert!(named_rooms("mycrate::plan::x", 0).is_empty());
    }
}
