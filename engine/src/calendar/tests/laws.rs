//! Laws of working days and limits, over random calendars.

use super::random::{Plain, plain, some_date, some_instant};
use crate::calendar::{DayKind, Determined, Limit};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

fn walked(found: Determined<Date>) -> Result<Date, (Date, u32)> {
    match found {
        Determined::Known(day) => Ok(day),
        Determined::Undetermined { known_until, working_days_left } => Err((known_until, working_days_left)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn prefix_sums_answer_as_the_loop(
        plain in plain(),
        asked in proptest::collection::vec((some_date(), -400_i64..400), 20),
    ) {
        let calendar = plain.build();
        for (from, n) in asked {
            let kind = match plain.works(from) {
                None => DayKind::Undetermined,
                Some(true) => DayKind::Working,
                Some(false) => DayKind::Off,
            };
            prop_assert_eq!(calendar.day(from), kind);
            prop_assert_eq!(walked(calendar.add_working_days(from, n)), plain.add(from, n));
        }
    }

    #[test]
    fn the_moment_alone_is_the_same(plain in plain(), at in some_instant(), amount in 0_u32..60) {
        let calendar = plain.build();
        for limit in [Limit::working_days(amount), Limit::calendar_days(amount), Limit::months(amount)] {
            let whole = calendar.due(limit, at).known().map(|due| due.moment);
            prop_assert_eq!(calendar.due_moment(limit, at), whole);
        }
    }

    #[test]
    fn what_is_looked_up_is_what_is_counted(
        plain in plain(),
        asked in proptest::collection::vec((some_instant(), 1_u32..60), 40),
    ) {
        let calendar = plain.build();
        for (accepted, amount) in asked {
            let limit = Limit::working_days(amount);
            let by = calendar.weekly_due(limit).expect("a limit of working days");
            if let Some(due) = calendar.due_by_week(&by, accepted.as_millisecond()) {
                let counted = calendar.due_moment(limit, accepted).map(|due| due.as_millisecond());
                prop_assert_eq!(Some(due), counted);
            }
        }
    }

    #[test]
    fn between_undoes_add(plain in plain(), from in some_date(), n in -300_i64..300) {
        let calendar = plain.build();
        prop_assume!(n >= 0 || calendar.day(from) == DayKind::Working);
        if let Determined::Known(day) = calendar.add_working_days(from, n) {
            prop_assert_eq!(calendar.working_days_between(from, day), Determined::Known(n));
            prop_assert_eq!(calendar.working_days_between(day, from), Determined::Known(-n));
        }
    }

    #[test]
    fn add_is_monotone_and_adds_up(
        plain in plain(), a in some_date(), later in 0_i64..40, n in 0_i64..100, m in 0_i64..100,
    ) {
        let calendar = plain.build();
        let add = |day, n| calendar.add_working_days(day, n).known();
        if let (Some(x), Some(y)) = (add(a, n), add(a.saturating_add(later.days()), n)) {
            prop_assert!(x <= y);
        }
        if let Some(whole) = add(a, n + m) {
            prop_assert_eq!(add(a, n).and_then(|day| add(day, m)), Some(whole));
            prop_assert!(m == 0 || add(a, n) < Some(whole));
        }
    }

    #[test]
    fn counts_add_up(plain in plain(), a in some_date(), b in some_date(), c in some_date()) {
        let calendar = plain.build();
        let between = |a, b| calendar.working_days_between(a, b).known();
        if let (Some(ab), Some(bc), Some(ac)) = (between(a, b), between(b, c), between(a, c)) {
            prop_assert_eq!(ab + bc, ac);
        }
    }

    /// A year more leaves answers as they are, and settles what was left from where it was left.
    #[test]
    fn loading_a_year_resolves(
        plain in plain(), drop in any::<prop::sample::Index>(), from in some_date(), n in -400_i64..400,
        at in some_instant(), amount in 0_u32..60,
    ) {
        let Some(notices) = &plain.notices else { return Ok(()) };
        let mut fewer = notices.clone();
        // The last day of December may move when the year after is loaded; without that, nothing does.
        let dropped = fewer.remove(drop.index(notices.len()));
        prop_assume!(dropped.off.iter().all(|(day, _)| day.year() == dropped.year));
        prop_assume!(dropped.work.iter().all(|day| day.year() == dropped.year));
        let fewer = Plain { notices: Some(fewer), ..plain.clone() }.build();
        let more = plain.build();
        let add = more.add_working_days(from, n);
        match fewer.add_working_days(from, n) {
            Determined::Known(day) => prop_assert_eq!(add, Determined::Known(day)),
            Determined::Undetermined { known_until, working_days_left } => {
                let left = i64::from(working_days_left) * n.signum();
                prop_assert_eq!(more.add_working_days(known_until, left), add);
            }
        }
        for limit in [Limit::working_days(amount), Limit::calendar_days(amount), Limit::months(amount)] {
            let due = more.due(limit, at);
            match fewer.due(limit, at) {
                Determined::Known(deadline) => prop_assert_eq!(due, Determined::Known(deadline)),
                Determined::Undetermined { known_until, working_days_left } => {
                    let left = i64::from(working_days_left);
                    let open = plain.works(fewer.date(at)) != Some(true)
                        || more.start_day(limit.unit, at).known() == Some(fewer.date(at));
                    if let (Determined::Known(due), true) = (due, open) {
                        let found = more.add_working_days(known_until, left);
                        prop_assert_eq!(found, Determined::Known(due.last_day));
                    }
                }
            }
        }
    }

    #[test]
    fn limits_in_order(
        plain in plain(), at in some_instant(), later in 0_i64..20_000, amount in 0_u32..40,
    ) {
        let calendar = plain.build();
        let after = at + SignedDuration::from_mins(later);
        for limit in [Limit::working_days, Limit::calendar_days, Limit::months, Limit::years] {
            let due = |amount, at| calendar.due(limit(amount), at).known();
            let Some(here) = due(amount, at) else { continue };
            prop_assert!(here.moment > at, "it ends after it began");
            prop_assert_eq!(calendar.day(here.last_day), DayKind::Working);
            if let Some(longer) = due(amount + 1, at) {
                prop_assert!(here <= longer);
            }
            if let Some(started_later) = due(amount, after) {
                prop_assert!(here <= started_later);
            }
        }
        if let Some(due) = calendar.due(Limit::working_days(amount), at).known() {
            let start = calendar.start_day(Limit::working_days(amount).unit, at).known().unwrap();
            let counted = calendar.working_days_between(start, due.last_day);
            prop_assert_eq!(counted, Determined::Known(i64::from(amount)));
        }
    }
}

/// The laws would hold of nothing if the calendars were all alike.
#[test]
fn random_calendars_have_everything() {
    let mut runner = TestRunner::deterministic();
    let mut seen = [0_usize; 8];
    for _ in 0..400 {
        let plain = plain().new_tree(&mut runner).unwrap().current();
        let Some(notices) = &plain.notices else {
            seen[0] += 1;
            continue;
        };
        let gap = notices.windows(2).any(|pair| pair[0].year + 1 < pair[1].year);
        let joined = notices.windows(2).any(|pair| pair[0].year + 1 == pair[1].year);
        let late = |day: &Date, year: i16| day.year() < year;
        let days = || notices.iter().flat_map(|n| n.work.iter().map(move |day| (*day, n.year)));
        seen[1] += usize::from(gap);
        seen[2] += usize::from(joined);
        seen[3] += usize::from(days().any(|(day, year)| late(&day, year)));
        seen[4] += usize::from(
            days().any(|(day, _)| plain.week[5].is_empty() && day.weekday().to_monday_zero_offset() == 5),
        );
        seen[5] += usize::from(notices.iter().any(|n| !n.off.is_empty()));
        seen[6] += usize::from(plain.week[0].is_empty());
        seen[7] += usize::from(plain.zone == "America/Sao_Paulo" && plain.week[6] == [(0, 1440)]);
    }
    assert!(seen.iter().all(|times| *times >= 3), "rare or missing: {seen:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A day off moves the end of a limit and not the end of a term; the end of a term is always known.
    #[test]
    fn a_term_ends_as_a_limit_but_for_days_off(
        plain in plain(), from in some_instant(), amount in 0_u32..60, unit in 0..3_usize,
    ) {
        let calendar = plain.build();
        let limit = [Limit::calendar_days, Limit::months, Limit::years][unit](amount);
        let term = calendar.term_end(limit, from).known();
        let term = term.ok_or_else(|| TestCaseError::fail("the end of a term is not known"))?;
        prop_assert_eq!(calendar.date(term.moment - SignedDuration::from_nanos(1)), term.last_day);
        match (calendar.day(term.last_day), calendar.due(limit, from)) {
            (DayKind::Working, due) => prop_assert_eq!(due, Determined::Known(term)),
            (DayKind::Off, Determined::Known(due)) => {
                let moved = calendar.working_days_between(term.last_day, due.last_day);
                prop_assert_eq!(moved, Determined::Known(1));
                prop_assert!(due.moment > term.moment);
            }
            (DayKind::Off, Determined::Undetermined { .. }) => {}
            (DayKind::Undetermined, due) => prop_assert!(due.known().is_none()),
        }
    }
}
