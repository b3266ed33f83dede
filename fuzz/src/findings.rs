//! Laws that hold of every reading, whatever was read.

use onething_engine::check::Checked;
use onething_engine::scenario::diagnostic::{Diagnostic, human, in_order, json, sarif};
use onething_engine::scenario::source::{Sources, Span};
use onething_engine::scenario::text::Language;

/// Panics unless a reading either has a scenario or says why not, every finding points into a text, says
/// something in both languages, and can be written in every form.
pub fn lawful(checked: &Checked) {
    assert!(checked.scenario.is_some() || checked.has_errors(), "no scenario, and no error says why");
    for finding in &checked.diagnostics {
        points(finding, &checked.sources);
        assert!(!finding.message.zh.is_empty() && !finding.message.en.is_empty(), "{finding:?} says nothing");
    }
    for language in [Language::Zh, Language::En] {
        let text = human(&checked.diagnostics, &checked.sources, language, false);
        assert!(checked.diagnostics.is_empty() || !text.is_empty(), "findings that nobody can read");
    }
    let list = json(&checked.diagnostics, &checked.sources);
    assert_eq!(list.as_array().map(Vec::len), Some(checked.diagnostics.len()));
    assert!(!sarif(&[(&checked.diagnostics, &checked.sources)]).is_empty());
}

/// Panics unless findings come in the order a person should read them.
pub fn ordered(checked: &Checked) {
    assert_eq!(in_order(checked.diagnostics.clone()), checked.diagnostics, "findings out of order");
}

fn points(finding: &Diagnostic, sources: &Sources) {
    let inside = |span: Span| {
        let (start, end) = (span.start as usize, span.end as usize);
        sources.get(span.source).is_some_and(|file| file.text.get(start..end).is_some())
    };
    assert!(inside(finding.at), "{finding:?} points outside its text");
    for (at, _) in &finding.also {
        assert!(inside(*at), "{finding:?} also points outside its text");
    }
    if let Some(edit) = &finding.edit {
        assert!(inside(edit.at), "{finding:?} mends outside its text");
    }
}
