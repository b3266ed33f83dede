//! Two applications after one thing: the second takes effect when the first is over, and hears of it.

use super::super::runner::house::House;
use super::super::runner::people::{asks, start};
use onething_engine::application::EventKind;
use onething_engine::application::state::HoldStanding;
use onething_server::runner::rows::family;
use onething_server::systems::behaviour::{Answers, Behaviour};
use onething_server::systems::registers::RegisterChange;
use std::ops::Bound;
use uuid::Uuid;

/// How an application's hold stood, one after the other.
fn stood(house: &House, id: Uuid) -> Vec<HoldStanding> {
    let told = house.runner.history(id, None).unwrap().unwrap();
    let events = told.into_iter().flat_map(|turn| turn.events);
    let stands = events.filter_map(|event| match event.kind {
        EventKind::HoldStands { standing, .. } => Some(standing),
        _ => None,
    });
    stands.collect()
}

/// Plays it, as it is and with a power cut whenever a piece of mail is on its way.
pub fn in_turn() {
    for cuts in [0, 12] {
        play(cuts);
    }
}

/// Whether a piece of mail is on its way.
fn is_mailed(house: &House) -> bool {
    let (from, to) = ([family::MAIL], [family::MAIL + 1]);
    let index = &house.runner.shared().index;
    !index.scan(Bound::Included(&from), Bound::Excluded(&to), false, 1).unwrap().is_empty()
}

fn play(mut cuts: usize) {
    let mut house = House::new(21);
    let version = house.publish("court-equity-control");
    let one = Answers::Rule([("it.number".to_owned(), "\"S-1\"".to_owned())].into());
    let since = jiff::Timestamp::from_millisecond(house.runner.shared().clock.now()).unwrap();
    let behaviour = Some(Behaviour { answers: Some(one), ..Behaviour::default() });
    let change = RegisterChange::Behaves { target: "registry.stake".into(), behaviour, since };
    house.runner.change_systems(&change).unwrap();
    let begun = start(&house, "court-equity-control", "joint", version);
    let ids = [(); 2].map(|()| house.begin(begun.clone()).unwrap().application);
    for _ in 0..2_000 {
        if ids.iter().all(|id| house.application(*id).0.state.closed.is_some()) {
            break;
        }
        let deed = ids.iter().find_map(|id| Some((*id, house.next_deed(*id)?)));
        match deed {
            Some((id, (by, commands))) => house.runner.submit(asks(id, by, commands)).unwrap(),
            None => {
                let shared = house.runner.shared().clone();
                let Some(next) = shared.wheel.next(&shared).unwrap() else { break };
                shared.clock.stand_at(next);
                shared.wheel.turn(&shared, next).unwrap();
            }
        }
        while house.step() {
            if cuts > 0 && is_mailed(&house) {
                cuts -= 1;
                let now = house.runner.shared().clock.now();
                house = house.crash(true).unwrap();
                house.runner.shared().clock.stand_at(now);
            }
        }
    }
    let mut ends = ids.map(|id| stood(&house, id));
    ends.sort_by_key(Vec::len);
    let [first, second] = ends;
    assert_eq!(first, [HoldStanding::Holding, HoldStanding::Over], "the first holds and lapses; {second:?}");
    let expected = [HoldStanding::InLine(1), HoldStanding::Holding, HoldStanding::Over];
    assert_eq!(second, expected, "the second waits, holds and lapses");
}
