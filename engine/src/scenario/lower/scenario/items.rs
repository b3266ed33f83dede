//! Items: written here, or taken from the catalogue and overridden.

use super::Reader;
use super::steps::Around;
use super::terms::after_refusal;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::{self, scenario as shapes};
use crate::scenario::lower::{read, value};
use crate::scenario::model::{
    Datum, Document, Gives, Id, Item, ItemId, LicenceId, Limit, Need, Needs, PartyId, PartyRef, Source,
    Visits,
};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::{Entry, Node, NodeValue};
use crate::scenario::text::Text;

/// An item as it is to be read: its name, its facts, the source it inherits.
pub(super) struct ItemNode {
    pub(super) name: Spanned<Id>,
    pub(super) facts: Node,
    pub(super) source: Option<Source>,
    /// Whether it stands for a `flow`, which may be without a limit.
    pub(super) is_flow: bool,
}

impl Reader<'_> {
    /// The items with `use:` resolved; their names are known from here on.
    pub(super) fn item_nodes(&mut self, node: Option<&Node>) -> Vec<ItemNode> {
        let own = self.source.clone();
        let inherited = node.map_or(own.clone(), |n| read::source(n, own.as_ref()));
        let mut items = Vec::new();
        for entry in node.map_or(&[][..], Node::entries).iter().filter(|e| &*e.key.value != "source") {
            self.item_names.insert(entry.key.value.clone(), ());
            let (facts, source) = match entry.value.get("use").and_then(read::spanned) {
                None => (entry.value.clone(), read::source(&entry.value, inherited.as_ref())),
                Some(used) => self.used(entry, &used, inherited.as_ref()),
            };
            items.push(ItemNode { name: entry.key.clone(), facts, source, is_flow: false });
        }
        items
    }

    /// A catalogue item with the scenario's keys over its own.
    fn used(
        &mut self,
        entry: &Entry,
        used: &Spanned<Id>,
        inherited: Option<&Source>,
    ) -> (Node, Option<Source>) {
        let what = ("目录事项", "item of the catalogue");
        let found = read::position(&self.catalogue.items, used, what, &mut self.findings);
        let Some((_, item)) = found.and_then(|i| self.catalogue.items.get_index(i)) else {
            return (entry.value.clone(), inherited.cloned());
        };
        let mut facts = item.node.clone();
        if let NodeValue::Map(entries) = &mut facts.value {
            for over in entry.value.entries().iter().filter(|e| &*e.key.value != "use") {
                entries.retain(|e| e.key.value != over.key.value);
                entries.push(over.clone());
            }
        }
        let source = read::source(&entry.value, item.source.as_ref().or(inherited));
        (facts, source)
    }

    /// Reads all items; optional ones become situations.
    pub(super) fn items(&mut self, nodes: &[ItemNode]) {
        for (index, node) in nodes.iter().enumerate() {
            if let Some(item) = self.item(node) {
                if let Some(chosen) = item.optional {
                    let written = node.facts.get("chosen").is_some().then_some(chosen);
                    self.optional_item(ItemId::from(index), &item.id, &item.title, written, item.span);
                }
                self.items.insert(item.id.clone(), item);
            }
        }
        // An item that could not be read would shift the ids of those behind it; its errors stop all use.
        self.circular_after();
    }

    fn item(&mut self, node: &ItemNode) -> Option<Item> {
        let ItemNode { name, facts, source, is_flow } = node;
        let each = self.each(facts.get("each"));
        let taken_from_nothing = facts.get("use").is_some();
        let misspelt = grammar::is_misspelt(facts, shapes::item_keys(), "department");
        let department = match facts.get("department").and_then(read::spanned) {
            Some(name) => self.department(&name),
            None if taken_from_nothing || misspelt || *is_flow => None,
            None => {
                let message = Text::new("事项没有办理部门", "no department handles this item");
                let mend = Text::new("加上 `department: …`", "add `department: …`");
                self.findings.push(Diagnostic::new("E0103", name.span, message).mend(mend));
                None
            }
        };
        let system = facts.get("system").and_then(read::spanned).and_then(|name| self.system(&name));
        let after = facts.get("after").map_or(&[][..], Node::one_or_many).iter().filter_map(read::spanned);
        let after: Vec<_> = after.collect();
        let after =
            after.into_iter().filter_map(|name| self.item_name(&name).map(|id| Spanned::new(id, name.span)));
        let after = after.collect();
        let code = facts.get("code").and_then(read::spanned);
        if let Some(code) = &code {
            self.code(code);
        }
        let title = read::label(facts.get("title"), &name.value);
        let optional = facts.get("optional").and_then(value::boolean).unwrap_or(false);
        let chosen = facts.get("chosen").and_then(value::probability);
        let limit = match taken_from_nothing || (*is_flow && facts.get("limit").is_none()) {
            true => Limit::default(),
            false => self.limit(facts, name),
        };
        let steps = self.steps(facts.get("steps"), &mut Around::new(department, each));
        let commitment = self.commitment(facts.get("commitment"), &limit, &steps, each);
        let item = Item {
            id: name.value.clone(),
            title,
            system,
            code,
            limit,
            when: self.when(facts, each),
            optional: optional.then(|| chosen.unwrap_or(0.5)),
            after,
            each,
            needs: self.needs(facts.get("needs"), each),
            gives: self.gives(facts.get("gives")),
            steps,
            visits: visits(facts.get("visits")),
            fee: facts.get("fee").and_then(value::number),
            refund: self.refund(facts),
            on_refusal: after_refusal(facts.get("on_refusal")),
            commitment,
            at: facts.get("at").and_then(|node| self.at(node)),
            source: source.clone(),
            span: name.span,
            // A missing department has its finding; the first stands in so that reading can go on.
            department: department.unwrap_or_else(|| 0.into()),
        };
        Some(item)
    }

    /// 实施编码: 31 characters = 统一社会信用代码 18 + 行使层级 1 + 基本编码 12 (GB/T 39046; live codes).
    fn code(&mut self, code: &Spanned<Id>) {
        let text = &code.value;
        let formed = text.len() == 31
            && text.is_ascii()
            && text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
            && text.get(18..).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
            && matches!(text.as_bytes().get(18), Some(b'1'..=b'7'));
        if !formed {
            let message = Text::new(
                format!("`{text}` 不是实施编码"),
                format!("`{text}` is not an implementation code (实施编码)"),
            );
            let mend = Text::new(
                "共 31 位：统一社会信用代码 18 位、行使层级 1 位（1–7）、基本编码 12 位",
                "31 characters: the 18 of the credit code, 1 for the level (1–7), 12 of the basic code",
            );
            self.findings.push(Diagnostic::new("E0408", code.span, message).mend(mend));
        } else if !credit_code_is_right(&text[..18]) {
            let message =
                Text::new("统一社会信用代码的校验位不对", "the check digit of the credit code is wrong");
            let mend = Text::new("对照原文核对前 18 位", "compare the first 18 characters with the original");
            self.findings.push(Diagnostic::new("W0450", code.span, message).mend(mend));
        }
    }

    fn limit(&mut self, facts: &Node, name: &Spanned<Id>) -> Limit {
        let period = |key: &str| {
            let node = facts.get("limit").and_then(|l| l.get(key))?;
            value::period(node).map(|p| Spanned::new(p, node.span))
        };
        let limit = Limit { statutory: period("statutory"), promised: period("promised") };
        let written =
            facts.get("limit").is_some_and(|l| l.get("statutory").is_some() || l.get("promised").is_some());
        if !written {
            let message = Text::new("事项没有时限", "this item has no limit");
            let mend = Text::new(
                "写上 limit: { statutory: 5wd, promised: 1wd }；即办写 0wd",
                "write `limit: { statutory: 5wd, promised: 1wd }`; 0wd for done at once",
            );
            self.findings.push(Diagnostic::new("E0801", name.span, message).mend(mend));
        }
        if let (Some(statutory), Some(promised)) = (&limit.statutory, &limit.promised)
            && value::longer(&promised.value, &statutory.value) == Some(true)
        {
            let message = Text::new(
                format!("承诺 {} 超过法定 {}", promised.value, statutory.value),
                format!("promised {} is more than the statutory {}", promised.value, statutory.value),
            );
            let mend = Text::new("承诺不得长于法定", "a promise may not be longer than the law allows");
            let found = Diagnostic::new("E0802", promised.span, message).mend(mend);
            self.findings.push(found.also(statutory.span, Text::new("法定时限", "the statutory limit")));
        }
        limit
    }

    pub(super) fn needs(&mut self, node: Option<&Node>, each: Option<PartyId>) -> Needs {
        let Some(node) = node else { return Needs::default() };
        Needs {
            fields: self.data(node.get("fields"), each),
            materials: self.documents(node.get("materials"), each),
        }
    }

    /// `[mother.name, { child.address: { when: … } }]`, or `{ mother: [name] }` (rule 42).
    pub(super) fn data(&mut self, node: Option<&Node>, each: Option<PartyId>) -> Vec<Need<Datum>> {
        let mut needs = Vec::new();
        for (party, name, facts, span) in self.named(node) {
            let when = facts.and_then(|f| self.when(f, each));
            if let Some(element) = self.element(party, &name) {
                needs.push(Need { what: Datum { party, element }, when, span });
            }
        }
        needs
    }

    fn documents(&mut self, node: Option<&Node>, each: Option<PartyId>) -> Vec<Need<Document>> {
        let mut needs = Vec::new();
        for (party, name, facts, span) in self.named(node) {
            let when = facts.and_then(|f| self.when(f, each));
            if let Some(what) = self.document(party, &name) {
                needs.push(Need { what, when, span });
            }
        }
        needs
    }

    /// Names of parties' things, either spelling.
    fn named<'n>(&mut self, node: Option<&'n Node>) -> Vec<(PartyRef, Spanned<Id>, Option<&'n Node>, Span)> {
        let mut named = Vec::new();
        let Some(node) = node else { return named };
        for member in node.members() {
            let Some((name, facts)) = read::entry(member) else { continue };
            let Some((party, thing)) = self.halves(&name, "party.name", "当事方.名字") else { continue };
            if let Some(party) = self.party_ref(&party) {
                named.push((party, thing, facts, name.span));
            }
        }
        for entry in node.entries().iter().filter(|e| &*e.key.value != "source") {
            let Some(party) = self.party_ref(&entry.key) else { continue };
            for member in entry.value.members() {
                if let Some((name, facts)) = read::entry(member) {
                    let span = name.span;
                    named.push((party, name, facts, span));
                }
            }
        }
        named
    }

    pub(super) fn gives(&mut self, node: Option<&Node>) -> Gives {
        let Some(node) = node else { return Gives::default() };
        let fields =
            self.data(node.get("fields"), None).into_iter().map(|n| Spanned::new(n.what, n.span)).collect();
        let materials = self.documents(node.get("materials"), None);
        let materials = materials.into_iter().map(|n| Spanned::new(n.what, n.span)).collect();
        let mut licences = Vec::new();
        for (party, name, _, span) in self.named(node.get("licences")) {
            let what = ("证照", "licence");
            let Some(found) = read::position(&self.catalogue.licences, &name, what, &mut self.findings)
            else {
                continue;
            };
            let kind = self.kind(party);
            let holder = self.catalogue.licences.get_index(found).and_then(|(_, l)| l.holder_kind().cloned());
            if let Some(holder) = holder.filter(|h| *h != kind) {
                let message = Text::new(
                    format!("`{}` 的持证主体是 {holder}，这里是 {kind}", name.value),
                    format!("`{}` is held by a {holder}, not by a {kind}", name.value),
                );
                let mend = Text::new("换成那一种当事方", "name a party of that kind");
                self.findings.push(Diagnostic::new("E0503", name.span, message).mend(mend));
            }
            licences.push(Spanned::new((party, LicenceId::from(found)), span));
        }
        Gives { fields, materials, licences }
    }

    /// `after` that leads back to the item itself.
    fn circular_after(&mut self) {
        for (index, item) in self.items.values().enumerate() {
            let mut path = vec![index];
            if let Some(circle) = self.circle(index, index, &mut path) {
                let names: Vec<&str> =
                    circle.iter().filter_map(|i| self.items.get_index(*i)).map(|(k, _)| &**k).collect();
                let names = names.join(" → ");
                let at = item.after.first().map_or(item.span, |a| a.span);
                let message = Text::new(
                    format!("先后顺序绕成一圈：{names}"),
                    format!("`after` goes in a circle: {names}"),
                );
                let mend = Text::new("去掉其中一个 after", "remove one `after` of the circle");
                self.findings.push(Diagnostic::new("E0209", at, message).mend(mend));
                return;
            }
        }
    }

    fn circle(&self, start: usize, at: usize, path: &mut Vec<usize>) -> Option<Vec<usize>> {
        for next in self.items.get_index(at)?.1.after.iter().map(|a| a.value.index()) {
            if next == start {
                path.push(start);
                return Some(path.clone());
            }
            if !path.contains(&next) {
                path.push(next);
                if let Some(circle) = self.circle(start, next, path) {
                    return Some(circle);
                }
                path.pop();
            }
        }
        None
    }
}

fn visits(node: Option<&Node>) -> Visits {
    let Some(node) = node else { return Visits::default() };
    if let Some(apply) = value::count(node) {
        return Visits { apply, collect: 0 };
    }
    let visits = |key: &str| node.get(key).and_then(value::count).unwrap_or(0);
    Visits { apply: visits("apply"), collect: visits("collect") }
}

/// The check digit of a 统一社会信用代码 (GB 32100-2015): weights 3^(i−1) mod 31 over an alphabet without
/// I, O, Z, S, V.
pub fn credit_code_is_right(code: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    let Some(values) = values.filter(|v| v.len() == 18) else { return false };
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31 == values[17]
}
