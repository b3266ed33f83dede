//! A problem as it stands on the wire (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a request was not carried out (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Address of the page about this type of problem: `/problems/CODE`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What this type of problem is called.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened in this case.
    pub detail: String,
    /// The path that was asked.
    pub instance: String,
    /// The stable name of the type of problem.
    pub code: String,
    /// What the operator finds the request by.
    pub trace_id: String,
    /// How to mend it.
    pub mend: String,
    /// Where the state of an application does not allow something: the stable name of why, `step_not_open`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The places in the request that are wrong, where there are such.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemPlace>,
}

/// One place of a request that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemPlace {
    /// JSON pointer into the body (RFC 6901), `?NAME` for a query parameter, or the name of a header field.
    pub pointer: String,
    /// What is wrong there.
    pub detail: String,
    /// How to mend it.
    pub mend: String,
}
