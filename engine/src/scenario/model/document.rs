//! Materials: documents that an applicant must hand in.

use super::{DepartmentId, Id, Period, RoleDatum, Source, Span, Spanned, WorkTime};
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoProof {
    /// What takes its place.
    pub treated: Treated,
    /// Who confirms what it would prove; of a paper that is verified alone.
    #[serde(default)]
    pub verification: Option<Verification>,
    /// What allows it.
    pub source: Option<Source>,
    /// Where it is written.
    pub span: Span,
}

/// `no_proof: { treated: verified, department: police, given: [holder.id_number], role: clerk, takes: 10min, within: 2wd,
/// confirmed: 0.97 }`: work of a person of the department that would have issued the paper (部门核验).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// The department that is asked.
    pub department: DepartmentId,
    /// What it must be told of whom the paper is about; that party is the only role, `holder`.
    pub given: Vec<RoleDatum>,
    /// Who of it confirms, by role; none: anybody.
    pub role: Option<Spanned<Id>>,
    /// How long the work takes.
    pub takes: Option<WorkTime>,
    /// How long the department has for it.
    pub within: Option<Spanned<Period>>,
    /// The chance that it is confirmed, 0–1; else the applicant is asked for the paper.
    pub confirmed: f64,
}

/// What takes the place of a paper that is done without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Treated {
    /// 直接取消: nothing.
    Cancelled,
    /// 告知承诺: a signed declaration of the applicant.
    Committed,
    /// 部门核验: the word of a person of the department that would have issued it.
    Verified,
}

impl Treated {
    /// What a word in a catalogue says; none where it is none of them.
    pub fn of(word: &str) -> Option<Self> {
        [Treated::Cancelled, Treated::Committed, Treated::Verified].into_iter().find(|t| t.word() == word)
    }

    /// As it is written in a catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Treated::Cancelled => "cancelled",
            Treated::Committed => "committed",
            Treated::Verified => "verified",
        }
    }
}
