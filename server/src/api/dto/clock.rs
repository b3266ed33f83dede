//! Time on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What time it is for the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClockView {
    /// `real`, or `sandbox` where it may be advanced.
    pub kind: &'static str,
    /// What time it is.
    pub now: String,
    /// When the next thing is due; none where nothing is.
    pub next_due: Option<String>,
}

/// How far time goes on: exactly one of the three.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvanceRequest {
    /// To a moment, RFC 3339.
    #[serde(default)]
    #[schema(example = "2026-06-01T09:00:00+08:00")]
    pub to: Option<String>,
    /// By a span: `90d`, `2h`, `30min`.
    #[serde(default)]
    pub by: Option<String>,
    /// To when the next thing is due.
    #[serde(default)]
    pub next: bool,
}

/// What an advance did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Advance {
    /// What time it is now.
    pub now: String,
    /// At how many moments something was due.
    pub stops: u64,
    /// Whether time has come as far as it was to; false: so much was due on the way that it was left there, and another
    /// advance goes on.
    pub reached: bool,
}
