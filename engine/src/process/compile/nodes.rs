//! Nodes from the stops of a route.

use super::Work;
use crate::plan::derive::{Asks, Derivation};
use crate::plan::requirement::Requirement;
use crate::plan::route::{Stop, StopKind};
use crate::plan::supply::{Fact, Origin};
use crate::process::graph::{Gate, Node, NodeKind, ServedItem};
use crate::scenario::text::Text;
use indexmap::IndexSet;

/// One work per stop, at the same position.
pub(super) fn of_route(derivation: &Derivation<'_>) -> Vec<Work> {
    let stops = derivation.route.stops.iter();
    let mut works: Vec<Work> = stops
        .map(|stop| Work {
            node: node(derivation, stop),
            inside: stop.inside.as_ref().map(|part| part.map(&mut |s| node(derivation, s))),
            after: stop.after.iter().copied().collect(),
        })
        .collect();
    for (position, requirement) in derivation.requirements.iter().enumerate() {
        for end in ends(derivation, position) {
            // What one of its steps gives is known behind that step.
            let at_end = |fact: &Fact| !requirement.given_by_steps.contains(fact);
            let fields = requirement.gives_fields.iter().map(|d| Fact::Datum(*d));
            let papers = requirement.gives_materials.iter().map(|d| Fact::Document(*d));
            let given = fields.chain(papers).filter(at_end).map(|fact| derivation.fact_name(fact));
            let stood_for = stood_for(derivation, requirement);
            let told = told_by(derivation, position);
            let mut names: IndexSet<String> = given.chain(stood_for).chain(told).collect();
            names.insert(derivation.use_name(position));
            works[end].node.supplies.extend(names);
        }
    }
    works
}

/// All that follows from the end of an item on a joint form: also what the licences it gives tell.
fn told_by(derivation: &Derivation<'_>, position: usize) -> Vec<String> {
    let mut names = Vec::new();
    for ask in derivation.asks.all() {
        let rules = ask.supply.problem.rules.iter().zip(&ask.supply.origins);
        for (rule, _) in rules.filter(|(_, origin)| **origin == Origin::Item(position)) {
            let heads = rule.heads.iter().filter_map(|atom| ask.supply.fact(*atom));
            let heads = heads.map(|fact| ask.supply.plain(fact));
            let by_steps = derivation.requirements.get(position).map(|r| &r.given_by_steps);
            let at_end = heads.filter(|fact| !by_steps.is_some_and(|given| given.contains(fact)));
            names.extend(at_end.map(|fact| derivation.fact_name(fact)));
        }
    }
    names
}

/// The papers that licences given by an item stand for.
fn stood_for(derivation: &Derivation<'_>, requirement: &Requirement) -> Vec<String> {
    let catalogue = &derivation.scenario().catalogue;
    let papers = requirement
        .gives_licences
        .iter()
        .filter_map(|(holder, id)| Some((holder, catalogue.licence(*id)?.1)));
    papers
        .flat_map(|(holder, licence)| licence.stands_for.iter().map(move |m| (*holder, m.value)))
        .filter(|document| !requirement.given_by_steps.contains(&Fact::Document(*document)))
        .map(|document| derivation.document_name(document))
        .collect()
}

/// The last stops of an item before its result is collected or delivered; its form if it has no other.
pub(super) fn ends(derivation: &Derivation<'_>, position: usize) -> Vec<usize> {
    let stops = &derivation.route.stops;
    let own: Vec<usize> = (0..stops.len())
        .filter(|s| stops[*s].items.contains(&position))
        .filter(|s| !matches!(stops[*s].kind, StopKind::Collect | StopKind::Deliver))
        .collect();
    own.iter().copied().filter(|s| !own.iter().any(|other| stops[*other].after.contains(s))).collect()
}

fn node(derivation: &Derivation<'_>, stop: &Stop) -> Node {
    let catalogue = &derivation.scenario().catalogue;
    Node {
        id: stop.id.clone(),
        title: stop.title.clone(),
        kind: kind(&stop.kind),
        lane: stop.lane,
        items: stop.items.iter().map(|i| served(derivation, *i)).collect(),
        verifies: stop.verifies,
        step: stop.step.clone(),
        about: stop.about.iter().map(|i| derivation.instance_name(*i)).collect(),
        role: stop.role.clone(),
        with: stop.with.iter().filter_map(|d| catalogue.department(*d)).map(|(id, _)| id.clone()).collect(),
        system: stop.system.and_then(|s| catalogue.system(s)).map(|(id, _)| id.clone()),
        calls: match stop.kind {
            StopKind::Call(service) => catalogue.service(service).map(|(id, _)| id.clone()),
            _ => None,
        },
        minutes: stop.minutes,
        within: stop.within,
        uses: Vec::new(),
        supplies: match stop.kind {
            StopKind::Apply => asked(derivation, stop),
            _ => stop.supplies.iter().map(|fact| derivation.fact_name(*fact)).collect(),
        },
    }
}

fn served(derivation: &Derivation<'_>, position: usize) -> ServedItem {
    let item_use = derivation.applicable.uses.get(position);
    let item = item_use.and_then(|u| derivation.scenario().item(u.item));
    let title = item.map(|i| i.title.clone()).unwrap_or_default();
    let bound = item_use.and_then(|u| u.bound).and_then(|b| derivation.grounding.instance(b));
    let title = match bound.map_or(0, |i| i.member) {
        0 => title,
        member => Text::new(format!("{} {member}", title.zh), format!("{} {member}", title.en)),
    };
    ServedItem { id: derivation.use_name(position), title, position }
}

fn kind(kind: &StopKind) -> NodeKind {
    match kind {
        StopKind::Apply => NodeKind::Form,
        StopKind::Human => NodeKind::Task,
        StopKind::Special => NodeKind::Special,
        StopKind::Automatic { human } => NodeKind::Automatic { human: *human },
        StopKind::Call(_) => NodeKind::Call,
        StopKind::Notify => NodeKind::Notice,
        StopKind::Wait => NodeKind::Wait,
        StopKind::Run => NodeKind::Run,
        StopKind::Hold => NodeKind::Hold,
        StopKind::HoldLine => NodeKind::HoldLine,
        StopKind::HoldEnd => NodeKind::HoldEnd,
        StopKind::HoldFree => NodeKind::HoldFree,
        // A gate inside a block gets its kind from the block.
        StopKind::Gate | StopKind::Block => NodeKind::Split(Gate::All),
        StopKind::Collect => NodeKind::Collect,
        StopKind::Deliver => NodeKind::Deliver,
    }
}

/// What is known once a form is filled.
fn asked(derivation: &Derivation<'_>, stop: &Stop) -> Vec<String> {
    let ask = match &derivation.asks {
        Asks::Joint(ask) => Some(&**ask),
        Asks::Own(asks) => stop.items.first().and_then(|i| asks.get(*i)),
    };
    let Some(ask) = ask else { return Vec::new() };
    let fields = ask.fields.iter().map(|d| Fact::Datum(*d));
    let questions = ask.questions.iter().map(|s| Fact::Situation(*s));
    let materials = ask.materials.iter().map(|d| Fact::Document(*d));
    let declared = ask.declared().map(Fact::Document);
    fields.chain(questions).chain(materials).chain(declared).map(|f| derivation.fact_name(f)).collect()
}
