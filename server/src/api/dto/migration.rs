//! Migrations on the wire.

use crate::desk::label::Label;
use crate::runner::Verdict;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is to be moved where.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MigrationRequest {
    /// The open applications of this scenario.
    pub scenario: String,
    /// To this version: its hash, or the begin of it; the latest where it is absent.
    #[serde(default)]
    pub to: Option<String>,
}

/// What would become of applications.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MigrationCheckRequest {
    /// The open applications of this scenario.
    pub scenario: String,
    /// To this version: its hash, or the begin of it; the latest where it is absent.
    #[serde(default)]
    pub to: Option<String>,
    /// `next_cursor` of the page before; the first page where it is absent.
    #[serde(default)]
    #[schema(max_length = 1024)]
    pub cursor: Option<String>,
    /// Entries at most, 1 to 200; 50 where it is absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// What becomes, or would become, of one application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VerdictView {
    /// Which.
    pub application: Uuid,
    /// `movable`, `moved`, `there` (of this version already), `over`, `stays` or `missing`.
    pub verdict: String,
    /// All that stands against it.
    pub reasons: Vec<Label>,
}

impl VerdictView {
    /// A verdict.
    pub fn of(application: Uuid, verdict: &Verdict) -> Self {
        let reasons = match verdict {
            Verdict::Stays(reasons) => reasons.iter().map(Label::from).collect(),
            _ => Vec::new(),
        };
        Self { application, verdict: verdict.name().to_owned(), reasons }
    }
}

/// What would become of the open applications of a scenario: one page.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MigrationCheck {
    /// The scenario.
    pub scenario: String,
    /// To which version.
    pub to: String,
    /// The verdict on each application.
    pub items: Vec<VerdictView>,
    /// `cursor` of the next page; none: this is the last.
    pub next_cursor: Option<String>,
}

/// A migration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MigrationView {
    /// Its id.
    pub id: Uuid,
    /// The scenario.
    pub scenario: String,
    /// To which version.
    pub to: String,
    /// By whom.
    pub by: String,
    /// `running`, `done`, `interrupted` (the server ended before it did; begin it again) or `failed`.
    pub status: String,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Open applications looked at.
    pub total: u64,
    /// Moved.
    pub moved: u64,
    /// Of this version already, or over by then.
    pub there: u64,
    /// Left in their version.
    pub stays: u64,
    /// Those that were left, with the reasons; the first thousand.
    pub verdicts: Vec<VerdictView>,
}
