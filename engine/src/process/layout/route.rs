//! Widths, polylines and labels: the layout itself.

use super::channel::Tracks;
use super::lanes::{Lanes, MARGIN};
use super::measure::Sizes;
use super::network::{LABEL_GAP, Network, Turn, Way};
use super::{EdgeLine, Layout, NodeBox, Point, Rect, TextBlock};
use crate::process::diagram::{Diagram, Edge};
use crate::scenario::text::Language;

/// Free width at the left of a channel's tracks, and at the right, where arrow heads are.
const LEAD: i32 = 14;
const ARROW: i32 = 18;
/// Distance of tracks.
const TRACK: i32 = 10;
/// A channel in which nothing happens is still this wide.
const NARROWEST: i32 = 36;

/// Horizontal places.
struct Columns {
    /// Per channel, its left side.
    channels: Vec<i32>,
    /// Per channel, where labels begin.
    labels: Vec<i32>,
    /// Per column, its middle.
    middles: Vec<i32>,
    /// Right side of the last channel.
    end: i32,
}

/// Draws everything whose heights and tracks are known.
pub(super) fn draw(
    diagram: &Diagram,
    language: Language,
    sizes: Sizes,
    network: &Network,
    lanes: Lanes,
    tracks: &Tracks,
) -> Layout {
    let header = lanes.boxes.first().map_or(0, |lane| lane.frame.right());
    let columns = columns(network, tracks, &sizes, header);
    let pen = Pen { network, tracks, columns: &columns };
    let edges: Vec<EdgeLine> = diagram
        .edges
        .iter()
        .enumerate()
        .filter(|(number, _)| !network.ways[*number].steps.is_empty())
        .map(|(number, edge)| pen.edge(number, edge, sizes.labels[number].clone(), &lanes))
        .collect();
    let right = columns.end;
    let nodes = boxes(diagram, language, sizes, network, &columns);
    let height = lanes.boxes.last().map_or(0, |lane| lane.frame.bottom()) + MARGIN;
    let mut title = lanes.title;
    title.frame.x = MARGIN;
    title.frame.y = MARGIN;
    let width = (right + MARGIN).max(title.frame.right() + MARGIN);
    let mut boxes = if lanes.invented { Vec::new() } else { lanes.boxes };
    for lane in &mut boxes {
        lane.frame.width = width - MARGIN - lane.frame.x;
    }
    Layout { language, width, height, title, lanes: boxes, nodes, edges }
}

fn boxes(
    diagram: &Diagram,
    language: Language,
    sizes: Sizes,
    network: &Network,
    columns: &Columns,
) -> Vec<NodeBox> {
    let nodes = diagram.nodes.iter().zip(sizes.nodes).zip(&network.items);
    nodes
        .map(|((node, size), item)| {
            let middle = Point { x: columns.middles[item.column], y: item.y };
            let (width, height) = size.body;
            let (left, top) = (middle.x - width / 2, middle.y - height / 2);
            let place = |mut text: TextBlock| {
                text.frame.x += middle.x;
                text.frame.y += middle.y;
                text
            };
            NodeBox {
                id: node.id.clone(),
                lane: item.lane,
                rank: item.column,
                shape: node.shape,
                frame: Rect {
                    x: middle.x - size.width / 2,
                    y: top,
                    width: size.width,
                    height: height + size.caption,
                },
                body: Rect { x: left, y: top, width, height },
                title: place(size.title),
                subtitle: place(size.subtitle),
                tooltip: node.tooltip.in_language(language).to_string(),
            }
        })
        .collect()
}

fn columns(network: &Network, tracks: &Tracks, sizes: &Sizes, start: i32) -> Columns {
    let mut zones = vec![0; network.channels.len()];
    for (way, label) in network.ways.iter().zip(&sizes.labels) {
        if let (None, Some(label), Some((link, _))) = (way.label_bend, label, way.steps.first()) {
            let zone = &mut zones[network.links[*link].channel];
            *zone = label.frame.width.max(*zone);
        }
    }
    let mut columns = Columns { channels: Vec::new(), labels: Vec::new(), middles: Vec::new(), end: start };
    let last = network.channels.len() - 1;
    for (channel, zone) in zones.iter().enumerate() {
        let count = tracks.counts[channel] as i32;
        columns.channels.push(columns.end);
        columns.labels.push(columns.end + LEAD + (count * TRACK - TRACK / 2).max(0));
        let least = if channel == 0 || channel == last { 24 } else { NARROWEST };
        let upright = if count > 0 || *zone > 0 { LEAD + count * TRACK + ARROW } else { 0 };
        columns.end += (upright + zone).max(least);
        if let Some(column) = network.columns.get(channel) {
            let width = column.iter().map(|item| network.items[*item].width).max().unwrap_or(0);
            columns.middles.push(columns.end + width / 2);
            columns.end += width;
        }
    }
    columns
}

/// What is needed to draw edges.
struct Pen<'a> {
    network: &'a Network,
    tracks: &'a Tracks,
    columns: &'a Columns,
}

impl Pen<'_> {
    fn edge(&self, number: usize, edge: &Edge, label: Option<TextBlock>, lanes: &Lanes) -> EdgeLine {
        let way = &self.network.ways[number];
        let points = self.points(edge, way);
        let label = label.map(|label| self.label(way, label));
        let marker = if edge.handoff { marker(&points, lanes) } else { None };
        EdgeLine {
            number,
            from: edge.from,
            to: edge.to,
            handoff: edge.handoff,
            back: edge.back,
            leftward: way.leftward,
            points,
            label,
            marker,
        }
    }

    fn points(&self, edge: &Edge, way: &Way) -> Vec<Point> {
        let mut points = Vec::with_capacity(2 * way.steps.len() + 2);
        for (position, (number, reverse)) in way.steps.iter().enumerate() {
            let link = &self.network.links[*number];
            let (start, end) = (self.network.end(link, *reverse), self.network.end(link, !reverse));
            if position == 0 {
                points.push(Point { x: self.border(edge.from, start, true), y: start });
            }
            if let Some(track) = self.tracks.of[*number] {
                let x = self.columns.channels[link.channel] + LEAD + track as i32 * TRACK;
                points.extend([Point { x, y: start }, Point { x, y: end }]);
            }
            if position + 1 == way.steps.len() {
                points.push(Point { x: self.border(edge.to, end, false), y: end });
            }
        }
        straight(points)
    }

    /// Where a level line at a height meets the outline of a node.
    fn border(&self, node: usize, y: i32, right: bool) -> i32 {
        let item = &self.network.items[node];
        let reach = item.body.map_or(0, |body| body.reach(y - item.y));
        let middle = self.columns.middles[item.column];
        if right { middle + reach } else { middle - reach }
    }

    fn label(&self, way: &Way, mut label: TextBlock) -> TextBlock {
        let (x, y) = match (way.label_bend, way.steps.first()) {
            (Some(bend), _) => {
                let item = &self.network.items[bend];
                (self.columns.middles[item.column] - label.frame.width / 2, item.y)
            }
            (None, Some((link, _))) => {
                let link = &self.network.links[*link];
                debug_assert_eq!(link.turn, Turn::Through);
                (self.columns.labels[link.channel], self.network.end(link, true))
            }
            (None, None) => (0, 0),
        };
        label.frame.x = x;
        label.frame.y = y - LABEL_GAP - label.frame.height;
        label
    }
}

/// Leaves out points in the middle of a stretch.
fn straight(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = kept[..]
            && ((before.x == last.x && last.x == point.x) || (before.y == last.y && last.y == point.y))
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

/// Where a line first enters another lane; the middle of its longest stretch when it stays in one.
fn marker(points: &[Point], lanes: &Lanes) -> Option<Point> {
    let stretches = || points.windows(2).map(|pair| (pair[0], pair[1]));
    for (from, to) in stretches().filter(|(from, to)| from.x == to.x) {
        let borders = lanes.boxes.iter().skip(1).map(|lane| lane.frame.y);
        let crossed = borders.filter(|y| from.y.min(to.y) < *y && *y < from.y.max(to.y));
        if let Some(y) = crossed.min_by_key(|y| (y - from.y).abs()) {
            return Some(Point { x: from.x, y });
        }
    }
    let longest = stretches().max_by_key(|(from, to)| (from.x - to.x).abs() + (from.y - to.y).abs());
    longest.map(|(from, to)| Point { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 })
}
