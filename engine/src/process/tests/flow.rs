//! Nested steps: every flow that steps can make compiles, is sound and can be drawn.

use super::describe;
use super::world::{Steps, World, branch, choose, parallel, work};
use crate::plan::derive::Planner;
use crate::plan::levers::MeasureSet;
use crate::plan::way::{Way, enumerate};
use crate::process::compile::compile;
use crate::process::draw::diagram;
use crate::process::graph::{Gate, NodeKind, Process};
use crate::process::layout::layout;
use crate::process::layout::tests::laws::laws;
use crate::process::picture::{dot, mermaid, svg};
use crate::process::soundness::faults;
use crate::random::Random;
use crate::scenario::model::Scenario;
use crate::scenario::text::Language;
use std::collections::BTreeMap;

pub(super) fn compiled(scenario: &Scenario, plan: &str, way: &Way) -> Process {
    let plan = &scenario.plans[plan];
    let planner = Planner::new(scenario);
    compile(&planner.derive(plan, MeasureSet::all(plan), way), plan).expect("no circle")
}

fn unsound(process: &Process) -> Vec<String> {
    faults(process).iter().map(|f| describe(process, f)).collect()
}

#[test]
fn every_generated_flow_is_sound_and_can_be_drawn() {
    let world = World::new();
    let ways = enumerate(&world.scenario, Way::base(&world.scenario).applicant);
    let mut census: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..250 {
        let mut random = Random::new(seed);
        let mut scenario = world.with(world.random(&mut random, 4, &mut 0));
        scenario.items["sign"].steps = world.random(&mut random, 2, &mut 100);
        for weighted in ways.iter().step_by(1 + random.below(3)) {
            for plan in ["separate", "joint"] {
                let process = compiled(&scenario, plan, &weighted.way);
                let found = unsound(&process);
                assert!(
                    found.is_empty(),
                    "seed {seed}, {plan}: {found:#?}\n{:#?}",
                    scenario.items["permit"].steps
                );
                process
                    .graph
                    .node_weights()
                    .for_each(|n| *census.entry(format!("{:?}", n.kind)).or_default() += 1);
                ids_are_unique(&process, seed);
                if process.graph.node_count() < 60 {
                    drawn(&process, seed);
                    *census.entry("drawn".into()).or_default() += 1;
                }
            }
        }
    }
    let kinds = [
        "Task",
        "Special",
        "Call",
        "Notice",
        "Wait",
        "Run",
        "Hold",
        "HoldLine",
        "HoldEnd",
        "HoldFree",
        "Split(One)",
        "Split(Any)",
        "Split(All)",
        "Join(One)",
        "Join(Any)",
        "Join(All)",
        "drawn",
    ];
    for kind in kinds {
        assert!(census.get(kind).is_some_and(|n| *n >= 50), "{kind} is too rare: {census:?}");
    }
}

fn ids_are_unique(process: &Process, seed: u64) {
    let mut ids: Vec<&str> = process.graph.node_weights().map(|n| n.id.as_str()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "seed {seed}: an id is there twice");
}

/// A picture keeps the laws of layouts, and shows every node that is no parallel gateway.
fn drawn(process: &Process, seed: u64) {
    let picture = diagram(process);
    assert!(picture.faults().is_empty(), "seed {seed}");
    let places = layout(&picture, Language::En);
    laws(&picture, &places, seed);
    let text = svg(&places);
    roxmltree::Document::parse(&text).expect("well-formed");
    assert!(dot(&picture, Language::Zh).ends_with("}\n"));
    assert!(mermaid(&picture, Language::Zh).contains("flowchart LR"));
    let back = process.graph.edge_weights().filter(|e| e.back).count();
    assert_eq!(picture.edges.iter().filter(|e| e.back).count(), back, "seed {seed}: ways back");
}

/// All lists of steps with so many steps in them, blocks counted, over choose, parallel, repeat and work.
fn lists(world: &World, size: usize, known: &mut BTreeMap<usize, Vec<Shape>>) -> Vec<Shape> {
    if let Some(found) = known.get(&size) {
        return found.clone();
    }
    let mut all = if size == 0 { vec![Vec::new()] } else { Vec::new() };
    for first in 1..=size {
        let rest = lists(world, size - first, known);
        for tree in trees(world, first, known) {
            all.extend(rest.iter().map(|rest| [&[tree.clone()][..], rest].concat()));
        }
    }
    known.insert(size, all.clone());
    all
}

type Shape = Vec<Tree>;

#[derive(Clone, Debug)]
enum Tree {
    Work,
    Choose(Shape, Shape),
    Parallel(Shape, Shape),
    Repeat(Shape),
}

fn trees(world: &World, size: usize, known: &mut BTreeMap<usize, Vec<Shape>>) -> Vec<Tree> {
    let mut all = if size == 1 { vec![Tree::Work] } else { Vec::new() };
    for left in 0..size {
        for one in lists(world, left, known) {
            for other in lists(world, size - 1 - left, known) {
                all.push(Tree::Choose(one.clone(), other.clone()));
                all.push(Tree::Parallel(one.clone(), other.clone()));
            }
        }
    }
    all.extend(lists(world, size - 1, known).into_iter().map(Tree::Repeat));
    all
}

fn steps(world: &World, shape: &Shape, next: &mut usize) -> Steps {
    let mut made = Vec::new();
    for tree in shape {
        *next += 1;
        let name = format!("s{next}");
        made.push(match tree {
            Tree::Work => work(&name),
            Tree::Choose(one, other) => {
                let one = branch(Some(world.run_time("large")), steps(world, one, next));
                choose(&name, vec![one, branch(None, steps(world, other, next))])
            }
            Tree::Parallel(one, other) => {
                let one = steps(world, one, next);
                parallel(&name, vec![one, steps(world, other, next)])
            }
            Tree::Repeat(inside) => world.repeat(&name, world.run_time("large"), steps(world, inside, next)),
        });
    }
    made
}

#[test]
fn all_small_flows_are_sound() {
    let world = World::new();
    let way = Way::base(&world.scenario);
    let mut tried = 0;
    for size in 0..=4 {
        for shape in lists(&world, size, &mut BTreeMap::new()) {
            let scenario = world.with(steps(&world, &shape, &mut 0));
            let process = compiled(&scenario, "separate", &way);
            let found = unsound(&process);
            assert!(found.is_empty(), "{shape:?}: {found:?}");
            works_are_there(&process, &shape);
            tried += 1;
        }
    }
    assert_eq!(tried, 6_545, "all lists of up to 4 steps");
}

/// Every work of the shape is a task of the process, once.
fn works_are_there(process: &Process, shape: &Shape) {
    fn works(shape: &Shape) -> usize {
        let of = |tree: &Tree| match tree {
            Tree::Work => 1,
            Tree::Choose(a, b) | Tree::Parallel(a, b) => works(a) + works(b),
            Tree::Repeat(a) => works(a),
        };
        shape.iter().map(of).sum()
    }
    let own =
        process.graph.node_weights().filter(|n| n.kind == NodeKind::Task && n.id.starts_with("permit."));
    assert_eq!(own.count(), works(shape), "{shape:?}");
}

#[test]
fn a_wrong_gate_is_found_in_every_kind_of_block() {
    let world = World::new();
    let way = Way::base(&world.scenario);
    let large = || Some(world.run_time("large"));
    let any = super::world::step(
        "any",
        crate::scenario::model::StepKind::Any(vec![
            branch(large(), vec![work("a")]),
            branch(large(), vec![work("b")]),
        ]),
    );
    let both = parallel("both", vec![vec![work("c")], vec![work("d")]]);
    let one = choose("one", vec![branch(large(), vec![work("e")]), branch(None, vec![work("f")])]);
    for (step, wrong) in [(any, Gate::All), (both, Gate::One), (one, Gate::All)] {
        let name = step.name.clone();
        let mut process = compiled(&world.with(vec![step]), "separate", &way);
        assert!(unsound(&process).is_empty());
        let join = process.find(&format!("permit.{name}.join")).expect("a join");
        process.graph[join].kind = NodeKind::Join(wrong);
        assert_eq!(unsound(&process).len(), 1, "{name}");
    }
}
