//! What holds of a line whatever is asked of it: random commands over terms of every unit.

use super::{calendar, holder};
use crate::calendar::Calendar;
use crate::hold::term::window;
use crate::hold::{
    Command, ENDED_KEPT, Event, EventKind, HolderId, Joining, Line, News, Place, Rejection, RenewalTerm,
    Term, apply, decide, is_free, news, turn,
};
use crate::scenario::model::{Period, TermFrom, Unit};
use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const UNITS: [Unit; 6] =
    [Unit::Milliseconds, Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Months, Unit::Years];

fn a_period() -> impl Strategy<Value = Period> {
    (0_u32..5, 0..UNITS.len()).prop_map(|(amount, unit)| Period { amount, unit: UNITS[unit] })
}

fn a_term() -> impl Strategy<Value = Term> {
    let renew = (proptest::option::of(a_period()), proptest::option::of(a_period()), a_period())
        .prop_map(|(opens, closes, lasts)| RenewalTerm { opens, closes, lasts });
    (a_period(), any::<bool>(), proptest::option::of(renew)).prop_map(|(lasts, joining, renew)| {
        let from = if joining { TermFrom::JoiningTheLine } else { TermFrom::TakingEffect };
        Term { lasts, from, renew }
    })
}

#[derive(Debug, Clone)]
enum Step {
    Send(Command),
    /// Time passes: so much, or to the next end if that is nearer, or to a millisecond beside it.
    Pass(i64, i64),
}

fn a_step() -> impl Strategy<Value = Step> {
    let who = || (1_u8..9).prop_map(holder);
    let joining =
        (who(), proptest::option::of(-3_i64..3), 0_i64..4, proptest::option::weighted(0.9, a_term()))
            .prop_map(|(holder, rank, accepted, term)| {
                let accepted_at = Timestamp::from_millisecond(accepted).unwrap();
                Step::Send(Command::Join(Joining { holder, rank, accepted_at, term }))
            });
    prop_oneof![
        4 => joining,
        3 => who().prop_map(|holder| Step::Send(Command::Renew { holder })),
        2 => who().prop_map(|holder| Step::Send(Command::Release { holder })),
        1 => who().prop_map(|holder| Step::Send(Command::Leave { holder })),
        2 => Just(Step::Send(Command::Due)),
        5 => (prop_oneof![Just(0_i64), 1_i64..5, 1_000_000_i64..20_000_000_000], -1_i64..2)
            .prop_map(|(most, beside)| Step::Pass(most, beside)),
    ]
}

fn start() -> Timestamp {
    super::at("2026-03-02 09:00")
}

/// Plays steps; calls back before and after every command that was taken, with its moment and events.
fn play(
    steps: &[Step],
    calendar: &Calendar,
    mut after: impl FnMut(&Line, &Line, &Command, Timestamp, &[Event]) -> Result<(), TestCaseError>,
) -> Result<(Line, Vec<Event>), TestCaseError> {
    let (mut line, mut all, mut now) = (Line::default(), Vec::new(), start());
    for step in steps {
        match step {
            Step::Pass(most, beside) => {
                let far = now + SignedDuration::from_millis(*most);
                let near = line.next_due().map(|end| end + SignedDuration::from_millis(*beside));
                now = near.filter(|n| *n < far).unwrap_or(far).max(now);
            }
            Step::Send(command) => {
                let before = line.clone();
                match turn(&mut line, command, now, calendar) {
                    Ok(events) => {
                        prop_assert_eq!(&Ok(events.clone()), &decide(&before, command, now, calendar));
                        after(&before, &line, command, now, &events)?;
                        all.extend(events);
                    }
                    Err(_) => prop_assert_eq!(&line, &before, "a rejection changes nothing"),
                }
            }
        }
    }
    Ok((line, all))
}

fn everybody(line: &Line) -> BTreeSet<HolderId> {
    line.places().map(|p| p.holder).collect()
}

fn later(at: Timestamp, by: i64) -> Timestamp {
    at + SignedDuration::from_millis(by)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn events_alone_make_the_line(steps in vec(a_step(), 1..60)) {
        let calendar = calendar(false);
        let (line, events) = play(&steps, &calendar, |_, _, _, _, _| Ok(()))?;
        let mut again = Line::default();
        events.iter().for_each(|event| apply(&mut again, event));
        prop_assert_eq!(&again, &line);
        let numbers: Vec<u64> = events.iter().map(|e| e.sequence).collect();
        prop_assert_eq!(numbers, (1..=line.sequence).collect::<Vec<_>>());
        prop_assert!(events.windows(2).all(|two| two[0].at <= two[1].at), "time goes forward");
    }

    /// At most one holds the thing at any instant; nobody waits while nobody holds it; the first goes first.
    #[test]
    fn one_holds_and_the_first_comes_next(steps in vec(a_step(), 1..60)) {
        let calendar = calendar(false);
        play(&steps, &calendar, |before, after, _, now, events| {
            let mut line = before.clone();
            for (at, event) in events.iter().enumerate() {
                if matches!(event.kind, EventKind::TookEffect { .. }) {
                    prop_assert!(line.holding.is_none(), "two hold it");
                    let first = line.waiting.iter().min_by_key(|p| p.order()).map(|p| p.holder);
                    prop_assert_eq!(first, Some(event.holder));
                }
                let ended = line.is_holding(event.holder)
                    && matches!(event.kind, EventKind::Lapsed | EventKind::Released);
                apply(&mut line, event);
                if ended && !line.waiting.is_empty() {
                    let next = events.get(at + 1);
                    let took = next.is_some_and(|e| matches!(e.kind, EventKind::TookEffect { .. }));
                    prop_assert!(took, "nobody took effect in the same batch");
                    prop_assert_eq!(next.map(|e| e.at), Some(event.at), "nor at that very moment");
                }
            }
            prop_assert!(after.holding.is_some() || after.waiting.is_empty());
            prop_assert!(after.waiting.windows(2).all(|two| two[0].order() < two[1].order()));
            prop_assert!(after.next_due().is_none_or(|end| end > now), "an end was left for later");
            prop_assert_eq!(is_free(after, now, &calendar), after.holding.is_none());
            Ok(())
        })?;
    }

    /// Everybody who joined has a place or has ended once, and applications hear of it once.
    #[test]
    fn nobody_is_lost(steps in vec(a_step(), 1..80)) {
        let calendar = calendar(false);
        let (line, events) = play(&steps, &calendar, |_, _, _, _, _| Ok(()))?;
        let mut ends: BTreeMap<HolderId, u32> = BTreeMap::new();
        let mut took: BTreeSet<HolderId> = BTreeSet::new();
        for event in &events {
            match event.kind {
                EventKind::Joined { .. } => prop_assert!(ends.insert(event.holder, 0).is_none()),
                EventKind::TookEffect { .. } => prop_assert!(took.insert(event.holder)),
                EventKind::Lapsed | EventKind::Released => {
                    prop_assert!(took.contains(&event.holder));
                    *ends.get_mut(&event.holder).unwrap() += 1;
                }
                EventKind::LeftLine { .. } => {
                    prop_assert!(!took.contains(&event.holder), "it took effect and did not end so");
                    *ends.get_mut(&event.holder).unwrap() += 1;
                }
                EventKind::Dated { .. } | EventKind::Renewed { .. } => {}
            }
        }
        let places = everybody(&line);
        for (holder, count) in &ends {
            prop_assert_eq!(*count, u32::from(!places.contains(holder)));
        }
        let heard = news(&events).filter(|(_, n)| *n == News::Over).count();
        prop_assert_eq!(heard, ends.values().filter(|count| **count == 1).count());
        prop_assert!(line.ended.len() <= ENDED_KEPT);
        // Releasing whoever is left frees the thing.
        let mut line = line;
        let now = events.last().map_or(start(), |e| e.at);
        for holder in places {
            let _ = turn(&mut line, &Command::Release { holder }, now, &calendar);
        }
        prop_assert!(line.places().next().is_none());
    }

    /// Terms end by themselves: one who holds it lapses, one in line leaves without ever taking effect.
    #[test]
    fn time_ends_terms(steps in vec(a_step(), 1..60)) {
        let calendar = calendar(false);
        let mut until: BTreeMap<HolderId, Option<Timestamp>> = BTreeMap::new();
        play(&steps, &calendar, |_, _, _, _, events| {
            for event in events {
                let over = until.get(&event.holder).copied().flatten() == Some(event.at);
                match &event.kind {
                    EventKind::Joined { place, .. } => { until.insert(event.holder, place.until); }
                    EventKind::TookEffect { until: end } => { until.insert(event.holder, *end); }
                    EventKind::Renewed { until: end } | EventKind::Dated { until: end } => {
                        until.insert(event.holder, Some(*end));
                    }
                    EventKind::Lapsed | EventKind::LeftLine { term_over: true } => prop_assert!(over),
                    EventKind::Released | EventKind::LeftLine { term_over: false } => prop_assert!(!over),
                }
            }
            Ok(())
        })?;
    }

    /// A window holds its first instant and not its last: a millisecond on either side decides.
    #[test]
    fn a_window_is_sharp(steps in vec(a_step(), 1..40)) {
        let calendar = calendar(false);
        let (line, _) = play(&steps, &calendar, |_, _, _, _, _| Ok(()))?;
        let running = |p: &&Place| p.term.is_some_and(|t| t.renew.is_some());
        for place in line.places().filter(running) {
            let renew = place.term.and_then(|t| t.renew).unwrap();
            let command = Command::Renew { holder: place.holder };
            let at = |at: Timestamp| decide(&line, &command, at, &calendar);
            let Some(until) = place.until else {
                prop_assert_eq!(at(line.at).err(), Some(Rejection::NotInEffect));
                continue;
            };
            let (opens, closes) = window(&renew, until, &calendar).unwrap();
            let opens = opens.unwrap_or(line.at).max(line.at);
            // Another's end before the window could take this one out of its place.
            if opens >= closes || later(closes, -1) < line.at {
                continue;
            }
            let stays = |when: Timestamp| {
                let settled = decide(&line, &Command::Due, when, &calendar).unwrap();
                !news(&settled).any(|(h, _)| h == place.holder)
            };
            let last = later(closes, -1);
            if stays(last) {
                let renewed = at(last);
                prop_assert!(renewed.is_ok(), "{renewed:?} at the last instant");
                prop_assert!(at(opens).is_ok());
            }
            prop_assert!(at(closes).is_err(), "a millisecond late is late");
            if later(opens, -1) >= line.at {
                let early = at(later(opens, -1)).err();
                prop_assert!(matches!(early, Some(Rejection::RenewalTooEarly(_))), "{early:?}");
            }
        }
    }
}
