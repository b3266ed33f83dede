//! Terms: when they end, when they may be renewed, and who comes first in line.

use crate::calendar::{Calendar, Limit, LimitUnit};
use crate::scenario::model::{Hold, Period, Renewal, TermFrom, Unit};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Span, Timestamp, Zoned};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

/// How long a hold lasts, as its scenario says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// How long.
    pub lasts: Period,
    /// From when.
    pub from: TermFrom,
    /// Its renewal; none: it cannot be renewed.
    pub renew: Option<RenewalTerm>,
}

/// How a term is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalTerm {
    /// How long before the end the window opens; none: at once.
    pub opens: Option<Period>,
    /// How long before the end it closes; none: at the end.
    pub closes: Option<Period>,
    /// How long the renewed term lasts, from the end of the old one.
    pub lasts: Period,
}

impl Term {
    /// The term of a hold.
    pub fn of(hold: &Hold) -> Self {
        let renew = |r: &Renewal| RenewalTerm {
            opens: r.opens.as_ref().map(|p| p.value),
            closes: r.closes.as_ref().map(|p| p.value),
            lasts: r.lasts.value,
        };
        Self { lasts: hold.lasts.value, from: hold.from, renew: hold.renew.as_ref().map(renew) }
    }
}

/// The smallest step of time here.
const STEP: SignedDuration = SignedDuration::from_millis(1);

/// When a term ends that begins at an instant: units of elapsed time elapse; of days and longer the day it
/// begins is not counted, and it ends at 24:00 of its last day; working days end with the last shift. None:
/// a year of the calendar is missing, or it is beyond all instants.
pub(crate) fn ends(lasts: Period, from: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
    if let Some(milliseconds) = lasts.milliseconds() {
        return from.checked_add(SignedDuration::from_millis(i64::try_from(milliseconds).ok()?)).ok();
    }
    let unit = match lasts.unit {
        Unit::WorkingDays => LimitUnit::WorkingDays,
        Unit::Months => LimitUnit::Months,
        Unit::Years => LimitUnit::Years,
        _ => LimitUnit::CalendarDays,
    };
    let limit = Limit { amount: lasts.amount, unit };
    calendar.term_end(limit, from).known().map(|deadline| deadline.moment)
}

/// When a term ends that follows on one: of days and longer its first day is the day after the old last day.
pub(super) fn follows(lasts: Period, end: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
    match lasts.milliseconds() {
        Some(_) => ends(lasts, end, calendar),
        None => ends(lasts, end.checked_sub(STEP).ok()?, calendar),
    }
}

/// The instants from which and before which a term may be renewed; the first is none where it opens at once.
pub(super) fn window(
    renew: &RenewalTerm,
    until: Timestamp,
    calendar: &Calendar,
) -> Option<(Option<Timestamp>, Timestamp)> {
    let opens = match renew.opens {
        Some(period) => Some(before(period, until, calendar)?),
        None => None,
    };
    let closes = match renew.closes {
        Some(period) => before(period, until, calendar)?,
        None => until,
    };
    Some((opens, closes))
}

/// So long before the end of a term. Days are counted from its last day, so that a month before the end of
/// 30 March is the end of 28 February.
fn before(period: Period, end: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
    if let Some(milliseconds) = period.milliseconds() {
        return end.checked_sub(SignedDuration::from_millis(i64::try_from(milliseconds).ok()?)).ok();
    }
    let last = end.checked_sub(STEP).ok()?.to_zoned(zone(calendar));
    let amount = i64::from(period.amount);
    let moved: Zoned = match period.unit {
        Unit::WorkingDays => {
            let day = calendar.add_working_days(last.date(), -amount).known()?;
            day.to_datetime(last.time()).to_zoned(zone(calendar)).ok()?
        }
        Unit::Months => last.checked_sub(Span::new().try_months(amount).ok()?).ok()?,
        Unit::Years => last.checked_sub(Span::new().try_years(amount).ok()?).ok()?,
        _ => last.checked_sub(Span::new().try_days(amount).ok()?).ok()?,
    };
    moved.timestamp().checked_add(STEP).ok()
}

/// The zone of a calendar; China's where the database does not know it.
fn zone(calendar: &Calendar) -> TimeZone {
    let found = TimeZoneDatabase::bundled().get(calendar.zone()).ok();
    found.unwrap_or_else(|| TimeZone::fixed(Offset::constant(8)))
}

/// The date of the last moment before an instant: the last day of a term that ends then.
pub(super) fn last_day(end: Timestamp, calendar: &Calendar) -> Date {
    calendar.date(end.checked_sub(STEP).unwrap_or(end))
}

/// The rank that a value of `line_by` gives, in its canonical text: of dates and times the instant in
/// milliseconds, a date being its beginning; of numbers millionths. None where it is neither.
pub fn rank(value: &str, calendar: &Calendar) -> Option<i64> {
    if let Ok(number) = value.parse::<Decimal>() {
        return number.checked_mul(Decimal::from(1_000_000))?.trunc().to_i64();
    }
    if let Ok(at) = value.parse::<Timestamp>() {
        return Some(at.as_millisecond());
    }
    // A date alone reads as its beginning.
    let local: DateTime = value.parse().ok()?;
    local.to_zoned(zone(calendar)).ok().map(|zoned| zoned.timestamp().as_millisecond())
}
