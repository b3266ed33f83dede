//! The course of a delivery, moment by moment.

use super::{Delivery, DeliveryId, Kept, MOST_DELIVERED, Outbox, OutboxEvent, Outcome, RETRIES, Standing};
use crate::notices::{Kind, Outgoing, OutgoingId};
use onething_engine::application::moment::Moment;
use onething_engine::scenario::text::Text;
use uuid::Uuid;

fn queued(number: usize, endpoint: &str, at: i64) -> OutboxEvent {
    let notice = Outgoing {
        id: OutgoingId(format!("ntc_{number:06}").into()),
        to: "applicant".into(),
        text: Text::new("已办结", "done"),
        application: Uuid::from_u128(1),
        scenario: "newborn-birth".into(),
        kind: Kind::Notice,
        item: None,
        created: Moment(at),
    };
    OutboxEvent::Queued { notice, endpoint: endpoint.into(), at: Moment(at) }
}

fn id(number: usize, endpoint: &str) -> DeliveryId {
    DeliveryId { notice: OutgoingId(format!("ntc_{number:06}").into()), endpoint: endpoint.into() }
}

fn attempted(delivery: &DeliveryId, at: Moment, outcome: Outcome) -> OutboxEvent {
    OutboxEvent::Attempted { delivery: delivery.clone(), at, outcome }
}

fn standing(outbox: &Outbox, id: &DeliveryId) -> Standing {
    outbox.get(id).unwrap().standing
}

const REFUSED: Outcome = Outcome::Refused { status: 500, wait: None };

#[test]
fn a_delivery_is_tried_on_schedule_and_then_given_up() {
    let mut outbox = Outbox::default();
    outbox.apply(&queued(1, "hook", 1_000));
    let one = id(1, "hook");
    let mut now = Moment(1_000);
    for delay in RETRIES {
        assert_eq!(outbox.next(&"hook".into()), Some(now));
        assert!(outbox.due(&"hook".into(), now.plus(-1), 10).is_empty());
        assert_eq!(outbox.due(&"hook".into(), now, 10).iter().map(|due| due.id).collect::<Vec<_>>(), [&one]);
        outbox.apply(&attempted(&one, now, REFUSED));
        let Standing::Waiting(next) = standing(&outbox, &one) else { panic!("given up too early") };
        let waited = next.0 - now.0;
        assert!(waited >= delay && waited < delay + delay / 10, "{waited} after {delay}");
        now = next;
    }
    outbox.apply(&attempted(&one, now, Outcome::Unreachable));
    assert_eq!(standing(&outbox, &one), Standing::Dead(now));
    assert_eq!((outbox.next(&"hook".into()), outbox.waiting(), outbox.dead()), (None, 0, 1));
    let Delivery { attempts, last, .. } = outbox.get(&one).unwrap();
    assert_eq!((*attempts, *last), (7, Some(Outcome::Unreachable)));
    assert!(now.0 - 1_000 > 17 * 3_600_000 && now.0 - 1_000 < 20 * 3_600_000);
}

#[test]
fn the_dead_are_delivered_again_from_the_first_attempt() {
    let mut outbox = Outbox::default();
    outbox.apply(&queued(1, "hook", 0));
    let one = id(1, "hook");
    for _ in 0..7 {
        let at = outbox.next(&"hook".into()).unwrap();
        outbox.apply(&attempted(&one, at, REFUSED));
    }
    assert_eq!(outbox.dead(), 1);
    outbox.apply(&OutboxEvent::Redelivered { delivery: one.clone(), at: Moment(99) });
    assert_eq!((outbox.dead(), outbox.next(&"hook".into())), (0, Some(Moment(99))));
    outbox.apply(&attempted(&one, Moment(100), Outcome::Delivered { status: 204 }));
    assert_eq!(standing(&outbox, &one), Standing::Delivered(Moment(100)));
    assert_eq!(outbox.get(&one).unwrap().attempts, 1);
    // What is done can be delivered again too: a receiver may have lost it.
    outbox.apply(&OutboxEvent::Redelivered { delivery: one.clone(), at: Moment(200) });
    assert_eq!(standing(&outbox, &one), Standing::Waiting(Moment(200)));
    outbox.apply(&OutboxEvent::Redelivered { delivery: id(9, "hook"), at: Moment(200) });
    assert_eq!(outbox.waiting(), 1);
}

#[test]
fn a_receiver_may_ask_for_time_but_not_for_ever() {
    let wait_of = |wait: i64| {
        let mut outbox = Outbox::default();
        outbox.apply(&queued(1, "hook", 0));
        outbox.apply(&attempted(
            &id(1, "hook"),
            Moment(0),
            Outcome::Refused { status: 429, wait: Some(wait) },
        ));
        outbox.next(&"hook".into()).unwrap().0
    };
    assert_eq!(wait_of(60_000), 60_000);
    assert!((5_000..5_500).contains(&wait_of(10)));
    assert!((5_000..5_500).contains(&wait_of(-10)));
    assert_eq!(wait_of(i64::MAX), 24 * 3_600_000);
}

#[test]
fn who_is_gone_is_told_no_more_until_enabled() {
    let mut outbox = Outbox::default();
    for (number, endpoint) in [(1, "hook"), (2, "hook"), (3, "other")] {
        outbox.apply(&queued(number, endpoint, 0));
    }
    outbox.apply(&attempted(&id(1, "hook"), Moment(5), Outcome::Gone));
    assert_eq!(standing(&outbox, &id(2, "hook")), Standing::Dead(Moment(5)));
    assert_eq!(standing(&outbox, &id(3, "other")), Standing::Waiting(Moment(0)));
    assert!(outbox.is_disabled(&"hook".into()) && !outbox.is_disabled(&"other".into()));
    outbox.apply(&queued(4, "hook", 6));
    assert_eq!(outbox.get(&id(4, "hook")), None);
    outbox.apply(&OutboxEvent::Enabled { endpoint: "hook".into(), at: Moment(7) });
    outbox.apply(&queued(5, "hook", 8));
    assert_eq!(standing(&outbox, &id(5, "hook")), Standing::Waiting(Moment(8)));
}

#[test]
fn what_comes_twice_counts_once() {
    let mut outbox = Outbox::default();
    outbox.apply(&queued(1, "hook", 0));
    outbox.apply(&attempted(&id(1, "hook"), Moment(1), REFUSED));
    let before = outbox.next(&"hook".into());
    outbox.apply(&queued(1, "hook", 0));
    assert_eq!((outbox.waiting(), outbox.next(&"hook".into())), (1, before));
    outbox.apply(&attempted(&id(1, "hook"), Moment(2), Outcome::Delivered { status: 200 }));
    outbox.apply(&attempted(&id(1, "hook"), Moment(3), REFUSED));
    assert_eq!(standing(&outbox, &id(1, "hook")), Standing::Delivered(Moment(2)));
    outbox.apply(&attempted(&id(7, "hook"), Moment(3), REFUSED));
    assert_eq!(outbox.list(None).count(), 1);
}

#[test]
fn what_is_done_does_not_grow_without_end_and_lists_go_on() {
    let mut outbox = Outbox::default();
    for number in 0..MOST_DELIVERED + 3 {
        outbox.apply(&queued(number, "hook", 0));
        outbox.apply(&attempted(&id(number, "hook"), Moment(1), Outcome::Delivered { status: 200 }));
    }
    assert_eq!(outbox.list(None).count(), MOST_DELIVERED);
    assert_eq!(outbox.get(&id(2, "hook")), None);
    let (last, _) = outbox.list(Some(&id(MOST_DELIVERED + 1, "hook"))).next().unwrap();
    assert_eq!(last, &id(MOST_DELIVERED + 2, "hook"));
}

#[test]
fn retries_of_many_are_spread_and_the_same_at_every_fold() {
    let fold = || {
        let mut outbox = Outbox::default();
        for number in 0..100 {
            outbox.apply(&queued(number, "hook", 0));
            outbox.apply(&attempted(&id(number, "hook"), Moment(0), REFUSED));
        }
        (0..100).map(|n| standing(&outbox, &id(n, "hook"))).collect::<Vec<_>>()
    };
    let first = fold();
    assert_eq!(first, fold());
    let distinct: std::collections::BTreeSet<i64> =
        first.iter().map(|s| if let Standing::Waiting(at) = s { at.0 } else { -1 }).collect();
    assert!(distinct.len() > 50 && !distinct.contains(&-1), "{}", distinct.len());
}

#[test]
fn events_survive_the_journal() {
    let one = id(1, "hook");
    for event in [
        queued(1, "hook", 5),
        attempted(&one, Moment(1), Outcome::Delivered { status: 200 }),
        attempted(&one, Moment(1), Outcome::Refused { status: 429, wait: Some(7) }),
        attempted(&one, Moment(1), Outcome::Unreachable),
        attempted(&one, Moment(1), Outcome::Gone),
        OutboxEvent::Redelivered { delivery: one.clone(), at: Moment(2) },
        OutboxEvent::Enabled { endpoint: "hook".into(), at: Moment(3) },
    ] {
        let bytes = rmp_serde::to_vec_named(&event).unwrap();
        assert_eq!(rmp_serde::from_slice::<OutboxEvent>(&bytes).unwrap(), event);
    }
}

/// Every row that is kept after some events, the way a journal keeps them: what is said last counts.
#[derive(Default)]
struct Rows(std::collections::BTreeMap<String, Kept>);

impl Rows {
    fn take(&mut self, outbox: &mut Outbox) {
        for (name, row) in outbox.changes() {
            match row {
                Some(row) => drop(self.0.insert(name, row)),
                None => drop(self.0.remove(&name)),
            }
        }
    }

    fn read(&self) -> Outbox {
        Outbox::restored(self.0.values().cloned())
    }
}

fn all(outbox: &Outbox) -> Vec<(DeliveryId, Delivery)> {
    outbox.list(None).map(|(id, delivery)| (id.clone(), delivery.clone())).collect()
}

#[test]
fn what_is_kept_after_each_event_is_read_as_the_same_outbox() {
    let (one, two, other) = (id(1, "hook"), id(2, "hook"), id(3, "other"));
    let delivered = Outcome::Delivered { status: 200 };
    let events = [
        queued(1, "hook", 5),
        queued(2, "hook", 6),
        queued(3, "other", 6),
        attempted(&one, Moment(7), REFUSED),
        attempted(&other, Moment(8), delivered),
        attempted(&two, Moment(9), Outcome::Gone),
        OutboxEvent::Redelivered { delivery: one.clone(), at: Moment(10) },
        OutboxEvent::Enabled { endpoint: "hook".into(), at: Moment(11) },
        OutboxEvent::Abandoned { endpoint: "hook".into(), at: Moment(12) },
    ];
    let (mut outbox, mut rows) = (Outbox::default(), Rows::default());
    for event in events {
        outbox.apply(&event);
        rows.take(&mut outbox);
        let read = rows.read();
        assert_eq!(all(&read), all(&outbox), "{event:?}");
        assert_eq!((read.waiting(), read.dead()), (outbox.waiting(), outbox.dead()), "{event:?}");
        for endpoint in ["hook".into(), "other".into()] {
            assert_eq!(read.next(&endpoint), outbox.next(&endpoint));
            assert_eq!(read.is_disabled(&endpoint), outbox.is_disabled(&endpoint));
        }
    }
    assert_eq!((standing(&outbox, &one), outbox.waiting()), (Standing::Dead(Moment(12)), 0));
}

#[test]
fn what_is_forgotten_is_kept_no_more() {
    let (mut outbox, mut rows) = (Outbox::default(), Rows::default());
    for number in 0..MOST_DELIVERED + 3 {
        outbox.apply(&queued(number, "hook", 0));
        outbox.apply(&attempted(&id(number, "hook"), Moment(1), Outcome::Delivered { status: 200 }));
        rows.take(&mut outbox);
    }
    assert_eq!(rows.0.len(), MOST_DELIVERED);
    let mut read = rows.read();
    read.apply(&queued(MOST_DELIVERED + 3, "hook", 2));
    read.apply(&attempted(&id(MOST_DELIVERED + 3, "hook"), Moment(3), Outcome::Delivered { status: 200 }));
    assert_eq!(read.list(None).next().map(|(id, _)| id.clone()), Some(id(4, "hook")), "the oldest went");
}
