//! Adds the calls that supply data, and makes every step wait for what it uses.

use super::Work;
use super::data::{Basis, Known};
use crate::plan::ask::Ask;
use crate::plan::derive::{Asks, Derivation};
use crate::plan::flow::{Part, through_computed};
use crate::plan::route::{Lane, Stop, StopKind};
use crate::plan::supply::{Fact, Origin};
use crate::process::graph::{Node, NodeKind};
use crate::scenario::model::{SystemId, Treated};
use crate::scenario::text::Text;
use std::collections::BTreeSet;

/// Adds calls and data dependencies to the works of a route.
pub(super) fn add(derivation: &Derivation<'_>, works: &mut Vec<Work>) {
    let stops = &derivation.route.stops;
    let forms: Vec<usize> = (0..stops.len()).filter(|s| stops[*s].kind == StopKind::Apply).collect();
    match &derivation.asks {
        Asks::Joint(ask) => {
            if let Some(form) = forms.first() {
                let all: Vec<usize> = (0..derivation.requirements.len()).collect();
                add_form(derivation, works, ask, *form, &all);
            }
        }
        Asks::Own(asks) => {
            for (position, ask) in asks.iter().enumerate() {
                if let Some(form) = forms.iter().find(|f| stops[**f].items == [position]) {
                    add_form(derivation, works, ask, *form, &[position]);
                }
            }
        }
    }
}

fn add_form(derivation: &Derivation<'_>, works: &mut Vec<Work>, ask: &Ask, form: usize, items: &[usize]) {
    let mut known = Known { derivation, ask, form, calls: Vec::new() };
    for rule in ask.rules_used().iter().copied() {
        let Some(origin) = ask.supply.origin(rule) else { continue };
        let work = match known.call_of(origin) {
            // What is fetched at the start and again later is one call: its answer is kept.
            Some(work) => work,
            None => {
                let work = match (verifying(derivation, origin), call_node(derivation, origin)) {
                    // Its stop is on the route, for people work there.
                    (Some(stop), _) => stop,
                    (None, Some(call)) => {
                        works.push(Work { node: call, inside: None, after: Default::default() });
                        works.len() - 1
                    }
                    (None, None) => continue,
                };
                known.calls.push((origin, work));
                work
            }
        };
        let heads = ask.supply.problem.rules.get(rule).map_or(&[][..], |r| &r.heads[..]);
        let heads = heads.iter().filter_map(|a| ask.supply.fact(*a)).map(|f| ask.supply.plain(f));
        let names: BTreeSet<String> = heads.map(|f| derivation.fact_name(f)).collect();
        let supplies = &mut works[work].node.supplies;
        let new: Vec<String> = names.into_iter().filter(|name| !supplies.contains(name)).collect();
        supplies.extend(new);
    }
    wait_for_keys(&known, works);
    // What can be fetched before the form is shown fills it in beforehand; what people confirm is not waited for.
    let calls = known.calls.iter().map(|(_, work)| *work).filter(|work| !works[*work].node.verifies);
    let before: Vec<usize> = calls.filter(|call| !reaches(works, form, *call)).collect();
    works[form].after.extend(before);
    for item in items {
        need(&known, works, *item);
    }
    deliver(&known, works);
}

/// Makes every call wait for what it starts from when it is made first.
fn wait_for_keys(known: &Known<'_>, works: &mut [Work]) {
    for (origin, work) in known.calls.iter().copied() {
        // What a department confirms for several forms it is told by the first of them.
        let stop = known.derivation.route.stops.get(work).filter(|stop| stop.verifies);
        if stop.is_some_and(|stop| !stop.after.contains(&known.form)) {
            continue;
        }
        let Some(rule) = first_use(known.ask, origin) else { continue };
        for fact in known.ask.body(rule) {
            for (basis, makers) in known.basis(fact) {
                // Whether a service finds something is told by the very call that returns it.
                if makers.contains(&work) {
                    continue;
                }
                let name = known.derivation.fact_name(basis);
                if !works[work].node.uses.contains(&name) {
                    works[work].node.uses.push(name);
                }
                works[work].after.extend(makers);
            }
        }
    }
}

/// The rule by which a call is made first: where it tells a situation, the one from before that settles.
fn first_use(ask: &Ask, origin: &Origin) -> Option<usize> {
    let settles = |rule: usize| {
        let heads = ask.supply.problem.rules.get(rule).map_or(&[][..], |r| &r.heads[..]);
        heads.iter().any(|a| matches!(ask.supply.fact(*a), Some(Fact::Before(..))))
    };
    let uses = ask.rules_used().iter().copied().filter(|r| ask.supply.origin(*r) == Some(origin));
    // The first of the least.
    uses.min_by_key(|rule| !settles(*rule))
}

/// Whether a work comes (directly or not) before another.
fn reaches(works: &[Work], early: usize, late: usize) -> bool {
    let mut pending = vec![late];
    let mut seen = vec![false; works.len()];
    while let Some(at) = pending.pop() {
        if at == early {
            return true;
        }
        if !std::mem::replace(&mut seen[at], true) {
            pending.extend(&works[at].after);
        }
    }
    false
}

/// Makes an item's steps wait for what the item needs: each fact at the first step that can have it, since a
/// step that others wait for cannot wait for what comes of them.
fn need(known: &Known<'_>, works: &mut [Work], item: usize) {
    let derivation = known.derivation;
    let Some(requirement) = derivation.requirements.get(item) else { return };
    let fields = requirement.fields.iter().map(|d| Fact::Datum(*d));
    let documents = requirement.materials.iter().map(|d| Fact::Document(*d));
    // On a form of one item the applicant goes by their own case; nobody asks or looks it up.
    let situations = derivation.situations.iter().map(|s| Fact::Situation(*s));
    let situations = situations.filter(|s| known.ask.supplied_by(*s).is_some());
    let steps: Vec<usize> = derivation
        .route
        .stops
        .iter()
        .enumerate()
        .filter(|(_, s)| s.items.contains(&item) && !s.verifies)
        .filter(|(_, s)| !matches!(s.kind, StopKind::Apply | StopKind::Deliver))
        .map(|(index, _)| index)
        .collect();
    for fact in fields.chain(documents).chain(situations) {
        use_at_first(known, works, &steps, fact);
    }
    for stop in steps {
        use_inside(known, works, stop);
    }
}

/// What single steps of an item need, at those very steps: of what the item's own steps make known the nodes say
/// so and stand behind them; for the rest the stop waits.
fn use_inside(known: &Known<'_>, works: &mut [Work], stop: usize) {
    let derivation = known.derivation;
    let Some(laid) = derivation.route.stops.get(stop) else { return };
    let leaves: Vec<&Stop> = match &laid.inside {
        None => vec![laid],
        Some(part) => part.leaves(),
    };
    if leaves.iter().all(|leaf| leaf.uses.is_empty()) {
        return;
    }
    let own = own_facts(derivation, &laid.items);
    for (index, leaf) in leaves.into_iter().enumerate() {
        let mut names = Vec::new();
        let parts = leaf.uses.iter().flat_map(|f| through_computed(&derivation.grounding, *f, &own));
        for fact in parts {
            let basis = match own.contains(&fact) {
                true => Basis::from([(fact, BTreeSet::new())]),
                false => known.basis(fact),
            };
            for (basis, makers) in basis {
                names.push(derivation.fact_name(basis));
                works[stop].after.extend(makers.into_iter().filter(|m| *m != stop));
            }
        }
        let mut nodes = works[stop].inside.as_mut().map(Part::leaves_mut).unwrap_or_default();
        let node = nodes.get_mut(index).map(|n| &mut **n);
        let uses = match node {
            Some(node) => &mut node.uses,
            None => &mut works[stop].node.uses,
        };
        for name in names {
            if !uses.contains(&name) {
                uses.push(name);
            }
        }
    }
}

/// What the steps of items make known themselves; what they only look up and the item needs before is none of
/// it.
fn own_facts(derivation: &Derivation<'_>, items: &[usize]) -> BTreeSet<Fact> {
    let mut own = BTreeSet::new();
    for item in items {
        let Some(requirement) = derivation.requirements.get(*item) else { continue };
        let stops = derivation.route.stops.iter().filter(|s| s.items.contains(item));
        let supplied = stops.flat_map(Stop::leaves).flat_map(|s| s.supplies.iter().copied());
        let needed = |fact: &Fact| matches!(fact, Fact::Datum(d) if requirement.fields.contains(d));
        own.extend(supplied.filter(|fact| !needed(fact)));
        own.extend(&requirement.given_by_steps);
    }
    own
}

fn use_at_first(known: &Known<'_>, works: &mut [Work], steps: &[usize], fact: Fact) {
    for (basis, makers) in known.basis(fact) {
        let possible =
            steps.iter().find(|step| makers.iter().all(|m| *m != **step && !reaches(works, **step, *m)));
        if let Some(step) = possible {
            let name = known.derivation.fact_name(basis);
            if !works[*step].node.uses.contains(&name) {
                works[*step].node.uses.push(name);
            }
            works[*step].after.extend(makers);
        }
    }
}

/// The delivery waits for what it needs.
fn deliver(known: &Known<'_>, works: &mut [Work]) {
    let stops = &known.derivation.route.stops;
    let Some(delivery) = stops.iter().position(|s| s.kind == StopKind::Deliver) else { return };
    let goals = known.ask.supply.problem.goals.iter().filter_map(|g| known.ask.supply.fact(*g));
    let needs: Vec<Fact> = goals
        .map(|f| known.ask.supply.plain(f))
        .filter(|f| matches!(f, Fact::Datum(datum) if !known.derivation.requirements.iter().any(|r| r.fields.contains(datum))))
        .collect();
    for fact in needs {
        use_at_first(known, works, &[delivery], fact);
    }
}

/// The stop at which a department confirms what a rule supplies; none of any other rule.
fn verifying(derivation: &Derivation<'_>, origin: &Origin) -> Option<usize> {
    let Origin::Paper(document, Treated::Verified) = origin else { return None };
    let confirms = |stop: &Stop| stop.verifies && stop.supplies.contains(&Fact::Document(*document));
    derivation.route.stops.iter().position(confirms)
}

fn call_node(derivation: &Derivation<'_>, origin: &Origin) -> Option<Node> {
    let catalogue = &derivation.scenario().catalogue;
    let (id, title, system, about): (_, Text, SystemId, Vec<_>) = match origin {
        Origin::Service(service, roles) => {
            let (id, facts) = catalogue.service(*service)?;
            (id.clone(), facts.title.clone(), facts.system, roles.iter().flatten().copied().collect())
        }
        Origin::Licence(licence, holder) => {
            let (id, facts) = catalogue.licence(*licence)?;
            (id.clone(), facts.title.clone(), facts.system, vec![*holder])
        }
        _ => return None,
    };
    let (system_id, system) = catalogue.system(system)?;
    let about: Vec<String> = about.iter().map(|i| derivation.instance_name(*i)).collect();
    Some(Node {
        id: format!("{id}({})", about.join(", ")),
        title,
        kind: NodeKind::Call,
        lane: Lane::Department(system.department),
        items: Vec::new(),
        verifies: false,
        step: None,
        about,
        role: None,
        with: Vec::new(),
        system: Some(system_id.clone()),
        calls: Some(id),
        minutes: None,
        within: None,
        uses: Vec::new(),
        supplies: Vec::new(),
    })
}
