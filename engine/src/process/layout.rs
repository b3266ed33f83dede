//! Places for a diagram: time runs from left to right, lanes are stacked from top to bottom.
//!
//! Layered drawing (Sugiyama, Tagawa and Toda 1981) with orthogonal edges:
//! 1. `rank`: each node gets a column by the longest path to it; edges that return do not count forward.
//! 2. `network`: an edge over several columns gets a bend in each column between, in one lane.
//! 3. `order`: within each lane and column the nodes and bends are ordered so that few edges cross.
//! 4. `rows`: heights, so that edges inside a lane are straight where they can be.
//! 5. `channel`: between columns each edge that changes height gets a vertical track.
//! 6. `route`: widths, polylines and labels.
//!
//! In a column only nodes and level edges lie, each with its own strip of height; in a channel only edges.
//! That is why no edge can pass through a node or a label. Edges that leave the same node share their first
//! stretch and edges that enter the same node their last; no others lie on top of one another.
//!
//! All coordinates are whole pixels, x to the right, y down.

mod channel;
mod lanes;
mod measure;
mod network;
mod order;
mod rank;
mod route;
mod rows;
#[cfg(test)]
pub(crate) mod tests;

use super::diagram::{Diagram, LaneKind, Shape};
use crate::scenario::text::Language;
use serde::{Deserialize, Serialize};

pub use measure::text_width;

/// A diagram with a place for everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The language of all text.
    pub language: Language,
    /// Width in pixels.
    pub width: i32,
    /// Height in pixels.
    pub height: i32,
    /// What the picture is called, above the lanes.
    pub title: TextBlock,
    /// The bands, from top to bottom, as many as the diagram has.
    pub lanes: Vec<LaneBox>,
    /// The nodes, in the diagram's order.
    pub nodes: Vec<NodeBox>,
    /// The edges, in the diagram's order, without those that name no node.
    pub edges: Vec<EdgeLine>,
}

/// A point, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// A rectangle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rect {
    /// Left side.
    pub x: i32,
    /// Upper side.
    pub y: i32,
    /// To the right of `x`.
    pub width: i32,
    /// Down from `y`.
    pub height: i32,
}

impl Rect {
    /// Right side.
    pub fn right(&self) -> i32 {
        self.x + self.width
    }

    /// Lower side.
    pub fn bottom(&self) -> i32 {
        self.y + self.height
    }

    /// The point in the middle, rounded to the left and up.
    pub fn center(&self) -> Point {
        Point { x: self.x + self.width / 2, y: self.y + self.height / 2 }
    }
}

/// Lines of text in a frame, centred.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextBlock {
    /// Where the lines are; empty when there are none.
    pub frame: Rect,
    /// Font size in pixels.
    pub size: i32,
    /// Distance of lines in pixels.
    pub leading: i32,
    /// The whole text, line by line.
    pub lines: Vec<String>,
}

/// A lane with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneBox {
    /// The lane's id.
    pub id: String,
    /// Who acts in it.
    pub kind: LaneKind,
    /// The whole band, with its header.
    pub frame: Rect,
    /// The header, at the left.
    pub header: Rect,
    /// The name, inside the header.
    pub title: TextBlock,
}

/// A node with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeBox {
    /// The node's id.
    pub id: String,
    /// Position in [`Layout::lanes`].
    pub lane: usize,
    /// Column, from 0 at the left.
    pub rank: usize,
    /// What kind of step.
    pub shape: Shape,
    /// Everything that belongs to the node: its body and a caption below it, if it has one.
    pub frame: Rect,
    /// The shape itself; edges start and end on its border.
    pub body: Rect,
    /// The name.
    pub title: TextBlock,
    /// The second line; without lines when empty.
    pub subtitle: TextBlock,
    /// What a reader sees on pointing at the node.
    pub tooltip: String,
}

/// An edge with its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeLine {
    /// Position in the diagram's edges.
    pub number: usize,
    /// Position in [`Layout::nodes`].
    pub from: usize,
    /// Position in [`Layout::nodes`].
    pub to: usize,
    /// Work passes from one party to another.
    pub handoff: bool,
    /// Meant as a return.
    pub back: bool,
    /// Runs from right to left, in a loop from the right of `from` to the left of `to`.
    pub leftward: bool,
    /// Level and upright stretches in turn; at least two points.
    pub points: Vec<Point>,
    /// The text beside the edge, above one of its level stretches.
    pub label: Option<TextBlock>,
    /// Where a handoff enters another lane, for a marker; none for other edges.
    pub marker: Option<Point>,
}

/// Gives everything in a diagram its place. Never fails: see [`Diagram::faults`] for what is left out.
/// The same diagram always gives the same layout.
pub fn layout(diagram: &Diagram, language: Language) -> Layout {
    layout_with(diagram, language, order::order)
}

/// A layout in which the items of each lane and column are ordered by the caller.
fn layout_with(diagram: &Diagram, language: Language, order: impl FnOnce(&mut network::Network)) -> Layout {
    let sizes = measure::sizes(diagram, language);
    let ranks = rank::rank(diagram, &sizes);
    let mut network = network::build(diagram, &sizes, &ranks);
    order(&mut network);
    rows::place(&mut network);
    let lanes = lanes::stack(diagram, &mut network, language);
    let tracks = channel::settle(&mut network);
    route::draw(diagram, language, sizes, &network, lanes, &tracks)
}
