//! The scenarios that are simulated together, and what is said of one of them or of all.

use super::{Part, Wrong, chosen, not_simulated};
use crate::library::choice;
use crate::library::observations::Observations;
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Plan, Scenario, SituationId};
use onething_engine::scenario::text::Text;
use onething_engine::simulate::{Model, Pattern, Wanted};

/// One scenario and the files beside it.
#[derive(Clone, Copy)]
pub struct Beside<'l> {
    /// The scenario.
    pub scenario: &'l Scenario,
    /// Its files of observations.
    pub files: &'l Observations,
}

/// What is said of each scenario: `VALUE` of all, `SCENARIO=VALUE` of one, which goes before; the last counts.
pub(super) fn of_each<'v>(
    part: Part,
    values: &'v [String],
    all: &[Beside<'_>],
) -> Result<Vec<Option<&'v str>>, Wrong> {
    let mut told: Vec<Option<&str>> = vec![None; all.len()];
    let (of_one, of_all): (Vec<&String>, Vec<&String>) = values.iter().partition(|value| value.contains('='));
    if let Some(value) = of_all.last() {
        told.fill(Some(value.as_str()));
    }
    for (name, value) in of_one.iter().filter_map(|value| value.split_once('=')) {
        let at = all.iter().position(|one| *one.scenario.id.value == *name);
        let Some(told) = at.and_then(|at| told.get_mut(at)) else {
            let known: Vec<&str> = all.iter().map(|one| &*one.scenario.id.value).collect();
            let known = known.join(" ");
            let how = Text::new(
                format!("所模拟的场景里没有 `{name}`；有 {known}"),
                format!("`{name}` is none of the scenarios that are simulated; they are {known}"),
            );
            return Err(Wrong::Value(part, format!("{name}={value}"), how));
        };
        *told = Some(value);
    }
    Ok(told)
}

/// How applications of each scenario come.
pub(super) fn arrivals(per_day: &[String], all: &[Beside<'_>]) -> Result<Vec<Pattern>, Wrong> {
    let said = of_each(Part::PerDay, per_day, all)?;
    all.iter().zip(said).map(|(one, said)| pattern(one, said)).collect()
}

fn pattern(one: &Beside<'_>, said: Option<&str>) -> Result<Pattern, Wrong> {
    if let Some(said) = said {
        let per_day = said.parse::<f64>().ok().filter(|per_day| *per_day > 0.0 && per_day.is_finite());
        let how = || Text::new("应是大于 0 的数", "it has to be a number above 0");
        return per_day
            .map(|per_day| Pattern::Poisson { per_day, profile: None })
            .ok_or_else(|| Wrong::Value(Part::PerDay, said.to_owned(), how()));
    }
    let files = one.files;
    let written = Pattern::of(one.scenario, &|file| files.times(file), &|file| files.moments(file));
    let none = || Wrong::NoArrivals(one.scenario.id.value.clone());
    written.map_err(|why| not_simulated(&why, files))?.ok_or_else(none)
}

/// What is asked of plans that are compiled.
pub(super) struct Asked<'a> {
    pub given: &'a [String],
    pub start: Moment,
    pub seed: u64,
}

impl Asked<'_> {
    /// A plan of each scenario, ready to be simulated together; none: its first that is not separate.
    pub fn model<'s>(
        &self,
        all: &[Beside<'s>],
        planners: &[Planner<'s>],
        (part, plans): (Part, &[Option<&str>]),
    ) -> Result<Model<'s>, Wrong> {
        let mut fixed: Vec<(&'s Plan, Way, Vec<SituationId>)> = Vec::new();
        for ((one, plan), given) in all.iter().zip(plans).zip(given(self.given, &scenarios(all))) {
            let plan = choice::plan(one.scenario, *plan).map_err(|no| chosen(part, no))?;
            let way = choice::way(one.scenario, &given).map_err(|no| chosen(Part::Given(0), no))?;
            fixed.push((plan, way, settled(one.scenario, &given)));
        }
        let fits = fixed.iter().map(|(_, fixed, settled)| {
            move |way: &Way| settled.iter().all(|situation| way.bits(*situation) == fixed.bits(*situation))
        });
        let fits: Vec<_> = fits.collect();
        let files: Vec<_> = all.iter().map(|one| |file: &str| one.files.times(file)).collect();
        let wanted = fits.iter().zip(&files).map(|(given, observations)| Wanted {
            given,
            start: self.start,
            observations,
            seed: self.seed,
        });
        let wanted: Vec<Wanted<'_>> = wanted.collect();
        let parts = planners.iter().zip(&fixed).zip(&wanted);
        let parts: Vec<(&Planner<'s>, &'s Plan, &Wanted<'_>)> =
            parts.map(|((planner, (plan, ..)), wanted)| (planner, *plan, wanted)).collect();
        Model::several(&parts).map_err(|why| {
            let wrong = all.iter().find(|one| one.files.wrong().is_some()).or(all.first());
            wrong.map_or_else(|| Wrong::NotSimulated(why.text()), |one| not_simulated(&why, one.files))
        })
    }
}

/// The scenarios alone.
pub(super) fn scenarios<'l>(all: &[Beside<'l>]) -> Vec<&'l Scenario> {
    all.iter().map(|one| one.scenario).collect()
}

/// What is settled of each scenario: everything, where it is alone; among several, what it has a situation for. What
/// none has is left to the first, which then says so.
pub(super) fn given(given: &[String], all: &[&Scenario]) -> Vec<Vec<String>> {
    let has = |scenario: &Scenario, name: &str| {
        name == "applicant" || scenario.situations.get_index_of(name).is_some()
    };
    let of = |(at, one): (usize, &&Scenario)| {
        let is_ours = |said: &&String| {
            let name = said.split_once('=').map_or(said.as_str(), |(name, _)| name);
            has(one, name) || (at == 0 && !all.iter().any(|one| has(one, name)))
        };
        given.iter().filter(is_ours).cloned().collect()
    };
    all.iter().enumerate().map(of).collect()
}

/// The situations that are settled.
fn settled(scenario: &Scenario, given: &[String]) -> Vec<SituationId> {
    let named = given.iter().filter_map(|said| said.split_once('=')).map(|(name, _)| name);
    named.filter_map(|name| scenario.situations.get_index_of(name)).map(Into::into).collect()
}
