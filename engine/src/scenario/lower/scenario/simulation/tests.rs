//! Every spelling of `simulation` and of staff, as it is read; and what is said of wrong ones, with its place.

use crate::check::{Checked, check};
use crate::scenario::check::assumed;
use crate::scenario::diagnostic::{Severity, position};
use crate::scenario::facts::Facts;
use crate::scenario::model::{Arrivals, Department, Period, Scenario, Staff, Unit, WorkTime};
use crate::scenario::syntax::fmt::fmt;
use jiff::civil::date;
use std::sync::Arc;

const CATALOGUE: &str = "\
onething: 1
kind: catalogue
id: city
source: assumed
calendars: { office: { zone: Asia/Shanghai, week: { mon_fri: [\"09:00-12:00\"] } } }
departments:
  health: { level: city, calendar: office, staff: { clerk: 2, officer: { people: 3, queue: { capacity: 5 }, per_hour: 62.5 } } }
  police: { level: city, calendar: office, staff: { clerk: 0, officer: 1 } }
  closed: { level: city, calendar: office, staff: { clerk: 0 } }
elements: { person: { name: { type: text } } }
";

const SCENARIO: &str = "\
onething: 1
kind: scenario
id: small
catalogue: city
source: a statistic
people: { one: { applicant: true } }
situations:
  sort: { ask: Urgent?, answers: [usual, urgent], weights: [0.9, 0.1] }
items:
  a: { department: health, limit: { promised: 1wd }, needs: { fields: [one.name] }, steps: [{ accept: { role: clerk } }, { review: { role: clerk } }], when: sort = \"usual\" }
  b: { department: health, limit: { promised: 1wd }, needs: { fields: [one.name] }, steps: [{ accept: { role: clerk } }] }
";

fn checked(rest: &str) -> Checked {
    let text = format!("{SCENARIO}{rest}");
    check(("small.yaml", text.as_bytes()), &[("city.yaml", CATALOGUE.as_bytes())])
}

fn read(rest: &str) -> Arc<Scenario> {
    let checked = checked(rest);
    let wrong: Vec<_> = checked.diagnostics.iter().filter(|d| d.severity != Severity::Hint).collect();
    assert!(wrong.is_empty(), "{rest}: {wrong:#?}");
    checked.scenario.unwrap()
}

/// What is found, but for hints: code, line behind the scenario's own, and the text pointed at.
fn found(rest: &str) -> Vec<(&'static str, usize, String)> {
    let checked = checked(rest);
    let own = SCENARIO.lines().count();
    let findings = checked.diagnostics.iter().filter(|d| d.severity != Severity::Hint);
    let told = findings.map(|d| {
        assert!(!d.mend.zh.is_empty() && !d.mend.en.is_empty() && d.mend.zh != d.mend.en, "{d:?}");
        let text = &checked.sources.get(d.at.source).unwrap().text;
        let place = position(&checked.sources, d.at).unwrap();
        let at = text[d.at.start as usize..d.at.end as usize].to_owned();
        (d.code, place.line.saturating_sub(own), at)
    });
    told.collect()
}

fn arrivals(facts: &str) -> Arrivals {
    read(&format!("simulation: {{ arrivals: {{ {facts} }} }}\n")).simulation.arrivals.clone().unwrap()
}

fn finding(arrivals: &str) -> Vec<(&'static str, String)> {
    let found = found(&format!("simulation:\n  arrivals: {{ {arrivals} }}\n"));
    found
        .into_iter()
        .map(|(code, line, at)| {
            assert_eq!(line, 2, "{arrivals}");
            (code, at)
        })
        .collect()
}

fn minutes(amount: u32) -> Period {
    Period { amount, unit: Unit::Minutes }
}

#[test]
fn a_scenario_without_it_says_nothing_of_simulation() {
    for rest in ["", "simulation: {}\n"] {
        let scenario = read(rest);
        assert_eq!((scenario.simulation.arrivals.clone(), scenario.simulation.priority.len()), (None, 0));
        assert!(!Facts::of(&scenario).iter().any(|(path, _)| path.starts_with("simulation")));
    }
}

#[test]
fn applications_arrive_at_a_rate() {
    let plain = |per_day| Arrivals::Poisson { per_day, hours: None, weekdays: None, months: None };
    assert_eq!(arrivals("per_day: 82"), plain(82.0));
    assert_eq!(arrivals("per_day: 0.25"), plain(0.25));
    let sunday = date(2026, 3, 1).at(3, 59, 59, 0);
    assert_eq!(plain(82.0).rate_at(sunday), Some(82.0));
}

#[test]
fn profiles_share_out_the_rate_and_keep_its_mean() {
    let hours = "0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 0, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0";
    let arrivals = arrivals(&format!(
        "per_day: 70, hours: [{hours}], weekdays: [3, 1, 1, 1, 1, 0, 0], months: [1, 1, 4, 1, 1, 1, 1, 1, 1, 0, 0, 0]"
    ));
    // March is four times the mean, Monday three times, and 9 o'clock 2 / (12 / 24) times.
    assert_eq!(arrivals.rate_at(date(2026, 3, 2).at(9, 0, 0, 0)), Some(70.0 * 4.0 * 3.0 * 4.0));
    assert_eq!(arrivals.rate_at(date(2026, 3, 2).at(8, 59, 0, 0)), Some(0.0));
    assert_eq!(arrivals.rate_at(date(2026, 3, 1).at(9, 0, 0, 0)), Some(0.0), "a Sunday");
    assert_eq!(arrivals.rate_at(date(2026, 12, 7).at(9, 0, 0, 0)), Some(0.0), "a December");
    let week: f64 = (2..9)
        .flat_map(|day| (0..24).map(move |hour| date(2026, 1, day).at(hour, 0, 0, 0)))
        .map(|at| arrivals.rate_at(at).unwrap() / 24.0)
        .sum();
    assert!((week - 490.0).abs() < 1e-9, "{week}");
}

#[test]
fn applications_arrive_one_after_another() {
    let between = |text: &str| match arrivals(&format!("between: {text}")) {
        Arrivals::Renewal(between) => between,
        other => panic!("{other:?}"),
    };
    assert_eq!(between("17min"), WorkTime::Fixed(minutes(17)));
    assert_eq!(between("{ exponential: 17min }"), WorkTime::Exponential(minutes(17)));
    assert_eq!(between("{ uniform: [0min, 9min] }"), WorkTime::Uniform(minutes(0), minutes(9)));
    assert_eq!(
        between("{ mixture: [{ weight: 3, takes: 0min }, { weight: 1, takes: 8min }] }"),
        WorkTime::Mixture(vec![(3.0, WorkTime::Fixed(minutes(0))), (1.0, WorkTime::Fixed(minutes(8)))])
    );
    assert_eq!(between("{ empirical: gaps.csv }"), WorkTime::Empirical("gaps.csv".to_owned()));
    let renewal = Arrivals::Renewal(WorkTime::Fixed(minutes(17)));
    assert_eq!(renewal.rate_at(date(2026, 1, 1).at(0, 0, 0, 0)), None);
}

#[test]
fn applications_arrive_as_observed() {
    assert_eq!(arrivals("times: births.csv"), Arrivals::Observed("births.csv".to_owned()));
}

#[test]
fn who_goes_first_is_told_by_situations() {
    let scenario = read("simulation: { priority: ['sort = \"urgent\"'] }\n");
    let [first] = &scenario.simulation.priority[..] else { panic!("one") };
    assert_eq!((&*first.text.value, first.reads.len()), ("sort = \"urgent\"", 1));
}

#[test]
fn a_situation_that_only_tells_who_goes_first_does_something() {
    let second = "  vip: { ask: Vip?, answers: [no_vip, vip], weights: [0.5, 0.5] }\nitems:";
    let text =
        format!("{SCENARIO}simulation: {{ priority: ['vip = \"vip\"'] }}\n").replacen("items:", second, 1);
    let checked = check(("small.yaml", text.as_bytes()), &[("city.yaml", CATALOGUE.as_bytes())]);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
}

#[test]
fn priorities_that_say_nothing_are_found() {
    let of = |priority: &str| found(&format!("simulation:\n  priority:\n    - '{priority}'\n"));
    let line = |code: &'static str, at: &str| vec![(code, 3, at.to_owned())];
    assert_eq!(
        of("sort = \"urgent\" and sort = \"usual\""),
        line("W0301", "'sort = \"urgent\" and sort = \"usual\"'")
    );
    assert_eq!(
        of("sort = \"urgent\" or sort = \"usual\""),
        line("W0302", "'sort = \"urgent\" or sort = \"usual\"'")
    );
    assert_eq!(of("one.name = \"x\""), line("E0320", "'one.name = \"x\"'"));
    assert_eq!(of("sort = \"urgnt\"").iter().map(|f| f.0).collect::<Vec<_>>(), ["E0305"]);
    let bare = found("simulation: { priority: sort }\n");
    assert_eq!(bare, [("E0102", 1, "sort".to_owned())]);
}

#[test]
fn one_way_to_arrive_is_said() {
    let one = |code, at: &str| vec![(code, at.to_owned())];
    assert_eq!(finding(""), one("E0160", "arrivals"));
    assert_eq!(finding("weekdays: [1, 1, 1, 1, 1, 1, 1]"), one("E0160", "arrivals"));
    assert_eq!(finding("per_day: 82, between: 17min"), one("E0160", "between"));
    assert_eq!(finding("times: births.csv, per_day: 82"), one("E0160", "per_day"));
    // A misspelt way is one mistake.
    assert_eq!(finding("per_dya: 82"), one("E0101", "per_dya"));
    assert_eq!(finding("between: 17min, hours: [1]"), one("E0156", "hours"));
    assert_eq!(finding("times: births.csv, months: [1]"), one("E0156", "months"));
}

#[test]
fn a_rate_is_above_0() {
    let one = |code, at: &str| vec![(code, at.to_owned())];
    assert_eq!(finding("per_day: 0"), one("E0413", "0"));
    assert_eq!(finding("per_day: -3"), one("E0413", "-3"));
    assert_eq!(finding("per_day: many"), one("E0401", "many"));
    assert_eq!(finding("per_day: 1e999"), one("E0401", "1e999"));
    for zero in ["0min", "{ uniform: [0s, 0s] }", "{ mixture: [{ weight: 1, takes: 0s }] }"] {
        assert_eq!(finding(&format!("between: {zero}")), one("E0413", zero));
    }
}

#[test]
fn a_profile_has_weights_for_all_its_parts() {
    let one = |code, at: &str| vec![(code, at.to_owned())];
    let weekdays = |weights: &str| finding(&format!("per_day: 82, weekdays: {weights}"));
    assert_eq!(weekdays("[1, 1, 1]"), one("E0414", "[1, 1, 1]"));
    assert_eq!(weekdays("[1, 1, 1, 1, 1, 0, -2]"), one("E0414", "-2"));
    assert_eq!(weekdays("[0, 0, 0, 0, 0, 0, 0]"), one("E0414", "[0, 0, 0, 0, 0, 0, 0]"));
    let huge = "[1e308, 1e308, 1e308, 1e308, 1e308, 0, 0]";
    assert_eq!(weekdays(huge), one("E0414", huge));
    assert_eq!(weekdays("[1, 1, 1, 1, 1, 0, some]"), one("E0401", "some"));
    assert_eq!(weekdays("7"), one("E0102", "7"));
    assert_eq!(finding("per_day: 82, hours: []"), one("E0414", "[]"));
    assert_eq!(finding("per_day: 82, months: [1]"), one("E0414", "[1]"));
}

#[test]
fn a_file_of_moments_has_no_folder() {
    for name in ["../births.csv", "/etc/passwd", "a/b.csv", "'a\\b.csv'", ".hidden", "''", "'c:x.csv'"] {
        assert_eq!(finding(&format!("times: {name}")), [("E0415", name.to_owned())]);
    }
}

#[test]
fn its_facts_are_told_apart() {
    let rest = "simulation: { arrivals: { per_day: 82.5, weekdays: [1, 1, 1, 1, 1, 0.5, 0] }, priority: ['sort  =  \"urgent\"'] }\n";
    let facts = Facts::of(&read(rest));
    assert_eq!(facts.get("simulation.arrivals.per_day"), Some("82.5"));
    assert_eq!(facts.get("simulation.arrivals.weekdays"), Some("1, 1, 1, 1, 1, 0.5, 0"));
    assert_eq!(facts.get("simulation.priority.1"), Some("sort = \"urgent\""));
    let of = |arrivals: &str| Facts::of(&read(&format!("simulation: {{ arrivals: {{ {arrivals} }} }}\n")));
    assert_eq!(
        of("between: { exponential: 17min }").get("simulation.arrivals.between"),
        Some("exponential 17min")
    );
    assert_eq!(of("times: births.csv").get("simulation.arrivals.times"), Some("births.csv"));
}

#[test]
fn assumed_arrivals_are_listed_as_such() {
    let paths = |rest: &str| assumed(&read(rest)).into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    let listed = |rest: &str| paths(rest).contains(&"simulation".to_owned());
    assert!(listed("simulation: { arrivals: { per_day: 82 }, source: assumed }\n"));
    assert!(!listed("simulation: { arrivals: { per_day: 82 } }\n"));
    assert!(!listed("simulation: { source: assumed }\n"));
}

#[test]
fn the_layout_keeps_it() {
    let rest = "\nsimulation:\n  arrivals: { per_day: 82, weekdays: [1, 1, 1, 1, 1, 0.5, 0] }\n  priority: ['sort = \"urgent\"']\n  source: assumed\n";
    let text = format!("{SCENARIO}{rest}");
    assert_eq!(fmt(&text).unwrap(), text);
    assert_eq!(fmt(&text.replace("{ per_day: 82, ", "{per_day:  82,")).unwrap(), text);
}

fn health(rest: &str) -> Arc<Department> {
    read(rest).catalogue.departments.get("health").unwrap().clone()
}

/// People, queue and cost of a role.
fn staff(department: &Department, role: &str) -> (u32, Option<u32>, Option<f64>) {
    let Staff { people, queue_capacity, per_hour, .. } = department.staff.get(role).unwrap();
    (*people, *queue_capacity, *per_hour)
}

#[test]
fn staff_is_a_number_or_more() {
    let health = health("");
    assert_eq!(staff(&health, "clerk"), (2, None, None));
    assert_eq!(staff(&health, "officer"), (3, Some(5), Some(62.5)));
    let facts = Facts::of(&read(""));
    let officer = |key: &str| facts.get(&format!("departments.health.staff.officer{key}")).map(str::to_owned);
    assert_eq!(officer("").as_deref(), Some("3"));
    assert_eq!(officer(".queue.capacity").as_deref(), Some("5"));
    assert_eq!(officer(".per_hour").as_deref(), Some("62.5"));
    assert_eq!(facts.get("departments.health.staff.clerk.queue.capacity"), None);
}

#[test]
fn a_scenario_overrides_staff_by_its_path_and_keeps_the_rest() {
    let with = |fact: &str| health(&format!("facts:\n  departments.health.staff.{fact}\n"));
    assert_eq!(staff(&with("officer: 4"), "officer"), (4, Some(5), Some(62.5)));
    assert_eq!(staff(&with("officer.people: 4"), "officer"), (4, Some(5), Some(62.5)));
    assert_eq!(staff(&with("officer.queue.capacity: 0"), "officer"), (3, Some(0), Some(62.5)));
    assert_eq!(staff(&with("officer.per_hour: 0"), "officer"), (3, Some(5), Some(0.0)));
    assert_eq!(staff(&with("clerk.queue.capacity: 2"), "clerk"), (2, Some(2), None));
    assert_eq!(staff(&with("doctor: 1"), "doctor"), (1, None, None));
    assert_eq!(staff(&with("doctor: { people: 1, per_hour: 80 }"), "doctor"), (1, None, Some(80.0)));
    assert_eq!(staff(&with("doctor: 1"), "clerk"), (2, None, None));
}

#[test]
fn wrong_staff_is_found_where_it_is_written() {
    let of = |fact: &str| found(&format!("facts:\n  departments.health.staff.{fact}\n"));
    let one = |code: &'static str, at: &str| vec![(code, 2, at.to_owned())];
    assert_eq!(of("clerk: some"), one("E0401", "some"));
    assert_eq!(of("clerk: [2]"), one("E0102", "[2]"));
    assert_eq!(of("clerk: { people: 2, queue: 5 }"), one("E0102", "5"));
    assert_eq!(of("clerk.per_hour: -1"), one("E0401", "-1"));
    assert_eq!(of("clerk.queue.capacity: -1"), one("E0401", "-1"));
    assert_eq!(of("clerk.queue.capcity: 1"), one("E0101", "capcity"));
    // A role that is new, or misspelt.
    assert_eq!(of("clrek.queue.capacity: 1"), one("E0206", "clrek"));
}

#[test]
fn work_that_nobody_would_ever_do_is_found() {
    let item = |facts: &str| {
        let facts =
            format!("  c: {{ {facts}, limit: {{ promised: 1wd }}, needs: {{ fields: [one.name] }} }}\n");
        found(&facts)
    };
    let one = |at: &str| vec![("E0517", 1, at.to_owned())];
    assert_eq!(item("department: police, steps: [{ s: { role: clerk } }]"), one("clerk"));
    assert_eq!(
        item("department: police, steps: [{ s: { special: inspection, role: clerk } }]"),
        one("clerk")
    );
    assert_eq!(item("department: health, steps: [{ s: { department: police, role: clerk } }]"), one("clerk"));
    assert_eq!(item("department: health, steps: [{ s: { with: police, role: clerk } }]"), one("clerk"));
    assert_eq!(
        item("department: health, steps: [{ s: { undo: { department: police, role: clerk } } }]"),
        one("clerk")
    );
    assert_eq!(item("department: closed, steps: [s]"), one("s"));
    assert_eq!(item("department: police, steps: [s]"), []);
    assert_eq!(item("department: police, steps: [{ s: { role: officer } }]"), []);
    // A notice is nobody's work.
    assert_eq!(item("department: police, steps: [{ s: { notify: one, role: clerk } }]"), []);
    // The scenario may put people there.
    let rest = "  c: { department: police, steps: [{ s: { role: clerk } }], limit: { promised: 1wd }, needs: { fields: [one.name] } }\nfacts:\n  departments.police.staff.clerk: 1\n";
    assert_eq!(found(rest), []);
}

#[test]
fn a_merged_step_that_nobody_would_do_is_found() {
    let merge = |facts: &str| {
        found(&format!(
            "plans:\n  joint:\n    measures:\n      - merge: {{ steps: accept, into: joint_acceptance, {facts} }}\n"
        ))
    };
    let one = |code: &'static str, at: &str| vec![(code, 4, at.to_owned())];
    assert_eq!(merge("by: police, role: clerk"), one("E0517", "clerk"));
    assert_eq!(merge("by: police, role: officer"), []);
    assert_eq!(merge("by: health, role: clrek"), one("W0501", "clrek"));
    // Without a role of its own it is work of the steps' role.
    assert_eq!(merge("by: police"), one("E0517", "joint_acceptance"));
    assert_eq!(merge("by: health"), []);
}

#[test]
fn people_behind_a_rule_must_be_there() {
    let auto = "  c: { department: police, steps: [{ s: { role: clerk } }], limit: { promised: 1wd }, needs: { fields: [one.name] } }\nplans:\n  joint: { measures: [{ auto: [{ c.s: { decides: 0.9 } }] }] }\n";
    assert_eq!(found(auto), [("E0517", 1, "clerk".to_owned())]);
}

#[test]
fn a_calendar_that_never_opens_is_found_where_it_is_written() {
    let rest = "facts:\n  calendars:\n    office: { week: { mon_fri: [] } }\n";
    assert_eq!(found(rest), [("E0411", 3, "office".to_owned())]);
}

#[test]
fn what_trips_take_is_read() {
    let of = |facts: &str| read(&format!("simulation: {{ applicant: {{ {facts} }} }}\n"));
    let all = of("travel: 60min, counter_wait: { exponential: 20min }, per_hour: 30, source: a survey");
    let applicant = all.simulation.applicant.as_ref().unwrap();
    let minutes = |amount| Period { amount, unit: Unit::Minutes };
    assert_eq!(applicant.travel, Some(WorkTime::Fixed(minutes(60))));
    assert_eq!(applicant.counter_wait, Some(WorkTime::Exponential(minutes(20))));
    assert_eq!(
        (applicant.per_hour, assumed(&all).iter().any(|fact| fact.0 == "simulation.applicant")),
        (Some(30.0), false)
    );
    let facts = Facts::of(&all);
    assert_eq!(facts.get("simulation.applicant.travel"), Some("60min"));
    assert_eq!(facts.get("simulation.applicant.per_hour"), Some("30"));
    let guessed = of("counter_wait: 15min, source: assumed");
    assert!(assumed(&guessed).iter().any(|fact| fact.0 == "simulation.applicant"));
    assert_eq!(read("").simulation.applicant, None);
}

#[test]
fn wrong_trips_are_found_where_they_are_written() {
    let of = |facts: &str| found(&format!("simulation:\n  applicant: {{ {facts} }}\n"));
    let one = |code: &'static str, at: &str| vec![(code, 2, at.to_owned())];
    assert_eq!(of("travel: 60min, per_hour: -1"), one("E0401", "-1"));
    assert_eq!(of("per_hour: 30"), one("E0156", "per_hour"));
    assert_eq!(of("travel: far"), one("E0404", "far"));
    assert_eq!(of("travle: 60min"), one("E0101", "travle"));
}
