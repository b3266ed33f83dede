//! What is said to be mended is mended; what a register came to know it knows after a restart.

use super::super::runner::house::{BEGIN, House};
use super::super::runner::people::start;
use onething_engine::application::state::Standing;
use onething_server::desk::outside::{AfterMending, Mend};
use onething_server::desk::{Asker, Desk, TaskRef};
use onething_server::systems::behaviour::{Behaviour, Fails};
use onething_server::systems::registers::RegisterChange;

/// Tries it again while the system is still down, and looks at what is said of it.
pub fn truly() {
    remembered();
    let mut house = House::threaded(2, 2);
    let version = house.publish("court-equity-control");
    let since = jiff::Timestamp::from_millisecond(BEGIN).unwrap();
    let down = Some(Behaviour { down: true, ..Behaviour::default() });
    let change = RegisterChange::Behaves { target: "publicity".into(), behaviour: down, since };
    house.runner.change_systems(&change).unwrap();
    let begun = start(&house, "court-equity-control", "joint", version);
    let id = house.begin(begun).unwrap().application;
    let incident = |house: &House| {
        let (dossier, _) = house.application(id);
        let work = dossier.state.work.iter().find(|work| matches!(work.standing, Standing::Incident(_)));
        work.map(|work| dossier.state.task(work.step))
    };
    for _ in 0..300 {
        if incident(&house).is_some() || (!house.act(id) && !house.next()) {
            break;
        }
    }
    let task = incident(&house).expect("a system that is down is an incident");
    let at = TaskRef { application: id, task };
    let desk = Desk { runner: house.runner.clone(), materials: house.materials.clone(), sandbox: true };
    let asker = Asker { principal: "operator".into(), key: None, expect: None };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(desk.mends(at, &Mend::Retry, &asker)).unwrap().unwrap();
    assert_eq!(desk.after_mending(at).unwrap(), AfterMending::Trying, "nobody has answered yet");
    while incident(&house).is_none() {
        assert!(house.next(), "the attempt never ends");
    }
    assert_eq!(
        desk.after_mending(at).unwrap(),
        AfterMending::Incident,
        "it is said to be mended, and is not"
    );
}

/// What changed in systems by an answer is there after a restart: of those that fail three times, which did.
fn remembered() {
    let mut house = House::new(3);
    let version = house.publish("newborn-birth");
    let since = jiff::Timestamp::from_millisecond(BEGIN).unwrap();
    let fails = Some(Behaviour { fails: Some(Fails::Times(3)), ..Behaviour::default() });
    let change = RegisterChange::Behaves { target: "data_platform".into(), behaviour: fails, since };
    house.runner.change_systems(&change).unwrap();
    let begun = start(&house, "newborn-birth", "joint", version);
    let id = house.begin(begun).unwrap().application;
    for _ in 0..300 {
        house.work();
        if !house.act(id) && !house.next() {
            break;
        }
    }
    let before = house.runner.simulated().snapshot();
    assert!(before.len() > 1, "nothing failed: {before:?}");
    let house = house.restart(false).unwrap();
    assert_eq!(house.runner.simulated().snapshot(), before, "a register has forgotten");
}
