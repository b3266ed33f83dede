//! Compiled processes of the newborn scenario, and faults in graphs made by hand.

mod flow;
mod pictures;
mod steps;
mod world;

use super::compile::compile;
use super::graph::{Edge, Gate, Graph, Node, NodeKind, Process};
use super::soundness::{Fault, faults};
use crate::check::check;
use crate::plan::derive::Planner;
use crate::plan::levers::MeasureSet;
use crate::plan::route::Lane;
use crate::plan::way::enumerate;
use crate::scenario::text::Text;
use petgraph::graph::NodeIndex;

fn newborn() -> crate::check::Checked {
    check(
        ("scenario.yaml", include_bytes!("../../../scenarios/newborn-birth/scenario.yaml")),
        &[
            ("zibo.yaml", include_bytes!("../../../scenarios/catalogue/zibo.yaml")),
            ("holidays-cn.yaml", include_bytes!("../../../scenarios/catalogue/holidays-cn.yaml")),
        ],
    )
}

#[test]
fn both_newborn_plans_are_sound_in_every_way() {
    let checked = newborn();
    let scenario = checked.scenario.expect("the newborn scenario reads");
    let planner = Planner::new(&scenario);
    let mut compiled = 0;
    for applicant in scenario.applicants() {
        for weighted in enumerate(&scenario, applicant).iter().step_by(7) {
            for plan in scenario.plans.values() {
                let derivation = planner.derive(plan, MeasureSet::all(plan), &weighted.way);
                let process = compile(&derivation, plan).expect("no circle");
                let found: Vec<String> = faults(&process).iter().map(|f| describe(&process, f)).collect();
                assert!(found.is_empty(), "{} in {:?}: {found:#?}", plan.id, weighted.way);
                compiled += 1;
            }
        }
    }
    assert!(compiled > 200, "only {compiled} processes were compiled");
}

fn describe(process: &Process, fault: &Fault) -> String {
    match fault {
        Fault::UsedBeforeKnown(node, fact, path) => {
            format!("{} uses {fact}: {}", process.graph[*node].id, process.path_text(path))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn an_item_that_uses_a_result_comes_after_the_item_that_gives_it() {
    let checked = newborn();
    let scenario = checked.scenario.expect("the newborn scenario reads");
    let planner = Planner::new(&scenario);
    let plan = &scenario.plans["joint"];
    let way = crate::plan::way::Way::base(&scenario);
    let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
    let process = compile(&derivation, plan).expect("no circle");
    let late = process.find("social_security_card.review").expect("a step");
    let early = process.find("household_registration.issue").expect("a step");
    assert!(petgraph::algo::has_path_connecting(&process.graph, early, late, None));
    let certificate = process.find("birth_certificate.issue").expect("a step");
    assert!(process.graph[certificate].supplies.contains(&"child.birth_certificate_number".to_owned()));
}

/// `a>b` edges between nodes named by their kind: `X…` exclusive split, `x…` exclusive join, `A…` parallel
/// split, `a…` parallel join, `O…` inclusive split, `o…` inclusive join, `s` start, `e` end, anything else a task. `t:+f` supplies a fact, `t:-f` uses it.
fn graph(edges: &str, facts: &str) -> Process {
    let mut graph = Graph::new();
    let node = |graph: &mut Graph, id: &str| -> NodeIndex {
        if let Some(found) = graph.node_indices().find(|n| graph[*n].id == id) {
            return found;
        }
        let kind = match id.chars().next() {
            Some('s') => NodeKind::Start,
            Some('e') => NodeKind::End,
            Some('X') => NodeKind::Split(Gate::One),
            Some('x') => NodeKind::Join(Gate::One),
            Some('A') => NodeKind::Split(Gate::All),
            Some('a') => NodeKind::Join(Gate::All),
            Some('O') => NodeKind::Split(Gate::Any),
            Some('o') => NodeKind::Join(Gate::Any),
            _ => NodeKind::Task,
        };
        graph.add_node(Node {
            id: id.to_owned(),
            title: Text::same(id),
            kind,
            lane: Lane::Applicant,
            items: Vec::new(),
            verifies: false,
            step: None,
            about: Vec::new(),
            role: None,
            with: Vec::new(),
            system: None,
            calls: None,
            minutes: None,
            within: None,
            uses: Vec::new(),
            supplies: Vec::new(),
        })
    };
    let (start, end) = (node(&mut graph, "s"), node(&mut graph, "e"));
    for edge in edges.split_whitespace() {
        let (from, to) = edge.split_once('>').expect("an edge");
        let (from, to) = (node(&mut graph, from), node(&mut graph, to));
        graph.add_edge(from, to, Edge::default());
    }
    for fact in facts.split_whitespace() {
        let (id, fact) = fact.split_once(':').expect("a fact");
        let at = node(&mut graph, id);
        match fact.split_at(1) {
            ("+", name) => graph[at].supplies.push(name.to_owned()),
            (_, name) => graph[at].uses.push(name.to_owned()),
        }
    }
    let (scenario, plan) = ("test".into(), "test".into());
    Process { scenario, plan, title: Text::default(), graph, start, end, lanes: Vec::new() }
}

/// What is wrong, in short: the fault, the node, the path.
fn found(edges: &str, facts: &str) -> Vec<String> {
    let process = graph(edges, facts);
    let id = |n: NodeIndex| process.graph[n].id.clone();
    let path = |p: &[NodeIndex]| process.path_text(p).replace(" → ", ">");
    let short = |fault: &Fault| match fault {
        Fault::Unreachable(n) => format!("unreachable {}", id(*n)),
        Fault::CannotFinish(n) => format!("cannot finish {}", id(*n)),
        Fault::Deadlock(n, p) => format!("deadlock {} after {}", id(*n), path(p)),
        Fault::LeftBehind(n, p) => format!("left behind {} after {}", id(*n), path(p)),
        Fault::StartedTwice(n, p) => format!("twice {} after {}", id(*n), path(p)),
        Fault::UsedBeforeKnown(n, f, p) => format!("{} lacks {f} on {}", id(*n), path(p)),
        Fault::TooManyStates => "too many".to_owned(),
    };
    faults(&process).iter().map(short).collect()
}

#[test]
fn sound_shapes_have_no_faults() {
    for edges in [
        "s>t t>e",
        "s>e",
        "s>A1 A1>t A1>u t>a1 u>a1 a1>e",
        "s>X1 X1>t X1>u t>x1 u>x1 x1>e",
        "s>X1 X1>t X1>x2 t>x2 x2>A1 A1>u A1>v u>a1 v>a1 a1>e",
        // A loop with a way out.
        "s>x1 x1>t t>X1 X1>x1 X1>e",
        // Parallel branches, one of which chooses.
        "s>A1 A1>X1 A1>u X1>t X1>v t>x1 v>x1 x1>a1 u>a1 a1>e",
        // Any of three branches, one of which does nothing.
        "s>O1 O1>t O1>u O1>o1 t>o1 u>o1 o1>e",
        // Any of two, again and again, beside other work.
        "s>A1 A1>x1 x1>O1 O1>t O1>u t>o1 u>o1 o1>X1 X1>x1 X1>a1 A1>v v>a1 a1>e",
        // Any inside any.
        "s>O1 O1>O2 O1>t O2>u O2>v u>o2 v>o2 o2>o1 t>o1 o1>e",
    ] {
        assert_eq!(found(edges, ""), Vec::<String>::new(), "{edges}");
    }
}

#[test]
fn each_fault_is_found_with_a_path_that_shows_it() {
    assert_eq!(found("s>t t>e u>t", ""), ["unreachable u"]);
    assert_eq!(found("s>X1 X1>t X1>u t>e u>v v>u", ""), ["cannot finish u", "cannot finish v"]);
    assert_eq!(found("s>X1 X1>t X1>u t>a1 u>a1 a1>e", ""), ["deadlock a1 after s>X1>t"]);
    assert_eq!(found("s>O1 O1>t O1>u t>a1 u>a1 a1>e", ""), ["deadlock a1 after s>O1>t"]);
    assert_eq!(found("s>O1 O1>t O1>u t>x1 u>x1 x1>e", ""), ["twice e after s>O1>t>u>x1>x1"]);
    assert_eq!(
        found("s>A1 A1>t A1>u t>x1 u>x1 x1>e", ""),
        ["twice e after s>A1>t>u>x1>x1"],
        "two tokens reach the end"
    );
    assert_eq!(
        found("s>A1 A1>X1 A1>u X1>a1 X1>x2 u>a1 a1>x2 x2>e", ""),
        ["left behind a1 after s>A1>u>X1>x2"]
    );
}

#[test]
fn what_is_used_must_be_known_on_every_way() {
    assert_eq!(found("s>t t>u u>e", "t:+f u:-f"), Vec::<String>::new());
    assert_eq!(found("s>t t>u u>e", "t:-f u:+f"), ["t lacks f on s>t"]);
    // Known on both branches of a choice, and only on one.
    assert_eq!(found("s>X1 X1>t X1>u t>x1 u>x1 x1>v v>e", "t:+f u:+f v:-f"), Vec::<String>::new());
    assert_eq!(found("s>X1 X1>t X1>u t>x1 u>x1 x1>v v>e", "t:+f v:-f"), ["v lacks f on s>X1>u>x1>v"]);
    // After a parallel join everything is known; beside it not.
    assert_eq!(found("s>A1 A1>t A1>u t>a1 u>a1 a1>v v>e", "t:+f v:-f"), Vec::<String>::new());
    assert_eq!(found("s>A1 A1>t A1>u t>a1 u>a1 a1>e", "t:+f u:-f"), ["u lacks f on s>A1>u"]);
    // Where any branch may be taken, none is sure.
    assert_eq!(found("s>O1 O1>t O1>u t>o1 u>o1 o1>v v>e", "t:+f v:-f"), ["v lacks f on s>O1>u>o1>v"]);
    // What a round makes known is known behind it and in the next, not in the first.
    assert_eq!(found("s>x1 x1>t t>X1 X1>x1 X1>v v>e", "t:+f v:-f"), Vec::<String>::new());
    assert_eq!(found("s>x1 x1>u u>t t>X1 X1>x1 X1>e", "t:+f u:-f"), ["u lacks f on s>x1>u"]);
}
