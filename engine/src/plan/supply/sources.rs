//! Everything that could supply one fact.

use super::build::{Builder, Mode, results};
use super::papers::without_paper;
use super::{Fact, Origin, Refuted, Supplier};
use crate::plan::grounding::{Grounding, InstanceId};
use crate::plan::requirement::GroundDatum;
use crate::plan::roles::{Filling, fillings, ground_role_datum, merge};
use crate::plan::situations::presence;
use crate::plan::supply_index::Returning;
use crate::scenario::model::{
    Condition, Datum, ElementId, KnownFrom, LicenceId, Name, PartyRef, Role, RoleDatum, Scenario, ServiceId,
    SituationId, SituationKind,
};

/// Most ways to call the services that one situation is told by; each further service multiplies them.
const MAX_BODIES: usize = 1_000;

/// A service that `found(…)` names, and the party that it is asked about; none: any that fits its roles.
type Asked = (ServiceId, Option<PartyRef>);

/// A rule before its facts have atoms.
pub(super) struct Candidate {
    /// Where it stands among rules: computed values, then services and licences in listed order, then items.
    pub(super) rank: (u8, u32),
    pub(super) body: Vec<Fact>,
    pub(super) heads: Vec<Fact>,
    pub(super) origin: Origin,
}

/// Whether the answer is the applicant's choice and put to them anyway (rule 17).
pub(super) fn chosen_not_asked(scenario: &Scenario, situation: SituationId) -> bool {
    scenario.situation(situation).is_some_and(|s| matches!(s.kind, SituationKind::OptionalItem(_)))
}

/// Adds all that could supply a fact.
pub(super) fn add(builder: &mut Builder<'_>, fact: Fact) {
    let item_only = builder.given_by_item.contains_key(&fact);
    match fact {
        Fact::Datum((instance, element)) if !item_only => {
            computed(builder, instance, element);
            scenario_facts(builder, (instance, element));
            services(builder, element);
            for licence in builder.build.index.licences(element) {
                licences(builder, *licence);
            }
        }
        Fact::Document(document @ (_, material)) => {
            without_paper(builder, document, item_only);
            if !item_only {
                for licence in builder.build.index.stand_ins(material) {
                    licences(builder, *licence);
                }
            }
        }
        Fact::Situation(situation) => known_from(builder, situation),
        Fact::Item(position) => item(builder, position),
        Fact::Datum(_) | Fact::Early(_) | Fact::Before(..) => {}
    }
}

/// The services that could supply an element, but for those that one listed earlier always supplies it in
/// place of: among thousands that return a name, a few have a say.
fn services(builder: &mut Builder<'_>, element: ElementId) {
    let (index, levers, without) = (builder.build.index, builder.build.levers, builder.build.without);
    let mut listed: Vec<(u32, Returning, bool)> = index
        .services(element)
        .iter()
        .filter(|r| without.is_empty() || !without.contains(&Supplier::Service(r.service)))
        .filter_map(|r| {
            levers.shared(r.service).map(|(position, entry)| (position, *r, entry.when.is_none()))
        })
        .collect();
    listed.sort_unstable_by_key(|(position, ..)| *position);
    let mut always: Vec<Returning> = Vec::new();
    for (_, returning, unconditional) in listed {
        if always.iter().any(|earlier| index.replaces(*earlier, returning)) {
            continue;
        }
        if unconditional {
            always.push(returning);
        }
        service_calls(builder, returning.service, None);
    }
}

/// Computed elements are free on a joint form; on separate forms they are filled by hand (rule 10).
fn computed(builder: &mut Builder<'_>, instance: InstanceId, element: ElementId) {
    let catalogue = &builder.build.grounding.scenario().catalogue;
    let Some((_, facts)) = catalogue.element(element).filter(|_| builder.build.mode == Mode::Joint) else {
        return;
    };
    if facts.computed.is_some() {
        let body = facts.computed_from.iter().map(|e| Fact::Datum((instance, *e))).collect();
        let heads = vec![Fact::Datum((instance, element))];
        builder.add(Candidate { rank: (0, element.0), body, heads, origin: Origin::Computed(element) });
    }
}

fn scenario_facts(builder: &mut Builder<'_>, datum: GroundDatum) {
    if builder.build.mode != Mode::Joint {
        return;
    }
    let grounding = builder.build.grounding;
    let scenario = grounding.scenario();
    for (position, fact) in scenario.computed.iter().enumerate().filter(|(_, f)| f.datum.element == datum.1) {
        let about_it = grounding.resolve(fact.datum.party, Some(datum.0)).contains(&datum.0);
        if !about_it || !grounding.way().holds_or_none(scenario, fact.when.as_ref()) {
            continue;
        }
        let Some(mut body) = reads(grounding, &fact.value, Some(datum.0)) else { continue };
        body.extend(fact.when.iter().flat_map(Condition::situations).map(Fact::Situation));
        let rank = (1, u32::try_from(position).unwrap_or(u32::MAX));
        let heads = vec![Fact::Datum(datum)];
        builder.add(Candidate { rank, body, heads, origin: Origin::ScenarioFact(position) });
    }
}

/// The facts that an expression reads; none if it reads a party that is not there.
fn reads(grounding: &Grounding<'_>, condition: &Condition, bound: Option<InstanceId>) -> Option<Vec<Fact>> {
    let mut facts = Vec::new();
    for name in &condition.reads {
        match name {
            Name::Situation(s) => facts.push(Fact::Situation(*s)),
            Name::Datum(Datum { party, element }) => {
                let instances = grounding.resolve(*party, bound);
                if instances.is_empty() {
                    return None;
                }
                facts.extend(instances.into_iter().map(|i| Fact::Datum((i, *element))));
                facts.extend(presence(grounding.scenario(), *party).map(Fact::Situation));
            }
            Name::Count(party) => {
                let situation = grounding
                    .scenario()
                    .situations
                    .values()
                    .position(|s| s.kind == SituationKind::Count(*party));
                facts.extend(situation.map(|s| Fact::Situation(SituationId::from(s))));
            }
            Name::Found(..) => {}
        }
    }
    Some(facts)
}

/// The calls of a service that may be shared in this way. With `tells`, calls that only tell whether
/// something is found; their conditions do not count, for they are what makes the situation known.
fn service_calls(
    builder: &mut Builder<'_>,
    service: ServiceId,
    tells: Option<(SituationId, Option<PartyRef>)>,
) {
    let build = builder.build;
    let supplier = Supplier::Service(service);
    let Some((position, entry)) = build.levers.shared(service) else { return };
    if build.without.contains(&supplier) || (tells.is_none() && !builder.searched.insert(supplier)) {
        return;
    }
    let scenario = build.grounding.scenario();
    let named: Vec<SituationId> = entry.when.iter().flat_map(Condition::situations).collect();
    if tells.is_none() && refuted(builder, supplier, entry.when.as_ref(), &named) {
        return;
    }
    let Some((_, facts)) = scenario.catalogue.service(service) else { return };
    for filling in fillings(build.grounding, &facts.about) {
        if tells.is_some_and(|(_, about)| !is_about(build.grounding, &filling, about)) {
            continue;
        }
        let premises = if tells.is_some() { Vec::new() } else { named.clone() };
        let Some((body, mut heads)) = grounded(builder, &filling, &facts.given, &facts.returns, premises)
        else {
            continue;
        };
        if let Some((situation, _)) = tells {
            heads = vec![Fact::Situation(situation)];
        }
        let rank = (2, position);
        builder.add(Candidate { rank, body, heads, origin: Origin::Service(service, filling.roles) });
    }
}

/// Whether a condition keeps a supplier off in this way; remembers that it does.
pub(super) fn refuted(
    builder: &mut Builder<'_>,
    supplier: Supplier,
    when: Option<&Condition>,
    named: &[SituationId],
) -> bool {
    let grounding = builder.build.grounding;
    let holds = grounding.way().holds_or_none(grounding.scenario(), when);
    if holds || builder.build.despite.contains(&supplier) {
        return false;
    }
    builder.refuted.push(Refuted { supplier, situations: named.to_vec() });
    true
}

fn licences(builder: &mut Builder<'_>, licence: LicenceId) {
    let build = builder.build;
    let supplier = Supplier::Licence(licence);
    let Some((position, entry)) = build.levers.licence(licence) else { return };
    if build.without.contains(&supplier) || !builder.searched.insert(supplier) {
        return;
    }
    let named: Vec<SituationId> = entry.when.iter().flat_map(Condition::situations).collect();
    if refuted(builder, supplier, entry.when.as_ref(), &named) {
        return;
    }
    let Some((_, facts)) = build.grounding.scenario().catalogue.licence(licence) else { return };
    for filling in fillings(build.grounding, licence_roles(&facts.about)) {
        let Some(holder) = filling.roles.first().and_then(|r| r.first()).copied() else { continue };
        // A licence that an item of this application gives is a result, not one held before (rule 14).
        if build.requirements.iter().any(|r| r.gives_licences.contains(&(holder, licence))) {
            continue;
        }
        let Some((body, mut heads)) =
            grounded(builder, &filling, &facts.given, &facts.returns, named.clone())
        else {
            continue;
        };
        let documents = facts.stands_for.iter().map(|m| Fact::Document((holder, m.value)));
        heads.extend(documents.filter(|d| !builder.given_by_item.contains_key(d)));
        let rank = (3, position);
        builder.add(Candidate { rank, body, heads, origin: Origin::Licence(licence, holder) });
    }
}

fn licence_roles(about: &[Role]) -> &[Role] {
    about.get(..1).unwrap_or(&[])
}

/// Body and heads of a call in one filling; none if a party it needs is not there.
pub(super) fn grounded(
    builder: &Builder<'_>,
    filling: &Filling,
    given: &[RoleDatum],
    returns: &[RoleDatum],
    mut premises: Vec<SituationId>,
) -> Option<(Vec<Fact>, Vec<Fact>)> {
    let grounding = builder.build.grounding;
    merge(&mut premises, filling.premises.iter().copied());
    let mut body = Vec::new();
    for datum in given {
        let (data, more) = ground_role_datum(grounding, filling, datum);
        if data.is_empty() {
            return None;
        }
        body.extend(data.into_iter().map(Fact::Datum));
        merge(&mut premises, more);
    }
    let mut heads = Vec::new();
    for datum in returns {
        let (data, more) = ground_role_datum(grounding, filling, datum);
        // What an applicable item gives does not exist before it ends, whoever else could say it (rule 12).
        heads.extend(data.into_iter().map(Fact::Datum).filter(|f| !builder.given_by_item.contains_key(f)));
        merge(&mut premises, more);
    }
    body.extend(premises.into_iter().map(Fact::Situation));
    body.dedup();
    Some((body, heads))
}

/// How the answer of a situation can be known without asking (rule 9).
fn known_from(builder: &mut Builder<'_>, situation: SituationId) {
    let grounding = builder.build.grounding;
    let scenario = grounding.scenario();
    let Some(facts) = scenario.situation(situation) else { return };
    let heads = vec![Fact::Situation(situation)];
    let origin = Origin::Situation(situation);
    let rank = (0, situation.0);
    if let SituationKind::Count(party) = facts.kind {
        let many = scenario.party(party).and_then(|p| p.many.as_ref());
        if let Some(service) = many.and_then(|m| m.count_from.as_ref()) {
            service_tells(builder, (service.value, None), situation);
        }
        return;
    }
    if let Some(datum) = facts.ask_field {
        if let Some(body) = data_facts(grounding, datum) {
            builder.add(Candidate { rank, body, heads, origin });
        }
        return;
    }
    match &facts.known_from {
        None => {}
        Some(KnownFrom::Element(datum)) => {
            if let Some(body) = data_facts(grounding, datum.value) {
                builder.add(Candidate { rank, body, heads, origin });
            }
        }
        Some(KnownFrom::Conditions(conditions)) => {
            let found: Vec<Asked> = conditions.iter().flat_map(|(_, c)| found_services(c)).collect();
            if let [asked] = found[..] {
                // `found(service)` alone: the call itself tells the answer.
                if conditions.iter().all(|(_, c)| c.reads.iter().all(|n| matches!(n, Name::Found(..)))) {
                    service_tells(builder, asked, situation);
                    return;
                }
            }
            let mut body = Vec::new();
            for (_, condition) in conditions {
                let Some(facts) = reads(grounding, condition, None) else { return };
                body.extend(facts);
            }
            for mut body in with_calls(builder, body, &found) {
                body.sort_unstable();
                body.dedup();
                builder.add(Candidate { rank, body, heads: heads.clone(), origin: origin.clone() });
            }
        }
    }
}

fn service_tells(builder: &mut Builder<'_>, (service, about): Asked, situation: SituationId) {
    service_calls(builder, service, Some((situation, about)));
}

/// A body with what must be known to call each of some services at least once: one body for each choice among
/// their calls; none if a service cannot be called at all.
fn with_calls(builder: &Builder<'_>, body: Vec<Fact>, services: &[Asked]) -> Vec<Vec<Fact>> {
    services.iter().fold(vec![body], |bodies, asked| {
        let calls = calls(builder, *asked);
        let with = |body: &Vec<Fact>| calls.iter().map(|call| [&body[..], call].concat()).collect::<Vec<_>>();
        bodies.iter().flat_map(with).take(MAX_BODIES).collect()
    })
}

/// What each call of a service needs; none if it is not shared or nobody fits its roles.
fn calls(builder: &Builder<'_>, (service, about): Asked) -> Vec<Vec<Fact>> {
    let build = builder.build;
    if build.levers.shared(service).is_none() || build.without.contains(&Supplier::Service(service)) {
        return Vec::new();
    }
    let Some((_, facts)) = build.grounding.scenario().catalogue.service(service) else { return Vec::new() };
    fillings(build.grounding, &facts.about)
        .iter()
        .filter(|filling| is_about(build.grounding, filling, about))
        .filter_map(|filling| grounded(builder, filling, &facts.given, &facts.returns, Vec::new()))
        .map(|(body, _)| body)
        .collect()
}

/// Whether a party fills one of the roles.
fn is_about(grounding: &Grounding<'_>, filling: &Filling, party: Option<PartyRef>) -> bool {
    party.is_none_or(|party| {
        let meant = grounding.resolve(party, None);
        filling.roles.iter().flatten().any(|i| meant.contains(i))
    })
}

fn found_services(condition: &Condition) -> impl Iterator<Item = Asked> + '_ {
    condition.reads.iter().filter_map(|n| match n {
        Name::Found(service, about) => Some((*service, *about)),
        _ => None,
    })
}

/// What must be known to read an element: its value, and that its party is there, lest an answer prove itself
/// (rule 8). None if the party is not there.
fn data_facts(grounding: &Grounding<'_>, datum: Datum) -> Option<Vec<Fact>> {
    let instances = grounding.resolve(datum.party, None);
    let facts = instances.iter().map(|i| Fact::Datum((*i, datum.element)));
    let there = presence(grounding.scenario(), datum.party).map(Fact::Situation);
    (!instances.is_empty()).then(|| facts.chain(there).collect())
}

/// An item is a rule: all its needs, and the items it comes after, bring about all it gives (rule 13).
fn item(builder: &mut Builder<'_>, position: usize) {
    let build = builder.build;
    let Some(requirement) = build.requirements.get(position) else { return };
    let mut body: Vec<Fact> = requirement.fields.iter().map(|d| Fact::Datum(*d)).collect();
    body.extend(requirement.materials.iter().map(|d| Fact::Document(*d)));
    body.extend(build.after.get(position).into_iter().flatten().map(|p| Fact::Item(*p)));
    body.sort_unstable();
    body.dedup();
    let mut heads = vec![Fact::Item(position)];
    heads.extend(results(build, requirement));
    for (holder, licence) in &requirement.gives_licences {
        if let Some((_, licence)) = build.grounding.scenario().catalogue.licence(*licence) {
            let filling = Filling { roles: vec![vec![*holder]], premises: Vec::new() };
            for datum in &licence.returns {
                let data = ground_role_datum(build.grounding, &filling, datum).0.into_iter().map(Fact::Datum);
                // What another item gives does not exist before that one ends, whoever could say it (rule 12).
                heads.extend(data.filter(|f| !builder.given_by_item.contains_key(f)));
            }
        }
    }
    heads.sort_unstable();
    heads.dedup();
    let rank = (4, u32::try_from(position).unwrap_or(u32::MAX));
    builder.add(Candidate { rank, body, heads, origin: Origin::Item(position) });
}
