//! What is wrong with a source file, where, and how to mend it.

use super::source::Span;
use super::text::Text;
use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// It can be used, but is probably not what was meant.
    Warning,
    /// Worth knowing.
    Hint,
}

/// One finding. `code` is stable (`E0123`), told in full by `onething explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code: `E` error, `W` warning, `H` hint, and four digits.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// The place the finding is about.
    pub at: Span,
    /// What is wrong, one sentence.
    pub message: Text,
    /// Said under the caret; may be empty.
    pub label: Text,
    /// Other places that explain it.
    pub also: Vec<(Span, Text)>,
    /// How to mend it, one sentence; may be empty.
    pub mend: Text,
    /// The mend as an edit, where it is certain enough to offer.
    pub edit: Option<Edit>,
}

/// Replaces the text of `at` by `with`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What to replace.
    pub at: Span,
    /// The new text.
    pub with: String,
}

impl Diagnostic {
    /// A finding whose severity follows from the first letter of its code.
    pub fn new(code: &'static str, at: Span, message: Text) -> Self {
        let severity = match code.as_bytes().first() {
            Some(b'W') => Severity::Warning,
            Some(b'H') => Severity::Hint,
            _ => Severity::Error,
        };
        Self {
            code,
            severity,
            at,
            message,
            label: Text::default(),
            also: Vec::new(),
            mend: Text::default(),
            edit: None,
        }
    }

    /// Says something under the caret.
    #[must_use]
    pub fn label(mut self, label: Text) -> Self {
        self.label = label;
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn also(mut self, at: Span, why: Text) -> Self {
        self.also.push((at, why));
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn mend(mut self, mend: Text) -> Self {
        self.mend = mend;
        self
    }

    /// Offers the mend as an edit.
    #[must_use]
    pub fn edit(mut self, at: Span, with: impl Into<String>) -> Self {
        self.edit = Some(Edit { at, with: with.into() });
        self
    }
}

mod human;
mod lines;
mod machine;

pub mod codes;

pub use human::{human, human_one};
pub use lines::{Place, place, position};
pub use machine::{json, sarif};

/// What a finding rests on; what rests on less comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// One word or number, judged by itself; nothing follows from it or makes it follow.
    Value,
    /// Something stands there that cannot be read.
    Unread,
    /// Something is missing: perhaps it is what could not be read.
    Missing,
    /// What names, conditions and totals mean; they hang on all that is unread or missing.
    Meaning,
}

fn layer(code: &str) -> Layer {
    match code {
        "E0104" | "E0203" | "E0204" | "E0401" | "E0402" | "E0403" | "E0404" | "E0405" | "E0409" | "E0410" => {
            Layer::Value
        }
        "E0101" | "E0102" | "E0105" | "E0106" | "E0107" | "E0110" | "E0155" | "E0156" | "E0157" => {
            Layer::Unread
        }
        "E0103" | "E0151" | "E0152" | "E0159" | "E0160" => Layer::Missing,
        _ => Layer::Meaning,
    }
}

/// One mistake, one finding: leaves out what may only follow from something unread or missing, and what is
/// said of a whole in which a single value is already found wrong. Syntax errors are alone anyway.
pub fn without_consequences(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let firm = findings.iter().map(|d| layer(d.code)).filter(|l| *l != Layer::Value).min();
    let holes = firm.filter(|l| *l < Layer::Meaning);
    let unread: Vec<Span> =
        findings.iter().filter(|d| layer(d.code) == Layer::Unread).map(|d| d.at).collect();
    let values: Vec<Span> = findings.iter().filter(|d| layer(d.code) == Layer::Value).map(|d| d.at).collect();
    findings.retain(|found| match layer(found.code) {
        Layer::Value => !unread.contains(&found.at),
        Layer::Meaning => holes.is_none() && !values.iter().any(|value| found.at.encloses(*value)),
        other => holes.is_none_or(|holes| other == holes),
    });
    findings
}

/// Findings in the order a person should read them: errors, warnings, hints; within each in the order of the
/// files. Syntax comes before meaning, for the reader stops there. The same finding comes once.
pub fn in_order(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.sort_by_key(|d| (d.severity, d.at.source, d.at.start, d.at.end, d.code));
    findings.dedup();
    findings
}
