//! How a simulated system behaves, described for programs; it is read by the systems' own room, which tells every
//! mistake with its place.

use utoipa::ToSchema;

/// How a simulated system, service or licence behaves; all of it may be absent.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what is read; it is never made")]
pub struct BehaviourView {
    /// It does not answer.
    down: Option<bool>,
    /// It does what it is asked, and never answers.
    hangs: Option<bool>,
    /// So many calls fail (a number), or each with a chance (`{"chance": 0.5}`).
    #[schema(value_type = Option<serde_json::Value>)]
    fails: Option<()>,
    /// What it says when it fails.
    why: Option<String>,
    /// What it answers instead of what is so: `not_found`, `contradiction`, or names with expressions.
    #[schema(value_type = Option<serde_json::Value>)]
    answers: Option<()>,
    /// How long an answer takes: `300ms`, `5s`, `2h`.
    latency: Option<String>,
    /// From when, RFC 3339; from now on where it is absent.
    from: Option<String>,
    /// Until when, RFC 3339.
    until: Option<String>,
    /// For how long: `10min`.
    #[schema(rename = "for")]
    lasts: Option<String>,
    /// A condition over what the service is given.
    when: Option<String>,
    /// Only for these applications.
    applications: Option<Vec<String>>,
}
