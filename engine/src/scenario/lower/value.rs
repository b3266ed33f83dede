//! What a piece of text means where a number, a period, a range or a date stands. Pure readings: none where
//! the text does not read so; the findings about it are the grammar's.

use crate::scenario::model::{Level, Period, Unit, WorkTime};
use crate::scenario::syntax::Node;
use jiff::civil::Date;

/// A decimal number.
pub fn number(node: &Node) -> Option<f64> {
    let scalar = node.scalar().filter(|s| s.plain)?;
    // `inf`, `nan` and hexadecimal are not numbers a person means.
    let digits = scalar.text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    scalar.text.parse::<f64>().ok().filter(|n| digits && n.is_finite())
}

/// A sum as people write it: six digits behind the point.
pub fn rounded(sum: f64) -> f64 {
    (sum * 1e6).round() / 1e6
}

/// A whole number from 0.
pub fn count(node: &Node) -> Option<u32> {
    node.scalar().filter(|s| s.plain)?.text.parse().ok()
}

/// A number from 0 to 1.
pub fn probability(node: &Node) -> Option<f64> {
    number(node).filter(|p| (0.0..=1.0).contains(p))
}

/// `true` or `false`.
pub fn boolean(node: &Node) -> Option<bool> {
    match &*node.scalar().filter(|s| s.plain)?.text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// `300ms 10s 10min 2h 5d 3wd 2mo 10y`.
pub fn period(node: &Node) -> Option<Period> {
    period_text(node.text()?)
}

/// The same from text.
pub fn period_text(text: &str) -> Option<Period> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let amount = text.get(..digits)?.parse().ok()?;
    let unit = match text.get(digits..)? {
        "ms" => Unit::Milliseconds,
        "s" => Unit::Seconds,
        "min" => Unit::Minutes,
        "h" => Unit::Hours,
        "d" => Unit::Days,
        "wd" => Unit::WorkingDays,
        "mo" => Unit::Months,
        "y" => Unit::Years,
        _ => return None,
    };
    Some(Period { amount, unit })
}

/// A period, or a distribution: `{ triangular: [3min, 8min, 30min] }`.
pub fn work_time(node: &Node) -> Option<WorkTime> {
    if let Some(fixed) = period(node) {
        return Some(WorkTime::Fixed(fixed));
    }
    let entry = node.only_entry()?;
    let value = &entry.value;
    let several: Vec<Period> = value.members().iter().filter_map(period).collect();
    match (&*entry.key.value, &several[..]) {
        ("fixed", _) => period(value).map(WorkTime::Fixed),
        ("exponential", _) => period(value).filter(|mean| mean.amount > 0).map(WorkTime::Exponential),
        ("uniform", [low, high]) => Some(WorkTime::Uniform(*low, *high)).filter(|_| ordered(&several)),
        ("triangular", [low, mode, high]) => {
            Some(WorkTime::Triangular(*low, *mode, *high)).filter(|_| ordered(&several))
        }
        ("lognormal", _) => {
            let (median, p95) = (period(value.get("median")?)?, period(value.get("p95")?)?);
            let possible = median.amount > 0 && ordered(&[median, p95]);
            possible.then_some(WorkTime::Lognormal { median, p95 })
        }
        ("gamma", _) => {
            let shape = number(value.get("shape")?).filter(|s| *s > 0.0)?;
            let mean = period(value.get("mean")?).filter(|mean| mean.amount > 0)?;
            Some(WorkTime::Gamma { mean, shape })
        }
        ("mixture", _) => {
            let parts: Option<Vec<(f64, WorkTime)>> = value
                .members()
                .iter()
                .map(|part| {
                    Some((number(part.get("weight")?).filter(|w| *w > 0.0)?, work_time(part.get("takes")?)?))
                })
                .collect();
            parts.filter(|parts| !parts.is_empty()).map(WorkTime::Mixture)
        }
        ("empirical", _) => {
            value.text().filter(|file| is_file_name(file)).map(|file| WorkTime::Empirical(file.to_string()))
        }
        _ => None,
    }
}

/// Whether periods go from small to large, in units that can be compared.
pub fn ordered(periods: &[Period]) -> bool {
    periods.windows(2).all(|pair| match pair {
        [a, b] => longer(a, b) == Some(false),
        _ => true,
    })
}

/// Whether a period is longer than another; none where their units cannot be compared.
pub fn longer(a: &Period, b: &Period) -> Option<bool> {
    match (a.milliseconds(), b.milliseconds()) {
        (Some(a), Some(b)) => Some(a > b),
        _ => (a.unit == b.unit).then_some(a.amount > b.amount),
    }
}

/// `1..4`, or `3` for exactly three.
pub fn range(node: &Node) -> Option<(u32, u32)> {
    let text = node.text()?;
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let (low, high) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (low <= high).then_some((low, high))
}

/// A date, or the first and last of a run: `2024-02-10..2024-02-17`.
pub fn dates(node: &Node) -> Option<(Date, Date)> {
    let text = node.text()?;
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let date = |text: &str| (text.trim().len() == 10).then(|| text.trim().parse::<Date>().ok()).flatten();
    let (first, last) = (date(first)?, date(last)?);
    (first <= last).then_some((first, last))
}

/// A shift `09:00-12:00` as minutes after midnight; it ends later than it starts, at 24:00 at the latest.
pub fn shift(node: &Node) -> Option<(u16, u16)> {
    let (start, end) = node.text()?.split_once('-')?;
    let minutes = |text: &str| {
        let (hours, minutes) = text.trim().split_once(':')?;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (minutes < 60 && hours * 60 + minutes <= 24 * 60).then_some(hours * 60 + minutes)
    };
    let (start, end) = (minutes(start)?, minutes(end)?);
    (start < end).then_some((start, end))
}

/// The name of a file beside another: no folder, not hidden.
pub fn is_file_name(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('.') && !text.contains(['/', '\\', ':', '\0'])
}

/// snake_case ASCII that starts with a letter.
pub fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// kebab-case ASCII that starts with a letter.
pub fn is_kebab_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// A level of government, or `company`.
pub fn level(node: &Node) -> Option<Level> {
    Some(match &**node.text()? {
        "state" => Level::State,
        "province" => Level::Province,
        "city" => Level::City,
        "county" => Level::County,
        "town" => Level::Town,
        "village" => Level::Village,
        "company" => Level::Company,
        _ => return None,
    })
}
