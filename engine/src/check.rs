//! The whole way from source texts to a checked scenario: read, lowered, derived, with every finding of
//! every stage.

mod process;
mod supply;

use crate::scenario::check as facts;
use crate::scenario::diagnostic::{Diagnostic, Severity, in_order, without_consequences};
use crate::scenario::grammar::catalogue::CATALOGUE;
use crate::scenario::grammar::validate;
use crate::scenario::lower::catalogue::read_catalogues;
use crate::scenario::lower::read;
use crate::scenario::lower::scenario::{catalogues_named, read_scenario};
use crate::scenario::lower::value::is_id;
use crate::scenario::model::{Catalogue, Scenario};
use crate::scenario::source::{SourceId, Sources};
use crate::scenario::syntax::{Budget, Node, from_bytes};
use std::sync::Arc;

/// A source text: the name a person knows it by, and its bytes.
pub type SourceBytes<'a> = (&'a str, &'a [u8]);

/// A scenario and everything found while reading it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The scenario, where enough of it could be read; not for use while there are errors.
    pub scenario: Option<Arc<Scenario>>,
    /// All findings, the true mistake first.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that findings point into.
    pub sources: Sources,
}

impl Checked {
    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// A source text, parsed; hosts may parse several at once.
#[derive(Debug, Clone)]
pub struct Parsed<'a> {
    /// The name a person knows it by.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The tree, or why there is none.
    pub tree: Result<Node, Vec<Diagnostic>>,
}

impl<'a> Parsed<'a> {
    /// Parses a text that will be the source of a number among the sources of one reading.
    pub fn new((name, bytes): SourceBytes<'a>, number: usize, budget: &Budget) -> Self {
        let id = SourceId(u16::try_from(number).unwrap_or(u16::MAX));
        Self { name, bytes, tree: from_bytes(id, bytes, budget) }
    }

    /// The text, for findings to point into.
    fn text(&self) -> std::borrow::Cow<'a, str> {
        String::from_utf8_lossy(self.bytes)
    }
}

/// Checks one scenario with the catalogues beside it; those it does not name are not read into it.
pub fn check(scenario: SourceBytes<'_>, catalogues: &[SourceBytes<'_>]) -> Checked {
    check_within(scenario, catalogues, &Budget::LOCAL)
}

/// The same within another budget for the scenario's own text.
pub fn check_within(scenario: SourceBytes<'_>, catalogues: &[SourceBytes<'_>], budget: &Budget) -> Checked {
    let parsed = catalogues.iter().zip(1..).map(|(file, number)| Parsed::new(*file, number, &Budget::LOCAL));
    check_parsed(Parsed::new(scenario, 0, budget), parsed)
}

/// The same over texts that are parsed: the scenario is source 0, the catalogues follow it.
pub fn check_parsed<'a>(scenario: Parsed<'a>, catalogues: impl IntoIterator<Item = Parsed<'a>>) -> Checked {
    let mut sources = Sources::default();
    sources.add(scenario.name, scenario.text());
    let file = match scenario.tree {
        Ok(file) => file,
        Err(diagnostics) => return finish(None, diagnostics, sources),
    };
    let (catalogue, diagnostics) = read_named(&mut sources, &file, catalogues);
    match catalogue {
        Some(catalogue) => check_over(&file, &Arc::new(catalogue), diagnostics, sources),
        None => finish(None, diagnostics, sources),
    }
}

/// Checks a scenario text over a catalogue that is read already; findings in the catalogue's own files show
/// their place only where its sources are among `sources`.
pub fn check_with(scenario: SourceBytes<'_>, catalogue: &Arc<Catalogue>, mut sources: Sources) -> Checked {
    let parsed = Parsed::new(scenario, sources.len(), &Budget::LOCAL);
    sources.add(parsed.name, parsed.text());
    match parsed.tree {
        Ok(file) => check_over(&file, catalogue, Vec::new(), sources),
        Err(diagnostics) => finish(None, diagnostics, sources),
    }
}

fn check_over(
    file: &Node,
    catalogue: &Arc<Catalogue>,
    mut diagnostics: Vec<Diagnostic>,
    sources: Sources,
) -> Checked {
    let (scenario, mut found) = read_scenario(file, catalogue);
    diagnostics.append(&mut found);
    let mut diagnostics = without_consequences(diagnostics);
    let Some(scenario) = scenario else { return finish(None, diagnostics, sources) };
    // What follows from facts is judged only where the facts could be read: one mistake, one finding.
    if !diagnostics.iter().any(|d| d.severity == Severity::Error) {
        diagnostics.extend(facts::check(&scenario));
    }
    if !diagnostics.iter().any(|d| d.severity == Severity::Error) {
        diagnostics.extend(supply::check(&scenario));
    }
    finish(Some(scenario), diagnostics, sources)
}

fn finish(scenario: Option<Scenario>, diagnostics: Vec<Diagnostic>, sources: Sources) -> Checked {
    Checked { scenario: scenario.map(Arc::new), diagnostics: in_order(diagnostics), sources }
}

/// Reads catalogue files on their own, sources 0 and on; findings of all of them.
pub fn catalogue<'a>(
    files: impl IntoIterator<Item = Parsed<'a>>,
) -> (Option<Catalogue>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    let mut trees = Vec::new();
    for file in files {
        sources.add(file.name, file.text());
        match file.tree {
            Ok(tree) => trees.push(tree),
            Err(mut found) => diagnostics.append(&mut found),
        }
    }
    let (catalogue, mut found) = read_catalogues(&trees);
    diagnostics.append(&mut found);
    (Some(catalogue), in_order(without_consequences(diagnostics)), sources)
}

/// The catalogues that a scenario names, read as one.
fn read_named<'a>(
    sources: &mut Sources,
    scenario: &Node,
    files: impl IntoIterator<Item = Parsed<'a>>,
) -> (Option<Catalogue>, Vec<Diagnostic>) {
    let named = catalogues_named(scenario);
    let mut diagnostics = Vec::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut unread = false;
    for file in files {
        sources.add(file.name, file.text());
        let mut found = Vec::new();
        match file.tree {
            // A catalogue without a proper name of its own cannot be told to be one that is named.
            Ok(node) if !node.get("id").and_then(Node::text).is_some_and(|id| is_id(id)) => {
                validate(&node, &CATALOGUE, &mut found);
                unread = true;
            }
            Ok(node) => nodes.push(node),
            // Which catalogue an unreadable file would have been cannot be told; its findings must be seen.
            Err(why) => {
                found = why;
                unread = true;
            }
        }
        diagnostics.append(&mut found);
    }
    let id = |node: &Node| node.get("id").and_then(Node::text).cloned().unwrap_or_default();
    for name in &named {
        if !unread && !nodes.iter().any(|n| id(n) == name.value) {
            let known: Vec<_> = nodes.iter().map(id).collect();
            diagnostics.push(read::unknown(
                &name.value,
                name.span,
                ("目录", "catalogue"),
                known.iter().map(|k| &**k),
            ));
        }
    }
    if unread {
        return (None, diagnostics);
    }
    let wanted: Vec<Node> =
        nodes.into_iter().filter(|n| named.iter().any(|name| name.value == id(n))).collect();
    if wanted.len() < named.len() {
        return (None, diagnostics);
    }
    let (catalogue, mut found) = read_catalogues(&wanted);
    diagnostics.append(&mut found);
    (Some(catalogue), diagnostics)
}
