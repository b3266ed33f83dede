//! That turns are looked up changes nothing of what is told, however little room there is for them.

use super::{MONDAY, options, read};
use crate::application::moment::Moment;
use crate::plan::derive::Planner;
use crate::scenario::model::Scenario;
use crate::simulate::memos::{ROOM, Shelf};
use crate::simulate::{Activity, Log, Model, Unwatched, Wanted, simulate, simulate_logged, what_if};
use std::sync::Arc;

macro_rules! scenario {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../../../scenarios/", $name, "/scenario.yaml")))
    };
}

pub(super) const COURT: &[u8] = SCENARIOS[2].1;

const SCENARIOS: [(&str, &[u8]); 6] = [
    scenario!("business-deregistration"),
    scenario!("citizen-death"),
    scenario!("court-equity-control"),
    scenario!("equity-transfer"),
    scenario!("home-transfer-with-utilities"),
    scenario!("newborn-birth"),
];

macro_rules! catalogue {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../../../../scenarios/catalogue/", $name)))
    };
}

pub(super) const CATALOGUES: [(&str, &[u8]); 6] = [
    catalogue!("zibo.yaml"),
    catalogue!("holidays-cn.yaml"),
    catalogue!("enterprise.yaml"),
    catalogue!("estate.yaml"),
    catalogue!("family.yaml"),
    catalogue!("justice.yaml"),
];

/// Every activity as it stands in a log.
#[derive(Default, PartialEq, Debug)]
struct Kept(Vec<String>);

impl Log for Kept {
    fn take(&mut self, activity: &Activity<'_>) {
        let Activity { case, step, visit, enabled, start, end, ended, .. } = activity;
        self.0.push(format!("{case} {step:?} {visit} {enabled:?} {start:?} {end:?} {ended:?}"));
    }
}

/// What a model tells, with so much room for what is looked up.
fn told(model: &Model<'_>, room: usize, per_day: f64) -> (String, Kept) {
    let mut model = model.clone();
    model.shelf = Arc::new(Shelf::new(room));
    let options = options(400, 3, per_day);
    let outcome = simulate(&model, &options, &Unwatched);
    let mut log = Kept::default();
    simulate_logged(&model, &options, 0, &mut log, &Unwatched);
    (serde_json::to_string(&outcome).unwrap(), log)
}

fn same_however_much_room(model: &Model<'_>, per_day: f64, of: &str) {
    let (outcome, log) = told(model, 0, per_day);
    for room in [ROOM, 200_000, 20_000] {
        let looked_up = told(model, room, per_day);
        assert_eq!(looked_up.0, outcome, "{of}, {room} bytes");
        assert_eq!(looked_up.1, log, "{of}, {room} bytes");
    }
}

fn models(scenario: &Scenario, mut check: impl FnMut(&Model<'_>, &str)) -> usize {
    let planner = Planner::new(scenario);
    let mut checked = 0;
    for (id, plan) in &scenario.plans {
        let start = Moment(MONDAY);
        let wanted = Wanted { given: &|_| true, start, observations: &|_| None, seed: 1 };
        let model = Model::new(&planner, plan, &wanted).unwrap_or_else(|why| panic!("{id}: {why}"));
        check(&model, id);
        checked += 1;
    }
    checked
}

#[test]
fn looking_turns_up_changes_nothing() {
    let mut checked = 0;
    for (name, scenario) in SCENARIOS {
        let scenario = read(scenario, &CATALOGUES);
        checked += models(&scenario, |model, plan| {
            same_however_much_room(model, 20.0, &format!("{name} {plan}"));
        });
    }
    assert!(checked >= 12, "{checked} plans were simulated");
}

/// Nor where systems fail, licences are missing, and half of what is handed in comes back.
#[test]
fn nor_where_much_goes_wrong() {
    let wrong = ["correct=x6", "available.population=0.6", "arrivals=x2", "down.population=mon,tue"];
    let scenario = read(SCENARIOS[5].1, &CATALOGUES);
    let mut taken = Vec::new();
    models(&scenario, |model, plan| {
        let mut model = model.clone();
        let mut options = options(1, 1, 20.0);
        // A plan that calls no system has none that could fail.
        taken.extend(wrong.iter().filter(|said| what_if(&mut model, &mut options, said).is_ok()));
        same_however_much_room(&model, 20.0, plan);
    });
    assert!(wrong.iter().all(|said| taken.contains(&said)), "{taken:?}");
}
