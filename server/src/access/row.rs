//! The row rule: of what an operation may touch, which things a principal may know of.

use super::denied::Denied;
use super::principal::{Principal, PrincipalId};
use onething_engine::scenario::model::Id;

/// How far an operation reaches for a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// What is the principal's own: an applicant's applications, a worker's system.
    Own,
    /// What their department has to do with.
    Department,
    /// Everything.
    All,
}

/// What the row rule looks at of one thing: an application, a task, a call.
#[derive(Debug, Clone, Copy, Default)]
pub struct Row<'a> {
    /// Who applied.
    pub applicant: Option<&'a PrincipalId>,
    /// The departments that have to do with it: of a task, its own; of an application, those of its items.
    pub departments: &'a [Id],
    /// Of a task, the post that does it.
    pub post: Option<&'a str>,
    /// Of a call, its system.
    pub system: Option<&'a str>,
}

impl Scope {
    /// Whether the principal may know of the thing. What may not be seen is [`Denied::NotFound`], as if it were
    /// not there: a 403 would tell that it is.
    pub fn covers(self, principal: &Principal, row: Row<'_>) -> Result<(), Denied> {
        let seen = match self {
            Scope::All => true,
            Scope::Own => match &principal.system {
                Some(own) => row.system == Some(own.as_ref()),
                None => row.applicant == Some(&principal.id),
            },
            Scope::Department => principal.department.as_ref().is_some_and(|own| {
                let post = row.post.is_none_or(|post| {
                    principal.posts.is_empty() || principal.posts.iter().any(|own| own.as_ref() == post)
                });
                post && row.departments.contains(own)
            }),
        };
        if seen { Ok(()) } else { Err(Denied::NotFound) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Scope};
    use crate::access::{Denied, Principal, PrincipalId, Role};
    use onething_engine::scenario::model::Id;

    fn principal(id: &str, role: Role) -> Principal {
        Principal::new(PrincipalId::new(id).unwrap(), id, role)
    }

    #[test]
    fn what_one_may_not_see_is_not_there() {
        let (mine, other) = (PrincipalId::new("a").unwrap(), PrincipalId::new("b").unwrap());
        let departments: [Id; 2] = ["police".into(), "health".into()];
        let row =
            Row { applicant: Some(&mine), departments: &departments, post: None, system: Some("hukou") };
        let applicant = principal("a", Role::Applicant);
        assert_eq!(Scope::Own.covers(&applicant, row), Ok(()));
        assert_eq!(
            Scope::Own.covers(&applicant, Row { applicant: Some(&other), ..row }),
            Err(Denied::NotFound)
        );
        assert_eq!(Scope::Own.covers(&applicant, Row { applicant: None, ..row }), Err(Denied::NotFound));
        let clerk = principal("c", Role::Clerk).of_department("health");
        assert_eq!(Scope::Department.covers(&clerk, row), Ok(()));
        let elsewhere = principal("c", Role::Clerk).of_department("tax");
        assert_eq!(Scope::Department.covers(&elsewhere, row), Err(Denied::NotFound));
        assert_eq!(Scope::Department.covers(&principal("c", Role::Clerk), row), Err(Denied::NotFound));
        let worker = principal("w", Role::Worker).of_system("hukou");
        assert_eq!(Scope::Own.covers(&worker, row), Ok(()));
        assert_eq!(Scope::Own.covers(&worker, Row { system: Some("tax"), ..row }), Err(Denied::NotFound));
        assert_eq!(Scope::All.covers(&principal("o", Role::Operator), Row::default()), Ok(()));
    }

    #[test]
    fn a_worker_named_like_an_applicant_does_not_see_their_applications() {
        let name = PrincipalId::new("same").unwrap();
        let worker = principal("same", Role::Worker).of_system("hukou");
        let row = Row { applicant: Some(&name), ..Row::default() };
        assert_eq!(Scope::Own.covers(&worker, row), Err(Denied::NotFound));
    }

    #[test]
    fn a_clerk_of_some_posts_sees_only_their_tasks() {
        let departments: [Id; 1] = ["police".into()];
        let mut clerk = principal("c", Role::Clerk).of_department("police");
        clerk.posts = vec!["officer".into()];
        let row = Row { departments: &departments, post: Some("clerk"), ..Row::default() };
        assert_eq!(Scope::Department.covers(&clerk, row), Err(Denied::NotFound));
        assert_eq!(Scope::Department.covers(&clerk, Row { post: Some("officer"), ..row }), Ok(()));
    }
}
