//! Edit scripts: text that a fuzzer can change and a person can write, one edit a line, over a scenario.
//!
//! ```text
//! @ newborn              start from the large scenario, not the small one
//! ~ 2 mother father      the third `mother` becomes `father`
//! - 120 15               fifteen characters go, from the 120th on
//! + 120 text             text comes in before the 120th character
//! < 12                   line 12 goes
//! > 12 30                line 12 is copied before line 30
//! ^ 12 30                lines 12 and 30 change places
//! ```
//!
//! Numbers wrap at the length of the text, so that every script means something; other lines do nothing.

use crate::library::{NEWBORN, SMALL};

/// Edits in one script; more would leave nothing of the scenario.
const MAX_EDITS: usize = 24;
/// Characters that the text may grow to.
const MAX_CHARACTERS: usize = 64 << 10;

/// The scenario that a script makes.
pub fn edited(script: &str) -> String {
    let base = if script.lines().any(|line| line == "@ newborn") { NEWBORN } else { SMALL };
    let mut text = base.to_owned();
    for line in script.lines().take(MAX_EDITS) {
        if text.chars().count() > MAX_CHARACTERS {
            break;
        }
        if let Some(next) = edit(&text, line) {
            text = next;
        }
    }
    text
}

fn edit(text: &str, line: &str) -> Option<String> {
    let (verb, rest) = line.split_once(' ')?;
    let (first, tail) = rest.split_once(' ').unwrap_or((rest, ""));
    let number: usize = first.parse().ok()?;
    match verb {
        "~" => {
            let (old, new) = tail.split_once(' ').unwrap_or((tail, ""));
            exchange(text, number, old, new)
        }
        "-" => {
            let start = character(text, number);
            let end = start + character(&text[start..], tail.parse().unwrap_or(1));
            Some(format!("{}{}", &text[..start], &text[end..]))
        }
        "+" => {
            let at = character(text, number);
            Some(format!("{}{tail}{}", &text[..at], &text[at..]))
        }
        _ => lines(text, verb, number, tail),
    }
}

/// The n-th place of a text becomes another; places are counted round and round.
fn exchange(text: &str, nth: usize, old: &str, new: &str) -> Option<String> {
    if old.is_empty() {
        return None;
    }
    let places: Vec<usize> = text.match_indices(old).map(|(at, _)| at).collect();
    let at = *places.get(nth.checked_rem(places.len())?)?;
    Some(format!("{}{new}{}", &text[..at], &text[at + old.len()..]))
}

fn lines(text: &str, verb: &str, number: usize, tail: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let one = number.checked_rem(lines.len())?;
    let other = tail.parse::<usize>().unwrap_or(0).checked_rem(lines.len())?;
    match verb {
        "<" => drop(lines.remove(one)),
        ">" => lines.insert(other, lines[one]),
        "^" => lines.swap(one, other),
        _ => return None,
    }
    Some(lines.join("\n") + "\n")
}

/// Byte offset of a character, counted round and round.
fn character(text: &str, number: usize) -> usize {
    let nth = number % (text.chars().count() + 1);
    text.char_indices().nth(nth).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::{edited, lines};
    use crate::findings::lawful;
    use crate::library::{NEWBORN, SMALL, shipped};
    use onething_engine::check::check_with;

    #[test]
    fn every_edit_does_what_it_says() {
        assert_eq!(edited(""), SMALL);
        assert_eq!(edited("@ newborn"), NEWBORN);
        assert!(edited("~ 0 onething: thing:").starts_with("thing: 1\n"));
        assert!(edited("- 0 3").starts_with("thing: 1\n"));
        assert!(edited("+ 0 any").starts_with("anyonething: 1\n"));
        assert!(edited("< 0").starts_with("kind: scenario\n"));
        assert_eq!(lines("a\nb\n", ">", 1, "0").as_deref(), Some("b\na\nb\n"));
        assert_eq!(lines("a\nb\n", "^", 1, "0").as_deref(), Some("b\na\n"));
    }

    #[test]
    fn the_bases_are_sound() {
        let (catalogue, sources) = shipped();
        for text in [SMALL, NEWBORN] {
            let checked = check_with(("scenario.yaml", text.as_bytes()), catalogue, sources.clone());
            assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
            lawful(&checked);
        }
    }
}
