//! What each fact leads to.

use super::{Fact, LONGEST, fixed, misspelt, no_parent, parts, too_long};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::catalogue::SECTIONS;
use crate::scenario::grammar::scenario::{FIXED, overridable};
use crate::scenario::lower::read;
use crate::scenario::model::{Catalogue, Id, Source};
use crate::scenario::syntax::{Entry, Node, NodeValue};

/// The facts of one file.
#[derive(Debug, Clone)]
pub(in crate::scenario::lower) struct Layer<'a> {
    /// `facts:`.
    pub facts: &'a Node,
    /// Where the file's facts come from.
    pub source: Option<Source>,
    /// The catalogue that states them; none: the scenario.
    pub by: Option<Id>,
}

/// The facts of a file by what they lead to.
#[derive(Debug, Default)]
pub(in crate::scenario::lower) struct Sorted {
    /// Definitions of catalogues.
    pub catalogue: Vec<Fact>,
    /// Values of the scenario itself.
    pub own: Vec<Fact>,
    /// Values computed for parties: `child.address: { computed: … }`.
    pub computed: Vec<Entry>,
    /// Facts that lead nowhere.
    pub findings: Vec<Diagnostic>,
}

/// Sorts the facts of a file for a scenario over a catalogue.
pub(in crate::scenario::lower) fn sort(layer: &Layer<'_>, file: &Node, catalogue: &Catalogue) -> Sorted {
    let mut sorted = Sorted::default();
    let own = read::source(file, None);
    let source = read::source(layer.facts, layer.source.as_ref());
    for entry in layer.facts.entries().iter().filter(|e| &*e.key.value != "source") {
        let path = parts(&entry.key);
        if path.len() > LONGEST {
            sorted.findings.push(too_long(&entry.key));
            continue;
        }
        let fact = Fact {
            path,
            value: entry.value.clone(),
            is_sourced: source.as_ref().map(|s| &s.text) != own.as_ref().map(|s| &s.text),
            source: source.clone(),
            by: layer.by.clone(),
        };
        sorted.take(fact, entry, file, catalogue);
    }
    sorted
}

impl Sorted {
    fn take(&mut self, fact: Fact, entry: &Entry, file: &Node, catalogue: &Catalogue) {
        let Some(first) = fact.path.first().cloned() else { return };
        let name = &*first.value;
        let is_party = file.get("people").is_some_and(|people| people.get(name).is_some());
        match name {
            "items" => self.item(fact, file, catalogue),
            name if SECTIONS.contains(&name) => self.catalogue.push(fact),
            // A party may be called like a key of the scenario: then it is the party that is meant.
            _ if is_party || name == "applicant" => self.computed.push(entry.clone()),
            name if FIXED.contains(&name) => self.findings.push(fixed(&first, "")),
            name if overridable().any(|key| key == name) => self.own.push(fact),
            _ => match misspelt(&first, file.get("people")) {
                Some(found) => self.findings.push(found),
                None => self.computed.push(entry.clone()),
            },
        }
    }

    /// `items.register.…` is an item of the scenario, where it has one of that name; else one of the catalogue, there
    /// already or added as a whole.
    fn item(&mut self, fact: Fact, file: &Node, catalogue: &Catalogue) {
        let Some(name) = fact.path.get(1).cloned() else {
            if !matches!(fact.value.value, NodeValue::Map(_)) {
                return self.catalogue.push(fact);
            }
            let source = read::source(&fact.value, fact.source.as_ref());
            for entry in fact.value.entries().iter().filter(|e| &*e.key.value != "source") {
                let path = fact.path.iter().cloned().chain([entry.key.clone()]).collect();
                let inner = Fact { path, value: entry.value.clone(), source: source.clone(), ..fact.clone() };
                self.item(inner, file, catalogue);
            }
            return;
        };
        let own = file.get("items").map_or(&[][..], Node::entries).iter().map(|e| &*e.key.value);
        let own = own.filter(|name| *name != "source");
        if own.clone().any(|own| *own == *name.value) {
            self.own.push(fact);
        } else if catalogue.items.contains_key(&name.value)
            || (fact.path.len() == 2 && fact.value.get("department").is_some())
        {
            self.catalogue.push(fact);
        } else {
            let known = own.chain(catalogue.items.keys().map(|name| &**name));
            self.findings.push(no_parent(&name, "items", known, fact.by.as_ref()));
        }
    }
}
