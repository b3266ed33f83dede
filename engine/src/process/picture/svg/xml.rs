//! Text inside XML.

use crate::process::layout::Layout;

/// Text between tags. Characters that XML 1.0 has no place for are left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if letter.is_control() => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// Text inside a quoted attribute, where line ends would become spaces.
pub(super) fn attribute(text: &str) -> String {
    escape(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// A name for ids that differs between pictures: FNV-1a over what they show.
pub(super) fn fingerprint(layout: &Layout) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    };
    layout.title.lines.iter().for_each(|line| add(line));
    for node in &layout.nodes {
        add(&node.id);
        node.title.lines.iter().for_each(|line| add(line));
    }
    for edge in &layout.edges {
        add(&format!("{} {}", edge.from, edge.to));
    }
    format!("ot-{hash:08x}")
}
