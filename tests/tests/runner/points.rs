//! A fault at every operation of the disk that a core command makes: after it the application is as before the
//! command or as after it, never between; what was acknowledged is after; and asked again, it comes to the same end.

use super::house::House;
use super::people::{asks, start};
use onething_engine::application::command::Wanted;
use onething_engine::application::program::StepKind;
use onething_engine::application::{Actor, Application, Command, FactId, apply};
use onething_engine::random::Random;
use onething_server::disk::Disk;
use onething_server::disk::simulated::{Fault, Loss, Simulated as SimulatedDisk};
use onething_server::index::Ordered;
use onething_server::materials::Materials;
use onething_server::runner::{Ask, AskedUnder, Error, Version, aftermath};
use onething_tests::volume::volume;
use std::path::Path;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// What is asked of an application, or that time goes on.
#[derive(Clone)]
enum Deed {
    /// Begins one.
    Start(Version),
    /// A paper is stored, and attached.
    Upload(Actor, FactId),
    /// Commands of somebody.
    Asks(Actor, Vec<Command>),
    /// Whatever is due next: an answer of a system, or a timer.
    Next,
}

/// A state in which a deed may be done, as a disk has it.
struct Scene {
    name: &'static str,
    disk: SimulatedDisk,
    at: i64,
    id: Uuid,
    deed: Deed,
}

const BEGIN: i64 = 1_772_413_200_000;

impl Scene {
    fn open(&self, disk: SimulatedDisk) -> House {
        let house = House::open(disk, Arc::new(Ordered::new()), Random::new(5)).unwrap();
        house.runner.shared().clock.stand_at(self.at);
        house
    }
}

/// Scenes from an application's way, one for each of the core commands.
fn scenes() -> Vec<Scene> {
    let mut house = House::new(1);
    house.runner.shared().clock.stand_at(BEGIN);
    let version = house.publish("newborn-birth");
    let mut all = Vec::new();
    let id = house.id();
    keep(&mut all, &house, "start", id, Deed::Start(version));
    let begun = start(&house, "newborn-birth", "joint", version);
    let id = house.begin(begun).unwrap().application;
    for _ in 0..400 {
        house.work();
        let (dossier, _) = house.application(id);
        if dossier.state.closed.is_some() {
            break;
        }
        if !one(&mut all, &mut house, id) {
            keep(&mut all, &house, "time", id, Deed::Next);
            if !house.next() && !house.say(id) {
                break;
            }
        }
    }
    all
}

fn keep(all: &mut Vec<Scene>, house: &House, name: &'static str, id: Uuid, deed: Deed) {
    if all.iter().filter(|scene| scene.name == name).count() < 1 + usize::from(name == "time") {
        let at = house.runner.shared().clock.now();
        all.push(Scene { name, disk: house.disk.copy(), at, id, deed });
    }
}

/// Does the next thing that a person has to do, one command at a time, and keeps what could be done before each;
/// returns once for correction.
fn one(all: &mut Vec<Scene>, house: &mut House, id: Uuid) -> bool {
    let Some((by, commands)) = house.next_deed(id) else { return false };
    for command in commands {
        // Who acts may have got a number just now.
        house.work();
        let deed = offer(all, house, id, by, command);
        assert!(do_it(house, id, &deed).unwrap(), "it is not taken");
    }
    true
}

/// A clerk returns what the applicant handed in, where that was not done yet.
fn returns(house: &House, id: Uuid, by: Actor, command: &Command) -> Option<Deed> {
    let Command::Complete { task, .. } = command else { return None };
    let (dossier, course) = house.application(id);
    let form = course.program.steps.iter().find(|step| step.kind == StepKind::Form)?;
    let known = form.asks.iter().find(|fact| dossier.state.knows(**fact))?;
    let wanted = vec![Wanted { fact: *known, why: Arc::from("not legible") }];
    let is_first = dossier.state.items.iter().all(|item| !item.returned);
    is_first.then_some(Deed::Asks(by, vec![Command::Return { task: *task, item: None, wanted }]))
}

/// Keeps the scenes that an application is in before a command; what is to be done.
fn offer(all: &mut Vec<Scene>, house: &House, id: Uuid, by: Actor, command: Command) -> Deed {
    let returned = returns(house, id, by, &command);
    let mut keep = |name, command: Command| keep(all, house, name, id, Deed::Asks(by, vec![command]));
    match &command {
        Command::Fill { .. } => keep("fill", command.clone()),
        Command::Submit { .. } => keep("submit", command.clone()),
        Command::Supplement { .. } => keep("supplement", command.clone()),
        Command::Claim { .. } => keep("claim", command.clone()),
        Command::Complete { task, .. } => {
            let why: Arc<str> = Arc::from("not met");
            keep("complete", command.clone());
            keep("release", Command::Release { task: *task });
            keep("refuse", Command::Refuse { task: *task, item: None, why });
            let withdraw = vec![Command::Withdraw { item: None }];
            self::keep(all, house, "withdraw", id, Deed::Asks(Actor::Applicant, withdraw));
        }
        Command::Attach { fact, .. } => {
            self::keep(all, house, "upload", id, Deed::Upload(by, *fact));
        }
        _ => {}
    }
    let deed = returned.clone().unwrap_or_else(|| Deed::Asks(by, vec![command]));
    if let Some(deed) = returned {
        self::keep(all, house, "return", id, deed);
    }
    deed
}

/// Does a deed and works until nothing is left to do; whether it was taken.
fn do_it(house: &mut House, id: Uuid, deed: &Deed) -> Result<bool, Error> {
    let ask = match deed {
        Deed::Next => return Ok(house.next()),
        Deed::Start(version) => {
            let begun = start(house, "newborn-birth", "joint", *version);
            let ask = asks(id, Actor::Applicant, vec![Command::Open { values: Vec::new() }]);
            Ask { start: Some(begun), ..ask }
        }
        Deed::Upload(by, fact) => {
            let disk: Arc<dyn Disk> = Arc::new(house.disk.clone());
            let stored = Materials::open(disk, Path::new("materials"), 1 << 20)
                .and_then(|materials| materials.put(&[7; 1_500]));
            let stored = stored.map_err(|e| Error::Disk(e.to_string()))?;
            asks(id, *by, vec![Command::Attach { fact: *fact, hash: stored.name.as_str().into() }])
        }
        Deed::Asks(by, commands) => asks(id, *by, commands.clone()),
    };
    let key = AskedUnder::new("somebody", &format!("{:?}", ask.commands), b"the same");
    told(house, Ask { key: Some(key), ..ask })
}

/// Asks; an answer that never comes is an error, for its server is gone.
fn told(house: &mut House, mut ask: Ask) -> Result<bool, Error> {
    let slot = Arc::new(Mutex::new(None));
    let inside = slot.clone();
    ask.reply = Some(Box::new(move |answer| *inside.lock().unwrap() = Some(answer)));
    house.runner.submit(ask)?;
    house.work();
    match slot.lock().unwrap().take() {
        Some(Ok(answer)) => Ok(answer.is_ok()),
        Some(Err(error)) => Err(error),
        None => Err(Error::Closing),
    }
}

/// The state of the application; none where it was not begun.
fn state(house: &House, id: Uuid) -> Option<Application> {
    let (dossier, course) = house.runner.application(id).unwrap()?;
    let events = house.runner.history(id, None).unwrap().unwrap().into_iter().flat_map(|t| t.events);
    let mut folded = Application::default();
    events.for_each(|event| apply(&mut folded, &event));
    assert_eq!(folded, dossier.state, "the history folds to the state");
    for (key, value) in aftermath::rows(&dossier, &course).unwrap() {
        let row = house.runner.shared().index.get(&key).unwrap();
        assert_eq!(row.as_ref(), Some(&value), "{}", key.escape_ascii());
    }
    Some(dossier.state)
}

/// How a deed goes where nothing goes wrong.
struct Course {
    /// The states that it goes through, each after a record.
    states: Vec<Option<Application>>,
    /// Operations of the disk.
    operations: u64,
    end: Option<Application>,
}

fn undisturbed(scene: &Scene) -> Course {
    let mut house = scene.open(scene.disk.copy());
    let before = state(&house, scene.id);
    let first = before.as_ref().map_or(0, |state| state.sequence);
    let operations = house.disk.operations();
    assert!(do_it(&mut house, scene.id, &scene.deed).unwrap(), "{}: it is not taken", scene.name);
    let operations = house.disk.operations() - operations;
    let mut states = vec![before];
    let mut folded = Application::default();
    for turn in house.runner.history(scene.id, None).unwrap().unwrap() {
        turn.events.iter().for_each(|event| apply(&mut folded, event));
        if folded.sequence > first {
            states.push(Some(folded.clone()));
        }
    }
    let end = state(&house, scene.id);
    assert!(states.len() > 1 && operations > 1, "{}", scene.name);
    Course { states, operations, end }
}

/// One fault at one operation.
fn faulty(scene: &Scene, course: &Course, at: u64, fault: Fault, loss: Loss) {
    let told = format!("{}, {fault:?} at {at} of {}, {loss:?}", scene.name, course.operations);
    let disk = scene.disk.copy();
    let mut house = scene.open(disk.clone());
    disk.fail_at(disk.operations() + at, fault);
    let outcome = do_it(&mut house, scene.id, &scene.deed);
    let acknowledged = outcome.is_ok_and(|taken| taken) && !matches!(scene.deed, Deed::Next);
    if house.runner.shared().fatal.get().is_some() {
        let again = asks(scene.id, Actor::Applicant, vec![Command::Withdraw { item: None }]);
        assert!(house.runner.submit(again).is_err(), "{told}: it takes more after it failed");
    }
    let after = house.disk.crash(loss, &mut Random::new(at));
    drop(house);
    let mut house = scene.open(after);
    let found = state(&house, scene.id);
    let place = course.states.iter().position(|state| *state == found);
    let place = place.unwrap_or_else(|| panic!("{told}: it is between"));
    assert!(place > 0 || !acknowledged, "{told}: acknowledged and lost");
    // Whoever got no answer asks again, under the same key; what is due comes by itself.
    for _ in 0..3 {
        house.work();
        if state(&house, scene.id) != course.end {
            let _ = do_it(&mut house, scene.id, &scene.deed);
        }
    }
    assert_eq!(state(&house, scene.id), course.end, "{told}: it does not come to the same end");
}

const NAMES: [&str; 12] = [
    "start",
    "fill",
    "upload",
    "submit",
    "claim",
    "release",
    "complete",
    "return",
    "supplement",
    "refuse",
    "withdraw",
    "time",
];

#[test]
fn a_fault_at_every_operation_of_a_command_leaves_before_or_after() {
    let scenes = scenes();
    for name in NAMES {
        assert!(scenes.iter().any(|scene| scene.name == name), "no scene for {name}");
    }
    let mut points = Vec::new();
    let courses: Vec<Course> = scenes.iter().map(undisturbed).collect();
    for (scene, course) in scenes.iter().zip(&courses) {
        for at in 1..=course.operations {
            points.extend(Loss::ALL.map(|loss| (scene, course, at, Fault::Power, loss)));
            points.extend([Fault::Broken, Fault::Short].map(|fault| (scene, course, at, fault, Loss::All)));
        }
    }
    let some = volume("runner-points", 200, 60).min(points.len());
    println!("{} commands, {} points", scenes.len(), points.len());
    // An even share of all commands.
    for (number, (scene, course, at, fault, loss)) in points.iter().enumerate() {
        if number * some / points.len() != (number + 1) * some / points.len() {
            faulty(scene, course, *at, *fault, *loss);
        }
    }
}

/// A sync that fails: nothing is acknowledged from then on, and the process has to end.
#[test]
fn after_a_failed_sync_nothing_is_acknowledged() {
    for scene in scenes() {
        let course = undisturbed(&scene);
        let disk = scene.disk.copy();
        let mut house = scene.open(disk.clone());
        let is_stored_first = matches!(scene.deed, Deed::Upload(..));
        for sync in 1.. {
            disk.fail_sync(disk.syncs() + sync);
            let outcome = do_it(&mut house, scene.id, &scene.deed);
            if outcome.is_ok() && house.runner.shared().fatal.get().is_none() {
                break;
            }
            assert!(
                !matches!(outcome, Ok(true)) || matches!(scene.deed, Deed::Next),
                "{}: acknowledged",
                scene.name
            );
            if house.runner.shared().fatal.get().is_none() {
                assert!(is_stored_first, "{}: it goes on", scene.name);
            } else {
                let again = asks(scene.id, Actor::Applicant, vec![Command::Withdraw { item: None }]);
                assert!(house.runner.submit(again).is_err(), "{}: it takes more", scene.name);
                let disk = house.disk.crash(Loss::Any, &mut Random::new(sync));
                let after = scene.open(disk);
                assert!(course.states.contains(&state(&after, scene.id)), "{}: it is between", scene.name);
                break;
            }
        }
    }
}

/// The disk is full: asks are refused and change nothing, what is there is read, it opens, and it goes on by itself.
#[test]
fn a_full_disk_refuses_and_goes_on_without_a_restart() {
    let mut house = House::with_segments(3, 256 << 10);
    house.runner.shared().clock.stand_at(BEGIN);
    let version = house.publish("newborn-birth");
    let begun = start(&house, "newborn-birth", "joint", version);
    let mut acknowledged = vec![house.begin(begun.clone()).unwrap().application];
    house.work();
    // The segment that there is, and no other.
    house.disk.set_room(Some((256 << 10) + 4_096));
    let refused = loop {
        assert!(acknowledged.len() < 3_000, "it never fills up");
        let id = house.id();
        let ask = asks(id, Actor::Applicant, vec![Command::Open { values: Vec::new() }]);
        match told(&mut house, Ask { start: Some(begun.clone()), ..ask }) {
            Ok(true) => acknowledged.push(id),
            Ok(false) => panic!("it is refused by the machine"),
            Err(error) => {
                assert!(error.is_full(), "{error}");
                break id;
            }
        }
    };
    assert!(house.runner.shared().fatal.get().is_none(), "a full disk is no reason to stop");
    assert_eq!(state(&house, refused), None, "what was refused is nowhere");
    let last = *acknowledged.last().unwrap();
    assert!(state(&house, last).is_some(), "what is there is read while it is full");
    let disk = house.disk.copy();
    let opened = House::open(disk, Arc::new(Ordered::new()), Random::new(2)).unwrap();
    assert!(
        acknowledged.iter().all(|id| state(&opened, *id).is_some()),
        "opened while full, all of it is there"
    );
    let ask = || asks(refused, Actor::Applicant, vec![Command::Open { values: Vec::new() }]);
    let again = told(&mut house, Ask { start: Some(begun.clone()), ..ask() });
    assert!(again.is_err_and(|error| error.is_full()), "it is still full");
    house.disk.set_room(None);
    assert!(told(&mut house, Ask { start: Some(begun), ..ask() }).unwrap(), "there is room again");
    assert!(state(&house, refused).is_some());
}
