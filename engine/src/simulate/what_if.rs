//! What would be otherwise: one clerk more, half the corrections, a system that answers less often.

use super::Options;
use super::arrivals::Pattern;
use super::model::Model;
use crate::scenario::model::Id;
use crate::scenario::text::Text;
use std::collections::BTreeMap;

/// What steps and services do otherwise than the scenario says.
#[derive(Debug, Clone, Default)]
pub(super) struct Adjusted {
    /// By name of the step, or of every step under "": the chance that it is returned.
    correct: BTreeMap<String, Number>,
    /// By name of the step, or of every step under "": the chance that it is refused.
    refuse: BTreeMap<String, Number>,
    /// By name of the service or licence: the chance that what is asked for is found.
    found: BTreeMap<String, Number>,
}

impl Adjusted {
    /// The chance that a step is returned.
    pub fn correct(&self, step: &str, written: f64) -> f64 {
        chance(&self.correct, step, written)
    }

    /// The chance that a step is refused.
    pub fn refuse(&self, step: &str, written: f64) -> f64 {
        chance(&self.refuse, step, written)
    }

    /// The chance that a service or licence finds what it is asked for.
    pub fn found(&self, service: &str, written: f64) -> f64 {
        chance(&self.found, service, written)
    }

    /// Whether anything is otherwise at steps.
    pub fn is_empty(&self) -> bool {
        self.correct.is_empty() && self.refuse.is_empty() && self.found.is_empty()
    }
}

fn chance(of: &BTreeMap<String, Number>, name: &str, written: f64) -> f64 {
    let number = of.get(name).or_else(|| of.get(""));
    number.map_or(written, |number| number.of(written).clamp(0.0, 1.0))
}

/// A number that takes the place of another, or changes it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    /// `0.9`
    Is(f64),
    /// `+1`, `-1`
    Plus(f64),
    /// `x0.5`
    Times(f64),
}

impl Number {
    fn read(text: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite());
        if let Some(rest) = text.strip_prefix('+') {
            return number(rest).map(Self::Plus);
        }
        if let Some(rest) = text.strip_prefix('-') {
            return number(rest).map(|n| Self::Plus(-n));
        }
        if let Some(rest) = text.strip_prefix(['x', '×']) {
            return number(rest).filter(|n| *n >= 0.0).map(Self::Times);
        }
        number(text).filter(|n| *n >= 0.0).map(Self::Is)
    }

    fn of(self, written: f64) -> f64 {
        match self {
            Self::Is(number) => number,
            Self::Plus(number) => written + number,
            Self::Times(number) => written * number,
        }
    }
}

/// Changes a model and its options as `key=value` says.
///
/// Keys: `staff.police.officer` (people), `queue.police.officer` (how many may wait), `available.population` (the
/// chance that a system answers), `found.resident_id_card` (that a service or licence has what is asked for),
/// `correct` or `correct.household_registration.review` (that it is returned), `refuse` and `refuse.STEP`,
/// `arrivals` or `arrivals.newborn-birth` (applications a day, of all scenarios or one). Values: `3`, `+1`, `-1`, `x0.5`. And `down.population=mon,tue`: on these weekdays
/// the system answers nobody.
///
/// # Errors
/// What is wrong with it, and how to mend it.
pub fn what_if(model: &mut Model<'_>, options: &mut Options, said: &str) -> Result<(), Text> {
    let wrong = || unreadable(said);
    let (key, value) = said.split_once('=').ok_or_else(wrong)?;
    let (what, name) = key.trim().split_once('.').unwrap_or((key.trim(), ""));
    if what == "down" {
        return down(model, said, name, value);
    }
    let number = Number::read(value.trim()).ok_or_else(wrong)?;
    match what {
        "staff" => {
            let known: Vec<String> = model.desks.iter().map(|desk| desk.name()).collect();
            let desk = model.desks.iter_mut().find(|desk| desk.name() == name);
            let desk = desk.ok_or_else(|| unknown(said, &known))?;
            let people = number.of(f64::from(desk.people.unwrap_or(0))).round();
            if people < 1.0 {
                return Err(Text::new(
                    format!("{said}：至少要有一人"),
                    format!("{said}: there has to be at least one"),
                ));
            }
            desk.people = Some(people.min(f64::from(u32::MAX)) as u32);
        }
        "queue" => {
            let known: Vec<String> = model.desks.iter().map(|desk| desk.name()).collect();
            let desk = model.desks.iter_mut().find(|desk| desk.name() == name);
            let desk = desk.ok_or_else(|| unknown(said, &known))?;
            let capacity = number.of(f64::from(desk.capacity.unwrap_or(0))).max(0.0).round();
            desk.capacity = Some(capacity.min(f64::from(u32::MAX)) as u32);
        }
        "available" => {
            let known: Vec<String> = model.systems.iter().map(|system| system.id.to_string()).collect();
            let system = model.systems.iter_mut().find(|system| *system.id == *name);
            let system = system.ok_or_else(|| unknown(said, &known))?;
            system.available = number.of(system.available).clamp(0.0, 1.0);
        }
        "found" => {
            let catalogues = || model.parts.iter().map(|part| &part.scenario.catalogue);
            let mut known: Vec<&Id> =
                catalogues().flat_map(|c| c.services.keys().chain(c.licences.keys())).collect();
            if !known.iter().any(|id| ***id == *name) {
                known.sort_unstable();
                known.dedup();
                return Err(unknown(said, &known.iter().map(ToString::to_string).collect::<Vec<_>>()));
            }
            model.adjusted.found.insert(name.to_owned(), number);
        }
        "correct" | "refuse" => {
            let steps = model.variants.iter().flat_map(|variant| &variant.program.steps);
            if !name.is_empty() && !steps.clone().any(|step| *step.id == *name) {
                let mut known: Vec<String> = steps.map(|step| step.id.to_string()).collect();
                known.sort_unstable();
                known.dedup();
                return Err(unknown(said, &known));
            }
            let list =
                if what == "correct" { &mut model.adjusted.correct } else { &mut model.adjusted.refuse };
            list.insert(name.to_owned(), number);
        }
        "arrivals" => more(model, options, said, name, number)?,
        _ => return Err(wrong()),
    }
    Ok(())
}

/// Looks whether a change is one by its form; whether what it names is there, [`what_if`] says.
///
/// # Errors
/// What is wrong with it, and how to mend it.
pub fn is_written(said: &str) -> Result<(), Text> {
    let (key, value) = said.split_once('=').ok_or_else(|| unreadable(said))?;
    let what = key.trim().split('.').next().unwrap_or_default();
    match what {
        "down" => value.split(',').try_for_each(|day| weekday(said, day.trim()).map(drop)),
        "staff" | "queue" | "available" | "found" | "correct" | "refuse" | "arrivals" => {
            Number::read(value.trim()).map(drop).ok_or_else(|| unreadable(said))
        }
        _ => Err(unreadable(said)),
    }
}

fn unreadable(said: &str) -> Text {
    Text::new(
        format!("{said}：请写成 staff.police.officer=+1、available.population=0.9 或 correct=x0.5"),
        format!("{said}: write it as staff.police.officer=+1, available.population=0.9 or correct=x0.5"),
    )
}

/// More or fewer applications: of one scenario, or of all where none is named.
fn more(
    model: &Model<'_>,
    options: &mut Options,
    said: &str,
    name: &str,
    number: Number,
) -> Result<(), Text> {
    let ids: Vec<String> = model.parts.iter().map(|part| part.scenario.id.value.to_string()).collect();
    if !name.is_empty() && !ids.iter().any(|id| id == name) {
        return Err(unknown(said, &ids));
    }
    for (pattern, _) in options.arrivals.iter_mut().zip(&ids).filter(|(_, id)| name.is_empty() || *id == name)
    {
        let Pattern::Poisson { per_day, .. } = pattern else {
            return Err(Text::new(
                format!("{said}：只有按每天件数到达的才能改"),
                format!("{said}: only arrivals that are written as so many a day can be changed"),
            ));
        };
        *per_day = number.of(*per_day);
        if *per_day <= 0.0 {
            return Err(Text::new(format!("{said}：应大于 0"), format!("{said}: it has to be above 0")));
        }
    }
    Ok(())
}

/// Weekdays, Monday first, as they are written.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `down.population=mon,tue`: on these weekdays it answers nobody.
fn down(model: &mut Model<'_>, said: &str, name: &str, value: &str) -> Result<(), Text> {
    let known: Vec<String> = model.systems.iter().map(|system| system.id.to_string()).collect();
    let system = model.systems.iter_mut().find(|system| *system.id == *name);
    let system = system.ok_or_else(|| unknown(said, &known))?;
    for day in value.split(',').map(str::trim) {
        let at = weekday(said, day)?;
        system.is_ever_down = true;
        if let Some(is_down) = system.down.get_mut(at) {
            *is_down = true;
        }
    }
    Ok(())
}

fn weekday(said: &str, day: &str) -> Result<usize, Text> {
    WEEKDAYS.iter().position(|weekday| *weekday == day).ok_or_else(|| {
        Text::new(
            format!("{said}：星期写成 {}", WEEKDAYS.join(" ")),
            format!("{said}: weekdays are {}", WEEKDAYS.join(" ")),
        )
    })
}

fn unknown(said: &str, known: &[String]) -> Text {
    let near: Vec<&str> = known.iter().map(String::as_str).take(12).collect();
    let near = near.join(" ");
    Text::new(
        format!("{said}：没有这个名字；有 {near}"),
        format!("{said}: there is no such name; there are {near}"),
    )
}

#[cfg(test)]
mod tests {
    use super::{Number, is_written};

    #[test]
    fn a_change_is_told_by_its_form() {
        let right = ["staff.police.officer=+1", "correct=x0.5", "arrivals = 3", "down.population=mon, sun"];
        for said in right {
            assert!(is_written(said).is_ok(), "{said}");
        }
        for said in ["", "correct", "correct=often", "sunshine=1", "down.population=payday", "=1"] {
            assert!(is_written(said).is_err(), "{said}");
        }
    }

    #[test]
    fn numbers_take_the_place_of_others_or_change_them() {
        let table = [("0.9", 0.9), ("+1", 4.0), ("-1", 2.0), ("x0.5", 1.5), ("×2", 6.0)];
        for (text, wanted) in table {
            assert_eq!(Number::read(text).map(|n| n.of(3.0)), Some(wanted), "{text}");
        }
        for wrong in ["", "x", "one", "x-1", "inf", "+nan"] {
            assert_eq!(Number::read(wrong), None, "{wrong}");
        }
    }
}
