//! Tests of tests: what is read of a file, what is found wrong with it, what a failure says.

mod computed;
mod constructs;
mod no_proof;
mod others;
mod own_limits;
mod verified;

use super::coverage::{Goal, reached};
use super::{ScenarioTest, read, read_people, run, update};
use crate::check;
use crate::plan::derive::Planner;
use crate::rehearsal::{Deed, Handing, NoLibrary, When};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{Period, Scenario};
use crate::scenario::source::SourceId;
use crate::scenario::syntax::{Budget, from_bytes};
use crate::scenario::text::Text;
use std::sync::Arc;

fn newborn() -> Arc<Scenario> {
    let checked = check::check(
        ("scenario.yaml", include_bytes!("../../../scenarios/newborn-birth/scenario.yaml")),
        &[
            ("zibo.yaml", include_bytes!("../../../scenarios/catalogue/zibo.yaml")),
            ("holidays-cn.yaml", include_bytes!("../../../scenarios/catalogue/holidays-cn.yaml")),
        ],
    );
    assert!(!checked.has_errors());
    checked.scenario.unwrap()
}

fn read_text(scenario: &Scenario, text: &str) -> (Option<ScenarioTest>, Vec<Diagnostic>) {
    let tree = from_bytes(SourceId(0), text.as_bytes(), &Budget::LOCAL).unwrap();
    read(&tree, scenario, &mut |name| Err(Text::same(format!("no {name}"))), &NoLibrary)
}

const HEAD: &str = "onething: 1\nkind: test\nscenario: newborn-birth\n";

#[test]
fn a_whole_test_reads() {
    let scenario = newborn();
    let text = format!(
        "{HEAD}given:\n  plan: joint\n  applicant: father\n  answers: {{ household: with_father }}\n  start: 2026-03-06 16:50\n  seed: 9\n  form: {{ child.name: 小明 }}\n  materials: {{ home.household_book: provisional }}\n  systems: {{ population: {{ down: true, until: 2h }} }}\nwhen:\n  - {{ at: +3d, clerk: {{ return: household_registration.review, what: [child.name], because: 字 }} }}\n  - {{ after: joint_acceptance, applicant: withdraw }}\nexpect:\n  status: concluded\n  items: {{ birth_certificate: approved }}\n  asked: {{ fields: [child.name], materials: [] }}\n  count: {{ fields: 3 }}\n"
    );
    let (test, findings) = read_text(&scenario, &text);
    assert!(findings.is_empty(), "{findings:?}");
    let test = test.unwrap();
    assert_eq!((&*test.plan, test.script.seed, test.expected.len()), ("joint", 9, 5));
    assert_eq!(test.script.start.to_string(), "2026-03-06T08:50:00Z");
    assert_eq!(scenario.party(test.script.way.applicant).unwrap().id.as_ref(), "father");
    assert_eq!(test.script.materials[0].1, Handing::Provisional);
    assert!(test.script.systems[0].1.down);
    let first = &test.script.happenings[0];
    let days = Period { amount: 3, unit: crate::scenario::model::Unit::Days };
    assert_eq!(first.at, Some(When::Later(days)));
    assert!(matches!(&first.deeds[..], [Deed::Clerk(d)] if d.what.len() == 1 && &*d.because.zh == "字"));
}

#[test]
fn what_others_hold_is_read() {
    let scenario = newborn();
    let text = format!(
        "{HEAD}given:\n  holds:\n    - {{ thing: stake, line_by: 2026-02-01, until: +10d }}\n    - {{ thing: stake, since: 2026-02-03 09:00 }}\nexpect:\n  rejections: [renewal_too_late, faulty]\n"
    );
    let (test, findings) = read_text(&scenario, &text);
    assert!(findings.is_empty(), "{findings:?}");
    let holds = test.unwrap().script.holds;
    let days = Period { amount: 10, unit: crate::scenario::model::Unit::Days };
    let [first, second] = &holds[..] else { panic!("{holds:?}") };
    assert_eq!((&*first.thing.value, first.since, first.until), ("stake", None, Some(When::Later(days))));
    assert_eq!(first.line_by.as_ref().map(|v| &*v.value), Some("2026-02-01"));
    let since = "2026-02-03T01:00:00Z".parse().unwrap();
    assert_eq!((second.since, second.until), (Some(When::At(since)), None));
    assert!(second.line_by.is_none());
}

#[test]
fn mistakes_are_found_with_their_place_and_mend() {
    let scenario = newborn();
    let cases = [
        ("given: { plan: jiont }\nexpect: { status: concluded }", "E0201", "joint"),
        ("given: { applicant: child }\nexpect: { status: concluded }", "E0201", "mother"),
        ("given: { answers: { born: at_home } }\nexpect: { status: concluded }", "E0201", "in_hospital"),
        ("given: { start: tomorrow }\nexpect: { status: concluded }", "E0409", "2026-03-02 09:00"),
        ("when: [ { at: +3, applicant: withdraw } ]\nexpect: { status: concluded }", "E0403", "+2h"),
        ("when: [ { at: +3d } ]\nexpect: { status: concluded }", "E0103", "clerk"),
        ("when: [ { clerk: { because: 字 } } ]\nexpect: { status: concluded }", "E0103", "return"),
        ("expect: { status: finished }", "E0104", "concluded"),
        ("expect: { stauts: concluded }", "E0101", "status"),
        ("expect: { events: [step_dnoe] }", "E0201", "step_done"),
        ("expect: { rejections: [fautly] }", "E0201", "faulty"),
        ("expect: { count: { filds: 3 } }", "E0201", "fields"),
        ("given: { people: who.yaml }\nexpect: { status: concluded }", "E0201", ""),
        ("given: { holds: [{ until: +3d }] }\nexpect: { status: concluded }", "E0103", "thing"),
        ("given: { holds: [{ thing: stake, since: soon }] }\nexpect: { status: concluded }", "E0409", "2026"),
        ("given: { holds: [{ thing: stake, until: +3 }] }\nexpect: { status: concluded }", "E0403", "+2h"),
        ("given: { holds: [{ thing: stake, form: 3d }] }\nexpect: { status: concluded }", "E0101", "line_by"),
        ("expect: { rejections: [renewal_too_lat] }", "E0201", "renewal_too_late"),
        ("given: {}", "E0103", "expect"),
    ];
    for (rest, code, mend) in cases {
        let (_, findings) = read_text(&scenario, &format!("{HEAD}{rest}\n"));
        let codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
        assert_eq!(codes, [code], "{rest}");
        assert!(findings[0].mend.en.contains(mend), "{rest}: {}", findings[0].mend.en);
        assert!(findings[0].at.end > 0, "{rest}");
    }
}

#[test]
fn names_that_only_a_way_knows_are_found_when_it_is_played() {
    let scenario = newborn();
    let planner = Planner::new(&scenario);
    let cases = [
        ("when: [ { after: jont_acceptance, applicant: withdraw } ]", "joint_acceptance"),
        ("given: { form: { child.nmae: 小 } }", "child.name"),
        ("given: { systems: { populaton: { down: true } } }", "population"),
        ("when: [ { applicant: { withdraw: birth_certificat } } ]", "birth_certificate"),
        ("given: { people: { mother: { id_number: '12' } } }", "18-character"),
        ("given: { people: { mother: { hieght: 12 } } }", "person"),
    ];
    for (rest, mend) in cases {
        let (test, findings) =
            read_text(&scenario, &format!("{HEAD}{rest}\nexpect: {{ status: concluded }}\n"));
        assert!(findings.is_empty(), "{rest}: {findings:?}");
        let outcome = run(&planner, &test.unwrap(), &NoLibrary);
        assert!(outcome.rehearsal.is_none(), "{rest}");
        assert_eq!(outcome.failures.len(), 1, "{rest}");
        let mended = &outcome.failures[0].mend.en;
        assert!(mended.contains(mend), "{rest}: {mended}");
    }
}

#[test]
fn people_read_from_a_file_of_their_own() {
    let text = "onething: 1\nkind: people\npeople: { mother: { name: 王芳, phone: '13800000000' } }\n";
    let tree = from_bytes(SourceId(0), text.as_bytes(), &Budget::LOCAL).unwrap();
    let (people, findings) = read_people(&tree);
    assert!(findings.is_empty());
    let names: Vec<(&str, &str)> = people.iter().map(|(n, v)| (&*n.value, &**v)).collect();
    assert_eq!(names, [("mother.name", "王芳"), ("mother.phone", "13800000000")]);
}

#[test]
fn failed_expectations_are_told_and_brought_up_to_date() {
    let scenario = newborn();
    let planner = Planner::new(&scenario);
    let text = format!(
        "{HEAD}given: {{ plan: joint }}\nexpect:\n  status: withdrawn      # a remark stays\n  asked:\n    fields:\n      - child.name\n      - mother.name\n  steps: [joint_acceptance, apply]\n  count: {{ fields: 4 }}\n"
    );
    let (test, findings) = read_text(&scenario, &text);
    assert!(findings.is_empty(), "{findings:?}");
    let outcome = run(&planner, &test.unwrap(), &NoLibrary);
    assert_eq!(outcome.failures.len(), 4, "{:?}", outcome.failures);
    assert!(outcome.failures[0].what.en.contains("should be withdrawn, and is concluded"));
    let difference = &outcome.failures[1].difference;
    assert!(difference.contains(&"- mother.name".to_owned()), "{difference:?}");
    assert!(difference.contains(&"+ delivery.address".to_owned()), "{difference:?}");
    let updated = update(&text, &outcome.failures);
    assert!(updated.contains("# a remark stays") && updated.contains("count: { fields: 3 }"), "{updated}");
    let (test, findings) = read_text(&scenario, &updated);
    assert!(findings.is_empty(), "{updated}\n{findings:?}");
    let again = run(&planner, &test.unwrap(), &NoLibrary);
    assert!(again.failures.is_empty(), "{updated}\n{:?}", again.failures);
}

/// How a test of the base way fails, and what it says.
fn fails(scenario: &Scenario, given: &str, expect: &str) -> Vec<super::Failure> {
    let (test, findings) = read_text(scenario, &format!("{HEAD}{given}\nexpect: {{ {expect} }}\n"));
    assert!(findings.is_empty(), "{expect}: {findings:?}");
    run(&Planner::new(scenario), &test.unwrap(), &NoLibrary).failures
}

#[test]
fn a_failure_leads_to_the_mend() {
    let scenario = newborn();
    let cases = [
        ("steps: [jont_acceptance]", "there is no `jont_acceptance`", "did you mean `joint_acceptance`?"),
        ("steps: [joint_acceptance, apply]", "`apply` comes before `joint_acceptance`", ""),
        (
            "asked: { fields: [child.nmae, 'household?', delivery.address] }",
            "differ",
            "did you mean `child.name`?",
        ),
        (
            "certificates: [child.birth_medical_certificat]",
            "differ",
            "did you mean `child.birth_medical_certificate`?",
        ),
        (
            "items: { birth_certificat: approved }",
            "no item `birth_certificat`",
            "did you mean `birth_certificate`?",
        ),
        ("notices: [aplicant]", "there is no `aplicant`", "did you mean `applicant`?"),
        ("notices: ['applicant no such words']", "there is no `applicant no such words`", ""),
        ("not_steps: [apply]", "step `apply` should not have been done, and was", ""),
        (
            "not_events: ['item_ended birth_certificate']",
            "event `item_ended birth_certificate` should not have happened, and did",
            "",
        ),
        (
            "not_events: ['item_returned birth_certificat']",
            "there is no `birth_certificat`",
            "did you mean `birth_certificate`?",
        ),
        ("events: []", "asks for nothing", "leave `events` out"),
        ("count: { fields: 99 }", "the count of fields (Fields) should be 99, and is 3", ""),
    ];
    for (expect, what, mend) in cases {
        let failures = fails(&scenario, "given: { plan: joint }", expect);
        let [failure] = &failures[..] else { panic!("{expect}: {failures:?}") };
        assert!(failure.what.en.contains(what), "{expect}: {}", failure.what.en);
        assert!(
            failure.mend.en.contains(mend) && mend.is_empty() == failure.mend.en.is_empty(),
            "{expect}: {}",
            failure.mend.en
        );
        assert!(failure.at.end > failure.at.start, "{expect}");
    }
}

#[test]
fn a_notice_may_be_expected_by_a_part_of_its_text() {
    let scenario = newborn();
    let passes = |expect: &str| fails(&scenario, "given: { plan: joint }", expect).is_empty();
    assert!(passes("notices: [applicant, 'applicant 已受理', 'applicant Social security card is done']"));
    assert!(!passes("notices: ['mother 已受理']"));
}

#[test]
fn rejections_are_exactly_those_that_are_expected() {
    let scenario = newborn();
    let given = "given: { plan: joint, materials: { home.household_book: missing } }";
    let failures = |rejections: &str| fails(&scenario, given, &format!("rejections: {rejections}"));
    assert!(failures("[faulty]").is_empty());
    assert_eq!(failures("[]")[0].difference, ["+ faulty"]);
    assert_eq!(failures("[faulty, faulty]").len(), 1);
}

#[test]
fn what_is_updated_keeps_remarks_and_names_only_what_was_named() {
    let scenario = newborn();
    let text = format!(
        "{HEAD}given: {{ plan: joint }}\nexpect:\n  asked:\n    fields:\n      # what is asked\n      - delivery.address   # stays\n      - mother.name        # goes\n    materials: []\n  steps: [joint_acceptance, apply]   # two of many\n  notices: [applicant, mother]\n  events: [item_ended birth_certificate, item_returned birth_certificate]\n"
    );
    let (test, _) = read_text(&scenario, &text);
    let outcome = run(&Planner::new(&scenario), &test.unwrap(), &NoLibrary);
    let updated = update(&text, &outcome.failures);
    let kept = "    fields:\n      # what is asked\n      - delivery.address   # stays\n      - 'household?'\n      - child.name\n    materials: [home.household_book]\n  steps: [apply, joint_acceptance]   # two of many\n  notices: [applicant]\n  events: [item_ended birth_certificate]\n";
    assert!(updated.ends_with(kept), "{updated}");
}

#[test]
fn a_promised_or_declared_material_reaches_that_fallback() {
    let scenario = newborn();
    let planner = Planner::new(&scenario);
    let provisional = Goal::Fallback("joint".into(), "provisional".to_owned());
    let reaches = |given: &str| {
        let text = format!("{HEAD}given: {{ {given} }}\nexpect: {{ status: concluded }}\n");
        let test = read_text(&scenario, &text).0.unwrap();
        let outcome = run(&planner, &test, &NoLibrary);
        assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
        reached(&scenario, &test.script.way, &outcome.rehearsal.unwrap()).contains(&provisional)
    };
    assert!(reaches("materials: { home.household_book: provisional }"));
    assert!(!reaches("systems: { population: { down: true } }"));
}
