//! Systems and services, and the roles that services and licences are about (rule 2).

use super::{Reader, title};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{
    DepartmentId, ElementId, Id, Retry, Role, RoleDatum, Service, Simulated, Source, System, SystemId,
};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;
use std::sync::Arc;

/// `{ times: 3, every: 1min }`.
fn retry(node: &Node) -> Option<Retry> {
    Some(Retry {
        times: node.get("times").and_then(value::count)?,
        every: node.get("every").and_then(value::period)?,
    })
}

/// A `via` to resolve once all systems are known.
pub(in crate::scenario::lower) struct Via {
    system: usize,
    through: Spanned<Id>,
}

impl Reader {
    pub(super) fn system(&mut self, entry: &Entry, source: Option<&Source>) {
        let id = entry.key.value.clone();
        let base = self.catalogue.systems.get(&id).cloned();
        let node = &entry.value;
        let source = read::source(node, source);
        let named = node.get("department").and_then(read::spanned);
        let department = match &named {
            Some(name) => {
                read::position(&self.catalogue.departments, name, ("部门", "department"), &mut self.findings)
                    .map(DepartmentId::from)
            }
            None => base.as_ref().map(|b| b.department),
        };
        let Some(department) = self.require(entry, "department", department) else { return };
        let simulated = base.as_ref().map(|b| b.simulated.clone()).unwrap_or_default();
        let simulated = node.get("simulated").map_or(simulated.clone(), |n| self.simulated(n, simulated));
        let system = System {
            title: title(node, base.as_ref().map(|b| &b.title), &id),
            department,
            via: base.as_ref().and_then(|b| b.via),
            simulated,
            source: source.clone(),
            span: entry.key.span,
        };
        let (index, _) = self.catalogue.systems.insert_full(id.clone(), Arc::new(system));
        if let Some(through) = node.get("via").and_then(read::spanned) {
            self.later.push(Via { system: index, through });
        }
        let services = node.get("services");
        let inherited = services.map_or(source.clone(), |s| read::source(s, source.as_ref()));
        for service in services.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source") {
            self.service(&id, SystemId::from(index), service, inherited.as_ref());
        }
    }

    /// What is written over what it overrides.
    fn simulated(&mut self, node: &Node, base: Simulated) -> Simulated {
        let always = node.get("open").and_then(Node::text).is_some_and(|text| &**text == "always");
        let open = if always { None } else { self.open(node.get("open")) };
        Simulated {
            latency: node.get("latency").and_then(value::work_time).or(base.latency),
            available: node.get("available").and_then(value::probability).or(base.available),
            open: if node.get("open").is_some() { open } else { base.open },
            timeout: node.get("timeout").and_then(value::period).or(base.timeout),
            retry: node.get("retry").and_then(retry).or(base.retry),
        }
    }

    /// A calendar by name, where `always` might have stood too.
    fn open(&mut self, node: Option<&Node>) -> Option<Id> {
        let name = node.and_then(read::spanned)?;
        if self.catalogue.calendars.contains_key(&name.value) {
            return Some(name.value);
        }
        let known = self.catalogue.calendars.keys().map(|k| &**k).chain(["always"]);
        let found = read::unknown(&name.value, name.span, ("日历", "calendar"), known);
        self.findings.push(found);
        None
    }

    fn service(&mut self, system_id: &Id, system: SystemId, entry: &Entry, source: Option<&Source>) {
        let id: Id = Id::from(format!("{system_id}.{}", entry.key.value));
        let base = self.catalogue.services.get(&id).cloned();
        let node = &entry.value;
        let about = match node.get("about") {
            Some(about) => Some(self.roles(about)),
            None => base.as_ref().map(|b| b.about.clone()),
        };
        let Some(about) = self.require(entry, "about", about) else { return };
        let given = self.role_data(node.get("given"), &about).or(base.as_ref().map(|b| b.given.clone()));
        let returns =
            self.role_data(node.get("returns"), &about).or(base.as_ref().map(|b| b.returns.clone()));
        let (Some(given), Some(returns)) =
            (self.require(entry, "given", given), self.require(entry, "returns", returns))
        else {
            return;
        };
        let service = Service {
            id: id.clone(),
            system,
            title: title(node, base.as_ref().map(|b| &b.title), &entry.key.value),
            about,
            given,
            returns,
            found: node.get("found").and_then(value::probability).or(base.as_ref().and_then(|b| b.found)),
            source: read::source(node, source),
            span: entry.key.span,
        };
        self.catalogue.services.insert(id, Arc::new(service));
    }

    /// `{ it: person, other: spouse of it, baby: each child of it }`.
    pub(super) fn roles(&mut self, about: &Node) -> Vec<Role> {
        let mut roles: Vec<Role> = Vec::new();
        for entry in about.entries() {
            let Some(text) = entry.value.text() else { continue };
            let (each, rest) = match text.strip_prefix("each ") {
                Some(rest) => (true, rest.trim()),
                None => (false, text.trim()),
            };
            let span = entry.value.span;
            let role = match rest.split_once(" of ") {
                Some((relation, start)) => {
                    let (relation, start) = (relation.trim(), start.trim());
                    let known = roles.iter().position(|r| &*r.name == start);
                    if known.is_none() {
                        let names = roles.iter().map(|r| &*r.name);
                        self.findings.push(read::unknown(
                            start,
                            span,
                            ("在它之前的角色", "earlier role"),
                            names,
                        ));
                    }
                    let start = known.and_then(|k| u8::try_from(k).ok()).unwrap_or(0);
                    let kind = self.relation_kind(relation);
                    Role {
                        name: entry.key.value.clone(),
                        kind,
                        relation: Some((Id::from(relation), start)),
                        each,
                        span,
                    }
                }
                None => {
                    self.check_kind(rest, span);
                    Role { name: entry.key.value.clone(), kind: Id::from(rest), relation: None, each, span }
                }
            };
            roles.push(role);
        }
        roles
    }

    /// A kind of party must be built in or have elements.
    pub(super) fn check_kind(&mut self, kind: &str, at: crate::scenario::source::Span) {
        if !self.kinds().any(|k| k == kind) {
            let known: Vec<String> = self.kinds().map(str::to_owned).collect();
            let found =
                read::unknown(kind, at, ("当事方种类", "kind of party"), known.iter().map(String::as_str));
            self.findings.push(found);
        }
    }

    fn kinds(&self) -> impl Iterator<Item = &str> {
        let mut kinds = vec!["person", "couple"];
        let mut last = "";
        for kind in self.catalogue.elements.values().map(|e| &*e.kind) {
            if kind != last && !kinds.contains(&kind) {
                kinds.push(kind);
            }
            last = kind;
        }
        kinds.into_iter()
    }

    /// The kind of party that a relation leads to: the kind it is named after, else a person.
    fn relation_kind(&self, relation: &str) -> Id {
        let kind = self.kinds().find(|k| *k == relation).unwrap_or("person");
        Id::from(kind)
    }

    /// `[it.id_number, holder.one.id_number]`; none if nothing is written.
    pub(super) fn role_data(&mut self, node: Option<&Node>, roles: &[Role]) -> Option<Vec<RoleDatum>> {
        let names = node?.members().iter().filter_map(read::spanned).collect::<Vec<_>>();
        Some(names.iter().filter_map(|name| self.role_datum(name, roles)).collect())
    }

    fn role_datum(&mut self, name: &Spanned<Id>, roles: &[Role]) -> Option<RoleDatum> {
        let parts: Vec<&str> = name.value.split('.').collect();
        let ([first, path @ .., last], true) = (&parts[..], parts.len() >= 2) else {
            let message = Text::new(
                format!("`{}` 不是 角色.数据元", name.value),
                format!("`{}` is not role.element", name.value),
            );
            let mend = Text::new("写成 it.id_number", "write it like it.id_number");
            self.findings.push(Diagnostic::new("E0207", name.span, message).mend(mend));
            return None;
        };
        let Some(role) = roles.iter().position(|r| &*r.name == *first) else {
            let at = read::part_span(name, 0, first.len());
            self.findings.push(read::unknown(first, at, ("角色", "role"), roles.iter().map(|r| &*r.name)));
            return None;
        };
        let kind =
            path.last().map_or_else(|| roles[role].kind.clone(), |relation| self.relation_kind(relation));
        let element = self.element_of(&kind, last, name)?;
        Some(RoleDatum {
            role: u8::try_from(role).unwrap_or(u8::MAX),
            path: path.iter().map(|p| Id::from(*p)).collect(),
            element,
            span: name.span,
        })
    }

    fn element_of(&mut self, kind: &str, name: &str, written: &Spanned<Id>) -> Option<ElementId> {
        let found = self.catalogue.elements.get_index_of(&*format!("{kind}.{name}"));
        // Of a kind that there is none of, that is the finding.
        if found.is_none() && self.kinds().any(|k| k == kind) {
            let prefix = format!("{kind}.");
            let at = read::part_span(written, written.value.len() - name.len(), written.value.len());
            let known = self.catalogue.elements.keys().filter_map(|k| k.strip_prefix(&prefix));
            let found = read::unknown(name, at, ("数据元", "element"), known);
            self.findings.push(found);
        }
        found.map(ElementId::from)
    }

    pub(super) fn resolve_via(&mut self) {
        for via in std::mem::take(&mut self.later) {
            let found =
                read::position(&self.catalogue.systems, &via.through, ("系统", "system"), &mut self.findings);
            if let (Some(through), Some((_, system))) =
                (found, self.catalogue.systems.get_index_mut(via.system))
            {
                Arc::make_mut(system).via = Some(SystemId::from(through));
                self.circular_via(via.system, &via.through);
            }
        }
    }

    fn circular_via(&mut self, start: usize, written: &Spanned<Id>) {
        let mut at = SystemId::from(start);
        for _ in 0..self.catalogue.systems.len() {
            match self.catalogue.system(at).and_then(|(_, s)| s.via) {
                Some(next) if next.index() == start => {
                    let message = Text::new("via 绕成了一圈", "`via` leads back to the system itself");
                    let mend = Text::new("去掉其中一个 via", "remove one `via` of the circle");
                    self.findings.push(Diagnostic::new("E0208", written.span, message).mend(mend));
                    return;
                }
                Some(next) => at = next,
                None => return,
            }
        }
    }
}
