//! The scenarios that are simulated together, and what the command line says of one of them or of all.

use super::{Simulate, not_simulated};
use crate::cli::chosen::scenario;
use crate::cli::{Everywhere, Failure, sound};
use crate::library::observations::Observations;
use crate::library::{Loaded, choice};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Plan, Scenario, SituationId};
use onething_engine::scenario::text::Text;
use onething_engine::simulate::{Model, Options, Pattern, Wanted};

/// One scenario and the files beside it.
pub struct Beside<'l> {
    pub scenario: &'l Scenario,
    pub files: Observations,
}

/// Reads every scenario that is named.
pub fn load(verb: &Simulate, everywhere: &Everywhere) -> Result<Vec<Loaded>, Failure> {
    verb.scenario.iter().map(|named| sound(everywhere, named)).collect()
}

/// The scenarios that were read.
pub fn beside(loaded: &[Loaded]) -> Result<Vec<Beside<'_>>, Failure> {
    let one = |loaded| Ok(Beside { scenario: scenario(loaded)?, files: Observations::beside(loaded) });
    loaded.iter().map(one).collect()
}

/// What an option says of each scenario: `VALUE` of all, `SCENARIO=VALUE` of one, which goes before; the last counts.
fn said<'v>(option: &str, values: &'v [String], all: &[Beside<'_>]) -> Result<Vec<Option<&'v str>>, Failure> {
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
            return Err(Failure::usage(Text::new(
                format!("{option} {name}={value}：所模拟的场景里没有 `{name}`；有 {known}"),
                format!(
                    "{option} {name}={value}: `{name}` is none of the scenarios that are simulated; they are {known}"
                ),
            )));
        };
        *told = Some(value);
    }
    Ok(told)
}

/// How applications of each scenario come.
pub fn arrivals(verb: &Simulate, all: &[Beside<'_>]) -> Result<Vec<Pattern>, Failure> {
    let said = said("--per-day", &verb.per_day, all)?;
    all.iter().zip(said).map(|(one, said)| pattern(one, said)).collect()
}

fn pattern(one: &Beside<'_>, said: Option<&str>) -> Result<Pattern, Failure> {
    if let Some(said) = said {
        let per_day = said.parse::<f64>().ok().filter(|per_day| *per_day > 0.0 && per_day.is_finite());
        return per_day.map(|per_day| Pattern::Poisson { per_day, profile: None }).ok_or_else(|| {
            Failure::usage(Text::new(
                format!("--per-day {said}：应是大于 0 的数"),
                format!("--per-day {said}: it has to be a number above 0"),
            ))
        });
    }
    let files = &one.files;
    let written = Pattern::of(one.scenario, &|file| files.times(file), &|file| files.moments(file));
    if let Some(pattern) = written.map_err(|why| not_simulated(&why, files))? {
        return Ok(pattern);
    }
    let id = &one.scenario.id.value;
    Err(Failure::usage(Text::new(
        format!(
            "场景 `{id}` 没有写每天来多少件：在 scenario.yaml 里写 `simulation: {{ arrivals: {{ per_day: 82 }} }}`，或用 --per-day"
        ),
        format!(
            "scenario `{id}` does not say how many apply: write `simulation: {{ arrivals: {{ per_day: 82 }} }}` in scenario.yaml, or give --per-day"
        ),
    )))
}

/// A plan of each scenario, ready to be simulated together. `plans` is what an option says of them.
pub fn model<'s>(
    verb: &Simulate,
    all: &[Beside<'s>],
    planners: &[Planner<'s>],
    (option, plans): (&str, &[String]),
    options: &Options,
) -> Result<Model<'s>, Failure> {
    let plans = said(option, plans, all)?;
    let usual = said("--plan", &verb.plan, all)?;
    let mut chosen: Vec<(&'s Plan, Way, Vec<SituationId>)> = Vec::new();
    for ((one, plan), usual) in all.iter().zip(plans).zip(usual) {
        let given = given(verb, all, one.scenario);
        let settled = settled(one.scenario, &given);
        let plan = choice::plan(one.scenario, plan.or(usual))?;
        chosen.push((plan, choice::way(one.scenario, &given)?, settled));
    }
    let fits = chosen.iter().map(|(_, fixed, settled)| {
        move |way: &Way| settled.iter().all(|situation| way.bits(*situation) == fixed.bits(*situation))
    });
    let fits: Vec<_> = fits.collect();
    let files: Vec<_> = all.iter().map(|one| |file: &str| one.files.times(file)).collect();
    let wanted: Vec<Wanted<'_>> = fits
        .iter()
        .zip(&files)
        .map(|(given, observations)| Wanted { given, start: options.start, observations, seed: verb.seed })
        .collect();
    let parts: Vec<(&Planner<'s>, &'s Plan, &Wanted<'_>)> = planners
        .iter()
        .zip(&chosen)
        .zip(&wanted)
        .map(|((planner, (plan, ..)), wanted)| (planner, *plan, wanted))
        .collect();
    Model::several(&parts).map_err(|why| {
        let wrong = all.iter().find(|one| one.files.wrong().is_some()).or(all.first());
        match wrong {
            Some(one) => not_simulated(&why, &one.files),
            None => Failure::usage(why.text()),
        }
    })
}

/// What is settled of a scenario: everything, where it is alone; among several, what it has a situation for. What none
/// has is left to the first, which then says so.
fn given(verb: &Simulate, all: &[Beside<'_>], scenario: &Scenario) -> Vec<String> {
    let name = |said: &str| said.split_once('=').map_or(said, |(name, _)| name).to_owned();
    let has = |scenario: &Scenario, name: &str| {
        name == "applicant" || scenario.situations.get_index_of(name).is_some()
    };
    let is_first = all.first().is_some_and(|one| one.scenario.id.value == scenario.id.value);
    let is_ours = |said: &&String| {
        let name = name(said);
        has(scenario, &name) || (is_first && !all.iter().any(|one| has(one.scenario, &name)))
    };
    verb.given.iter().filter(is_ours).cloned().collect()
}

/// The situations that are settled on the command line.
fn settled(scenario: &Scenario, given: &[String]) -> Vec<SituationId> {
    let named = given.iter().filter_map(|said| said.split_once('=')).map(|(name, _)| name);
    named.filter_map(|name| scenario.situations.get_index_of(name)).map(Into::into).collect()
}
