//! Nodes from the stops of a route.

use super::Work;
use crate::plan::derive::{Asks, Derivation};
use crate::plan::grounding::InstanceId;
use crate::plan::route::{Lane, Stop, StopKind};
use crate::plan::supply::{Fact, Origin};
use crate::process::graph::{Node, NodeKind, ServedItem};
use crate::scenario::model::LicenceId;
use crate::scenario::text::Text;
use indexmap::IndexSet;

/// One work per stop, at the same position.
pub(super) fn of_route(derivation: &Derivation<'_>) -> Vec<Work> {
    let stops = derivation.route.stops.iter();
    let mut works: Vec<Work> = stops
        .map(|stop| Work { node: node(derivation, stop), after: stop.after.iter().copied().collect() })
        .collect();
    for (position, requirement) in derivation.requirements.iter().enumerate() {
        for end in ends(derivation, position) {
            let fields = requirement.gives_fields.iter().map(|d| derivation.datum_name(*d));
            let papers = requirement.gives_materials.iter().map(|d| derivation.document_name(*d));
            let stood_for = stood_for(derivation, &requirement.gives_licences);
            let told = told_by(derivation, position);
            let mut names: IndexSet<String> = fields.chain(papers).chain(stood_for).chain(told).collect();
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
            names.extend(heads.map(|fact| derivation.fact_name(ask.supply.plain(fact))));
        }
    }
    names
}

/// The papers that licences given by an item stand for.
fn stood_for(derivation: &Derivation<'_>, licences: &[(InstanceId, LicenceId)]) -> Vec<String> {
    let catalogue = &derivation.scenario().catalogue;
    let papers = licences.iter().filter_map(|(holder, id)| Some((holder, catalogue.licence(*id)?.1)));
    papers
        .flat_map(|(holder, licence)| licence.stands_for.iter().map(move |m| (*holder, m.value)))
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
        step: stop.step.clone(),
        about: Vec::new(),
        role: stop.role.clone(),
        system: stop.system.and_then(|s| catalogue.system(s)).map(|(id, _)| id.clone()),
        calls: match stop.kind {
            StopKind::Call(service) => catalogue.service(service).map(|(id, _)| id.clone()),
            _ => None,
        },
        minutes: stop.minutes,
        uses: Vec::new(),
        supplies: asked(derivation, stop),
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
        StopKind::Collect => NodeKind::Collect,
        StopKind::Deliver => NodeKind::Deliver,
    }
}

/// What is known once a form is filled.
fn asked(derivation: &Derivation<'_>, stop: &Stop) -> Vec<String> {
    if stop.kind != StopKind::Apply || stop.lane != Lane::Applicant {
        return Vec::new();
    }
    let ask = match &derivation.asks {
        Asks::Joint(ask) => Some(&**ask),
        Asks::Own(asks) => stop.items.first().and_then(|i| asks.get(*i)),
    };
    let Some(ask) = ask else { return Vec::new() };
    let fields = ask.fields.iter().map(|d| Fact::Datum(*d));
    let questions = ask.questions.iter().map(|s| Fact::Situation(*s));
    let materials = ask.materials.iter().map(|d| Fact::Document(*d));
    fields.chain(questions).chain(materials).map(|f| derivation.fact_name(f)).collect()
}
