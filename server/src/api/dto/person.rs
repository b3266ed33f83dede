//! Who acts, on the wire.

use super::text::Label;
use crate::access::{DevelopmentRole, Principal};
use serde::Serialize;
use utoipa::ToSchema;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    /// Stable name.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// `applicant`, `clerk`, `designer`, `operator`, `administrator`, `auditor`, `tester`, `worker`.
    pub role: &'static str,
    /// A clerk's department.
    pub department: Option<String>,
    /// A clerk's posts; all of the department's where it is empty.
    pub posts: Vec<String>,
    /// A worker's system.
    pub system: Option<String>,
}

impl Me {
    /// A principal.
    pub fn of(principal: &Principal) -> Self {
        Self {
            id: principal.id.to_string(),
            name: principal.name.to_string(),
            role: principal.role.name(),
            department: principal.department.as_ref().map(ToString::to_string),
            posts: principal.posts.iter().map(ToString::to_string).collect(),
            system: principal.system.as_ref().map(ToString::to_string),
        }
    }
}

/// Roles that may be taken with one click.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DevelopmentRoles {
    /// Each of them.
    pub roles: Vec<RoleView>,
}

/// A role that may be taken with one click.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RoleView {
    /// What is sent as `Onething-Role`.
    pub said: String,
    /// Label.
    pub title: Label,
    /// Who one then is.
    pub principal: Me,
}

impl RoleView {
    /// A development role.
    pub fn of(role: &DevelopmentRole) -> Self {
        Self { said: role.said.clone(), title: (&role.title).into(), principal: Me::of(&role.principal) }
    }
}
