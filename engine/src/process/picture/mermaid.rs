//! Mermaid: a subgraph for each lane, time from left to right.

use super::one_line;
use crate::process::diagram::{Diagram, Edge, Node, Shape};
use crate::scenario::text::Language;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Writes a diagram as a Mermaid flowchart. Nodes are named by position; what names nothing is left out.
pub fn mermaid(diagram: &Diagram, language: Language) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(diagram, language, &mut out);
    out
}

fn write(diagram: &Diagram, language: Language, out: &mut String) -> std::fmt::Result {
    let title = one_line(diagram.title.in_language(language));
    if !title.is_empty() {
        // A quoted scalar of YAML.
        let title = title.replace('\\', "\\\\").replace('"', "\\\"");
        writeln!(out, "---\ntitle: \"{title}\"\n---")?;
    }
    writeln!(out, "flowchart LR")?;
    for (number, lane) in diagram.lanes.iter().enumerate() {
        writeln!(out, "  subgraph lane{number}[\"{}\"]", filled(lane.title.in_language(language)))?;
        writeln!(out, "    direction LR")?;
        for (position, each) in diagram.nodes.iter().enumerate().filter(|(_, n)| n.lane == number) {
            node(position, each, language, out)?;
        }
        writeln!(out, "  end")?;
    }
    let homeless = diagram.nodes.iter().enumerate().filter(|(_, n)| n.lane >= diagram.lanes.len());
    for (position, each) in homeless {
        node(position, each, language, out)?;
    }
    for each in diagram.edges.iter().filter(|each| diagram.joins(each)) {
        edge(each, language, out)?;
    }
    let shapes: BTreeSet<Shape> = diagram.nodes.iter().map(|node| node.shape).collect();
    for shape in shapes {
        writeln!(out, "  classDef {} {}", class(shape), style(shape))?;
    }
    Ok(())
}

fn node(position: usize, node: &Node, language: Language, out: &mut String) -> std::fmt::Result {
    let (title, subtitle) = (node.title.in_language(language), node.subtitle.in_language(language));
    let break_ = if subtitle.trim().is_empty() { "" } else { "<br/>" };
    let text = format!("{}{break_}{}", filled(title), escape(subtitle));
    let (open, close) = match node.shape {
        Shape::Start => ("((", "))"),
        Shape::End => ("(((", ")))"),
        Shape::Form => ("[/", "/]"),
        Shape::Task => ("(", ")"),
        Shape::Special => ("{{", "}}"),
        Shape::Automatic => ("[", "]"),
        Shape::Call => ("[[", "]]"),
        Shape::Gateway => ("{", "}"),
        Shape::Wait => ("([", "])"),
        Shape::Notice => (">", "]"),
        Shape::Delivery => ("[(", ")]"),
    };
    writeln!(out, "    n{position}{open}\"{text}\"{close}:::{}", class(node.shape))
}

fn edge(edge: &Edge, language: Language, out: &mut String) -> std::fmt::Result {
    let arrow = match (edge.back, edge.handoff) {
        (true, _) => "-.->",
        (false, true) => "==>",
        (false, false) => "-->",
    };
    let label = escape(edge.label.in_language(language));
    let label = if label.is_empty() { label } else { format!("|\"{label}\"|") };
    writeln!(out, "  n{} {arrow}{label} n{}", edge.from, edge.to)
}

/// Mermaid takes no empty text.
fn filled(text: &str) -> String {
    let text = escape(text);
    if text.is_empty() { "#8203;".to_string() } else { text }
}

/// Text inside quotes: Mermaid's own entities for all that could end the text, begin Markdown or be HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | ';' | '|' | '*' | '_' => {
                escaped.push('#');
                escaped.push_str(&u32::from(letter).to_string());
                escaped.push(';');
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

fn class(shape: Shape) -> &'static str {
    match shape {
        Shape::Start => "startNode",
        Shape::End => "endNode",
        Shape::Form => "form",
        Shape::Task => "task",
        Shape::Special => "special",
        Shape::Automatic => "automatic",
        Shape::Call => "callNode",
        Shape::Gateway => "gateway",
        Shape::Wait => "wait",
        Shape::Notice => "notice",
        Shape::Delivery => "delivery",
    }
}

fn style(shape: Shape) -> &'static str {
    match shape {
        Shape::End => "fill:#fff,stroke:#2b3a4d,color:#14202e,stroke-width:4px",
        Shape::Form | Shape::Delivery => "fill:#eef6ff,stroke:#2b3a4d,color:#14202e",
        Shape::Special => "fill:#fff4d6,stroke:#2b3a4d,color:#14202e",
        Shape::Automatic => "fill:#eef1f5,stroke:#2b3a4d,color:#14202e,stroke-dasharray:5 3",
        Shape::Gateway => "fill:#fdf0e6,stroke:#2b3a4d,color:#14202e",
        Shape::Start | Shape::Task | Shape::Call | Shape::Wait | Shape::Notice => {
            "fill:#fff,stroke:#2b3a4d,color:#14202e"
        }
    }
}
