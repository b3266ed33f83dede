//! DOT, for Graphviz: a cluster for each lane, time from left to right.

use super::{FONTS, one_line};
use crate::process::diagram::{Diagram, Edge, Node, Shape};
use crate::scenario::text::Language;
use std::fmt::Write;

/// Writes a diagram as DOT. Nodes are named by position; what names nothing is left out.
pub fn dot(diagram: &Diagram, language: Language) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(diagram, language, &mut out);
    out
}

fn write(diagram: &Diagram, language: Language, out: &mut String) -> std::fmt::Result {
    writeln!(out, "digraph {{")?;
    writeln!(
        out,
        "  graph [rankdir=LR, labelloc=t, fontname=\"{FONTS}\", label=\"{}\"];",
        escape(diagram.title.in_language(language))
    )?;
    writeln!(out, "  node [fontname=\"{FONTS}\", fontsize=12];")?;
    writeln!(out, "  edge [fontname=\"{FONTS}\", fontsize=10];")?;
    for (number, lane) in diagram.lanes.iter().enumerate() {
        writeln!(out, "  subgraph cluster_{number} {{")?;
        writeln!(out, "    label=\"{}\";", escape(lane.title.in_language(language)))?;
        for (position, each) in diagram.nodes.iter().enumerate().filter(|(_, n)| n.lane == number) {
            node(position, each, language, out)?;
        }
        writeln!(out, "  }}")?;
    }
    let homeless = diagram.nodes.iter().enumerate().filter(|(_, n)| n.lane >= diagram.lanes.len());
    for (position, each) in homeless {
        node(position, each, language, out)?;
    }
    for each in diagram.edges.iter().filter(|each| diagram.joins(each)) {
        edge(each, language, out)?;
    }
    writeln!(out, "}}")
}

fn node(position: usize, node: &Node, language: Language, out: &mut String) -> std::fmt::Result {
    let (title, subtitle) = (node.title.in_language(language), node.subtitle.in_language(language));
    let break_ = if subtitle.trim().is_empty() { "" } else { "\\n" };
    let tooltip = escape(node.tooltip.in_language(language));
    let looks = match node.shape {
        Shape::Start => "shape=circle",
        Shape::End => "shape=doublecircle",
        Shape::Form => "shape=note",
        Shape::Task => "shape=box, style=rounded",
        Shape::Special => "shape=box, peripheries=2",
        Shape::Automatic => "shape=box, style=\"rounded,dashed\"",
        Shape::Call => "shape=component",
        Shape::Gateway => "shape=diamond",
        Shape::Wait => "shape=hexagon",
        Shape::Notice => "shape=cds",
        Shape::Delivery => "shape=box3d",
    };
    writeln!(
        out,
        "    n{position} [id=\"{}\", label=\"{}{break_}{}\", {looks}, tooltip=\"{tooltip}\"];",
        escape(&node.id),
        escape(title),
        escape(subtitle)
    )
}

fn edge(edge: &Edge, language: Language, out: &mut String) -> std::fmt::Result {
    let mut looks = Vec::new();
    let label = edge.label.in_language(language);
    if !label.trim().is_empty() {
        looks.push(format!("label=\"{}\"", escape(label)));
    }
    if edge.handoff {
        looks.push("color=\"#ad3f0b\", penwidth=2".to_string());
    }
    if edge.back {
        looks.push("style=dashed".to_string());
    }
    let looks = if looks.is_empty() { String::new() } else { format!(" [{}]", looks.join(", ")) };
    writeln!(out, "  n{} -> n{}{looks};", edge.from, edge.to)
}

/// Text inside a quoted string of DOT. A backslash there begins an escape of its own (`\N`, `\G`), and `&`
/// an entity, so both are escaped too.
fn escape(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"")
}
