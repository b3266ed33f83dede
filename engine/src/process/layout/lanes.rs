//! Heights of lanes, and their names.

use super::measure::{Font, HEADING, TITLE, block, line};
use super::network::Network;
use super::{LaneBox, Rect, TextBlock};
use crate::process::diagram::{Diagram, Lane, LaneKind};
use crate::scenario::text::{Language, Text};

/// Around the whole picture.
pub(super) const MARGIN: i32 = 16;
/// Between the border of a lane and what is in it.
pub(super) const PADDING: i32 = 14;

/// Where lanes are, before their widths are known.
#[derive(Debug)]
pub(super) struct Lanes {
    /// What the picture is called.
    pub title: TextBlock,
    /// The bands, without widths. At least one.
    pub boxes: Vec<LaneBox>,
    /// Whether the only lane is there for nodes without one.
    pub invented: bool,
}

/// Free height between two neighbours in a column.
pub(super) fn gap(network: &Network, upper: usize, lower: usize) -> i32 {
    let both = network.items[upper].body.is_some() && network.items[lower].body.is_some();
    if both { 18 } else { 8 }
}

/// Stacks the lanes, each as high as what is in it, and moves the items, whose heights so far count from the
/// middle of their lanes, into them.
pub(super) fn stack(diagram: &Diagram, network: &mut Network, language: Language) -> Lanes {
    let invented = diagram.lanes.is_empty();
    let nobody = [Lane { id: String::new(), title: Text::default(), kind: LaneKind::System }];
    let lanes = if invented { &nobody[..] } else { &diagram.lanes[..] };
    let title = line(diagram.title.in_language(language), Font { ..HEADING });
    let names: Vec<TextBlock> =
        lanes.iter().map(|lane| block(lane.title.in_language(language), TITLE)).collect();
    let header = names.iter().map(|name| name.frame.width).max().unwrap_or(0).max(60) + 28;
    let mut y = MARGIN + if title.lines.is_empty() { 0 } else { title.frame.height + 10 };
    let mut boxes = Vec::with_capacity(lanes.len());
    for (number, (lane, mut name)) in lanes.iter().zip(names).enumerate() {
        let inside = || network.items.iter().filter(|item| item.lane == number);
        let top = inside().map(|item| item.y - item.up).min().unwrap_or(0);
        let bottom = inside().map(|item| item.y + item.down).max().unwrap_or(0);
        let least = (name.frame.height + 28).max(64);
        let height = (bottom - top + 2 * PADDING).max(least);
        let frame = Rect { x: MARGIN, y, width: header, height: height + height % 2 };
        let middle = y + (frame.height - (bottom - top)) / 2 - top;
        for item in network.items.iter_mut().filter(|item| item.lane == number) {
            item.y += middle;
        }
        name.frame.x = frame.x + (header - name.frame.width) / 2;
        name.frame.y = frame.y + (frame.height - name.frame.height) / 2;
        y = frame.bottom();
        boxes.push(LaneBox { id: lane.id.clone(), kind: lane.kind, frame, header: frame, title: name });
    }
    Lanes { title, boxes, invented }
}
