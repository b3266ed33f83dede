//! `--help`: every example that is shown is run as it stands, and works.

use super::program::Folder;
use std::collections::BTreeSet;

const VERBS: &[&str] =
    &["", "check", "fmt", "diff", "explain", "show", "graph", "compare", "run", "test", "new", "schema"];
/// Examples there must be, lest a new wording of the help makes the test hold of nothing.
const LEAST: usize = 12;

fn help(folder: &Folder, verb: &str, language: &str) -> String {
    let arguments = [verb, "--help", "--lang", language];
    let arguments: Vec<&str> = arguments.into_iter().filter(|a| !a.is_empty()).collect();
    let ended = folder.onething(&arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{verb} --help");
    ended.stdout
}

/// Indented command lines; what is told about one stands behind two blanks.
fn examples(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with("  onething "));
    lines.map(|line| line.trim().split("   ").next().unwrap_or_default().trim().to_owned()).collect()
}

#[test]
fn every_example_works() {
    let folder = Folder::new("help");
    let mut all = BTreeSet::new();
    for verb in VERBS {
        all.extend(examples(&help(&folder, verb, "en")));
    }
    assert!(all.len() >= LEAST, "only {} examples: {all:?}", all.len());
    for example in all {
        let ended = folder.shell(&example);
        assert_eq!(ended.code, 0, "{example}\n{}", ended.stderr);
        assert_eq!(ended.stderr, "", "{example}");
    }
}

#[test]
fn every_verb_has_an_example_and_the_same_in_chinese() {
    let folder = Folder::empty("help-zh");
    for verb in VERBS.iter().filter(|v| **v != "diff") {
        let (en, zh) = (help(&folder, verb, "en"), help(&folder, verb, "zh"));
        assert!(!examples(&en).is_empty(), "{verb}: no example");
        assert_eq!(examples(&en), examples(&zh), "{verb}");
        assert!(zh.contains("用法：") && zh.contains("选项"), "{zh}");
    }
}

#[test]
fn help_is_the_same_as_a_verb_and_as_an_option() {
    let folder = Folder::empty("help-verb");
    for language in ["en", "zh"] {
        let verb = folder.onething(&["--lang", language, "help", "show"]);
        assert_eq!(verb.code, 0, "{}", verb.stderr);
        assert_eq!(verb.stdout, help(&folder, "show", language), "{language}");
    }
}
