//! Clocks that stop.

use super::random::{Plain, plain, some_instant};
use super::{at, day, office};
use crate::calendar::{ClockLedger, Determined, LedgerError, Limit, LimitUnit, StopReason};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const REASONS: [StopReason; 3] =
    [StopReason::Correction, StopReason::SpecialProcedure, StopReason::Suspension];

/// A ledger whose entries follow each other by so many minutes.
fn ledger(limit: Limit, start: Timestamp, gaps: &[i64]) -> (ClockLedger, Timestamp) {
    let mut ledger = ClockLedger::start(limit, start);
    let mut now = start;
    for (entry, gap) in gaps.iter().enumerate() {
        now += SignedDuration::from_mins(*gap);
        let done = if entry % 2 == 0 { ledger.stop(now, REASONS[entry / 2 % 3]) } else { ledger.resume(now) };
        done.expect("in order");
    }
    (ledger, now)
}

/// Gaps between entries: none, hours, days, or months.
fn gaps() -> impl Strategy<Value = Vec<i64>> {
    vec(prop_oneof![1 => Just(0), 2 => 1_i64..600, 4 => 600_i64..20_000, 1 => 20_000_i64..300_000], 0..9)
}

fn some_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        4 => (0_u32..40).prop_map(Limit::working_days),
        2 => (0_u32..60).prop_map(Limit::calendar_days),
        1 => (0_u32..5).prop_map(Limit::months),
        1 => (0_u32..2).prop_map(Limit::years),
    ]
}

/// The rule in words, day by day: a day is used if the clock ran into it from a day before, and it is not
/// before or on the start day. What resumes at midnight runs into the day from the one before; what stops as it
/// resumes did not run.
fn used_by_loop(plain: &Plain, ledger: &ClockLedger, first: Date, now: Timestamp) -> Option<i64> {
    let zone = plain.time_zone();
    let date = |instant: Timestamp| zone.to_datetime(instant).date();
    let resumed = |instant: Timestamp| date(instant - SignedDuration::from_nanos(1));
    let mut begins = Some((ledger.started(), date(ledger.started())));
    let mut runs = Vec::new();
    for pause in ledger.pauses() {
        let (began, day) = begins.expect("running");
        if began < pause.from {
            runs.push((day, date(pause.from)));
        }
        begins = pause.until.map(|until| (until, resumed(until)));
    }
    runs.extend(begins.filter(|(began, _)| *began < now).map(|(_, day)| (day, date(now))));
    let mut count = 0;
    let mut day = first;
    while day < date(now) {
        day = day.checked_add(1.day()).expect("a date");
        if runs.iter().any(|(begins, ends)| *begins < day && day <= *ends) {
            let works = ledger.limit().unit != LimitUnit::WorkingDays || plain.works(day)?;
            count += i64::from(works);
        }
    }
    Some(count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn used_and_remaining_make_the_limit(
        plain in plain(), limit in some_limit(), start in some_instant(), gaps in gaps(), after in 0_i64..9_000,
    ) {
        // Zones that put clocks back over midnight have their own tests.
        prop_assume!(plain.zone != "America/Sao_Paulo" && plain.zone != "Africa/Cairo");
        let calendar = plain.build();
        let (ledger, last) = ledger(limit, start, &gaps);
        let now = last + SignedDuration::from_mins(after);
        if let Determined::Known(used) = ledger.used(&calendar, now) {
            let left = ledger.remaining(&calendar, now).known().expect("known as well");
            let length = ledger.remaining(&calendar, start).known().expect("nothing used at the start");
            prop_assert_eq!(used + left, length);
            if matches!(limit.unit, LimitUnit::WorkingDays | LimitUnit::CalendarDays) {
                prop_assert_eq!(length, i64::from(limit.amount));
            }
            if let Determined::Known(first) = calendar.start_day(limit.unit, start) {
                prop_assert_eq!(used_by_loop(&plain, &ledger, first, now), Some(used));
            }
        }
    }

    #[test]
    fn stopping_never_shortens(
        plain in plain(), limit in some_limit(), start in some_instant(), gaps in gaps(), after in 0_i64..9_000,
    ) {
        let calendar = plain.build();
        let (ledger, last) = ledger(limit, start, &gaps);
        let now = last + SignedDuration::from_mins(after);
        let whole = calendar.due(limit, start);
        prop_assert_eq!(ClockLedger::start(limit, start).due(&calendar, now), whole);
        let due = ledger.due(&calendar, now);
        if let (Determined::Known(whole), Determined::Known(due)) = (whole, due) {
            prop_assert!(whole <= due);
        }
        // Standing longer never ends sooner either.
        let later = ledger.due(&calendar, now + SignedDuration::from_hours(30));
        if let (Determined::Known(due), Determined::Known(later)) = (due, later) {
            prop_assert!(due <= later);
        }
    }

    #[test]
    fn a_stop_for_no_time_changes_nothing(
        plain in plain(), limit in some_limit(), start in some_instant(), gaps in gaps(), run in 0_i64..20_000,
        after in 0_i64..9_000,
    ) {
        let calendar = plain.build();
        let running = &gaps[..gaps.len() / 2 * 2];
        let (before, last) = ledger(limit, start, running);
        let at_once = last + SignedDuration::from_mins(run);
        let mut stopped = before.clone();
        stopped.stop(at_once, StopReason::Correction).expect("running");
        prop_assert_eq!(stopped.due(&calendar, at_once), before.due(&calendar, at_once));
        stopped.resume(at_once).expect("stopped");
        let now = at_once + SignedDuration::from_mins(after);
        prop_assert_eq!(stopped.used(&calendar, now), before.used(&calendar, now));
        prop_assert_eq!(stopped.due(&calendar, now), before.due(&calendar, now));
    }

    /// What is known stays so when another year is loaded.
    #[test]
    fn loading_a_year_changes_nothing_known(
        plain in plain(), drop in any::<prop::sample::Index>(), limit in some_limit(), start in some_instant(),
        gaps in gaps(),
    ) {
        let Some(notices) = &plain.notices else { return Ok(()) };
        let mut fewer = notices.clone();
        let dropped = fewer.remove(drop.index(notices.len()));
        // The notice for a year may still move the last week of December before.
        prop_assume!(dropped.off.iter().all(|(day, _)| day.year() == dropped.year));
        prop_assume!(dropped.work.iter().all(|day| day.year() == dropped.year));
        let (fewer, more) = (Plain { notices: Some(fewer), ..plain.clone() }.build(), plain.build());
        let (ledger, now) = ledger(limit, start, &gaps);
        if let Determined::Known(used) = ledger.used(&fewer, now) {
            prop_assert_eq!(ledger.used(&more, now), Determined::Known(used));
        }
        if let Determined::Known(due) = ledger.due(&fewer, now) {
            prop_assert_eq!(ledger.due(&more, now), Determined::Known(due));
        }
    }

    /// Only the dates of entries matter to what is left, not their hours, midnight apart; so the same running days
    /// leave the same.
    #[test]
    fn the_same_running_days_leave_the_same(
        plain in plain(), amount in 1_u32..30, start in some_instant(), days in vec(1_i64..9, 0..7),
        hours in vec(1_i64..1_440, 7),
    ) {
        let plain = Plain { zone: "Asia/Shanghai", ..plain };
        let calendar = plain.build();
        let midnight = calendar.date(start).to_zoned(plain.time_zone()).expect("a midnight").timestamp();
        let mut ledgers = [0, 1].map(|_| ClockLedger::start(Limit::working_days(amount), start));
        let mut passed = 0;
        for (entry, (gap, hour)) in days.iter().zip(&hours).enumerate() {
            passed += gap;
            for (hour, ledger) in [hour, &(1_440 - hour)].into_iter().zip(&mut ledgers) {
                let now = midnight + SignedDuration::from_mins(passed * 1_440 + hour);
                let done =
                    if entry % 2 == 0 { ledger.stop(now, StopReason::Suspension) } else { ledger.resume(now) };
                done.expect("in order");
            }
        }
        let now = midnight + SignedDuration::from_hours((passed + 9) * 24);
        let [one, other] = &ledgers;
        prop_assert_eq!(one.remaining(&calendar, now), other.remaining(&calendar, now));
    }
}

/// The laws would hold of nothing if no random clock stood, ran out or was moved.
#[test]
fn random_clocks_have_everything() {
    let mut runner = TestRunner::deterministic();
    let drawn = (plain(), some_limit(), some_instant(), gaps());
    let mut seen = [0_usize; 7];
    for _ in 0..700 {
        let (plain, limit, start, gaps) = drawn.new_tree(&mut runner).unwrap().current();
        let calendar = plain.build();
        let (ledger, now) = ledger(limit, start, &gaps);
        let left = ledger.remaining(&calendar, now).known();
        let due = ledger.due(&calendar, now).known();
        let whole = calendar.due(limit, start).known();
        seen[0] += usize::from(ledger.stopped_at(now).is_some());
        seen[1] += usize::from(left.is_some_and(|left| left < 0));
        seen[2] += usize::from(left == Some(0));
        seen[3] += usize::from(left.is_some_and(|left| left > 0 && left < i64::from(limit.amount)));
        seen[4] += usize::from(due.is_some() && due > whole && whole.is_some());
        seen[5] += usize::from(due.is_none() && whole.is_some());
        seen[6] += usize::from(calendar.start_day(limit.unit, start).known().is_some_and(|first| {
            first > calendar.date(start)
                && ledger.pauses().first().is_some_and(|pause| calendar.date(pause.from) < first)
        }));
    }
    assert!(seen.iter().all(|times| *times >= 3), "rare or missing: {seen:?}");
}

/// Accepted on Monday 9 March 2026 with five working days; materials to be corrected from Wednesday to Friday.
#[test]
fn a_correction_by_hand() {
    let office = office();
    let mut clock = ClockLedger::start(Limit::working_days(5), at("2026-03-09T10:00"));
    let due = |clock: &ClockLedger, now: &str| clock.due(&office, at(now)).known().unwrap().last_day;
    let left = |clock: &ClockLedger, now: &str| clock.remaining(&office, at(now)).known().unwrap();
    assert_eq!(due(&clock, "2026-03-09T10:00"), day("2026-03-16"));
    assert_eq!((left(&clock, "2026-03-09T17:00"), left(&clock, "2026-03-10T00:00")), (5, 4));
    clock.stop(at("2026-03-11T15:00"), StopReason::Correction).unwrap();
    // Tuesday and Wednesday are used, three days are left however long it stands.
    assert_eq!((left(&clock, "2026-03-11T16:00"), left(&clock, "2026-06-01T10:00")), (3, 3));
    assert_eq!(due(&clock, "2026-03-11T16:00"), day("2026-03-16"), "if it resumed at once");
    assert_eq!(due(&clock, "2026-03-12T16:00"), day("2026-03-17"));
    assert_eq!(clock.stopped_at(at("2026-03-12T16:00")), Some(StopReason::Correction));
    clock.resume(at("2026-03-13T09:30")).unwrap();
    assert_eq!(clock.stopped_at(at("2026-03-13T09:30")), None);
    // Friday is the new start day; Monday, Tuesday and Wednesday remain.
    assert_eq!(due(&clock, "2026-03-14T10:00"), day("2026-03-18"));
    assert_eq!(left(&clock, "2026-03-18T10:00"), 0);
    assert_eq!(left(&clock, "2026-03-20T10:00"), -2);
    // As of an earlier instant, what came later has not happened.
    assert_eq!(due(&clock, "2026-03-10T10:00"), day("2026-03-16"));
    // Stopped again at noon of its last day, with hours left: it ends on the day it resumes.
    clock.stop(at("2026-03-18T11:00"), StopReason::SpecialProcedure).unwrap();
    clock.resume(at("2026-03-25T11:00")).unwrap();
    assert_eq!(due(&clock, "2026-03-26T10:00"), day("2026-03-25"));
    // Once it is over, stops change nothing.
    clock.stop(at("2026-03-26T11:00"), StopReason::Suspension).unwrap();
    assert_eq!(due(&clock, "2026-06-01T10:00"), day("2026-03-25"));
}

/// A stop a second before the close of the last day comes in time, one at the close does not.
#[test]
fn stops_at_the_close() {
    let office = office();
    for (stop, last) in [("2026-03-16T17:29:59", "2026-03-25"), ("2026-03-16T17:30", "2026-03-16")] {
        let mut clock = ClockLedger::start(Limit::working_days(5), at("2026-03-09T10:00"));
        clock.stop(at(stop), StopReason::Suspension).unwrap();
        clock.resume(at("2026-03-25T11:00")).unwrap();
        let due = clock.due(&office, at("2026-03-25T11:00")).known().unwrap();
        assert_eq!((due.last_day, due.moment), (day(last), at(&format!("{last}T17:30"))));
    }
}

#[test]
fn natural_months_that_stop() {
    let office = office();
    // Two months from 15 January end on 15 March, a Sunday: 59 days, then Monday.
    let mut clock = ClockLedger::start(Limit::months(2), at("2026-01-15T10:00"));
    let due = |clock: &ClockLedger| clock.due(&office, at("2026-12-01T10:00")).known().unwrap();
    assert_eq!(due(&clock).last_day, day("2026-03-16"));
    assert_eq!(due(&clock).moment, at("2026-03-17T00:00"));
    assert_eq!(clock.remaining(&office, at("2026-01-15T23:00")), Determined::Known(59));
    clock.stop(at("2026-01-25T10:00"), StopReason::SpecialProcedure).unwrap();
    clock.resume(at("2026-02-04T10:00")).unwrap();
    // Ten days used, ten days standing: 49 days after 4 February is 25 March.
    assert_eq!(due(&clock).last_day, day("2026-03-25"));
}

#[test]
fn a_clock_beyond_the_loaded_years() {
    let office = office();
    let mut clock = ClockLedger::start(Limit::working_days(5), at("2026-12-28T10:00"));
    let due = clock.due(&office, at("2026-12-28T10:00"));
    assert_eq!(due, Determined::Undetermined { known_until: day("2026-12-31"), working_days_left: 2 });
    clock.stop(at("2026-12-30T10:00"), StopReason::Correction).unwrap();
    assert_eq!(clock.remaining(&office, at("2027-03-01T10:00")), Determined::Known(3));
    clock.resume(at("2027-03-01T10:00")).unwrap();
    let due = clock.due(&office, at("2027-03-01T10:00"));
    assert_eq!(due, Determined::Undetermined { known_until: day("2027-03-01"), working_days_left: 3 });
    assert_eq!(
        clock.used(&office, at("2027-03-02T10:00")),
        Determined::Undetermined { known_until: day("2027-03-01"), working_days_left: 0 }
    );
}

#[test]
fn entries_out_of_order() {
    let mut clock = ClockLedger::start(Limit::working_days(5), at("2026-03-09T10:00"));
    assert_eq!(clock.resume(at("2026-03-10T10:00")), Err(LedgerError::NotStopped));
    let (early, start) = (at("2026-03-09T09:59"), at("2026-03-09T10:00"));
    let back = Err(LedgerError::BackInTime { at: early, last: start });
    assert_eq!(clock.stop(early, StopReason::Correction), back);
    clock.stop(start, StopReason::Correction).unwrap();
    let standing = LedgerError::AlreadyStopped { reason: StopReason::Correction, since: start };
    assert_eq!(clock.stop(at("2026-03-10T10:00"), StopReason::Suspension), Err(standing));
    assert_eq!(clock.resume(early), back);
    assert_eq!(clock.pauses().len(), 1);

    let written = serde_json::to_string(&clock).unwrap();
    assert_eq!(
        written,
        r#"{"limit":{"amount":5,"unit":"working_days"},"started":"2026-03-09T02:00:00Z","pauses":[{"reason":"correction","from":"2026-03-09T02:00:00Z","until":null}]}"#
    );
    assert_eq!(serde_json::from_str::<ClockLedger>(&written).unwrap(), clock);
    let twice = written.replace(r#"]}"#, r#",{"reason":"correction","from":"2026-03-10T02:00:00Z"}]}"#);
    assert!(serde_json::from_str::<ClockLedger>(&twice).unwrap_err().to_string().contains("has stood"));
}

/// What ends with a day ends at its 24:00. A procedure that stops the clock on Tuesday and is over with Thursday ends
/// at Friday's midnight, and Friday counts.
#[test]
fn the_day_after_a_stop_that_ends_with_a_day_counts() {
    let calendar = office();
    let resumed = |until: &str| {
        let mut ledger = ClockLedger::start(Limit::working_days(5), at("2026-03-02 10:00"));
        ledger.stop(at("2026-03-03 10:00"), StopReason::SpecialProcedure).expect("running");
        ledger.resume(at(until)).expect("stopped");
        let now = at("2026-03-10 09:00");
        let due = ledger.due(&calendar, now).known().expect("a known year").last_day;
        (ledger.used(&calendar, now).known().expect("a known year"), due)
    };
    // Tuesday the 3rd, then Friday to Tuesday.
    assert_eq!(resumed("2026-03-06 00:00"), (4, day("2026-03-11")));
    // Thursday is as good as its end.
    assert_eq!(resumed("2026-03-05 23:59"), (4, day("2026-03-11")));
    // On Friday itself that is the day on which it resumes.
    assert_eq!(resumed("2026-03-06 00:01"), (3, day("2026-03-12")));
}

#[test]
fn stops_that_adjoin_are_one() {
    let calendar = office();
    let mut ledger = ClockLedger::start(Limit::working_days(5), at("2026-03-02 10:00"));
    ledger.stop(at("2026-03-03 10:00"), StopReason::SpecialProcedure).expect("running");
    ledger.resume(at("2026-03-06 00:00")).expect("stopped");
    ledger.stop(at("2026-03-06 00:00"), StopReason::Correction).expect("running");
    ledger.resume(at("2026-03-09 11:00")).expect("stopped");
    let now = at("2026-03-10 09:00");
    assert_eq!(ledger.used(&calendar, now).known(), Some(2));
    assert_eq!(ledger.due(&calendar, now).known().map(|d| d.last_day), Some(day("2026-03-13")));
}

/// What ends as its clock resumes, at midnight, has not used the day that begins.
#[test]
fn nothing_is_used_at_the_instant_of_resuming() {
    let calendar = office();
    let mut ledger = ClockLedger::start(Limit::working_days(5), at("2026-03-02 10:00"));
    ledger.stop(at("2026-03-02 11:00"), StopReason::Hold).expect("running");
    ledger.resume(at("2026-03-06 00:00")).expect("stopped");
    assert_eq!(ledger.used(&calendar, at("2026-03-06 00:00")).known(), Some(0));
    assert_eq!(ledger.used(&calendar, at("2026-03-06 00:01")).known(), Some(1));
}
