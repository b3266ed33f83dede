//! An advance that has no more time stays where it has come to, and another one goes on from there.

use super::house::House;
use onething_server::runner::message::Message;
use onething_server::runner::{Advanced, To};
use std::time::Duration;
use uuid::Uuid;

#[test]
fn an_advance_without_patience_stays_where_it_is_and_the_next_one_goes_on() {
    let house = House::threaded(7, 2);
    let runner = house.runner.clone();
    let shared = runner.shared();
    let due = shared.clock.now() + 60_000;
    // Something that nobody takes is due all the same.
    shared.wheel.send_at(due, 0, Message::Due(Uuid::nil(), 0));
    let to = To::Time(due + 1);
    let first = runner.advance(to, Duration::ZERO, || false).unwrap();
    assert_eq!((first.stops, first.reached), (0, false));
    assert!(first.now < due, "time went on without what was due on the way");
    let Advanced { now, stops, reached } = runner.advance(to, Duration::from_secs(60), || false).unwrap();
    assert_eq!((now, stops, reached), (due + 1, 1, true));
}
