//! The papers that `cancel`, `commit` and `verify` of a plan let do without.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::lower::read;
use crate::scenario::model::{Material, MaterialId, PaperEntry, Scope, Treated};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::Node;
use crate::scenario::text::Text;
use std::sync::Arc;

impl Reader<'_> {
    /// `all` that the catalogue marks so, or papers by name, each of which must be marked so.
    pub(super) fn papers(&mut self, node: &Node, treated: Treated) -> Vec<PaperEntry> {
        let is_so = |material: &Material| material.no_proof.as_ref().is_some_and(|n| n.treated == treated);
        if node.text().is_some() {
            let marked = self.catalogue.materials.values().enumerate().filter(|(_, m)| is_so(m));
            let entry = |(at, _)| PaperEntry {
                material: MaterialId::from(at),
                when: None,
                scope: Scope::All,
                span: node.span,
            };
            let entries: Vec<PaperEntry> = marked.map(entry).collect();
            entries.iter().for_each(|entry| self.is_verified_by_people(entry));
            return entries;
        }
        let mut entries = Vec::new();
        for member in node.members() {
            let Some((name, facts)) = read::entry(member) else { continue };
            let when = facts.and_then(|f| self.when(f, None));
            let what = ("材料", "material");
            let found = read::position(&self.catalogue.materials, &name, what, &mut self.findings);
            let Some(at) = found else { continue };
            match self.catalogue.materials.get_index(at) {
                Some((_, material)) if is_so(material) => {
                    let material = MaterialId::from(at);
                    let entry = PaperEntry { material, when, scope: Scope::Named, span: name.span };
                    self.is_verified_by_people(&entry);
                    entries.push(entry);
                }
                Some((_, material)) => {
                    let found = not_marked(&name, material, treated);
                    self.findings.push(found);
                }
                None => {}
            }
        }
        entries
    }

    /// Whether there is anybody to confirm a paper that is verified.
    fn is_verified_by_people(&mut self, entry: &PaperEntry) {
        let found = self.catalogue.materials.get_index(entry.material.index());
        let Some((id, material)) = found.map(|(id, material)| (id.clone(), material.clone())) else { return };
        let Some(by) = material.no_proof.as_ref().and_then(|n| n.verification.as_ref()) else { return };
        let before = self.findings.len();
        self.is_staffed(&Spanned::new(id, entry.span), by.role.as_ref(), by.department, &[], true);
        // Every plan that has it verified finds the same.
        for found in self.findings.split_off(before) {
            if !self.findings.contains(&found) {
                self.findings.push(found);
            }
        }
    }
}

fn not_marked(
    name: &Spanned<crate::scenario::model::Id>,
    material: &Arc<Material>,
    treated: Treated,
) -> Diagnostic {
    let (word, id) = (treated.word(), &name.value);
    let written = match treated {
        Treated::Cancelled | Treated::Committed => word,
        // Who confirms it has to be said.
        Treated::Verified => "{ treated: verified, department: … }",
    };
    let (message, mend, at): (Text, Text, Span) = match &material.no_proof {
        None => (
            Text::new(
                format!("目录没有写明材料 `{id}` 可以 `{word}`"),
                format!("the catalogue does not say that material `{id}` may be `{word}`"),
            ),
            Text::new(
                format!("在目录的这份材料下写 `no_proof: {written}` 并注明依据，或把它从这里删去"),
                format!("write `no_proof: {written}` with its source at the material, or remove it here"),
            ),
            material.span,
        ),
        Some(other) => (
            Text::new(
                format!("目录写明材料 `{id}` 是 `{}`，不是 `{word}`", other.treated.word()),
                format!(
                    "the catalogue says of material `{id}` that it is `{}`, not `{word}`",
                    other.treated.word()
                ),
            ),
            Text::new(
                "把它移到与目录一致的举措下，或改正目录",
                "move it to the measure that the catalogue allows, or mend the catalogue",
            ),
            other.span,
        ),
    };
    let found = Diagnostic::new("E0707", name.span, message).mend(mend);
    found.also(at, Text::new("目录在这里说到它", "the catalogue speaks of it here"))
}
