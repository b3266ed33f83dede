//! The order of items in each lane and column, so that few edges cross.
//!
//! Sweeps by barycenter find a good order from several beginnings; a local search then moves single items
//! and whole chains of bends as long as that saves a crossing. What is counted is exactly what is drawn: two
//! links of a channel cross once when their ends are in opposite order, a return's turn crosses every link
//! that has one end inside it.

use super::network::{Link, Network, Turn};
use std::cmp::Ordering;

/// Sweeps from each beginning.
const SWEEPS: usize = 8;
/// Rounds of local search; each saves at least one crossing.
const ROUNDS: usize = 40;

/// Orders all columns.
pub(super) fn order(network: &mut Network) {
    let beginnings = match network.links.len() {
        0..=60 => 32,
        61..=200 => 6,
        _ => 2,
    };
    let mut search = Search::new(network);
    let first = search.columns.clone();
    let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
    for beginning in 0..beginnings {
        search.columns.clone_from(&first);
        search.shuffle(beginning);
        search.sweep();
        search.improve();
        let crossings = search.crossings();
        if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
            best = Some((crossings, search.columns.clone()));
        }
        if crossings == 0 {
            break;
        }
    }
    if let Some((_, columns)) = best {
        network.columns = columns;
    }
}

/// Crossings in one channel when items have these positions in their columns.
pub(super) fn channel_crossings(links: &[Link], position: &[usize]) -> usize {
    let pairs = links.iter().enumerate().flat_map(|(n, p)| links[n + 1..].iter().map(move |q| (p, q)));
    pairs.filter(|(p, q)| cross(p, q, position)).count()
}

fn cross(p: &Link, q: &Link, position: &[usize]) -> bool {
    let (pa, pb, qa, qb) = (position[p.a], position[p.b], position[q.a], position[q.b]);
    let inside = |low: usize, high: usize, at: usize| low.min(high) < at && at < low.max(high);
    match (p.turn, q.turn) {
        (Turn::Through, Turn::Through) => (pa < qa && pb > qb) || (pa > qa && pb < qb),
        (Turn::Left, Turn::Through) => inside(pa, pb, qa),
        (Turn::Through, Turn::Left) => inside(qa, qb, pa),
        (Turn::Right, Turn::Through) => inside(pa, pb, qb),
        (Turn::Through, Turn::Right) => inside(qa, qb, pb),
        (Turn::Left, Turn::Left) | (Turn::Right, Turn::Right) => {
            p.a != q.a && inside(pa, pb, qa) != inside(pa, pb, qb)
        }
        (Turn::Left, Turn::Right) | (Turn::Right, Turn::Left) => false,
    }
}

struct Search {
    columns: Vec<Vec<usize>>,
    position: Vec<usize>,
    lane: Vec<usize>,
    channels: Vec<Vec<Link>>,
    /// Chains of bends of one edge.
    chains: Vec<Vec<usize>>,
}

impl Search {
    fn new(network: &Network) -> Self {
        let links = |channel: &Vec<usize>| channel.iter().map(|link| network.links[*link]).collect();
        let bends = |way: &super::network::Way| {
            let mut chain: Vec<usize> = way
                .steps
                .iter()
                .flat_map(|(link, _)| [network.links[*link].a, network.links[*link].b])
                .filter(|item| network.items[*item].body.is_none())
                .collect();
            chain.sort_unstable();
            chain.dedup();
            chain
        };
        Self {
            columns: network.columns.clone(),
            position: vec![0; network.items.len()],
            lane: network.items.iter().map(|item| item.lane).collect(),
            channels: network.channels.iter().map(links).collect(),
            chains: network.ways.iter().map(bends).filter(|chain| chain.len() > 1).collect(),
        }
    }

    /// A different beginning for each number; the first is the given order.
    fn shuffle(&mut self, beginning: usize) {
        let mut state = beginning as u64;
        let mut key = |item: usize| match beginning {
            0 => item as u64,
            1 => u64::MAX - item as u64,
            _ => {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state >> 33
            }
        };
        for column in &mut self.columns {
            column.sort_by_cached_key(|item| (self.lane[*item], key(*item)));
        }
        for column in 0..self.columns.len() {
            self.number(column);
        }
    }

    fn number(&mut self, column: usize) {
        for (position, item) in self.columns[column].iter().enumerate() {
            self.position[*item] = position;
        }
    }

    fn crossings(&self) -> usize {
        self.channels.iter().map(|links| channel_crossings(links, &self.position)).sum()
    }

    /// Crossings that the order of one column can change.
    fn around(&self, column: usize) -> usize {
        channel_crossings(&self.channels[column], &self.position)
            + channel_crossings(&self.channels[column + 1], &self.position)
    }

    fn sweep(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let count = self.columns.len();
            for step in 0..count {
                if sweep % 2 == 0 {
                    self.sort(step, step, false);
                } else {
                    self.sort(count - 1 - step, count - step, true);
                }
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
        for column in 0..self.columns.len() {
            self.number(column);
        }
    }

    /// Sorts a column by the mean position of what its items link to through a channel.
    fn sort(&mut self, column: usize, channel: usize, rightward: bool) {
        let mut sums = vec![(0.0_f64, 0.0_f64); self.columns[column].len()];
        for link in &self.channels[channel] {
            if link.turn == Turn::Through {
                let (own, other) = if rightward { (link.a, link.b) } else { (link.b, link.a) };
                let sum = &mut sums[self.position[own]];
                *sum = (sum.0 + self.position[other] as f64, sum.1 + 1.0);
            }
        }
        let other = if rightward { column + 1 } else { column.wrapping_sub(1) };
        let scale = self.columns.get(other).map_or(1.0, |c| c.len() as f64) / sums.len().max(1) as f64;
        let key = |item: usize| {
            let (sum, count) = sums[self.position[item]];
            if count > 0.0 { sum / count } else { self.position[item] as f64 * scale }
        };
        let mut sorted = self.columns[column].clone();
        sorted.sort_by(|x, y| {
            let lanes = self.lane[*x].cmp(&self.lane[*y]);
            lanes.then_with(|| key(*x).partial_cmp(&key(*y)).unwrap_or(Ordering::Equal))
        });
        self.columns[column] = sorted;
        self.number(column);
    }

    fn improve(&mut self) {
        for _ in 0..ROUNDS {
            let mut better = false;
            for column in 0..self.columns.len() {
                better |= self.improve_column(column);
            }
            for chain in 0..self.chains.len() {
                better |= self.improve_chain(chain);
            }
            if !better {
                return;
            }
        }
    }

    /// Moves and swaps single items inside their lanes.
    fn improve_column(&mut self, column: usize) -> bool {
        let mut least = self.around(column);
        let mut better = false;
        let count = self.columns[column].len();
        for from in 0..count {
            let lane = self.lane[self.columns[column][from]];
            let first = self.columns[column].partition_point(|item| self.lane[*item] < lane);
            let end = self.columns[column].partition_point(|item| self.lane[*item] <= lane);
            for to in first..end {
                for swap in [true, false] {
                    // In a crowded lane only neighbours are swapped: all pairs would take too long.
                    if least == 0 || from == to || (end - first > 12 && (!swap || from + 1 != to)) {
                        continue;
                    }
                    let before = self.columns[column].clone();
                    if swap {
                        self.columns[column].swap(from, to);
                    } else {
                        let item = self.columns[column].remove(from);
                        self.columns[column].insert(to, item);
                    }
                    self.number(column);
                    let crossings = self.around(column);
                    if crossings < least {
                        (least, better) = (crossings, true);
                    } else {
                        self.columns[column] = before;
                        self.number(column);
                    }
                }
            }
        }
        better
    }

    /// Moves a chain of bends to the upper or lower side of its lane, or past other items by one.
    fn improve_chain(&mut self, chain: usize) -> bool {
        let least = self.crossings();
        if least == 0 {
            return false;
        }
        let before = self.columns.clone();
        for shift in [isize::MIN, isize::MAX, -1, 1, -2, 2] {
            for item in self.chains[chain].clone() {
                self.shift(item, shift);
            }
            if self.crossings() < least {
                return true;
            }
            self.columns.clone_from(&before);
            for column in 0..self.columns.len() {
                self.number(column);
            }
        }
        false
    }

    fn shift(&mut self, item: usize, shift: isize) {
        let Some(column) = self.columns.iter().position(|c| c.get(self.position[item]) == Some(&item)) else {
            return;
        };
        let items = &mut self.columns[column];
        let lane = self.lane[item];
        let first = items.partition_point(|other| self.lane[*other] < lane);
        let end = items.partition_point(|other| self.lane[*other] <= lane);
        let from = self.position[item];
        let to = from.saturating_add_signed(shift).clamp(first, end - 1);
        items.remove(from);
        items.insert(to, item);
        self.number(column);
    }
}
