//! Who acts.

use super::role::Role;
use onething_engine::scenario::model::Id;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Names a principal for ever: what is written into events as who did it. No name of a person; a number at the
/// directory that signs people in, or one made up when the token was given out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrincipalId(pub Arc<str>);

impl PrincipalId {
    /// Longest, in characters.
    pub const LONGEST: usize = 64;

    /// A name that was checked: 1 to 64 of `a-z A-Z 0-9 . _ - :`, so that it fits headers, paths and logs.
    pub fn new(text: &str) -> Option<Self> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "._-:".contains(c);
        let good = !text.is_empty() && text.len() <= Self::LONGEST && text.chars().all(fits);
        good.then(|| Self(text.into()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who acts, and as what. Every handler of the API takes one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// For ever.
    pub id: PrincipalId,
    /// How they are shown to those they work with; personal, so neither logged nor a label of a metric.
    pub name: Arc<str>,
    /// As what.
    pub role: Role,
    /// Of which department; a clerk has one.
    #[serde(default)]
    pub department: Option<Id>,
    /// Their posts (岗位) in it, by the catalogue's names of staff; empty: whatever the department does.
    #[serde(default)]
    pub posts: Vec<Id>,
    /// The system whose work a worker fetches.
    #[serde(default)]
    pub system: Option<Id>,
}

impl Principal {
    /// A principal of a role that is bound to nothing.
    pub fn new(id: PrincipalId, name: &str, role: Role) -> Self {
        Self { id, name: name.into(), role, department: None, posts: Vec::new(), system: None }
    }

    /// Of a department.
    #[must_use]
    pub fn of_department(mut self, department: &str) -> Self {
        self.department = Some(department.into());
        self
    }

    /// Of a system.
    #[must_use]
    pub fn of_system(mut self, system: &str) -> Self {
        self.system = Some(system.into());
        self
    }

    /// Whether what the role needs is there: a clerk's department, a worker's system; and nothing that would
    /// mean nothing.
    pub fn is_whole(&self) -> bool {
        let needs_department = self.role == Role::Clerk;
        let needs_system = self.role == Role::Worker;
        (self.department.is_some() == needs_department)
            && (self.system.is_some() == needs_system)
            && (self.posts.is_empty() || needs_department)
    }
}

/// Without the name: what is printed for a developer may end in a log.
impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal")
            .field("id", &self.id)
            .field("role", &self.role)
            .field("department", &self.department)
            .field("posts", &self.posts)
            .field("system", &self.system)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Principal, PrincipalId};
    use crate::access::Role;

    #[test]
    fn an_id_fits_headers_and_logs() {
        assert!(PrincipalId::new("dev:clerk.police").is_some());
        let longest = "x".repeat(64);
        assert!(PrincipalId::new(&longest).is_some());
        for wrong in ["", "张三", "a b", "a\nb", &format!("{longest}x")] {
            assert_eq!(PrincipalId::new(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn the_name_is_not_printed_and_a_clerk_needs_a_department() {
        let clerk = Principal::new(PrincipalId::new("c1").unwrap(), "张三", Role::Clerk);
        assert!(!format!("{clerk:?}").contains("张三"));
        assert!(!clerk.is_whole());
        assert!(clerk.clone().of_department("police").is_whole());
        assert!(!clerk.of_department("police").of_system("p").is_whole());
        assert!(!Principal::new(PrincipalId::new("w").unwrap(), "w", Role::Worker).is_whole());
        assert!(Principal::new(PrincipalId::new("a").unwrap(), "a", Role::Applicant).is_whole());
    }
}
