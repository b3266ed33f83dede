//! Which facts are assumed, and how many are sourced.

use super::reached::Reached;
use crate::scenario::model::{
    DepartmentId, ElementId, Id, LicenceId, MaterialId, Scenario, ServiceId, Source, SystemId,
};
use crate::scenario::source::Span;
use indexmap::IndexMap;

/// How many facts of a scenario have which kind of source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sources {
    /// From a document.
    pub sourced: usize,
    /// `assumed`.
    pub assumed: usize,
    /// Nothing is said of where they come from.
    pub unsaid: usize,
}

/// Every fact that is assumed rather than sourced: its path and place. A `source` holds for all that stands
/// inside and has none of its own (rule 39). Of the catalogue those alone that bear on the scenario.
pub fn assumed(scenario: &Scenario) -> Vec<(String, Span)> {
    let is_assumed = |source: &Option<&Source>| source.is_some_and(Source::is_assumed);
    facts(scenario)
        .into_iter()
        .filter(|(_, source, _)| is_assumed(source))
        .map(|(path, _, span)| (path, span))
        .collect()
}

/// The same facts counted by kind of source.
pub fn sources(scenario: &Scenario) -> Sources {
    let mut count = Sources::default();
    for (_, source, _) in facts(scenario) {
        match source {
            Some(source) if source.is_assumed() => count.assumed += 1,
            Some(_) => count.sourced += 1,
            None => count.unsaid += 1,
        }
    }
    count
}

/// A fact's path, source and place.
type Fact<'s> = (String, Option<&'s Source>, Span);

/// Parties, situations, items, what is simulated, and every definition of the catalogue that bears on the scenario.
fn facts<'s>(scenario: &'s Scenario) -> Vec<Fact<'s>> {
    let mut facts: Vec<Fact<'s>> = Vec::new();
    let mut note = |path: String, source: Option<&'s Source>, span: Span| facts.push((path, source, span));
    let own = scenario.source.as_ref();
    for (id, party) in &scenario.people {
        note(format!("people.{id}"), own, party.span);
    }
    for (id, situation) in &scenario.situations {
        note(format!("situations.{id}"), own, situation.span);
    }
    for (id, item) in &scenario.items {
        note(format!("items.{id}"), item.source.as_ref(), item.span);
    }
    let simulation = &scenario.simulation;
    if simulation.arrivals.is_some() {
        note("simulation".to_owned(), simulation.source.as_ref(), simulation.span);
    }
    if let Some(applicant) = &simulation.applicant {
        note("simulation.applicant".to_owned(), applicant.source.as_ref(), applicant.span);
    }
    let catalogue = &scenario.catalogue;
    let reached = Reached::by(scenario);
    for (id, c) in catalogue.calendars.iter().filter(|(id, _)| reached.calendars.contains(*id)) {
        note(format!("calendars.{id}"), c.source.as_ref(), c.span);
    }
    for (id, r) in catalogue.regions.iter().filter(|_| reached.regions) {
        note(format!("regions.{id}"), r.source.as_ref(), r.span);
    }
    for (id, d) in among(&catalogue.departments, |at| reached.departments.contains(&DepartmentId::from(at))) {
        note(format!("departments.{id}"), d.source.as_ref(), d.span);
    }
    for (id, e) in among(&catalogue.elements, |at| reached.elements.contains(&ElementId::from(at))) {
        note(format!("elements.{id}"), e.source.as_ref(), e.span);
    }
    for (id, s) in among(&catalogue.systems, |at| reached.systems.contains(&SystemId::from(at))) {
        note(format!("systems.{id}"), s.source.as_ref(), s.span);
    }
    for (id, s) in among(&catalogue.services, |at| reached.services.contains(&ServiceId::from(at))) {
        note(format!("services.{id}"), s.source.as_ref(), s.span);
    }
    for (id, m) in among(&catalogue.materials, |at| reached.materials.contains(&MaterialId::from(at))) {
        note(format!("materials.{id}"), m.source.as_ref(), m.span);
    }
    for (id, l) in among(&catalogue.licences, |at| reached.licences.contains(&LicenceId::from(at))) {
        note(format!("licences.{id}"), l.source.as_ref(), l.span);
    }
    facts
}

/// Entries of a list whose position is wanted.
fn among<T>(list: &IndexMap<Id, T>, is_wanted: impl Fn(usize) -> bool) -> impl Iterator<Item = (&Id, &T)> {
    list.iter().enumerate().filter(move |(at, _)| is_wanted(*at)).map(|(_, entry)| entry)
}
