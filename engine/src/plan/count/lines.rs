//! What is counted, line by line.

use super::Count;
use crate::plan::ask::Ask;
use crate::plan::derive::{Asks, Derivation};
use crate::plan::figure::Figure;
use crate::plan::requirement::{GroundDatum, GroundDocument};
use crate::plan::route::{Route, Stop, StopKind, chance_of_work, counted, handoffs, range};
use crate::plan::supply::{Fact, Origin};
use crate::scenario::model::{Item, Level, Period, SystemId, Treated, Unit};
use std::collections::BTreeSet;

/// Counts a derivation.
pub fn count(derivation: &Derivation<'_>) -> Count {
    let mut count = Count::default();
    items_and_departments(derivation, &mut count);
    systems(derivation, &mut count);
    forms_fields_materials(derivation, &mut count);
    let route = counted(&derivation.route);
    steps(&route, &mut count);
    limits(derivation, &mut count);
    trips(derivation, &mut count);
    cost(derivation, &route, &mut count);
    other_branches(derivation, &mut count, Figure::Steps, &|stop| (1.0, chance_of_work(stop)));
    other_branches(derivation, &mut count, Figure::StaffMinutes, &staff_minutes);
    count
}

fn items<'a>(derivation: &'a Derivation<'_>) -> impl Iterator<Item = (usize, &'a Item)> + use<'a> {
    let scenario = derivation.scenario();
    derivation
        .applicable
        .uses
        .iter()
        .enumerate()
        .filter_map(move |(p, u)| scenario.item(u.item).map(|i| (p, i)))
}

/// Items once by kind (rule 21); their departments, companies apart (rule 30).
fn items_and_departments(derivation: &Derivation<'_>, count: &mut Count) {
    let catalogue = &derivation.scenario().catalogue;
    let mut kinds = BTreeSet::new();
    let mut departments = BTreeSet::new();
    for (position, item) in items(derivation) {
        if kinds.insert(derivation.applicable.uses[position].item) {
            count.add(Figure::Items, &*item.id, 1.0, 1.0);
        }
        departments.insert(item.department);
    }
    for id in &departments {
        if let Some((name, department)) = catalogue.department(*id) {
            if department.level == Level::Company {
                count.companies += 1;
            } else {
                count.add(Figure::Departments, &**name, 1.0, 1.0);
            }
        }
    }
    let owners: BTreeSet<_> = touched_systems(derivation)
        .iter()
        .filter_map(|s| catalogue.system(*s))
        .map(|(_, s)| s.department)
        .filter(|d| !departments.contains(d))
        .collect();
    for (name, _) in owners.iter().filter_map(|d| catalogue.department(*d)) {
        count.add(Figure::DataSources, &**name, 1.0, 1.0);
    }
}

/// Systems touched: each item's own and its steps', those of chosen services and licences with their `via`,
/// of sign-in, merges, and what the plan runs on (rule 31).
fn touched_systems(derivation: &Derivation<'_>) -> BTreeSet<SystemId> {
    let catalogue = &derivation.scenario().catalogue;
    let mut touched: BTreeSet<SystemId> = BTreeSet::new();
    for (_, item) in items(derivation) {
        touched.extend(item.system);
    }
    for stop in derivation.route.stops.iter().flat_map(Stop::leaves) {
        touched.extend(stop.system);
        if let StopKind::Call(service) = stop.kind {
            let called = catalogue.service(service).map(|(_, s)| s.system);
            with_via(derivation, called, &mut touched);
        }
    }
    touched.extend(derivation.levers.sign_in);
    touched.extend(derivation.levers.runs_on);
    for ask in derivation.asks.all() {
        for rule in ask.rules_used().iter().copied() {
            let called = match ask.supply.origin(rule) {
                Some(Origin::Service(service, _)) => catalogue.service(*service).map(|(_, s)| s.system),
                Some(Origin::Licence(licence, _)) => catalogue.licence(*licence).map(|(_, l)| l.system),
                _ => None,
            };
            with_via(derivation, called, &mut touched);
        }
    }
    touched
}

fn with_via(derivation: &Derivation<'_>, system: Option<SystemId>, touched: &mut BTreeSet<SystemId>) {
    let mut next = system;
    while let Some(id) = next {
        if !touched.insert(id) && next != system {
            break;
        }
        next = derivation
            .scenario()
            .catalogue
            .system(id)
            .and_then(|(_, s)| s.via)
            .filter(|via| !touched.contains(via));
    }
}

fn systems(derivation: &Derivation<'_>, count: &mut Count) {
    for (name, _) in
        touched_systems(derivation).iter().filter_map(|s| derivation.scenario().catalogue.system(*s))
    {
        count.add(Figure::Systems, &**name, 1.0, 1.0);
    }
}

fn forms_fields_materials(derivation: &Derivation<'_>, count: &mut Count) {
    for stop in derivation.route.stops.iter().filter(|s| s.kind == StopKind::Apply) {
        count.add(Figure::Forms, stop.id.clone(), 1.0, 1.0);
    }
    match &derivation.asks {
        Asks::Joint(ask) => joint_ask(derivation, ask, count),
        Asks::Own(asks) => own_asks(derivation, asks, count),
    }
}

/// Joint: asked elements and asked situations; materials once with `one_set`, else once per list that has
/// them (rules 23, 29, 35).
fn joint_ask(derivation: &Derivation<'_>, ask: &Ask, count: &mut Count) {
    for datum in &ask.fields {
        count.add_asked(Figure::Fields, derivation.datum_name(*datum), Fact::Datum(*datum), None);
    }
    for situation in &ask.questions {
        let fact = Fact::Situation(*situation);
        count.add_asked(Figure::Fields, derivation.fact_name(fact), fact, None);
        count.questions += 1;
    }
    let (again_fields, again_documents) = asked_again(derivation, ask);
    for datum in again_fields {
        count.add_asked(Figure::Fields, derivation.datum_name(datum), Fact::Datum(datum), None);
    }
    let asked: BTreeSet<GroundDocument> = ask.materials.iter().copied().chain(again_documents).collect();
    if derivation.levers.one_set {
        for document in &asked {
            count.add_asked(
                Figure::Materials,
                derivation.document_name(*document),
                Fact::Document(*document),
                None,
            );
        }
        return;
    }
    for (position, requirement) in derivation.requirements.iter().enumerate() {
        for document in requirement.materials.iter().filter(|d| asked.contains(*d)) {
            let name = derivation.document_name(*document);
            let of = Some(derivation.use_name(position));
            count.add_asked(Figure::Materials, name, Fact::Document(*document), of);
        }
    }
}

/// Without the measure `results`, what one item gives counts as asked again where another needs it (rule 12).
fn asked_again(derivation: &Derivation<'_>, ask: &Ask) -> (BTreeSet<GroundDatum>, BTreeSet<GroundDocument>) {
    let mut fields = BTreeSet::new();
    let mut documents = BTreeSet::new();
    if derivation.levers.results {
        return (fields, documents);
    }
    for (position, requirement) in derivation.requirements.iter().enumerate() {
        let is_cancelled = |fact: Fact| match fact {
            Fact::Document(document) => ask.done_without(document) == Some(Treated::Cancelled),
            _ => false,
        };
        let elsewhere = |fact: Fact| {
            let giver = ask.supply.given_by_item.get(&fact);
            giver.is_some_and(|giver| *giver != position) && !is_cancelled(fact)
        };
        fields.extend(requirement.fields.iter().filter(|d| elsewhere(Fact::Datum(**d))));
        documents.extend(requirement.materials.iter().filter(|d| elsewhere(Fact::Document(**d))));
    }
    (fields, documents)
}

/// Separate: the lengths of the items' lists, less what is supplied to each form on its own; questions are
/// not counted (rule 29). Materials once altogether with `one_set`.
fn own_asks(derivation: &Derivation<'_>, asks: &[Ask], count: &mut Count) {
    let mut handed_in = BTreeSet::new();
    for (position, (ask, requirement)) in asks.iter().zip(&derivation.requirements).enumerate() {
        let name = derivation.use_name(position);
        let asked: BTreeSet<GroundDatum> = ask.fields.iter().copied().collect();
        let listed: BTreeSet<GroundDatum> = requirement.fields.iter().copied().collect();
        for datum in requirement.fields.iter().filter(|d| asked.contains(*d)) {
            let fact = Fact::Datum(*datum);
            count.add_asked(Figure::Fields, derivation.datum_name(*datum), fact, Some(name.clone()));
        }
        for datum in asked.difference(&listed) {
            let fact = Fact::Datum(*datum);
            count.add_asked(Figure::Fields, derivation.datum_name(*datum), fact, Some(name.clone()));
        }
        for document in requirement.materials.iter().filter(|d| ask.materials.contains(d)) {
            let document_name = derivation.document_name(*document);
            if !derivation.levers.one_set {
                count.add_asked(
                    Figure::Materials,
                    document_name,
                    Fact::Document(*document),
                    Some(name.clone()),
                );
            } else if handed_in.insert(*document) {
                count.add_asked(Figure::Materials, document_name, Fact::Document(*document), None);
            }
        }
    }
}

/// One step per form, per collecting visit and per human stop (rule 32); handoffs between lanes (rule 33).
fn steps(route: &Route, count: &mut Count) {
    for stop in &route.stops {
        let chance = chance_of_work(stop);
        if chance > 0.0 {
            count.add(Figure::Steps, stop.id.clone(), 1.0, chance);
        }
        count.special_steps += u32::from(stop.kind == StopKind::Special);
    }
    for handoff in handoffs(route) {
        let (from, to) = (&route.stops[handoff.from], &route.stops[handoff.to]);
        count.add(Figure::Handoffs, format!("{} → {}", from.id, to.id), 1.0, 1.0);
        count.carried_by_applicant += u32::from(handoff.by_applicant);
    }
}

/// What a run could take more or less than the branches that are counted.
fn other_branches(
    derivation: &Derivation<'_>,
    count: &mut Count,
    figure: Figure,
    amount: &impl Fn(&Stop) -> (f64, f64),
) {
    for block in derivation.route.stops.iter().filter_map(|s| s.inside.as_deref()) {
        let (all, along) = (range(block, false, amount), range(block, true, amount));
        count.widen(figure, along.0 - all.0, all.1 - along.1);
    }
}

/// Promised limits: the sum where items wait for one another in turn, the longest dependency path in
/// parallel (rules 24, 34). Calendar days apart from working days.
fn limits(derivation: &Derivation<'_>, count: &mut Count) {
    for (figure, unit) in [(Figure::LimitWd, Unit::WorkingDays), (Figure::LimitD, Unit::Days)] {
        let length = |position: usize| match derivation.limit(position) {
            Some(Period { amount, unit: of }) if of == unit => amount,
            _ => 0,
        };
        let path: Vec<usize> = if derivation.levers.parallel {
            derivation.order.critical_path(length).1
        } else {
            derivation.order.sequence.clone()
        };
        for position in path.into_iter().filter(|p| length(*p) > 0) {
            count.add(figure, derivation.use_name(position), f64::from(length(position)), 1.0);
        }
    }
}

/// Visits: to apply, unless online, the largest single one among items whose first step is merged
/// (rule 25); to collect, unless delivered (rules 28, 35).
fn trips(derivation: &Derivation<'_>, count: &mut Count) {
    let mut merged: Option<(u32, String)> = None;
    for (position, item) in items(derivation) {
        let name = derivation.use_name(position);
        let first_merged = item.steps.first().is_some_and(|s| derivation.levers.merge_of(&s.name).is_some());
        if derivation.levers.online {
            // Nobody goes anywhere to apply.
        } else if first_merged {
            if merged.as_ref().is_none_or(|(most, _)| item.visits.apply > *most) {
                merged = Some((item.visits.apply, name.clone()));
            }
        } else if item.visits.apply > 0 {
            count.add(Figure::Trips, format!("{name} / apply"), f64::from(item.visits.apply), 1.0);
        }
        if derivation.levers.deliver.is_none() && item.visits.collect > 0 {
            count.add(Figure::Trips, format!("{name} / collect"), f64::from(item.visits.collect), 1.0);
        }
    }
    if let Some((visits, name)) = merged.filter(|(visits, _)| *visits > 0) {
        count.add(Figure::Trips, format!("{name} / apply"), f64::from(visits), 1.0);
    }
}

fn cost(derivation: &Derivation<'_>, route: &Route, count: &mut Count) {
    for (position, item) in items(derivation) {
        if let Some(fee) = item.fee.filter(|fee| *fee > 0.0) {
            count.add(Figure::CostCny, derivation.use_name(position), fee, 1.0);
        }
    }
    for stop in &route.stops {
        let (minutes, chance) = staff_minutes(stop);
        if minutes > 0.0 && chance > 0.0 {
            count.add(Figure::StaffMinutes, stop.id.clone(), minutes, chance);
        }
    }
}

/// Mean minutes of staff at a stop, and the chance that they are needed.
fn staff_minutes(stop: &Stop) -> (f64, f64) {
    match stop.kind {
        StopKind::Apply | StopKind::Collect => (0.0, 0.0),
        _ => (stop.minutes.unwrap_or(0.0), chance_of_work(stop)),
    }
}
