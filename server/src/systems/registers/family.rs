//! Which records the parties of a way are, what is written of them, and files of people.

use super::{Place, RegisterChange, Registers, Turn};
use crate::systems::Standing;
use onething_engine::people::{NotGiven, People as Fields, given};
use onething_engine::plan::grounding::{Grounding, InstanceId};
use onething_engine::plan::way::Way;
use onething_engine::population::values;
use onething_engine::scenario::model::{Catalogue, ElementId, ElementType, Id, Scenario};
use onething_engine::scenario::source::{Span, Spanned};
use onething_engine::scenario::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Marks an identity that is told by relations: `father=3703…;mother=3703…`.
pub(super) const BY_RELATION: char = '=';

/// The element by which the world knows a party of a kind: its ID number or credit code, else its first number or
/// code; none: it is known by whom it belongs to.
pub(in crate::systems) fn identity_element(catalogue: &Catalogue, kind: &str) -> Option<ElementId> {
    let of_kind = || catalogue.elements.values().enumerate().filter(|(_, element)| &*element.kind == kind);
    let official = of_kind().find(|(_, e)| {
        matches!(e.ty, ElementType::IdNumberCn | ElementType::CreditCodeCn)
            && matches!(&*e.name, "id_number" | "credit_code")
    });
    let texts = || of_kind().filter(|(_, e)| e.ty == ElementType::Text);
    let named = || texts().find(|(_, e)| matches!(&*e.name, "number" | "code"));
    let numbered = || texts().find(|(_, e)| e.name.ends_with("_number") || e.name.ends_with("_code"));
    official.or_else(named).or_else(numbered).map(|(at, _)| ElementId::from(at))
}

/// Under which identity each party stands, as far as that is known.
pub(in crate::systems) struct Identities<'g> {
    grounding: &'g Grounding<'g>,
    of: Vec<Option<Arc<str>>>,
}

impl<'g> Identities<'g> {
    /// The identities that values tell, and those that follow from them: by the relations of records, and for what
    /// has no number by the parties it belongs to.
    pub fn new(
        grounding: &'g Grounding<'g>,
        registers: &Registers,
        value: &dyn Fn(InstanceId, ElementId) -> Option<Arc<str>>,
    ) -> Self {
        let catalogue = &grounding.scenario().catalogue;
        let own = |id: InstanceId| {
            let kind = &grounding.party(id)?.kind;
            value(id, identity_element(catalogue, kind)?)
        };
        let mut identities = Self { grounding, of: grounding.ids().map(own).collect() };
        // Each round makes one more known at least.
        for _ in 0..identities.of.len() {
            if !identities.follow(registers) {
                break;
            }
        }
        identities
    }

    /// Where a party's record stands; none where its identity is not known.
    pub fn place(&self, id: InstanceId) -> Option<Place> {
        let identity = self.of.get(id.0 as usize)?.clone()?;
        Some((self.grounding.party(id)?.kind.clone(), identity))
    }

    fn follow(&mut self, registers: &Registers) -> bool {
        let mut found: Vec<(InstanceId, Arc<str>)> = Vec::new();
        for id in self.grounding.ids() {
            let Some((kind, identity)) = self.place(id) else {
                found.extend(self.by_relation(id).map(|identity| (id, identity)));
                continue;
            };
            let Some(record) = registers.get(&kind, &identity) else { continue };
            for (name, (of, identity)) in &record.relations {
                for other in self.grounding.related(id, name) {
                    let is_of = self.grounding.party(other.instance).is_some_and(|p| p.kind == *of);
                    if is_of && self.place(other.instance).is_none() {
                        found.push((other.instance, identity.clone()));
                    }
                }
            }
        }
        let mut news = false;
        for (id, identity) in found {
            if let Some(place @ None) = self.of.get_mut(id.0 as usize) {
                (*place, news) = (Some(identity), true);
            }
        }
        news
    }

    /// The identity of what is known by the parties that it belongs to.
    fn by_relation(&self, id: InstanceId) -> Option<Arc<str>> {
        let party = self.grounding.party(id)?;
        let mut parts = Vec::new();
        for relation in party.relations.keys() {
            for target in self.grounding.related(id, relation) {
                let (_, identity) = self.place(target.instance)?;
                parts.push(format!("{relation}{BY_RELATION}{identity}"));
            }
        }
        let member = self.grounding.instance(id).map_or(0, |i| i.member);
        if member > 0 {
            parts.push(format!("member{BY_RELATION}{member}"));
        }
        parts.sort();
        (parts.len() > usize::from(member > 0)).then(|| parts.join(";").into())
    }

    /// The relations of a party to others whose identity is known: name, register, identity.
    fn relations(&self, id: InstanceId) -> Vec<(Id, Id, Arc<str>)> {
        let Some(party) = self.grounding.party(id) else { return Vec::new() };
        let mut names: BTreeSet<Id> = party.relations.keys().cloned().collect();
        names.extend(["spouse", "child", "parent"].map(Id::from));
        let kinds = self.grounding.ids().filter_map(|other| self.grounding.party(other));
        names.extend(kinds.filter(|p| &*p.kind != "person").map(|p| p.kind.clone()));
        let mut found = Vec::new();
        for name in names {
            for other in self.grounding.related(id, &name) {
                let Some((kind, identity)) = self.place(other.instance) else { continue };
                // Which of several children an application is about, its parents do not tell; one that is not
                // registered yet stands by its parents alone.
                if &*name != "child" || identity.contains(BY_RELATION) {
                    found.push((name.clone(), kind, identity));
                }
            }
        }
        found
    }
}

/// What an application knows, by element of a party.
type Knowledge = BTreeMap<(InstanceId, ElementId), Arc<str>>;

/// What an application knows, and the identities that follow from it.
fn identified<'g>(
    standing: &Standing<'_>,
    grounding: &'g Grounding<'g>,
    fields: &Fields,
    registers: &Registers,
) -> (Knowledge, Identities<'g>) {
    let known = standing.known.iter();
    let known: Knowledge =
        known.filter_map(|known| Some((fields.key(known.fact)?, known.text.clone()))).collect();
    let value = |id, element| known.get(&(id, element)).cloned();
    let identities = Identities::new(grounding, registers, &value);
    (known, identities)
}

/// Where the records of some parties stand, as far as the application knows.
pub fn places(
    standing: &Standing<'_>,
    grounding: &Grounding<'_>,
    fields: &Fields,
    registers: &Registers,
    parties: &BTreeSet<InstanceId>,
) -> Vec<(InstanceId, Place)> {
    let (_, identities) = identified(standing, grounding, fields, registers);
    parties.iter().filter_map(|id| Some((*id, identities.place(*id)?))).collect()
}

/// What is written of parties once something about them was issued: everything that the application knows of them and
/// that does not stand there already.
pub fn written(
    standing: &Standing<'_>,
    grounding: &Grounding<'_>,
    fields: &Fields,
    registers: &Registers,
    parties: &BTreeSet<InstanceId>,
) -> Vec<RegisterChange> {
    let (known, identities) = identified(standing, grounding, fields, registers);
    let catalogue = &standing.scenario.catalogue;
    let mut changes = Vec::new();
    for id in parties.iter().copied() {
        let Some((register, identity)) = identities.place(id) else { continue };
        // Whoever will have a number is written once it is known: until then nobody could ask for them by it.
        if identity.contains(BY_RELATION) && identity_element(catalogue, &register).is_some() {
            continue;
        }
        // What stands there already is not written again.
        let record = registers.get(&register, &identity);
        let stands = |name: &Id, text: &Arc<str>| record.is_some_and(|r| r.values.get(name) == Some(text));
        let own = known.iter().filter(|((of, _), _)| *of == id);
        let named = own.filter_map(|((_, at), text)| Some((&catalogue.element(*at)?.1.name, text)));
        let values: Vec<(Id, Arc<str>)> = named
            .filter(|(name, text)| !stands(name, text))
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect();
        let is_new = |(name, of, at): &(Id, Id, Arc<str>)| {
            let relation = (name.clone(), (of.clone(), at.clone()));
            record.is_none_or(|record| record.relations.binary_search(&relation).is_err())
        };
        let relations: Vec<_> = identities.relations(id).into_iter().filter(is_new).collect();
        // One that has its own number now no longer stands by whom it belongs to.
        let before = identities.by_relation(id).filter(|before| *before != identity);
        if let Some(before) = before.filter(|before| registers.get(&register, before).is_some()) {
            let (register, elements) = (register.clone(), Vec::new());
            changes.push(RegisterChange::Struck {
                register,
                identity: before,
                elements,
                turn: Turn::default(),
            });
        }
        if record.is_none() || !values.is_empty() || !relations.is_empty() {
            let turn = Turn::default();
            changes.push(RegisterChange::Written { register, identity, values, relations, turn });
        }
    }
    changes
}

/// Values of people as a file gives them: `mother.name` and its text.
pub type People = [(Spanned<Id>, Id)];

/// A value in a file of people that means nothing in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Where it is written.
    pub span: Span,
    /// What is wrong.
    pub what: Text,
    /// How to mend it.
    pub mend: Text,
}

/// The records that a file of people is, over the parties of a way; and the names of parties that no number and no
/// relation tells apart, so that no register can hold them.
///
/// # Errors
/// Every value that is none of its element, or of no element.
pub fn load(
    scenario: &Scenario,
    way: &Way,
    people: &People,
) -> Result<(Vec<RegisterChange>, Vec<String>), Vec<Wrong>> {
    let grounding = Grounding::new(scenario, way);
    let (mut told, mut wrong) = (BTreeMap::new(), Vec::new());
    for (name, text) in people {
        match given(&grounding, &name.value, text) {
            Ok((id, element, value)) => {
                told.insert((id, element), Arc::<str>::from(values::write(&value)));
            }
            // Files of people are shared between ways; not everybody is there in each.
            Err(NotGiven::Absent) => {}
            Err(NotGiven::Wrong(what, mend)) => wrong.push(Wrong { span: name.span, what, mend }),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let value = |id, element| told.get(&(id, element)).cloned();
    let identities = Identities::new(&grounding, &Registers::new(1), &value);
    let (mut changes, mut left) = (Vec::new(), Vec::new());
    for id in grounding.ids() {
        let own = told.iter().filter(|((of, _), _)| *of == id);
        let name = |at: &ElementId| scenario.catalogue.element(*at).map(|(_, e)| e.name.clone());
        let values: Vec<(Id, Arc<str>)> =
            own.filter_map(|((_, at), text)| Some((name(at)?, text.clone()))).collect();
        match identities.place(id) {
            Some((register, identity)) => {
                let relations = identities.relations(id);
                let turn = Turn::default();
                changes.push(RegisterChange::Written { register, identity, values, relations, turn });
            }
            None if values.is_empty() => {}
            None => left.push(grounding.name(id)),
        }
    }
    Ok((changes, left))
}
