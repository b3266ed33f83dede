//! What a simulation can be run otherwise with, each with what is so now and the path that a change of it is written
//! with.

use super::arrivals::Pattern;
use super::model::{Model, Play};
use crate::application::program::{Program, StepFacts};
use crate::scenario::model::{Id, Scenario};
use crate::scenario::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a parameter is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// Applications a day.
    Arrivals,
    /// People of a role in a department.
    Staff,
    /// How many may wait for them.
    Queue,
    /// The chance that a system answers.
    Available,
    /// The chance that a service, or a licence, has what it is asked for.
    Found,
    /// The chance that a step returns what was handed in.
    Correct,
    /// The chance that a step refuses.
    Refuse,
}

impl ParameterKind {
    /// In what it is counted; chances are shares from 0 to 1.
    pub fn unit(self) -> Text {
        match self {
            Self::Arrivals => Text::new("件/日", "applications a day"),
            Self::Staff => Text::new("人", "people"),
            Self::Queue => Text::new("件", "applications"),
            Self::Available | Self::Found | Self::Correct | Self::Refuse => Text::new("概率", "chance"),
        }
    }

    /// The least and the most that it may be; none: no most.
    pub fn range(self) -> (f64, Option<f64>) {
        match self {
            Self::Arrivals | Self::Queue => (0.0, None),
            Self::Staff => (1.0, None),
            Self::Available | Self::Found | Self::Correct | Self::Refuse => (0.0, Some(1.0)),
        }
    }
}

/// One thing that can be otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// What a change begins with, `staff.police.officer`, as [`what_if`](super::what_if()) reads it.
    pub path: String,
    /// What it is of.
    pub kind: ParameterKind,
    /// Label.
    pub title: Text,
    /// What is so now, in its unit.
    pub value: f64,
}

/// Everything of a model that can be otherwise, by kind, in the order of the model. `arrivals`: how applications of
/// each scenario come; only those that come by chance, so many a day, can be more or fewer.
pub fn parameters(model: &Model<'_>, arrivals: &[Pattern]) -> Vec<Parameter> {
    let mut all: Vec<Parameter> = Vec::new();
    for (part, pattern) in model.parts.iter().zip(arrivals) {
        if let Pattern::Poisson { per_day, .. } = pattern {
            let scenario = part.scenario;
            all.push(one(ParameterKind::Arrivals, &scenario.id.value, scenario.title.clone(), *per_day));
        }
    }
    for desk in &model.desks {
        let role = desk.role.as_deref().map_or_else(String::new, |role| format!(" · {role}"));
        let title = Text::new(format!("{}{role}", desk.title.zh), format!("{}{role}", desk.title.en));
        let numbers = [(ParameterKind::Staff, desk.people), (ParameterKind::Queue, desk.capacity)];
        for (kind, number) in numbers {
            all.extend(number.map(|number| one(kind, &desk.name(), title.clone(), f64::from(number))));
        }
    }
    for system in &model.systems {
        let title =
            titled(model, &system.id, |scenario, id| Some(&scenario.catalogue.systems.get(id)?.title));
        all.push(one(ParameterKind::Available, &system.id, title, system.available));
    }
    all.extend(of_steps(model));
    all.sort_by_key(|parameter| parameter.kind);
    all
}

fn one(kind: ParameterKind, name: &str, title: Text, value: f64) -> Parameter {
    let word = match kind {
        ParameterKind::Arrivals => "arrivals",
        ParameterKind::Staff => "staff",
        ParameterKind::Queue => "queue",
        ParameterKind::Available => "available",
        ParameterKind::Found => "found",
        ParameterKind::Correct => "correct",
        ParameterKind::Refuse => "refuse",
    };
    Parameter { path: format!("{word}.{name}"), kind, title, value }
}

/// The label of a name in the first scenario that knows it.
fn titled(model: &Model<'_>, id: &Id, of: impl for<'a> Fn(&'a Scenario, &str) -> Option<&'a Text>) -> Text {
    let mut titles = model.parts.iter().filter_map(|part| of(part.scenario, id).cloned());
    titles.next().unwrap_or_else(|| Text::same(id.clone()))
}

/// Chances at the steps of all ways, each once. Of a step that two plans have with different chances, that of the
/// first is told.
fn of_steps(model: &Model<'_>) -> Vec<Parameter> {
    let mut known: BTreeMap<String, ()> = BTreeMap::new();
    let mut all = Vec::new();
    for variant in model.variants.iter() {
        let program = &variant.program;
        for (step, play) in program.steps.iter().zip(&variant.steps) {
            let mut found: Vec<Parameter> = Vec::new();
            if matches!(play.play, Play::Work | Play::Automatic) && play.refuse + play.correct > 0.0 {
                let title = of_step(program, step);
                found.push(one(ParameterKind::Correct, &step.id, title.clone(), play.correct));
                // Whoever only confirms a paper refuses nothing.
                if !step.verifies {
                    found.push(one(ParameterKind::Refuse, &step.id, title, play.refuse));
                }
            }
            if let Some(service) = &step.calls {
                let title = titled(model, service, |scenario, id| {
                    let service = scenario.catalogue.services.get(id).map(|service| &service.title);
                    service.or_else(|| Some(&scenario.catalogue.licences.get(id)?.title))
                });
                found.push(one(ParameterKind::Found, service, title, play.found));
            }
            all.extend(found.into_iter().filter(|one| known.insert(one.path.clone(), ()).is_none()));
        }
    }
    all
}

/// The label of a step, behind that of its item where it has one alone.
fn of_step(program: &Program, step: &StepFacts) -> Text {
    match step.items.as_slice() {
        [item] => {
            let item = program.item(*item).map(|facts| facts.title.clone()).unwrap_or_default();
            Text::new(format!("{} · {}", item.zh, step.title.zh), format!("{} · {}", item.en, step.title.en))
        }
        _ => step.title.clone(),
    }
}
