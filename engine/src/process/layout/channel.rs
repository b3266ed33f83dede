//! Tracks: where in a channel each link changes its height.
//!
//! Links that leave one node share a track, and so do links that only share the node they enter. Two tracks
//! lie in the order in which they cross fewer links; but where one link begins at the height at which
//! another ends, the first must turn before the second, or they would lie on top of one another. When
//! such demands go round in a circle or cost crossings, an end is moved by a few pixels.

use super::network::{Item, Network, Turn};

/// Lines closer than this look like one.
const APART: i32 = 5;
/// Upright stretches of one track stay this far from one another.
const CLEAR: i32 = 8;
/// Ends moved per channel, at most.
const TRIES: usize = 40;
/// How far a bend may move inside its strip.
const BEND_PLAY: i32 = 6;
/// By how many pixels an end may be moved.
const MOVES: [i32; 8] = [6, -6, 9, -9, 12, -12, 15, -15];

/// The tracks of all links.
#[derive(Debug)]
pub(super) struct Tracks {
    /// Per link its track, from 0 at the left of its channel; none for a link that is level.
    pub of: Vec<Option<usize>>,
    /// Per channel, how many tracks it has.
    pub counts: Vec<usize>,
}

/// A link with the heights of its ends. The first end is at item `a`, the second at `b`.
#[derive(Debug, Clone, Copy)]
struct Wire {
    link: usize,
    turn: Turn,
    items: [usize; 2],
    y: [i32; 2],
}

impl Wire {
    fn inside(&self, y: i32) -> bool {
        self.y[0].min(self.y[1]) < y && y < self.y[0].max(self.y[1])
    }

    fn is_level(&self) -> bool {
        self.turn == Turn::Through && self.y[0] == self.y[1]
    }

    /// The ends at one side of the channel: item and height.
    fn ends(&self, right: bool) -> impl Iterator<Item = (usize, i32)> {
        let here = match self.turn {
            Turn::Through => [!right, right],
            Turn::Left => [!right; 2],
            Turn::Right => [right; 2],
        };
        let ends = [(self.items[0], self.y[0]), (self.items[1], self.y[1])];
        ends.into_iter().zip(here).filter(|(_, here)| *here).map(|(end, _)| end)
    }
}

/// Links that share a track.
#[derive(Debug)]
struct Net {
    wires: Vec<Wire>,
    low: i32,
    high: i32,
}

/// The order of the nets of a channel, and the items at which two edges lie on top of one another.
struct Arrangement {
    nets: Vec<Net>,
    order: Vec<usize>,
    demands: Vec<Vec<bool>>,
    overlaid: Vec<usize>,
    /// Ends whose demands cost crossings.
    opposed: Vec<usize>,
    crossings: i64,
}

impl Arrangement {
    fn badness(&self) -> (usize, i64) {
        (self.overlaid.len(), self.crossings)
    }
}

/// Finds tracks for all links, from left to right. May move bends and the entries of nodes a little.
pub(super) fn settle(network: &mut Network) -> Tracks {
    let mut tracks = Tracks { of: vec![None; network.links.len()], counts: vec![0; network.channels.len()] };
    for channel in 0..network.channels.len() {
        straighten(network, channel);
        let arrangement = untangle(network, channel);
        tracks.counts[channel] = assign(&arrangement, &mut tracks.of);
    }
    tracks
}

/// Lets a single edge enter a box off its middle when it then needs no bend.
fn straighten(network: &mut Network, channel: usize) {
    for link in network.channels[channel].clone() {
        let link = network.links[link];
        let alone = network.channels[channel].iter().filter(|other| {
            let other = &network.links[**other];
            (other.turn == Turn::Right && other.a == link.b)
                || (other.turn == Turn::Through && other.b == link.b)
        });
        let (Some(body), Turn::Through, 1) = (network.items[link.b].body, link.turn, alone.count()) else {
            continue;
        };
        let off = network.items[link.a].y - network.items[link.b].y;
        if off.abs() <= body.play() && off.abs() <= 12 {
            network.items[link.b].entry = off;
        }
    }
}

/// Arranges a channel; moves ends while that takes edges apart that lie on top of one another or saves
/// crossings.
fn untangle(network: &mut Network, channel: usize) -> Arrangement {
    let mut best = arrange(network, channel);
    let mut tried = vec![false; network.items.len()];
    for _ in 0..TRIES {
        let ends = best.overlaid.iter().chain(&best.opposed);
        let Some(item) = ends.copied().find(|item| !tried[*item]) else {
            break;
        };
        tried[item] = true;
        let original = network.items[item].clone();
        let mut kept = original.clone();
        for step in MOVES {
            network.items[item] = original.clone();
            if shift(&mut network.items[item], step) {
                let next = arrange(network, channel);
                if next.badness() < best.badness() {
                    best = next;
                    kept = network.items[item].clone();
                }
            }
        }
        network.items[item] = kept;
    }
    best
}

/// Moves where edges enter an item; tells whether there is room for it.
fn shift(item: &mut Item, step: i32) -> bool {
    let Some(body) = item.body else {
        item.y += step;
        return step.abs() <= BEND_PLAY;
    };
    item.entry += step;
    item.entry.abs() <= body.play()
}

fn arrange(network: &Network, channel: usize) -> Arrangement {
    let nets = nets(network, channel);
    let count = nets.len();
    let demands: Vec<Vec<bool>> = (0..count)
        .map(|p| (0..count).map(|q| p != q && overlay(&nets[p], &nets[q]).is_some()).collect())
        .collect();
    let costs: Vec<Vec<i64>> =
        (0..count).map(|p| (0..count).map(|q| crossings(&nets[p], &nets[q])).collect()).collect();
    let mut order: Vec<usize> = Vec::with_capacity(count);
    let mut left: Vec<usize> = (0..count).collect();
    while !left.is_empty() {
        let cost = |p: usize| -> i64 { left.iter().map(|q| costs[p][*q] - costs[*q][p]).sum() };
        let held = |p: usize| left.iter().filter(|q| demands[**q][p]).count();
        let Some(next) = left.iter().copied().min_by_key(|p| (held(*p), cost(*p), *p)) else {
            break;
        };
        order.push(next);
        left.retain(|net| *net != next);
    }
    refine(&mut order, &costs, &demands);
    let (mut overlaid, mut opposed, mut sum) = (Vec::new(), Vec::new(), 0);
    for (position, p) in order.iter().enumerate() {
        for q in &order[position + 1..] {
            overlaid.extend(overlay(&nets[*q], &nets[*p]));
            sum += costs[*p][*q];
            if costs[*p][*q] > costs[*q][*p] {
                opposed.extend(overlay(&nets[*p], &nets[*q]));
            }
        }
    }
    Arrangement { nets, order, demands, overlaid, opposed, crossings: sum }
}

/// Swaps neighbours while that saves crossings and breaks no demand.
fn refine(order: &mut [usize], costs: &[Vec<i64>], demands: &[Vec<bool>]) {
    for _ in 0..order.len() {
        let mut better = false;
        for at in 1..order.len() {
            let (p, q) = (order[at - 1], order[at]);
            if !demands[p][q] && costs[q][p] < costs[p][q] {
                order.swap(at - 1, at);
                better = true;
            }
        }
        if !better {
            return;
        }
    }
}

fn nets(network: &Network, channel: usize) -> Vec<Net> {
    let mut groups: Vec<((u8, usize), Vec<Wire>)> = Vec::new();
    let links = &network.channels[channel];
    for number in links {
        let link = network.links[*number];
        let y = [network.end(&link, false), network.end(&link, true)];
        let wire = Wire { link: *number, turn: link.turn, items: [link.a, link.b], y };
        let forks = links
            .iter()
            .filter(|other| {
                network.links[**other].turn == Turn::Through && network.links[**other].a == link.a
            })
            .count();
        let key = match link.turn {
            Turn::Through if forks > 1 => (0, link.a),
            Turn::Through => (1, link.b),
            Turn::Left | Turn::Right => (2, *number),
        };
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, wires)) => wires.push(wire),
            None => groups.push((key, vec![wire])),
        }
    }
    let nets = groups.into_iter().filter(|(_, wires)| wires.iter().any(|wire| !wire.is_level()));
    nets.map(|(_, wires)| {
        let heights = || wires.iter().flat_map(|wire| wire.y);
        let (low, high) = (heights().min().unwrap_or(0), heights().max().unwrap_or(0));
        Net { wires, low, high }
    })
    .collect()
}

/// Crossings of two nets when the first is at the left of the second.
fn crossings(p: &Net, q: &Net) -> i64 {
    let mut count = 0;
    for p in p.wires.iter().filter(|wire| !wire.is_level()) {
        for q in q.wires.iter().filter(|wire| !wire.is_level()) {
            count += q.ends(false).filter(|(_, y)| p.inside(*y)).count();
            count += p.ends(true).filter(|(_, y)| q.inside(*y)).count();
        }
    }
    count as i64
}

/// Whether the first net must be at the left of the second: there is a link that begins where one of the
/// other net ends. The item at which that one ends.
fn overlay(p: &Net, q: &Net) -> Option<usize> {
    for p in p.wires.iter().filter(|wire| !wire.is_level()) {
        for q in q.wires.iter().filter(|wire| !wire.is_level()) {
            let met = q.ends(true).find(|(end, y)| {
                p.ends(false).any(|(_, start)| (start - y).abs() < APART)
                    && p.ends(true).all(|(other, _)| other != *end)
            });
            if let Some((end, _)) = met {
                return Some(end);
            }
        }
    }
    None
}

/// Puts each net as far to the left as the order allows; returns the number of tracks.
fn assign(arrangement: &Arrangement, of: &mut [Option<usize>]) -> usize {
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for net in &arrangement.order {
        let own = &arrangement.nets[*net];
        let hinders = |other: usize| {
            let net_other = &arrangement.nets[other];
            arrangement.demands[other][*net]
                || arrangement.demands[*net][other]
                || (own.low < net_other.high + CLEAR && net_other.low < own.high + CLEAR)
        };
        let track = taken.iter().filter(|(o, _)| hinders(*o)).map(|(_, track)| track + 1).max().unwrap_or(0);
        taken.push((*net, track));
        for wire in own.wires.iter().filter(|wire| !wire.is_level()) {
            of[wire.link] = Some(track);
        }
    }
    taken.iter().map(|(_, track)| track + 1).max().unwrap_or(0)
}
