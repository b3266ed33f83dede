//! Who acts, on the wire.

use super::absence::Post;
use super::text::Label;
use crate::access::{DevelopmentRole, Principal, Proof, Role};
use crate::api::limits::Limits;
use crate::api::titles::Titles;
use crate::desk::views::moment;
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
    /// Label of the role.
    pub role_title: Label,
    /// A clerk's department.
    pub department: Option<String>,
    /// Label of the department.
    pub department_title: Option<Label>,
    /// A clerk's posts; all of the department's where it is empty.
    pub posts: Vec<String>,
    /// Labels of the posts, in their order.
    pub post_titles: Vec<Label>,
    /// A worker's system.
    pub system: Option<String>,
    /// Label of the system.
    pub system_title: Option<Label>,
}

impl Me {
    /// A principal; `titles` are what the library calls things.
    pub fn of(principal: &Principal, titles: &Titles) -> Self {
        Self {
            id: principal.id.to_string(),
            name: principal.name.to_string(),
            role: principal.role.name(),
            role_title: (&principal.role.title()).into(),
            department: principal.department.as_ref().map(ToString::to_string),
            department_title: principal.department.as_deref().map(|id| titles.department(id)),
            posts: principal.posts.iter().map(ToString::to_string).collect(),
            post_titles: principal.posts.iter().map(|id| Post::of(id).title).collect(),
            system: principal.system.as_ref().map(ToString::to_string),
            system_title: principal.system.as_deref().map(|id| titles.system(id)),
        }
    }
}

/// Who asks, and how long they are known.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SignedIn {
    /// Who.
    #[serde(flatten)]
    pub me: Me,
    /// Of whoever has a token; under `--dev` nobody signs in, so that nothing ends.
    pub session: Option<SessionView>,
}

/// When a window is signed out: people are told before, and what they have typed is kept.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SessionView {
    /// When the token ends; none: when it is revoked.
    pub until: Option<String>,
    /// After so many seconds in which nobody does anything, pages forget the token.
    #[schema(example = 900)]
    pub idle_seconds: u64,
    /// So many seconds before, pages say so.
    #[schema(example = 120)]
    pub warning_seconds: u64,
}

impl SignedIn {
    /// Who is known by something, where sessions are bounded so.
    pub fn of(principal: &Principal, proof: Proof, limits: &Limits, titles: &Titles) -> Self {
        let idle = if principal.role == Role::Applicant { limits.idle_applicant } else { limits.idle_staff };
        let session = match proof {
            Proof::Development => None,
            Proof::Token { until } => Some(SessionView {
                until: until.map(moment),
                idle_seconds: idle.as_secs(),
                warning_seconds: limits.warning.as_secs(),
            }),
        };
        Self { me: Me::of(principal, titles), session }
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
    pub fn of(role: &DevelopmentRole, titles: &Titles) -> Self {
        let principal = Me::of(&role.principal, titles);
        Self { said: role.said.clone(), title: (&role.title).into(), principal }
    }
}
