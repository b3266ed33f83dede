//! When applications come.

use super::draw::Draw;
use super::model::NotSimulated;
use crate::scenario::model::{Arrivals, Id, Scenario};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Milliseconds in an hour.
const HOUR: i64 = 3_600_000;
/// Milliseconds in a day.
const DAY: f64 = 86_400_000.0;

/// How applications come.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// By chance (Poisson), so many a day on average.
    Poisson {
        /// Applications a day, above 0.
        per_day: f64,
        /// How it changes over time; none: it does not.
        profile: Option<Profile>,
    },
    /// With a time between each two that is drawn.
    Renewal(Draw),
    /// At these moments, in milliseconds since 1970, in order.
    Observed(Vec<i64>),
}

impl Pattern {
    /// As a scenario says it, by the clock of its lead department; none where it says nothing. `observations` gives
    /// times in milliseconds and `moments` moments since 1970, both by the name of a file.
    ///
    /// # Errors
    /// A time that cannot be drawn, or a file that is not there.
    pub fn of(
        scenario: &Scenario,
        observations: &dyn Fn(&str) -> Option<Vec<f64>>,
        moments: &dyn Fn(&str) -> Option<Vec<i64>>,
    ) -> Result<Option<Self>, NotSimulated> {
        let name = || Id::from("simulation.arrivals");
        Ok(Some(match &scenario.simulation.arrivals {
            None => return Ok(None),
            Some(Arrivals::Poisson { per_day, hours, weekdays, months }) => {
                let is_even = hours.is_none() && weekdays.is_none() && months.is_none();
                let list = |weights: Option<&[f64]>| weights.unwrap_or_default().to_vec();
                let profile = || {
                    let (hours, weekdays, months) = (
                        list(hours.as_deref().map(|w| &w[..])),
                        list(weekdays.as_deref().map(|w| &w[..])),
                        list(months.as_deref().map(|w| &w[..])),
                    );
                    Profile::new(&hours, &weekdays, &months, zone(scenario))
                };
                Self::Poisson { per_day: *per_day, profile: (!is_even).then(profile) }
            }
            Some(Arrivals::Renewal(between)) => {
                let draw = Draw::compile(between, observations);
                Self::Renewal(draw.map_err(|why| NotSimulated::Impossible(name(), why))?)
            }
            Some(Arrivals::Observed(file)) => {
                let mut all = moments(file).ok_or_else(|| NotSimulated::NoFile(file.as_str().into()))?;
                all.sort_unstable();
                Self::Observed(all)
            }
        }))
    }
}

/// The zone of the lead department's calendar, else of the first; China's where there is none.
pub(super) fn zone(scenario: &Scenario) -> TimeZone {
    let catalogue = &scenario.catalogue;
    let lead = scenario.lead.and_then(|id| catalogue.department(id)).and_then(|(_, d)| d.calendar.as_ref());
    let calendar = lead.and_then(|id| catalogue.calendars.get(id)).or(catalogue.calendars.values().next());
    let built = calendar.and_then(|calendar| calendar.build(catalogue).ok());
    crate::rehearsal::time::zone(built.as_ref())
}

/// What the clock of a zone is ahead of UTC at a moment, milliseconds.
pub(super) fn ahead(zone: &TimeZone, milliseconds: i64) -> i64 {
    let instant = Timestamp::from_millisecond(milliseconds).ok();
    instant.map_or(0, |instant| i64::from(zone.to_offset(instant).seconds()) * 1_000)
}

/// How often applications come by hour, weekday and month, relative to the mean.
#[derive(Debug, Clone)]
pub struct Profile {
    /// By hour of the day; their mean is 1.
    pub hours: Vec<f64>,
    /// By weekday from Monday; their mean is 1.
    pub weekdays: Vec<f64>,
    /// By month from January; their mean is 1.
    pub months: Vec<f64>,
    /// Whose clock tells the hour.
    pub zone: TimeZone,
}

impl Profile {
    /// From weights that may have any sum; an empty list says that it makes no difference.
    pub fn new(hours: &[f64], weekdays: &[f64], months: &[f64], zone: TimeZone) -> Self {
        Self { hours: relative(hours), weekdays: relative(weekdays), months: relative(months), zone }
    }

    /// The rate at an instant, relative to the mean.
    fn at(&self, milliseconds: i64) -> f64 {
        let Ok(instant) = Timestamp::from_millisecond(milliseconds) else { return 1.0 };
        let local = self.zone.to_datetime(instant);
        let of = |weights: &[f64], at: i8| {
            usize::try_from(at).ok().and_then(|at| weights.get(at)).copied().unwrap_or(1.0)
        };
        of(&self.hours, local.hour())
            * of(&self.weekdays, local.date().weekday().to_monday_zero_offset())
            * of(&self.months, local.month() - 1)
    }
}

fn relative(weights: &[f64]) -> Vec<f64> {
    let mean = weights.iter().sum::<f64>() / weights.len().max(1) as f64;
    if mean > 0.0 { weights.iter().map(|weight| weight / mean).collect() } else { Vec::new() }
}

/// Arrivals of one replication.
#[derive(Debug, Clone)]
pub(super) struct Coming<'p> {
    pattern: &'p Pattern,
    /// The last, with fractions of a millisecond, so that rounding does not add up.
    last: f64,
    came: usize,
}

impl<'p> Coming<'p> {
    pub fn new(pattern: &'p Pattern, start: i64) -> Self {
        Self { pattern, last: start as f64, came: 0 }
    }

    /// The next, by a number drawn from 0 to 1; none where there are no more.
    pub fn next(&mut self, unit: f64) -> Option<i64> {
        match self.pattern {
            Pattern::Poisson { per_day, profile: None } => {
                self.last -= libm::log1p(-unit) * DAY / per_day;
            }
            Pattern::Poisson { per_day, profile: Some(profile) } => {
                self.last = changing(self.last, -libm::log1p(-unit), per_day / DAY, profile)?;
            }
            Pattern::Renewal(between) => self.last += between.at(unit),
            Pattern::Observed(moments) => {
                let at = *moments.get(self.came)?;
                self.came += 1;
                return Some(at);
            }
        }
        Some(self.last as i64)
    }
}

/// The moment by which the rate has added up to so much: inversion of a Poisson process whose rate changes by the
/// hour (Çinlar 1975).
fn changing(from: f64, wanted: f64, rate: f64, profile: &Profile) -> Option<f64> {
    let (mut at, mut left) = (from, wanted);
    // A hundred years without any rate is an end.
    for _ in 0..876_000 {
        let hour = (at as i64).div_euclid(HOUR);
        let end = ((hour + 1) * HOUR) as f64;
        let now = rate * profile.at(at as i64);
        let room = now * (end - at);
        if left <= room && now > 0.0 {
            return Some(at + left / now);
        }
        left -= room;
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Coming, Pattern, Profile};
    use crate::random::Random;
    use jiff::tz::{Offset, TimeZone};

    fn count(pattern: &Pattern, days: i64) -> Vec<i64> {
        let mut random = Random::new(3);
        // Monday, 5 January 2026, in Shanghai.
        let start = 1_767_542_400_000_i64;
        let mut arrivals = Coming::new(pattern, start);
        let mut all = Vec::new();
        while let Some(at) = arrivals.next(random.unit())
            && at < start + days * 86_400_000
        {
            all.push(at - start);
        }
        all
    }

    #[test]
    fn as_many_come_as_are_told() {
        let all = count(&Pattern::Poisson { per_day: 82.0, profile: None }, 1_000);
        assert!((all.len() as f64 / 82_000.0 - 1.0).abs() < 0.015, "{}", all.len());
    }

    #[test]
    fn a_profile_moves_them_and_keeps_their_number() {
        let zone = TimeZone::fixed(Offset::constant(8));
        let mut hours = vec![0.0; 24];
        hours[9..12].fill(2.0);
        hours[13..17].fill(1.0);
        let profile = Profile::new(&hours, &[1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0], &[], zone);
        let all = count(&Pattern::Poisson { per_day: 50.0, profile: Some(profile) }, 700);
        assert!((all.len() as f64 / 35_000.0 - 1.0).abs() < 0.02, "{}", all.len());
        let hour = |at: &i64| at.rem_euclid(86_400_000) / 3_600_000;
        assert!(all.iter().all(|at| (9..12).contains(&hour(at)) || (13..17).contains(&hour(at))));
        assert!(all.iter().all(|at| at.div_euclid(86_400_000) % 7 < 5));
        let morning = all.iter().filter(|at| hour(at) < 12).count() as f64;
        assert!((morning / all.len() as f64 - 0.6).abs() < 0.02, "{morning}");
    }
}
