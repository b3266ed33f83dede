//! How text is measured and broken.

use crate::process::layout::measure::{SMALL, block};
use crate::process::layout::text_width;

#[test]
fn widths() {
    for (text, width) in [("", 0), ("受理", 20), ("ab", 12), ("a受", 16), ("e\u{301}", 6), ("（", 10)] {
        assert_eq!(text_width(text, 10), width, "{text:?}");
    }
}

#[test]
fn breaks() {
    let cases: [(&str, &[&str]); 9] = [
        ("", &[]),
        ("   ", &[]),
        ("受理", &["受理"]),
        ("一二三四五六七八", &["一二三四五六七八"]),
        ("一二三四五六七八九", &["一二三四五", "六七八九"]),
        ("Accept at\n the window", &["Accept at", "the window"]),
        ("材料审查与核验，现场", &["材料审查与", "核验，现场"]),
        ("材料审查核验（现场核验）", &["材料审查核验", "（现场核验）"]),
        ("Donaudampfschifffahrt", &["Donaudampfschifffahrt"]),
    ];
    for (text, lines) in cases {
        assert_eq!(block(text, SMALL).lines, lines, "{text:?}");
    }
}

#[test]
fn nothing_is_cut_off() {
    let long = "办理事项说明".repeat(20);
    let lines = block(&long, SMALL).lines;
    assert_eq!((lines.len(), lines.concat()), (2, long));
}
