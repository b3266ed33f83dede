//! Optimal alignments: A* over the pairs of a marking and a position in the trace.
//!
//! What is left costs at least: a label that has to come and is nowhere in the rest of the trace, 1 each, and so a step
//! of which one label or another has to and none is; a row in the rest whose label cannot come any more, 1 each. All are of the net whose tokens are never used up, so the bound is
//! never too high, and never falls by more than a move costs: a pair is settled when it is first taken up.

use super::space::{Bits, MarkingAt, Space};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

/// One move of an alignment. Routing is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// A row that is a step of the net: its position in the trace.
    Both(usize),
    /// A row that the net does not have there: its position in the trace.
    Log(usize),
    /// A step of the net, by label, without a row.
    Model(usize),
}

impl Move {
    /// What it costs.
    pub fn cost(self) -> u32 {
        u32::from(!matches!(self, Self::Both(_)))
    }
}

/// An alignment of least cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// What its moves cost together.
    pub cost: u32,
    /// Its moves in order.
    pub moves: Vec<Move>,
}

/// Why there is no alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAligned {
    /// Every one costs more than was asked for.
    Dearer,
    /// The search would have had to look at more pairs than allowed.
    TooFar,
    /// The net cannot come to its end at all.
    NoEnd,
}

/// How far is searched.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Most pairs of a marking and a position that one search looks at.
    pub pairs: usize,
    /// Most markings of the net that one search meets; a quarter of them are kept for the next.
    pub markings: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { pairs: 400_000, markings: 200_000 }
    }
}

/// A trace as labels of a net; none: a label that the net does not have.
type Labels = [Option<usize>];

/// What is left of a trace behind every position.
struct Rest {
    /// Labels that still come, from each position on, and behind them their steps.
    labels: Vec<Bits>,
    /// How often each label still comes, from each position on: one row of counts a position.
    counts: Vec<u32>,
    /// Rows whose label the net does not have, from each position on.
    unknown: Vec<u32>,
    width: usize,
}

impl Rest {
    fn of(trace: &Labels, space: &Space<'_>) -> Self {
        let width = space.labels();
        let mut labels = vec![Bits::none(space.width()); trace.len() + 1];
        let mut counts = vec![0; (trace.len() + 1) * width];
        let mut unknown = vec![0; trace.len() + 1];
        for at in (0..trace.len()).rev() {
            labels[at] = labels[at + 1].clone();
            counts.copy_within((at + 1) * width..(at + 2) * width, at * width);
            unknown[at] = unknown[at + 1];
            match trace[at] {
                Some(label) => {
                    labels[at].insert(label);
                    labels[at].insert(space.step(label));
                    counts[at * width + label] += 1;
                }
                None => unknown[at] += 1,
            }
        }
        Self { labels, counts, unknown, width }
    }

    /// The least that is left to pay; none where the end cannot be reached.
    fn bound(&self, space: &mut Space<'_>, marking: MarkingAt, at: usize) -> Option<u32> {
        space.ahead(marking)?;
        let space = &*space;
        let ahead = space.known(marking)?;
        let left = &self.labels[at];
        let mut missing = 0;
        // Steps that a missing label of theirs has told already.
        let mut told = Bits::none(space.width());
        for number in ahead.needed.each_beyond(left) {
            let step = if number < self.width { space.step(number) } else { number };
            missing += u32::from(number < self.width || !told.has(step));
            told.insert(step);
        }
        let lost: u32 = left
            .each_beyond(&ahead.possible)
            .filter(|number| *number < self.width)
            .map(|label| self.counts[at * self.width + label])
            .sum();
        Some(missing + lost + self.unknown[at])
    }
}

/// A pair that was met.
#[derive(Clone, Copy)]
struct Met {
    cost: u32,
    is_settled: bool,
    /// The pair that it was come from, and by which move; none of the first, and no move where it was silent.
    from: Option<(usize, Option<Move>)>,
}

struct Search<'s, 'n, 't> {
    space: &'s mut Space<'n>,
    trace: &'t Labels,
    rest: Rest,
    bounds: Bounds,
    /// Most that it may cost.
    most: u32,
    met: IndexMap<(MarkingAt, usize), Met, FxBuildHasher>,
    /// Pairs by what a whole alignment through them costs at least; the last is taken first.
    open: Vec<Vec<usize>>,
}

/// An alignment of least cost of a trace, if it costs no more than `most`.
pub(super) fn align(
    space: &mut Space<'_>,
    trace: &Labels,
    most: u32,
    bounds: Bounds,
) -> Result<Alignment, NotAligned> {
    let rest = Rest::of(trace, space);
    space.forget_beyond(bounds.markings / 4);
    let mut search = Search { space, trace, rest, bounds, most, met: IndexMap::default(), open: Vec::new() };
    search.run()
}

/// The least that an alignment can cost, without a search; none where the net has no end.
pub(super) fn least(space: &mut Space<'_>, trace: &Labels) -> Option<u32> {
    let begin = space.begin;
    Rest::of(trace, space).bound(space, begin, 0)
}

impl Search<'_, '_, '_> {
    fn run(&mut self) -> Result<Alignment, NotAligned> {
        let begin = self.space.begin;
        if self.rest.bound(self.space, begin, 0).is_none() {
            return Err(NotAligned::NoEnd);
        }
        self.meet((begin, 0), 0, 0, None);
        let mut total = 0;
        while let Some(pairs) = self.open.get_mut(total as usize) {
            let Some(pair) = pairs.pop() else {
                total += 1;
                continue;
            };
            let Some((&(marking, at), met)) = self.met.get_index(pair) else { continue };
            if met.is_settled {
                continue;
            }
            // Only now is it looked at what is left; most pairs are never taken up.
            let cost = met.cost;
            let Some(bound) = self.rest.bound(self.space, marking, at) else { continue };
            if cost + bound > total {
                self.put(pair, cost + bound);
                continue;
            }
            if let Some((_, met)) = self.met.get_index_mut(pair) {
                met.is_settled = true;
            }
            if marking == self.space.end && at == self.trace.len() {
                return Ok(self.told(pair));
            }
            if self.met.len() > self.bounds.pairs || self.space.len() > self.bounds.markings {
                return Err(NotAligned::TooFar);
            }
            self.expand(pair, (marking, at), cost, total);
        }
        Err(NotAligned::Dearer)
    }

    /// Meets what one move leads to; moves that cost nothing last, for the last is taken first. Of several steps that
    /// may be missing, the one that the process names first: that it is done, before that it is refused.
    fn expand(&mut self, pair: usize, (marking, at): (MarkingAt, usize), cost: u32, total: u32) {
        let label = self.trace.get(at).copied().flatten();
        if at < self.trace.len() {
            self.meet((marking, at + 1), cost + 1, total, Some((pair, Some(Move::Log(at)))));
        }
        let next = self.space.next(marking).to_vec();
        for (step, to) in next.iter().rev().copied() {
            let by = step.map(Move::Model);
            self.meet((to, at), cost + u32::from(by.is_some()), total, Some((pair, by)));
        }
        for (_, to) in next.into_iter().filter(|(step, _)| step.is_some() && *step == label) {
            self.meet((to, at + 1), cost, total, Some((pair, Some(Move::Both(at)))));
        }
    }

    /// Meets a pair; a whole alignment through it costs no less than one through the pair before it, `total`.
    fn meet(&mut self, pair: (MarkingAt, usize), cost: u32, total: u32, from: Option<(usize, Option<Move>)>) {
        if self.met.get(&pair).is_some_and(|met| met.cost <= cost) {
            return;
        }
        let (at, _) = self.met.insert_full(pair, Met { cost, is_settled: false, from });
        self.put(at, total.max(cost));
    }

    /// Puts a pair among those to be taken up, unless it costs too much.
    fn put(&mut self, pair: usize, total: u32) {
        if total > self.most {
            return;
        }
        let total = total as usize;
        if self.open.len() <= total {
            self.open.resize_with(total + 1, Vec::new);
        }
        self.open[total].push(pair);
    }

    fn told(&self, last: usize) -> Alignment {
        let mut moves = Vec::new();
        let mut at = last;
        while let Some((_, met)) = self.met.get_index(at)
            && let Some((from, by)) = met.from
        {
            moves.extend(by);
            at = from;
        }
        moves.reverse();
        let cost = moves.iter().map(|by| by.cost()).sum();
        Alignment { cost, moves }
    }
}
