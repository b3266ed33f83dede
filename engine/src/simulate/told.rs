//! What a replication tells: figures that grow while it runs, and need no log.

use super::desk::DeskTold;
use super::statistics::{Course, Moments, Quantiles, Spans};
use crate::scenario::model::Id;

/// Times of something, in milliseconds.
#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    pub moments: Moments,
    pub quantiles: Quantiles,
}

impl Times {
    pub fn push(&mut self, milliseconds: i64) {
        self.moments.push(milliseconds as f64);
        self.quantiles.push(milliseconds);
    }
}

/// What is told of one item of the scenario, all its uses taken together.
#[derive(Debug, Clone)]
pub(super) struct ItemTold {
    pub id: Id,
    /// From handed in to its end.
    pub cycle: Times,
    pub approved: u64,
    pub refused: u64,
    pub overdue: u64,
    pub returned: u64,
}

/// One replication.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// Applications that came, and count.
    pub arrived: u64,
    pub completed: u64,
    /// Turned away at a full queue.
    pub lost: u64,
    /// Still open when nothing more was due.
    pub stuck: u64,
    /// From coming to the end.
    pub cycle: Times,
    /// The same for each way.
    pub by_variant: Vec<Moments>,
    pub items: Vec<ItemTold>,
    pub desks: Vec<DeskTold>,
    pub corrections: u64,
    pub trips: f64,
    pub fees: f64,
    /// Time of applicants on the way and at counters, in milliseconds; none: nothing says what it takes.
    pub own_time: Option<i128>,
    /// What that counts for, CNY; none: nothing says what an hour does.
    pub own_cost: Option<f64>,
    pub calls: u64,
    pub failed_calls: u64,
    pub fallbacks: u64,
    pub incidents: u64,
    /// Commands that the machine took.
    pub turns: u64,
    /// Steps that were done, of people, systems and the applicant.
    pub activities: u64,
    /// Applications under way over time.
    pub under_way: Course,
    /// Applications that came over time, and that came to their end; those of before count too, where they did so
    /// within the time that counts.
    pub came: Spans,
    pub ended: Spans,
    /// Their times in the house, summed exactly, all of them.
    pub sojourn: i128,
    /// From when to when it counts.
    pub from: i64,
    /// When the last application came.
    pub last_arrival: i64,
    /// When nothing more was due.
    pub end: i64,
    /// It was stopped before all had come.
    pub is_cut: bool,
    /// Days were told by the week alone.
    pub by_week_alone: bool,
    /// The same of each scenario, where there are several; else empty.
    pub parts: Vec<Told>,
}

impl Told {
    /// Nothing yet, of so many ways and these items, from `start` on; what comes before `from` does not count.
    pub fn new(variants: usize, items: Vec<ItemTold>, (from, ahead): (i64, i64), start: i64) -> Self {
        Self {
            arrived: 0,
            completed: 0,
            lost: 0,
            stuck: 0,
            cycle: Times::default(),
            by_variant: vec![Moments::default(); variants],
            items,
            desks: Vec::new(),
            corrections: 0,
            trips: 0.0,
            fees: 0.0,
            own_time: None,
            own_cost: None,
            calls: 0,
            failed_calls: 0,
            fallbacks: 0,
            incidents: 0,
            turns: 0,
            activities: 0,
            under_way: Course::new(from, ahead),
            came: Spans::new(from),
            ended: Spans::new(from),
            sojourn: 0,
            from,
            last_arrival: start,
            end: start,
            is_cut: false,
            by_week_alone: false,
            parts: Vec::new(),
        }
    }

    /// What another scenario of the same replication tells is told too; its items are called `scenario.item`.
    pub fn add(&mut self, other: &Self, scenario: &str) {
        self.arrived += other.arrived;
        self.completed += other.completed;
        self.lost += other.lost;
        self.stuck += other.stuck;
        self.cycle.moments.merge(&other.cycle.moments);
        self.cycle.quantiles.merge(&other.cycle.quantiles);
        self.by_variant.iter_mut().zip(&other.by_variant).for_each(|(all, more)| all.merge(more));
        let named =
            |item: &ItemTold| ItemTold { id: format!("{scenario}.{}", item.id).into(), ..item.clone() };
        self.items.extend(other.items.iter().map(named));
        self.corrections += other.corrections;
        self.trips += other.trips;
        self.fees += other.fees;
        self.calls += other.calls;
        self.failed_calls += other.failed_calls;
        self.fallbacks += other.fallbacks;
        self.incidents += other.incidents;
        self.turns += other.turns;
        self.activities += other.activities;
        self.under_way.add(&other.under_way, self.end.max(other.end));
        self.came.add(&other.came);
        self.ended.add(&other.ended);
        self.sojourn += other.sojourn;
        self.last_arrival = self.last_arrival.max(other.last_arrival);
        self.end = self.end.max(other.end);
        self.is_cut |= other.is_cut;
        self.by_week_alone |= other.by_week_alone;
    }
}

impl Told {
    /// Everything that is told over time reaches to the end.
    pub fn finished(mut self) -> Self {
        self.under_way.finish(self.end);
        self.desks.iter_mut().for_each(|desk| desk.queue.finish(self.end));
        self.came.reach(self.end);
        self.ended.reach(self.end);
        self
    }
}
