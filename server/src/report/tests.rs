//! Reports of the shipped newborn scenario, honest and hostile, in both languages.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod csv;
mod html;
mod several;
mod xlsx;

use super::comparison::{ComparisonReport, Picture};
use super::paired::{PairedReport, SensitivityReport};
use super::setting::Setting;
use super::simulation::SimulationReport;
use super::staffing::StaffingReport;
use crate::library::{self, Place, choice};
use onething_engine::analyse::compare::{Comparison, compare};
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::{Language, Text};
use onething_engine::simulate::paired::{Moved, Paired, compare as pair};
use onething_engine::simulate::staffing::{Candidate, Front};
use onething_engine::simulate::{Model, Options, Outcome, Pattern, Unwatched, Wanted, simulate};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What nobody may be able to write into a report.
const HOSTILE: &str = "<script>alert('1')</script> & \"quoted\" =1+1 \u{7}";
/// Monday, 5 January 2026, midnight in Shanghai.
const MONDAY: i64 = 1_767_542_400_000;

const LANGUAGES: [Language; 2] = [Language::Zh, Language::En];

fn newborn() -> Arc<Scenario> {
    static READ: OnceLock<Arc<Scenario>> = OnceLock::new();
    let read = || library::load(&Place::choose(None), "newborn-birth").unwrap().scenario.unwrap();
    READ.get_or_init(read).clone()
}

/// The newborn scenario with hostile titles of everything that has one.
fn hostile() -> Arc<Scenario> {
    let mut scenario = Scenario::clone(&newborn());
    let title = || Text::same(HOSTILE);
    scenario.title = title();
    scenario.plans.values_mut().for_each(|plan| plan.title = title());
    scenario.items.values_mut().for_each(|item| item.title = title());
    scenario.people.values_mut().for_each(|party| party.title = title());
    Arc::new(scenario)
}

/// Compared once: titles change nothing but the title.
fn compared(scenario: &Scenario) -> Comparison {
    static COMPARED: OnceLock<Comparison> = OnceLock::new();
    let once = COMPARED.get_or_init(|| {
        let scenario = &*newborn();
        let named = |name| choice::named(scenario, name).unwrap();
        let way = choice::way(scenario, &[]).unwrap();
        compare(&Planner::new(scenario), named("separate"), named("joint"), &way, 3)
    });
    Comparison { title: scenario.title.clone(), ..once.clone() }
}

fn comparison<'a>(of: &'a Comparison, scenario: &'a Scenario, language: Language) -> ComparisonReport<'a> {
    let picture = Picture {
        title: scenario.title.in_language(language).to_owned(),
        svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"><title>p</title></svg>\n".to_owned(),
    };
    ComparisonReport { comparison: of, scenario, language, given: &[], pictures: vec![picture] }
}

fn options() -> Options {
    Options {
        cases: 60,
        replications: 3,
        seed: 1,
        start: Moment(MONDAY),
        warm_up: 0,
        arrivals: vec![Pattern::Poisson { per_day: 40.0, profile: None }],
        confidence: 0.95,
        precision: Some(0.02),
    }
}

/// Simulated once; staff are titled like the scenario, and some applications were turned away.
fn simulated(scenario: &Scenario) -> Outcome {
    static SIMULATED: OnceLock<Outcome> = OnceLock::new();
    let once = SIMULATED.get_or_init(|| {
        let scenario = &*newborn();
        let planner = Planner::new(scenario);
        let wanted = Wanted { given: &|_| true, start: Moment(MONDAY), observations: &|_| None, seed: 1 };
        let model = Model::new(&planner, choice::named(scenario, "joint").unwrap(), &wanted).unwrap();
        simulate(&model, &options(), &Unwatched)
    });
    let mut outcome = Outcome { lost: 2, ..once.clone() };
    outcome.desks.iter_mut().for_each(|desk| desk.title = scenario.title.clone());
    outcome
}

fn simulation<'a>(
    outcome: &'a Outcome,
    options: &'a Options,
    scenario: &'a Scenario,
    language: Language,
) -> SimulationReport<'a> {
    SimulationReport { outcome, options, scenario, beside: &[], language }
}

/// Two plans simulated once, with staff titled like the scenario.
fn pairs(scenario: &Scenario) -> Paired {
    static PAIRED: OnceLock<Paired> = OnceLock::new();
    let once = PAIRED.get_or_init(|| {
        let scenario = &*newborn();
        let planner = Planner::new(scenario);
        let wanted = Wanted { given: &|_| true, start: Moment(MONDAY), observations: &|_| None, seed: 1 };
        let model = |name| Model::new(&planner, choice::named(scenario, name).unwrap(), &wanted).unwrap();
        let options = options();
        pair((&model("separate"), &options), (&model("joint"), &options), &Unwatched)
    });
    let mut paired = once.clone();
    for outcome in [&mut paired.from, &mut paired.to] {
        outcome.desks.iter_mut().for_each(|desk| desk.title = scenario.title.clone());
    }
    paired
}

/// What the pair tells, as if parameters had done it.
fn moved(paired: &Paired) -> Vec<Moved> {
    let of = |what: &str| Moved { what: what.to_owned(), changes: paired.changes.clone() };
    let mut moved = vec![of("staff.police.officer=+1"), of("staff.police.officer=-1"), of("arrivals=x1.1")];
    moved.push(of("available.population=x0.9"));
    moved
}

/// A search with what is hard to draw: nothing ended.
fn front() -> Front {
    let candidate = |people: [u32; 2], cycle_hours: f64, is_best| Candidate {
        people: people.to_vec(),
        total: people.iter().sum(),
        cycle_hours,
        p95_hours: cycle_hours * 2.0,
        on_time: 0.9,
        is_best,
    };
    Front {
        desks: vec!["police.officer".to_owned(), "health.clerk".to_owned()],
        least: vec![1, 1],
        tried: vec![
            candidate([1, 1], 90.0, true),
            candidate([1, 2], f64::INFINITY, false),
            candidate([2, 1], 70.0, true),
            candidate([2, 2], 75.0, false),
        ],
    }
}

/// Every report that is made of simulations by pairs and of searches, as `write` writes it.
struct Others {
    scenario: Arc<Scenario>,
    paired: Paired,
    moved: Vec<Moved>,
    options: Options,
    compared: Comparison,
    front: Front,
    labels: BTreeMap<String, String>,
    names: Vec<String>,
}

impl Others {
    fn of(scenario: Arc<Scenario>) -> Self {
        let paired = pairs(&scenario);
        let title = scenario.title.in_language(Language::En).to_owned();
        Self {
            moved: moved(&paired),
            paired,
            options: options(),
            compared: compared(&scenario),
            front: front(),
            labels: [("police.officer".to_owned(), title.clone())].into(),
            names: vec![title, "clerk".to_owned()],
            scenario,
        }
    }

    fn setting(&self, language: Language) -> Setting<'_> {
        let (options, scenario) = (&self.options, &self.scenario);
        Setting { options, scenario, beside: &[], plan: "separate", language }
    }

    fn paired(&self, language: Language) -> PairedReport<'_> {
        let counted = comparison(&self.compared, &self.scenario, language);
        let pictures = counted.pictures.clone();
        PairedReport {
            paired: &self.paired,
            setting: self.setting(language),
            after: &self.options,
            what_if: &[],
            counted: Some(counted),
            pictures,
        }
    }

    fn sensitivity(&self, language: Language) -> SensitivityReport<'_> {
        SensitivityReport { moved: &self.moved, setting: self.setting(language), desks: &self.labels }
    }

    fn staffing(&self, language: Language) -> StaffingReport<'_> {
        let setting = self.setting(language);
        StaffingReport { front: &self.front, setting, desks: &self.names, now: &[Some(2), None] }
    }
}
