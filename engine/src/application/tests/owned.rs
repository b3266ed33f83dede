//! What an event owns is dropped or kept, and never forgotten: writing one looks at most kinds without a drop.

use crate::application::command::Actor;
use crate::application::event::{Event, EventKind};
use crate::application::moment::Moment;
use crate::application::program::{FactId, ItemIndex, StepId};
use crate::application::state::{Application, CallId, Ending, How, TaskId};
use crate::application::{apply, apply::write};
use std::sync::Arc;

#[test]
fn what_an_event_owns_goes_with_the_state() {
    let text: Arc<str> = "a text".into();
    let (fact, item, step) = (FactId(0), ItemIndex(0), StepId(0));
    let call = CallId { task: TaskId { step, visit: 1 }, attempt: 1 };
    let some = || Some(text.clone());
    let kinds = [
        EventKind::Opened { steps: 1, items: 1, facts: 1 },
        EventKind::Drafted { fact, value: text.clone() },
        EventKind::Attached { fact, hash: text.clone() },
        EventKind::Asked { fact, step, why: some() },
        EventKind::Known { fact, how: How::Call, value: some() },
        EventKind::Failed { call, why: some() },
        EventKind::ItemSuspended { item, why: text.clone() },
        EventKind::ItemEnded { item, ending: Ending::Refused, why: some() },
        EventKind::Revoked { item, why: text.clone() },
    ];
    let owned = kinds.iter().filter(|kind| format!("{kind:?}").contains("a text")).count();
    assert_eq!(Arc::strong_count(&text), 1 + owned);
    let mut state = Application::default();
    for (sequence, kind) in (1..).zip(kinds) {
        let event = Event { sequence, at: Moment(0), by: Actor::System, kind };
        apply(&mut state, &event);
        write(&mut state, event);
    }
    // The state keeps the fact's value alone.
    assert_eq!(Arc::strong_count(&text), 2);
    drop(state);
    assert_eq!(Arc::strong_count(&text), 1);
}
