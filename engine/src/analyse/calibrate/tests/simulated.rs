//! A log that the simulator wrote tells what the simulator was told.

use super::written::applied;
use crate::analyse::calibrate::{Asked, Basis, Calibration, Places, Row, calibrate, overlay};
use crate::application::Moment;
use crate::calendar::Calendar;
use crate::check::check;
use crate::plan::derive::Planner;
use crate::scenario::model::{Arrivals, Id, Scenario, Step, StepKind, WorkTime};
use crate::simulate::{Activity, Log, Model, Options, Pattern, Profile, Unwatched, Wanted, simulate_logged};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

const MODEL: &[u8] = include_bytes!("../../../../benches/reference-model/scenario.yaml");
const CATALOGUE: &[u8] = include_bytes!("../../../../benches/reference-model/catalogue/reference-model.yaml");
/// Monday, 5 January 2026, midnight in Shanghai.
const MONDAY: i64 = 1_767_542_400_000;

/// Keeps what people and systems did as rows.
#[derive(Default)]
struct Kept(Vec<Row>);

impl Log for Kept {
    fn take(&mut self, activity: &Activity<'_>) {
        let Some(step) = activity.program.steps.get(usize::from(activity.step.0)) else { return };
        self.0.push(Row {
            case: Id::from(activity.case.to_string()),
            activity: step.id.clone(),
            item: None,
            department: None,
            role: step.role.clone(),
            resource: None,
            kind: None,
            outcome: None,
            enabled: Some(activity.enabled),
            start: Some(activity.start),
            end: Some(activity.end),
        });
    }
}

fn scenario() -> Arc<Scenario> {
    let checked = check(("scenario.yaml", MODEL), &[("reference-model.yaml", CATALOGUE)]);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    checked.scenario.unwrap()
}

fn logged(scenario: &Scenario, cases: u64, profile: Option<Profile>) -> Vec<Row> {
    let planner = Planner::new(scenario);
    let wanted = Wanted { given: &|_| true, start: Moment(MONDAY), observations: &|_| None, seed: 1 };
    let model = Model::new(&planner, &scenario.plans["joint"], &wanted).unwrap_or_else(|why| panic!("{why}"));
    let options = Options {
        cases,
        replications: 1,
        seed: 1,
        start: Moment(MONDAY),
        warm_up: 0,
        arrivals: vec![Pattern::Poisson { per_day: 82.0, profile }],
        confidence: 0.95,
        precision: None,
    };
    let mut kept = Kept::default();
    simulate_logged(&model, &options, 0, &mut kept, &Unwatched);
    kept.0
}

fn shanghai() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(8))
}

/// Work of people counts within shifts, all else as it elapses.
fn calibrated(rows: &[Row], calendar: &Calendar, taken: Option<Moment>) -> Calibration {
    let worked = |row: &Row, from: Moment, to: Moment| {
        if row.role.is_none() {
            return to.0 - from.0;
        }
        let time = calendar.working_time_between(from.timestamp(), to.timestamp());
        time.known().map_or(0, |time| i64::try_from(time.as_millis()).unwrap())
    };
    let places = Places::of(&scenario());
    let place = |row: &Row| places.place(row);
    calibrate(rows, &Asked { worked: &worked, place: &place, zone: shanghai(), window: None, taken })
}

fn office(scenario: &Scenario) -> Calendar {
    scenario.catalogue.calendars["office"].build(&scenario.catalogue).unwrap()
}

#[test]
fn the_reference_model_is_recovered_from_its_own_log() {
    let scenario = scenario();
    let rows = logged(&scenario, 10_000, None);
    let calibration = calibrated(&rows, &office(&scenario), None);
    assert_eq!(calibration.cases, 10_000);
    let arrivals = calibration.arrivals.as_ref().unwrap();
    println!("{:.2} a day in {:?}", arrivals.per_day, arrivals.interval);
    assert!(arrivals.interval.holds(82.0), "{arrivals:?}");
    assert!(
        matches!(arrivals.arrivals(), Arrivals::Poisson { hours: None, weekdays: None, .. }),
        "{arrivals:?}"
    );
    let items = ["birth_cert", "vaccination", "household_reg", "med_insurance", "ss_card"];
    let medians = [(644.0, 1401.0), (429.0, 934.0), (805.0, 1751.0), (429.0, 934.0), (537.0, 1167.0)];
    for (item, (median, p95)) in items.into_iter().zip(medians) {
        let name = format!("{item}.review");
        let review = calibration.activities.iter().find(|fit| *fit.activity == *name).unwrap();
        let best = review.takes.fits().unwrap().best().unwrap();
        let sigma = f64::ln(p95 / median) / 1.644_853_626_951_472_7;
        let mean = median * f64::exp(sigma * sigma / 2.0) * 1_000.0;
        let returned = review.returned.unwrap();
        println!(
            "{name}: {:?}, mean {:.0} in {:?}, truly {mean:.0}; returned {:.4} in {:?}",
            best.law.family(),
            best.mean.value,
            best.mean.interval,
            returned.share.share,
            returned.share.interval
        );
        assert_eq!(best.law.family(), crate::analyse::calibrate::fit::Family::Lognormal, "{name}");
        assert!(best.mean.interval.unwrap().holds(mean), "{name}: {best:?}, truly {mean}");
        assert!(
            returned.basis == Basis::Visits && returned.share.interval.holds(0.05),
            "{name}: {returned:?}"
        );
        // A correction follows on at least one return: the branch to it is taken by 5 % of the cases.
        let correction = format!("{item}.correction");
        let correction = calibration.activities.iter().find(|fit| *fit.activity == *correction).unwrap();
        assert!(correction.reached.unwrap().interval.holds(0.05), "{correction:?}");
    }
}

/// A scenario that lists what was measured of its own simulated log is the scenario that it was, within what can be
/// told from the log: what is written lies within the intervals around what is true.
#[test]
fn what_was_measured_and_applied_is_what_was_simulated() {
    let scenario = scenario();
    let rows = logged(&scenario, 10_000, None);
    let calibration = calibrated(&rows, &office(&scenario), None);
    let text = overlay(&calibration, &scenario, "measured", "log.csv");
    println!("{text}");
    let told = applied(&text);
    let Some(Arrivals::Poisson { per_day, hours: None, weekdays: None, .. }) = told.simulation.arrivals
    else {
        panic!("{:?}", told.simulation.arrivals)
    };
    let came = calibration.arrivals.as_ref().unwrap().interval;
    assert!(came.holds(per_day) && came.holds(82.0), "{per_day}");
    let mean = |time: &Option<WorkTime>| time.as_ref().and_then(WorkTime::mean_minutes).unwrap() * 60_000.0;
    let fitted = |path: &str| {
        let time = calibration.times.iter().find(|time| &*time.path == path).unwrap();
        time.takes.fits().unwrap().best().unwrap().mean.interval.unwrap()
    };
    for id in scenario.items.keys() {
        let steps = |of: &Scenario| -> BTreeMap<Id, Step> {
            let steps = of.items[id].steps.iter().flat_map(|step| step.all());
            steps.map(|step| (step.name.clone(), step.clone())).collect()
        };
        let (was, is) = (steps(&scenario), steps(&told));
        let takes = fitted(&format!("items.{id}.steps.review.takes"));
        assert!(takes.holds(mean(&was["review"].takes)) && takes.holds(mean(&is["review"].takes)), "{id}");
        assert!(is["review"].takes != was["review"].takes && is["review"].outcome == was["review"].outcome);
        let last = |step: &Step| match &step.kind {
            StepKind::Repeat(repeat) => repeat.chance.unwrap(),
            other => panic!("{other:?}"),
        };
        let passed = |step: &Step| match &step.kind {
            StepKind::Choose(branches) => branches.iter().map(|b| b.chance).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        // 10,500 rounds or so, 5 % of them not the last: 95 % lie within 0.0042, all five within 0.006.
        assert!((last(&is["rounds"]) - 0.95).abs() < 0.006, "{id}: {}", last(&is["rounds"]));
        let [Some(well), Some(ill)] = passed(&is["verdict"])[..] else { panic!("{id}") };
        assert!((well - 0.95).abs() < 0.006 && (well + ill - 1.0).abs() < 1e-9, "{id}: {well} {ill}");
        assert_eq!(passed(&was["verdict"]), [Some(0.95), None]);
        let message = format!("{id}_corrected");
        let comes_in = fitted(&format!("messages.{message}.comes_in"));
        for of in [&scenario, &told] {
            assert!(comes_in.holds(mean(&of.messages[&*message].comes_in)), "{id}");
        }
    }
    for system in ["birth_records", "population"] {
        let latency = fitted(&format!("systems.{system}.simulated.latency"));
        assert!(latency.holds(mean(&told.catalogue.systems[system].simulated.latency)), "{system}");
        let others = |of: &Scenario| {
            let simulated = of.catalogue.systems[system].simulated.clone();
            (simulated.available, simulated.timeout, simulated.retry, simulated.open)
        };
        assert_eq!(others(&scenario), others(&told), "{system}");
    }
}

/// The log is taken while work is under way: reviews that began before and end after are open.
#[test]
fn a_log_that_is_cut_has_open_work() {
    let scenario = scenario();
    let mut rows = logged(&scenario, 4_000, None);
    let taken = Moment(MONDAY + 21 * 86_400_000 + 11 * 3_600_000);
    rows.retain(|row| row.start.unwrap() < taken);
    rows.iter_mut().filter(|row| row.end.unwrap() > taken).for_each(|row| row.end = None);
    let calibration = calibrated(&rows, &office(&scenario), Some(taken));
    let open: u64 = calibration.activities.iter().map(|fit| fit.open).sum();
    let censored: usize =
        calibration.activities.iter().filter_map(|fit| Some(fit.takes.fits()?.censored)).sum();
    println!("{open} open, {censored} censored");
    assert!(open > 10 && censored > 10, "{open} {censored}");
}

#[test]
fn a_profile_is_told_where_there_is_one() {
    let scenario = scenario();
    let mut hours = vec![0.2; 24];
    hours[9..12].fill(3.0);
    hours[13..17].fill(2.0);
    let weekdays = [1.1, 1.1, 1.1, 1.1, 1.1, 0.8, 0.7];
    let profile = Profile::new(&hours, &weekdays, &[], shanghai());
    let rows = logged(&scenario, 6_000, Some(profile.clone()));
    let arrivals = calibrated(&rows, &office(&scenario), None).arrivals.unwrap();
    println!("{:.2} a day in {:?}", arrivals.per_day, arrivals.interval);
    assert!(arrivals.interval.holds(82.0), "{arrivals:?}");
    let Arrivals::Poisson { hours: Some(hours), weekdays: Some(weekdays), .. } = arrivals.arrivals() else {
        panic!("{arrivals:?}")
    };
    let near =
        |told: &[f64], known: &[f64]| told.iter().zip(known).all(|(a, b)| (a - b).abs() < 0.15 * b.max(0.5));
    assert!(near(&hours[..], &profile.hours), "{hours:?} {:?}", profile.hours);
    assert!(near(&weekdays[..], &profile.weekdays), "{weekdays:?} {:?}", profile.weekdays);
}
