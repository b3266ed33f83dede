//! Parties, their relations and numbers.

use super::Reader;
use crate::nearest::nearest;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::{self, scenario as shapes};
use crate::scenario::lower::{read, value};
use crate::scenario::model::{Id, Many, Party, PartyId, RelationTarget, ServiceId};
use crate::scenario::syntax::{Entry, Node, NodeValue};
use crate::scenario::text::Text;
use indexmap::IndexMap;

impl Reader<'_> {
    /// Names and kinds; relations and conditions follow once all names are known.
    pub(super) fn people(&mut self, node: Option<&Node>) {
        for entry in node.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source") {
            let facts = &entry.value;
            if !matches!(facts.value, NodeValue::Map(_) | NodeValue::Null) {
                let message = Text::new(
                    "当事方写成 { … }，没有属性就写 {}",
                    "a party is a map; `{}` if there is nothing to say",
                );
                let mend = match facts.text() {
                    Some(kind) => Text::new(
                        format!("若指种类，写成 {{ is: {kind} }}"),
                        format!("if it is the kind, write {{ is: {kind} }}"),
                    ),
                    None => Text::new("写成 { is: 种类 } 或 {}", "write { is: kind }, or {}"),
                };
                self.findings.push(Diagnostic::new("E0102", facts.span, message).mend(mend));
            }
            if &*entry.key.value == "applicant" {
                let message = Text::new("`applicant` 专指登录的人", "`applicant` always means who signed in");
                let mend = Text::new(
                    "给当事方起别的名字，并写 applicant: true",
                    "give the party another name and `applicant: true`",
                );
                self.findings.push(Diagnostic::new("E0501", entry.key.span, message).mend(mend));
            }
            let kind = facts.get("is").and_then(read::spanned);
            if let Some(kind) = &kind {
                self.check_kind(kind);
            }
            let applicant = facts.get("applicant").and_then(value::boolean).unwrap_or(false);
            let party = Party {
                id: entry.key.value.clone(),
                title: read::label(facts.get("title"), &entry.key.value),
                kind: kind.map_or_else(|| Id::from("person"), |k| k.value),
                applicant,
                relations: IndexMap::new(),
                when: None,
                many: self.many(facts),
                span: entry.key.span,
            };
            if applicant && &*party.kind != "person" {
                let message = Text::new("只有人能申请", "only a person can apply");
                let mend = Text::new(
                    "把 applicant: true 写到代表它的人上",
                    "write `applicant: true` on the person who acts for it",
                );
                self.findings.push(Diagnostic::new("E0502", entry.key.span, message).mend(mend));
            }
            self.people.insert(entry.key.value.clone(), party);
        }
    }

    /// Whether parties can be of a kind: built in, or with elements or materials.
    pub(super) fn is_kind(&self, kind: &str) -> bool {
        let prefix = format!("{kind}.");
        ["person", "couple"].contains(&kind)
            || self.catalogue.elements.keys().any(|k| k.starts_with(&prefix))
            || self.catalogue.materials.values().any(|m| &*m.about == kind)
    }

    fn check_kind(&mut self, kind: &crate::scenario::source::Spanned<Id>) {
        if !self.is_kind(&kind.value) {
            let mut kinds: Vec<&str> = self.catalogue.elements.values().map(|e| &*e.kind).collect();
            kinds.extend(["person", "couple"]);
            kinds.sort_unstable();
            kinds.dedup();
            self.findings.push(read::unknown(&kind.value, kind.span, ("当事方种类", "kind of party"), kinds));
        }
    }

    fn many(&mut self, facts: &Node) -> Option<Many> {
        let node = facts.get("many")?;
        // What cannot be read has its finding; that it is several stands, so that reading can go on.
        let several = Some(Many { min: 1, max: 2, count_from: None, weights: Vec::new() });
        let Some((min, max)) = value::range(node) else { return several };
        if min == 0 || max > 50 {
            let message = Text::new("人数要在 1 到 50 之间", "the number must be from 1 to 50");
            let mend = Text::new("可有可无的当事方用 when", "a party that may be absent takes `when`");
            self.findings.push(Diagnostic::new("E0405", node.span, message).mend(mend));
            return several;
        }
        let count_from = facts.get("count_from").and_then(read::spanned).and_then(|name| {
            let what = ("服务", "service");
            let found = read::position(&self.catalogue.services, &name, what, &mut self.findings)?;
            Some(crate::scenario::source::Spanned::new(ServiceId::from(found), name.span))
        });
        let weights: Vec<f64> =
            facts.get("weights").map_or(&[][..], Node::members).iter().filter_map(value::number).collect();
        let numbers = (max - min + 1) as usize;
        if !weights.is_empty() && weights.len() != numbers {
            let at = facts.get("weights").map_or(node.span, |w| w.span);
            let message = Text::new(
                format!("有 {numbers} 种人数，却写了 {} 个占比", weights.len()),
                format!("{numbers} numbers are possible, but there are {} weights", weights.len()),
            );
            let mend =
                Text::new("每种人数写一个占比，和为 1", "write one weight for each number; they sum to 1");
            self.findings.push(Diagnostic::new("E0407", at, message).mend(mend));
        }
        let sum: f64 = weights.iter().sum();
        if weights.len() == numbers && (sum - 1.0).abs() > 1e-6 {
            let at = facts.get("weights").map_or(node.span, |w| w.span);
            let sum = value::rounded(sum);
            let message =
                Text::new(format!("占比之和是 {sum}，不是 1"), format!("the weights sum to {sum}, not 1"));
            let mend = Text::new("改到和为 1", "make them sum to 1");
            self.findings.push(Diagnostic::new("E0406", at, message).mend(mend));
        }
        Some(Many { min, max, count_from, weights })
    }

    /// Relations and conditions of parties.
    pub(super) fn conditions_of_people(&mut self, node: Option<&Node>) {
        for entry in node.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source") {
            let when = self.when(&entry.value, None);
            let mut relations = IndexMap::new();
            for relation in entry.value.entries() {
                match shapes::PARTY_KEYS.iter().find(|k| *k.name == *relation.key.value) {
                    Some(key) => grammar::validate(&relation.value, key.shape, &mut self.findings),
                    None if &*relation.key.value == "source" => {}
                    None => {
                        if let Some(targets) = self.relation(relation) {
                            relations.insert(relation.key.value.clone(), targets);
                        }
                    }
                }
            }
            if let Some(party) = self.people.get_mut(&entry.key.value) {
                party.when = when;
                party.relations = relations;
            }
            self.couple(entry);
        }
        let entries = node.map_or(&[][..], Node::entries);
        let unread =
            entries.iter().any(|e| e.value.get("applicant").is_some_and(|n| value::boolean(n).is_none()));
        if !self.people.is_empty() && !unread && !self.people.values().any(|p| p.applicant) {
            let at = node.and_then(|n| n.entries().first()).map_or_else(Default::default, |e| e.key.span);
            let message = Text::new("没有人能申请", "nobody may apply");
            let mend =
                Text::new("给能申请的人写 applicant: true", "write `applicant: true` on those who may");
            self.findings.push(Diagnostic::new("E0504", at, message).mend(mend));
        }
    }

    fn relation(&mut self, entry: &Entry) -> Option<Vec<RelationTarget>> {
        // A key that is almost one of a party's own is a slip, not a relation.
        let own = shapes::PARTY_KEYS.iter().map(|k| k.name);
        let to_party = entry.value.text().is_some_and(|t| self.people.contains_key(t))
            || entry.value.entries().iter().any(|e| self.people.contains_key(&e.key.value));
        if !to_party && nearest(&entry.key.value, own.clone()).is_some() {
            self.findings.push(grammar::unknown_key(&entry.key, own));
            return None;
        }
        let before = self.findings.len();
        grammar::validate(&entry.value, &shapes::RELATION, &mut self.findings);
        if self.findings.len() > before {
            return None;
        }
        if let Some(name) = read::spanned(&entry.value) {
            let party = self.party_name(&name)?;
            return Some(vec![RelationTarget { party, when: None, span: name.span }]);
        }
        let targets = entry.value.entries().iter().filter_map(|target| {
            let party = self.party_name(&target.key)?;
            let when = self.when_node(&target.value, None);
            Some(RelationTarget { party, when, span: target.key.span })
        });
        Some(targets.collect())
    }

    fn couple(&mut self, entry: &Entry) {
        let Some(party) = self.people.get(&entry.key.value).filter(|p| &*p.kind == "couple") else { return };
        let absent = |role: &&str| !party.relations.contains_key(*role) && entry.value.get(role).is_none();
        let missing: Vec<String> =
            ["one", "other"].iter().filter(|r| absent(r)).map(|r| format!("`{r}`")).collect();
        if !missing.is_empty() {
            let message = Text::new(
                format!("夫妻缺 {}", missing.join(" 和 ")),
                format!("a couple needs {}", missing.join(" and ")),
            );
            let mend = Text::new("写明 one 和 other 是谁", "say who `one` and `other` are");
            self.findings.push(Diagnostic::new("E0505", entry.key.span, message).mend(mend));
        }
    }

    /// The party of an `each`; it must be one of several.
    pub(super) fn each(&mut self, node: Option<&Node>) -> Option<PartyId> {
        let name = node.and_then(read::spanned)?;
        let party = self.party_name(&name)?;
        let many = self.people.get_index(party.index()).is_some_and(|(_, p)| p.many.is_some());
        if !many {
            let message = Text::new(
                format!("`{}` 只有一个，用不着 each", name.value),
                format!("`{}` is one, not many", name.value),
            );
            let mend =
                Text::new("给它写 many: 1..4，或删去 each", "write `many: 1..4` on it, or remove `each`");
            self.findings.push(Diagnostic::new("E0506", name.span, message).mend(mend));
        }
        Some(party)
    }
}
