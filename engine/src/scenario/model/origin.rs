//! Where a fact comes from.

use super::{Id, Span};
use serde::{Deserialize, Serialize};

/// `source:` of a fact; it holds for everything inside that has none of its own (rule 39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The document, or `assumed`.
    pub text: Id,
    /// Where it is written.
    pub span: Span,
}

impl Source {
    /// Whether the fact is assumed rather than taken from a document.
    pub fn is_assumed(&self) -> bool {
        &*self.text == "assumed"
    }
}
