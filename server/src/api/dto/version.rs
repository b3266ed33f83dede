//! Versions of scenarios on the wire.

use crate::desk::views::moment;
use crate::runner::definitions::Listing;
use onething_engine::application::Moment;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VersionView {
    /// Of which scenario.
    pub scenario: String,
    /// Its hash.
    pub version: String,
    /// When it was published.
    pub published_at: String,
    /// By whom.
    pub by: Option<String>,
}

impl VersionView {
    /// A version of a scenario.
    pub fn of(scenario: &str, listing: &Listing) -> Self {
        Self {
            scenario: scenario.to_owned(),
            version: listing.version.to_string(),
            published_at: moment(Moment(listing.at)),
            by: listing.by.as_deref().map(str::to_owned),
        }
    }
}

/// Whose versions.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VersionQuery {
    /// Of this scenario; the latest of each where it is absent. 场景。
    pub scenario: Option<String>,
}

/// A version to be published.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// The text of a `scenario.yaml`.
    pub text: String,
}

/// A version that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Published {
    /// Of which scenario.
    pub scenario: String,
    /// Its hash.
    pub version: String,
}
