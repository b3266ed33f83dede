//! The facts of a catalogue.

use super::Facts;
use crate::scenario::model::{Catalogue, ElementType, Personal, Role, RoleDatum, Verification};

pub(super) fn catalogue(facts: &mut Facts, catalogue: &Catalogue) {
    calendars(facts, catalogue);
    for (id, region) in &catalogue.regions {
        let path = format!("regions.{id}");
        facts.text(&format!("{path}.title"), &region.title);
        facts.put(format!("{path}.level"), format!("{:?}", region.level).to_lowercase());
        if let Some((larger, _)) = region.within.and_then(|r| catalogue.region(r)) {
            facts.put(format!("{path}.within"), larger);
        }
    }
    for (id, department) in &catalogue.departments {
        let path = format!("departments.{id}");
        facts.text(&format!("{path}.title"), &department.title);
        facts.put(format!("{path}.level"), format!("{:?}", department.level).to_lowercase());
        if let Some(calendar) = &department.calendar {
            facts.put(format!("{path}.calendar"), calendar);
        }
        for (role, staff) in &department.staff {
            let path = format!("{path}.staff.{role}");
            facts.put(path.as_str(), staff.people.to_string());
            if let Some(capacity) = staff.queue_capacity {
                facts.put(format!("{path}.queue.capacity"), capacity.to_string());
            }
            if let Some(cost) = staff.per_hour {
                facts.put(format!("{path}.per_hour"), cost.to_string());
            }
        }
    }
    elements(facts, catalogue);
    systems(facts, catalogue);
    papers(facts, catalogue);
    for (id, item) in &catalogue.items {
        facts.text(&format!("catalogue items.{id}"), &item.title);
    }
}

fn calendars(facts: &mut Facts, catalogue: &Catalogue) {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    for (id, calendar) in &catalogue.calendars {
        facts.put(format!("calendars.{id}.zone"), &calendar.zone);
        for (day, shifts) in DAYS.iter().zip(&calendar.week) {
            let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
            let shifts: Vec<String> =
                shifts.iter().map(|(a, b)| format!("{}-{}", time(*a), time(*b))).collect();
            if !shifts.is_empty() {
                facts.put(format!("calendars.{id}.week.{day}"), shifts.join(", "));
            }
        }
        if let Some(holidays) = &calendar.holidays {
            facts.put(format!("calendars.{id}.holidays"), holidays);
        }
    }
    for (id, years) in &catalogue.holidays {
        for year in years.iter() {
            let path = format!("holidays.{id}.{}", year.year);
            let off: Vec<String> = year.off.iter().map(|(a, b)| format!("{a}..{b}")).collect();
            let work: Vec<String> = year.work.iter().map(ToString::to_string).collect();
            facts.put(format!("{path}.off"), off.join(", "));
            facts.put(format!("{path}.work"), work.join(", "));
        }
    }
}

fn elements(facts: &mut Facts, catalogue: &Catalogue) {
    for (id, element) in &catalogue.elements {
        let path = format!("elements.{id}");
        facts.text(&format!("{path}.title"), &element.title);
        let ty = match &element.ty {
            ElementType::OneOf(answers) => format!("one_of {}", answers.join(", ")),
            other => format!("{other:?}").to_lowercase(),
        };
        facts.put(format!("{path}.type"), ty);
        for (value, title) in element.options().filter(|(value, title)| title.zh != **value) {
            facts.text(&format!("{path}.type.one_of.{value}"), &title);
        }
        if element.personal != Personal::No {
            facts.put(format!("{path}.personal"), format!("{:?}", element.personal).to_lowercase());
        }
        if !element.askable {
            facts.put(format!("{path}.ask"), "never");
        }
        for (key, value) in
            [("unit", element.unit.as_deref()), ("computed", element.computed.as_ref().map(|c| &*c.value))]
        {
            if let Some(value) = value {
                facts.put(format!("{path}.{key}"), value);
            }
        }
        if let Some(max) = element.max {
            facts.put(format!("{path}.max"), max.to_string());
        }
    }
}

fn systems(facts: &mut Facts, catalogue: &Catalogue) {
    for (id, system) in &catalogue.systems {
        let path = format!("systems.{id}");
        facts.text(&format!("{path}.title"), &system.title);
        facts.put(
            format!("{path}.department"),
            catalogue.department(system.department).map_or("?", |(id, _)| &**id),
        );
        if let Some((via, _)) = system.via.and_then(|via| catalogue.system(via)) {
            facts.put(format!("{path}.via"), via);
        }
        if let Some(latency) = &system.simulated.latency {
            facts.put(format!("{path}.simulated.latency"), latency.to_string());
        }
        if let Some(available) = system.simulated.available {
            facts.put(format!("{path}.simulated.available"), available.to_string());
        }
        if let Some(timeout) = system.simulated.timeout {
            facts.put(format!("{path}.simulated.timeout"), timeout.to_string());
        }
        if let Some(retry) = system.simulated.retry {
            facts.put(
                format!("{path}.simulated.retry"),
                format!("{} times, every {}", retry.times, retry.every),
            );
        }
    }
    for (id, service) in &catalogue.services {
        let path = format!("services.{id}");
        facts.text(&format!("{path}.title"), &service.title);
        call(facts, catalogue, &path, &service.about, &service.given, &service.returns);
        if let Some(found) = service.found {
            facts.put(format!("{path}.found"), found.to_string());
        }
    }
}

fn papers(facts: &mut Facts, catalogue: &Catalogue) {
    for (id, material) in &catalogue.materials {
        let path = format!("materials.{id}");
        facts.text(&format!("{path}.title"), &material.title);
        facts.put(format!("{path}.about"), &material.about);
        if let Some(provisional) = material.provisional {
            facts.put(format!("{path}.provisional"), provisional.to_string());
        }
        if !material.askable {
            facts.put(format!("{path}.ask"), "never");
        }
        if let Some(no_proof) = &material.no_proof {
            facts.put(format!("{path}.no_proof"), no_proof.treated.word());
            if let Some(by) = &no_proof.verification {
                verification(facts, catalogue, &format!("{path}.no_proof"), by);
            }
        }
    }
    for (id, licence) in &catalogue.licences {
        let path = format!("licences.{id}");
        facts.text(&format!("{path}.title"), &licence.title);
        call(facts, catalogue, &path, &licence.about, &licence.given, &licence.returns);
        let stands_for = licence.stands_for.iter().filter_map(|m| catalogue.material(m.value));
        facts.put(
            format!("{path}.stands_for"),
            stands_for.map(|(id, _)| &**id).collect::<Vec<_>>().join(", "),
        );
        facts.put(format!("{path}.system"), catalogue.system(licence.system).map_or("?", |(id, _)| &**id));
        if let Some(held) = licence.held {
            facts.put(format!("{path}.held"), held.to_string());
        }
    }
}

/// Who confirms a paper.
fn verification(facts: &mut Facts, catalogue: &Catalogue, path: &str, by: &Verification) {
    let department = catalogue.department(by.department).map_or("?", |(id, _)| &**id);
    facts.put(format!("{path}.department"), department);
    let given = by.given.iter().filter_map(|datum| catalogue.element(datum.element));
    facts.put(format!("{path}.given"), given.map(|(id, _)| &**id).collect::<Vec<_>>().join(", "));
    if let Some(role) = &by.role {
        facts.put(format!("{path}.role"), &role.value);
    }
    if let Some(takes) = &by.takes {
        facts.put(format!("{path}.takes"), takes.to_string());
    }
    if let Some(within) = &by.within {
        facts.put(format!("{path}.within"), within.value.to_string());
    }
    facts.put(format!("{path}.confirmed"), by.confirmed.to_string());
}

fn call(
    facts: &mut Facts,
    catalogue: &Catalogue,
    path: &str,
    about: &[Role],
    given: &[RoleDatum],
    returns: &[RoleDatum],
) {
    let roles: Vec<String> = about
        .iter()
        .map(|role| {
            let of = match &role.relation {
                Some((relation, start)) => {
                    let start = about.get(usize::from(*start)).map_or("?", |r| &*r.name);
                    format!("{relation} of {start}")
                }
                None => role.kind.to_string(),
            };
            format!("{}: {}{of}", role.name, if role.each { "each " } else { "" })
        })
        .collect();
    facts.put(format!("{path}.about"), roles.join(", "));
    let names = |data: &[RoleDatum]| {
        let mut names: Vec<String> = data
            .iter()
            .map(|d| {
                let role = about.get(usize::from(d.role)).map_or("?", |r| &*r.name);
                let element = catalogue.element(d.element).map_or("?", |(_, e)| &*e.name);
                let path = d.path.iter().map(|p| &**p);
                std::iter::once(role).chain(path).chain([element]).collect::<Vec<_>>().join(".")
            })
            .collect();
        names.sort();
        names.join(", ")
    };
    facts.put(format!("{path}.given"), names(given));
    facts.put(format!("{path}.returns"), names(returns));
}
