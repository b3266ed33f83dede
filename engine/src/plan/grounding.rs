//! The parties of a way as instances, and the relations between them (rules 1–4).

use super::way::Way;
use crate::scenario::model::{Id, Party, PartyId, PartyRef, Scenario, SituationId, SituationKind};
use std::sync::Arc;

/// A party, or one member of a `many` party, as it stands in one way. A position in [`Grounding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(pub u32);

/// A party or a member of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The party.
    pub party: PartyId,
    /// 1… for a member of a `many` party that has several in this way; 0 else.
    pub member: u32,
    /// Situations that must be known to know that it is there.
    pub premises: Vec<SituationId>,
}

/// A related instance, and the situations that must be known to know so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The related one.
    pub instance: InstanceId,
    /// What must be known.
    pub premises: Vec<SituationId>,
}

/// The instances of a way by themselves: what a grounding over the same way is made of again at no cost.
#[derive(Debug, Clone)]
pub struct Instances {
    all: Arc<[Instance]>,
    applicant: Option<InstanceId>,
}

/// All instances of one way.
#[derive(Debug)]
pub struct Grounding<'a> {
    scenario: &'a Scenario,
    way: &'a Way,
    instances: Instances,
}

impl<'a> Grounding<'a> {
    /// The instances of a way: parties whose `when` holds, members counted by their situation.
    pub fn new(scenario: &'a Scenario, way: &'a Way) -> Self {
        let mut all = Vec::new();
        for (index, party) in scenario.people.values().enumerate() {
            let id = PartyId::from(index);
            if !way.holds_or_none(scenario, party.when.as_ref()) {
                continue;
            }
            let premises: Vec<_> = party.when.iter().flat_map(|c| c.situations()).collect();
            let members = members(scenario, way, id, party);
            for member in 1..=members {
                let member = if members == 1 { 0 } else { member };
                all.push(Instance { party: id, member, premises: premises.clone() });
            }
        }
        let applicant = all.iter().position(|instance| instance.party == way.applicant);
        let applicant = applicant.and_then(|at| u32::try_from(at).ok()).map(InstanceId);
        Self { scenario, way, instances: Instances { all: all.into(), applicant } }
    }

    /// The grounding of a way whose instances were found before.
    pub fn again(scenario: &'a Scenario, way: &'a Way, instances: &Instances) -> Self {
        Self { scenario, way, instances: instances.clone() }
    }

    /// The instances by themselves.
    pub fn instances(&self) -> &Instances {
        &self.instances
    }

    /// The scenario.
    pub fn scenario(&self) -> &'a Scenario {
        self.scenario
    }

    /// The way.
    pub fn way(&self) -> &'a Way {
        self.way
    }

    /// An instance.
    pub fn instance(&self, id: InstanceId) -> Option<&Instance> {
        self.instances.all.get(id.0 as usize)
    }

    /// The party of an instance.
    pub fn party(&self, id: InstanceId) -> Option<&'a Party> {
        self.instance(id).and_then(|i| self.scenario.party(i.party))
    }

    /// All instances, in file order.
    pub fn ids(&self) -> impl Iterator<Item = InstanceId> + use<> {
        (0..u32::try_from(self.instances.all.len()).unwrap_or(u32::MAX)).map(InstanceId)
    }

    /// The instances of a party.
    pub fn of_party(&self, party: PartyId) -> impl Iterator<Item = InstanceId> + '_ {
        self.ids().filter(move |id| self.instance(*id).is_some_and(|i| i.party == party))
    }

    /// The instances of a kind of party.
    pub fn of_kind<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = InstanceId> + 'b {
        self.ids().filter(move |id| self.party(*id).is_some_and(|p| &*p.kind == kind))
    }

    /// Who a reference means; `bound` is the member that an `each` item is for.
    pub fn resolve(&self, party: PartyRef, bound: Option<InstanceId>) -> Vec<InstanceId> {
        match party {
            PartyRef::Applicant => self.instances.applicant.into_iter().collect(),
            PartyRef::Party(id) => match bound.filter(|b| self.instance(*b).is_some_and(|i| i.party == id)) {
                Some(member) => vec![member],
                None => self.of_party(id).collect(),
            },
        }
    }

    /// `mother`, `child_2`: the name of an instance.
    pub fn name(&self, id: InstanceId) -> String {
        match (self.instance(id), self.party(id)) {
            (Some(instance), Some(party)) if instance.member > 0 => {
                format!("{}_{}", party.id, instance.member)
            }
            (_, Some(party)) => party.id.to_string(),
            _ => "?".to_owned(),
        }
    }

    /// Those for whom `name of start` holds: a relation of `start` itself, its spouse, its children, or a
    /// party of that kind that has `start` in a relation (rules 1–3: inverses are built in).
    pub fn related(&self, start: InstanceId, name: &str) -> Vec<Related> {
        let mut found = self.direct(start, name);
        match name {
            "spouse" => found.extend(self.spouses(start)),
            "child" => found.extend(self.inverse(start, |p, key| &*p.kind == "person" && is_parent(key))),
            "parent" => {
                let party = self.party(start).into_iter().flat_map(|p| p.relations.keys());
                for key in party.filter(|key| is_parent(key)).cloned().collect::<Vec<Id>>() {
                    found.extend(self.direct(start, &key));
                }
            }
            kind => found.extend(self.inverse(start, |p, _| &*p.kind == kind && kind != "person")),
        }
        found.sort_by_key(|r| r.instance);
        found.dedup_by_key(|r| r.instance);
        found
    }

    /// Targets of a relation that `start` states itself.
    fn direct(&self, start: InstanceId, name: &str) -> Vec<Related> {
        let targets = self.party(start).and_then(|p| p.relations.get(name));
        let mut found = Vec::new();
        for target in targets.into_iter().flatten() {
            if self.way.holds_or_none(self.scenario, target.when.as_ref()) {
                let stated: Vec<_> = target.when.iter().flat_map(|c| c.situations()).collect();
                for instance in self.of_party(target.party) {
                    found.push(self.with_presence(instance, stated.clone()));
                }
            }
        }
        found
    }

    /// Those who have `start` as a target of a relation that `accepts`.
    fn inverse(&self, start: InstanceId, accepts: impl Fn(&Party, &str) -> bool) -> Vec<Related> {
        let mut found = Vec::new();
        for id in self.ids() {
            let Some(party) = self.party(id) else { continue };
            for key in party.relations.keys().filter(|key| accepts(party, key)) {
                let hit = self.direct(id, key).into_iter().find(|r| r.instance == start);
                if let Some(hit) = hit {
                    found.push(self.with_presence(id, hit.premises));
                }
            }
        }
        found
    }

    /// The other member of a couple that `start` is in.
    fn spouses(&self, start: InstanceId) -> Vec<Related> {
        let mut found = Vec::new();
        for couple in self.of_kind("couple") {
            let members: Vec<Related> =
                ["one", "other"].iter().flat_map(|role| self.direct(couple, role)).collect();
            if members.iter().any(|m| m.instance == start) {
                let presence = self.instance(couple).map(|i| i.premises.clone()).unwrap_or_default();
                for member in members.into_iter().filter(|m| m.instance != start) {
                    let premises = [presence.clone(), member.premises].concat();
                    found.push(self.with_presence(member.instance, premises));
                }
            }
        }
        found
    }

    fn with_presence(&self, instance: InstanceId, mut premises: Vec<SituationId>) -> Related {
        premises.extend(self.instance(instance).into_iter().flat_map(|i| i.premises.iter().copied()));
        premises.sort_unstable();
        premises.dedup();
        Related { instance, premises }
    }
}

/// How many there are of a party.
fn members(scenario: &Scenario, way: &Way, id: PartyId, party: &Party) -> u32 {
    let Some(many) = &party.many else { return 1 };
    let count = scenario
        .situations
        .values()
        .position(|s| s.kind == SituationKind::Count(id))
        .and_then(|i| way.first(SituationId::from(i)))
        .and_then(|position| u32::try_from(position).ok());
    many.min + count.unwrap_or(0)
}

fn is_parent(key: &str) -> bool {
    matches!(key, "mother" | "father" | "parent" | "guardian")
}
