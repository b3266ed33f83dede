//! Codes of findings: what the engine can say, `codes.md` explains; what `codes.md` explains, the engine says.

use super::program::{Folder, repository};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where codes are named without being said: they are sorted by what they rest on.
const NO_SOURCE: &str = "scenario/diagnostic.rs";

fn is_code(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| "EWH".contains(c))
        && word.len() == 5
        && letters.all(|c| c.is_ascii_digit())
}

fn gather(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = path.file_stem().is_some_and(|name| name == "tests");
        if path.is_dir() && !is_test {
            gather(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") && !is_test && !path.ends_with(NO_SOURCE) {
            let text = fs::read_to_string(&path).unwrap();
            // Unit tests stand at the end of a file.
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            into.extend(text.split('"').filter(|word| is_code(word)).map(str::to_owned));
        }
    }
}

/// `E0101 中文 | English` headings of `codes.md`, in order.
fn sections() -> Vec<String> {
    let text = fs::read_to_string(repository().join("engine/src/scenario/diagnostic/codes.md")).unwrap();
    let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
    headings.map(|heading| heading.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn every_code_is_explained_and_every_explanation_is_of_a_code() {
    let mut said = BTreeSet::new();
    gather(&repository().join("engine/src"), &mut said);
    assert!(said.len() > 50, "only {} codes found in the source", said.len());
    let explained: BTreeSet<String> = sections().into_iter().collect();
    let unexplained: Vec<_> = said.difference(&explained).collect();
    let unsaid: Vec<_> = explained.difference(&said).collect();
    assert!(unexplained.is_empty(), "no section in codes.md: {unexplained:?}");
    assert!(unsaid.is_empty(), "nothing in the engine says: {unsaid:?}");
}

#[test]
fn codes_stand_once_and_in_order() {
    let codes = sections();
    assert!(codes.iter().all(|c| is_code(c)), "{codes:?}");
    let rank = |code: &String| ("EWH".find(&code[..1]), code.clone());
    for pair in codes.windows(2) {
        assert!(rank(&pair[0]) < rank(&pair[1]), "{} before {}", pair[0], pair[1]);
    }
}

#[test]
fn explain_tells_every_code_in_both_languages() {
    let folder = Folder::empty("explain");
    let chinese = |text: &str| text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let list = folder.onething(&["explain"]).stdout;
    for code in sections() {
        assert_eq!(list.lines().filter(|line| line.starts_with(&code)).count(), 1, "{code}");
        let zh = folder.onething(&["explain", &code, "--lang", "zh"]);
        let en = folder.onething(&["explain", &code.to_lowercase(), "--lang", "en"]);
        assert_eq!((zh.code, en.code), (0, 0), "{code}");
        for text in [&zh.stdout, &en.stdout] {
            let (title, body) = text.split_once("\n\n").unwrap_or_else(|| panic!("{code}: {text}"));
            assert!(title.starts_with(&format!("{code}: ")) && title.len() > 8, "{text}");
            assert!(body.trim().len() > 20, "{text}");
        }
        assert!(chinese(&zh.stdout) > 8, "{code} in Chinese: {}", zh.stdout);
        let words = en.stdout.split_whitespace().count();
        assert!(words > 8 && chinese(&en.stdout) * 4 < words, "{code} in English: {}", en.stdout);
    }
}
