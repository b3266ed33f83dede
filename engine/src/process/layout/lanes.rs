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

/// Stacks the lanes, each as high as its fullest column needs.
pub(super) fn stack(diagram: &Diagram, network: &Network, language: Language) -> Lanes {
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
        let needed = (0..network.columns.len()).map(|c| needed(network, c, number)).max().unwrap_or(0);
        let height = (needed + 2 * PADDING).max(name.frame.height + 28).max(64);
        let frame = Rect { x: MARGIN, y, width: header, height: height + height % 2 };
        name.frame.x = frame.x + (header - name.frame.width) / 2;
        name.frame.y = frame.y + (frame.height - name.frame.height) / 2;
        y = frame.bottom();
        boxes.push(LaneBox { id: lane.id.clone(), kind: lane.kind, frame, header: frame, title: name });
    }
    Lanes { title, boxes, invented }
}

/// The height a lane needs in one column. A single item has its line in the middle.
fn needed(network: &Network, column: usize, lane: usize) -> i32 {
    let cell: Vec<usize> =
        network.columns[column].iter().copied().filter(|i| network.items[*i].lane == lane).collect();
    if let [only] = cell[..] {
        return 2 * network.items[only].up.max(network.items[only].down);
    }
    let gaps: i32 = cell.windows(2).map(|pair| gap(network, pair[0], pair[1])).sum();
    gaps + cell.iter().map(|item| network.items[*item].up + network.items[*item].down).sum::<i32>()
}
