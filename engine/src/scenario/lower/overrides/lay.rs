//! Facts laid over a tree, down the grammar: maps key by key, tables and lists by name, all else as a whole.

use super::entries::{holds_steps, name, settled, step, step_names};
use super::{ANYTHING, Fact, fixed, new_findings, no_parent};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::grammar::scenario::{FIXED_OF_ITEM, ITEM, SCENARIO};
use crate::scenario::grammar::steps::{STEP_KEYS, fits_kind};
use crate::scenario::grammar::{Key, Shape, unknown_key};
use crate::scenario::model::{Catalogue, Id, Overridden, Override, Source};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::syntax::{Entry, Node, NodeValue, Scalar};

/// Most names in a row that one name of a list may consist of: `home.address`.
const LONGEST_NAME: usize = 3;

/// Lays facts over the tree of a scenario. An item that `use`s one of the catalogue gets the keys of that one which
/// facts reach into.
pub(in crate::scenario::lower) fn lay_over_scenario(
    file: &mut Node,
    facts: &[Fact],
    catalogue: &Catalogue,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Override> {
    let mut overrides = Vec::new();
    facts.iter().for_each(|fact| unfold(file, fact, catalogue));
    let before = file.clone();
    let whole = findings.len();
    for fact in facts {
        let mut laying = Laying::new(fact, Overridden::Scenario, findings, &mut overrides);
        laying.descend(file, &SCENARIO, &fact.path, "");
    }
    // What could not be laid has its finding; the rest may only follow from it.
    if findings.len() == whole {
        new_findings(&before, file, &SCENARIO, findings);
    }
    overrides
}

/// Lays a fact over an item of the catalogue.
pub(in crate::scenario::lower) fn lay_over_item(
    item: &mut Node,
    fact: &Fact,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Override> {
    let mut overrides = Vec::new();
    let (before, whole) = (item.clone(), findings.len());
    let within = fact.path.iter().take(2).map(|part| &*part.value).collect::<Vec<_>>().join(".");
    let mut laying = Laying::new(fact, Overridden::Catalogue, findings, &mut overrides);
    laying.descend(item, &ITEM, fact.path.get(2..).unwrap_or_default(), &within);
    if findings.len() == whole {
        new_findings(&before, item, &ITEM, findings);
    }
    overrides
}

/// Writes into an item what it takes from the catalogue, as far as a fact leads there.
fn unfold(file: &mut Node, fact: &Fact, catalogue: &Catalogue) {
    let Some(item) = fact.path.get(1).filter(|_| fact.section() == "items") else { return };
    let items = entry_mut(file, "items").map(|entry| &mut entry.value);
    let Some(own) = items.and_then(|items| entry_mut(items, &item.value)).map(|entry| &mut entry.value)
    else {
        return;
    };
    let used = own.get(FIXED_OF_ITEM).and_then(Node::text).and_then(|name| catalogue.items.get(name));
    let Some(used) = used else { return };
    let keys: Vec<Id> = match fact.path.get(2) {
        Some(key) => vec![key.value.clone()],
        None => fact.value.entries().iter().map(|entry| entry.key.value.clone()).collect(),
    };
    for taken in used.node.entries().iter().filter(|entry| keys.contains(&entry.key.value)) {
        if own.get(&taken.key.value).is_none()
            && let NodeValue::Map(entries) = &mut own.value
        {
            entries.push(taken.clone());
        }
    }
}

fn entry_mut<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Entry> {
    match &mut node.value {
        NodeValue::Map(entries) => entries.iter_mut().find(|entry| &*entry.key.value == key),
        _ => None,
    }
}

/// One fact on its way.
struct Laying<'a> {
    fact: &'a Fact,
    of: Overridden,
    findings: &'a mut Vec<Diagnostic>,
    overrides: &'a mut Vec<Override>,
    /// The part of the path, or the key inside its value, that was reached last.
    at: Span,
    /// Whether something stood there.
    replaces: bool,
    /// The value to be laid.
    value: &'a Node,
}

impl<'a> Laying<'a> {
    fn new(
        fact: &'a Fact,
        of: Overridden,
        findings: &'a mut Vec<Diagnostic>,
        overrides: &'a mut Vec<Override>,
    ) -> Self {
        let at = fact.path.last().map_or(fact.value.span, |part| part.span);
        Self { fact, of, findings, overrides, at, replaces: true, value: &fact.value }
    }

    /// Goes down a path from a node that stands at `within`; whether something could be laid there.
    fn descend(
        &mut self,
        node: &mut Node,
        shape: &'static Shape,
        path: &[Spanned<Id>],
        within: &str,
    ) -> bool {
        let Some((part, rest)) = path.split_first() else { return self.place(node, shape, within) };
        let is_whole = is_whole(shape);
        let laid = match settled(shape, node) {
            Shape::Map(keys) => self.enter_map(node, keys, (part, rest), within),
            Shape::Table(inner) => self.enter_table(node, inner, (part, rest), within, false),
            Shape::Names(inner) => self.enter_table(node, inner, (part, rest), within, rest.is_empty()),
            list @ Shape::List(_) if holds_steps(list) => self.enter_steps(node, list, (part, rest), within),
            Shape::List(inner) | Shape::OneOrMany(inner) => self.enter_list(node, inner, path, within),
            // The keys of a party are relations too, so that any may be new.
            Shape::Either([]) => self.enter_table(node, &ANYTHING, (part, rest), within, rest.is_empty()),
            _ => self.enter_table(node, &ANYTHING, (part, rest), within, false),
        };
        if laid && is_whole {
            // What is said of the whole is said where it was changed.
            node.span = self.value.span;
        }
        laid
    }

    fn enter_map(
        &mut self,
        node: &mut Node,
        keys: &'static [Key],
        (part, rest): (&Spanned<Id>, &[Spanned<Id>]),
        within: &str,
    ) -> bool {
        let is_item = matches!(&ITEM, Shape::Map(of_item) if std::ptr::eq(*of_item, keys));
        if is_item && &*part.value == FIXED_OF_ITEM {
            self.findings.push(fixed(part, within));
            return false;
        }
        let Some(key) = keys.iter().find(|key| *key.name == *part.value) else {
            let is_step = std::ptr::eq(keys, &STEP_KEYS[..]);
            let fits = |name: &&str| *name != FIXED_OF_ITEM && (!is_step || fits_kind(node, name));
            self.findings.push(unknown_key(part, keys.iter().map(|key| key.name).filter(fits)));
            return false;
        };
        if !matches!(node.value, NodeValue::Map(_) | NodeValue::Null) {
            return self.nowhere(part, within, []);
        }
        self.enter_entry(node, part, key.shape, rest, within)
    }

    fn enter_table(
        &mut self,
        node: &mut Node,
        inner: &'static Shape,
        (part, rest): (&Spanned<Id>, &[Spanned<Id>]),
        within: &str,
        may_be_new: bool,
    ) -> bool {
        let is_there = node.get(&part.value).is_some();
        let may_be_new = may_be_new && matches!(node.value, NodeValue::Map(_) | NodeValue::Null);
        if !is_there && !may_be_new {
            let known: Vec<Id> = node.entries().iter().map(|entry| entry.key.value.clone()).collect();
            return self.nowhere(
                part,
                within,
                known.iter().map(|name| &**name).filter(|name| *name != "source"),
            );
        }
        self.enter_entry(node, part, inner, rest, within)
    }

    /// Into a key that is there, or that is put there, and taken away again where nothing could be laid.
    fn enter_entry(
        &mut self,
        node: &mut Node,
        key: &Spanned<Id>,
        shape: &'static Shape,
        rest: &[Spanned<Id>],
        within: &str,
    ) -> bool {
        let was_empty = node.is_null();
        if was_empty {
            *node = Node { value: NodeValue::Map(Vec::new()), span: key.span };
        }
        let is_new = node.get(&key.value).is_none();
        if let (true, NodeValue::Map(entries)) = (is_new, &mut node.value) {
            entries.push(Entry { key: key.clone(), value: Node { value: NodeValue::Null, span: key.span } });
        }
        let path = if within.is_empty() { key.value.to_string() } else { format!("{within}.{}", key.value) };
        let Some(entry) = entry_mut(node, &key.value) else { return false };
        self.replaces = !is_new;
        let laid = self.descend(&mut entry.value, shape, rest, &path);
        if let (false, true, NodeValue::Map(entries)) = (laid, is_new, &mut node.value) {
            entries.pop();
        }
        if !laid && was_empty {
            node.value = NodeValue::Null;
        }
        laid
    }

    /// Into the step of a name, however deep in blocks it stands.
    fn enter_steps(
        &mut self,
        node: &mut Node,
        list: &'static Shape,
        (part, rest): (&Spanned<Id>, &[Spanned<Id>]),
        within: &str,
    ) -> bool {
        if let Some(found) = step(node, list, &part.value) {
            return self.enter_member(found, of_entries(list), rest, &format!("{within}.{}", part.value));
        }
        let mut names = Vec::new();
        step_names(node, list, &mut names);
        self.nowhere(part, within, names.iter().map(|name| &**name))
    }

    /// Into the entry of a name, else of a number from 1.
    fn enter_list(
        &mut self,
        node: &mut Node,
        inner: &'static Shape,
        path: &[Spanned<Id>],
        within: &str,
    ) -> bool {
        let Some((first, _)) = path.split_first() else { return false };
        let NodeValue::List(members) = &mut node.value else { return self.nowhere(first, within, []) };
        let is_named = matches!(inner, Shape::Entry(_) | Shape::Choice(_) | Shape::Named(..));
        let named = |member: &Node| if is_named { name(member) } else { None };
        for length in 1..=path.len().min(LONGEST_NAME) {
            let wanted: Vec<&str> = path.iter().take(length).map(|part| &*part.value).collect();
            let wanted = wanted.join(".");
            let mut alike =
                members.iter().enumerate().filter(|(_, m)| named(m).is_some_and(|n| *n == *wanted));
            // Of two of one name neither is meant; their numbers tell them apart.
            if let (Some((at, _)), None) = (alike.next(), alike.next())
                && let Some(member) = members.get_mut(at)
            {
                let rest = path.get(length..).unwrap_or_default();
                return self.enter_member(member, inner, rest, &format!("{within}.{wanted}"));
            }
        }
        let number = first.value.parse::<usize>().ok().filter(|_| !first.value.starts_with(['0', '+']));
        let numbered = number.and_then(|number| members.get_mut(number.checked_sub(1)?));
        if let Some(member) = numbered {
            let rest = path.get(1..).unwrap_or_default();
            return self.enter_member(member, inner, rest, &format!("{within}.{}", first.value));
        }
        let numbers = (1..=members.len()).map(|number| number.to_string());
        let known: Vec<String> = members.iter().map(named).zip(numbers).map(known_as).collect();
        self.nowhere(first, within, known.iter().map(String::as_str))
    }

    /// Into what is said of an entry of a list; a bare name becomes one of which something is said.
    fn enter_member(
        &mut self,
        member: &mut Node,
        shape: &'static Shape,
        rest: &[Spanned<Id>],
        within: &str,
    ) -> bool {
        self.replaces = true;
        let inner = match shape {
            Shape::Entry(inner) => *inner,
            Shape::Choice(choices) => {
                let chosen = name(member).and_then(|n| choices.iter().find(|(name, _)| **name == *n));
                chosen.and_then(|(_, shape)| *shape).unwrap_or(&ANYTHING)
            }
            shape => return self.descend(member, shape, rest, within),
        };
        let bare = match &member.value {
            NodeValue::Scalar(scalar) => Some(Entry {
                key: Spanned::new(scalar.text.clone(), member.span),
                value: Node { value: NodeValue::Null, span: member.span },
            }),
            _ => None,
        };
        if let Some(mut entry) = bare {
            let laid = self.descend(&mut entry.value, inner, rest, within);
            if laid {
                member.value = NodeValue::Map(vec![entry]);
            }
            return laid;
        }
        match &mut member.value {
            NodeValue::Map(entries) => {
                entries.first_mut().is_some_and(|entry| self.descend(&mut entry.value, inner, rest, within))
            }
            _ => false,
        }
    }

    /// Lays the value over what stands at the end of the path.
    fn place(&mut self, node: &mut Node, shape: &'static Shape, within: &str) -> bool {
        let value = self.value;
        let is_map = matches!(value.value, NodeValue::Map(_)) && !value.entries().is_empty();
        let under = settled(shape, node);
        let takes_keys = match node.value {
            NodeValue::Map(_) => {
                matches!(under, Shape::Map(_) | Shape::Table(_) | Shape::Names(_) | Shape::Either([]))
            }
            NodeValue::List(_) => holds_steps(under),
            _ => false,
        };
        if is_map && takes_keys && !is_whole(shape) {
            let (at, mut laid) = (self.at, true);
            for entry in value.entries() {
                (self.at, self.value) = (entry.key.span, &entry.value);
                laid &= self.descend(node, shape, std::slice::from_ref(&entry.key), within);
            }
            (self.at, self.value) = (at, value);
            return laid;
        }
        self.overrides.push(Override {
            path: within.to_owned(),
            of: self.of,
            replaces: self.replaces,
            source: self.fact.source.clone().filter(|_| self.fact.is_sourced),
            span: self.at,
        });
        *node = value.clone();
        if self.fact.is_sourced {
            self.state_source(node, under);
        }
        true
    }

    /// Writes into a map of its own where it comes from: what stands around it comes from elsewhere.
    fn state_source(&self, node: &mut Node, shape: &Shape) {
        let Some(Source { text, span }) = self.fact.source.as_ref().filter(|_| node.get("source").is_none())
        else {
            return;
        };
        let may_say = matches!(shape, Shape::Map(keys) if keys.iter().any(|key| key.name == "source"));
        if let (true, NodeValue::Map(entries)) = (may_say, &mut node.value) {
            let text = NodeValue::Scalar(Scalar { text: text.clone(), plain: false });
            let key = Spanned::new(Id::from("source"), *span);
            entries.push(Entry { key, value: Node { value: text, span: *span } });
        }
    }

    fn nowhere<'k>(
        &mut self,
        part: &Spanned<Id>,
        within: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> bool {
        self.findings.push(no_parent(part, within, known, self.fact.by.as_ref()));
        false
    }
}

/// Whether a value of a shape is one, be it written with keys.
pub(super) fn is_whole(shape: &Shape) -> bool {
    match shape {
        Shape::Whole(_) | Shape::WorkTime | Shape::Label => true,
        Shape::Named(_, inner) => is_whole(inner),
        _ => false,
    }
}

/// The shape of the entries of a list.
fn of_entries(list: &'static Shape) -> &'static Shape {
    match list {
        Shape::List(inner) => inner,
        shape => shape,
    }
}

fn known_as((name, number): (Option<Id>, String)) -> String {
    name.map_or(number, |name| name.to_string())
}
