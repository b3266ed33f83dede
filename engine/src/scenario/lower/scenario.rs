//! Scenario files as facts.

mod blocks;
mod calls;
mod conditions;
mod items;
mod papers;
mod people;
mod plans;
mod roles;
mod simulation;
mod situations;
mod steps;
mod terms;
mod waits;

use super::catalogue::{override_catalogue, version};
use super::overrides::{self, Layer, Sorted};
use super::read;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar;
use crate::scenario::grammar::scenario as shapes;
use crate::scenario::model::{
    Catalogue, ComputedFact, Costs, Datum, DepartmentId, Document, Given, Id, Item, ItemId, MaterialId,
    Message, NameTable, Overridden, Override, Party, PartyId, PartyRef, Plan, Scenario, Situation,
    SituationId, Source,
};
use crate::scenario::source::Spanned;
use crate::scenario::syntax::{Entry, Node};
use crate::scenario::text::Text;
use indexmap::IndexMap;
use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

/// Reads a scenario over a catalogue. Whatever could be read is returned with all findings; a scenario with
/// errors among them is for showing only.
pub fn read_scenario(file: &Node, base: &Arc<Catalogue>) -> (Option<Scenario>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    grammar::validate(file, &shapes::SCENARIO, &mut findings);
    version(file, &mut findings);
    let Some(id) = file.get("id").and_then(read::spanned) else { return (None, findings) };
    let source = read::source(file, None);
    let Laid { file, catalogue, overrides, computed } = laid(file, base, &mut findings);
    let file = &*file;
    let mut reader = Reader {
        catalogue: &catalogue,
        findings,
        source,
        people: IndexMap::new(),
        situations: IndexMap::new(),
        items: IndexMap::new(),
        item_names: IndexMap::new(),
        names: RefCell::new(NameTable::default()),
        id: id.value.clone(),
        messages: IndexMap::new(),
        unread_messages: Vec::new(),
        bound: Vec::new(),
    };
    reader.people(file.get("people"));
    reader.situations(file.get("situations"));
    reader.conditions_of_people(file.get("people"));
    reader.conditions_of_situations(file.get("situations"));
    reader.messages(file.get("messages"));
    let item_nodes = match reader.flow(file) {
        Some(flow) => vec![flow],
        None => reader.item_nodes(file.get("items")),
    };
    reader.items(&item_nodes);
    let computed = reader.computed(&computed);
    let sign_in = file.get("sign_in").map_or(&[][..], Node::members);
    let sign_in = sign_in.iter().filter_map(|n| reader.spanned_datum(n)).collect();
    let lead = file.get("lead").and_then(read::spanned).and_then(|name| reader.department(&name));
    let plans = reader.plans(file.get("plans"), id.span);
    let never = file.get("never").map_or(&[][..], Node::members);
    let never = never.iter().filter_map(|n| reader.when_node(n, None)).collect();
    let base_way = reader.base(file.get("base"));
    let simulation = reader.simulation(file);
    let usual_costs = costs(file.get("costs"), &mut reader.findings);
    let Reader { findings, people, situations, messages, items, names, source, .. } = reader;
    let scenario = Scenario {
        title: read::label(file.get("title"), &id.value),
        id,
        source,
        lead,
        overrides,
        people,
        sign_in,
        situations,
        computed,
        messages,
        items,
        plans,
        never,
        base: base_way,
        costs: usual_costs,
        simulation,
        names: names.into_inner(),
        catalogue,
    };
    (Some(scenario), findings)
}

/// A scenario's tree and its catalogue with all facts laid over them.
struct Laid<'a> {
    file: Cow<'a, Node>,
    catalogue: Arc<Catalogue>,
    overrides: Vec<Override>,
    /// Values computed for parties, by path.
    computed: IndexMap<Id, Entry>,
}

impl Laid<'_> {
    /// Takes a value computed for a party; what a scenario says itself, and nothing before it, overrides nothing.
    fn compute(&mut self, entry: Entry, layer: &Layer<'_>) {
        let key = entry.key.clone();
        let replaces = self.computed.insert(key.value.clone(), entry).is_some();
        if replaces || layer.by.is_some() {
            self.overrides.push(Override {
                path: key.value.to_string(),
                of: Overridden::Scenario,
                replaces,
                source: layer.source.clone().filter(|_| layer.by.is_some()),
                span: key.span,
            });
        }
    }
}

/// Lays the facts of the catalogues over definitions, in the order in which the scenario names them, and its own over
/// these (rule 38).
fn laid<'a>(file: &'a Node, base: &Arc<Catalogue>, findings: &mut Vec<Diagnostic>) -> Laid<'a> {
    let named = catalogues_named(file);
    let of_catalogues = named.iter().flat_map(|name| base.facts.iter().filter(|f| f.by == name.value));
    let of_catalogues =
        of_catalogues.map(|f| Layer { facts: &f.node, source: f.source.clone(), by: Some(f.by.clone()) });
    let own = file.get("facts").map(|facts| Layer { facts, source: read::source(file, None), by: None });
    let mut laid = Laid {
        file: Cow::Borrowed(file),
        catalogue: base.clone(),
        overrides: Vec::new(),
        computed: IndexMap::new(),
    };
    for layer in of_catalogues.chain(own) {
        let Sorted { catalogue: shared, own, computed, findings: mut lost } =
            overrides::sort(&layer, file, &laid.catalogue);
        findings.append(&mut lost);
        let (over, mut noted, mut found) = override_catalogue(&laid.catalogue, &shared);
        findings.append(&mut found);
        laid.catalogue = over;
        laid.overrides.append(&mut noted);
        if !own.is_empty() {
            let tree = laid.file.to_mut();
            laid.overrides.extend(overrides::lay_over_scenario(tree, &own, &laid.catalogue, findings));
        }
        for entry in computed {
            laid.compute(entry, &layer);
        }
    }
    laid
}

/// The catalogues a scenario names, with their places.
pub fn catalogues_named(file: &Node) -> Vec<Spanned<Id>> {
    file.get("catalogue").map_or(&[][..], Node::one_or_many).iter().filter_map(read::spanned).collect()
}

/// Costs are at least 1: what costs nothing to ask would be asked without end.
fn costs(node: Option<&Node>, findings: &mut Vec<Diagnostic>) -> Costs {
    let usual = Costs::default();
    let mut cost = |key: &str| {
        let written = node.and_then(|n| n.get(key))?;
        let cost = super::value::count(written)?;
        if cost == 0 {
            let message = Text::new("代价不能是 0", "asking is never free: the cost is 0");
            let mend = Text::new("写一个不小于 1 的整数", "write a whole number from 1");
            findings.push(Diagnostic::new("E0401", written.span, message).mend(mend));
        }
        Some(cost).filter(|c| *c > 0)
    };
    Costs {
        field: cost("field").unwrap_or(usual.field),
        material: cost("material").unwrap_or(usual.material),
    }
}

/// Reads the parts of a scenario; names of people, situations and items are known before conditions compile.
struct Reader<'a> {
    catalogue: &'a Arc<Catalogue>,
    findings: Vec<Diagnostic>,
    source: Option<Source>,
    people: IndexMap<Id, Party>,
    situations: IndexMap<Id, Situation>,
    items: IndexMap<Id, Item>,
    item_names: IndexMap<Id, ()>,
    names: RefCell<NameTable>,
    /// The scenario's own id.
    id: Id,
    messages: IndexMap<Id, Message>,
    /// Messages that are named, but could not be read.
    unread_messages: Vec<Id>,
    /// Parties of which one member is meant, by the `each` blocks around.
    bound: Vec<PartyId>,
}

impl Reader<'_> {
    fn department(&mut self, name: &Spanned<Id>) -> Option<DepartmentId> {
        read::position(&self.catalogue.departments, name, ("部门", "department"), &mut self.findings)
            .map(DepartmentId::from)
    }

    fn system(&mut self, name: &Spanned<Id>) -> Option<crate::scenario::model::SystemId> {
        read::position(&self.catalogue.systems, name, ("系统", "system"), &mut self.findings).map(Into::into)
    }

    fn item_name(&mut self, name: &Spanned<Id>) -> Option<ItemId> {
        read::position(&self.item_names, name, ("事项", "item"), &mut self.findings).map(ItemId::from)
    }

    fn party_name(&mut self, name: &Spanned<Id>) -> Option<PartyId> {
        read::position(&self.people, name, ("当事方", "party"), &mut self.findings).map(PartyId::from)
    }

    /// `applicant`, or a party by name.
    fn party_ref(&mut self, name: &Spanned<Id>) -> Option<PartyRef> {
        if &*name.value == "applicant" {
            return Some(PartyRef::Applicant);
        }
        let found = self.people.get_index_of(&name.value);
        if found.is_none() {
            let known = self.people.keys().map(|k| &**k).chain(["applicant"]);
            self.findings.push(read::unknown(&name.value, name.span, ("当事方", "party"), known));
        }
        found.map(|p| PartyRef::Party(PartyId::from(p)))
    }

    /// The kind of a party; the applicant is a person.
    fn kind(&self, party: PartyRef) -> Id {
        match party {
            PartyRef::Applicant => Id::from("person"),
            PartyRef::Party(id) => {
                self.people.get_index(id.index()).map_or_else(|| Id::from("person"), |(_, p)| p.kind.clone())
            }
        }
    }

    /// `mother.id_number`.
    fn datum(&mut self, name: &Spanned<Id>) -> Option<Datum> {
        let (party, element) = self.halves(name, "party.element", "当事方.数据元")?;
        let party = self.party_ref(&party)?;
        self.element(party, &element).map(|element| Datum { party, element })
    }

    fn spanned_datum(&mut self, node: &Node) -> Option<Spanned<Datum>> {
        let name = read::spanned(node)?;
        self.datum(&name).map(|datum| Spanned::new(datum, name.span))
    }

    /// `id_number` of a party.
    fn element(&mut self, party: PartyRef, name: &Spanned<Id>) -> Option<crate::scenario::model::ElementId> {
        let kind = self.kind(party);
        let found = self.catalogue.elements.get_index_of(&*format!("{kind}.{}", name.value));
        // Of a kind that there is none of, that is the finding.
        if found.is_none() && self.is_kind(&kind) {
            let prefix = format!("{kind}.");
            let known = self.catalogue.elements.keys().filter_map(|k| k.strip_prefix(&prefix));
            self.findings.push(read::unknown(&name.value, name.span, ("数据元", "element"), known));
        }
        found.map(Into::into)
    }

    /// A material of a party.
    fn document(&mut self, party: PartyRef, name: &Spanned<Id>) -> Option<Document> {
        let found =
            read::position(&self.catalogue.materials, name, ("材料", "material"), &mut self.findings)?;
        let (_, material) = self.catalogue.materials.get_index(found)?;
        let kind = self.kind(party);
        if material.about != kind && self.is_kind(&kind) {
            let message = Text::new(
                format!("`{}` 是关于 {} 的，这里的当事方是 {kind}", name.value, material.about),
                format!("`{}` is about a {}, but the party here is a {kind}", name.value, material.about),
            );
            let mend = Text::new("换成那一种当事方", "name a party of that kind");
            let found = Diagnostic::new("E0503", name.span, message).mend(mend);
            self.findings
                .push(found.also(material.span, Text::new("材料在这里定义", "the material is defined here")));
        }
        Some(Document { party, material: MaterialId::from(found) })
    }

    /// The two halves of a dotted name.
    fn halves(&mut self, name: &Spanned<Id>, en: &str, zh: &str) -> Option<(Spanned<Id>, Spanned<Id>)> {
        if let Some(at) = name.value.find(['，', '、']) {
            let message = Text::new("名字之间是中文标点", "a Chinese comma between names");
            let mend = Text::new("写英文逗号 `,`", "write an ASCII `,`");
            let place = read::part_span(name, at, at + '，'.len_utf8());
            self.findings.push(Diagnostic::new("E0207", place, message).mend(mend));
            return None;
        }
        let halves =
            name.value.split_once('.').filter(|(a, b)| !a.is_empty() && !b.is_empty() && !b.contains('.'));
        let Some((first, second)) = halves else {
            let message =
                Text::new(format!("`{}` 不是 {zh}", name.value), format!("`{}` is not {en}", name.value));
            let owner = if en.starts_with("item") {
                self.item_names.keys().next()
            } else {
                self.people.keys().next()
            };
            let mend = match owner.filter(|_| !name.value.contains('.')) {
                Some(owner) => Text::new(
                    format!("写明是谁的，如 {owner}.{}", name.value),
                    format!("say whose it is, such as {owner}.{}", name.value),
                ),
                None => Text::new(format!("写成两段：{zh}"), format!("write two parts: {en}")),
            };
            self.findings.push(Diagnostic::new("E0207", name.span, message).mend(mend));
            return None;
        };
        let dot = first.len();
        Some((
            Spanned::new(Id::from(first), read::part_span(name, 0, dot)),
            Spanned::new(Id::from(second), read::part_span(name, dot + 1, name.value.len())),
        ))
    }

    /// `facts` that are values computed for parties: `child.address: { computed: …, when: … }`.
    fn computed(&mut self, facts: &IndexMap<Id, Entry>) -> Vec<ComputedFact> {
        let mut computed = Vec::new();
        for entry in facts.values() {
            let Some(datum) = self.datum(&entry.key) else { continue };
            let Some(text) = entry.value.get("computed") else {
                let message =
                    Text::new("场景的 facts 里这一项要写 computed", "a fact about a party needs `computed`");
                let mend = Text::new("写成 { computed: 表达式 }", "write `{ computed: expression }`");
                self.findings.push(Diagnostic::new("E0150", entry.value.span, message).mend(mend));
                continue;
            };
            for key in entry
                .value
                .entries()
                .iter()
                .filter(|e| !matches!(&*e.key.value, "computed" | "when" | "source"))
            {
                let known = ["computed", "when", "source"].into_iter();
                self.findings.push(grammar::unknown_key(&key.key, known));
            }
            let bound = match datum.party {
                PartyRef::Party(party) => Some(party),
                PartyRef::Applicant => None,
            };
            let when = entry.value.get("when").and_then(|n| self.when_node(n, bound));
            if let Some(value) = self.value_of(text, datum, bound) {
                computed.push(ComputedFact { datum, value, when, span: entry.key.span });
            }
        }
        computed
    }

    /// `base: { married: unmarried }`.
    fn base(&mut self, node: Option<&Node>) -> Vec<Given> {
        let mut base = Vec::new();
        for entry in node.map_or(&[][..], Node::entries) {
            let what = ("情形", "situation");
            let Some(index) = read::position(&self.situations, &entry.key, what, &mut self.findings) else {
                continue;
            };
            let situation = SituationId::from(index);
            let names: Vec<Spanned<Id>> =
                entry.value.one_or_many().iter().filter_map(read::spanned).collect();
            let answers = names.iter().filter_map(|name| self.answer(situation, name)).collect();
            base.push(Given { situation, answers });
        }
        base
    }

    /// The position of an answer of a situation.
    fn answer(&mut self, situation: SituationId, name: &Spanned<Id>) -> Option<usize> {
        let (_, facts) = self.situations.get_index(situation.index())?;
        let found = facts.answers.iter().position(|a| a.id == name.value);
        if found.is_none() {
            let known = facts.answers.iter().map(|a| &*a.id);
            self.findings.push(read::unknown(&name.value, name.span, ("答案", "answer"), known));
        }
        found
    }
}

/// Plans by name.
type Plans = IndexMap<Id, Plan>;

#[cfg(test)]
mod tests;
