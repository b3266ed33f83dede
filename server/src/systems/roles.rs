//! A call in the words of its service: `one.id_number` in place of `mother.id_number`, so that a mapping or a rule
//! that is written for a service holds for every scenario and every party it is asked about.

use super::Call;
use onething_engine::application::program::{FactKind, Program};
use onething_engine::plan::grounding::{Grounding, InstanceId};
use onething_engine::scenario::model::{Catalogue, Id, Role, RoleDatum, Scenario};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One element of a role, and the facts of the application that it is; several where a role stands for each of
/// several parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleFact {
    /// `one.id_number`; a fact that the service does not speak of has its own name.
    pub name: String,
    /// The facts, in order of the parties.
    pub facts: Vec<Id>,
    /// Whether it is a list, however many there are.
    pub each: bool,
}

/// A call in the words of its service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    /// What it starts from.
    pub given: Vec<RoleFact>,
    /// What an answer may tell.
    pub returns: Vec<RoleFact>,
}

/// What a catalogue says of a service or licence: its roles, what it starts from, what it returns.
pub type Offered<'c> = (&'c [Role], &'c [RoleDatum], &'c [RoleDatum]);

/// What a catalogue says of a service or licence.
pub fn offered<'c>(catalogue: &'c Catalogue, service: &str) -> Option<Offered<'c>> {
    let of_service = catalogue.services.get(service).map(|s| (&s.about[..], &s.given[..], &s.returns[..]));
    of_service
        .or_else(|| catalogue.licences.get(service).map(|l| (&l.about[..], &l.given[..], &l.returns[..])))
}

/// `one.id_number`, `holder.one.id_number`: an element of a role as it is written.
pub fn role_name(catalogue: &Catalogue, about: &[Role], datum: &RoleDatum) -> Option<String> {
    let role = about.get(usize::from(datum.role))?;
    let (_, element) = catalogue.element(datum.element)?;
    let mut name = role.name.to_string();
    for relation in &datum.path {
        name.push('.');
        name.push_str(relation);
    }
    name.push('.');
    name.push_str(&element.name);
    Some(name)
}

impl Roles {
    /// A call in the words of its service.
    pub fn of(call: &Call) -> Self {
        let catalogue = &call.scenario.catalogue;
        let given: Vec<&Id> = call.given.iter().map(|(name, _)| name).collect();
        let supplied = supplies(&call.program, call);
        let Some((about, starts, returns)) = offered(catalogue, &call.service) else {
            let own = |name: &Id| RoleFact { name: name.to_string(), facts: vec![name.clone()], each: false };
            return Self {
                given: given.into_iter().map(own).collect(),
                returns: supplied.iter().map(own).collect(),
            };
        };
        let parties = parties(about, &call.about);
        let words = Words { call, about, parties };
        Self { given: words.of(starts, given), returns: words.of(returns, supplied.iter().collect()) }
    }

    /// The facts that a name of what is returned stands for.
    pub fn returned(&self, name: &str) -> Option<&RoleFact> {
        self.returns.iter().find(|role| role.name == name)
    }
}

/// The fields that a call's step supplies, by name.
fn supplies(program: &Program, call: &Call) -> Vec<Id> {
    let step = program.step(call.step);
    let facts = step.into_iter().flat_map(|step| &step.supplies);
    let fields = facts.filter_map(|fact| program.fact(*fact));
    let fields = fields.filter(|fact| matches!(fact.kind, FactKind::Field(..)));
    fields.map(|fact| fact.name.clone()).collect()
}

/// Which names fill which role: the first role that stands for each of several takes all that are more than one
/// for every role.
fn parties<'n>(about: &[Role], names: &'n [String]) -> Vec<&'n [String]> {
    let more = names.len().saturating_sub(about.len());
    let several = about.iter().position(|role| role.each);
    let (mut rest, mut found) = (names, Vec::with_capacity(about.len()));
    for at in 0..about.len() {
        let takes = if Some(at) == several { 1 + more } else { 1 };
        let (own, behind) = rest.split_at(takes.min(rest.len()));
        found.push(own);
        rest = behind;
    }
    found
}

struct Words<'c> {
    call: &'c Call,
    about: &'c [Role],
    parties: Vec<&'c [String]>,
}

impl Words<'_> {
    /// Role elements for facts; facts of no role stand for themselves, behind.
    fn of(&self, data: &[RoleDatum], facts: Vec<&Id>) -> Vec<RoleFact> {
        let catalogue = &self.call.scenario.catalogue;
        let mut left: BTreeSet<&str> = facts.iter().map(|name| &***name).collect();
        let mut found = Vec::new();
        for datum in data {
            let Some(name) = role_name(catalogue, self.about, datum) else { continue };
            let each = self.about.get(usize::from(datum.role)).is_some_and(|role| role.each);
            let meant = self.names(&self.call.scenario, datum);
            let own: Vec<Id> = meant.into_iter().filter(|name| left.remove(&**name)).collect();
            if !own.is_empty() {
                found.push(RoleFact { name, facts: own, each });
            }
        }
        let rest = facts.into_iter().filter(|name| left.contains(&***name));
        found.extend(rest.map(|name| RoleFact {
            name: name.to_string(),
            facts: vec![name.clone()],
            each: false,
        }));
        found
    }

    /// The names of the facts that an element of a role is.
    fn names(&self, scenario: &Scenario, datum: &RoleDatum) -> Vec<Id> {
        let Some((_, element)) = scenario.catalogue.element(datum.element) else { return Vec::new() };
        let parties = self.parties.get(usize::from(datum.role)).copied().unwrap_or_default();
        let fact = |party: &str| -> Id { format!("{party}.{}", element.name).into() };
        if datum.path.is_empty() {
            return parties.iter().map(|party| fact(party)).collect();
        }
        let grounding = Grounding::new(scenario, &self.call.way);
        let ids = || grounding.ids();
        let start = parties.iter().filter_map(|name| ids().find(|id| grounding.name(*id) == *name));
        let mut at: Vec<InstanceId> = start.collect();
        for relation in &datum.path {
            at = at.into_iter().flat_map(|id| grounding.related(id, relation)).map(|r| r.instance).collect();
        }
        at.into_iter().map(|id| fact(&grounding.name(id))).collect()
    }
}
