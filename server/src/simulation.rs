//! What is to be simulated, as people say it on a command line or in a request, read against a scenario. Both hosts
//! say what is wrong in their own words: where it stands, a [`Part`] tells.

pub mod beside;
pub mod logged;

use crate::library::choice::{self, NoChoice};
use crate::library::observations::Observations;
use jiff::Timestamp;
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::model::{Scenario, SituationId, Unit};
use onething_engine::scenario::text::Text;
use onething_engine::simulate::paired::{Paired, compare};
use onething_engine::simulate::{
    Model, NotSimulated, Options, Outcome, Pattern, Wanted, Watch, is_written, simulate, what_if,
};
use onething_engine::testing::{default_start, instant};

/// Applications of each replication where nothing is said.
pub const CASES: u64 = 10_000;
/// Replications where nothing is said.
pub const REPLICATIONS: u32 = 10;
/// How sure intervals are.
const CONFIDENCE: f64 = 0.95;

/// What is to be simulated, as it was said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// The plan; none: the first that is not separate.
    pub plan: Option<String>,
    /// Answers that are settled, `situation=answer`.
    pub given: Vec<String>,
    /// Applications of each replication.
    pub cases: u64,
    /// How often it is repeated.
    pub replications: u32,
    /// The same seed gives the same figures.
    pub seed: u64,
    /// Applications of this time do not count: `30d`; none: a tenth of the whole.
    pub warm_up: Option<String>,
    /// Applications a day; none: what the scenario says.
    pub per_day: Option<f64>,
    /// When to stop, as a share of the mean time; none: after all replications.
    pub precision: Option<f64>,
    /// When it begins; none: the usual Monday.
    pub start: Option<String>,
    /// What would be otherwise, `staff.police.officer=+1`.
    pub what_if: Vec<String>,
    /// Another plan to compare with.
    pub against: Option<String>,
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
    /// Neither the scenario nor who asks says how many apply.
    NoArrivals,
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
}

impl Said {
    /// How many applications are played at most.
    pub fn applications(&self) -> u64 {
        let sides = if self.is_paired() { 2 } else { 1 };
        self.cases.saturating_mul(u64::from(self.replications)).saturating_mul(sides)
    }

    /// Whether two are played side by side.
    pub fn is_paired(&self) -> bool {
        self.against.is_some() || !self.what_if.is_empty()
    }

    /// Looks whether the names in it are those of a scenario, plans and answers, and changes are well written; what
    /// changes name is known once the plan is compiled.
    ///
    /// # Errors
    /// The first that is none.
    pub fn names(&self, scenario: &Scenario) -> Result<(), Wrong> {
        choice::plan(scenario, self.plan.as_deref()).map_err(|no| chosen(Part::Plan, no))?;
        if let Some(against) = &self.against {
            choice::named(scenario, against).map_err(|no| chosen(Part::Against, no))?;
        }
        for (at, said) in self.given.iter().enumerate() {
            choice::way(scenario, std::slice::from_ref(said)).map_err(|no| chosen(Part::Given(at), no))?;
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
    pub fn options(&self, scenario: &Scenario, beside: &Observations) -> Result<Options, Wrong> {
        let start = start(self.start.as_deref())?;
        let arrivals = self.arrivals(scenario, beside)?;
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

    fn arrivals(&self, scenario: &Scenario, beside: &Observations) -> Result<Pattern, Wrong> {
        if let Some(per_day) = self.per_day {
            if !(per_day > 0.0 && per_day.is_finite()) {
                let how = Text::new("应大于 0", "it has to be above 0");
                return Err(Wrong::Value(Part::PerDay, per_day.to_string(), how));
            }
            return Ok(Pattern::Poisson { per_day, profile: None });
        }
        let written = Pattern::of(scenario, &|file| beside.times(file), &|file| beside.moments(file));
        written.map_err(|why| not_simulated(&why, beside))?.ok_or(Wrong::NoArrivals)
    }

    /// Its plan, ready to be simulated.
    ///
    /// # Errors
    /// A name in it is none, or the plan cannot be simulated.
    pub fn model<'s>(
        &self,
        planner: &Planner<'s>,
        beside: &Observations,
        start: Moment,
    ) -> Result<Model<'s>, Wrong> {
        self.model_of(planner, beside, start, (Part::Plan, self.plan.as_deref()))
    }

    fn model_of<'s>(
        &self,
        planner: &Planner<'s>,
        beside: &Observations,
        start: Moment,
        (part, plan): (Part, Option<&str>),
    ) -> Result<Model<'s>, Wrong> {
        self.names(planner.scenario)?;
        let scenario = planner.scenario;
        let plan = choice::plan(scenario, plan).map_err(|no| chosen(part, no))?;
        let fixed = choice::way(scenario, &self.given).map_err(|no| chosen(Part::Given(0), no))?;
        let given = settled(scenario, &self.given);
        let wanted = Wanted {
            given: &|way: &Way| given.iter().all(|s| way.bits(*s) == fixed.bits(*s)),
            start,
            observations: &|file| beside.times(file),
            seed: self.seed,
        };
        Model::new(planner, plan, &wanted).map_err(|why| not_simulated(&why, beside))
    }

    /// The other side of a comparison: another plan, changes, or both.
    ///
    /// # Errors
    /// There is no such plan, it cannot be simulated, or a change cannot be made.
    pub fn other<'s>(
        &self,
        planner: &Planner<'s>,
        beside: &Observations,
        (from, before): (&Model<'s>, &Options),
    ) -> Result<(Model<'s>, Options), Wrong> {
        let mut to = match &self.against {
            Some(plan) => self.model_of(planner, beside, before.start, (Part::Against, Some(plan)))?,
            None => from.clone(),
        };
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
    pub fn play(
        &self,
        scenario: &Scenario,
        beside: &Observations,
        watch: &dyn Watch,
    ) -> Result<(Options, Came), Wrong> {
        let options = self.options(scenario, beside)?;
        let planner = Planner::new(scenario);
        let model = self.model(&planner, beside, options.start)?;
        let came = if self.is_paired() {
            let (to, after) = self.other(&planner, beside, (&model, &options))?;
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

/// The situations that are settled.
fn settled(scenario: &Scenario, given: &[String]) -> Vec<SituationId> {
    let named = given.iter().filter_map(|said| said.split_once('=')).map(|(name, _)| name);
    named.filter_map(|name| scenario.situations.get_index_of(name)).map(Into::into).collect()
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
fn a_tenth(arrivals: &Pattern, cases: u64) -> i64 {
    match arrivals {
        Pattern::Poisson { per_day, .. } => (cases as f64 / per_day * 8_640_000.0) as i64,
        Pattern::Renewal(between) => (between.mean() * cases as f64 / 10.0) as i64,
        Pattern::Observed(_) => 0,
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
