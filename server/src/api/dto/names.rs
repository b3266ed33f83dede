//! What the catalogues of a scenario define, for completion in editors.

use super::text::Label;
use crate::desk::value_type::{self, ValueOption};
use onething_engine::scenario::model::{Catalogue, Role, RoleDatum, Scenario};
use onething_engine::scenario::text::Text;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Most names of one kind that are told.
const MOST: usize = 10_000;

/// Every name that the catalogues of a scenario define, by kind, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NamesView {
    /// The scenario.
    pub scenario: String,
    /// Whether all are told: of each kind no more than ten thousand are.
    pub complete: bool,
    /// The catalogues.
    pub catalogues: Vec<Named>,
    /// Departments.
    pub departments: Vec<NamedDepartment>,
    /// Roles of staff, of whichever department.
    pub roles: Vec<String>,
    /// Systems.
    pub systems: Vec<NamedSystem>,
    /// Services, by `SYSTEM.SERVICE`.
    pub services: Vec<NamedService>,
    /// Licences.
    pub licences: Vec<NamedLicence>,
    /// Materials.
    pub materials: Vec<Named>,
    /// Elements, by `KIND.NAME`.
    pub elements: Vec<NamedElement>,
    /// Kinds of parties.
    pub kinds: Vec<String>,
    /// Calendars.
    pub calendars: Vec<String>,
    /// Sets of holidays.
    pub holidays: Vec<String>,
    /// Regions.
    pub regions: Vec<Named>,
    /// Items that a scenario takes with `use`.
    pub items: Vec<Named>,
}

/// A name and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Named {
    /// The name.
    pub id: String,
    /// Label.
    pub title: Label,
}

/// A department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedDepartment {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// The roles of its staff.
    pub roles: Vec<String>,
}

/// A system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedSystem {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// The department that owns it.
    pub department: String,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedService {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// The system that offers it.
    pub system: String,
    /// Whom it is about: `it: person`, `other: spouse of one`.
    pub about: Vec<String>,
    /// What must be known to call it: `it.id_number`.
    pub given: Vec<String>,
    /// What an answer supplies: `other.name`.
    pub returns: Vec<String>,
}

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedLicence {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Where it is fetched from.
    pub system: String,
    /// What must be known to fetch it.
    pub given: Vec<String>,
    /// What it supplies.
    pub returns: Vec<String>,
    /// The materials that it stands in for.
    pub stands_for: Vec<String>,
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedElement {
    /// Its name.
    pub id: String,
    /// Label.
    pub title: Label,
    /// Type of its value, as on forms.
    pub value_type: &'static str,
    /// The values there are to choose from, of a `one_of`; regions stand in a list of their own.
    pub options: Vec<ValueOption>,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Whether applicants may be asked for it.
    pub askable: bool,
}

fn named(id: &str, title: &Text) -> Named {
    Named { id: id.to_owned(), title: title.into() }
}

impl NamesView {
    /// What the catalogues of a scenario define.
    pub fn of(scenario: &Scenario) -> Self {
        let catalogue = &*scenario.catalogue;
        let lengths = [
            catalogue.services.len(),
            catalogue.elements.len(),
            catalogue.items.len(),
            catalogue.materials.len(),
            catalogue.licences.len(),
            catalogue.regions.len(),
            catalogue.systems.len(),
            catalogue.departments.len(),
        ];
        let names = |ids: &mut dyn Iterator<Item = &str>| ids.take(MOST).map(str::to_owned).collect();
        let roles: BTreeSet<&str> =
            catalogue.departments.values().flat_map(|d| d.staff.keys()).map(|role| &**role).collect();
        let kinds: BTreeSet<&str> = catalogue.elements.values().map(|element| &*element.kind).collect();
        Self {
            scenario: scenario.id.value.to_string(),
            complete: lengths.into_iter().all(|length| length <= MOST),
            catalogues: catalogue.parts.iter().map(|(id, title)| named(&id.value, title)).collect(),
            departments: departments(catalogue),
            roles: names(&mut roles.into_iter()),
            systems: systems(catalogue),
            services: services(catalogue),
            licences: licences(catalogue),
            materials: catalogue.materials.iter().take(MOST).map(|(id, m)| named(id, &m.title)).collect(),
            elements: elements(catalogue),
            kinds: names(&mut kinds.into_iter()),
            calendars: names(&mut catalogue.calendars.keys().map(|id| &**id)),
            holidays: names(&mut catalogue.holidays.keys().map(|id| &**id)),
            regions: catalogue.regions.iter().take(MOST).map(|(id, r)| named(id, &r.title)).collect(),
            items: catalogue.items.iter().take(MOST).map(|(id, item)| named(id, &item.title)).collect(),
        }
    }
}

fn departments(catalogue: &Catalogue) -> Vec<NamedDepartment> {
    let all = catalogue.departments.iter().take(MOST);
    all.map(|(id, department)| NamedDepartment {
        id: id.to_string(),
        title: (&department.title).into(),
        roles: department.staff.keys().map(ToString::to_string).collect(),
    })
    .collect()
}

fn systems(catalogue: &Catalogue) -> Vec<NamedSystem> {
    let all = catalogue.systems.iter().take(MOST);
    all.map(|(id, system)| NamedSystem {
        id: id.to_string(),
        title: (&system.title).into(),
        department: catalogue.department(system.department).map(|(id, _)| id.to_string()).unwrap_or_default(),
    })
    .collect()
}

fn services(catalogue: &Catalogue) -> Vec<NamedService> {
    let all = catalogue.services.iter().take(MOST);
    all.map(|(id, service)| NamedService {
        id: id.to_string(),
        title: (&service.title).into(),
        system: catalogue.system(service.system).map(|(id, _)| id.to_string()).unwrap_or_default(),
        about: service.about.iter().map(|role| about(&service.about, role)).collect(),
        given: data(catalogue, &service.about, &service.given),
        returns: data(catalogue, &service.about, &service.returns),
    })
    .collect()
}

fn licences(catalogue: &Catalogue) -> Vec<NamedLicence> {
    let all = catalogue.licences.iter().take(MOST);
    all.map(|(id, licence)| {
        let stands_for = licence.stands_for.iter().filter_map(|material| catalogue.material(material.value));
        NamedLicence {
            id: id.to_string(),
            title: (&licence.title).into(),
            system: catalogue.system(licence.system).map(|(id, _)| id.to_string()).unwrap_or_default(),
            given: data(catalogue, &licence.about, &licence.given),
            returns: data(catalogue, &licence.about, &licence.returns),
            stands_for: stands_for.map(|(id, _)| id.to_string()).collect(),
        }
    })
    .collect()
}

fn elements(catalogue: &Catalogue) -> Vec<NamedElement> {
    let all = catalogue.elements.iter().take(MOST);
    all.map(|(id, element)| NamedElement {
        id: id.to_string(),
        title: (&element.title).into(),
        value_type: value_type::name(&element.ty),
        options: value_type::closed(element),
        unit: element.unit.as_deref().map(str::to_owned),
        askable: element.askable,
    })
    .collect()
}

/// A role as a catalogue writes it.
fn about(all: &[Role], role: &Role) -> String {
    let each = if role.each { "each " } else { "" };
    let of = |at: u8| all.get(usize::from(at)).map_or("", |role| &*role.name);
    match &role.relation {
        Some((relation, from)) => format!("{}: {each}{relation} of {}", role.name, of(*from)),
        None => format!("{}: {each}{}", role.name, role.kind),
    }
}

/// Elements of roles as a catalogue writes them: `holder.one.id_number`.
fn data(catalogue: &Catalogue, about: &[Role], data: &[RoleDatum]) -> Vec<String> {
    let one = |datum: &RoleDatum| {
        let role = about.get(usize::from(datum.role))?;
        let (_, element) = catalogue.element(datum.element)?;
        let path = datum.path.iter().map(|relation| &**relation);
        let parts: Vec<&str> = [&*role.name].into_iter().chain(path).chain([&*element.name]).collect();
        Some(parts.join("."))
    };
    data.iter().filter_map(one).collect()
}
