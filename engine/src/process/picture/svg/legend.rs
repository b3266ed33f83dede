//! What the signs mean: one entry for each kind of node and edge that occurs.

use super::shapes::outline;
use super::xml::escape;
use super::{class, line};
use crate::process::diagram::Shape;
use crate::process::layout::{Layout, Point, Rect, text_width};
use crate::scenario::text::Language;
use std::collections::BTreeSet;
use std::fmt::Write;

const MARGIN: i32 = 16;
const ROW: i32 = 28;
const SIGN: i32 = 38;
const SIZE: i32 = 12;

/// Something the legend explains.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Node(Shape),
    Edge { handoff: bool, back: bool },
}

/// Sign and name.
#[derive(Debug)]
pub(super) struct Entry {
    sign: Sign,
    name: &'static str,
}

/// Where the entries are.
pub(super) struct Legend {
    /// Height below the layout, in pixels.
    pub height: i32,
    places: Vec<Point>,
}

/// What occurs in a layout, nodes first.
pub(super) fn entries(layout: &Layout) -> Vec<Entry> {
    let shapes: BTreeSet<Shape> = layout.nodes.iter().map(|node| node.shape).collect();
    let edges: BTreeSet<(bool, bool)> =
        layout.edges.iter().map(|edge| (edge.back || edge.leftward, edge.handoff)).collect();
    let english = layout.language == Language::En;
    let pick = |(zh, en): (&'static str, &'static str)| if english { en } else { zh };
    let nodes = shapes.into_iter().map(|shape| Entry { sign: Sign::Node(shape), name: pick(name(shape)) });
    let lines = edges.into_iter().map(|(back, handoff)| {
        let names = match (handoff, back) {
            (false, false) => ("顺序", "then"),
            (true, false) => ("交接", "handoff"),
            (false, true) => ("退回", "return"),
            (true, true) => ("退回交接", "return to another party"),
        };
        Entry { sign: Sign::Edge { handoff, back }, name: pick(names) }
    });
    nodes.chain(lines).collect()
}

/// Rows of entries as wide as the layout.
pub(super) fn place(entries: &[Entry], layout: &Layout) -> Legend {
    let mut places = Vec::with_capacity(entries.len());
    let (mut x, mut y) = (MARGIN, layout.height);
    for entry in entries {
        let width = SIGN + text_width(entry.name, SIZE) + 22;
        if x > MARGIN && x + width > layout.width - MARGIN {
            x = MARGIN;
            y += ROW;
        }
        places.push(Point { x, y });
        x += width;
    }
    let height = if entries.is_empty() { 0 } else { y + ROW + 8 - layout.height };
    Legend { height, places }
}

/// Draws the entries.
pub(super) fn write(entries: &[Entry], legend: &Legend, out: &mut String) -> std::fmt::Result {
    writeln!(out, "<g class=\"ot-legend\">")?;
    for (entry, Point { x, y }) in entries.iter().zip(&legend.places) {
        match entry.sign {
            Sign::Node(shape) => {
                let square = matches!(shape, Shape::Start | Shape::End | Shape::Gateway);
                let width = if square { 20 } else { 30 };
                let body = Rect { x: x + (30 - width) / 2, y: *y, width, height: 20 };
                write!(out, "<g class=\"{}\">", class(shape))?;
                outline(shape, &body, true, out)?;
            }
            Sign::Edge { handoff, back } => {
                let handoff_class = if handoff { " ot-handoff" } else { "" };
                let back_class = if back { " ot-back" } else { "" };
                write!(out, "<g class=\"ot-edge{handoff_class}{back_class}\">")?;
                line(&[Point { x: *x, y: y + 10 }, Point { x: x + 30, y: y + 10 }], out)?;
                if handoff {
                    writeln!(out, "<circle class=\"ot-mark\" cx=\"{}\" cy=\"{}\" r=\"4\"/>", x + 10, y + 10)?;
                }
            }
        }
        writeln!(
            out,
            "<text class=\"ot-text ot-left\" x=\"{}\" y=\"{}\" font-size=\"{SIZE}\">{}</text></g>",
            x + SIGN,
            y + 14,
            escape(entry.name)
        )?;
    }
    writeln!(out, "</g>")
}

fn name(shape: Shape) -> (&'static str, &'static str) {
    match shape {
        Shape::Start => ("开始", "start"),
        Shape::End => ("结束", "end"),
        Shape::Form => ("填表", "form"),
        Shape::Task => ("人工办理", "work by a person"),
        Shape::Special => ("特别程序", "special procedure"),
        Shape::Automatic => ("自动办理", "automatic"),
        Shape::Call => ("调用系统", "call of a system"),
        Shape::Gateway => ("分支或汇合", "fork or join"),
        Shape::Wait => ("等待", "wait"),
        Shape::Notice => ("告知", "notice"),
        Shape::Delivery => ("送达", "delivery"),
    }
}
