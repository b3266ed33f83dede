//! The catalogue: facts shared by scenarios.

use super::{
    CalendarFacts, Department, DepartmentId, Element, ElementId, Id, Licence, LicenceId, Material,
    MaterialId, Region, RegionId, Service, ServiceId, Source, Spanned, System, SystemId,
};
use crate::scenario::syntax::Node;
use crate::scenario::text::Text;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Facts of one or several catalogue files, merged. Tables are in file order; entries are shared, so a
/// copy that overrides a few facts is cheap.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// The files it was read from: id and title.
    pub parts: Vec<(Spanned<Id>, Text)>,
    /// Calendars by id.
    pub calendars: IndexMap<Id, Arc<CalendarFacts>>,
    /// Holiday sets by id.
    pub holidays: IndexMap<Id, Arc<Vec<Holidays>>>,
    /// Regions by id: values of elements whose type is `region`.
    #[serde(default)]
    pub regions: IndexMap<Id, Arc<Region>>,
    /// Departments by id.
    pub departments: IndexMap<Id, Arc<Department>>,
    /// Elements by `kind.name`.
    pub elements: IndexMap<Id, Arc<Element>>,
    /// Systems by id.
    pub systems: IndexMap<Id, Arc<System>>,
    /// Services by `system.service`.
    pub services: IndexMap<Id, Arc<Service>>,
    /// Materials by id.
    pub materials: IndexMap<Id, Arc<Material>>,
    /// Licences by id.
    pub licences: IndexMap<Id, Arc<Licence>>,
    /// Items by id; a scenario takes one with `use:`.
    pub items: IndexMap<Id, Arc<CatalogueItem>>,
    /// What catalogue files say in `facts`: laid over the rest where a scenario names the file.
    #[serde(default)]
    pub facts: Vec<Arc<CatalogueFacts>>,
}

/// `facts` of a catalogue file, kept as written until a scenario names the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueFacts {
    /// The id of the file.
    pub by: Id,
    /// As written.
    pub node: Node,
    /// Where the file says that its facts come from.
    pub source: Option<Source>,
}

/// The days off and make-up working days of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    /// The year.
    pub year: i16,
    /// First and last day of each run of days off.
    pub off: Vec<(jiff::civil::Date, jiff::civil::Date)>,
    /// Make-up working days.
    pub work: Vec<jiff::civil::Date>,
    /// Where the fact comes from.
    pub source: Option<Source>,
}

/// An item of a catalogue, kept as written until a scenario uses it over its own parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueItem {
    /// As written.
    pub node: Node,
    /// Label, for lists of items.
    pub title: Text,
    /// Where its facts come from.
    pub source: Option<Source>,
    /// The id where it is defined.
    pub span: super::Span,
}

impl Catalogue {
    /// The department of an id.
    pub fn department(&self, id: DepartmentId) -> Option<(&Id, &Department)> {
        self.departments.get_index(id.index()).map(|(k, v)| (k, &**v))
    }
    /// The region of an id.
    pub fn region(&self, id: RegionId) -> Option<(&Id, &Region)> {
        self.regions.get_index(id.index()).map(|(k, v)| (k, &**v))
    }
    /// The element of an id; the name is `kind.name`.
    pub fn element(&self, id: ElementId) -> Option<(&Id, &Element)> {
        self.elements.get_index(id.index()).map(|(k, v)| (k, &**v))
    }
    /// The system of an id.
    pub fn system(&self, id: SystemId) -> Option<(&Id, &System)> {
        self.systems.get_index(id.index()).map(|(k, v)| (k, &**v))
    }
    /// The service of an id; the name is `system.service`.
    pub fn service(&self, id: ServiceId) -> Option<(&Id, &Service)> {
        self.services.get_index(id.index()).map(|(k, v)| (k, &**v))
    }
    /// The material of an id.
    pub fn material(&self, id: MaterialId) -> Option<(&Id, &Material)> {
        self.materials.get_index(id.index()).map(|(k, v)| (k, &**v))
    }
    /// The licence of an id.
    pub fn licence(&self, id: LicenceId) -> Option<(&Id, &Licence)> {
        self.licences.get_index(id.index()).map(|(k, v)| (k, &**v))
    }
}
