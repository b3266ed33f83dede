//! Histories that are kept: what was written once folds to the same state for ever. A history that is missing is
//! written with UPDATE_EXPECT=1; one that is there is never written again, for then it would prove nothing.

use super::whole::of;
use onething_engine::application::event::EventKind;
use onething_server::journal::{Kind, Record};
use onething_server::runner::History;
use onething_server::runner::record::{Entry, Happened, Turn};
use onething_tests::repository::root;
use std::path::PathBuf;

/// What is kept: the scene, its plan, the seed that it was played with, and how it ended.
const KEPT: [(&str, &str, u64, &str); 32] = [
    ("newborn-birth", "joint", 11, "concluded"),
    ("newborn-birth", "separate", 11, "concluded"),
    ("business-deregistration", "joint", 11, "concluded"),
    ("citizen-death", "joint", 11, "concluded"),
    ("court-equity-control", "joint", 11, "concluded"),
    ("equity-transfer", "joint", 11, "concluded"),
    ("home-transfer-with-utilities", "joint", 11, "concluded"),
    ("business-start-up", "joint", 11, "concluded"),
    ("disability-services", "joint", 11, "concluded"),
    ("flexible-employment", "joint", 11, "concluded"),
    ("marriage-and-household", "joint", 11, "concluded"),
    ("military-retirement", "joint", 11, "concluded"),
    ("restaurant-opening", "joint", 11, "concluded"),
    ("retirement", "joint", 11, "concluded"),
    ("school-enrolment", "joint", 11, "concluded"),
    ("social-security-card", "joint", 11, "concluded"),
    ("no-proof-city", "joint", 11, "concluded"),
    ("no-proof-city", "verified", 11, "concluded"),
    ("asset-disposal", "joint", 11, "concluded"),
    ("civil-servant-appointment", "joint", 11, "concluded"),
    ("civil-servant-exit", "joint", 11, "concluded"),
    ("civil-servant-lifecycle", "joint", 11, "concluded"),
    ("civil-servant-recruitment", "joint", 11, "concluded"),
    ("civil-servant-review", "joint", 11, "concluded"),
    ("civil-servant-transfer", "joint", 11, "concluded"),
    ("document-circulation", "joint", 11, "concluded"),
    ("expense-claim", "joint", 11, "concluded"),
    ("meeting-room-and-vehicle", "joint", 11, "concluded"),
    ("overseas-visit", "joint", 11, "concluded"),
    ("seal-use", "joint", 11, "concluded"),
    ("secondment", "joint", 11, "concluded"),
    ("staff-onboarding", "joint", 11, "concluded"),
];

fn folder() -> PathBuf {
    root().join("tests/histories")
}

#[test]
fn every_scene_has_a_history_that_is_kept() {
    for (scene, plan, seed, _) in KEPT {
        let place = folder().join(format!("{scene}.{plan}.jsonl"));
        if !place.exists() && std::env::var_os("UPDATE_EXPECT").is_some() {
            let (house, id) = of(scene, plan, seed);
            let history = History::of(&house.runner, id).unwrap().unwrap();
            // Where the scenarios lie on this machine is nothing of the history.
            let here = concat!(env!("CARGO_MANIFEST_DIR"), "/../");
            std::fs::write(&place, history.lines().replace(here, "")).unwrap();
        }
        assert!(place.exists(), "{} is missing", place.display());
    }
    let mut scenes: Vec<_> = std::fs::read_dir(root().join("scenarios"))
        .unwrap()
        .flatten()
        .filter(|folder| folder.path().join("scenario.yaml").is_file())
        .map(|folder| folder.file_name().to_string_lossy().into_owned())
        .collect();
    scenes.retain(|scene| !KEPT.iter().any(|(kept, ..)| kept == scene));
    assert!(scenes.is_empty(), "no history is kept of {scenes:?}");
}

#[test]
fn what_was_written_once_folds_to_the_same_state() {
    let mut found = 0;
    for file in std::fs::read_dir(folder()).unwrap().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".jsonl") else { continue };
        let text = std::fs::read_to_string(file.path()).unwrap();
        let history = History::read(&text).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        // Written again it is the same, so that no form of a line has changed unseen.
        assert_eq!(history.lines(), text, "{name}");
        let replayed = history.replay(None).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        assert!(replayed.events > 20, "{name}: {} events", replayed.events);
        let ending = KEPT.iter().find(|(scene, plan, ..)| format!("{scene}.{plan}") == name);
        let (.., ending) = ending.unwrap_or_else(|| panic!("{name} is not told above"));
        assert_eq!(replayed.status, *ending, "{name}");
        // A state that was bent by one event is another.
        let mut bent = history.clone();
        let last = bent.chapters.last_mut().unwrap();
        last.events.pop();
        assert!(bent.replay(None).is_err(), "{name}");
        found += 1;
    }
    assert_eq!(found, KEPT.len());
}

/// A record of the journal with what happened in a history, as the running program writes it.
fn turn(history: &History) -> (Turn, Kind, Vec<u8>) {
    let events = history.chapters.iter().flat_map(|chapter| chapter.events.clone()).collect();
    let turn = Turn {
        application: history.id,
        previous: 0,
        start: None,
        by: Some("somebody".into()),
        mail: None,
        under: None,
        happened: Happened::of(events),
    };
    let (kind, payload) = Entry::Turn(turn.clone()).write().unwrap();
    (turn, kind, payload)
}

/// The journal names kinds and fields by their places alone: a kind that moves makes every store unreadable.
#[test]
fn a_record_that_was_written_once_reads_the_same_for_ever() {
    for (scene, plan, ..) in KEPT {
        let name = format!("{scene}.{plan}");
        let text = std::fs::read_to_string(folder().join(format!("{name}.jsonl"))).unwrap();
        let (turn, kind, payload) = turn(&History::read(&text).unwrap());
        let place = folder().join(format!("{name}.record"));
        if !place.exists() && std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&place, &payload).unwrap();
        }
        let kept = std::fs::read(&place).unwrap_or_else(|_| panic!("{} is missing", place.display()));
        let record = Record { sequence: 1, at: 0, kind, payload: kept.clone() };
        assert_eq!(
            Entry::read(&record).unwrap_or_else(|e| panic!("{name}: {e:?}")),
            Entry::Turn(turn),
            "{name}"
        );
        assert!(kept == payload, "{name} is written otherwise");
    }
    // Those that no scene brings about keep their places too; new ones come behind.
    let numbered = EventKind::NAMES.iter().enumerate();
    let names: String = numbered.map(|(at, name)| format!("{at} {name}\n")).collect();
    let place = folder().join("kinds.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&place, &names).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&place).unwrap_or_default(), names);
}
