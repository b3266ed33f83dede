//! Columns of nodes and bends, and the links between neighbouring columns.

use super::measure::{Sizes, has_caption};
use crate::process::diagram::{Diagram, Edge, Shape};

/// Half the height of the strip an edge keeps free in a column.
pub(super) const STRIP: i32 = 10;
/// Between a label and its line, and above it.
pub(super) const LABEL_GAP: i32 = 4;

/// Nodes and bends by column. Channel `c` lies at the left of column `c`; there is one more at the right end.
#[derive(Debug)]
pub(super) struct Network {
    /// The nodes in the diagram's order, then the bends.
    pub items: Vec<Item>,
    /// All links.
    pub links: Vec<Link>,
    /// Per column, its items from top to bottom: lanes in order, within a lane as drawn.
    pub columns: Vec<Vec<usize>>,
    /// Per channel, the links in it.
    pub channels: Vec<Vec<usize>>,
    /// Per edge of the diagram; without steps where the edge names no node.
    pub ways: Vec<Way>,
}

/// A node, or the place where an edge passes a column.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Band.
    pub lane: usize,
    /// Column.
    pub column: usize,
    /// Free height needed above and below the line.
    pub up: i32,
    /// Likewise below.
    pub down: i32,
    /// Free width needed.
    pub width: i32,
    /// Of a node: shape, and half its width and height.
    pub body: Option<Body>,
    /// Height of the line: of a node, its middle.
    pub y: i32,
    /// How far the entry lies below the line.
    pub entry: i32,
}

/// What edges meet at a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body {
    /// The outline.
    pub shape: Shape,
    /// Half the width.
    pub half_width: i32,
    /// Half the height.
    pub half_height: i32,
}

/// How a link lies in its channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// From the column at the left to the one at the right.
    Through,
    /// Both ends at the left: a return leaves its node.
    Left,
    /// Both ends at the right: a return enters its node.
    Right,
}

/// Part of an edge inside one channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The channel.
    pub channel: usize,
    /// How it lies.
    pub turn: Turn,
    /// The item at the left; of a turn, the node.
    pub a: usize,
    /// The item at the right; of a turn, the bend.
    pub b: usize,
}

/// The links of an edge in the direction of travel.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    /// Links, each with whether it is travelled from `b` to `a`.
    pub steps: Vec<(usize, bool)>,
    /// The edge runs from right to left.
    pub leftward: bool,
    /// The bend above which the label stands; none: in the channel of the first link.
    pub label_bend: Option<usize>,
}

/// Puts bends into all columns an edge passes.
pub(super) fn build(diagram: &Diagram, sizes: &Sizes, ranks: &[usize]) -> Network {
    let lanes = diagram.lanes.len().max(1);
    let items: Vec<Item> = diagram
        .nodes
        .iter()
        .zip(&sizes.nodes)
        .zip(ranks)
        .map(|((node, size), rank)| Item {
            lane: node.lane.min(lanes - 1),
            column: *rank,
            up: size.body.1 / 2,
            down: size.body.1 / 2 + size.caption,
            width: size.width,
            body: Some(Body { shape: node.shape, half_width: size.body.0 / 2, half_height: size.body.1 / 2 }),
            y: 0,
            entry: 0,
        })
        .collect();
    let count = ranks.iter().max().map_or(0, |last| last + 1);
    let mut network = Network {
        items,
        links: Vec::new(),
        columns: Vec::new(),
        channels: vec![Vec::new(); count + 1],
        ways: Vec::new(),
    };
    let mut crowd = Crowd::new(&network, lanes, count);
    for (number, edge) in diagram.edges.iter().enumerate() {
        let way = if diagram.joins(edge) {
            let label = sizes.labels[number].as_ref().map(|block| (block.frame.width, block.frame.height));
            let leaving = diagram.edges.iter().filter(|e| e.from == edge.from).count();
            let entering = diagram.edges.iter().filter(|e| e.to == edge.to).count();
            network.add(edge, label, leaving > entering, &mut crowd)
        } else {
            Way::default()
        };
        network.ways.push(way);
    }
    network.columns = vec![Vec::new(); count];
    for (item, place) in network.items.iter().enumerate() {
        network.columns[place.column].push(item);
    }
    for column in &mut network.columns {
        column.sort_by_key(|item| network.items[*item].lane);
    }
    network
}

impl Network {
    /// The height of one end of a link.
    pub(super) fn end(&self, link: &Link, at_b: bool) -> i32 {
        let item = &self.items[if at_b { link.b } else { link.a }];
        match (link.turn, at_b, item.body) {
            (Turn::Through, true, _) => item.y + item.entry,
            (Turn::Through, false, _) | (_, true, _) | (_, false, None) => item.y,
            // A return meets its node at the half that faces its bend.
            (_, false, Some(body)) => {
                let offset = (body.half_height / 2).max(6);
                if self.items[link.b].y < item.y { item.y - offset } else { item.y + offset }
            }
        }
    }

    fn add(&mut self, edge: &Edge, label: Option<(i32, i32)>, forks: bool, crowd: &mut Crowd) -> Way {
        let (start, end) = (self.items[edge.from].column, self.items[edge.to].column);
        let leftward = end <= start;
        let passed = if leftward { end..start + 1 } else { start + 1..end };
        let lanes = (self.items[edge.from].lane, self.items[edge.to].lane);
        let lane = crowd.lane(lanes, passed.clone(), forks);
        let bends: Vec<usize> = passed.map(|column| self.bend(lane, column, crowd)).collect();
        if leftward { self.leftward(edge, &bends, label) } else { self.forward(edge, &bends, label) }
    }

    fn forward(&mut self, edge: &Edge, bends: &[usize], label: Option<(i32, i32)>) -> Way {
        let mut way = Way::default();
        let mut at = edge.from;
        for next in bends.iter().copied().chain([edge.to]) {
            let channel = self.items[next].column;
            way.steps.push((self.link(Link { channel, turn: Turn::Through, a: at, b: next }), false));
            at = next;
        }
        let first = bends.first().copied().unwrap_or(edge.to);
        if let Some((_, height)) = label {
            let item = &mut self.items[first];
            item.up = item.up.max(height + 2 * LABEL_GAP + 2);
        }
        way
    }

    fn leftward(&mut self, edge: &Edge, bends: &[usize], label: Option<(i32, i32)>) -> Way {
        let (Some(first), Some(last)) = (bends.first().copied(), bends.last().copied()) else {
            return Way::default();
        };
        let channel = self.items[edge.from].column + 1;
        let mut way = Way { leftward: true, label_bend: label.map(|_| last), ..Way::default() };
        way.steps.push((self.link(Link { channel, turn: Turn::Left, a: edge.from, b: last }), false));
        for pair in bends.windows(2).rev() {
            let channel = self.items[pair[1]].column;
            way.steps.push((self.link(Link { channel, turn: Turn::Through, a: pair[0], b: pair[1] }), true));
        }
        let channel = self.items[edge.to].column;
        way.steps.push((self.link(Link { channel, turn: Turn::Right, a: edge.to, b: first }), true));
        if let Some((width, height)) = label {
            let item = &mut self.items[last];
            item.up = height + 2 * LABEL_GAP + 2;
            item.width = width;
        }
        way
    }

    fn link(&mut self, link: Link) -> usize {
        self.channels[link.channel].push(self.links.len());
        self.links.push(link);
        self.links.len() - 1
    }

    fn bend(&mut self, lane: usize, column: usize, crowd: &mut Crowd) -> usize {
        crowd.taken[lane][column] += 1;
        self.items.push(Item { lane, column, up: STRIP, down: STRIP, width: 0, body: None, y: 0, entry: 0 });
        self.items.len() - 1
    }
}

impl Body {
    /// How far from the middle the border is, to either side, at a height off the middle.
    pub(super) fn reach(&self, off: i32) -> i32 {
        let (width, height, off) = (self.half_width, self.half_height.max(1), off.abs());
        match self.shape {
            Shape::Gateway => width * (height - off).max(0) / height,
            Shape::Start | Shape::End => (height * height - off * off).max(0).isqrt(),
            _ => width,
        }
    }

    /// How far the entry may move off the middle.
    pub(super) fn play(&self) -> i32 {
        if has_caption(self.shape) { self.half_height / 2 } else { (self.half_height - 10).max(0) }
    }
}

/// How many nodes and bends share each lane and column.
struct Crowd {
    nodes: Vec<Vec<usize>>,
    taken: Vec<Vec<usize>>,
}

impl Crowd {
    fn new(network: &Network, lanes: usize, columns: usize) -> Self {
        let mut taken = vec![vec![0; columns]; lanes];
        for item in &network.items {
            taken[item.lane][item.column] += 1;
        }
        Self { nodes: taken.clone(), taken }
    }

    /// The lane, of the two an edge connects and those between, where passing the columns adds least height
    /// and meets fewest nodes. On a tie a fork turns early, into the lane of its end; others late.
    fn lane(&self, ends: (usize, usize), columns: std::ops::Range<usize>, forks: bool) -> usize {
        let (preferred, other) = if forks { (ends.1, ends.0) } else { ends };
        let between = ends.0.min(ends.1)..=ends.0.max(ends.1);
        let candidates = [preferred, other].into_iter().chain(between);
        let cost = |lane: &usize| {
            let (nodes, taken) = (&self.nodes[*lane], &self.taken[*lane]);
            let rows = taken.iter().copied().max().unwrap_or(0);
            let grows = columns.clone().any(|c| taken[c] >= rows);
            let met: usize = columns.clone().map(|c| nodes[c]).sum();
            (usize::from(grows) + met, met)
        };
        candidates.min_by_key(cost).unwrap_or(preferred)
    }
}
