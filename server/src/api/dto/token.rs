//! Tokens on the wire.

use super::person::Me;
use crate::access::Token;
use crate::api::titles::Titles;
use crate::desk::views::moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A token, without its text.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TokenView {
    /// Its name.
    pub id: Uuid,
    /// Who acts with it.
    pub principal: Me,
    /// What it is for.
    pub label: String,
    /// When it was given out.
    pub created_at: String,
    /// From when on it is refused.
    pub expires_at: Option<String>,
    /// When it was used last, to the hour.
    pub used_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
}

impl TokenView {
    /// A token as it is listed.
    pub fn of(token: &Token, titles: &Titles) -> Self {
        Self {
            id: token.id.0,
            principal: Me::of(&token.principal, titles),
            label: token.label.to_string(),
            created_at: moment(token.created),
            expires_at: token.expires.map(moment),
            used_at: token.used.map(moment),
            revoked_at: token.revoked.map(moment),
        }
    }
}

/// A token to be given out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTokenRequest {
    /// Stable name of who acts with it.
    pub principal: String,
    /// Their name for people.
    pub name: String,
    /// `applicant`, `clerk`, `designer`, `operator`, `administrator`, `auditor`, `tester`, `worker`.
    pub role: String,
    /// A clerk's department.
    #[serde(default)]
    pub department: Option<String>,
    /// A clerk's posts; all of the department's where it is absent.
    #[serde(default)]
    pub posts: Vec<String>,
    /// A worker's system.
    #[serde(default)]
    pub system: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub label: String,
    /// From when on it is refused, RFC 3339.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// A token that was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenGiven {
    /// Its name.
    pub id: Uuid,
    /// Its text, shown this once.
    pub token: String,
}
