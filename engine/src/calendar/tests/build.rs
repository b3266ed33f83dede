//! What a calendar refuses to be built of, and serde.

use super::{day, notice, notices, office, office_week};
use crate::calendar::{Calendar, CalendarError, DayKind, HolidayError, Holidays, WeekError, WeeklyShifts};
use crate::expression::WorkingDays;

fn week_of(monday: &[(u16, u16)]) -> Result<WeeklyShifts, WeekError> {
    let mut week: [Vec<(u16, u16)>; 7] = Default::default();
    week[2] = monday.to_vec();
    WeeklyShifts::new(week)
}

#[test]
fn weeks_that_do_not_stand() {
    assert_eq!(week_of(&[]), Err(WeekError::NeverOpens));
    assert_eq!(week_of(&[(600, 600)]), Err(WeekError::NotAShift { weekday: 2, start: 600, end: 600 }));
    assert_eq!(week_of(&[(600, 1441)]), Err(WeekError::NotAShift { weekday: 2, start: 600, end: 1441 }));
    assert_eq!(week_of(&[(600, 700), (540, 601)]), Err(WeekError::Overlap { weekday: 2, start: 600 }));
    let in_any_order = week_of(&[(600, 1440), (0, 600)]).unwrap();
    assert_eq!(in_any_order.usual().len(), 2);
    let written = serde_json::to_string(&in_any_order).unwrap();
    assert_eq!(written, "[[],[],[[0,600],[600,1440]],[],[],[],[]]");
    assert_eq!(serde_json::from_str::<WeeklyShifts>(&written).unwrap(), in_any_order);
    assert!(serde_json::from_str::<WeeklyShifts>("[[],[],[[9,8]],[],[],[],[]]").is_err());
}

#[test]
fn notices_that_do_not_stand() {
    let load = |off: &str, work: &str| Holidays::new().load(&notice(2026, off, work));
    assert_eq!(load("1-1..1-3", "1-4"), Ok(()));
    assert_eq!(
        load("1-3..1-1", ""),
        Err(HolidayError::Backwards { first: day("2026-01-03"), last: day("2026-01-01") })
    );
    assert_eq!(load("1-1..1-3 1-3", ""), Err(HolidayError::Duplicate(day("2026-01-03"))));
    assert_eq!(load("", "1-4 1-4"), Err(HolidayError::Duplicate(day("2026-01-04"))));
    assert_eq!(load("1-1..1-3", "1-2"), Err(HolidayError::BothOffAndWork(day("2026-01-02"))));
    for (date, fits) in
        [("2025-12-24", false), ("2025-12-25", true), ("2025-12-31", true), ("2027-01-01", false)]
    {
        let mut notice = notice(2026, "1-1", "");
        notice.work.push(day(date));
        let outside = HolidayError::OutsideYear { date: day(date), year: 2026 };
        assert_eq!(Holidays::new().load(&notice), if fits { Ok(()) } else { Err(outside) });
    }
    let mut endless = notice(2026, "", "");
    endless.off.push((day("2026-05-01"), day("9999-12-31")));
    assert!(matches!(Holidays::new().load(&endless), Err(HolidayError::OutsideYear { .. })));
    assert_eq!(Holidays::new().load(&notice(3000, "", "")), Err(HolidayError::YearOutOfRange(3000)));
}

#[test]
fn notices_beside_each_other() {
    let mut holidays = Holidays::of_notices(&notices()).unwrap();
    assert_eq!(holidays.load(&notice(2025, "", "")), Err(HolidayError::AlreadyLoaded(2025)));
    let mut next = notice(2027, "1-1", "");
    next.work.push(day("2026-12-26"));
    let mut against = notice(2023, "", "");
    against.work.push(day("2023-12-31"));
    holidays.load(&against).unwrap();
    let before = holidays.clone();
    let mut wrong = notice(2022, "1-1", "");
    wrong.work.push(day("2021-12-31"));
    holidays.load(&wrong).unwrap();
    let mut contradiction = notice(2021, "12-31", "");
    assert_eq!(holidays.load(&contradiction), Err(HolidayError::Contradicted(day("2021-12-31"))));
    assert_eq!(holidays.years().collect::<Vec<_>>(), [2022, 2023, 2024, 2025, 2026]);
    contradiction.off.clear();
    contradiction.work.push(day("2021-12-31"));
    assert_eq!(holidays.load(&contradiction), Ok(()), "agreeing is no contradiction");
    assert_ne!(before, holidays);

    // A Saturday of late December that next year's notice makes a working day, as 29 December 2018 was.
    let build =
        |holidays: &Holidays| Calendar::build("Asia/Shanghai", office_week(), Some(holidays)).unwrap();
    assert_eq!(build(&holidays).day(day("2026-12-26")), DayKind::Off);
    holidays.load(&next).unwrap();
    assert_eq!(build(&holidays).day(day("2026-12-26")), DayKind::Working);
    // The same notice alone does not determine the year before.
    let alone = build(&Holidays::of_notices([&next]).unwrap());
    assert_eq!(alone.day(day("2026-12-26")), DayKind::Undetermined);
    assert_eq!(alone.day(day("2027-01-01")), DayKind::Off);
    assert_eq!(alone.working_days_between(day("2026-12-31"), day("2027-01-04")).known(), Some(1));
}

#[test]
fn zones_by_name() {
    let build = |zone: &str| Calendar::build(zone, office_week(), None).map(|c| c.zone().to_owned());
    assert_eq!(build("Asia/Urumqi"), Ok("Asia/Urumqi".into()));
    assert_eq!(build("UTC"), Ok("UTC".into()));
    for name in ["Asia/Shangai", "", "../etc/passwd"] {
        assert_eq!(build(name), Err(CalendarError::UnknownZone(name.into())));
    }
}

#[test]
fn working_days_of_expressions() {
    let office = office();
    let days: &dyn WorkingDays = &office;
    assert_eq!(days.is_working_day(day("2026-02-14")), Some(true));
    assert_eq!(days.is_working_day(day("2026-02-16")), Some(false));
    assert_eq!(days.is_working_day(day("2027-02-16")), None);
    assert_eq!(days.add(day("2026-02-14"), 1), Some(day("2026-02-24")));
    assert_eq!(days.add(day("2026-12-31"), 1), None);
    assert_eq!(days.between(day("2026-02-24"), day("2026-02-14")), Some(-1));
}
