//! Who acts.

use super::role::Role;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;
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

    /// What keeps it from being one of its role: a clerk needs a department, a worker a system, and no role has what
    /// would mean nothing. None: it is whole.
    pub fn lack(&self) -> Option<Lack> {
        let (is_clerk, is_worker) = (self.role == Role::Clerk, self.role == Role::Worker);
        match (&self.department, &self.system) {
            (None, _) if is_clerk => Some(Lack::Department),
            (_, None) if is_worker => Some(Lack::System),
            (Some(_), _) if !is_clerk => Some(Lack::OtherRole("department")),
            (_, Some(_)) if !is_worker => Some(Lack::OtherRole("system")),
            _ if !is_clerk && !self.posts.is_empty() => Some(Lack::OtherRole("posts")),
            _ => None,
        }
    }
}

/// What keeps a principal from being one of its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// A clerk without a department: no worklist would be theirs.
    Department,
    /// A worker without a system: no work would be theirs.
    System,
    /// It has this, which is another role's.
    OtherRole(&'static str),
}

impl Lack {
    /// What is missing, or too much: `department`, `system`, `posts`.
    pub fn part(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::System => "system",
            Self::OtherRole(part) => part,
        }
    }

    /// What is wrong.
    pub fn text(self) -> Text {
        match self {
            Self::Department => Text::new("clerk 须属于一个部门", "a clerk needs a department"),
            Self::System => Text::new("worker 须属于一个系统", "a worker needs a system"),
            Self::OtherRole(part @ "system") => {
                Text::new(format!("只有 worker 才有 {part}"), format!("only a worker has a {part}"))
            }
            Self::OtherRole("posts") => Text::new("只有 clerk 才有 posts", "only a clerk has posts"),
            Self::OtherRole(part) => {
                Text::new(format!("只有 clerk 才有 {part}"), format!("only a clerk has a {part}"))
            }
        }
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
    use super::{Lack, Principal, PrincipalId};
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
        assert_eq!(clerk.lack(), Some(Lack::Department));
        let whole = clerk.of_department("police");
        assert_eq!(whole.lack(), None);
        assert_eq!(whole.clone().of_system("p").lack(), Some(Lack::OtherRole("system")));
        let of = |role| Principal::new(PrincipalId::new("x").unwrap(), "x", role);
        assert_eq!(of(Role::Worker).lack(), Some(Lack::System));
        assert_eq!(of(Role::Worker).of_system("p").lack(), None);
        assert_eq!(of(Role::Applicant).lack(), None);
        assert_eq!(of(Role::Operator).of_department("police").lack(), Some(Lack::OtherRole("department")));
        let mut posted = of(Role::Auditor);
        posted.posts = whole.department.into_iter().collect();
        assert_eq!(posted.lack(), Some(Lack::OtherRole("posts")));
        for lack in [Lack::Department, Lack::System, Lack::OtherRole("posts")] {
            assert!(!lack.text().en.contains(&*lack.text().zh) && !lack.part().is_empty());
        }
    }
}
