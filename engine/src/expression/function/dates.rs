//! Dates, times, durations, ages, working days; and the members of their values.

use super::{Called, Function, Signature};
use crate::expression::evaluate::{EvaluationError, Machine};
use crate::expression::outside::{self, Construct};
use crate::expression::types::Type;
use crate::expression::value::{Months, Seconds, Value};
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use std::sync::Arc;

/// A part of a value: `.year`, `.hours`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::expression) enum Member {
    Year,
    Month,
    Day,
    Weekday,
    Hour,
    Minute,
    Second,
    Days,
    Hours,
    Minutes,
    Seconds,
    Years,
    Months,
    DatePart,
    TimePart,
}

const MEMBERS: &[(&str, Member)] = &[
    ("year", Member::Year),
    ("month", Member::Month),
    ("day", Member::Day),
    ("weekday", Member::Weekday),
    ("hour", Member::Hour),
    ("minute", Member::Minute),
    ("second", Member::Second),
    ("days", Member::Days),
    ("hours", Member::Hours),
    ("minutes", Member::Minutes),
    ("seconds", Member::Seconds),
    ("years", Member::Years),
    ("months", Member::Months),
    ("date", Member::DatePart),
    ("time", Member::TimePart),
];

/// The member of a name of a type, and its type.
pub(in crate::expression) fn member(ty: &Type, name: &str) -> Option<(Member, Type)> {
    let (_, member) = MEMBERS.iter().find(|(n, _)| *n == name)?;
    member.ty(ty).map(|ty| (*member, ty))
}

/// The names of the members of a type.
pub(in crate::expression) fn members_of(ty: &Type) -> Vec<&'static str> {
    MEMBERS.iter().filter(|(_, m)| m.ty(ty).is_some()).map(|(n, _)| *n).collect()
}

impl Member {
    fn ty(self, of: &Type) -> Option<Type> {
        use Member::{
            DatePart, Day, Days, Hour, Hours, Minute, Minutes, Month, Months, Second, Seconds, TimePart,
            Weekday, Year, Years,
        };
        match (of, self) {
            (Type::Date | Type::DateTime, Year | Month | Day | Weekday)
            | (Type::Time | Type::DateTime, Hour | Minute | Second)
            | (Type::DaysDuration, Days | Hours | Minutes | Seconds)
            | (Type::MonthsDuration, Years | Months) => Some(Type::Number),
            (Type::DateTime, DatePart) => Some(Type::Date),
            (Type::DateTime, TimePart) => Some(Type::Time),
            _ => None,
        }
    }

    /// The member of a value.
    pub(in crate::expression) fn of(self, value: &Value) -> Result<Value, EvaluationError> {
        let number = |n: i64| Ok(Value::Number(Decimal::from(n)));
        match (value, self) {
            (Value::DateTime(moment), Member::DatePart) => Ok(Value::Date(moment.date())),
            (Value::DateTime(moment), Member::TimePart) => Ok(Value::Time(moment.time())),
            (Value::Date(date), _) => number(self.of_date(*date)?),
            (Value::Time(time), _) => number(self.of_time(*time)?),
            (Value::DateTime(moment), _) => {
                number(self.of_date(moment.date()).or_else(|_| self.of_time(moment.time()))?)
            }
            (Value::DaysDuration(Seconds(s)), Member::Days) => number(s / 86_400),
            (Value::DaysDuration(Seconds(s)), Member::Hours) => number(s % 86_400 / 3_600),
            (Value::DaysDuration(Seconds(s)), Member::Minutes) => number(s % 3_600 / 60),
            (Value::DaysDuration(Seconds(s)), Member::Seconds) => number(s % 60),
            (Value::MonthsDuration(Months(m)), Member::Years) => number(m / 12),
            (Value::MonthsDuration(Months(m)), Member::Months) => number(m % 12),
            _ => Err(EvaluationError::WrongType),
        }
    }

    fn of_date(self, date: Date) -> Result<i64, EvaluationError> {
        Ok(match self {
            Member::Year => date.year().into(),
            Member::Month => date.month().into(),
            Member::Day => date.day().into(),
            // Monday is 1 (ISO 8601).
            Member::Weekday => date.weekday().to_monday_one_offset().into(),
            _ => return Err(EvaluationError::WrongType),
        })
    }

    fn of_time(self, time: Time) -> Result<i64, EvaluationError> {
        Ok(match self {
            Member::Hour => time.hour().into(),
            Member::Minute => time.minute().into(),
            Member::Second => time.second().into(),
            _ => return Err(EvaluationError::WrongType),
        })
    }
}

pub(super) fn result(function: Function, types: &[&Type]) -> Signature {
    use Type::{Boolean, Date, DateTime, DaysDuration, MonthsDuration, Number, OneOf, Text, Time};
    Some(match (function, types) {
        (Function::Date, [Text | OneOf(_) | DateTime | Date] | [Number, Number, Number]) => Ok(Date),
        (Function::Date, _) => Err("text \"2026-03-02\" | date and time | year, month, day"),
        (Function::Time, [Text | OneOf(_) | DateTime] | [Number, Number, Number]) => Ok(Time),
        (Function::Time, _) => Err("text \"09:00:00\" | date and time | hour, minute, second"),
        (Function::DateAndTime, [Text | OneOf(_)] | [Date, Time]) => Ok(DateTime),
        (Function::DateAndTime, _) => Err("text \"2026-03-02T09:00:00\" | date, time"),
        // Which kind of duration a computed text is cannot be known; literals are told apart when folded.
        (Function::Duration, [Text | OneOf(_)]) => Ok(DaysDuration),
        (Function::Duration, _) => Err("text \"P1Y2M\" or \"P3DT2H\""),
        (Function::MonthsBetween, [Date, Date] | [DateTime, DateTime]) => Ok(MonthsDuration),
        (Function::MonthsBetween, _) => Err("date, date"),
        (Function::DayOfWeek | Function::MonthOfYear, [Date | DateTime]) => Ok(Text),
        (Function::DayOfYear | Function::WeekOfYear, [Date | DateTime]) => Ok(Number),
        (Function::LastDayOfMonth, [Date | DateTime]) => Ok(Date),
        (
            Function::DayOfWeek
            | Function::MonthOfYear
            | Function::DayOfYear
            | Function::WeekOfYear
            | Function::LastDayOfMonth,
            _,
        ) => Err("date"),
        (Function::Today, []) => Ok(Date),
        (Function::Today, _) => Err(""),
        (Function::Age, [Date]) => Ok(Number),
        (Function::Age, _) => Err("date of birth"),
        (Function::IsWorkingDay, [Date]) => Ok(Boolean),
        (Function::IsWorkingDay, _) => Err("date"),
        (Function::AddWorkingDays, [Date, Number]) => Ok(Date),
        (Function::AddWorkingDays, _) => Err("date, number"),
        (Function::WorkingDaysBetween, [Date, Date]) => Ok(Number),
        (Function::WorkingDaysBetween, _) => Err("date, date"),
        _ => return None,
    })
}

/// Builds a value of constants; none if there is no such value.
pub(super) fn build(function: Function, arguments: &[Value]) -> Option<Value> {
    match (function, arguments) {
        (Function::Date, [Value::Text(text)]) => date_text(text).map(Value::Date),
        (Function::Date, [Value::DateTime(moment)]) => Some(Value::Date(moment.date())),
        (Function::Date, [Value::Date(date)]) => Some(Value::Date(*date)),
        (Function::Date, [Value::Number(y), Value::Number(m), Value::Number(d)]) => {
            let (y, m, d) = (whole(y)?, whole(m)?, whole(d)?);
            Date::new(y.try_into().ok()?, m.try_into().ok()?, d.try_into().ok()?).ok().map(Value::Date)
        }
        (Function::Time, [Value::Text(text)]) => time_text(text).map(Value::Time),
        (Function::Time, [Value::DateTime(moment)]) => Some(Value::Time(moment.time())),
        (Function::Time, [Value::Number(h), Value::Number(m), Value::Number(s)]) => {
            let (h, m, s) = (whole(h)?, whole(m)?, whole(s)?);
            Time::new(h.try_into().ok()?, m.try_into().ok()?, s.try_into().ok()?, 0).ok().map(Value::Time)
        }
        (Function::DateAndTime, [Value::Text(text)]) => {
            // A date alone is its midnight (DMN 1.5 table 72).
            let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
            Some(Value::DateTime(date_text(date)?.to_datetime(time_text(time)?)))
        }
        (Function::DateAndTime, [Value::Date(date), Value::Time(time)]) => {
            Some(Value::DateTime(date.to_datetime(*time)))
        }
        (Function::Duration, [Value::Text(text)]) => duration_text(text),
        _ => None,
    }
}

fn whole(number: &Decimal) -> Option<i64> {
    number.is_integer().then(|| (*number).try_into().ok()).flatten()
}

/// `2026-03-02` and no other of the spellings that ISO 8601 has.
fn date_text(text: &str) -> Option<Date> {
    shaped(text, "0000-00-00").then(|| text.parse().ok()).flatten()
}

/// `09:00:00`, without zone or fraction.
fn time_text(text: &str) -> Option<Time> {
    shaped(text, "00:00:00").then(|| text.parse().ok()).flatten().filter(|time: &Time| {
        // A leap second would be read as the second before it.
        text.ends_with(&format!("{:02}", time.second()))
    })
}

/// Whether a text has digits where the shape has zeros, and else the same characters.
fn shaped(text: &str, shape: &str) -> bool {
    let fits = |(t, s): (u8, u8)| if s == b'0' { t.is_ascii_digit() } else { t == s };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

/// What FEEL would have read in a text of time: a zone, a fraction of a second.
pub(super) fn outside(function: Function, arguments: &[Value]) -> Option<Construct> {
    let (Function::Time | Function::DateAndTime | Function::Duration, [Value::Text(text)]) =
        (function, arguments)
    else {
        return None;
    };
    let time = match (function, text.split_once('T')) {
        (_, Some((_, time))) => time,
        (Function::Time, None) => text,
        _ => return None,
    };
    if function != Function::Duration && time.contains(['Z', '@', '+', '-']) {
        return Some(outside::TIME_ZONE);
    }
    time.contains('.').then_some(outside::SECOND_FRACTION)
}

/// ISO 8601: `P1Y2M`, or `P3DT2H30M10S`; the two kinds do not mix.
fn duration_text(text: &str) -> Option<Value> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let body = text.strip_prefix('P')?;
    let (date, time) = body.split_once('T').map_or((body, None), |(date, time)| (date, Some(time)));
    let (mut months, mut seconds) = (None, None);
    for (amount, unit) in parts(date, "YMD")? {
        match unit {
            'Y' => add(&mut months, amount, 12)?,
            'M' => add(&mut months, amount, 1)?,
            'D' => add(&mut seconds, amount, 86_400)?,
            _ => return None,
        }
    }
    if let Some(time) = time {
        let parts = parts(time, "HMS").filter(|p| !p.is_empty())?;
        for (amount, unit) in parts {
            match unit {
                'H' => add(&mut seconds, amount, 3_600)?,
                'M' => add(&mut seconds, amount, 60)?,
                'S' => add(&mut seconds, amount, 1)?,
                _ => return None,
            }
        }
    }
    let sign = if negative { -1 } else { 1 };
    match (months, seconds) {
        (Some(months), None) => Some(Value::MonthsDuration(Months(months * sign))),
        (None, Some(seconds)) => Some(Value::DaysDuration(Seconds(seconds * sign))),
        _ => None,
    }
}

fn add(sum: &mut Option<i64>, amount: i64, each: i64) -> Option<()> {
    *sum = Some(amount.checked_mul(each)?.checked_add(sum.unwrap_or(0))?);
    Some(())
}

/// Amounts with their units, each unit at most once and in order.
fn parts(text: &str, mut units: &str) -> Option<Vec<(i64, char)>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit = rest[digits..].chars().next()?;
        units = units.split_once(unit)?.1;
        parts.push((rest[..digits].parse().ok()?, unit));
        rest = &rest[digits + unit.len_utf8()..];
    }
    Some(parts)
}

pub(super) fn call(function: Function, machine: &mut Machine<'_>, arguments: &[Value]) -> Called {
    if function.builds() {
        return Some(match build(function, arguments) {
            // A computed duration is one of days, as its type says; only literals can be of months.
            Some(Value::MonthsDuration(_)) | None => Err(EvaluationError::NoValue),
            Some(value) => Ok(value),
        });
    }
    let text = |t: &str| Ok(Value::Text(Arc::from(t)));
    let number = |n: i64| Ok(Value::Number(Decimal::from(n)));
    Some(match (function, arguments) {
        (Function::MonthsBetween, [Value::Date(a), Value::Date(b)]) => {
            months_between(a.to_datetime(Time::midnight()), b.to_datetime(Time::midnight()))
        }
        (Function::MonthsBetween, [Value::DateTime(a), Value::DateTime(b)]) => months_between(*a, *b),
        (Function::DayOfWeek, [value]) => date_of(value).and_then(|d| text(weekday(d))),
        (Function::MonthOfYear, [value]) => date_of(value).and_then(|d| text(month(d))),
        (Function::DayOfYear, [value]) => date_of(value).and_then(|d| number(d.day_of_year().into())),
        (Function::WeekOfYear, [value]) => {
            date_of(value).and_then(|d| number(d.iso_week_date().week().into()))
        }
        (Function::LastDayOfMonth, [value]) => date_of(value).map(|d| Value::Date(d.last_of_month())),
        (Function::Today, []) => today(machine).map(Value::Date),
        (Function::Age, [Value::Date(born)]) => today(machine).and_then(|today| number(age(*born, today))),
        (Function::IsWorkingDay, [Value::Date(day)]) => {
            working_days(machine, |c| c.is_working_day(*day)).map(Value::Boolean)
        }
        (Function::AddWorkingDays, [Value::Date(day), Value::Number(n)]) => match whole(n) {
            Some(n) if n.abs() <= 100_000 => working_days(machine, |c| c.add(*day, n)).map(Value::Date),
            _ => Err(EvaluationError::OutOfRange),
        },
        (Function::WorkingDaysBetween, [Value::Date(a), Value::Date(b)]) => {
            working_days(machine, |c| c.between(*a, *b)).and_then(number)
        }
        _ => return None,
    })
}

fn today(machine: &Machine<'_>) -> Result<Date, EvaluationError> {
    machine.values.today().ok_or(EvaluationError::NoCalendar)
}

fn working_days<T>(
    machine: &Machine<'_>,
    ask: impl FnOnce(&dyn crate::expression::WorkingDays) -> Option<T>,
) -> Result<T, EvaluationError> {
    let calendar = machine.values.working_days().ok_or(EvaluationError::NoCalendar)?;
    ask(calendar).ok_or(EvaluationError::Undetermined)
}

fn date_of(value: &Value) -> Result<Date, EvaluationError> {
    match value {
        Value::Date(date) => Ok(*date),
        Value::DateTime(moment) => Ok(moment.date()),
        _ => Err(EvaluationError::WrongType),
    }
}

/// Completed years: one more on each birthday; who is born on 29 February turns a year older on the last of
/// February in years without one (周岁; day counting as 民法典 201–202).
fn age(born: Date, today: Date) -> i64 {
    let years = i64::from(today.year()) - i64::from(born.year());
    let leap_day = (born.month(), born.day()) == (2, 29);
    let birthday = if leap_day && !today.in_leap_year() { (2, 28) } else { (born.month(), born.day()) };
    if (today.month(), today.day()) < birthday { years - 1 } else { years }
}

/// Whole months from the first to the second, towards zero (DMN 1.5 table 77).
fn months_between(a: DateTime, b: DateTime) -> Result<Value, EvaluationError> {
    let months = |d: DateTime| i64::from(d.year()) * 12 + i64::from(d.month());
    let mut between = months(b) - months(a);
    let part = |d: DateTime| (d.day(), d.time());
    if between > 0 && part(b) < part(a) {
        between -= 1;
    } else if between < 0 && part(b) > part(a) {
        between += 1;
    }
    Ok(Value::MonthsDuration(Months(between)))
}

fn weekday(date: Date) -> &'static str {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    NAMES.get(date.weekday().to_monday_zero_offset() as usize).copied().unwrap_or("")
}

fn month(date: Date) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(date.month() as usize - 1).copied().unwrap_or("")
}
