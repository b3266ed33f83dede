//! Departments and their staff.

use super::{Reader, title};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{Department, Id, Source, Staff};
use crate::scenario::syntax::{Entry, Node, NodeValue};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use std::sync::Arc;

impl Reader {
    pub(super) fn department(&mut self, entry: &Entry, source: Option<&Source>) {
        let id = entry.key.value.clone();
        let base = self.catalogue.departments.get(&id).cloned();
        let node = &entry.value;
        let level = node.get("level").and_then(value::level).or(base.as_ref().map(|b| b.level));
        let Some(level) = self.require(entry, "level", level) else { return };
        let calendar = self.calendar_name(node.get("calendar"));
        let staff = base.as_ref().map(|b| b.staff.clone()).unwrap_or_default();
        let department = Department {
            title: title(node, base.as_ref().map(|b| &b.title), &id),
            level,
            calendar: calendar.or(base.as_ref().and_then(|b| b.calendar.clone())),
            staff: self.staff(node.get("staff"), staff),
            source: read::source(node, source),
            span: entry.key.span,
        };
        self.catalogue.departments.insert(id, Arc::new(department));
    }

    /// `{ clerk: 7, officer: { people: 2, queue: { capacity: 5 }, per_hour: 60 } }` over the staff that it overrides:
    /// what is not written of a role stays as it was.
    fn staff(&mut self, node: Option<&Node>, mut staff: IndexMap<Id, Staff>) -> IndexMap<Id, Staff> {
        let roles = node.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source");
        for role in roles {
            let base = staff.get(&role.key.value);
            let written = &role.value;
            let people = value::count(written).or_else(|| written.get("people").and_then(value::count));
            let people = people.or(base.map(|b| b.people));
            let capacity = written.get("queue").and_then(|q| q.get("capacity")).and_then(value::count);
            let queue_capacity = capacity.or(base.and_then(|b| b.queue_capacity));
            let usual_cost = base.and_then(|b| b.per_hour);
            let per_hour = written.get("per_hour").and_then(|n| self.cost(n)).or(usual_cost);
            let people = match &written.value {
                NodeValue::Map(_) => self.require(role, "people", people),
                _ => people,
            };
            let Some(people) = people else { continue };
            let span = role.key.span;
            staff.insert(role.key.value.clone(), Staff { people, queue_capacity, per_hour, span });
        }
        staff
    }

    /// CNY an hour, from 0.
    fn cost(&mut self, node: &Node) -> Option<f64> {
        let cost = value::number(node)?;
        if cost < 0.0 {
            let message = Text::new("人员成本不能小于 0", "staff cannot cost less than 0");
            let mend = Text::new("写一个不小于 0 的数", "write a number from 0");
            self.findings.push(Diagnostic::new("E0401", node.span, message).mend(mend));
        }
        Some(cost).filter(|c| *c >= 0.0)
    }
}
