//! SVG of a layout, for people: readable without colours, by screen readers, and without scripts.
//!
//! Class names begin with `ot-` and ids with a hash of the layout, so that several pictures fit in one page.

mod legend;
mod shapes;
mod xml;

use crate::process::diagram::{LaneKind, Shape};
use crate::process::layout::{EdgeLine, LaneBox, Layout, NodeBox, Point, TextBlock};
use crate::scenario::text::Language;
use shapes::outline;
use std::fmt::Write;
use xml::{attribute, escape, fingerprint};

/// Text on any background here has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
pub(in crate::process::picture) const STYLE: &str = "\
.ot-text{font-family:'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;text-anchor:middle;fill:#14202e}\
.ot-heading{font-weight:700}.ot-name{font-weight:600}.ot-small{fill:#405064}.ot-left{text-anchor:start}\
.ot-lane{fill:#fff;stroke:#8593a5}.ot-applicant .ot-lane{fill:#f2f7fd}.ot-system .ot-lane{fill:#f6f6f6}\
.ot-header{fill:#e4e9f0;stroke:#8593a5}.ot-applicant .ot-header{fill:#d3e4f7}.ot-system .ot-header{fill:#dedede}\
.ot-body{fill:#fff;stroke:#2b3a4d;stroke-width:1.5}.ot-thin{fill:none;stroke:#2b3a4d;stroke-width:1.2}\
.ot-solid{fill:#2b3a4d}.ot-special .ot-body{fill:#fff4d6}.ot-automatic .ot-body{fill:#eef1f5;stroke-dasharray:5 3}\
.ot-form .ot-body,.ot-delivery .ot-body{fill:#eef6ff}.ot-end .ot-body{stroke-width:4}.ot-gateway .ot-body{fill:#fdf0e6}\
.ot-line{fill:none;stroke:#4a5868;stroke-width:1.4;stroke-linejoin:round}.ot-tip{fill:#4a5868}\
.ot-handoff .ot-line{stroke:#ad3f0b;stroke-width:2.4}.ot-handoff .ot-tip{fill:#ad3f0b}\
.ot-mark{fill:#fff;stroke:#ad3f0b;stroke-width:2}.ot-back .ot-line{stroke-dasharray:7 4}";

/// Writes a layout as SVG, with a legend of what occurs in it.
pub fn svg(layout: &Layout) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(layout, &mut out);
    out
}

fn write(layout: &Layout, out: &mut String) -> std::fmt::Result {
    let entries = legend::entries(layout);
    let legend = legend::place(&entries, layout);
    let (width, height) = (layout.width, layout.height + legend.height);
    let (language, id) = match layout.language {
        Language::Zh => ("zh-CN", fingerprint(layout)),
        Language::En => ("en", fingerprint(layout)),
    };
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" lang=\"{language}\" aria-labelledby=\"{id}-title {id}-desc\">"
    )?;
    writeln!(out, "<title id=\"{id}-title\">{}</title>", escape(&layout.title.lines.join(" ")))?;
    writeln!(out, "<desc id=\"{id}-desc\">{}</desc>", escape(&description(layout)))?;
    writeln!(out, "<style>{STYLE}</style>")?;
    writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>")?;
    text(&layout.title, "ot-heading", out)?;
    for lane in &layout.lanes {
        lane_band(lane, out)?;
    }
    // Strong lines last, so that a stretch shared with a weak one looks strong.
    for handoff in [false, true] {
        for edge in layout.edges.iter().filter(|edge| edge.handoff == handoff) {
            edge_line(edge, layout, out)?;
        }
    }
    for node in &layout.nodes {
        node_box(node, out)?;
    }
    legend::write(&entries, &legend, out)?;
    writeln!(out, "</svg>")
}

fn description(layout: &Layout) -> String {
    let names: Vec<String> = layout.lanes.iter().map(|lane| lane.title.lines.concat()).collect();
    let (lanes, nodes, edges) = (names.len(), layout.nodes.len(), layout.edges.len());
    let handoffs = layout.edges.iter().filter(|edge| edge.handoff).count();
    match layout.language {
        Language::Zh => format!(
            "泳道图，从左到右：{lanes} 条泳道（{}），{nodes} 个节点，{edges} 条连线，其中交接 {handoffs} 次。",
            names.join("、")
        ),
        Language::En => {
            let names: Vec<String> = layout.lanes.iter().map(|lane| lane.title.lines.join(" ")).collect();
            format!(
                "Swimlanes, left to right. Lanes: {lanes} ({}). Nodes: {nodes}. Edges: {edges}, \
                 handoffs among them: {handoffs}.",
                names.join(", ")
            )
        }
    }
}

fn lane_band(lane: &LaneBox, out: &mut String) -> std::fmt::Result {
    let kind = match lane.kind {
        LaneKind::Applicant => "ot-applicant",
        LaneKind::Department => "ot-department",
        LaneKind::System => "ot-system",
    };
    writeln!(out, "<g class=\"{kind}\" data-id=\"{}\">", attribute(&lane.id))?;
    for (class, frame) in [("ot-lane", &lane.frame), ("ot-header", &lane.header)] {
        writeln!(
            out,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            frame.x, frame.y, frame.width, frame.height
        )?;
    }
    text(&lane.title, "ot-name", out)?;
    writeln!(out, "</g>")
}

fn node_box(node: &NodeBox, out: &mut String) -> std::fmt::Result {
    writeln!(out, "<g class=\"{}\" data-id=\"{}\">", class(node.shape), attribute(&node.id))?;
    let tooltip =
        if node.tooltip.trim().is_empty() { node.title.lines.join(" ") } else { node.tooltip.clone() };
    if !tooltip.is_empty() {
        writeln!(out, "<title>{}</title>", escape(&tooltip))?;
    }
    outline(node.shape, &node.body, false, out)?;
    text(&node.title, "ot-name", out)?;
    text(&node.subtitle, "ot-small", out)?;
    writeln!(out, "</g>")
}

fn edge_line(edge: &EdgeLine, layout: &Layout, out: &mut String) -> std::fmt::Result {
    let (Some(from), Some(to)) = (layout.nodes.get(edge.from), layout.nodes.get(edge.to)) else {
        return Ok(());
    };
    let handoff = if edge.handoff { " ot-handoff" } else { "" };
    let back = if edge.back || edge.leftward { " ot-back" } else { "" };
    writeln!(
        out,
        "<g class=\"ot-edge{handoff}{back}\" data-id=\"e{}\" data-from=\"{}\" data-to=\"{}\">",
        edge.number,
        attribute(&from.id),
        attribute(&to.id)
    )?;
    line(&edge.points, out)?;
    if let Some(Point { x, y }) = edge.marker {
        writeln!(out, "<circle class=\"ot-mark\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>")?;
    }
    if let Some(label) = &edge.label {
        text(label, "ot-small", out)?;
    }
    writeln!(out, "</g>")
}

/// A polyline with round corners and an arrow head at its end.
fn line(points: &[Point], out: &mut String) -> std::fmt::Result {
    const ROUND: i32 = 5;
    let [first, .., last] = points else {
        return Ok(());
    };
    write!(out, "<path class=\"ot-line\" d=\"M{} {}", first.x, first.y)?;
    for corner in points.windows(3) {
        let [before, at, after] = corner else {
            continue;
        };
        let near = |other: &Point| {
            let length = ((other.x - at.x).abs() + (other.y - at.y).abs()) / 2;
            let step = ROUND.min(length);
            let (x, y) = ((other.x - at.x).signum() * step, (other.y - at.y).signum() * step);
            (at.x + x, at.y + y)
        };
        let ((x1, y1), (x2, y2)) = (near(before), near(after));
        write!(out, "L{x1} {y1}Q{} {} {x2} {y2}", at.x, at.y)?;
    }
    // The line ends inside the head, so that its blunt end does not show beside the point.
    writeln!(out, "L{} {}\"/>", last.x - 5, last.y)?;
    writeln!(out, "<path class=\"ot-tip\" d=\"M{} {}l-9 -4.5v9z\"/>", last.x, last.y)
}

/// Lines of text, each in the middle of its frame.
fn text(block: &TextBlock, class: &str, out: &mut String) -> std::fmt::Result {
    for (number, line) in block.lines.iter().enumerate() {
        // Letters sit a little above the lower side of their line.
        let y = block.frame.y + block.leading * number as i32 + (block.leading + block.size) / 2 - 2;
        writeln!(
            out,
            "<text class=\"ot-text {class}\" x=\"{}\" y=\"{y}\" font-size=\"{}\">{}</text>",
            block.frame.x + block.frame.width / 2,
            block.size,
            escape(line)
        )?;
    }
    Ok(())
}

fn class(shape: Shape) -> &'static str {
    match shape {
        Shape::Start => "ot-start",
        Shape::End => "ot-end",
        Shape::Form => "ot-form",
        Shape::Task => "ot-task",
        Shape::Special => "ot-special",
        Shape::Automatic => "ot-automatic",
        Shape::Call => "ot-call",
        Shape::Gateway => "ot-gateway",
        Shape::Wait => "ot-wait",
        Shape::Notice => "ot-notice",
        Shape::Delivery => "ot-delivery",
    }
}
