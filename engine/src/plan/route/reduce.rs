//! Handoffs: edges between human stops of different lanes, automatic ones looked through, implied edges
//! dropped (rule 33).

use super::{Lane, Route, Stop};
use std::collections::BTreeSet;

/// Responsibility passes from one lane to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handoff {
    /// The stop it leaves.
    pub from: usize,
    /// The stop it reaches.
    pub to: usize,
    /// The applicant is at one end: they carry it.
    pub by_applicant: bool,
}

/// The handoffs of a route, in order.
pub fn handoffs(route: &Route) -> Vec<Handoff> {
    let before = human_predecessors(route);
    let mut found = Vec::new();
    for (to, stop) in route.stops.iter().enumerate().filter(|(_, s)| s.is_human()) {
        for from in direct(&before, &before[to]) {
            let lanes = (route.stops[from].lane, stop.lane);
            if lanes.0 != lanes.1 {
                let by_applicant = lanes.0 == Lane::Applicant || lanes.1 == Lane::Applicant;
                found.push(Handoff { from, to, by_applicant });
            }
        }
    }
    found
}

/// Per stop, the nearest human stops before it.
fn human_predecessors(route: &Route) -> Vec<BTreeSet<usize>> {
    let mut before = vec![BTreeSet::new(); route.stops.len()];
    for index in in_order(&route.stops) {
        let mut nearest = BTreeSet::new();
        for previous in &route.stops[index].after {
            if route.stops[*previous].is_human() {
                nearest.insert(*previous);
            } else {
                nearest.extend(before[*previous].iter().copied());
            }
        }
        before[index] = nearest;
    }
    before
}

/// Those of a set that are not before another of it.
fn direct(before: &[BTreeSet<usize>], set: &BTreeSet<usize>) -> Vec<usize> {
    let mut implied = vec![false; before.len()];
    let mut pending: Vec<usize> = set.iter().flat_map(|s| before[*s].iter().copied()).collect();
    while let Some(stop) = pending.pop() {
        if !std::mem::replace(&mut implied[stop], true) {
            pending.extend(&before[stop]);
        }
    }
    set.iter().copied().filter(|s| !implied[*s]).collect()
}

/// Positions so that each comes after those it waits for.
pub fn in_order(stops: &[Stop]) -> Vec<usize> {
    let mut waiting: Vec<usize> = stops.iter().map(|s| s.after.len()).collect();
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); stops.len()];
    for (index, stop) in stops.iter().enumerate() {
        stop.after.iter().for_each(|a| next[*a].push(index));
    }
    let mut ready: BTreeSet<usize> = (0..stops.len()).filter(|i| waiting[*i] == 0).collect();
    let mut order = Vec::with_capacity(stops.len());
    while let Some(stop) = ready.pop_first() {
        order.push(stop);
        for later in &next[stop] {
            waiting[*later] -= 1;
            if waiting[*later] == 0 {
                ready.insert(*later);
            }
        }
    }
    order
}
