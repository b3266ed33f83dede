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

/// Checks one scenario with the catalogues beside it; those it does not name are not read into it.
pub fn check(scenario: SourceBytes<'_>, catalogues: &[SourceBytes<'_>]) -> Checked {
    check_within(scenario, catalogues, &Budget::LOCAL)
}

/// The same within another budget for the scenario's own text.
pub fn check_within(scenario: SourceBytes<'_>, catalogues: &[SourceBytes<'_>], budget: &Budget) -> Checked {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    let file = parse(&mut sources, scenario, budget, &mut diagnostics);
    let Some(file) = file else { return Checked { scenario: None, diagnostics, sources } };
    let (catalogue, mut found) = read_named(&mut sources, &file, catalogues);
    diagnostics.append(&mut found);
    let Some(catalogue) = catalogue else { return finish(None, diagnostics, sources) };
    check_over(&file, &Arc::new(catalogue), diagnostics, sources)
}

/// Checks a scenario text over a catalogue that is read already; findings in the catalogue's own files show
/// their place only where its sources are among `sources`.
pub fn check_with(scenario: SourceBytes<'_>, catalogue: &Arc<Catalogue>, mut sources: Sources) -> Checked {
    let mut diagnostics = Vec::new();
    match parse(&mut sources, scenario, &Budget::LOCAL, &mut diagnostics) {
        Some(file) => check_over(&file, catalogue, diagnostics, sources),
        None => finish(None, diagnostics, sources),
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

/// Reads catalogue files on their own; findings of all of them.
pub fn catalogue(files: &[SourceBytes<'_>]) -> (Option<Catalogue>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    let nodes: Vec<Node> =
        files.iter().filter_map(|f| parse(&mut sources, *f, &Budget::LOCAL, &mut diagnostics)).collect();
    let (catalogue, mut found) = read_catalogues(&nodes);
    diagnostics.append(&mut found);
    (Some(catalogue), in_order(without_consequences(diagnostics)), sources)
}

fn parse(
    sources: &mut Sources,
    (name, bytes): SourceBytes<'_>,
    budget: &Budget,
    into: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let id: SourceId = sources.add(name, String::from_utf8_lossy(bytes).as_ref());
    from_bytes(id, bytes, budget).map_err(|mut found| into.append(&mut found)).ok()
}

/// The catalogues that a scenario names, read as one.
fn read_named(
    sources: &mut Sources,
    scenario: &Node,
    files: &[SourceBytes<'_>],
) -> (Option<Catalogue>, Vec<Diagnostic>) {
    let named = catalogues_named(scenario);
    let mut diagnostics = Vec::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut unread = false;
    for file in files {
        let mut found = Vec::new();
        match parse(sources, *file, &Budget::LOCAL, &mut found) {
            // A catalogue without a proper name of its own cannot be told to be one that is named.
            Some(node) if !node.get("id").and_then(Node::text).is_some_and(|id| is_id(id)) => {
                validate(&node, &CATALOGUE, &mut found);
                unread = true;
            }
            Some(node) => nodes.push(node),
            // Which catalogue an unreadable file would have been cannot be told; its findings must be seen.
            None => unread = true,
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
