//! Whether there is anybody to do the work: its role among the staff of its department.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{DepartmentId, Id};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;

impl Reader<'_> {
    /// Judges who does a step: its role in its own department, and in those that take part. `works` says that people
    /// do it; a role on a call or a notice only says whose it is.
    pub(super) fn is_staffed(
        &mut self,
        step: &Spanned<Id>,
        role: Option<&Spanned<Id>>,
        owner: DepartmentId,
        partners: &[DepartmentId],
        works: bool,
    ) {
        if let Some(role) = role {
            self.is_a_role(role, owner);
        }
        for department in [owner].iter().chain(partners).filter(|_| works) {
            match role {
                Some(role) => self.has_people(&role.value, role.span, *department),
                None => self.has_anybody(step.span, *department),
            }
        }
    }

    /// A role that nobody of the department has is probably misspelt.
    pub(super) fn is_a_role(&mut self, role: &Spanned<Id>, owner: DepartmentId) {
        let Some((name, department)) = self.catalogue.department(owner) else { return };
        if department.staff.is_empty() || department.staff.contains_key(&role.value) {
            return;
        }
        let known: Vec<&str> = department.staff.keys().map(|k| &**k).collect();
        let list = known.join(" ");
        let message = Text::new(
            format!("`{name}` 没有角色 `{}` 的人员", role.value),
            format!("`{name}` has nobody of role `{}`", role.value),
        );
        let mend = Text::new(format!("已有角色：{list}"), format!("its roles are: {list}"));
        self.findings.push(Diagnostic::new("W0501", role.span, message).mend(mend));
    }

    /// A role of whom there are 0 people.
    pub(super) fn has_people(&mut self, role: &str, at: Span, owner: DepartmentId) {
        let Some((name, department)) = self.catalogue.department(owner) else { return };
        let Some(staff) = department.staff.get(role).filter(|staff| staff.people == 0) else { return };
        let message = Text::new(
            format!("`{name}` 的 `{role}` 是 0 人，永远没有人办理"),
            format!("`{name}` has 0 people of role `{role}`, so that nobody would ever do it"),
        );
        let mend = Text::new(
            "写上人数，或改由别的角色、部门办",
            "say how many there are, or name another role or department",
        );
        let found = Diagnostic::new("E0517", at, message).mend(mend);
        self.findings.push(found.also(staff.span, Text::new("人数写在这里", "how many is written here")));
    }

    /// Work of whoever there is, where the department says that there is nobody.
    fn has_anybody(&mut self, at: Span, owner: DepartmentId) {
        let Some((name, department)) = self.catalogue.department(owner) else { return };
        if department.staff.is_empty() || department.staff.values().any(|staff| staff.people > 0) {
            return;
        }
        let message = Text::new(
            format!("`{name}` 的人员都是 0，永远没有人办理"),
            format!("`{name}` has 0 people in all, so that nobody would ever do it"),
        );
        let mend =
            Text::new("写上人数，或改由别的部门办", "say how many there are, or name another department");
        let span = department.span;
        let found = Diagnostic::new("E0517", at, message).mend(mend);
        self.findings.push(found.also(span, Text::new("部门在这里", "the department is here")));
    }
}
