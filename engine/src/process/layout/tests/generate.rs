//! Diagrams from a seed.

use crate::process::diagram::{Diagram, Edge, Lane, LaneKind, Node, Shape};
use crate::scenario::text::Text;
use std::collections::BTreeMap;

/// How often each construct occurred over a run.
pub(super) type Census = BTreeMap<&'static str, usize>;

/// A small generator of numbers; the same seed gives the same diagram for ever.
pub(super) struct Dice(pub u64);

impl Dice {
    /// A number below a limit.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

const SHAPES: [Shape; 11] = [
    Shape::Start,
    Shape::End,
    Shape::Form,
    Shape::Task,
    Shape::Special,
    Shape::Automatic,
    Shape::Call,
    Shape::Gateway,
    Shape::Wait,
    Shape::Notice,
    Shape::Delivery,
];

const TITLES: [(&str, &str); 8] = [
    ("受理", "Accept"),
    ("材料审查与现场核验", "Review of the documents"),
    ("窗口综合受理并一次告知补正材料清单", "Accept at the window and tell all that is missing at once"),
    ("office 365 表单填写", "Fill in 统一表单"),
    ("", ""),
    ("核发《食品经营许可证》（电子证照）", "Issue"),
    ("税务登记", "Donaudampfschifffahrtsgesellschaft"),
    ("<待&\"定\">", "<tbd & \"open\">"),
];

/// A diagram with between `least` and `most` nodes and lanes.
pub(crate) fn diagram(seed: u64, nodes: (usize, usize), lanes: (usize, usize)) -> Diagram {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1);
    dice.below(2);
    let lanes = lanes.0 + dice.below(lanes.1 - lanes.0 + 1);
    let count = nodes.0 + dice.below(nodes.1 - nodes.0 + 1);
    let kinds = [LaneKind::Applicant, LaneKind::Department, LaneKind::System];
    let lanes: Vec<Lane> = (0..lanes)
        .map(|n| Lane { id: format!("l{n}"), title: title(&mut dice), kind: kinds[n % 3] })
        .collect();
    let nodes = (0..count)
        .map(|n| Node {
            id: format!("n{n}"),
            lane: dice.below(lanes.len()),
            shape: SHAPES[dice.below(SHAPES.len())],
            title: title(&mut dice),
            subtitle: if dice.one_in(2) { title(&mut dice) } else { Text::default() },
            tooltip: title(&mut dice),
        })
        .collect();
    let edges = edges(&mut dice, count);
    Diagram { title: title(&mut dice), lanes, nodes, edges }
}

fn title(dice: &mut Dice) -> Text {
    let (zh, en) = TITLES[dice.below(TITLES.len())];
    Text::new(zh, en)
}

fn edges(dice: &mut Dice, count: usize) -> Vec<Edge> {
    let mut edges = Vec::new();
    let reach = 1 + dice.below(6);
    let extra = dice.below(count / 2 + 3);
    for to in 1..count {
        if !dice.one_in(12) {
            edges.push((to - 1 - dice.below(reach.min(to)), to, false));
        }
    }
    for _ in 0..extra {
        let (from, to) = (dice.below(count), dice.below(count));
        // Mostly returns are marked as such; some are not, and some forward edges are marked by mistake.
        let back = if from < to { dice.one_in(20) } else { !dice.one_in(2) };
        if from < to || dice.one_in(2) {
            edges.push((from, to, back));
        }
    }
    edges
        .into_iter()
        .map(|(from, to, back)| Edge {
            from,
            to,
            handoff: dice.one_in(3),
            label: if dice.one_in(5) { title(dice) } else { Text::default() },
            back,
        })
        .collect()
}

/// Counts the constructs of a diagram.
pub(super) fn census(diagram: &Diagram, census: &mut Census) {
    let mut count = |name, number| *census.entry(name).or_default() += number;
    let degree = |f: fn(&Edge) -> usize| {
        (0..diagram.nodes.len()).filter(|n| diagram.edges.iter().filter(|e| f(e) == *n).count() > 1).count()
    };
    count("fork", degree(|e| e.from));
    count("join", degree(|e| e.to));
    count("long edge", diagram.edges.iter().filter(|e| e.to > e.from + 3).count());
    count("return", diagram.edges.iter().filter(|e| e.back && e.to <= e.from).count());
    count("unmarked return", diagram.edges.iter().filter(|e| !e.back && e.to < e.from).count());
    count("label", diagram.edges.iter().filter(|e| !e.label.zh.is_empty()).count());
    count("handoff", diagram.edges.iter().filter(|e| e.handoff).count());
    count(
        "other lane",
        diagram.edges.iter().filter(|e| lane(diagram, e.from) != lane(diagram, e.to)).count(),
    );
    for shape in SHAPES {
        let name = if shape == Shape::Gateway { "gateway" } else { "other shape" };
        count(name, diagram.nodes.iter().filter(|n| n.shape == shape).count());
    }
    let titles = || diagram.nodes.iter().map(|n| &n.title);
    count("Chinese title", titles().filter(|t| t.zh.chars().all(|c| c > '\u{2fff}')).count());
    count("English title", titles().filter(|t| t.en.is_ascii()).count());
    count("mixed title", titles().filter(|t| t.zh.contains("office") || t.en.contains('统')).count());
    count("long title", titles().filter(|t| t.zh.chars().count() > 16).count());
    count("empty title", titles().filter(|t| t.zh.is_empty()).count());
}

fn lane(diagram: &Diagram, node: usize) -> usize {
    diagram.nodes[node].lane
}
