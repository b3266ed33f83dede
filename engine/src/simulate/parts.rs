//! Several scenarios in one replication. Each has arrivals, streams and figures of its own; they share the agenda, the
//! desks and the systems. Whose turn it is has its own in the host itself, so that one scenario alone looks nothing up.

use super::Options;
use super::agenda::{Due, What};
use super::arrivals::{Coming, ahead};
use super::desk::Desk;
use super::host::Host;
use super::log::Log;
use super::model::{Model, Part};
use super::stream::Streams;
use super::told::{ItemTold, Times, Told};
use crate::scenario::model::Id;
use std::mem::swap;

/// Milliseconds in an hour.
const HOUR: f64 = 3_600_000.0;

/// What a scenario has of its own.
#[derive(Clone)]
pub(super) struct Beside<'m> {
    pub streams: Streams,
    /// None: nobody says how its applications come, and none come.
    pub arrivals: Option<Coming<'m>>,
    pub told: Told,
    /// How many of its applications have come.
    pub number: u64,
}

impl<'m> Beside<'m> {
    /// What the first scenario of a model begins with; each of them, where there are several; and of each variant and
    /// item the position among the items that its scenario is told of.
    pub fn all(
        model: &'m Model<'_>,
        options: &'m Options,
        replication: u32,
    ) -> (Self, Vec<Self>, Vec<Vec<usize>>) {
        let start = options.start.0;
        let from = (start.saturating_add(options.warm_up), ahead(&model.zone, start));
        let mut item_of = Vec::new();
        let mut all = Vec::new();
        for (at, part) in model.parts.iter().enumerate() {
            let items = items(model, part, &mut item_of);
            let mut told = Told::new(model.variants.len(), items, from, start);
            told.own_time = part.applicant.as_ref().map(|_| 0);
            all.push(Self {
                streams: Streams::new(options.seed, replication).of(&part.scenario.id.value),
                arrivals: options.arrivals.get(at).map(|pattern| Coming::new(pattern, start)),
                told,
                number: 0,
            });
        }
        let streams = Streams::new(options.seed, replication);
        let nobody =
            || Self { streams, arrivals: None, told: Told::new(0, Vec::new(), from, start), number: 0 };
        let first = all.first().cloned().unwrap_or_else(nobody);
        if all.len() < 2 {
            all.clear();
        }
        (first, all, item_of)
    }
}

/// The items of all ways of a scenario by name; where those of each way stand among them is put down.
fn items(model: &Model<'_>, part: &Part<'_>, item_of: &mut Vec<Vec<usize>>) -> Vec<ItemTold> {
    let mut all: Vec<ItemTold> = Vec::new();
    let mut place = |id: &Id| {
        if let Some(at) = all.iter().position(|item| item.id == *id) {
            return at;
        }
        all.push(ItemTold {
            id: id.clone(),
            cycle: Times::default(),
            approved: 0,
            refused: 0,
            overdue: 0,
            returned: 0,
        });
        all.len() - 1
    };
    let variants = model.variants.get(part.variants.clone()).unwrap_or_default();
    item_of.extend(variants.iter().map(|v| v.items.iter().map(&mut place).collect()));
    all
}

impl<L: Log> Host<'_, '_, L> {
    /// The first application of each scenario is awaited.
    pub(super) fn first_arrivals(&mut self) {
        self.next_arrival();
        for part in 1..self.others.len() {
            self.turn_to(u16::try_from(part).unwrap_or(u16::MAX));
            self.next_arrival();
        }
    }

    /// Whose turn it is with what is due; whether it is anything. All come until as many have come as are wanted, so
    /// that they come over the same time.
    pub(super) fn turns_to(&mut self, due: Due) -> bool {
        match due.what {
            What::Arrive if self.came >= self.options.cases => return false,
            What::Arrive => self.turn_to(u16::try_from(due.slot.at).unwrap_or(u16::MAX)),
            What::Open(_) => {}
            _ => {
                if let Some(part) = self.cases.get(due.slot.at as usize).map(|case| case.part) {
                    self.turn_to(part);
                }
            }
        }
        true
    }

    /// It is the turn of a scenario.
    pub(super) fn turn_to(&mut self, part: u16) {
        if part != self.part {
            self.exchange(self.part);
            self.exchange(part);
            self.part = part;
        }
    }

    /// Puts aside what stands here, or takes it up again.
    fn exchange(&mut self, part: u16) {
        if let Some(other) = self.others.get_mut(usize::from(part)) {
            swap(&mut self.streams, &mut other.streams);
            swap(&mut self.arrivals, &mut other.arrivals);
            swap(&mut self.told, &mut other.told);
            swap(&mut self.number, &mut other.number);
        }
    }

    /// What it comes to: of all scenarios together, and of each where there are several.
    pub(super) fn tells(mut self, is_cut: bool) -> Told {
        let by_week_alone = self.desks.iter().any(Desk::by_week_alone)
            || self.counters.iter().any(|counter| counter.by_week_alone);
        let end = self.now;
        if self.others.is_empty() {
            self.told.desks = self.desks.into_iter().map(|desk| desk.told).collect();
            self.told.own_cost = self.model.parts.first().and_then(|part| cost(part, &self.told));
            return Told { end, by_week_alone, ..self.told }.finished();
        }
        self.exchange(self.part);
        let mut parts: Vec<Told> = self.others.into_iter().map(|part| part.told).collect();
        let last_arrival = parts.iter().map(|told| told.last_arrival).max().unwrap_or(end);
        let from = (self.told.from, ahead(&self.model.zone, self.options.start.0));
        let mut all = Told::new(self.model.variants.len(), Vec::new(), from, end);
        for (at, (told, part)) in parts.iter_mut().zip(&self.model.parts).enumerate() {
            told.desks = self.desks.iter().filter_map(|desk| desk.parts.get(at).cloned()).collect();
            told.own_cost = cost(part, told);
            *told = Told { end, last_arrival, is_cut, by_week_alone, ..told.clone() }.finished();
            all.add(told, &part.scenario.id.value);
        }
        // Known of all only where it is known of each.
        all.own_time = parts.iter().map(|told| told.own_time).sum();
        all.own_cost = parts.iter().map(|told| told.own_cost).sum();
        all.desks = self.desks.into_iter().map(|desk| desk.told).collect();
        Told { last_arrival, parts, ..all }.finished()
    }
}

/// What the time of a scenario's applicants counts for.
fn cost(part: &Part<'_>, told: &Told) -> Option<f64> {
    let per_hour = part.applicant.as_ref()?.per_hour?;
    told.own_time.map(|time| time as f64 / HOUR * per_hour)
}
