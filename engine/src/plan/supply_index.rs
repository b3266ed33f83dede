//! Who can supply what, by element and by material, so that a derivation touches only what concerns it
//! among tens of thousands of services.

use crate::scenario::model::{Catalogue, ElementId, LicenceId, MaterialId, ServiceId};

/// Services and licences by what they supply, in catalogue order.
#[derive(Debug, Clone, Default)]
pub struct SupplyIndex {
    services: Vec<Vec<ServiceId>>,
    licences: Vec<Vec<LicenceId>>,
    stand_ins: Vec<Vec<LicenceId>>,
}

impl SupplyIndex {
    /// Indexes a catalogue; linear in its size.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut index = Self {
            services: vec![Vec::new(); catalogue.elements.len()],
            licences: vec![Vec::new(); catalogue.elements.len()],
            stand_ins: vec![Vec::new(); catalogue.materials.len()],
        };
        for (i, service) in catalogue.services.values().enumerate() {
            for datum in &service.returns {
                push(&mut index.services, datum.element.index(), ServiceId::from(i));
            }
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
    pub fn services(&self, element: ElementId) -> &[ServiceId] {
        self.services.get(element.index()).map_or(&[], Vec::as_slice)
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

fn push<T: PartialEq>(lists: &mut [Vec<T>], at: usize, value: T) {
    if let Some(list) = lists.get_mut(at)
        && list.last() != Some(&value)
    {
        list.push(value);
    }
}
