//! The roles a principal can have.

use onething_engine::scenario::text::Text;
use serde::{Deserialize, Serialize};

/// What a principal is to the server. One principal has one role; who does two jobs has two tokens.
///
/// The three administrators that graded protection asks to be kept apart (GB/T 22239-2019, 8.1.4.2) are
/// [`Operator`](Role::Operator), [`Administrator`](Role::Administrator) and [`Auditor`](Role::Auditor).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Applies, and sees their own applications.
    Applicant,
    /// Works off the tasks of one department.
    Clerk,
    /// Writes and publishes scenarios.
    Designer,
    /// Keeps the server running: incidents, systems, migrations.
    Operator,
    /// Gives out and revokes tokens.
    Administrator,
    /// Reads what happened, and changes nothing.
    Auditor,
    /// Plays every part: applicants, clerks, systems, the clock. For test servers.
    Tester,
    /// A department's system that fetches its own work.
    Worker,
}

impl Role {
    /// All of them, in the order of the policy's columns.
    pub const ALL: [Role; 8] = [
        Role::Applicant,
        Role::Clerk,
        Role::Designer,
        Role::Operator,
        Role::Administrator,
        Role::Auditor,
        Role::Tester,
        Role::Worker,
    ];

    /// As it is written: `clerk`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Applicant => "applicant",
            Role::Clerk => "clerk",
            Role::Designer => "designer",
            Role::Operator => "operator",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
            Role::Tester => "tester",
            Role::Worker => "worker",
        }
    }

    /// The role of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Label.
    pub fn title(self) -> Text {
        match self {
            Role::Applicant => Text::new("申请人", "Applicant"),
            Role::Clerk => Text::new("经办人", "Clerk"),
            Role::Designer => Text::new("场景设计人员", "Designer"),
            Role::Operator => Text::new("系统管理员", "Operator"),
            Role::Administrator => Text::new("安全管理员", "Security administrator"),
            Role::Auditor => Text::new("审计管理员", "Auditor"),
            Role::Tester => Text::new("测试人员", "Tester"),
            Role::Worker => Text::new("业务系统", "Department system"),
        }
    }

    /// Its column in the policy.
    pub(super) fn column(self) -> usize {
        Self::ALL.iter().position(|role| *role == self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn every_role_has_one_name_in_texts_in_stores_and_in_words() {
        for role in Role::ALL {
            assert_eq!(Role::of_name(role.name()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
            assert_eq!(Role::ALL[role.column()], role);
            assert_ne!(role.title().zh, role.title().en);
        }
        assert_eq!(Role::of_name("Clerk"), None);
    }
}
