//! Materials, and the licences that stand in for them.

use super::{Reader, title};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::{self, catalogue as shapes};
use crate::scenario::lower::{read, value};
use crate::scenario::model::{
    Id, Licence, Material, MaterialId, NoProof, Role, Source, SystemId, Treated, Verification,
};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;
use std::sync::Arc;

impl Reader {
    pub(super) fn material(&mut self, entry: &Entry, source: Option<&Source>) {
        let id = entry.key.value.clone();
        let base = self.catalogue.materials.get(&id).cloned();
        let node = &entry.value;
        if let Some(kind) = node.get("about").and_then(read::spanned) {
            self.check_kind(&kind.value, kind.span);
        }
        let about =
            node.get("about").and_then(Node::text).cloned().or(base.as_ref().map(|b| b.about.clone()));
        let Some(about) = self.require(entry, "about", about) else { return };
        let material = Material {
            title: title(node, base.as_ref().map(|b| &b.title), &id),
            provisional: node
                .get("provisional")
                .and_then(value::period)
                .or(base.as_ref().and_then(|b| b.provisional)),
            askable: node.get("ask").is_none() && base.as_ref().is_none_or(|b| b.askable),
            no_proof: self.no_proof(
                (node.get("no_proof"), &about),
                base.as_ref().and_then(|b| b.no_proof.as_ref()),
                read::source(node, source).as_ref(),
            ),
            about,
            source: read::source(node, source),
            span: entry.key.span,
        };
        self.catalogue.materials.insert(id, Arc::new(material));
    }

    pub(super) fn licence(&mut self, entry: &Entry, source: Option<&Source>) {
        let id = entry.key.value.clone();
        let base = self.catalogue.licences.get(&id).cloned();
        let node = &entry.value;
        let about = match node.get("holder").and_then(read::spanned) {
            Some(kind) => {
                self.check_kind(&kind.value, kind.span);
                Some(vec![holder(kind.value, kind.span)])
            }
            None => base.as_ref().map(|b| b.about.clone()),
        };
        let Some(about) = self.require(entry, "holder", about) else { return };
        let named = node.get("system").and_then(read::spanned);
        let system = match &named {
            Some(name) => {
                read::position(&self.catalogue.systems, name, ("系统", "system"), &mut self.findings)
                    .map(SystemId::from)
            }
            None => base.as_ref().map(|b| b.system),
        };
        let Some(system) = self.require(entry, "system", system) else { return };
        let given = self.role_data(node.get("given"), &about).or(base.as_ref().map(|b| b.given.clone()));
        let returns =
            self.role_data(node.get("returns"), &about).or(base.as_ref().map(|b| b.returns.clone()));
        let stands_for = match node.get("stands_for") {
            Some(names) => names.one_or_many().iter().filter_map(|n| self.stands_for(n, &about)).collect(),
            None => base.as_ref().map(|b| b.stands_for.clone()).unwrap_or_default(),
        };
        let licence = Licence {
            title: title(node, base.as_ref().map(|b| &b.title), &id),
            about,
            given: given.unwrap_or_default(),
            returns: returns.unwrap_or_default(),
            stands_for,
            system,
            held: node.get("held").and_then(value::probability).or(base.as_ref().and_then(|b| b.held)),
            source: read::source(node, source),
            span: entry.key.span,
        };
        let none_named = node.get("stands_for").is_none_or(|n| n.one_or_many().is_empty());
        if licence.stands_for.is_empty() && licence.returns.is_empty() && none_named {
            let message = Text::new(
                format!("证照 `{id}` 既不代替材料，也不提供数据"),
                format!("licence `{id}` stands for no material and supplies no element"),
            );
            let mend = Text::new("写上 stands_for 或 returns", "write `stands_for` or `returns`");
            self.findings.push(Diagnostic::new("E0601", entry.key.span, message).mend(mend));
        }
        self.catalogue.licences.insert(id, Arc::new(licence));
    }

    fn stands_for(&mut self, node: &Node, about: &[Role]) -> Option<Spanned<MaterialId>> {
        let name = read::spanned(node)?;
        let found =
            read::position(&self.catalogue.materials, &name, ("材料", "material"), &mut self.findings)?;
        let (_, material) = self.catalogue.materials.get_index(found)?;
        if let Some(holder) = about.first().filter(|h| h.kind != material.about) {
            let message = Text::new(
                format!("`{}` 是关于 {} 的，持证主体却是 {}", name.value, material.about, holder.kind),
                format!(
                    "`{}` is about a {}, but the licence is held by a {}",
                    name.value, material.about, holder.kind
                ),
            );
            let mend = Text::new("让两者的种类一致", "make the two kinds agree");
            let found = Diagnostic::new("E0602", name.span, message).mend(mend);
            self.findings
                .push(found.also(material.span, Text::new("材料在这里定义", "the material is defined here")));
        }
        Some(Spanned::new(MaterialId::from(found), name.span))
    }

    /// `cancelled`, or `{ treated: cancelled, source: … }`; what an override does not say stays as it was.
    fn no_proof(
        &mut self,
        (node, about): (Option<&Node>, &Id),
        base: Option<&NoProof>,
        inherited: Option<&Source>,
    ) -> Option<NoProof> {
        let Some(node) = node else { return base.cloned() };
        let (treated, source) = match node.get("treated").or(node.text().map(|_| node)).and_then(Node::text) {
            Some(word) => (Treated::of(word)?, read::source(node, inherited)),
            None => (base?.treated, read::source(node, base?.source.as_ref())),
        };
        let base = base.filter(|b| b.treated == treated);
        let verification = match treated {
            Treated::Verified => self.verification((node, about), base.and_then(|b| b.verification.as_ref())),
            Treated::Cancelled | Treated::Committed => {
                self.findings.extend(foreign_to(node, treated));
                None
            }
        };
        Some(NoProof { treated, verification, source, span: node.span })
    }

    /// Who confirms a paper, as `no_proof` says.
    fn verification(
        &mut self,
        (node, about): (&Node, &Id),
        base: Option<&Verification>,
    ) -> Option<Verification> {
        let department = match node.get("department").and_then(read::spanned) {
            Some(name) => {
                let what = ("部门", "department");
                read::position(&self.catalogue.departments, &name, what, &mut self.findings)?.into()
            }
            None => match base {
                Some(base) => base.department,
                None => {
                    self.findings.push(grammar::missing_key(node, &shapes::VERIFYING));
                    return None;
                }
            },
        };
        let within = node.get("within").and_then(|n| value::period(n).map(|p| Spanned::new(p, n.span)));
        let given = self.role_data(node.get("given"), &[holder(about.clone(), node.span)]);
        Some(Verification {
            department,
            given: given.or_else(|| base.map(|b| b.given.clone())).unwrap_or_default(),
            role: node.get("role").and_then(read::spanned).or_else(|| base.and_then(|b| b.role.clone())),
            takes: node
                .get("takes")
                .and_then(value::work_time)
                .or_else(|| base.and_then(|b| b.takes.clone())),
            within: within.or_else(|| base.and_then(|b| b.within.clone())),
            confirmed: node
                .get("confirmed")
                .and_then(value::probability)
                .or(base.map(|b| b.confirmed))
                .unwrap_or(1.0),
        })
    }
}

/// The one role of a licence, and of what is confirmed of a paper.
fn holder(kind: Id, span: Span) -> Role {
    Role { name: Id::from("holder"), kind, relation: None, each: false, span }
}

/// Keys that say who confirms a paper, on one that nobody is asked to confirm.
fn foreign_to(node: &Node, treated: Treated) -> Vec<Diagnostic> {
    let keys = node.entries().iter().map(|entry| &entry.key);
    let foreign = keys.filter(|key| shapes::OF_VERIFIED.contains(&&*key.value));
    let found = foreign.map(|key| {
        let (name, word) = (&key.value, treated.word());
        let message = Text::new(
            format!("`{name}` 在 `{word}` 的材料上没有含义"),
            format!("`{name}` means nothing on a paper that is `{word}`"),
        );
        let mend = Text::new(
            "它用于 `treated: verified`；删去它，或改写 `treated`",
            "it goes with `treated: verified`; remove it, or write that",
        );
        Diagnostic::new("E0156", key.span, message).mend(mend)
    });
    found.collect()
}
