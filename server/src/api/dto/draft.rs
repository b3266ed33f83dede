//! Drafts of scenarios on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DraftListed {
    /// Its name.
    pub id: String,
    /// How long its text is, in bytes.
    pub bytes: usize,
}

/// The text of a draft, whether or not it is sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftText {
    /// The text of a `scenario.yaml`.
    pub text: String,
}
