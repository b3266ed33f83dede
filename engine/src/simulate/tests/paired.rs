//! Changes of one model: what differs is told surely, and in the right direction.

use super::{MONDAY, model, options, read};
use crate::plan::derive::Planner;
use crate::simulate::paired::{Changed, Paired, compare, moves, sensitivity};
use crate::simulate::staffing::{Search, staffing};
use crate::simulate::{Unwatched, what_if};

const MODEL: &[u8] = include_bytes!("../../../benches/reference-model/scenario.yaml");
const CATALOGUE: &[u8] = include_bytes!("../../../benches/reference-model/catalogue/reference-model.yaml");

fn changed(said: &[&str], cases: u64) -> Paired {
    let scenario = read(MODEL, &[("reference-model.yaml", CATALOGUE)]);
    let planner = Planner::new(&scenario);
    let (from, before) = (model(&planner, "joint"), options(cases, 10, 82.0));
    let (mut to, mut after) = (from.clone(), before.clone());
    for said in said {
        what_if(&mut to, &mut after, said).unwrap();
    }
    compare((&from, &before), (&to, &after), &Unwatched)
}

fn figure<'p>(paired: &'p Paired, name: &str) -> &'p Changed {
    paired.changes.iter().find(|change| change.figure == name).unwrap()
}

#[test]
fn a_clerk_more_is_told_surely() {
    let paired = changed(&["staff.police.clerk=+1"], 4_000);
    let time = figure(&paired, "cycle_mean_hours");
    let difference = time.difference.unwrap();
    assert!(difference.mean < 0.0 && time.is_certain, "{difference:?}");
    // The same applicants: far surer than two simulations that have nothing in common.
    let apart = time.from.unwrap().half_width.unwrap().hypot(time.to.unwrap().half_width.unwrap());
    assert!(difference.half_width.unwrap() < apart / 2.0, "{difference:?}, apart {apart}");
    assert!((time.from.unwrap().mean + difference.mean - time.to.unwrap().mean).abs() < 1e-9);
}

#[test]
fn nothing_changed_differs_by_nothing() {
    let paired = changed(&["staff.police.clerk=5"], 500);
    for change in &paired.changes {
        assert_eq!(change.difference.map(|d| (d.mean, d.half_width)), Some((0.0, Some(0.0))), "{change:?}");
        assert!(!change.is_certain);
    }
}

#[test]
fn fewer_applications_wait_less() {
    let paired = changed(&["arrivals=x0.5", "available.population=0.9"], 2_000);
    assert!(figure(&paired, "waiting_hours").difference.unwrap().mean < 0.0);
    assert!(paired.to.failed_calls.unwrap().mean > 0.01);
}

#[test]
fn what_moves_the_time_most_is_told_first() {
    let scenario = read(MODEL, &[("reference-model.yaml", CATALOGUE)]);
    let planner = Planner::new(&scenario);
    let model = model(&planner, "joint");
    let moved = sensitivity(&model, &options(800, 3, 82.0), &Unwatched);
    assert_eq!(moved.len(), moves(&model).len());
    assert!(moved.windows(2).all(|pair| pair[0].hours().abs() >= pair[1].hours().abs()));
    let hours = |what: &str| moved.iter().find(|m| m.what == what).unwrap().hours();
    assert!(hours("staff.police.clerk=-1") > hours("staff.human_resources.clerk=+1"));
}

#[test]
fn a_system_that_is_down_on_mondays_is_waited_for() {
    let paired = changed(&["down.population=mon"], 1_000);
    let calls = figure(&paired, "cycle_mean_hours");
    assert!(calls.difference.unwrap().mean > 0.0, "{calls:?}");
    assert!(paired.to.failed_calls.unwrap().mean > paired.from.failed_calls.unwrap().mean);
}

#[test]
fn names_that_are_not_there_are_told() {
    let scenario = read(MODEL, &[("reference-model.yaml", CATALOGUE)]);
    let planner = Planner::new(&scenario);
    let (mut model, mut options) = (model(&planner, "joint"), options(1, 1, 1.0));
    for wrong in [
        "staff.police.officer=+1",
        "available.nothing=1",
        "staff.police.clerk=0",
        "staff",
        "x=y",
        "refuse.no=1",
        "down.population=monday",
    ] {
        let told = what_if(&mut model, &mut options, wrong).unwrap_err();
        assert!(told.zh.contains(wrong) && told.en.contains(wrong), "{told:?}");
    }
}

#[test]
fn staff_is_searched_from_the_fewest_on() {
    let scenario = read(MODEL, &[("reference-model.yaml", CATALOGUE)]);
    let planner = Planner::new(&scenario);
    let model = model(&planner, "joint");
    let options = options(1_500, 1, 82.0);
    assert_eq!(options.start.0, MONDAY);
    let search = Search { budget: Some(22), candidates: 60 };
    let front = staffing(&model, &options, &search, &Unwatched);
    // By theory 5.75, 4.32, 2.30 and 2.88 people are busy.
    assert_eq!(front.least, [6, 5, 3, 3]);
    assert!(front.tried.len() <= 60 && front.tried.iter().all(|c| c.total <= 22));
    let best: Vec<_> = front.best().collect();
    assert!(best.len() >= 3, "{best:?}");
    assert!(best.windows(2).all(|p| p[0].total <= p[1].total && p[0].cycle_hours > p[1].cycle_hours));
}
