//! What the layout does, and that it never changes what a file says.

use super::{Budget, fmt, parse};
use crate::scenario::source::SourceId;
use proptest::prelude::*;

#[test]
fn indentation_blanks_and_empty_lines_are_put_in_order() {
    let written = "\u{feff}onething: 1\r\n\r\n\r\nitems:\n    a:   {title: x,fields: [ b,c ]}   # why\n    # of the next\n    d:\n     - e\n     -   { f: {when: g = \"h\"} }\n     - i:  1\n       j: 2\n\n\n";
    let laid = "onething: 1\n\nitems:\n  a:   { title: x, fields: [b, c] }   # why\n  # of the next\n  d:\n    - e\n    - { f: { when: g = \"h\" } }\n    - i:  1\n      j: 2\n";
    assert_eq!(fmt(written).expect("YAML"), laid);
}

#[test]
fn lists_stand_one_level_in_from_their_key() {
    assert_eq!(
        fmt("a:\n- b\n- c: 1\n  d: 2\ne: f\n").expect("YAML"),
        "a:\n  - b\n  - c: 1\n    d: 2\ne: f\n"
    );
    assert_eq!(fmt("a:\n  - - b\n    - c\n").expect("YAML"), "a:\n  - - b\n    - c\n");
}

#[test]
fn texts_of_several_lines_and_flow_over_lines_move_with_their_key() {
    assert_eq!(
        fmt("a:\n      b: |\n         # one\n           two\n      c: [d,\n   e]\n").expect("YAML"),
        "a:\n  b: |\n     # one\n       two\n  c: [d,\n    e]\n"
    );
}

#[test]
fn the_shipped_files_are_in_the_layout() {
    for text in [
        include_str!("../../../../../scenarios/newborn-birth/scenario.yaml"),
        include_str!("../../../../../scenarios/catalogue/zibo.yaml"),
        include_str!("../../../../../scenarios/catalogue/holidays-cn.yaml"),
    ] {
        assert_eq!(fmt(text).expect("YAML"), text);
    }
}

#[test]
fn what_cannot_be_read_is_told_not_changed() {
    assert!(fmt("a: [b").is_err());
}

/// Lines of comments, for these are what a formatter loses.
fn comments(text: &str) -> Vec<String> {
    text.lines().filter_map(|l| l.split_once('#')).map(|(_, c)| c.trim().to_owned()).collect()
}

/// A YAML value written in one of the ways people write it.
fn value(depth: u32) -> BoxedStrategy<Vec<String>> {
    let scalar = prop_oneof![
        Just("x".to_owned()),
        Just("married = \"married\"".to_owned()),
        Just("'a, b'".to_owned()),
        Just("\"汉字 # no comment\"".to_owned()),
        Just("{a: 1,b:  [c ,d], }".to_owned()),
        Just("[ ]".to_owned()),
        Just("{}".to_owned()),
    ]
    .prop_map(|s| vec![s]);
    if depth == 0 {
        return scalar.boxed();
    }
    let entries = prop::collection::vec((value(depth - 1), 1_usize..5, any::<bool>()), 1..4);
    let map = (entries.clone(), 1_usize..5).prop_map(|(entries, indent)| {
        let mut lines = vec![String::new()];
        for (index, (value, blanks, comment)) in entries.into_iter().enumerate() {
            let pad = " ".repeat(indent);
            if comment {
                lines.push(format!("{pad}# about {index}"));
                lines.push(String::new());
            }
            push_entry(&mut lines, &pad, &format!("k{index}:"), &value, blanks, comment);
        }
        lines
    });
    let list = (entries, 0_usize..5).prop_map(|(entries, indent)| {
        let mut lines = vec![String::new()];
        for (value, blanks, comment) in entries {
            push_entry(&mut lines, &" ".repeat(indent), "-", &value, blanks, comment);
        }
        lines
    });
    prop_oneof![2 => scalar, 3 => map, 2 => list].boxed()
}

fn push_entry(lines: &mut Vec<String>, pad: &str, key: &str, value: &[String], blanks: usize, comment: bool) {
    let tail = if comment { "   # beside" } else { "" };
    let first = value.first().map_or("", String::as_str);
    let gap = if first.is_empty() { String::new() } else { " ".repeat(blanks) };
    lines.push(format!("{pad}{key}{gap}{first}{tail}"));
    lines.extend(value.iter().skip(1).map(|l| format!("{pad} {l}")));
}

proptest! {
    #[test]
    fn the_layout_says_the_same_keeps_comments_and_is_stable(lines in value(3)) {
        let text = format!("top:{}\n", lines.join("\n"));
        let Ok(tree) = parse(SourceId(0), &text, &Budget::LOCAL) else {
            // Not every way of putting these together is YAML.
            return Ok(());
        };
        let laid = fmt(&text).expect("it parses");
        let again = parse(SourceId(0), &laid, &Budget::LOCAL).expect("it still parses");
        prop_assert!(again.says_the_same(&tree), "{text}\n---\n{laid}");
        prop_assert_eq!(comments(&laid), comments(&text));
        prop_assert_eq!(fmt(&laid).expect("it parses"), laid);
    }

    #[test]
    fn any_text_is_laid_out_or_refused(text in "[a-c#:,\\-{}\\[\\]\"' \n]{0,60}") {
        if let Ok(laid) = fmt(&text) {
            let tree = parse(SourceId(0), &text, &Budget::LOCAL).expect("it was read");
            let again = parse(SourceId(0), &laid, &Budget::LOCAL).expect("it still parses");
            prop_assert!(again.says_the_same(&tree));
            prop_assert_eq!(fmt(&laid).expect("it parses"), laid);
        }
    }
}
