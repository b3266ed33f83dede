//! Heights of lines: each item goes where its neighbours in the same lane are, as far as the order and the
//! free height between items allow. Median alignment per column by pooling neighbours that collide
//! (isotonic regression under absolute error, Barlow et al. 1972); then whole chains of bends are made
//! straight where that costs less elsewhere. Heights count from the middle of the lane.

use super::lanes::gap;
use super::network::{Network, Turn};

/// Passes over all columns; each looks left, right, or both ways.
const PASSES: usize = 14;
/// Rounds of making chains straight.
const ROUNDS: usize = 3;
/// How far a lane may grow, up and down, beyond what its fullest column needs.
const SLACK: i32 = 32;
/// Stronger than all other wishes.
const PIN: u32 = 10_000;

/// Sets the height of each item's line, from the middle of its lane.
pub(super) fn place(network: &mut Network) {
    let mut rows = Rows::new(network);
    for pass in 0..PASSES {
        let (left, right) = match pass {
            p if p + 4 >= PASSES => (true, true),
            p => (p % 2 == 0, p % 2 == 1),
        };
        let mut order: Vec<usize> = (0..rows.cells.len()).collect();
        if !left || (right && pass % 2 == 1) {
            order.reverse();
        }
        for cell in order {
            rows.align(network, cell, left, right, None);
        }
    }
    for _ in 0..ROUNDS {
        let mut better = false;
        for chain in 0..rows.chains.len() {
            better |= rows.straighten(network, chain);
        }
        if !better {
            break;
        }
    }
    for (item, y) in network.items.iter_mut().zip(rows.y) {
        item.y = y;
    }
}

/// Heights while they are sought.
struct Rows {
    /// The items of each lane and column, column by column.
    cells: Vec<Vec<usize>>,
    /// Per item, its cell.
    cell: Vec<usize>,
    /// Per item, where it is when only its cell counts: in the middle of the lane.
    homes: Vec<i32>,
    neighbours: Vec<Vec<Neighbour>>,
    /// Per lane, its items.
    lanes: Vec<Vec<usize>>,
    /// Per lane, how far items may reach from the middle.
    reach: Vec<i32>,
    /// Level stretches that would best be straight: the bends of an edge, and chains of nodes.
    chains: Vec<Vec<usize>>,
    y: Vec<i32>,
}

/// A neighbour in the next column, in the same lane.
struct Neighbour {
    item: usize,
    right: bool,
    weight: u32,
}

impl Rows {
    fn new(network: &Network) -> Self {
        let same = |x: &usize, y: &usize| network.items[*x].lane == network.items[*y].lane;
        let cells: Vec<Vec<usize>> =
            network.columns.iter().flat_map(|column| column.chunk_by(same).map(<[usize]>::to_vec)).collect();
        let lanes = network.items.iter().map(|item| item.lane + 1).max().unwrap_or(0);
        let mut rows = Self {
            cell: vec![0; network.items.len()],
            homes: vec![0; network.items.len()],
            neighbours: neighbours(network),
            lanes: vec![Vec::new(); lanes],
            reach: vec![0; lanes],
            chains: chains(network),
            y: Vec::new(),
            cells,
        };
        for (number, cell) in rows.cells.iter().enumerate() {
            let offsets = offsets(network, cell);
            let (Some(first), Some(last)) = (cell.first(), cell.last()) else {
                continue;
            };
            let (up, down) = (network.items[*first].up, network.items[*last].down);
            let extent = offsets.last().copied().unwrap_or(0);
            let top = -middle(network, cell, &offsets);
            for (item, offset) in cell.iter().zip(offsets) {
                rows.cell[*item] = number;
                rows.lanes[network.items[*item].lane].push(*item);
                rows.homes[*item] = top + offset;
            }
            let reach = &mut rows.reach[network.items[*first].lane];
            *reach = (*reach).max((up - top).max(top + extent + down));
        }
        rows.y.clone_from(&rows.homes);
        rows
    }

    /// Puts the items of a cell where they wish to be; one may be held at a height.
    fn align(&mut self, network: &Network, cell: usize, left: bool, right: bool, held: Option<(usize, i32)>) {
        let items = &self.cells[cell];
        let wishes: Vec<Vec<(i32, u32)>> = items
            .iter()
            .map(|item| {
                let sides = self.neighbours[*item].iter().filter(|n| if n.right { right } else { left });
                let home = [(self.homes[*item], home_weight(network, *item))];
                let pin = held.filter(|(held, _)| held == item).map(|(_, y)| (y, PIN));
                sides.map(|n| (self.y[n.item], n.weight)).chain(home).chain(pin).collect()
            })
            .collect();
        let offsets = offsets(network, items);
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return;
        };
        let reach = self.reach[network.items[*first].lane] + SLACK;
        let low = network.items[*first].up - reach;
        let high = reach - network.items[*last].down - offsets.last().copied().unwrap_or(0);
        let places = pool(&wishes, &offsets);
        for ((item, offset), at) in items.iter().zip(&offsets).zip(places) {
            self.y[*item] = at.min(high).max(low) + offset;
        }
    }

    /// Tries to give a chain one height; keeps it when all together come closer to where they wish to be.
    fn straighten(&mut self, network: &Network, chain: usize) -> bool {
        let items = self.chains[chain].clone();
        let Some(lane) = items.first().map(|item| network.items[*item].lane) else {
            return false;
        };
        if self.content(&items) {
            return false;
        }
        let mut heights: Vec<i32> = items.iter().map(|item| self.y[*item]).collect();
        let ends = items.iter().flat_map(|item| &self.neighbours[*item]).map(|n| self.y[n.item]);
        heights.extend(ends);
        // Where another of the same cell would then come home.
        heights.extend(items.iter().flat_map(|item| {
            let others = self.cells[self.cell[*item]].iter();
            others.map(|other| self.y[*item] - self.y[*other] + self.homes[*other])
        }));
        heights.sort_unstable();
        heights.dedup();
        let (mut least, mut best) = (self.cost(network, lane), self.y.clone());
        let before = best.clone();
        for height in heights {
            for _ in 0..2 {
                for item in &items {
                    self.align(network, self.cell[*item], true, true, Some((*item, height)));
                }
            }
            for item in
                items.iter().flat_map(|item| &self.cells[self.cell[*item]]).copied().collect::<Vec<_>>()
            {
                for n in 0..self.neighbours[item].len() {
                    let other = self.neighbours[item][n].item;
                    if !items.contains(&other) && !items.iter().any(|i| self.cell[*i] == self.cell[other]) {
                        self.align(network, self.cell[other], true, true, None);
                    }
                }
            }
            let cost = self.cost(network, lane);
            if cost < least {
                least = cost;
                best.clone_from(&self.y);
            }
            self.y.clone_from(&before);
        }
        self.y = best;
        self.y != before
    }

    /// Whether all of these are level with all their neighbours, or as level as can be: nothing to gain.
    fn content(&self, items: &[usize]) -> bool {
        items.iter().all(|item| {
            let y = self.y[*item];
            self.neighbours[*item].iter().all(|n| self.y[n.item] == y)
                && (y == self.homes[*item] || self.neighbours[*item].is_empty())
        })
    }

    /// How far the items of a lane are from their neighbours and homes.
    fn cost(&self, network: &Network, lane: usize) -> u64 {
        let far = |x: i32, y: i32| u64::from(x.abs_diff(y));
        let cost = |item: &usize| {
            let y = self.y[*item];
            // A small step looks as bad as a large one.
            let step = |n: &Neighbour| if self.y[n.item] == y { 0 } else { 40 + far(self.y[n.item], y) };
            let right = self.neighbours[*item].iter().filter(|n| n.right);
            u64::from(home_weight(network, *item)) * far(y, self.homes[*item])
                + right.map(|n| u64::from(n.weight) * step(n)).sum::<u64>()
        };
        self.lanes[lane].iter().map(cost).sum()
    }
}

/// How much an item wishes to be at home, against 6 for being level with one neighbour.
fn home_weight(network: &Network, item: usize) -> u32 {
    if network.items[item].body.is_some() { 3 } else { 1 }
}

/// The bends of each edge, and each node alone.
fn chains(network: &Network) -> Vec<Vec<usize>> {
    let bends = network.ways.iter().map(|way| {
        let ends = way.steps.iter().flat_map(|(link, _)| [network.links[*link].a, network.links[*link].b]);
        let mut chain: Vec<usize> = ends.filter(|item| network.items[*item].body.is_none()).collect();
        chain.sort_unstable();
        chain.dedup();
        chain
    });
    let nodes = (0..network.items.len()).filter(|item| network.items[*item].body.is_some()).map(|i| vec![i]);
    bends.filter(|chain| !chain.is_empty()).chain(nodes).collect()
}

/// How far below the first line of a cell that lies which is best in the middle of the lane: of one node its
/// line, of several their block; bends only count where there is no node.
fn middle(network: &Network, cell: &[usize], offsets: &[i32]) -> i32 {
    let lines = || cell.iter().zip(offsets).map(|(item, offset)| (&network.items[*item], *offset));
    let nodes = lines().filter(|(item, _)| item.body.is_some()).count();
    let mut counted = lines().filter(|(item, _)| nodes == 0 || item.body.is_some());
    let Some((first, top)) = counted.next() else {
        return 0;
    };
    counted.next_back().map_or(top, |(last, bottom)| (top - first.up + bottom + last.down) / 2)
}

/// Least distance of each item of a cell from the first.
fn offsets(network: &Network, cell: &[usize]) -> Vec<i32> {
    let mut offsets = vec![0];
    let mut at = 0;
    for pair in cell.windows(2) {
        at += network.items[pair[0]].down + gap(network, pair[0], pair[1]) + network.items[pair[1]].up;
        offsets.push(at);
    }
    offsets
}

fn neighbours(network: &Network) -> Vec<Vec<Neighbour>> {
    let mut neighbours: Vec<Vec<Neighbour>> = network.items.iter().map(|_| Vec::new()).collect();
    for link in network.links.iter().filter(|link| link.turn == Turn::Through) {
        let (a, b) = (&network.items[link.a], &network.items[link.b]);
        if a.lane == b.lane {
            // Long edges are the most disturbing when they are not straight (Gansner et al. 1993).
            let weight = match (a.body.is_some(), b.body.is_some()) {
                (true, true) => 6,
                (false, false) => 32,
                _ => 8,
            };
            neighbours[link.a].push(Neighbour { item: link.b, right: true, weight });
            neighbours[link.b].push(Neighbour { item: link.a, right: false, weight });
        }
    }
    neighbours
}

/// Items that lie as close together as they may.
struct Pool {
    count: usize,
    wishes: Vec<(i32, u32)>,
    at: i32,
}

/// Where each item goes, less its offset: ascending, and as near to the wishes as that allows.
fn pool(wishes: &[Vec<(i32, u32)>], offsets: &[i32]) -> Vec<i32> {
    let mut pools: Vec<Pool> = Vec::new();
    for (wishes, offset) in wishes.iter().zip(offsets) {
        let mut wishes: Vec<(i32, u32)> = wishes.iter().map(|(y, weight)| (y - offset, *weight)).collect();
        let mut pool = Pool { count: 1, at: median(&mut wishes), wishes };
        while let Some(mut upper) = pools.pop_if(|upper| upper.at > pool.at) {
            upper.wishes.append(&mut pool.wishes);
            let at = median(&mut upper.wishes);
            pool = Pool { count: upper.count + pool.count, at, wishes: upper.wishes };
        }
        pools.push(pool);
    }
    pools.iter().flat_map(|pool| std::iter::repeat_n(pool.at, pool.count)).collect()
}

/// The least value at or below which half of the weight lies.
fn median(wishes: &mut [(i32, u32)]) -> i32 {
    wishes.sort_unstable();
    let half: u32 = wishes.iter().map(|(_, weight)| weight).sum::<u32>().div_ceil(2);
    let mut below = 0;
    for (value, weight) in wishes.iter() {
        below += weight;
        if below >= half {
            return *value;
        }
    }
    0
}
