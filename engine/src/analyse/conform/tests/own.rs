//! What the house writes itself fits: simulated logs of every shipped scenario, and rehearsed applications.

use crate::analyse::calibrate::Row;
use crate::analyse::conform::align::Bounds;
use crate::analyse::conform::{By, Conformance, Processes, Traces, conform};
use crate::analyse::log::Face;
use crate::application::Moment;
use crate::check::check;
use crate::plan::derive::Planner;
use crate::plan::way::Way;
use crate::scenario::model::{Id, Plan, Scenario};
use crate::simulate::{Activity, Ended, Log, Model, Options, Pattern, Unwatched, Wanted, simulate_logged};
use std::sync::Arc;

/// Monday, 2 March 2026, nine in the morning in Shanghai.
const MONDAY: i64 = 1_772_413_200_000;

macro_rules! shipped {
    ($($name:literal),*) => { [$(($name, include_bytes!(concat!("../../../../../scenarios/", $name, "/scenario.yaml")) as &[u8])),*] };
}

macro_rules! catalogues {
    ($($name:literal),*) => { [$(($name, include_bytes!(concat!("../../../../../scenarios/catalogue/", $name)) as &[u8])),*] };
}

/// The id of the catalogue in a file.
fn id(file: &str) -> String {
    file.trim_end_matches(".yaml").replace('-', "_")
}

fn scenarios() -> Vec<Arc<Scenario>> {
    let all = shipped!(
        "business-deregistration",
        "citizen-death",
        "court-equity-control",
        "equity-transfer",
        "home-transfer-with-utilities",
        "newborn-birth"
    );
    let catalogue = catalogues!(
        "enterprise.yaml",
        "estate.yaml",
        "family.yaml",
        "holidays-cn.yaml",
        "justice.yaml",
        "zibo.yaml"
    );
    let read = |(name, text)| {
        let named = String::from_utf8_lossy(text);
        let uses: Vec<_> = catalogue.iter().copied().filter(|(file, _)| named.contains(&id(file))).collect();
        let checked = check((name, text), &uses);
        assert!(!checked.has_errors(), "{name}: {:?}", checked.diagnostics.first());
        checked.scenario.unwrap()
    };
    all.into_iter().map(read).collect()
}

/// Keeps what happens as rows.
#[derive(Default)]
struct Kept(Vec<Row>);

impl Log for Kept {
    fn take(&mut self, activity: &Activity<'_>) {
        let step = activity.program.step(activity.step).unwrap();
        let (face, outcome) = match activity.ended {
            Ended::Done => (Face::Work, "done"),
            Ended::Returned => (Face::Work, "returned"),
            Ended::Refused => (Face::Work, "refused"),
            Ended::Mended => (Face::Supplement, "done"),
        };
        self.0.push(Row {
            case: Id::from(activity.case.to_string()),
            activity: face.of(&step.id),
            item: None,
            department: None,
            role: None,
            resource: None,
            kind: None,
            outcome: Some(outcome.into()),
            enabled: Some(activity.enabled),
            start: Some(activity.start),
            end: Some(activity.end),
        });
    }
}

fn simulated(planner: &Planner<'_>, plan: &Plan, cases: u64) -> Vec<Row> {
    let wanted = Wanted { given: &|_| true, start: Moment(MONDAY), observations: &|_| None, seed: 1 };
    let model = Model::new(planner, plan, &wanted).unwrap_or_else(|why| panic!("{why}"));
    let options = Options {
        cases,
        replications: 1,
        seed: 1,
        start: Moment(MONDAY),
        warm_up: 0,
        arrivals: vec![Pattern::Poisson { per_day: 5.0, profile: None }],
        confidence: 0.95,
        precision: None,
    };
    let mut kept = Kept::default();
    simulate_logged(&model, &options, 0, &mut kept, &Unwatched);
    kept.0
}

fn processes(planner: &Planner<'_>, plan: &Plan, given: &dyn Fn(&Way) -> bool, by: By) -> Processes {
    let applicant = planner.scenario.applicants().next().unwrap();
    Processes::new(planner, plan, applicant, given, by).unwrap()
}

fn told(rows: &[Row], processes: &Processes) -> Conformance {
    conform(&Traces::of(rows, Some(processes.by)), processes, Bounds::default())
}

/// The first deviating variants, for people.
fn wrong(told: &Conformance) -> String {
    let deviate = told.variants.iter().filter(|v| v.fit.is_none_or(|fit| fit.cost > 0));
    deviate.take(2).map(|v| format!("{:?} {:?}\n{}\n", v.cases, v.way, v.moves.join("\n"))).collect()
}

#[test]
fn simulated_logs_of_every_shipped_scenario_fit() {
    let mut simulated_plans = 0;
    for scenario in scenarios() {
        let planner = Planner::new(&scenario);
        for plan in scenario.plans.values() {
            let rows = simulated(&planner, plan, 250);
            simulated_plans += 1;
            for by in [By::Outcome, By::Activity] {
                let processes = processes(&planner, plan, &|_| true, by);
                let told = told(&rows, &processes);
                let name = format!("{} {} {by:?}", scenario.id.value, plan.id);
                assert!(told.cases > 200 && told.not_aligned == 0, "{name}: {}", told.not_aligned);
                assert_eq!(
                    told.fit.cost,
                    0,
                    "{name}: {} of {} fit\n{}",
                    told.fitting,
                    told.cases,
                    wrong(&told)
                );
            }
        }
    }
    assert!(simulated_plans >= 12, "{simulated_plans}");
}

#[test]
fn a_row_less_costs_one_at_most() {
    for scenario in scenarios() {
        let planner = Planner::new(&scenario);
        let plan = scenario.plans.values().next().unwrap();
        let mut rows = simulated(&planner, plan, 25);
        rows.sort_by(|a, b| a.case.cmp(&b.case));
        let processes = processes(&planner, plan, &|_| true, By::Outcome);
        let mut cut: Vec<Row> = Vec::new();
        for (number, case) in rows.chunk_by(|a, b| a.case == b.case).enumerate() {
            for without in 0..case.len() {
                let left = case.iter().enumerate().filter(|(at, _)| *at != without);
                let name = Id::from(format!("{number}.{without}"));
                cut.extend(left.map(|(_, row)| Row { case: name.clone(), ..row.clone() }));
            }
        }
        let told = told(&cut, &processes);
        assert!(told.cases > 20, "{}", told.cases);
        let dear = told.variants.iter().find(|variant| variant.fit.is_none_or(|fit| fit.cost > 1));
        assert!(dear.is_none(), "{}: {dear:?}", scenario.id.value);
        assert!(told.fit.cost > 0, "something is missed");
    }
}
