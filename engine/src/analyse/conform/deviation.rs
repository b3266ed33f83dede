//! What alignments say of a log: how well it fits, and where it deviates.

use super::align::{Alignment, Bounds, Move, NotAligned, align, least};
use super::model::By;
use super::processes::Processes;
use super::space::Space;
use super::trace::{Traces, Variant};
use crate::nearest::nearest;
use crate::scenario::model::Id;
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Most cases that are named as examples.
const EXAMPLES: usize = 5;

/// How well something fits: `1 − cost / worst`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fitness {
    /// Moves on the log or the model alone, in an alignment with fewest of them.
    pub cost: u64,
    /// The same where nothing is aligned: every row, and every step of the shortest run.
    pub worst: u64,
    /// `1 − cost / worst`, 0–1; 1 of nothing.
    pub fitness: f64,
}

impl Fitness {
    fn of(cost: u64, worst: u64) -> Self {
        let fitness = if worst == 0 { 1.0 } else { 1.0 - cost as f64 / worst as f64 };
        Self { cost, worst, fitness }
    }
}

/// How often something was so behind an activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The row before it; none: nothing was done before.
    pub after: Option<String>,
    /// How many cases' rows.
    pub count: u64,
}

/// How an activity deviates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActivityDeviations {
    /// Its name, with how it ended where that is looked at.
    pub activity: String,
    /// How often it was done where it belongs.
    pub done: u64,
    /// How often it should have been done and was not: moves on the model.
    pub skipped: u64,
    /// How often it was done and should not have been: moves on the log.
    pub unexpected: u64,
    /// How often both in one case: it was done at another place. Part of both counts.
    pub misplaced: u64,
    /// Where it was skipped, the most frequent first.
    pub skipped_after: Vec<Place>,
    /// Where it was unexpected, the most frequent first.
    pub unexpected_after: Vec<Place>,
    /// Cases in which it deviates, five at most.
    pub cases: Vec<Id>,
}

/// An activity of the log that the process does not know in any way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// Its name.
    pub activity: String,
    /// How many rows have it.
    pub count: u64,
    /// The activity of the process that was likely meant.
    pub nearest: Option<String>,
    /// Cases that have it, five at most.
    pub cases: Vec<Id>,
}

/// How often a way was taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WayFit {
    /// The answers that tell it from others.
    pub answers: Vec<String>,
    /// How many combinations of answers have this process.
    pub ways: usize,
    /// Its chance as the scenario says, 0–1.
    pub chance: f64,
    /// Cases that fit it best; of several that fit as well, the likeliest way counts.
    pub cases: u64,
}

/// Cases that did the same in the same order, and their alignment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VariantFit {
    /// How many cases.
    pub count: u64,
    /// Cases, five at most.
    pub cases: Vec<Id>,
    /// How well it fits; none: it was not aligned within the bound.
    pub fit: Option<Fitness>,
    /// The position of the way it was aligned with among [`Conformance::ways`].
    pub way: Option<usize>,
    /// `= a` done, `+ a` unexpected, `- a` skipped, in order; as the rows are where it was not aligned.
    pub moves: Vec<String>,
}

/// How well one case fits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseFit {
    /// The case.
    pub case: Id,
    /// The position of its variant.
    pub variant: usize,
}

/// What a log says of a process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conformance {
    /// The plan.
    pub plan: String,
    /// Whether rows are told apart by their outcome too.
    pub by_outcome: bool,
    /// Rows that were aligned or would have been.
    pub rows: usize,
    /// Cases that were.
    pub cases: usize,
    /// Cases that are not over; they were left out.
    pub under_way: usize,
    /// Rows of work that was begun and left; they were left out.
    pub left_rows: usize,
    /// Of all cases that were aligned.
    pub fit: Fitness,
    /// Cases that fit wholly.
    pub fitting: u64,
    /// Cases that were not aligned within the bound: nothing else counts them.
    pub not_aligned: u64,
    /// The share of ways that were looked at, by their chance.
    pub covered: f64,
    /// Activities that deviate, the most frequent first.
    pub deviations: Vec<ActivityDeviations>,
    /// Activities that the process does not know.
    pub unknown: Vec<Unknown>,
    /// The ways that were looked at, the likeliest first.
    pub ways: Vec<WayFit>,
    /// All variants, the most frequent first.
    pub variants: Vec<VariantFit>,
    /// All cases, by variant.
    #[serde(skip)]
    pub each: Vec<CaseFit>,
}

/// A net, its markings, and what a log's names are in it.
struct Aligner<'n> {
    space: Space<'n>,
    labels: Vec<Option<usize>>,
    /// What its shortest run costs without rows; none: it has no end.
    shortest: Option<u32>,
}

/// Aligns every distinct trace with the process that it fits best, and counts.
pub fn conform(traces: &Traces, processes: &Processes, bounds: Bounds) -> Conformance {
    let mut aligners: Vec<Aligner<'_>> = processes
        .nets
        .iter()
        .map(|way| {
            let mut space = Space::new(&way.net);
            let shortest = align(&mut space, &[], u32::MAX, bounds).ok().map(|run| run.cost);
            let label = |name: &String| way.net.labels.binary_search(name).ok();
            Aligner { space, labels: traces.names.iter().map(label).collect(), shortest }
        })
        .collect();
    let mut counts = Counts::new(traces, processes);
    for (number, variant) in traces.variants.iter().enumerate() {
        let found = best(&mut aligners, variant, bounds);
        counts.take(number, variant, found);
    }
    counts.told()
}

/// An alignment, the way it is with, and the worst there.
struct Best {
    way: usize,
    alignment: Alignment,
    worst: u64,
}

/// The alignment that costs least over all ways; of equals that with the likeliest. None where one that may have been
/// it was not found within the bound.
///
/// All ways are asked for an alignment that costs nothing, then for one that costs 1, and so on: a way that does not
/// fit is searched no further than the one that does.
fn best(aligners: &mut [Aligner<'_>], variant: &Variant, bounds: Bounds) -> Option<Best> {
    let trace = |aligner: &Aligner<'_>| -> Vec<Option<usize>> {
        variant.rows.iter().map(|name| aligner.labels.get(*name).copied().flatten()).collect()
    };
    // Ways that may still do it, the likeliest first, and what they cost at least.
    let mut open: Vec<(usize, u32)> = Vec::new();
    for (way, aligner) in aligners.iter_mut().enumerate() {
        let trace = trace(aligner);
        open.extend(least(&mut aligner.space, &trace).map(|bound| (way, bound)));
    }
    // Where the search of a way went too far it costs more than this, and nobody knows how much.
    let mut unknown_beyond: Option<u32> = None;
    while let Some(most) = open.iter().map(|(_, bound)| *bound).min() {
        if unknown_beyond.is_some_and(|beyond| beyond <= most) {
            return None;
        }
        let mut next = Vec::new();
        for (way, bound) in open {
            let Some(aligner) = aligners.get_mut(way) else { continue };
            if bound > most {
                next.push((way, bound));
                continue;
            }
            let rows = trace(aligner);
            match align(&mut aligner.space, &rows, most, bounds) {
                // A likelier way whose search went too far might have done it as well.
                Ok(_) if unknown_beyond.is_some() => return None,
                Ok(alignment) => {
                    let worst = rows.len() as u64 + u64::from(aligner.shortest.unwrap_or(0));
                    return Some(Best { way, alignment, worst });
                }
                Err(NotAligned::Dearer) => next.push((way, most + 1)),
                Err(NotAligned::TooFar) => unknown_beyond = unknown_beyond.or(Some(most)),
                Err(NotAligned::NoEnd) => {}
            }
        }
        open = next;
    }
    None
}

/// How an activity deviates, while it is counted.
#[derive(Default)]
struct Counted {
    done: u64,
    skipped: BTreeMap<Option<usize>, u64>,
    unexpected: BTreeMap<Option<usize>, u64>,
    misplaced: u64,
    cases: Vec<Id>,
}

struct Counts<'t> {
    traces: &'t Traces,
    processes: &'t Processes,
    /// By name: names of the log, then labels that only nets have.
    names: IndexMap<String, Counted>,
    ways: Vec<u64>,
    variants: Vec<VariantFit>,
    each: Vec<CaseFit>,
    cost: u64,
    worst: u64,
    fitting: u64,
    not_aligned: u64,
}

impl<'t> Counts<'t> {
    fn new(traces: &'t Traces, processes: &'t Processes) -> Self {
        let names = traces.names.iter().map(|name| (name.clone(), Counted::default()));
        Self {
            traces,
            processes,
            names: names.collect(),
            ways: vec![0; processes.nets.len()],
            variants: Vec::new(),
            each: Vec::new(),
            cost: 0,
            worst: 0,
            fitting: 0,
            not_aligned: 0,
        }
    }

    fn name(&self, at: usize) -> &str {
        self.traces.names.get(at).map_or("", String::as_str)
    }

    fn take(&mut self, number: usize, variant: &Variant, found: Option<Best>) {
        let count = variant.cases.len() as u64;
        self.each.extend(variant.cases.iter().map(|case| CaseFit { case: case.clone(), variant: number }));
        let cases: Vec<Id> = variant.cases.iter().take(EXAMPLES).cloned().collect();
        let Some(best) = found else {
            self.not_aligned += count;
            let moves = variant.rows.iter().map(|name| format!("? {}", self.name(*name))).collect();
            self.variants.push(VariantFit { count, cases, fit: None, way: None, moves });
            return;
        };
        let cost = u64::from(best.alignment.cost);
        self.cost += cost * count;
        self.worst += best.worst * count;
        self.fitting += if cost == 0 { count } else { 0 };
        if let Some(way) = self.ways.get_mut(best.way) {
            *way += count;
        }
        let moves = self.count(variant, &best);
        let fit = Some(Fitness::of(cost, best.worst));
        self.variants.push(VariantFit { count, cases, fit, way: Some(best.way), moves });
    }

    /// Counts the moves of an alignment for all cases of a variant, and tells them.
    fn count(&mut self, variant: &Variant, best: &Best) -> Vec<String> {
        let times = variant.cases.len() as u64;
        let net = self.processes.nets.get(best.way).map(|way| &way.net);
        let mut told = Vec::new();
        let mut after: Option<usize> = None;
        // Of each name that deviates, how often skipped and how often unexpected.
        let mut here: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
        for by in &best.alignment.moves {
            let row = |at: usize| variant.rows.get(at).copied().unwrap_or_default();
            match *by {
                Move::Both(at) => {
                    let name = row(at);
                    told.push(format!("= {}", self.name(name)));
                    self.names[name].done += times;
                    after = Some(name);
                }
                Move::Log(at) => {
                    let name = row(at);
                    told.push(format!("+ {}", self.name(name)));
                    *self.names[name].unexpected.entry(after).or_default() += times;
                    here.entry(name).or_default().1 += 1;
                    after = Some(name);
                }
                Move::Model(label) => {
                    let label = net.and_then(|net| net.labels.get(label)).cloned().unwrap_or_default();
                    told.push(format!("- {label}"));
                    let entry = self.names.entry(label);
                    let name = entry.index();
                    *entry.or_default().skipped.entry(after).or_default() += times;
                    here.entry(name).or_default().0 += 1;
                }
            }
        }
        for (name, (skipped, unexpected)) in here {
            let counted = &mut self.names[name];
            counted.misplaced += skipped.min(unexpected) * times;
            let room = EXAMPLES.saturating_sub(counted.cases.len());
            counted.cases.extend(variant.cases.iter().take(room).cloned());
        }
        told
    }

    fn told(self) -> Conformance {
        let known: BTreeSet<&str> =
            self.processes.nets.iter().flat_map(|way| &way.net.labels).map(String::as_str).collect();
        let name =
            |at: &Option<usize>| at.and_then(|at| self.names.get_index(at)).map(|(name, _)| name.clone());
        let places = |counted: &BTreeMap<Option<usize>, u64>| {
            let mut places: Vec<Place> =
                counted.iter().map(|(after, count)| Place { after: name(after), count: *count }).collect();
            places.sort_by_key(|place| std::cmp::Reverse(place.count));
            places
        };
        let (mut deviations, mut unknown) = (Vec::new(), Vec::new());
        for (activity, counted) in &self.names {
            let (skipped, unexpected) = (counted.skipped.values().sum(), counted.unexpected.values().sum());
            if !known.contains(activity.as_str()) && unexpected > 0 {
                unknown.push(Unknown {
                    activity: activity.clone(),
                    count: unexpected,
                    nearest: nearest(activity, known.iter().copied()).map(str::to_owned),
                    cases: counted.cases.clone(),
                });
            }
            if skipped + unexpected > 0_u64 {
                deviations.push(ActivityDeviations {
                    activity: activity.clone(),
                    done: counted.done,
                    skipped,
                    unexpected,
                    misplaced: counted.misplaced,
                    skipped_after: places(&counted.skipped),
                    unexpected_after: places(&counted.unexpected),
                    cases: counted.cases.clone(),
                });
            }
        }
        deviations.sort_by_key(|d: &ActivityDeviations| std::cmp::Reverse(d.skipped + d.unexpected));
        unknown.sort_by_key(|u: &Unknown| std::cmp::Reverse(u.count));
        let ways = self.processes.nets.iter().zip(&self.ways).map(|(way, cases)| WayFit {
            answers: way.answers.clone(),
            ways: way.ways,
            chance: way.chance,
            cases: *cases,
        });
        Conformance {
            plan: self.processes.plan.clone(),
            by_outcome: self.traces.by == By::Outcome,
            rows: self.traces.rows,
            cases: self.traces.cases(),
            under_way: self.traces.under_way,
            left_rows: self.traces.skipped,
            fit: Fitness::of(self.cost, self.worst),
            fitting: self.fitting,
            not_aligned: self.not_aligned,
            covered: self.processes.covered,
            deviations,
            unknown,
            ways: ways.collect(),
            variants: self.variants,
            each: self.each,
        }
    }
}
