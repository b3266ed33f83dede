//! Applications moved to another version of their scenario while they run: those that can be end as that version has
//! it, the others as if nobody had asked; and the journal alone tells all of it.

use super::house::House;
use super::people::{asks, start};
use onething_engine::application::state::TimerKind;
use onething_engine::application::status::{ApplicationStatus, application};
use onething_engine::application::{StepId, invariants};
use onething_engine::random::Random;
use onething_server::index::{Index, Ordered};
use onething_server::library::{self, Place};
use onething_server::runner::{Ask, History, Refusal, Verdict, Version, aftermath};
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

const NEWBORN: &str = "newborn-birth";
/// The last item's last step, and the same with one more behind it.
const REVIEW: &str =
    "      - review: { role: officer, takes: 5min, outcome: { approve: 0.98, correct: 0.02 } }\n";
const ARCHIVE: &str = "      - archive: { title: { zh: 归档, en: File it }, role: clerk, takes: 1min }\n";
/// A limit that the plan does not change.
const LIMIT: &str = "limit: { statutory: 15wd, promised: 5wd }";

fn files() -> Vec<(String, String)> {
    let place = Place::Directory(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios")));
    library::files(&place, NEWBORN).unwrap()
}

/// The newborn with some of its text exchanged.
fn changed(from: &str, to: &str) -> Vec<(String, String)> {
    let mut files = files();
    assert_eq!(files[0].1.matches(from).count(), 1, "{from}");
    files[0].1 = files[0].1.replace(from, to);
    files
}

/// The newborn without its last item.
fn without_insurance() -> Vec<(String, String)> {
    let mut files = files();
    let text = &files[0].1;
    let (begin, end) = (text.find("  insurance_enrolment:").unwrap(), text.find("\nplans:").unwrap());
    let text = format!("{}{}", &text[..begin], &text[end..]);
    files[0].1 = text.replace(", insurance_enrolment.review]", "]");
    files
}

impl House {
    fn publish_files(&self, files: Vec<(String, String)>) -> Version {
        self.runner.publish(files, None).map_err(|e| format!("{e:?}")).unwrap()
    }

    fn moves(&mut self, id: Uuid, to: Version) -> Verdict {
        let runner = self.runner.clone();
        runner.move_to(id, to, Arc::from("operator"), || self.step()).unwrap()
    }

    /// An application that people have done so many things for, in version one.
    fn at_stage(&mut self, version: Version, deeds: usize) -> Uuid {
        let begun = start(self, NEWBORN, "joint", version);
        let id = self.begin(begun).unwrap().application;
        let mut done = 0;
        for _ in 0..400 {
            if done == deeds || self.application(id).0.state.closed.is_some() {
                break;
            }
            if self.act(id) {
                done += 1;
            } else if !self.next() {
                break;
            }
        }
        id
    }

    /// Lets people and time finish it.
    fn finish(&mut self, id: Uuid) -> ApplicationStatus {
        for _ in 0..2_000 {
            self.work();
            if self.application(id).0.state.closed.is_some() || !(self.act(id) || self.next()) {
                break;
            }
        }
        application(&self.application(id).0.state)
    }

    /// What the index says of an application is what follows from its state, and its state is sound.
    fn agrees(&self, id: Uuid) {
        let (dossier, course) = self.application(id);
        assert_eq!(invariants(&course.program, &dossier.state), Vec::new());
        for (key, value) in aftermath::rows(&dossier, &course).unwrap() {
            let row = self.runner.shared().index.get(&key).unwrap();
            assert_eq!(row.as_ref(), Some(&value), "{}", key.escape_ascii());
        }
    }
}

fn house() -> House {
    let house = House::new(5);
    house.runner.shared().clock.stand_at(1_772_413_200_000);
    house
}

/// Whether a step was done, by its name.
fn did(house: &House, id: Uuid, step: &str) -> bool {
    use onething_engine::application::state::Phase;
    let (dossier, course) = house.application(id);
    let found = course.program.find_step(step);
    found.is_some_and(|step| dossier.state.step(step).phase == Phase::Done)
}

#[test]
fn of_every_stage_those_move_that_have_not_passed_the_change_and_all_come_to_their_end() {
    let (mut moved, mut stayed) = (0, 0);
    for deeds in 0..14 {
        let mut house = house();
        let one = house.publish(NEWBORN);
        let id = house.at_stage(one, deeds);
        let two = house.publish_files(changed(REVIEW, &format!("{REVIEW}{ARCHIVE}")));
        let before = house.application(id).0;
        let would = house.runner.would_move(id, two).unwrap();
        assert_eq!(house.application(id).0, before, "looking changes nothing");
        match (would, house.moves(id, two)) {
            (Verdict::Movable, Verdict::Moved) => {
                moved += 1;
                let after = house.application(id).0;
                assert_eq!((after.start.version, after.state.sequence), (two, before.state.sequence));
                house.agrees(id);
                // The index is lost with the power: the journal alone says the same.
                let seen = after.clone();
                house = house.crash(false).unwrap();
                assert_eq!(house.application(id).0, seen, "stage {deeds}");
                house.agrees(id);
                assert_eq!(house.moves(id, two), Verdict::There);
                assert_eq!(house.finish(id), ApplicationStatus::Concluded, "stage {deeds}");
                assert!(did(&house, id, "insurance_enrolment.archive"), "what the new version adds is done");
            }
            (Verdict::Stays(reasons), Verdict::Stays(again)) => {
                stayed += 1;
                assert_eq!(reasons, again);
                assert!(!reasons.is_empty() && reasons.iter().all(|r| !r.zh.is_empty() && !r.en.is_empty()));
                assert_eq!(house.application(id).0, before, "nothing of it is touched");
                assert_eq!(house.finish(id), ApplicationStatus::Concluded, "stage {deeds}");
                assert_eq!(house.application(id).0.start.version, one);
                assert!(!did(&house, id, "insurance_enrolment.archive"));
            }
            (Verdict::Over, Verdict::Over) => assert!(before.state.closed.is_some()),
            other => panic!("stage {deeds}: {other:?}"),
        }
    }
    assert!(moved >= 5 && stayed >= 1, "{moved} moved, {stayed} stayed");
}

#[test]
fn a_limit_that_runs_stays_as_it_was_promised() {
    let mut house = house();
    let one = house.publish(NEWBORN);
    let id = house.at_stage(one, 4);
    let two = house.publish_files(changed(LIMIT, "limit: { statutory: 15wd, promised: 9wd }"));
    let limits = |house: &House| {
        let (dossier, course) = house.application(id);
        let of_limit = dossier.state.timers.iter().filter_map(|timer| match timer.kind {
            TimerKind::Limit(item) => Some((course.program.item(item).unwrap().id.clone(), timer.at)),
            _ => None,
        });
        of_limit.collect::<Vec<_>>()
    };
    let before = limits(&house);
    assert!(!before.is_empty());
    assert_eq!(house.moves(id, two), Verdict::Moved);
    assert_eq!(limits(&house), before);
    assert_eq!(house.finish(id), ApplicationStatus::Concluded);
}

#[test]
fn what_was_handed_in_and_is_no_more_is_a_reason_by_name() {
    let mut house = house();
    let one = house.publish(NEWBORN);
    let id = house.at_stage(one, 3);
    let two = house.publish_files(without_insurance());
    let Verdict::Stays(reasons) = house.moves(id, two) else { panic!("it was moved") };
    assert!(reasons.iter().any(|reason| reason.en.contains("insurance_enrolment")), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.zh.contains("insurance_enrolment")), "{reasons:?}");
    assert_eq!(house.finish(id), ApplicationStatus::Concluded);
    // Back to front it is one item more, which nobody was asked about.
    let other = house.at_stage(two, 3);
    let Verdict::Stays(reasons) = house.moves(other, one) else { panic!("it was moved") };
    assert!(reasons.iter().any(|reason| reason.en.contains("insurance_enrolment")), "{reasons:?}");
}

#[test]
fn the_history_of_what_was_moved_is_told_by_the_names_of_its_time_and_folds_to_its_state() {
    let mut house = house();
    let one = house.publish(NEWBORN);
    let id = house.at_stage(one, 3);
    let two = house.publish_files(changed(REVIEW, &format!("{REVIEW}{ARCHIVE}")));
    assert_eq!(house.moves(id, two), Verdict::Moved);
    assert_eq!(house.finish(id), ApplicationStatus::Concluded);
    let told = house.runner.history(id, None).unwrap().unwrap();
    let versions: Vec<Version> = told.iter().map(|turn| turn.version).collect();
    let at = told.iter().position(|turn| turn.moved.is_some()).unwrap();
    assert!(versions[..at].iter().all(|v| *v == one) && versions[at..].iter().all(|v| *v == two));
    let history = History::of(&house.runner, id).unwrap().unwrap();
    assert_eq!(history.chapters.len(), 2);
    let read = History::read(&history.lines()).unwrap();
    assert_eq!(read, history);
    let replayed = read.replay(None).unwrap();
    assert_eq!(replayed.status, "concluded");
    // Bent, it is noticed.
    let mut bent = read.clone();
    bent.chapters[1].events.pop();
    assert!(bent.replay(None).is_err());
}

#[test]
fn what_is_asked_in_the_positions_of_another_version_is_not_taken() {
    let mut house = house();
    let one = house.publish(NEWBORN);
    let id = house.at_stage(one, 3);
    let (by, commands) = house.next_deed(id).unwrap();
    let two = house.publish_files(changed(REVIEW, &format!("{REVIEW}{ARCHIVE}")));
    assert_eq!(house.moves(id, two), Verdict::Moved);
    let before = house.application(id).0;
    let name = house.application(id).1.program.steps[0].id.clone();
    let stale = [
        Ask { version: Some(one), ..asks(id, by, commands.clone()) },
        Ask { step: Some((StepId(0), "another".into())), ..asks(id, by, commands.clone()) },
        Ask { step: Some((StepId(u16::MAX), name.clone())), ..asks(id, by, commands.clone()) },
    ];
    for ask in stale {
        let told = house.ask(ask).unwrap();
        assert!(matches!(told, Err(Refusal::Stale(_))), "{told:?}");
        assert_eq!(house.application(id).0, before);
    }
    let meant = Ask { version: Some(two), step: Some((StepId(0), name)), ..asks(id, by, commands) };
    assert!(house.ask(meant).unwrap().is_ok());
}

#[test]
fn an_index_made_anew_after_moves_has_the_same_rows() {
    let rows = |index: &dyn Index| {
        index.scan(std::ops::Bound::Unbounded, std::ops::Bound::Unbounded, false, usize::MAX).unwrap()
    };
    let mut house = house();
    let one = house.publish(NEWBORN);
    let ids: Vec<Uuid> = (1..8).map(|deeds| house.at_stage(one, deeds)).collect();
    let two = house.publish_files(changed(REVIEW, &format!("{REVIEW}{ARCHIVE}")));
    let moved = ids.iter().filter(|id| house.moves(**id, two) == Verdict::Moved).count();
    assert!(moved >= 3, "{moved}");
    for id in &ids {
        house.act(*id);
    }
    house.work();
    house.runner.shared().index.flush().unwrap();
    let (before, disk) = (rows(&*house.index), house.disk.clone());
    drop(house);
    let again: Arc<dyn Index> = Arc::new(Ordered::new());
    let house = House::open(disk, again.clone(), Random::new(1)).unwrap();
    house.runner.shared().index.flush().unwrap();
    assert!(before == rows(&*again), "rows differ");
}
