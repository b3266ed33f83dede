//! Materials: documents that an applicant must hand in.

use super::{Id, Period, Source, Span};
use crate::scenario::text::Text;
use serde::{Deserialize, Serialize};

/// A kind of document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// Label.
    pub title: Text,
    /// The kind of party it is about.
    pub about: Id,
    /// It may be handed in this long after acceptance (容缺受理); none: it may not.
    pub provisional: Option<Period>,
    /// `ask: never` forbids asking the applicant for it.
    pub askable: bool,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}
