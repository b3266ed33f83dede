//! The applicant on the way: how long it takes, when a counter is open, and what it comes to.

use super::{MONDAY, model, options, played, read};
use crate::plan::derive::Planner;
use crate::scenario::model::Scenario;
use crate::simulate::{Options, Outcome, Pattern, Unwatched, simulate, what_if};
use std::sync::Arc;

const HOUR: f64 = 3_600_000.0;

/// One item that is applied for once at a counter and collected there; what `simulation` says, and its outcome.
fn scenario(simulation: &str, outcome: &str) -> Arc<Scenario> {
    let scenario = format!(
        "onething: 1\nkind: scenario\nid: errands\ntitle: Errands\nsource: assumed\nlead: a\ncatalogue: errands\n\
         people: {{ who: {{ title: Who, applicant: true }} }}\nsign_in: [who.id]\n{simulation}items:\n  \
         one: {{ title: One, department: a, limit: {{ promised: 900wd }}, visits: {{ apply: 1, collect: 1 }}, \
         needs: {{ fields: [who.name] }}, gives: {{ fields: {{ who: [result] }} }}, \
         steps: [ {{ work: {{ role: clerk, takes: 10min{outcome} }} }} ] }}\n\
         plans:\n  joint: {{ measures: [one_form, online, sign_in: far, results: reuse, parallel, deliver: {{ together: true }}] }}\n"
    );
    let catalogue = "onething: 1\nkind: catalogue\nid: errands\ntitle: Errands\nsource: assumed\n\
         calendars: { office: { zone: Asia/Shanghai, week: { mon_fri: [\"09:00-12:00\", \"13:00-17:00\"] } } }\n\
         departments:\n  a: { title: A, level: city }\n\
         elements:\n  person:\n    id: { title: Id, type: text }\n    name: { title: Name, type: text }\n    \
         result: { title: Result, type: text, ask: never }\n\
         systems:\n  far: { title: Far, department: a, \
         services: { look: { about: { it: person }, given: [it.id], returns: [it.result] } } }\n";
    read(scenario.as_bytes(), &[("errands.yaml", catalogue.as_bytes())])
}

const APPLICANT: &str = "simulation: { applicant: { travel: 60min, counter_wait: 30min, per_hour: 20 } }\n";

/// One application that comes so many hours after Monday, midnight.
fn at(hours: f64, scenario: &Scenario) -> Outcome {
    let moment = MONDAY + (hours * HOUR) as i64;
    let options = Options { arrivals: vec![Pattern::Observed(vec![moment])], ..options(1, 1, 1.0) };
    let planner = Planner::new(scenario);
    simulate(&model(&planner, "separate"), &options, &Unwatched)
}

/// Ten minutes for the form; the way there; the counter in its hours; ten minutes of work; a day; and all again to
/// collect.
#[test]
fn who_comes_when_it_is_closed_comes_when_it_opens() {
    let scenario = scenario(APPLICANT, "");
    let friday = 4.0 * 24.0;
    let table = [
        // Monday 09:00: at the counter 09:40, handed in 10:10, worked 10:20; Tuesday 10:20, there 10:50, 11:20.
        (9.0, 24.0 + 11.0 + 20.0 / 60.0),
        // Friday 16:30: closed at 17:10, so Monday 09:00 to 09:30, worked 09:40; Tuesday 09:40, there 10:10, 10:40.
        (friday + 16.5, 8.0 * 24.0 + 10.0 + 40.0 / 60.0),
        // Monday 11:00: there 11:40, waits 20 minutes before noon and 10 after it, 13:10; worked 13:20; Tuesday 13:20,
        // there 13:50, 14:20.
        (11.0, 24.0 + 14.0 + 20.0 / 60.0),
    ];
    for (begins, ends) in table {
        let outcome = at(begins, &scenario);
        let cycle = outcome.cycle.mean.unwrap().mean;
        assert!((cycle - (ends - begins)).abs() < 1e-9, "from {begins}: {cycle}, not {}", ends - begins);
        assert_eq!(outcome.trips.unwrap().mean, 2.0);
        assert_eq!(
            outcome.applicant_hours.unwrap().mean,
            3.0,
            "two ways and two waits, not the time until it opens"
        );
        assert_eq!(outcome.applicant_cost.unwrap().mean, 60.0);
        assert_eq!(outcome.staff_cost.unwrap().mean, 0.0);
    }
}

/// Every trip takes its way and its wait, those for the sake of corrections too; without the counter there are none.
#[test]
fn hours_are_those_of_the_trips() {
    let scenario = scenario(APPLICANT, ", outcome: { correct: 0.4 }");
    let of = |plan: &str| played(&scenario, plan, &options(400, 2, 10.0));
    let separate = of("separate");
    let (trips, hours) = (separate.trips.unwrap().mean, separate.applicant_hours.unwrap().mean);
    assert!(separate.corrections.unwrap().mean > 0.3 && trips > 2.3, "{trips}");
    assert!((hours - trips * 1.5).abs() < 1e-9, "{hours} hours of {trips} trips");
    let joint = of("joint");
    assert_eq!((joint.trips.unwrap().mean, joint.applicant_hours.unwrap().mean), (0.0, 0.0));
    assert_eq!(joint.applicant_cost.unwrap().mean, 0.0);
}

/// Where nothing says what a trip takes, nothing is counted and nothing waits for it.
#[test]
fn what_is_not_said_is_not_counted() {
    let silent = scenario("", "");
    let outcome = at(9.0, &silent);
    assert_eq!((outcome.applicant_hours, outcome.applicant_cost), (None, None));
    // The form at 09:10, the work at 09:20, a day to collect.
    assert!((outcome.cycle.mean.unwrap().mean - (24.0 + 20.0 / 60.0)).abs() < 1e-9);
    let hours_alone = scenario("simulation: { applicant: { travel: { exponential: 40min } } }\n", "");
    let outcome = at(9.0, &hours_alone);
    assert!(outcome.applicant_hours.unwrap().mean > 0.0);
    assert_eq!(outcome.applicant_cost, None);
}

/// Ways and waits are drawn, each trip its own, and have the means that are written.
#[test]
fn ways_and_waits_are_drawn() {
    let scenario = scenario(
        "simulation: { applicant: { travel: { exponential: 40min }, counter_wait: { exponential: 20min } } }\n",
        "",
    );
    let outcome = played(&scenario, "separate", &options(2_000, 5, 10.0));
    let hours = outcome.applicant_hours.unwrap();
    assert!((hours.mean - 2.0).abs() <= 2.0 * hours.half_width.unwrap(), "{hours:?}");
    assert!(hours.half_width.unwrap() < 0.1, "{hours:?}");
}

/// Two items that one step decides: what it returns of both is mended with one trip, as it takes one way and one wait.
#[test]
fn what_is_returned_together_is_mended_with_one_trip() {
    let text = "onething: 1\nkind: scenario\nid: errands\ntitle: Errands\nsource: assumed\nlead: a\ncatalogue: errands\n\
         people: { who: { title: Who, applicant: true } }\nsign_in: [who.id]\n\
         simulation: { applicant: { travel: 60min, counter_wait: 30min } }\nitems:\n  \
         one: { title: One, department: a, limit: { promised: 900wd }, visits: { apply: 1, collect: 0 }, \
         needs: { fields: [who.name] }, gives: { fields: { who: [result] } }, steps: [ { review: { role: clerk, takes: 10min } } ] }\n  \
         two: { title: Two, department: a, limit: { promised: 900wd }, visits: { apply: 1, collect: 0 }, \
         needs: { fields: [who.name] }, gives: { fields: { who: [other] } }, steps: [ { review: { role: clerk, takes: 10min } } ] }\n\
         plans:\n  joint: { measures: [one_form, parallel, merge: { steps: review, into: joint_review, title: Both, by: a, role: clerk, takes: 10min }] }\n";
    let catalogue = "onething: 1\nkind: catalogue\nid: errands\ntitle: Errands\nsource: assumed\n\
         calendars: { office: { zone: Asia/Shanghai, week: { mon_fri: [\"09:00-12:00\", \"13:00-17:00\"] } } }\n\
         departments:\n  a: { title: A, level: city }\n\
         elements:\n  person:\n    id: { title: Id, type: text }\n    name: { title: Name, type: text }\n    \
         result: { title: Result, type: text, ask: never }\n    other: { title: Other, type: text, ask: never }\n";
    let scenario = read(text.as_bytes(), &[("errands.yaml", catalogue.as_bytes())]);
    let planner = Planner::new(&scenario);
    let (mut model, mut options) = (model(&planner, "joint"), options(400, 2, 10.0));
    let first = simulate(&model, &options, &Unwatched);
    what_if(&mut model, &mut options, "correct.joint_review=0.4").unwrap();
    let outcome = simulate(&model, &options, &Unwatched);
    let (before, trips) = (first.trips.unwrap().mean, outcome.trips.unwrap().mean);
    let returned = outcome.corrections.unwrap().mean;
    assert!(returned > 0.6, "both items are returned: {returned}");
    assert!(
        (trips - before - returned / 2.0).abs() < 1e-9,
        "{trips} trips, {before} without {returned} corrections"
    );
    let hours = outcome.applicant_hours.unwrap().mean;
    assert!((hours - trips * 1.5).abs() < 1e-9, "{hours} hours of {trips} trips");
}
