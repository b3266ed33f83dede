//! Simulated systems behind whole applications.

use crate::drive::{Ready, Run, scenarios, start};
use jiff::SignedDuration;
use onething_engine::application::event::EventKind;
use onething_engine::application::program::StepKind;
use onething_engine::application::{ApplicationStatus, status};
use onething_engine::plan::derive::Planner;
use onething_engine::rehearsal::{NoLibrary, Script, rehearse_planned};
use onething_engine::testing::coverage::variations;
use onething_server::systems::behaviour::Behaviour;
use onething_server::systems::registers::{RegisterChange, Turn};
use onething_server::systems::simulated::{Latency, Settings, Simulated};
use onething_server::systems::{Answer, Call, Performed};
use onething_tests::volume::volume;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

pub fn systems() -> Simulated {
    Simulated::new(Settings::default())
}

fn behaves(systems: &Simulated, target: &str, behaviour: Value) {
    let behaviour = Behaviour::read(&behaviour).unwrap();
    let change =
        RegisterChange::Behaves { target: target.into(), behaviour: Some(behaviour), since: start() };
    systems.apply(&change);
}

/// The calls of one birth, as usual.
fn calls() -> Vec<Call> {
    Run::new(&Ready::newborn(), 7).over(&systems()).calls.into_iter().map(|(call, _)| call).collect()
}

fn call_of(service: &str) -> Call {
    calls().into_iter().find(|call| &*call.service == service).unwrap()
}

fn told(performed: &Performed) -> BTreeMap<String, String> {
    let Answer::Found(values) = &performed.answer else { panic!("{performed:?}") };
    values.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}

const FAILED: &str = "service failed";

fn is_failed(performed: &Performed, why: &str) -> bool {
    performed.answer == Answer::Failed(why.to_owned())
}

#[test]
fn a_birth_is_concluded_by_simulated_systems() {
    let run = Run::new(&Ready::newborn(), 7).over(&systems());
    assert_eq!(run.calls.len(), 9);
    assert_eq!(status::application(&run.state), ApplicationStatus::Concluded);
    assert!(run.calls.iter().all(|(_, performed)| matches!(performed.answer, Answer::Found(_))));
    // Of the platform the mean of its distribution, of the others the usual.
    let latencies: BTreeSet<(&str, Option<i64>)> =
        run.calls.iter().map(|(call, p)| (call.system.as_deref().unwrap(), p.after_ms)).collect();
    assert!(latencies.contains(&("population", Some(300))), "{latencies:?}");
    assert!(latencies.iter().any(|(system, after)| *system == "data_platform" && *after > Some(300)));
}

#[test]
fn every_shipped_way_runs_as_its_rehearsal_does() {
    let (mut ran, mut alike, mut calls) = (0, 0, 0);
    for scenario in scenarios() {
        let ways = variations(scenario);
        for plan in scenario.plans.values() {
            let all = ways.iter().filter(|way| way.holds_or_none(scenario, plan.when.as_ref()));
            for way in all.filter(|way| way.stop(scenario).is_none()).take(volume("systems-ways", 200, 4)) {
                let planner = Planner::new(scenario);
                let script = Script::usual(way.clone(), start());
                let rehearsal = rehearse_planned(&planner, plan, &script, &NoLibrary).unwrap();
                // Holds, messages and applications that a step runs are not played here.
                if status::application(&rehearsal.application) != ApplicationStatus::Concluded {
                    continue;
                }
                let ready = Ready::new(scenario, &plan.id, way.clone());
                // Nor is a day that people choose come to.
                if ready.program.steps.iter().any(|step| matches!(step.kind, StepKind::WaitMoment(_))) {
                    continue;
                }
                let Some(run) = Run::new(&ready, 7).tried(&systems()) else { continue };
                let done = |events: &[onething_engine::application::Event]| -> BTreeSet<_> {
                    events
                        .iter()
                        .filter_map(|e| {
                            if let EventKind::StepDone { step, .. } = e.kind { Some(step) } else { None }
                        })
                        .collect()
                };
                // Where a condition reads what work finds out, a rehearsal chooses what it finds.
                let turns = ready.program.steps.iter().any(|s| s.next.iter().any(|way| way.has_condition()));
                if !turns {
                    assert_eq!(done(&run.events), done(&rehearsal.events), "{} {}", *scenario.id, plan.id);
                    alike += 1;
                }
                (ran, calls) = (ran + 1, calls + run.calls.len());
            }
        }
    }
    println!("{ran} ways ran, {alike} of them compared, with {calls} calls");
    assert!(ran >= 12 && alike >= 8 && calls > 60, "{ran} {alike} {calls}");
}

#[test]
fn the_same_seed_gives_the_same_journal() {
    let ready = Ready::newborn();
    let journal = |seed: u64, id: u128| {
        let settings = Settings { seed, latency: Latency::Drawn, ..Settings::default() };
        Run::new(&ready, id).over(&Simulated::new(settings)).journal()
    };
    assert_eq!(journal(1, 7), journal(1, 7));
    assert_ne!(journal(1, 7), journal(2, 7));
    assert_ne!(journal(1, 7), journal(1, 8));
}

#[test]
fn what_a_call_finds_depends_on_nothing_but_the_call() {
    let ready = Ready::newborn();
    let warm = Simulated::new(Settings { latency: Latency::Drawn, chances: true, ..Settings::default() });
    let mut all: Vec<(Call, Performed)> = Vec::new();
    for id in 0..20 {
        for call in Run::new(&ready, id).over(&systems()).calls.into_iter().map(|(call, _)| call) {
            let performed = warm.perform(&call);
            all.push((call, performed));
        }
    }
    assert!(all.iter().all(|(_, performed)| performed.changes.is_empty()), "lookups change nothing");
    // Backwards, each by systems that have never seen the application, and with room for one family only.
    let small = Simulated::new(Settings {
        families: 1,
        ..Settings { latency: Latency::Drawn, chances: true, ..Settings::default() }
    });
    for (call, performed) in all.iter().rev() {
        let cold = Simulated::new(Settings { latency: Latency::Drawn, chances: true, ..Settings::default() });
        assert_eq!(cold.perform(call), *performed, "{}", call.key);
        assert_eq!(small.perform(call), *performed, "{}", call.key);
    }
}

#[test]
fn one_family_stands_behind_all_systems() {
    let ready = Ready::newborn();
    for id in 0..40 {
        let run = Run::new(&ready, id).typing("child.name", "王小明").over(&systems());
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        for (_, performed) in &run.calls {
            for (name, text) in told(performed) {
                let before = all.entry(name.clone()).or_insert_with(|| text.clone());
                assert_eq!(*before, text, "{name} of application {id}");
            }
        }
        assert_eq!(run.value("child.name").as_deref(), Some("王小明"));
        let number = run.value("father.id_number").unwrap();
        let (born, male) = onething_engine::scenario::identifiers::read_id_number(&number).unwrap();
        assert!(male);
        assert_eq!(run.value("father.birth_date").as_deref(), Some(born.to_string().as_str()));
    }
}

#[test]
fn what_the_applicant_tells_is_so_for_every_system() {
    let number = "370303199503120021";
    let run = Run::new(&Ready::newborn(), 3).typing("mother.id_number", number).over(&systems());
    assert_eq!(run.value("mother.birth_date").as_deref(), Some("1995-03-12"));
    assert_eq!(status::application(&run.state), ApplicationStatus::Concluded);
}

#[test]
fn a_system_that_is_down_takes_with_it_what_passes_through_it() {
    let (direct, through) = (call_of("data_platform.spouse"), call_of("population.person"));
    let aside = calls().into_iter().find(|call| call.system.as_deref() == Some("licence_library")).unwrap();
    let systems = systems();
    behaves(&systems, "data_platform", json!({ "down": true }));
    for call in [&direct, &through] {
        assert_eq!(systems.perform(call).after_ms, None, "{}", call.service);
    }
    assert!(systems.perform(&aside).after_ms.is_some());
    // What was set later for the nearer one counts.
    systems.apply(&RegisterChange::Behaves {
        target: "population".into(),
        behaviour: Some(Behaviour::read(&json!({ "latency": "1s" })).unwrap()),
        since: start() + SignedDuration::from_millis(1),
    });
    let later = Call { at: start() + SignedDuration::from_mins(1), ..through };
    assert_eq!(systems.perform(&later).after_ms, Some(1_000));
    systems.apply(&RegisterChange::Behaves {
        target: "data_platform".into(),
        behaviour: None,
        since: start(),
    });
    assert!(systems.perform(&direct).after_ms.is_some());
}

#[test]
fn an_application_gets_over_a_system_that_is_down_for_a_while() {
    let systems = systems();
    behaves(&systems, "population", json!({ "down": true, "for": "30s" }));
    let run = Run::new(&Ready::newborn(), 7).over(&systems);
    let silent = run.calls.iter().filter(|(_, performed)| performed.after_ms.is_none()).count();
    assert!(silent > 0, "the machine's timeout has to tell");
    assert_eq!(status::application(&run.state), ApplicationStatus::Concluded);
}

#[test]
fn windows_hold_at_their_bounds() {
    let call = call_of("population.person");
    let at = |seconds: i64| Call { at: start() + SignedDuration::from_secs(seconds), ..call.clone() };
    let is_down = |behaviour: Value, seconds: i64| {
        let systems = systems();
        behaves(&systems, "population", behaviour);
        systems.perform(&at(seconds)).after_ms.is_none()
    };
    let until = (start() + SignedDuration::from_secs(60)).to_string();
    let from = (start() + SignedDuration::from_secs(10)).to_string();
    for behaviour in [json!({ "down": true, "for": "1min" }), json!({ "down": true, "until": until })] {
        assert!(is_down(behaviour.clone(), 59) && !is_down(behaviour, 60));
    }
    let behaviour = json!({ "down": true, "from": from, "for": "50s" });
    let downs = [9, 10, 59, 60].map(|seconds| is_down(behaviour.clone(), seconds));
    assert_eq!(downs, [false, true, true, false]);
    assert!(!is_down(json!({ "down": true }), -1), "not before it was set");
}

#[test]
fn so_many_calls_fail_however_many_call_at_once() {
    let call = call_of("population.person");
    let systems = Arc::new(systems());
    behaves(&systems, "population", json!({ "fails": 25, "why": "maintenance" }));
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let (systems, call) = (systems.clone(), call.clone());
            std::thread::spawn(move || {
                let one = |n| systems.perform(&Call { key: format!("{thread}-{n}"), ..call.clone() });
                (0..50).map(one).collect::<Vec<_>>()
            })
        })
        .collect();
    let all: Vec<Performed> = threads.into_iter().flat_map(|t| t.join().unwrap()).collect();
    assert_eq!(all.iter().filter(|p| is_failed(p, "maintenance")).count(), 25);
    let changes: Vec<RegisterChange> = all.iter().flat_map(|p| p.changes.clone()).collect();
    assert_eq!(changes.len(), 25);
    // Whoever reads the journal gets to the same: the same calls fail again, and no other.
    let after = Simulated::new(Settings::default());
    behaves(&after, "population", json!({ "fails": 25, "why": "maintenance" }));
    changes.iter().chain(&changes).for_each(|change| after.apply(change));
    let RegisterChange::Failed { key, .. } = &changes[0] else { panic!("{:?}", changes[0]) };
    let again = after.perform(&Call { key: key.clone(), ..call.clone() });
    assert!(is_failed(&again, "maintenance") && again.changes.is_empty(), "{again:?}");
    assert!(!is_failed(&after.perform(&Call { key: "new".to_owned(), ..call }), "maintenance"));
}

#[test]
fn chances_fall_as_often_as_they_say() {
    let call = call_of("population.person");
    let systems = systems();
    behaves(&systems, "population", json!({ "fails": { "chance": 0.3 } }));
    let one = |n: usize| Call { key: format!("k{n}"), ..call.clone() };
    let failed = (0..4_000).filter(|n| is_failed(&systems.perform(&one(*n)), FAILED)).count();
    assert!((1_080..=1_320).contains(&failed), "{failed} of 4000");
    assert_eq!(systems.perform(&one(5)), systems.perform(&one(5)), "the same call falls alike");
    // Of the catalogue: the platform answers 998 of 1000 calls, and 99 of 100 marriages are found.
    let spouse = call_of("data_platform.spouse");
    let chances = Simulated::new(Settings { chances: true, ..Settings::default() });
    let mut silent = 0;
    let mut nothing = 0;
    for n in 0..8_000_u128 {
        let application = uuid::Uuid::from_u128(n % 400);
        let performed = chances.perform(&Call { key: format!("k{n}"), application, ..spouse.clone() });
        silent += usize::from(performed.after_ms.is_none());
        nothing += usize::from(performed.after_ms.is_some() && performed.answer == Answer::Nothing);
    }
    assert!((4..=36).contains(&silent), "{silent} of 8000 were not answered");
    assert!(nothing > 0 && nothing < 320, "{nothing} of 8000 found nothing");
}

#[test]
fn systems_are_closed_outside_their_calendar_where_chances_count() {
    let mut call = call_of("population.person");
    let scenario = Arc::make_mut(&mut call.scenario);
    let calendar = scenario.catalogue.calendars.keys().next().unwrap().clone();
    let system = Arc::make_mut(&mut scenario.catalogue).systems.get_mut("population").unwrap();
    Arc::make_mut(system).simulated.open = Some(calendar);
    let at = |text: &str| Call { at: text.parse().unwrap(), ..call.clone() };
    let (open, night, holiday) =
        (at("2026-03-02T10:00:00+08:00"), at("2026-03-02T23:00:00+08:00"), at("2026-10-01T10:00:00+08:00"));
    let chances = Simulated::new(Settings { chances: true, ..Settings::default() });
    let is_open = |call: &Call| chances.perform(call).after_ms.is_some();
    assert_eq!([is_open(&open), is_open(&night), is_open(&holiday)], [true, false, false]);
    assert!(systems().perform(&night).after_ms.is_some(), "as usual they are always open");
}

#[test]
fn answers_are_otherwise_than_what_is_so() {
    let call = call_of("data_platform.spouse");
    let truth = told(&systems().perform(&call));
    let by = |behaviour: Value| {
        let systems = systems();
        behaves(&systems, "data_platform.spouse", behaviour);
        systems.perform(&call)
    };
    assert_eq!(by(json!({ "answers": "not_found" })).answer, Answer::Nothing);
    let contrary = told(&by(json!({ "answers": "contradiction" })));
    assert_eq!(contrary.keys().collect::<Vec<_>>(), truth.keys().collect::<Vec<_>>());
    assert!(contrary.iter().all(|(name, text)| truth[name] != *text), "{contrary:?} {truth:?}");
    let ruled =
        told(&by(json!({ "answers": { "other.name": "if one.id_number = \"1\" then \"甲\" else \"乙\"" } })));
    assert_eq!(ruled["father.name"], "乙");
    assert_eq!(ruled["father.id_number"], truth["father.id_number"], "the rest is as it is");
    let hangs = by(json!({ "hangs": true }));
    assert_eq!((hangs.after_ms, told(&hangs)), (None, truth.clone()));
    assert_eq!(by(json!({ "latency": "7s" })).after_ms, Some(7_000));
    // Only where its condition holds, and for the applications that it names.
    let number = call.given[0].1.clone().unwrap();
    for (number, down) in [(&*number, true), ("370303199503120021", false)] {
        let when = format!("one.id_number = \"{number}\"");
        assert_eq!(by(json!({ "down": true, "when": when })).after_ms.is_none(), down);
    }
    for (application, down) in [(call.application, true), (uuid::Uuid::from_u128(99), false)] {
        assert_eq!(by(json!({ "down": true, "applications": [application] })).after_ms.is_none(), down);
    }
}

#[test]
fn a_service_that_finds_nothing_leads_to_the_fallback() {
    let systems = systems();
    behaves(&systems, "data_platform.spouse", json!({ "answers": "not_found" }));
    let run = Run::new(&Ready::newborn(), 7).over(&systems);
    assert!(run.events.iter().any(|e| matches!(e.kind, EventKind::FellBack { .. })));
    assert_eq!(status::application(&run.state), ApplicationStatus::Concluded);
}

#[test]
fn performing_is_fast() {
    let ready = Ready::newborn();
    let calls: Vec<Call> =
        (0..200).flat_map(|id| Run::new(&ready, id).over(&systems()).calls).map(|(call, _)| call).collect();
    let fresh = systems();
    let nanoseconds = |systems: &Simulated| {
        let begin = Instant::now();
        let found =
            calls.iter().filter(|call| matches!(systems.perform(call).answer, Answer::Found(_))).count();
        assert_eq!(found, calls.len());
        begin.elapsed().as_nanos() / calls.len() as u128
    };
    let (first, again) = (nanoseconds(&fresh), nanoseconds(&fresh));
    let registers = systems();
    registers.apply(&RegisterChange::Written {
        register: "person".into(),
        identity: "370303199503120021".into(),
        values: Vec::new(),
        relations: Vec::new(),
        turn: Turn::default(),
    });
    let beside = nanoseconds(&registers);
    println!("{} calls: {first} ns each, {again} ns again, {beside} ns beside a register", calls.len());
    // 25 µs is what 40,000 calls a second on one core leave; the rest is for a busy machine.
    assert!(first < 250_000, "{first} ns");
}
