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
    /// How it may be done without, where a plan's measures say so; none: only by data and licences.
    #[serde(default)]
    pub no_proof: Option<NoProof>,
    /// Where the fact comes from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: Span,
}

/// `no_proof: { treated: committed, source: … }`: how a paper may be done without (无证明城市).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoProof {
    /// What takes its place.
    pub treated: Treated,
    /// What allows it.
    pub source: Option<Source>,
    /// Where it is written.
    pub span: Span,
}

/// What takes the place of a paper that is done without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Treated {
    /// 直接取消: nothing.
    Cancelled,
    /// 告知承诺: a signed declaration of the applicant.
    Committed,
}

impl Treated {
    /// As it is written in a catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Treated::Cancelled => "cancelled",
            Treated::Committed => "committed",
        }
    }
}
