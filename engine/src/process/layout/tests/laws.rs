//! Laws of every layout.

use super::generate::{Census, census, diagram};
use super::geometry::{on_border, on_top, overlap, pierces, stretches};
use crate::process::diagram::{Diagram, Edge, Fault, LaneKind};
use crate::process::layout::{Layout, Rect, layout};
use crate::scenario::text::{Language, Text};

#[test]
fn generated_diagrams_keep_all_laws() {
    let mut counts = Census::new();
    for seed in 0..220_u64 {
        // Most are small, so that a law is broken in a diagram one can look at.
        let most = if seed % 4 == 3 { 60 } else { 20 };
        let input = diagram(seed, (2, most), (1, 8));
        census(&input, &mut counts);
        for language in [Language::Zh, Language::En] {
            let result = layout(&input, language);
            assert_eq!(result, layout(&input, language), "seed {seed}: not the same twice");
            laws(&input, &result, seed);
        }
    }
    assert!(counts.len() >= 14, "{counts:?}");
    for (construct, count) in counts {
        assert!(count >= 100, "{construct} occurred only {count} times");
    }
}

/// All laws of one layout.
pub(crate) fn laws(input: &Diagram, layout: &Layout, seed: u64) {
    boxes(layout, seed);
    labels(layout, seed);
    assert_eq!(layout.edges.len(), input.edges.len());
    for edge in &layout.edges {
        let context = format!("seed {seed}, edge {}", edge.number);
        let (first, last) = (edge.points[0], edge.points[edge.points.len() - 1]);
        assert!(on_border(&layout.nodes[edge.from], first), "{context}: start");
        assert!(on_border(&layout.nodes[edge.to], last), "{context}: end");
        for pair in edge.points.windows(2) {
            assert!((pair[0].x == pair[1].x) != (pair[0].y == pair[1].y), "{context}: slanted or empty");
            assert!(edge.leftward || pair[0].x <= pair[1].x, "{context}: goes back");
        }
        assert!(first.y == edge.points[1].y, "{context}: leaves upright");
        let (from, to) = (&layout.nodes[edge.from], &layout.nodes[edge.to]);
        assert_eq!(edge.leftward, to.rank <= from.rank, "{context}");
        for stretch in stretches(edge) {
            for (n, node) in layout.nodes.iter().enumerate() {
                let own = n == edge.from || n == edge.to;
                assert!(own || !pierces(&stretch, &node.frame), "{context}: through node {n}");
            }
            for label in layout.edges.iter().filter_map(|e| e.label.as_ref()) {
                assert!(!pierces(&stretch, &label.frame), "{context}: through a label");
            }
        }
        assert_eq!(edge.marker.is_some(), edge.handoff, "{context}");
        assert_eq!(edge.label.is_some(), !input.edges[edge.number].label.zh.is_empty(), "{context}");
    }
    lines_apart(layout, seed);
}

fn boxes(layout: &Layout, seed: u64) {
    let picture = Rect { x: 0, y: 0, width: layout.width, height: layout.height };
    for pair in layout.lanes.windows(2) {
        assert_eq!(pair[0].frame.bottom(), pair[1].frame.y, "seed {seed}: lanes");
    }
    for lane in &layout.lanes {
        assert!(within(&lane.frame, &picture) && within(&lane.title.frame, &lane.header), "seed {seed}");
    }
    for (n, node) in layout.nodes.iter().enumerate() {
        let lane = &layout.lanes[node.lane];
        assert!(within(&node.frame, &lane.frame), "seed {seed}: node {n} leaves its lane");
        assert!(node.frame.x >= lane.header.right(), "seed {seed}: node {n} on the header");
        assert!(within(&node.body, &node.frame), "seed {seed}: body of {n}");
        for text in [&node.title, &node.subtitle] {
            let empty = text.lines.is_empty();
            assert!(empty || within(&text.frame, &node.frame), "seed {seed}: text of {n}");
        }
        for (m, other) in layout.nodes.iter().enumerate().skip(n + 1) {
            assert!(!overlap(&node.frame, &other.frame), "seed {seed}: nodes {n} and {m}");
        }
    }
}

fn labels(layout: &Layout, seed: u64) {
    let labels: Vec<Rect> =
        layout.edges.iter().filter_map(|e| e.label.as_ref()).map(|label| label.frame).collect();
    let picture = Rect { x: 0, y: 0, width: layout.width, height: layout.height };
    for (n, label) in labels.iter().enumerate() {
        assert!(within(label, &picture), "seed {seed}: label outside");
        assert!(layout.nodes.iter().all(|node| !overlap(&node.frame, label)), "seed {seed}: label on node");
        assert!(labels[n + 1..].iter().all(|other| !overlap(other, label)), "seed {seed}: label on label");
    }
}

/// Edges without a common end never lie on top of one another.
fn lines_apart(layout: &Layout, seed: u64) {
    for (n, p) in layout.edges.iter().enumerate() {
        for q in &layout.edges[n + 1..] {
            if p.from == q.from || p.to == q.to {
                continue;
            }
            for (s, t) in stretches(p).flat_map(|s| stretches(q).map(move |t| (s, t))) {
                assert!(
                    !on_top(&s, &t),
                    "seed {seed}: edges {} and {} on top of one another: {s:?} {t:?}",
                    p.number,
                    q.number
                );
            }
        }
    }
}

fn within(inner: &Rect, outer: &Rect) -> bool {
    inner.x >= outer.x
        && inner.y >= outer.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

#[test]
fn nothing_is_a_picture_too() {
    let empty = layout(&Diagram::default(), Language::Zh);
    assert!(empty.nodes.is_empty() && empty.lanes.is_empty() && empty.width > 0 && empty.height > 0);
}

#[test]
fn what_is_not_there_is_told_and_left_out() {
    let mut broken = diagram(3, (5, 5), (2, 2));
    broken.nodes[1].lane = 9;
    let edge = broken.edges.len();
    broken.edges.push(Edge { from: 0, to: 77, handoff: false, label: Text::default(), back: false });
    assert_eq!(broken.faults(), [Fault::NoLane { node: 1 }, Fault::NoNode { edge }]);
    let result = layout(&broken, Language::En);
    assert_eq!((result.edges.len(), result.nodes[1].lane), (edge, 1));
    broken.lanes.clear();
    assert_eq!(layout(&broken, Language::En).lanes, []);
}

#[test]
fn lanes_keep_their_order_and_kind() {
    let input = diagram(5, (8, 8), (4, 4));
    let result = layout(&input, Language::Zh);
    let kinds: Vec<LaneKind> = result.lanes.iter().map(|lane| lane.kind).collect();
    assert_eq!(kinds, input.lanes.iter().map(|lane| lane.kind).collect::<Vec<_>>());
}
