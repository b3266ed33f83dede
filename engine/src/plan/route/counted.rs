//! The route that a count follows: blocks opened up along their likeliest branches, repetitions gone through
//! once.

use super::{Route, Stop, StopKind};
use crate::plan::flow::{Part, Taken};
use std::borrow::Cow;

/// A route without blocks. Where branches part stands a stop of kind [`StopKind::Gate`], which counts for
/// nothing and is looked through.
pub fn counted(route: &Route) -> Cow<'_, Route> {
    if route.stops.iter().all(|s| s.inside.is_none()) {
        return Cow::Borrowed(route);
    }
    let mut opener = Opener { stops: Vec::new() };
    let mut ends: Vec<(usize, Vec<usize>)> = Vec::with_capacity(route.stops.len());
    for stop in &route.stops {
        let first = opener.stops.len();
        let last = match &stop.inside {
            None => vec![opener.push(stop, Vec::new())],
            Some(part) => opener.part(part, &[]),
        };
        ends.push((first, last));
    }
    for (stop, (first, _)) in route.stops.iter().zip(&ends) {
        let mut after: Vec<usize> = stop.after.iter().flat_map(|a| ends[*a].1.iter().copied()).collect();
        after.sort_unstable();
        opener.stops[*first].after = after;
    }
    Cow::Owned(Route { stops: opener.stops, automatic_items: route.automatic_items.clone() })
}

struct Opener {
    stops: Vec<Stop>,
}

impl Opener {
    fn push(&mut self, stop: &Stop, after: Vec<usize>) -> usize {
        self.stops.push(Stop { after, inside: None, ..stop.clone() });
        self.stops.len() - 1
    }

    /// Opens a part behind some stops; its last stops. It begins with one stop.
    fn part(&mut self, part: &Part<Stop>, after: &[usize]) -> Vec<usize> {
        match part {
            Part::Stop(stop) => vec![self.push(stop, after.to_vec())],
            Part::Fork(fork) => {
                let split = self.push(&fork.split, after.to_vec());
                let mut last = Vec::new();
                for branch in fork.counted() {
                    last.extend(self.parts(&branch.parts, vec![split]));
                }
                last.sort_unstable();
                last.dedup();
                last
            }
            Part::Loop(again) => {
                let first = self.push(&again.again, after.to_vec());
                self.parts(&again.parts, vec![first])
            }
        }
    }

    fn parts(&mut self, parts: &[Part<Stop>], after: Vec<usize>) -> Vec<usize> {
        parts.iter().fold(after, |after, part| self.part(part, &after))
    }
}

/// Whether a stop counts as a step, and by what chance.
pub fn chance_of_work(stop: &Stop) -> f64 {
    match stop.kind {
        StopKind::Automatic { human } => human.max(0.0),
        _ if stop.is_human() => 1.0,
        _ => 0.0,
    }
}

/// The least and the most of a figure over all that a run could take, or along the counted branches only:
/// `amount` tells how much a stop is and by what chance.
pub fn range(part: &Part<Stop>, along: bool, amount: &impl Fn(&Stop) -> (f64, f64)) -> (f64, f64) {
    let add = |a: (f64, f64), b: (f64, f64)| (a.0 + b.0, a.1 + b.1);
    let sum = |parts: &[Part<Stop>]| parts.iter().map(|p| range(p, along, amount)).fold((0.0, 0.0), add);
    match part {
        Part::Stop(stop) => {
            let (amount, chance) = amount(stop);
            (if chance < 1.0 { 0.0 } else { amount }, if chance > 0.0 { amount } else { 0.0 })
        }
        Part::Fork(fork) if along => fork.counted().into_iter().map(|b| sum(&b.parts)).fold((0.0, 0.0), add),
        Part::Fork(fork) => {
            let branches = fork.branches.iter().map(|b| sum(&b.parts));
            match fork.taken {
                Taken::All => branches.fold((0.0, 0.0), add),
                Taken::One => branches.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or_default(),
                // None of them may be taken, or every one.
                Taken::Any => (0.0, branches.map(|b| b.1).sum()),
            }
        }
        Part::Loop(again) => sum(&again.parts),
    }
}
