//! Calls of services, and the parties that fill their roles.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::{Shape, validate};
use crate::scenario::lower::read;
use crate::scenario::model::{Call, PartyRef, ServiceId, StepKind};
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;

impl Reader<'_> {
    /// `call: pensions.stop, with: { it: deceased }`.
    pub(super) fn call(&mut self, facts: &Node) -> Option<StepKind> {
        let name = facts.get("call").and_then(read::spanned)?;
        let what = ("服务", "service");
        let found = read::position(&self.catalogue.services, &name, what, &mut self.findings)?;
        let service = ServiceId::from(found);
        let with = facts.get("with");
        if let Some(list) = with.filter(|w| w.entries().is_empty()) {
            validate(list, &Shape::Names(&Shape::Name), &mut self.findings);
        }
        let entries = with.map_or(&[][..], Node::entries);
        let roles = entries.iter().filter_map(|entry| self.filled(service, entry)).collect();
        Some(StepKind::Call(Call { service, roles }))
    }

    /// `it: deceased`: a role of the service, and who fills it.
    fn filled(&mut self, service: ServiceId, entry: &Entry) -> Option<(usize, PartyRef)> {
        let catalogue = self.catalogue;
        let about = catalogue.service(service).map_or(&[][..], |(_, facts)| &facts.about[..]);
        let Some(at) = about.iter().position(|role| role.name == entry.key.value) else {
            let known = about.iter().map(|role| &*role.name);
            self.findings.push(read::unknown(&entry.key.value, entry.key.span, ("角色", "role"), known));
            return None;
        };
        let name = read::spanned(&entry.value)?;
        let party = self.party_ref(&name)?;
        let (kind, wanted) = (self.kind(party), about.get(at).map(|role| role.kind.clone())?);
        if kind != wanted {
            let message = Text::new(
                format!("角色 `{}` 要的是 {wanted}，`{}` 是 {kind}", entry.key.value, name.value),
                format!("role `{}` takes a {wanted}; `{}` is a {kind}", entry.key.value, name.value),
            );
            let mend = Text::new("换成那一种当事方", "name a party of that kind");
            self.findings.push(Diagnostic::new("E0503", name.span, message).mend(mend));
            return None;
        }
        Some((at, party))
    }
}
