//! Registers behind whole applications: files of people, what is issued, what a later application reads.

use crate::drive::{Ready, Run};
use crate::simulated::systems;
use onething_engine::application::state::How;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::source::SourceId;
use onething_engine::scenario::syntax::{Budget, from_bytes};
use onething_engine::testing::read_people;
use onething_server::library::{Place, files};
use onething_server::runner::definitions::check;
use onething_server::systems::registers::{Record, RegisterChange, load};
use onething_server::systems::simulated::{Settings, Simulated};
use onething_server::systems::{Answer, Call, Known};
use onething_tests::repository::root;
use std::sync::Arc;
use uuid::Uuid;

const MOTHER: &str = "370303199503120021";
const FATHER: &str = "370303199308170015";

/// The people of the newborn one-thing's tests, as changes of registers.
fn people(ready: &Ready) -> (Vec<RegisterChange>, Vec<String>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/newborn-birth/tests/people.yaml");
    let tree = from_bytes(SourceId(0), &std::fs::read(path).unwrap(), &Budget::LOCAL).unwrap();
    let (people, findings) = read_people(&tree);
    assert!(findings.is_empty(), "{findings:?}");
    load(&ready.scenario, &ready.way, &people).unwrap()
}

#[test]
fn a_file_of_people_stands_behind_whoever_gives_their_number() {
    let ready = Ready::newborn();
    let (changes, left) = people(&ready);
    assert_eq!(left, ["delivery"], "a place to deliver to is in no register");
    let systems = systems();
    changes.iter().for_each(|change| systems.apply(change));
    let run = Run::new(&ready, 5).typing("mother.id_number", MOTHER).over(&systems);
    let value = |name: &str| run.value(name).unwrap().to_string();
    assert_eq!(value("mother.name"), "王芳");
    assert_eq!((value("father.name"), value("father.id_number")), ("李强".to_owned(), FATHER.to_owned()));
    assert_eq!(
        value("father.birth_date"),
        "1993-08-17",
        "what the file does not say follows from what it says"
    );
    assert_eq!(value("child.birth_time"), "2026-02-25T08:30:00");
    // Somebody else's family is not touched by it.
    let other = Run::new(&ready, 5).over(&systems);
    assert_eq!(other.journal(), Run::new(&ready, 5).over(&self::systems()).journal());
}

#[test]
fn what_was_issued_is_read_by_a_later_application() {
    let ready = Ready::newborn();
    let systems = systems();
    people(&ready).0.iter().for_each(|change| systems.apply(change));
    let run =
        Run::new(&ready, 5).typing("mother.id_number", MOTHER).typing("child.name", "李小明").over(&systems);
    let number = run.value("child.id_number").unwrap();
    assert!(!run.changes.is_empty());
    let registers = systems.registers();
    let record = registers.get("person", &number).expect("the child is registered");
    assert_eq!(record.values.get("name").map(|n| &**n), Some("李小明"));
    assert!(record.relations.iter().any(|(name, at)| &**name == "mother" && &*at.1 == MOTHER));
    let by_parents = format!("father={FATHER};mother={MOTHER}");
    assert!(registers.get("person", &by_parents).is_none(), "no longer known by the parents alone");
    // Years later, another application asks about that number.
    let person = run.calls.iter().find(|(call, _)| &*call.service == "population.person").unwrap().0.clone();
    let fact = ready.program.find_fact("mother.id_number").unwrap();
    let asks = Call {
        application: Uuid::from_u128(77),
        known: vec![Known { fact, text: number.clone(), how: How::Asked }],
        given: vec![("mother.id_number".into(), Some(number))],
        ..person
    };
    let Answer::Found(values) = systems.perform(&asks).answer else { panic!("not found") };
    let told = |name: &str| values.iter().find(|(n, _)| &**n == name).map(|(_, text)| text.to_string());
    assert_eq!(told("mother.name").as_deref(), Some("李小明"));
    assert_ne!(self::systems().perform(&asks).answer, systems.perform(&asks).answer);
}

#[test]
fn a_result_that_is_revoked_stands_in_no_register_and_what_was_said_stays() {
    let ready = Ready::newborn();
    let systems = systems();
    let run = Run::new(&ready, 5).typing("mother.id_number", MOTHER).over(&systems);
    let before = systems.registers();
    let child = run.value("child.id_number").unwrap();
    assert!(before.get("person", &child).is_some());
    let strikes = run.revoked(&systems);
    let after = systems.registers();
    assert!(!strikes.is_empty());
    for strike in &strikes {
        let RegisterChange::Struck { register, identity, elements, .. } = strike else {
            panic!("{strike:?}")
        };
        let held = before.get(register, identity);
        let names = |record: &Record| -> Vec<Id> { record.values.keys().cloned().collect() };
        let was = held.map(names).unwrap_or_default();
        let is = after.get(register, identity).map(names).unwrap_or_default();
        let left: Vec<Id> = was.iter().filter(|name| !elements.contains(name)).cloned().collect();
        assert_eq!(is, if elements.is_empty() { Vec::new() } else { left }, "{register} {identity}");
    }
    // Its number was given by an item, so that it has no record without it.
    assert!(after.get("person", &child).is_none());
}

#[test]
fn a_call_that_is_undone_leaves_nothing_of_what_it_issued() {
    // In the scenes that are shipped items issue; here their last systems do.
    let place = Place::Directory(root().join("server/benches/scenarios"));
    let scenario = check(&files(&place, "newborn-load").unwrap()).unwrap().scenario.unwrap();
    let scenario = Arc::new(scenario);
    let ready = Ready::new(&scenario, "joint", Way::base(&scenario));
    let systems = systems();
    let run = Run::new(&ready, 5).over(&systems);
    let issued = run.calls.iter().filter(|(_, performed)| !performed.changes.is_empty());
    let issued: Vec<&Call> = issued.map(|(call, _)| call).collect();
    assert!(!issued.is_empty());
    for call in issued {
        let undone = systems.perform(&Call { undo: true, ..call.clone() });
        let is_strike = |change: &RegisterChange| matches!(change, RegisterChange::Struck { .. });
        assert!(!undone.changes.is_empty() && undone.changes.iter().all(is_strike), "{undone:?}");
    }
}

#[test]
fn a_journal_of_changes_gives_the_same_registers() {
    let ready = Ready::newborn();
    let systems = systems();
    let mut journal = people(&ready).0;
    journal.iter_mut().for_each(|change| systems.make(change));
    journal.extend(Run::new(&ready, 5).typing("mother.id_number", MOTHER).over(&systems).changes);
    journal.extend(Run::new(&ready, 6).over(&systems).changes);
    let texts: Vec<String> = journal.iter().map(|change| serde_json::to_string(change).unwrap()).collect();
    let after = |changes: &mut dyn Iterator<Item = RegisterChange>| {
        let systems = Simulated::new(Settings::default());
        changes.for_each(|change| systems.apply(&change));
        systems.snapshot()
    };
    let read = |text: &String| serde_json::from_str::<RegisterChange>(text).unwrap();
    let replayed = after(&mut texts.iter().map(read));
    assert_eq!(replayed, systems.snapshot());
    assert_eq!(after(&mut systems.snapshot().into_iter()), systems.snapshot(), "a snapshot is enough");
    let twice = texts.iter().flat_map(|text| [read(text), read(text)]);
    assert_eq!(after(&mut twice.into_iter()), systems.snapshot(), "said twice, it is the same");
}

#[test]
fn values_that_mean_nothing_are_told_all_at_once() {
    let ready = Ready::newborn();
    let text = "onething: 1\nkind: people\npeople:\n  mother: { id_number: '123', shoe_size: 39 }\n  nobody: { name: x }\n";
    let tree = from_bytes(SourceId(0), text.as_bytes(), &Budget::LOCAL).unwrap();
    let wrong = load(&ready.scenario, &ready.way, &read_people(&tree).0).unwrap_err();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(wrong.iter().all(|w| !w.mend.zh.is_empty()));
}
