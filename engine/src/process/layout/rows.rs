//! Heights of lines: each item goes where its neighbours in the same lane are, as far as the order and the
//! free height between items allow. Median alignment per column by pooling neighbours that collide
//! (isotonic regression under absolute error, Barlow et al. 1972).

use super::lanes::{Lanes, PADDING, gap};
use super::network::{Network, Turn};

/// Passes over all columns; each looks left, right, or both ways.
const PASSES: usize = 14;

/// Sets the height of each item's line.
pub(super) fn place(network: &mut Network, lanes: &Lanes) {
    let cells = cells(network);
    let homes = homes(network, &cells, lanes);
    for (item, home) in homes.iter().enumerate() {
        network.items[item].y = *home;
    }
    let neighbours = neighbours(network);
    for pass in 0..PASSES {
        let (left, right) = match pass {
            p if p + 4 >= PASSES => (true, true),
            p => (p % 2 == 0, p % 2 == 1),
        };
        let mut order: Vec<usize> = (0..cells.len()).collect();
        if !left || (right && pass % 2 == 1) {
            order.reverse();
        }
        for cell in order {
            let wishes: Vec<Vec<(i32, u32)>> = cells[cell]
                .iter()
                .map(|item| {
                    let sides = neighbours[*item].iter().filter(|n| if n.right { right } else { left });
                    let mut wishes: Vec<(i32, u32)> =
                        sides.map(|n| (network.items[n.item].y, n.weight)).collect();
                    wishes.push((homes[*item], 1));
                    wishes
                })
                .collect();
            align(network, &cells[cell], &wishes, lanes);
        }
    }
}

/// A neighbour in the next column, in the same lane.
struct Neighbour {
    item: usize,
    right: bool,
    weight: u32,
}

/// The items of each lane and column, column by column.
fn cells(network: &Network) -> Vec<Vec<usize>> {
    let same = |x: &usize, y: &usize| network.items[*x].lane == network.items[*y].lane;
    network.columns.iter().flat_map(|column| column.chunk_by(same).map(<[usize]>::to_vec)).collect()
}

/// Where items are when only their cell counts: in the middle of the lane.
fn homes(network: &Network, cells: &[Vec<usize>], lanes: &Lanes) -> Vec<i32> {
    let mut homes = vec![0; network.items.len()];
    for cell in cells {
        let offsets = offsets(network, cell);
        let (Some(first), Some(last)) = (cell.first(), cell.last()) else {
            continue;
        };
        let frame = lanes.boxes[network.items[*first].lane].frame;
        let extent = offsets.last().copied().unwrap_or(0);
        let middle = frame.center().y;
        let top = if cell.len() == 1 {
            middle
        } else {
            let (up, down) = (network.items[*first].up, network.items[*last].down);
            let low = frame.y + PADDING + up;
            let high = frame.bottom() - PADDING - down - extent;
            // Lines in the middle, unless a caption pushes them out of the lane.
            (middle - extent / 2).min(high).max(low)
        };
        for (item, offset) in cell.iter().zip(offsets) {
            homes[*item] = top + offset;
        }
    }
    homes
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
                (true, true) => 2,
                (false, false) => 16,
                _ => 4,
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

fn align(network: &mut Network, cell: &[usize], wishes: &[Vec<(i32, u32)>], lanes: &Lanes) {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else {
        return;
    };
    let offsets = offsets(network, cell);
    let mut pools: Vec<Pool> = Vec::new();
    for (wishes, offset) in wishes.iter().zip(&offsets) {
        let mut wishes: Vec<(i32, u32)> = wishes.iter().map(|(y, weight)| (y - offset, *weight)).collect();
        let mut pool = Pool { count: 1, at: median(&mut wishes), wishes };
        while let Some(mut upper) = pools.pop_if(|upper| upper.at > pool.at) {
            upper.wishes.append(&mut pool.wishes);
            let at = median(&mut upper.wishes);
            pool = Pool { count: upper.count + pool.count, at, wishes: upper.wishes };
        }
        pools.push(pool);
    }
    let frame = lanes.boxes[network.items[*first].lane].frame;
    let low = frame.y + PADDING + network.items[*first].up;
    let extent = offsets.last().copied().unwrap_or(0);
    let high = frame.bottom() - PADDING - network.items[*last].down - extent;
    let places = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.at, pool.count));
    for ((item, offset), at) in cell.iter().zip(&offsets).zip(places) {
        network.items[*item].y = at.min(high).max(low) + offset;
    }
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
