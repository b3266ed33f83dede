//! Several scenarios that share staff: what theory says of their sum, and that nobody's luck changes by company.

use super::{MONDAY, options, read};
use crate::application::moment::Moment;
use crate::plan::derive::Planner;
use crate::scenario::model::Scenario;
use crate::simulate::model::NotSimulated;
use crate::simulate::statistics::t_quantile;
use crate::simulate::{Model, NoLog, Options, Pattern, Unwatched, Wanted, host, paired, simulate, what_if};
use std::sync::Arc;

/// One item at one desk, whose work is of this length; `{staff}` of the department, and what else the scenario says.
fn scenario(id: &str, staff: &str, takes: &str, extra: &str) -> Arc<Scenario> {
    let scenario = format!(
        "onething: 1\nkind: scenario\nid: {id}\ntitle: Truth\nsource: assumed\nlead: a\ncatalogue: truth\n\
         people: {{ who: {{ title: Who, applicant: true }} }}\nsign_in: [who.id]\n{extra}items:\n  \
         one: {{ title: One, department: a, limit: {{ promised: 900wd }}, needs: {{ fields: [who.name] }}, \
         gives: {{ fields: {{ who: [result] }} }}, steps: [ {{ ask: {{ call: far.look }} }}, \
         {{ work: {{ role: clerk, takes: {takes}, outcome: {{ correct: 0.1 }} }} }} ] }}\n\
         plans:\n  joint: {{ measures: [one_form, sign_in: far, results: reuse, parallel] }}\n"
    );
    let catalogue = format!(
        "onething: 1\nkind: catalogue\nid: truth\ntitle: Truth\nsource: assumed\n\
         calendars: {{ always: {{ zone: Asia/Shanghai, week: {{ mon_sun: \"00:00-24:00\" }} }} }}\n\
         departments:\n  a: {{ title: A, level: city{staff} }}\n\
         elements:\n  person:\n    id: {{ title: Id, type: text }}\n    name: {{ title: Name, type: text }}\n    \
         result: {{ title: Result, type: text, ask: never }}\n\
         systems:\n  far: {{ title: Far, department: a, simulated: {{ latency: {{ exponential: 1min }}, timeout: 10000h }}, \
         services: {{ look: {{ about: {{ it: person }}, given: [it.id], returns: [it.result] }} }} }}\n"
    );
    read(scenario.as_bytes(), &[("truth.yaml", catalogue.as_bytes())])
}

fn several<'s>(planners: &[&Planner<'s>]) -> Result<Model<'s>, NotSimulated> {
    let wanted = Wanted { given: &|_| true, start: Moment(MONDAY), observations: &|_| None, seed: 1 };
    let all: Vec<_> =
        planners.iter().map(|planner| (*planner, &planner.scenario.plans["joint"], &wanted)).collect();
    Model::several(&all)
}

fn poisson(per_hour: &[f64]) -> Vec<Pattern> {
    per_hour.iter().map(|rate| Pattern::Poisson { per_day: rate * 24.0, profile: None }).collect()
}

const HOUR: &str = "{ exponential: 60min }";

/// Poisson and Poisson is Poisson: two scenarios that come 1.1 and 0.5 times an hour to two clerks are M/M/2 at 1.6 but
/// for the tenth that is looked at a second time.
#[test]
fn scenarios_at_one_desk_are_one_queue() {
    let exact = {
        let (c, a) = (5.0, 4.0_f64);
        let b = (1..=5).fold(1.0, |b, n| a * b / (f64::from(n) + a * b));
        let rho = a / c;
        b / (1.0 - rho + rho * b) / (c - a)
    };
    let alike = scenario("newborn", ", staff: { clerk: 5 }", HOUR, "");
    let other = scenario("transfer", ", staff: { clerk: 5 }", HOUR, "");
    let third = scenario("death", ", staff: { clerk: 5 }", HOUR, "");
    let planners = [&alike, &other, &third].map(|scenario| Planner::new(scenario));
    let model = several(&planners.each_ref()).unwrap();
    assert_eq!(model.desks.len(), 1);
    let full = std::env::var_os("ONETHING_VOLUME").is_some();
    let cases = if full { 400_000 } else { 30_000 };
    // A tenth of the work comes back once: four erlangs in all.
    let options = Options {
        arrivals: poisson(&[2.0 / 1.1, 1.0 / 1.1, 1.0 / 1.1]),
        warm_up: (cases as f64 * 0.1 / 4.0 * 3_600_000.0) as i64,
        ..options(cases, 20, 1.0)
    };
    let outcome = simulate(&model, &options, &Unwatched);
    let desk = &outcome.desks[0];
    let (wait, load) = (desk.wait.unwrap(), desk.load.unwrap());
    println!("{wait:?}, exactly {exact}");
    assert!((wait.mean - exact).abs() <= wait.half_width.unwrap(), "{wait:?}, exactly {exact}");
    let widest = if full { 0.02 } else { 0.1 };
    assert!(wait.half_width.unwrap() / exact < widest * t_quantile(0.975, 19).unwrap() / 2.0, "{wait:?}");
    assert!((load.mean - 0.8).abs() <= load.half_width.unwrap(), "{load:?}");
    // First come, first served: each waits as long as the others, and the loads add up.
    for scenario in &outcome.scenarios {
        let wait = scenario.desks[0].wait.unwrap();
        assert!(
            (wait.mean - exact).abs() <= 1.5 * wait.half_width.unwrap(),
            "{}: {wait:?}",
            scenario.scenario
        );
    }
    let loads: f64 = outcome.scenarios.iter().map(|one| one.desks[0].load.unwrap().mean).sum();
    assert!((loads - load.mean).abs() < 1e-9, "{loads}");
    let shares = [0.5, 0.25, 0.25];
    for (scenario, share) in outcome.scenarios.iter().zip(shares) {
        assert!((scenario.cases as f64 / outcome.cases as f64 - share).abs() < 0.01, "{}", scenario.cases);
    }
    assert_eq!(outcome.scenarios.iter().map(|one| one.cases).sum::<u64>(), outcome.cases);
}

/// Where nobody waits for anybody, company changes nothing: the same numbers, bit by bit.
#[test]
fn company_changes_nobodys_luck() {
    let texts = [("newborn", HOUR), ("transfer", HOUR), ("death", "{ uniform: [10min, 3h] }")];
    let scenarios = texts.map(|(id, takes)| scenario(id, "", takes, ""));
    let planners = scenarios.each_ref().map(|scenario| Planner::new(scenario));
    let model = several(&planners.each_ref()).unwrap();
    let rates = [3.0, 1.0, 0.25];
    let many = Options { arrivals: poisson(&rates), ..options(2_000, 1, 1.0) };
    for replication in 0..3 {
        let together = host::Host::new(&model, &many, replication, &mut NoLog).run(&Unwatched);
        assert_eq!(together.arrived, 2_000);
        for (at, planner) in planners.iter().enumerate() {
            let alone = several(&[planner]).unwrap();
            let told = &together.parts[at];
            let options = Options { arrivals: poisson(&rates[at..=at]), cases: told.arrived, ..many.clone() };
            let by_itself = host::Host::new(&alone, &options, replication, &mut NoLog).run(&Unwatched);
            assert!(told.arrived > 50, "{}", told.arrived);
            assert_eq!(by_itself.arrived, told.arrived);
            let figures = |told: &crate::simulate::told::Told| {
                let moments = &told.cycle.moments;
                let quantiles = [0.1, 0.5, 0.9, 0.99].map(|q| told.cycle.quantiles.quantile(q));
                let mean = (moments.mean().map(f64::to_bits), moments.variance().map(f64::to_bits));
                let desk: Vec<i128> = told.desks.iter().map(|desk| desk.offered).collect();
                (mean, quantiles, told.completed, told.corrections, told.calls, told.sojourn, desk)
            };
            assert_eq!(figures(told), figures(&by_itself), "{}", planner.scenario.id.value);
        }
    }
    // And they are others than their neighbour's, though both are told the same of.
    let together = simulate(&model, &many, &Unwatched);
    assert_ne!(together.scenarios[0].cycle.mean, together.scenarios[1].cycle.mean);
}

/// Little's law for all together and for each, to the last millisecond; nothing is forgotten, nothing twice.
#[test]
fn parts_add_up_to_the_whole() {
    let staff = ", staff: { clerk: { people: 2, queue: { capacity: 9 } } }";
    let urgent = "situations:\n  sort: { ask: Which, answers: [urgent, usual], weights: [0.25, 0.75] }\n\
                  simulation: { priority: ['sort = \"urgent\"'] }\n";
    let (one, two) = (scenario("newborn", staff, HOUR, urgent), scenario("transfer", staff, HOUR, ""));
    let planners = [Planner::new(&one), Planner::new(&two)];
    let model = several(&planners.each_ref()).unwrap();
    assert_eq!(model.ranks, 2);
    let options = Options { arrivals: poisson(&[1.0, 0.7]), ..options(5_000, 1, 1.0) };
    let told = host::Host::new(&model, &options, 0, &mut NoLog).run(&Unwatched);
    assert_eq!((told.arrived, told.parts.len()), (5_000, 2));
    for told in told.parts.iter().chain([&told]) {
        assert!(told.lost > 0);
        assert_eq!(told.arrived, told.completed + told.lost + told.stuck);
        assert_eq!(told.under_way.level().integral(told.end), told.sojourn);
        let desk = &told.desks[0];
        assert_eq!(desk.queue.level().integral(told.end), desk.waited + desk.waited_in_vain);
    }
    let (all, parts) = (&told.desks[0], told.parts.iter().map(|part| &part.desks[0]));
    let sum = |of: fn(&crate::simulate::desk::DeskTold) -> i128| parts.clone().map(of).sum::<i128>();
    assert_eq!(sum(|desk| desk.offered), all.offered);
    assert_eq!(sum(|desk| desk.waited), all.waited);
    assert_eq!(sum(|desk| desk.turned_away.into()), all.turned_away.into());
    // Without priority, all of the second wait behind the urgent ones of the first.
    assert_eq!(told.parts[1].desks[0].waits[0].count(), 0);
    let urgent = told.parts[0].desks[0].waits[0].mean().unwrap();
    assert!(urgent < told.parts[1].desks[0].waits[1].mean().unwrap() / 2.0);
}

/// Two that state different facts of a desk are not guessed about.
#[test]
fn facts_that_differ_are_refused() {
    let one = scenario("newborn", ", staff: { clerk: 2 }", HOUR, "");
    let two = scenario("transfer", ", staff: { clerk: 3 }", HOUR, "");
    let planners = [Planner::new(&one), Planner::new(&two)];
    let text = several(&planners.each_ref()).err().unwrap().text();
    for part in ["`newborn`", "`transfer`", "`a.clerk`", "people: 2 and 3"] {
        assert!(text.en.contains(part), "{text:?}");
    }
    let twice = several(&[&planners[0], &planners[0]]).err().unwrap().text();
    assert!(twice.en.contains("`newborn` is named twice"), "{twice:?}");
}

/// One clerk more serves all; more applications of one are more of that one.
#[test]
fn changes_are_told_of_all_and_of_each() {
    let staff = ", staff: { clerk: 2 }";
    let (one, two) = (scenario("newborn", staff, HOUR, ""), scenario("transfer", staff, HOUR, ""));
    let planners = [Planner::new(&one), Planner::new(&two)];
    let model = several(&planners.each_ref()).unwrap();
    let options = Options { arrivals: poisson(&[0.9, 0.6]), ..options(5_000, 5, 1.0) };
    let changed = |said: &str| {
        let (mut to, mut after) = (model.clone(), options.clone());
        what_if(&mut to, &mut after, said).unwrap();
        paired::compare((&model, &options), (&to, &after), &Unwatched)
    };
    let more = changed("staff.a.clerk=+1");
    let hours = |changes: &[paired::Changed]| changes[0].difference.unwrap().mean;
    assert_eq!(more.scenarios.iter().map(|one| &*one.scenario).collect::<Vec<_>>(), ["newborn", "transfer"]);
    assert!(more.scenarios.iter().all(|one| hours(&one.changes) < -1.0 && one.changes[0].is_certain));
    assert!(hours(&more.changes) < -1.0);
    let fewer = changed("arrivals.transfer=x0.5");
    let cases: Vec<f64> =
        fewer.to.scenarios.iter().map(|one| one.cases as f64 / fewer.to.cases as f64).collect();
    assert!((cases[0] - 0.75).abs() < 0.02, "{cases:?}");
    let unknown = what_if(&mut model.clone(), &mut options.clone(), "arrivals.death=x2").unwrap_err();
    assert!(unknown.en.contains("newborn transfer"), "{unknown:?}");
}
