//! Plans and their measures.

use super::{Plans, Reader};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::{read, value};
use crate::scenario::model::{
    AutoEntry, Deliver, DepartmentId, Fallback, Id, LicenceEntry, LicenceId, Measure, MeasureKind, Merge,
    Plan, PromiseEntry, Scope, ServiceId, ShareEntry, StepKind, SystemId, Treated,
};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;
use std::collections::BTreeSet;

impl Reader<'_> {
    /// All plans; `separate` is among them whether written or not (rule 22).
    pub(super) fn plans(&mut self, node: Option<&Node>, scenario: Span) -> Plans {
        let mut plans = Plans::new();
        for entry in node.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source") {
            let plan = self.plan(entry);
            plans.insert(plan.id.clone(), plan);
        }
        if !plans.contains_key("separate") {
            let id = Id::from("separate");
            let separate = Plan {
                id: id.clone(),
                title: Text::new("分头办", "One by one"),
                when: None,
                runs_on: Vec::new(),
                measures: Vec::new(),
                fallbacks: Vec::new(),
                span: scenario,
            };
            plans.shift_insert(0, id, separate);
        }
        plans
    }

    fn plan(&mut self, entry: &Entry) -> Plan {
        let node = &entry.value;
        // A plan is offered once sign-in has told values; its condition may read them.
        let boolean = crate::expression::Type::Boolean;
        let when = node.get("when").and_then(|n| self.condition(n, None, Some(&boolean)));
        let runs_on: Vec<_> =
            node.get("runs_on").map_or(&[][..], Node::members).iter().filter_map(read::spanned).collect();
        let runs_on = runs_on.iter().filter_map(|name| self.system(name)).collect();
        let mut measures: Vec<Measure> = Vec::new();
        for member in node.get("measures").map_or(&[][..], Node::members) {
            let Some((name, value)) = read::entry(member) else { continue };
            let Some(kind) = self.measure(&name, value) else { continue };
            let again = measures
                .iter()
                .find(|m| m.kind.name() == kind.name() && !matches!(kind, MeasureKind::Merge(_)));
            if let Some(first) = again {
                let message = Text::new(
                    format!("举措 `{}` 列了两次", name.value),
                    format!("measure `{}` is listed twice", name.value),
                );
                let found = Diagnostic::new("E0701", name.span, message)
                    .mend(Text::new("合成一条", "make one of the two"));
                self.findings.push(found.also(first.span, Text::new("先在这里", "first here")));
            }
            measures.push(Measure { kind, span: name.span });
        }
        let fallbacks =
            node.get("fallbacks").map_or(&[][..], Node::members).iter().filter_map(fallback).collect();
        Plan {
            id: entry.key.value.clone(),
            title: read::label(node.get("title"), &entry.key.value),
            when,
            runs_on,
            measures,
            fallbacks,
            span: entry.key.span,
        }
    }

    fn measure(&mut self, name: &Spanned<Id>, value: Option<&Node>) -> Option<MeasureKind> {
        Some(match (&*name.value, value) {
            ("one_form", _) => MeasureKind::OneForm,
            ("one_set", _) => MeasureKind::OneSet,
            ("results", _) => MeasureKind::Results,
            ("parallel", _) => MeasureKind::Parallel,
            ("online", _) => MeasureKind::Online,
            ("sign_in", Some(node)) => {
                MeasureKind::SignIn(read::spanned(node).and_then(|n| self.system(&n))?)
            }
            ("share", Some(node)) => MeasureKind::Share(self.share(node).into()),
            ("licences", Some(node)) => MeasureKind::Licences(self.licences(node).into()),
            ("cancel", Some(node)) => MeasureKind::Cancel(self.papers(node, Treated::Cancelled).into()),
            ("commit", Some(node)) => MeasureKind::Commit(self.papers(node, Treated::Committed).into()),
            ("verify", Some(node)) => MeasureKind::Verify(self.papers(node, Treated::Verified).into()),
            ("merge", Some(node)) => MeasureKind::Merge(self.merge(node)?),
            ("auto", Some(node)) => MeasureKind::Auto(self.auto(node)),
            ("promise", Some(node)) => MeasureKind::Promise(self.promise(node)),
            ("deliver", Some(node)) => {
                let together = node.get("together").and_then(value::boolean).unwrap_or(true);
                MeasureKind::Deliver(Deliver { together, needs: self.data(node.get("needs"), None) })
            }
            _ => return None,
        })
    }

    /// `all`, or services and patterns `system.*`, in listed order.
    fn share(&mut self, node: &Node) -> Vec<ShareEntry> {
        let every = || (0..self.catalogue.services.len()).map(ServiceId::from);
        if node.text().is_some() {
            return every()
                .map(|service| ShareEntry { service, when: None, scope: Scope::All, span: node.span })
                .collect();
        }
        let mut entries = Vec::new();
        for member in node.members() {
            let Some((name, facts)) = read::entry(member) else { continue };
            let when = facts.and_then(|f| self.when(f, None));
            let span = name.span;
            match name.value.strip_suffix(".*") {
                Some(system) => {
                    let system = Spanned::new(Id::from(system), read::part_span(&name, 0, system.len()));
                    let Some(id) = self.system(&system) else { continue };
                    let services =
                        self.catalogue.services.values().enumerate().filter(|(_, s)| s.system == id);
                    let before = entries.len();
                    entries.extend(services.map(|(i, _)| {
                        let service = ServiceId::from(i);
                        ShareEntry { service, when: when.clone(), scope: Scope::All, span }
                    }));
                    if entries.len() == before {
                        let message = Text::new(
                            format!("系统 `{}` 没有服务", system.value),
                            format!("system `{}` offers no service", system.value),
                        );
                        let mend = Text::new(
                            "删去这一条，或在目录里写上它的服务",
                            "remove the entry, or write its services in the catalogue",
                        );
                        self.findings.push(Diagnostic::new("W0701", span, message).mend(mend));
                    }
                }
                None => {
                    let what = ("服务", "service");
                    if let Some(found) =
                        read::position(&self.catalogue.services, &name, what, &mut self.findings)
                    {
                        entries.push(ShareEntry { service: found.into(), when, scope: Scope::Named, span });
                    }
                }
            }
        }
        entries
    }

    fn licences(&mut self, node: &Node) -> Vec<LicenceEntry> {
        if node.text().is_some() {
            let every = (0..self.catalogue.licences.len()).map(LicenceId::from);
            return every
                .map(|licence| LicenceEntry { licence, when: None, scope: Scope::All, span: node.span })
                .collect();
        }
        let mut entries = Vec::new();
        for member in node.members() {
            let Some((name, facts)) = read::entry(member) else { continue };
            let when = facts.and_then(|f| self.when(f, None));
            let what = ("证照", "licence");
            if let Some(found) = read::position(&self.catalogue.licences, &name, what, &mut self.findings) {
                entries.push(LicenceEntry {
                    licence: found.into(),
                    when,
                    scope: Scope::Named,
                    span: name.span,
                });
            }
        }
        entries
    }

    fn merge(&mut self, node: &Node) -> Option<Merge> {
        let steps = node.get("steps").and_then(read::spanned)?;
        if !self.items.values().any(|i| i.steps.iter().any(|s| s.name == steps.value)) {
            let known: BTreeSet<&str> =
                self.items.values().flat_map(|i| i.steps.iter().map(|s| &*s.name)).collect();
            let found =
                read::unknown(&steps.value, steps.span, ("哪个事项有的环节", "step of any item"), known);
            self.findings.push(Diagnostic { code: "E0702", ..found });
        }
        let merged = self.items.values().flat_map(|i| &i.steps).filter(|s| s.name == steps.value);
        if let Some(other) = merged.into_iter().find(|s| !s.is_human()) {
            let message = Text::new(
                format!("`{}` 不是人办的环节，不能合并", steps.value),
                format!("`{}` is not work of people and cannot be merged", steps.value),
            );
            let mend = Text::new("合并它里面或旁边由人办的环节", "merge steps of people beside it");
            let found = Diagnostic::new("E0706", steps.span, message).mend(mend);
            let span = other.span;
            self.findings.push(found.also(span, Text::new("环节在这里", "the step is here")));
        }
        let into = node.get("into").and_then(read::spanned)?;
        let by: DepartmentId = node.get("by").and_then(read::spanned).and_then(|n| self.department(&n))?;
        let system: Option<SystemId> =
            node.get("system").and_then(read::spanned).and_then(|n| self.system(&n));
        let role = node.get("role").and_then(read::spanned);
        self.is_merge_staffed(&steps, role.as_ref(), &into, by);
        let title = match (node.get("title"), &*into.value) {
            (None, "joint_acceptance") => Text::new("统一受理", "Joint acceptance"),
            (None, "joint_visit") => Text::new("联合勘验", "Joint visit"),
            (written, name) => read::label(written, name),
        };
        Some(Merge {
            steps,
            into: into.value,
            title,
            by,
            role: role.map(|r| r.value),
            system,
            takes: node.get("takes").and_then(value::work_time),
        })
    }

    /// Whether anybody of the department does a merged step: of the role that is written, else of that of the steps.
    fn is_merge_staffed(
        &mut self,
        steps: &Spanned<Id>,
        role: Option<&Spanned<Id>>,
        into: &Spanned<Id>,
        by: DepartmentId,
    ) {
        let merged = self.items.values().flat_map(|i| &i.steps).filter(|s| s.name == steps.value);
        let usual = merged.filter_map(|s| s.role.clone()).next().map(|role| Spanned::new(role, into.span));
        self.is_staffed(into, role.or(usual.as_ref()), by, &[], true);
    }

    fn auto(&mut self, node: &Node) -> Vec<AutoEntry> {
        let mut entries = Vec::new();
        for member in node.members() {
            let Some((name, facts)) = read::entry(member) else { continue };
            let Some((item, step)) = self.halves(&name, "item.step", "事项.环节") else { continue };
            let Some(id) = self.item_name(&item) else { continue };
            let Some((_, facts_of_item)) = self.items.get_index(id.index()) else { continue };
            match facts_of_item.steps.iter().flat_map(|s| s.all()).find(|s| s.name == step.value) {
                None => {
                    let known = facts_of_item.steps.iter().flat_map(|s| s.all()).map(|s| &*s.name);
                    let found = read::unknown(&step.value, step.span, ("环节", "step of the item"), known);
                    self.findings.push(Diagnostic { code: "E0703", ..found });
                    continue;
                }
                Some(found) if !matches!(found.kind, StepKind::Human) => {
                    let message = Text::new(
                        format!("`{}` 不是人办的环节", name.value),
                        format!("`{}` is not done by people in the first place", name.value),
                    );
                    let mend =
                        Text::new("只有人办的环节能改为自动", "only steps of people can be done by rule");
                    let found = Diagnostic::new("E0704", name.span, message)
                        .mend(mend)
                        .also(found.span, Text::new("环节在这里", "the step is here"));
                    self.findings.push(found);
                    continue;
                }
                Some(_) => {}
            }
            let decides = facts.and_then(|f| f.get("decides")).and_then(value::probability).unwrap_or(1.0);
            entries.push(AutoEntry { item: id, step: step.value, decides, span: name.span });
        }
        entries
    }

    fn promise(&mut self, node: &Node) -> Vec<PromiseEntry> {
        let mut entries = Vec::new();
        for entry in node.entries().iter().filter(|e| &*e.key.value != "source") {
            let Some(item) = self.item_name(&entry.key) else { continue };
            let Some(limit) = value::period(&entry.value) else { continue };
            let statutory = self.items.get_index(item.index()).and_then(|(_, i)| i.limit.statutory.clone());
            if let Some(statutory) = statutory.filter(|s| value::longer(&limit, &s.value) == Some(true)) {
                let message = Text::new(
                    format!("承诺 {limit} 超过法定 {}", statutory.value),
                    format!("promised {limit} is more than the statutory {}", statutory.value),
                );
                let mend = Text::new("承诺不得长于法定", "a promise may not be longer than the law allows");
                let found = Diagnostic::new("E0802", entry.value.span, message).mend(mend);
                self.findings.push(found.also(statutory.span, Text::new("法定时限", "the statutory limit")));
            }
            entries.push(PromiseEntry { item, limit: Spanned::new(limit, entry.value.span) });
        }
        entries
    }
}

fn fallback(node: &Node) -> Option<Fallback> {
    Some(match &**node.text()? {
        "upload" => Fallback::Upload,
        "provisional" => Fallback::Provisional,
        "commitment" => Fallback::Commitment,
        "wait" => Fallback::Wait,
        _ => return None,
    })
}
