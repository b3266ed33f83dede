//! `--dev`: open on loopback alone, with one-click roles from the catalogue.

use super::denied::Denied;
use super::principal::{Principal, PrincipalId};
use super::role::Role;
use onething_engine::scenario::model::{Catalogue, Id};
use onething_engine::scenario::text::Text;
use std::net::SocketAddr;

/// Names of colleagues that the clerk of each department has.
const COLLEAGUES: [&str; 2] = ["2", "3"];

/// One role to click on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevelopmentRole {
    /// As it is said in the header `Onething-Role` or the cookie `onething_role`: `clerk:police`.
    pub said: String,
    /// Label.
    pub title: Text,
    /// Who acts then.
    pub principal: Principal,
}

/// The roles of a server that runs with `--dev`: each role, a clerk of each department, a worker of each system.
#[derive(Debug, Clone)]
pub struct Development {
    roles: Vec<DevelopmentRole>,
}

impl Development {
    /// Of a catalogue.
    pub fn of(catalogue: &Catalogue) -> Self {
        let mut roles = Vec::new();
        for role in Role::ALL {
            match role {
                Role::Clerk => {
                    let departments = catalogue.departments.iter().map(|(id, d)| (id, &d.title));
                    roles.extend(departments.filter_map(|(id, title)| bound(role, id, title)));
                }
                Role::Worker => {
                    let systems = catalogue.systems.iter().map(|(id, s)| (id, &s.title));
                    roles.extend(systems.filter_map(|(id, title)| bound(role, id, title)));
                }
                _ => roles.extend(person(role, None)),
            }
        }
        Self { roles }
    }

    /// Of several catalogues: whoever is in any of them, once.
    pub fn of_all<'c>(catalogues: impl IntoIterator<Item = &'c Catalogue>) -> Self {
        let mut roles: Vec<DevelopmentRole> = Vec::new();
        for catalogue in catalogues {
            for role in Self::of(catalogue).roles {
                if !roles.iter().any(|known| known.said == role.said) {
                    roles.push(role);
                }
            }
        }
        // Stable: each role's own stay in the order of the catalogues.
        roles.sort_by_key(|role| role.principal.role.column());
        Self { roles }
    }

    /// All roles to click on, in the order of [`Role::ALL`] and of the catalogue.
    pub fn roles(&self) -> &[DevelopmentRole] {
        &self.roles
    }

    /// Who acts when nothing is said.
    pub fn tester(&self) -> Principal {
        let found = self.roles.iter().find(|role| role.principal.role == Role::Tester);
        found.map_or_else(
            || Principal::new(PrincipalId("dev:tester".into()), "tester", Role::Tester),
            |role| role.principal.clone(),
        )
    }

    /// Who acts when a role is said: `tester`, `clerk:police`; or `applicant:NAME`, `clerk:DEPARTMENT:NAME` with a name
    /// of one's own, for as many applicants and colleagues as a test needs.
    ///
    /// # Errors
    /// [`Denied::UnknownRole`].
    pub fn principal(&self, said: &str) -> Result<Principal, Denied> {
        if let Some(role) = self.roles.iter().find(|role| role.said == said) {
            return Ok(role.principal.clone());
        }
        let unknown = || Denied::UnknownRole(said.chars().filter(|c| !c.is_control()).take(64).collect());
        let (role, name) = said.split_once(':').ok_or_else(unknown)?;
        if let Some((department, name)) = name.split_once(':').filter(|_| role == Role::Clerk.name()) {
            return self.colleague(department, name).ok_or_else(unknown);
        }
        let simple = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if role != Role::Applicant.name() || name.is_empty() || !name.chars().all(simple) {
            return Err(unknown());
        }
        person(Role::Applicant, Some(name)).map(|role| role.principal).ok_or_else(unknown)
    }

    /// A colleague of a department's clerk, by a name of one's own.
    fn colleague(&self, department: &str, name: &str) -> Option<Principal> {
        let simple = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let said = format!("{}:{department}", Role::Clerk.name());
        let clerk = &self.roles.iter().find(|role| role.said == said)?.principal;
        let named = !name.is_empty() && name.chars().all(simple);
        let id = PrincipalId::new(&format!("{}:{name}", clerk.id)).filter(|_| named)?;
        Some(Principal { id, name: format!("{} {name}", clerk.name).into(), ..clerk.clone() })
    }

    /// Who a principal's id is of: a clerk that can be asked as.
    pub fn clerk(&self, id: &str) -> Option<Principal> {
        let found = self.principal(id.strip_prefix("dev:")?).ok()?;
        (found.role == Role::Clerk).then_some(found)
    }

    /// The clerks of a department that are always there, so that tasks can be handed on.
    pub fn clerks_of(&self, department: &str) -> Vec<Principal> {
        let said = format!("{}:{department}", Role::Clerk.name());
        let first = self.roles.iter().find(|role| role.said == said).map(|role| role.principal.clone());
        let others = COLLEAGUES.iter().filter_map(|name| self.colleague(department, name));
        first.into_iter().chain(others).collect()
    }

    /// What is said at the start, loudly.
    pub fn banner(address: SocketAddr) -> Text {
        Text::new(
            format!(
                "！！开发模式（--dev）：{address} 不查身份，本机任何程序都可以任何角色办理任何事。不要用于真实数据。"
            ),
            format!(
                "!! --dev: {address} asks nobody who they are; any program on this machine may act in any role. \
                 Not for real data."
            ),
        )
    }
}

/// A clerk of a department, a worker of a system. None for an id that no principal's id can hold.
fn bound(role: Role, id: &Id, title: &Text) -> Option<DevelopmentRole> {
    let said = format!("{}:{id}", role.name());
    let principal = Principal::new(PrincipalId::new(&format!("dev:{said}"))?, &title.zh, role);
    let principal = if role == Role::Clerk { principal.of_department(id) } else { principal.of_system(id) };
    let of = role.title();
    let title = Text::new(format!("{}{}", title.zh, of.zh), format!("{}, {}", of.en, title.en));
    Some(DevelopmentRole { said, title, principal })
}

/// A role bound to nothing, or an applicant of some name.
fn person(role: Role, name: Option<&str>) -> Option<DevelopmentRole> {
    let said = name.map_or_else(|| role.name().to_owned(), |name| format!("{}:{name}", role.name()));
    let title = role.title();
    let principal =
        Principal::new(PrincipalId::new(&format!("dev:{said}"))?, name.unwrap_or(&title.zh), role);
    Some(DevelopmentRole { said, title, principal })
}

#[cfg(test)]
mod tests {
    use super::Development;
    use crate::access::{Denied, Role};
    use crate::library::{self, Place};

    fn newborn() -> Development {
        let loaded = library::load(&Place::Embedded, "newborn-birth").unwrap();
        Development::of(&loaded.scenario.unwrap().catalogue)
    }

    #[test]
    fn every_role_every_department_and_every_system_is_there() {
        let roles = newborn();
        for role in Role::ALL {
            assert!(roles.roles().iter().any(|r| r.principal.role == role), "{role:?}");
        }
        for shown in roles.roles() {
            assert_eq!(shown.principal.lack(), None, "{}", shown.said);
            assert_eq!(roles.principal(&shown.said).unwrap(), shown.principal);
        }
        let clerk = roles.principal("clerk:police").unwrap();
        assert_eq!((clerk.role, clerk.department.as_deref()), (Role::Clerk, Some("police")));
        assert_eq!(roles.tester().role, Role::Tester);
    }

    #[test]
    fn applicants_have_names_and_nothing_else_is_made_up() {
        let roles = newborn();
        let (one, two) =
            (roles.principal("applicant:li").unwrap(), roles.principal("applicant:wang").unwrap());
        assert_eq!(one.role, Role::Applicant);
        assert_ne!(one.id, two.id);
        let long = format!("applicant:{}", "x".repeat(80));
        for wrong in [
            "",
            "clerk",
            "clerk:nowhere",
            "clerk:nowhere:2",
            "clerk:police:",
            "clerk:police:a b",
            "operator:x",
            "applicant:",
            "applicant:a b",
            "king",
            &long,
        ] {
            assert!(matches!(roles.principal(wrong), Err(Denied::UnknownRole(_))), "{wrong}");
        }
    }

    #[test]
    fn a_clerk_has_colleagues_of_the_same_department() {
        let roles = newborn();
        let all = roles.clerks_of("police");
        assert_eq!(
            all.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(),
            ["dev:clerk:police", "dev:clerk:police:2", "dev:clerk:police:3"]
        );
        for one in &all {
            assert_eq!(roles.clerk(one.id.as_str()).as_ref(), Some(one));
            assert_eq!(one.department.as_deref(), Some("police"));
        }
        assert_eq!(roles.principal("clerk:police:li").unwrap().id.as_str(), "dev:clerk:police:li");
        for none in ["clerk:police", "dev:applicant:li", "dev:clerk:nowhere"] {
            assert_eq!(roles.clerk(none), None, "{none}");
        }
        assert!(roles.clerks_of("nowhere").is_empty());
    }

    #[test]
    fn the_banner_is_loud_in_both_languages() {
        let banner = Development::banner("127.0.0.1:8080".parse().unwrap());
        assert!(banner.zh.contains("127.0.0.1:8080") && banner.en.starts_with("!!"));
    }
}
