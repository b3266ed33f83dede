//! What is to be simulated, as people say it on a command line or in a request, read against a scenario. Both hosts
//! say what is wrong in their own words: where it stands, a [`Part`] tells.

pub mod beside;
pub mod logged;
mod scenarios;
pub mod search;

pub use scenarios::Beside;

use crate::library::choice::{self, NoChoice};
use crate::library::observations::Observations;
use jiff::Timestamp;
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::model::{Id, Unit};
use onething_engine::scenario::text::Text;
use onething_engine::simulate::paired::{Paired, compare};
use onething_engine::simulate::{
    Model, NotSimulated, Options, Outcome, Pattern, Watch, is_written, simulate, what_if,
};
use onething_engine::testing::{default_start, instant};
use scenarios::{Asked, arrivals, given, of_each, scenarios};
use search::{Search, Searched};

/// Applications of each replication where nothing is said.
pub const CASES: u64 = 10_000;
/// Replications where nothing is said.
pub const REPLICATIONS: u32 = 10;
/// How sure intervals are.
const CONFIDENCE: f64 = 0.95;

/// What is to be simulated, as it was said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// The plan, `joint`, or that of one of several scenarios, `newborn-birth=joint`; none: the first that is not separate.
    pub plan: Vec<String>,
    /// Answers that are settled, `situation=answer`.
    pub given: Vec<String>,
    /// Applications of each replication, of all scenarios together: they come over the same time.
    pub cases: u64,
    /// How often it is repeated.
    pub replications: u32,
    /// The same seed gives the same figures.
    pub seed: u64,
    /// Applications of this time do not count: `30d`; none: a tenth of the whole.
    pub warm_up: Option<String>,
    /// Applications a day, `82`, or those of one of several scenarios, `newborn-birth=82`; none: what the scenario says.
    pub per_day: Vec<String>,
    /// When to stop, as a share of the mean time; none: after all replications.
    pub precision: Option<f64>,
    /// When it begins; none: the usual Monday.
    pub start: Option<String>,
    /// What would be otherwise, `staff.police.officer=+1`.
    pub what_if: Vec<String>,
    /// Another plan to compare with, said as [`Said::plan`] is.
    pub against: Vec<String>,
    /// What is searched instead of played as it is; none: nothing.
    pub search: Option<Search>,
}

/// Where in what was said something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The plan.
    Plan,
    /// The plan to compare with.
    Against,
    /// The settled answer at a position.
    Given(usize),
    /// The warm-up.
    WarmUp,
    /// Applications a day.
    PerDay,
    /// The precision.
    Precision,
    /// The start.
    Start,
    /// The change at a position.
    WhatIf(usize),
}

/// Why something cannot be simulated.
#[derive(Debug, Clone)]
pub enum Wrong {
    /// A value that cannot be read: how to write it.
    Value(Part, String, Text),
    /// Something that there is not: what is said of it.
    Choice(Part, Text),
    /// Neither the scenario of this id nor who asks says how many apply.
    NoArrivals(Id),
    /// The scenario cannot be simulated.
    NotSimulated(Text),
    /// A file of observations cannot be read.
    Unreadable(Text),
}

/// What a simulation came to.
#[derive(Debug, Clone)]
pub enum Came {
    /// The figures of one plan.
    One(Box<Outcome>),
    /// Two side by side, and how the second was simulated.
    Paired(Box<Paired>, Box<Options>),
    /// What a search came to.
    Searched(Box<Searched>),
}

impl Said {
    /// How many applications are played at most; of a search [`Search::applications`] tells.
    pub fn applications(&self) -> u64 {
        let sides = if self.is_paired() { 2 } else { 1 };
        self.cases.saturating_mul(u64::from(self.replications)).saturating_mul(sides)
    }

    /// Whether two are played side by side.
    pub fn is_paired(&self) -> bool {
        !self.against.is_empty() || !self.what_if.is_empty()
    }

    /// Looks whether the names in it are those of the scenarios, plans and answers, and changes are well written; what
    /// changes name is known once the plans are compiled.
    ///
    /// # Errors
    /// The first that is none.
    pub fn names(&self, all: &[Beside<'_>]) -> Result<(), Wrong> {
        for (part, values) in [(Part::Plan, &self.plan), (Part::Against, &self.against)] {
            for (one, name) in all.iter().zip(of_each(part, values, all)?) {
                choice::plan(one.scenario, name).map_err(|no| chosen(part, no))?;
            }
        }
        for (at, said) in self.given.iter().enumerate() {
            let one = [said.clone()];
            for (beside, given) in all.iter().zip(given(&one, &scenarios(all))) {
                choice::way(beside.scenario, &given).map_err(|no| chosen(Part::Given(at), no))?;
            }
        }
        for (at, said) in self.what_if.iter().enumerate() {
            is_written(said).map_err(|why| Wrong::Choice(Part::WhatIf(at), why))?;
        }
        Ok(())
    }

    /// How it is simulated.
    ///
    /// # Errors
    /// A value cannot be read, or nothing says how many apply.
    pub fn options(&self, all: &[Beside<'_>]) -> Result<Options, Wrong> {
        let start = start(self.start.as_deref())?;
        let arrivals = arrivals(&self.per_day, all)?;
        let warm_up = match &self.warm_up {
            Some(text) => duration(text).ok_or_else(|| {
                let how = Text::new("请写成 30d 或 12h", "write it as 30d or 12h");
                Wrong::Value(Part::WarmUp, text.clone(), how)
            })?,
            None => a_tenth(&arrivals, self.cases),
        };
        if let Some(precision) = self.precision
            && !(precision > 0.0 && precision < 1.0)
        {
            let how = Text::new("应在 0 与 1 之间，如 0.02", "between 0 and 1, such as 0.02");
            return Err(Wrong::Value(Part::Precision, precision.to_string(), how));
        }
        Ok(Options {
            cases: self.cases,
            replications: self.replications,
            seed: self.seed,
            start: Moment::from(start),
            warm_up,
            arrivals,
            confidence: CONFIDENCE,
            precision: self.precision,
        })
    }

    /// The plan of each scenario, ready to be simulated together.
    ///
    /// # Errors
    /// A name in it is none, or a plan cannot be simulated.
    pub fn model<'s>(
        &self,
        all: &[Beside<'s>],
        planners: &[Planner<'s>],
        start: Moment,
    ) -> Result<Model<'s>, Wrong> {
        self.names(all)?;
        let asked = Asked { given: &self.given, start, seed: self.seed };
        let plans = of_each(Part::Plan, &self.plan, all)?;
        asked.model(all, planners, (Part::Plan, &plans))
    }

    /// The other side of a comparison: other plans, changes, or both.
    ///
    /// # Errors
    /// There is no such plan, it cannot be simulated, or a change cannot be made.
    pub fn other<'s>(
        &self,
        all: &[Beside<'s>],
        planners: &[Planner<'s>],
        (from, before): (&Model<'s>, &Options),
    ) -> Result<(Model<'s>, Options), Wrong> {
        let mut to = from.clone();
        if !self.against.is_empty() {
            let usual = of_each(Part::Plan, &self.plan, all)?;
            let others = of_each(Part::Against, &self.against, all)?;
            let plans: Vec<Option<&str>> =
                others.into_iter().zip(usual).map(|(plan, usual)| plan.or(usual)).collect();
            let asked = Asked { given: &self.given, start: before.start, seed: self.seed };
            to = asked.model(all, planners, (Part::Against, &plans))?;
        }
        let mut after = before.clone();
        for (at, said) in self.what_if.iter().enumerate() {
            what_if(&mut to, &mut after, said).map_err(|why| Wrong::Choice(Part::WhatIf(at), why))?;
        }
        Ok((to, after))
    }

    /// Simulates it; how, and what it came to.
    ///
    /// # Errors
    /// Why it cannot be simulated.
    pub fn play(&self, all: &[Beside<'_>], watch: &dyn Watch) -> Result<(Options, Came), Wrong> {
        let options = self.options(all)?;
        let planners: Vec<Planner<'_>> = all.iter().map(|one| Planner::new(one.scenario)).collect();
        let model = self.model(all, &planners, options.start)?;
        let came = if let Some(search) = &self.search {
            Came::Searched(Box::new(search.play(&model, &options, watch)))
        } else if self.is_paired() {
            let (to, after) = self.other(all, &planners, (&model, &options))?;
            let paired = compare((&model, &options), (&to, &after), watch);
            Came::Paired(Box::new(paired), Box::new(after))
        } else {
            Came::One(Box::new(simulate(&model, &options, watch)))
        };
        Ok((options, came))
    }
}

fn chosen(part: Part, no: NoChoice) -> Wrong {
    Wrong::Choice(part, no.0)
}

/// When virtual time begins: what is said, else the usual Monday.
///
/// # Errors
/// It is no moment.
pub fn start(said: Option<&str>) -> Result<Timestamp, Wrong> {
    let Some(text) = said else { return Ok(default_start()) };
    instant(text).ok_or_else(|| {
        let how = Text::new("请写成 \"2026-03-02 09:00\"", "write it as \"2026-03-02 09:00\"");
        Wrong::Value(Part::Start, text.to_owned(), how)
    })
}

/// Why it cannot be simulated; where a file is the reason, what is wrong with that.
fn not_simulated(why: &NotSimulated, beside: &Observations) -> Wrong {
    match beside.wrong() {
        Some(message) => Wrong::Unreadable(message),
        None => Wrong::NotSimulated(why.text()),
    }
}

/// Milliseconds of an elapsed time or a number of days.
fn duration(text: &str) -> Option<i64> {
    let period = period_text(text)?;
    let milliseconds = match period.unit {
        Unit::Days => u64::from(period.amount) * 86_400_000,
        _ => period.milliseconds()?,
    };
    i64::try_from(milliseconds).ok()
}

/// A tenth of the time in which they come.
fn a_tenth(arrivals: &[Pattern], cases: u64) -> i64 {
    let a_day: f64 = arrivals.iter().map(per_day).sum();
    if a_day > 0.0 { (cases as f64 / a_day * 8_640_000.0) as i64 } else { 0 }
}

/// How many come a day on average; 0 of those that were observed, of which all count.
fn per_day(pattern: &Pattern) -> f64 {
    match pattern {
        Pattern::Poisson { per_day, .. } => *per_day,
        Pattern::Renewal(between) if between.mean() > 0.0 => 86_400_000.0 / between.mean(),
        Pattern::Renewal(_) | Pattern::Observed(_) => 0.0,
    }
}

/// Does it on so many threads; none: one a core.
///
/// # Errors
/// The threads cannot be had.
pub fn in_threads<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?;
    Ok(pool.install(work))
}
