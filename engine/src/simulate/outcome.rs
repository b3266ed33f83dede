//! Figures over all replications, each with the interval in which it lies.

use super::Options;
use super::arrivals::ahead;
use super::model::{DeskFacts, Model, Part};
use super::over_time::{Histogram, LevelCourse, OverTime};
use super::shifts::Shifts;
use super::statistics::{Interval, Quantiles};
use super::told::{Times, Told};
use crate::scenario::model::Id;
use crate::scenario::text::Text;
use serde::Serialize;

/// Milliseconds in an hour.
const HOUR: f64 = 3_600_000.0;
/// From this share on a desk is called overloaded.
const FULL: f64 = 1.0;

/// A mean over replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// The interval in which it lies reaches so far to either side; none: of one replication nobody can tell.
    pub half_width: Option<f64>,
    /// How many replications tell it.
    pub count: u64,
}

impl Estimate {
    /// Of values of replications; none of none.
    pub fn of(values: &[f64], confidence: f64) -> Option<Self> {
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let count = values.len() as u64;
        match Interval::of(values, confidence) {
            Some(interval) => {
                Some(Self { mean: interval.mean, half_width: Some(interval.half_width), count })
            }
            None if values.is_empty() => None,
            None => Some(Self { mean, half_width: None, count }),
        }
    }
}

/// What a simulation comes to. Times are in hours.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The scenario's id; of several all their ids, joined by `+`.
    pub scenario: Id,
    /// The plan's id; of several all their ids, joined by `+`.
    pub plan: Id,
    /// Replications that were played.
    pub replications: u32,
    /// Applications that count, over all replications.
    pub cases: u64,
    /// Of these, how many came to their end.
    pub completed: u64,
    /// Of these, how many were turned away at a full queue.
    pub lost: u64,
    /// Of these, how many waited for something that never came.
    pub stuck: u64,
    /// It was stopped before all had come, or before it began.
    pub is_cut: bool,
    /// Share of all ways through that was simulated.
    pub covered: f64,
    /// Days of years whose holidays are not known were taken by the week alone.
    pub by_week_alone: bool,
    /// How sure intervals are, 0–1.
    pub confidence: f64,
    /// From coming to the end, hours.
    pub cycle: Spread,
    /// The course of what is under way, came and ended.
    pub over_time: OverTime,
    /// Applications that came to their end, a day.
    pub throughput_per_day: Option<Estimate>,
    /// Under way at once, on average.
    pub under_way: Option<Estimate>,
    /// Returned to mend, per application.
    pub corrections: Option<Estimate>,
    /// Visits of the applicant, per application.
    pub trips: Option<Estimate>,
    /// Hours of the applicant on the way and at counters, per application; none: nothing says what that takes.
    pub applicant_hours: Option<Estimate>,
    /// What they count for, CNY per application.
    pub applicant_cost: Option<Estimate>,
    /// Fees of what was granted, CNY per application.
    pub fees: Option<Estimate>,
    /// Hours of staff, per application.
    pub staff_hours: Option<Estimate>,
    /// Cost of staff, CNY per application.
    pub staff_cost: Option<Estimate>,
    /// Calls of systems, per application.
    pub calls: Option<Estimate>,
    /// Calls that failed or were not answered, per application.
    pub failed_calls: Option<Estimate>,
    /// Fallbacks taken, per application.
    pub fallbacks: Option<Estimate>,
    /// Incidents, per application.
    pub incidents: Option<Estimate>,
    /// By item; of several scenarios they are called `scenario.item`.
    pub items: Vec<ItemFigures>,
    /// By department and role; of one scenario among several: by its own work.
    pub desks: Vec<DeskFigures>,
    /// By answer of a situation; of several scenarios each tells its own.
    pub situations: Vec<Answered>,
    /// Where most time is lost, and why.
    pub bottleneck: Option<Bottleneck>,
    /// Commands that the machine took, over all replications.
    pub turns: u64,
    /// Activities of people and systems, over all replications.
    pub activities: u64,
    /// The same of each scenario, where several were simulated together: loads are its share of what the people of a
    /// desk can do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Outcome>,
}

/// How a time is spread, hours.
#[derive(Debug, Clone, Serialize)]
pub struct Spread {
    /// How many were measured.
    pub count: u64,
    /// The mean.
    pub mean: Option<Estimate>,
    /// Half are shorter.
    pub p50: Option<Estimate>,
    /// 90 in 100 are shorter.
    pub p90: Option<Estimate>,
    /// 95 in 100 are shorter.
    pub p95: Option<Estimate>,
    /// 99 in 100 are shorter.
    pub p99: Option<Estimate>,
    /// The shortest.
    pub min: Option<f64>,
    /// The longest.
    pub max: Option<f64>,
    /// How many took how long.
    pub histogram: Option<Histogram>,
}

/// Figures of one item.
#[derive(Debug, Clone, Serialize)]
pub struct ItemFigures {
    /// Its name in the scenario; where it is done for several members, all of them count.
    pub id: Id,
    /// From handed in to its end.
    pub cycle: Spread,
    /// Share of those ended that were granted.
    pub granted: Option<Estimate>,
    /// Share of those ended that were not overdue.
    pub on_time: Option<Estimate>,
    /// Share returned to mend.
    pub returned: Option<Estimate>,
}

/// Figures of the staff of one role in one department.
#[derive(Debug, Clone, Serialize)]
pub struct DeskFigures {
    /// `police.officer`
    pub id: String,
    /// Label of the department.
    pub title: Text,
    /// People; none: unlimited, for none are written.
    pub people: Option<u32>,
    /// Work that came, as a share of what its people can do in their shifts.
    pub load: Option<Estimate>,
    /// From put on the desk until somebody begins, hours; off shift counts.
    pub wait: Option<Estimate>,
    /// Waits by rank, the most urgent first.
    pub wait_by_rank: Vec<Option<Estimate>>,
    /// Share that was begun at once.
    pub at_once: Option<Estimate>,
    /// Waiting at once, on average.
    pub queue: Option<Estimate>,
    /// How the queue went.
    pub queue_course: LevelCourse,
    /// Most that waited at once, in any replication.
    pub longest_queue: i64,
    /// Share turned away at a full queue.
    pub turned_away: Option<Estimate>,
    /// Hours of work.
    pub hours: Option<Estimate>,
    /// More comes than its people can do.
    pub is_overloaded: bool,
}

/// The time of applications in which a situation had an answer.
#[derive(Debug, Clone, Serialize)]
pub struct Answered {
    /// The situation.
    pub situation: Id,
    /// The answer.
    pub answer: Id,
    /// Share of applications.
    pub share: f64,
    /// From coming to the end, hours.
    pub mean: Option<Estimate>,
}

/// Where most time is lost.
#[derive(Debug, Clone, Serialize)]
pub struct Bottleneck {
    /// Which desk.
    pub desk: String,
    /// Hours of waiting there, per application.
    pub hours: f64,
    /// Why it is named.
    pub why: Text,
}

/// Whether the mean time is known well enough, that of each scenario too.
pub(super) fn is_precise(all: &[Told], confidence: f64, precision: f64) -> bool {
    let is_known = |means: Vec<f64>| {
        Interval::of(&means, confidence).is_some_and(|interval| interval.relative() <= precision)
    };
    let parts = all.first().map_or(0, |told| told.parts.len());
    is_known(all.iter().filter_map(|told| told.cycle.moments.mean()).collect())
        && (0..parts).all(|at| {
            is_known(all.iter().filter_map(|told| told.parts.get(at)?.cycle.moments.mean()).collect())
        })
}

/// Makes figures of replications.
struct Maker<'a> {
    all: Vec<&'a Told>,
    confidence: f64,
    /// Since when it counts, and what the local clock is ahead of UTC; milliseconds.
    from: (i64, i64),
}

impl Maker<'_> {
    fn interval(&self, of: impl Fn(&Told) -> Option<f64>) -> Option<Estimate> {
        let values: Vec<f64> = self.all.iter().filter_map(|told| of(told)).collect();
        Estimate::of(&values, self.confidence)
    }

    fn per_case(&self, of: impl Fn(&Told) -> f64) -> Option<Estimate> {
        self.interval(|told| (told.arrived > 0).then(|| of(told) / told.arrived as f64))
    }

    /// Per application, of what may not be known.
    fn share(&self, of: impl Fn(&Told) -> Option<f64>) -> Option<Estimate> {
        self.interval(|told| of(told).filter(|_| told.arrived > 0).map(|sum| sum / told.arrived as f64))
    }

    fn spread(&self, of: impl Fn(&Told) -> Option<&Times>) -> Spread {
        let quantile = |q: f64| {
            self.interval(|told| {
                let quantiles: &Quantiles = &of(told)?.quantiles;
                quantiles.quantile(q).map(|ms| ms as f64 / HOUR)
            })
        };
        let times = || self.all.iter().filter_map(|told| of(told));
        let extreme = |of: fn(f64, f64) -> f64, one: fn(&Times) -> Option<f64>| {
            times().filter_map(one).reduce(of).map(|ms| ms / HOUR)
        };
        Spread {
            count: times().map(|t| t.moments.count()).sum(),
            mean: self.interval(|told| of(told)?.moments.mean().map(|ms| ms / HOUR)),
            p50: quantile(0.5),
            p90: quantile(0.9),
            p95: quantile(0.95),
            p99: quantile(0.99),
            min: extreme(f64::min, |t| t.moments.min()),
            max: extreme(f64::max, |t| t.moments.max()),
            histogram: Histogram::of(times().map(|t| &t.quantiles)),
        }
    }
}

impl Outcome {
    pub(super) fn new(model: &Model<'_>, options: &Options, all: &[Told]) -> Self {
        let confidence = options.confidence;
        let start = options.start.0;
        let from = (start.saturating_add(options.warm_up), ahead(&model.zone, start));
        let mut whole = Self::of(model, &model.parts, &Maker { all: all.iter().collect(), confidence, from });
        if model.parts.len() > 1 {
            let one = |(at, part): (usize, &Part<'_>)| {
                let all = all.iter().filter_map(|told| told.parts.get(at)).collect();
                Self::of(model, std::slice::from_ref(part), &Maker { all, confidence, from })
            };
            whole.scenarios = model.parts.iter().enumerate().map(one).collect();
        }
        whole
    }

    /// What some of the scenarios of a model come to.
    fn of(model: &Model<'_>, parts: &[Part<'_>], maker: &Maker<'_>) -> Self {
        let all = &maker.all;
        let sum = |of: fn(&Told) -> u64| all.iter().map(|told| of(told)).sum();
        let joined = |of: fn(&Part<'_>) -> Id| Id::from(parts.iter().map(of).collect::<Vec<Id>>().join("+"));
        let numbered = model.desks.iter().enumerate();
        let desks: Vec<DeskFigures> = numbered.map(|(at, facts)| desk(model, maker, (at, facts))).collect();
        let hours = |told: &Told| told.desks.iter().map(|d| d.offered as f64 / HOUR).sum::<f64>();
        let cost = |told: &Told| {
            let each = told.desks.iter().zip(&model.desks);
            each.map(|(told, facts)| told.offered as f64 / HOUR * facts.per_hour).sum::<f64>()
        };
        Self {
            scenario: joined(|part| part.scenario.id.value.clone()),
            plan: joined(|part| part.plan.id.clone()),
            replications: u32::try_from(all.len()).unwrap_or(u32::MAX),
            cases: sum(|t| t.arrived),
            completed: sum(|t| t.completed),
            lost: sum(|t| t.lost),
            stuck: sum(|t| t.stuck),
            // Where not even the first was begun, it was stopped before that.
            is_cut: all.is_empty() || all.iter().any(|t| t.is_cut),
            covered: parts.iter().map(|part| part.covered).fold(1.0, f64::min),
            by_week_alone: all.iter().any(|t| t.by_week_alone),
            confidence: maker.confidence,
            cycle: maker.spread(|t| Some(&t.cycle)),
            over_time: OverTime::new(all, maker.from, maker.confidence),
            throughput_per_day: maker.interval(|t| {
                let days = (t.last_arrival - t.from) as f64 / (24.0 * HOUR);
                (days > 0.0).then(|| t.completed as f64 / days)
            }),
            under_way: maker.interval(|t| Some(t.under_way.level().mean(t.end))),
            corrections: maker.per_case(|t| t.corrections as f64),
            trips: maker.per_case(|t| t.trips),
            applicant_hours: maker.share(|t| t.own_time.map(|time| time as f64 / HOUR)),
            applicant_cost: maker.share(|t| t.own_cost),
            fees: maker.per_case(|t| t.fees),
            staff_hours: maker.per_case(hours),
            staff_cost: maker.per_case(cost),
            calls: maker.per_case(|t| t.calls as f64),
            failed_calls: maker.per_case(|t| t.failed_calls as f64),
            fallbacks: maker.per_case(|t| t.fallbacks as f64),
            incidents: maker.per_case(|t| t.incidents as f64),
            items: items(maker),
            bottleneck: bottleneck(maker, &desks),
            desks,
            situations: match parts {
                [part] => situations(model, part, maker),
                _ => Vec::new(),
            },
            turns: sum(|t| t.turns),
            activities: sum(|t| t.activities),
            scenarios: Vec::new(),
        }
    }

    /// Desks to which more comes than they can do, with their load.
    pub fn overloaded(&self) -> impl Iterator<Item = (&DeskFigures, f64)> {
        let load = |desk: &DeskFigures| desk.load.as_ref().map_or(0.0, |load| load.mean);
        self.desks.iter().filter(|desk| desk.is_overloaded).map(move |desk| (desk, load(desk)))
    }
}

fn items(maker: &Maker<'_>) -> Vec<ItemFigures> {
    let Some(first) = maker.all.first() else { return Vec::new() };
    let item = |(at, id): (usize, Id)| {
        let share = |of: fn(&super::told::ItemTold) -> u64| {
            maker.interval(move |told| {
                let item = told.items.get(at)?;
                let ended = item.approved + item.refused;
                (ended > 0).then(|| of(item) as f64 / ended as f64)
            })
        };
        ItemFigures {
            id,
            cycle: maker.spread(|told| told.items.get(at).map(|item| &item.cycle)),
            granted: share(|item| item.approved),
            on_time: share(|item| (item.approved + item.refused).saturating_sub(item.overdue)),
            returned: share(|item| item.returned),
        }
    };
    first.items.iter().map(|item| item.id.clone()).enumerate().map(item).collect()
}

fn desk(model: &Model<'_>, maker: &Maker<'_>, (at, facts): (usize, &DeskFacts)) -> DeskFigures {
    let offered = |told: &Told| told.desks.get(at).map(|d| d.offered as f64);
    let begun = |d: &super::desk::DeskTold| d.waits.iter().map(|w| w.count()).sum::<u64>();
    let load = maker.interval(|t| {
        let open = Shifts::open_between(&facts.hours, t.from, t.last_arrival);
        let people = f64::from(facts.people?);
        (open > 0).then(|| offered(t).unwrap_or(0.0) / (people * open as f64))
    });
    let wait = |of: fn(&super::desk::DeskTold) -> f64| {
        maker.interval(move |t| {
            let desk = t.desks.get(at)?;
            let begun = begun(desk);
            (begun > 0).then(|| of(desk) / begun as f64)
        })
    };
    let by_rank =
        |rank: usize| maker.interval(|t| t.desks.get(at)?.waits.get(rank)?.mean().map(|ms| ms / HOUR));
    DeskFigures {
        id: facts.name(),
        title: facts.title.clone(),
        people: facts.people,
        is_overloaded: load.as_ref().is_some_and(|load| load.mean > FULL),
        load,
        wait: wait(|d| d.waited as f64 / HOUR),
        wait_by_rank: if model.ranks > 1 { (0..model.ranks).map(by_rank).collect() } else { Vec::new() },
        at_once: wait(|d| d.at_once as f64),
        queue: maker.interval(|t| t.desks.get(at).map(|d| d.queue.level().mean(t.end))),
        queue_course: LevelCourse::of(&maker.all, |t| t.desks.get(at).map(|d| &d.queue), maker.confidence),
        longest_queue: maker
            .all
            .iter()
            .filter_map(|t| t.desks.get(at).map(|d| d.queue.level().max(t.end)))
            .max()
            .unwrap_or(0),
        turned_away: maker.interval(|t| {
            let desk = t.desks.get(at)?;
            let came = begun(desk) + desk.turned_away;
            (came > 0).then(|| desk.turned_away as f64 / came as f64)
        }),
        hours: maker.interval(|t| offered(t).map(|ms| ms / HOUR)),
    }
}

fn situations(model: &Model<'_>, part: &Part<'_>, maker: &Maker<'_>) -> Vec<Answered> {
    let variants = model.variants.get(part.variants.clone()).unwrap_or_default();
    let mut all = Vec::new();
    for (at, (id, situation)) in part.scenario.situations.iter().enumerate() {
        if situation.answers.len() < 2 {
            continue;
        }
        for (position, answer) in situation.answers.iter().enumerate() {
            let has: Vec<bool> = variants
                .iter()
                .map(|v| v.answers.get(at).copied().unwrap_or(0) >> position.min(63) & 1 == 1)
                .collect();
            let mut before = 0.0;
            let share = variants.iter().zip(&has).map(|(variant, has)| {
                let chance = variant.upto - before;
                before = variant.upto;
                if *has { chance } else { 0.0 }
            });
            let share: f64 = share.sum();
            let mean = maker.interval(|told| {
                let mut moments = super::statistics::Moments::default();
                let own = told.by_variant.get(part.variants.clone()).unwrap_or_default();
                let of = own.iter().zip(&has).filter(|(_, has)| **has);
                of.for_each(|(one, _)| moments.merge(one));
                moments.mean().map(|ms| ms / HOUR)
            });
            if share > 0.0 && share < 1.0 {
                all.push(Answered { situation: id.clone(), answer: answer.id.clone(), share, mean });
            }
        }
    }
    all
}

/// The desk at which applications lose most time by waiting, among those whose staff is written.
fn bottleneck(maker: &Maker<'_>, desks: &[DeskFigures]) -> Option<Bottleneck> {
    let arrived: u64 = maker.all.iter().map(|told| told.arrived).sum();
    let waited = |at: usize| {
        let sum: i128 = maker.all.iter().filter_map(|told| told.desks.get(at)).map(|d| d.waited).sum();
        sum as f64 / HOUR / arrived.max(1) as f64
    };
    let all: Vec<f64> = (0..desks.len()).map(waited).collect();
    let total: f64 = all.iter().sum();
    let (at, hours) = all.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    if hours <= 0.0 {
        return None;
    }
    let desk = desks.get(at)?;
    let share = hours / total * 100.0;
    let load = desk.load.as_ref().map_or(0.0, |load| load.mean * 100.0);
    let why = Text::new(
        format!("每件平均在此等待 {hours:.1} 小时，占全部等待的 {share:.0}%；人员负荷 {load:.0}%"),
        format!(
            "an application waits {hours:.1} h here on average, {share:.0} % of all waiting; its people are loaded {load:.0} %"
        ),
    );
    Some(Bottleneck { desk: desk.id.clone(), hours, why })
}
