//! Any bytes as a scenario file: read within the budget of an upload, checked with the shipped catalogue.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onething_engine::check::check_within;
use onething_engine::scenario::source::{SourceId, Span};
use onething_engine::scenario::syntax::{Budget, Node, from_bytes};
use onething_fuzz::findings::lawful;
use onething_fuzz::library::CATALOGUES;

fuzz_target!(|bytes: &[u8]| {
    if let (Ok(text), Ok(tree)) =
        (std::str::from_utf8(bytes), from_bytes(SourceId(0), bytes, &Budget::UPLOAD))
    {
        places(&tree, text, Span { source: SourceId(0), start: 0, end: bytes.len() as u32 });
    }
    lawful(&check_within(("fuzz.yaml", bytes), CATALOGUES, &Budget::UPLOAD));
});

/// Every place in the tree lies within the text, on whole characters, inside its parent's place; only the
/// line end of a block text and a value that is not written (`? key`) may stick out.
fn places(node: &Node, text: &str, within: Span) {
    let written = |span: Span| text.get(span.start as usize..span.end as usize).map(str::trim_end);
    let Some(own) = written(node.span) else { panic!("{:?} is no place in the text", node.span) };
    let end = node.span.start as usize + own.len();
    let inside = within.start <= node.span.start && end <= within.end as usize;
    assert!(inside || own.is_empty(), "{node:?} leaves {within:?}");
    for entry in node.entries() {
        assert!(written(entry.key.span).is_some(), "key {:?} is no place in the text", entry.key);
        places(&entry.value, text, node.span);
    }
    for member in node.members() {
        places(member, text, node.span);
    }
}
