//! Who can supply what, by element and by material, so that a derivation touches only what concerns it
//! among tens of thousands of services.

use crate::scenario::model::{Catalogue, ElementId, Id, LicenceId, MaterialId, Service, ServiceId};
use indexmap::IndexSet;

/// Services and licences by what they supply, in catalogue order.
#[derive(Debug, Clone, Default)]
pub struct SupplyIndex {
    services: Vec<Vec<Returning>>,
    /// Per service, what it starts from, sorted.
    keys: Vec<Vec<(u8, ElementId)>>,
    licences: Vec<Vec<LicenceId>>,
    stand_ins: Vec<Vec<LicenceId>>,
}

/// A service that returns an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returning {
    /// The service.
    pub service: ServiceId,
    /// Services of one shape are about the same roles and return the element of the same one; none where
    /// relations are followed, so that what it needs depends on the parties.
    shape: Option<u32>,
}

impl SupplyIndex {
    /// Indexes a catalogue; linear in its size.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut index = Self {
            services: vec![Vec::new(); catalogue.elements.len()],
            keys: Vec::with_capacity(catalogue.services.len()),
            licences: vec![Vec::new(); catalogue.elements.len()],
            stand_ins: vec![Vec::new(); catalogue.materials.len()],
        };
        let mut shapes = IndexSet::new();
        for (i, service) in catalogue.services.values().enumerate() {
            let roles = u32::try_from(shapes.insert_full(shape(service)).0).unwrap_or(u32::MAX >> 8);
            let direct = service.given.iter().chain(&service.returns).all(|d| d.path.is_empty());
            for datum in &service.returns {
                let twice = service.returns.iter().filter(|r| r.element == datum.element).count() > 1;
                let shape = (direct && !twice).then_some(roles << 8 | u32::from(datum.role));
                push(
                    &mut index.services,
                    datum.element.index(),
                    Returning { service: ServiceId::from(i), shape },
                );
            }
            let mut keys: Vec<(u8, ElementId)> = service.given.iter().map(|g| (g.role, g.element)).collect();
            keys.sort_unstable();
            index.keys.push(keys);
        }
        for (i, licence) in catalogue.licences.values().enumerate() {
            for datum in &licence.returns {
                push(&mut index.licences, datum.element.index(), LicenceId::from(i));
            }
            for material in &licence.stands_for {
                push(&mut index.stand_ins, material.value.index(), LicenceId::from(i));
            }
        }
        index
    }

    /// Services that return an element of some role.
    pub fn services(&self, element: ElementId) -> &[Returning] {
        self.services.get(element.index()).map_or(&[], Vec::as_slice)
    }

    /// Whether whoever could call the second for an element could call the first for it: the same roles, no
    /// more to start from. Where the first is listed before the second, the second never supplies it (rule 13).
    pub fn replaces(&self, first: Returning, second: Returning) -> bool {
        let keys = |r: Returning| self.keys.get(r.service.index()).map_or(&[][..], Vec::as_slice);
        first.shape.is_some()
            && first.shape == second.shape
            && keys(first).iter().all(|key| keys(second).binary_search(key).is_ok())
    }

    /// Licences that return an element.
    pub fn licences(&self, element: ElementId) -> &[LicenceId] {
        self.licences.get(element.index()).map_or(&[], Vec::as_slice)
    }

    /// Licences that stand for a material.
    pub fn stand_ins(&self, material: MaterialId) -> &[LicenceId] {
        self.stand_ins.get(material.index()).map_or(&[], Vec::as_slice)
    }
}

/// The kind, relation and number of a role.
type RoleShape = (Id, Option<(Id, u8)>, bool);

fn shape(service: &Service) -> Vec<RoleShape> {
    service.about.iter().map(|r| (r.kind.clone(), r.relation.clone(), r.each)).collect()
}

fn push<T: PartialEq>(lists: &mut [Vec<T>], at: usize, value: T) {
    if let Some(list) = lists.get_mut(at)
        && list.last() != Some(&value)
    {
        list.push(value);
    }
}
