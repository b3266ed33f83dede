//! What steps need and give, and how those inside blocks are counted.

use super::describe;
use super::flow::compiled;
use super::world::{Steps, World, branch, choose, parallel, period, step, work};
use crate::plan::count::Count;
use crate::plan::derive::Planner;
use crate::plan::figure::Figure;
use crate::plan::levers::MeasureSet;
use crate::plan::way::Way;
use crate::process::graph::{Node, NodeKind, Process, Signal};
use crate::process::soundness::faults;
use crate::scenario::model::{
    Branch, Measure, MeasureKind, Merge, MessageId, Period, Scenario, Step, StepKind, Unit, WaitFor,
};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use std::sync::Arc;

/// What the joint plan asks in the base way.
fn asked(scenario: &Scenario) -> Vec<String> {
    let plan = &scenario.plans["joint"];
    let way = Way::base(scenario);
    let derivation = Planner::new(scenario).derive(plan, MeasureSet::all(plan), &way);
    let ask = derivation.asks.joint().expect("one form");
    let missing: Vec<String> = ask.missing.iter().map(|f| derivation.fact_name(*f)).collect();
    assert_eq!(missing, Vec::<String>::new());
    ask.fields.iter().map(|d| derivation.datum_name(*d)).collect()
}

/// What is wrong with the joint process of the base way.
fn wrong(scenario: &Scenario) -> Vec<String> {
    let process = compiled(scenario, "joint", &Way::base(scenario));
    faults(&process).iter().map(|f| describe(&process, f)).collect()
}

fn count(scenario: &Scenario) -> Count {
    let plan = &scenario.plans["separate"];
    let way = Way::base(scenario);
    Planner::new(scenario).derive(plan, MeasureSet::all(plan), &way).count().clone()
}

/// Least, counted and most steps of the item alone: without the other item, its form and what is collected.
fn steps_of(steps: Steps) -> (f64, f64, f64) {
    let world = World::new();
    let (with, without) = (count(&world.with(steps)), count(&world.with(Vec::new())));
    let all =
        |count: &Count| [count.least(Figure::Steps), count.figure(Figure::Steps), count.most(Figure::Steps)];
    let (with, without) = (all(&with), all(&without));
    (with[0] - without[0], with[1] - without[1], with[2] - without[2])
}

fn large(world: &World, steps: Steps, chance: Option<f64>) -> Branch {
    Branch { chance, ..branch(Some(world.run_time("large")), steps) }
}

#[test]
fn what_a_step_needs_is_asked_and_what_an_earlier_one_gives_is_not() {
    let world = World::new();
    let plain = asked(&world.with(vec![work("accept")]));
    assert_eq!(plain, ["shop.name"]);
    let needs = asked(&world.with(vec![world.needing("survey", &["shop.area", "shop.name"])]));
    assert_eq!(needs, ["shop.name", "shop.area"], "each is asked once");
    let given =
        world.with(vec![world.giving("score", &["shop.area"]), world.needing("survey", &["shop.area"])]);
    assert_eq!(asked(&given), ["shop.name"]);
    assert_eq!(wrong(&given), Vec::<String>::new());
    // What is computed from something given rests on the rest alone.
    let computed = world.with(vec![
        world.giving("score", &["shop.score"]),
        world.repeat("again", world.run_time("passed"), vec![work("mend")]),
    ]);
    assert_eq!(asked(&computed), ["shop.name"]);
    assert_eq!(wrong(&computed), Vec::<String>::new());
}

#[test]
fn what_a_step_gives_is_refused_before_it_and_beside_it() {
    let world = World::new();
    let (gives, needs) = (world.giving("score", &["shop.score"]), world.needing("survey", &["shop.score"]));
    let lacks = |path: &str| vec![format!("permit.survey uses shop.score: {path}")];
    let before = world.with(vec![needs.clone(), gives.clone()]);
    assert_eq!(asked(&before), ["shop.name"], "never asked (rule 12)");
    let found = wrong(&before);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("permit.survey uses shop.score: start → "), "{found:?}");
    let beside = wrong(&world.with(vec![parallel("both", vec![vec![gives.clone()], vec![needs.clone()]])]));
    assert_eq!(beside.len(), 1, "{beside:?} {:?}", lacks(""));
    // Behind one branch of two it is not sure; behind both it is.
    let one = choose("one", vec![large(&world, vec![gives.clone()], None), branch(None, Vec::new())]);
    assert_eq!(wrong(&world.with(vec![one, needs.clone()])).len(), 1);
    let other = world.giving("other", &["shop.score"]);
    let both = choose("one", vec![large(&world, vec![gives.clone()], None), branch(None, vec![other])]);
    assert_eq!(wrong(&world.with(vec![both, needs.clone()])), Vec::<String>::new());
    // What a round brings on one branch only is known once the round was the last because of it.
    let maybe = choose("one", vec![large(&world, vec![gives.clone()], None), branch(None, Vec::new())]);
    let rounds = world.repeat("rounds", world.run_time("passed"), vec![maybe]);
    assert_eq!(asked(&world.with(vec![rounds.clone()])), ["shop.name", "shop.area"]);
    assert_eq!(wrong(&world.with(vec![rounds.clone()])), Vec::<String>::new());
    assert_eq!(wrong(&world.with(vec![rounds, needs.clone()])), Vec::<String>::new());
    // A round makes known what it is judged by.
    let rounds = world.repeat("rounds", world.run_time("passed"), vec![gives]);
    assert_eq!(wrong(&world.with(vec![rounds, needs])), Vec::<String>::new());
}

#[test]
fn another_item_waits_for_the_end_of_the_one_whose_step_gives_what_it_needs() {
    let world = World::new();
    let mut scenario = world.with(vec![world.giving("number", &["shop.permit_number"]), work("issue")]);
    scenario.items["sign"].steps = vec![world.needing("check", &["shop.permit_number"])];
    assert_eq!(asked(&scenario), ["shop.name"]);
    assert_eq!(wrong(&scenario), Vec::<String>::new());
    let process = compiled(&scenario, "joint", &Way::base(&scenario));
    let (early, late) = (process.find("permit.issue"), process.find("sign.check"));
    let ends = early.zip(late).expect("both steps");
    assert!(petgraph::algo::has_path_connecting(&process.graph, ends.0, ends.1, None));
}

#[test]
fn a_message_brings_what_it_gives_only_when_it_comes() {
    let world = World::new();
    let reply = || WaitFor::Message(MessageId::from(0));
    let needs = || world.needing("file", &["shop.reply"]);
    let forever = world.with(vec![world.wait("answer", reply(), None, Vec::new()), needs()]);
    assert_eq!(
        asked(&forever),
        ["shop.name", "shop.number"],
        "a message is found by the number, and brings the rest"
    );
    assert_eq!(wrong(&forever), Vec::<String>::new());
    let limited = |otherwise| {
        let within = Some(period(30, Unit::Days).value);
        world.with(vec![world.wait("answer", reply(), within, otherwise), needs()])
    };
    assert_eq!(wrong(&limited(Vec::new())).len(), 1, "it may not have come");
    assert_eq!(wrong(&limited(vec![world.giving("phone", &["shop.reply"])])), Vec::<String>::new());
}

fn node<'a>(process: &'a Process, id: &str) -> &'a Node {
    let found = process.find(id).unwrap_or_else(|| {
        let ids: Vec<&str> = process.graph.node_weights().map(|n| n.id.as_str()).collect();
        panic!("{id} is not among {ids:?}")
    });
    &process.graph[found]
}

#[test]
fn a_call_says_whom_it_is_about_what_it_uses_and_what_it_tells() {
    let world = World::new();
    let scenario = world.with(vec![world.call("look_up"), world.needing("review", &["shop.credit"])]);
    assert_eq!(asked(&scenario), ["shop.name", "shop.number"]);
    assert_eq!(wrong(&scenario), Vec::<String>::new());
    let process = compiled(&scenario, "joint", &Way::base(&scenario));
    let call = node(&process, "permit.look_up");
    assert_eq!((call.kind, &call.about[..]), (NodeKind::Call, &["shop".to_owned()][..]));
    assert_eq!(call.calls.as_deref(), Some("registry.credit"));
    assert!(call.uses.contains(&"shop.number".to_owned()), "{:?}", call.uses);
    assert_eq!(call.supplies, ["shop.credit"]);
}

#[test]
fn a_step_for_each_member_is_there_for_each() {
    let world = World::new();
    let mut scenario = world.with(vec![world.each("train", vec![world.needing("lesson", &["worker.name"])])]);
    let mut way = Way::base(&scenario);
    let situation = scenario.situations.len() - 1;
    way.set(situation.into(), &[2]);
    let process = compiled(&scenario, "joint", &way);
    for member in 1..=3 {
        let lesson = node(&process, &format!("permit.lesson_{member}"));
        assert_eq!(lesson.about, [format!("worker_{member}")]);
        assert_eq!(lesson.uses, [format!("worker_{member}.name")]);
    }
    scenario.base = vec![crate::scenario::model::Given { situation: situation.into(), answers: vec![2] }];
    assert_eq!(count(&scenario).of(Figure::Steps).filter(|l| l.what.contains("lesson")).count(), 3);
}

#[test]
fn what_situations_decide_is_no_branch() {
    let world = World::new();
    let scenario = world.with(vec![choose(
        "kind",
        vec![branch(Some(world.cold()), vec![work("cold_room")]), branch(None, vec![work("kitchen")])],
    )]);
    for (answer, there, gone) in
        [(0, "permit.cold_room", "permit.kitchen"), (1, "permit.kitchen", "permit.cold_room")]
    {
        let mut way = Way::base(&scenario);
        way.set(0.into(), &[answer]);
        let process = compiled(&scenario, "separate", &way);
        assert!(process.find(there).is_some() && process.find(gone).is_none());
        assert!(process.graph.node_weights().all(|n| !n.id.contains("kind")), "no gate is left");
    }
}

#[test]
fn edges_say_how_branches_are_chosen() {
    let world = World::new();
    let scenario = world.with(vec![
        choose("size", vec![large(&world, vec![work("a")], Some(0.2)), branch(None, vec![work("b")])]),
        world.repeat("rounds", world.run_time("passed"), vec![world.giving("c", &["shop.score"])]),
        world.hold("freeze", vec![work("d")], vec![work("e")], vec![work("f")]),
    ]);
    assert_eq!(wrong(&scenario), Vec::<String>::new());
    let process = compiled(&scenario, "joint", &Way::base(&scenario));
    let edges = |from: &str| -> Vec<String> {
        let from_here = process.edges().filter(|(f, ..)| *f == from);
        let said = |(_, to, edge): (&str, &str, &crate::process::graph::Edge)| {
            let when = edge.when.as_ref().map_or("", |c| &*c.text.value);
            format!(
                "{to} when '{when}' on {:?} by {:?}{}",
                edge.on,
                edge.chance,
                if edge.back { " back" } else { "" }
            )
        };
        from_here.map(said).collect()
    };
    assert_eq!(
        edges("permit.size.split"),
        ["permit.a when 'shop.area > 300' on None by Some(0.2)", "permit.b when '' on None by Some(0.8)"]
    );
    assert_eq!(
        edges("permit.rounds.until"),
        [
            "permit.rounds.again when '' on None by Some(0.30000000000000004) back",
            "permit.freeze when 'shop.score >= 80' on None by Some(0.7)"
        ]
    );
    assert_eq!(
        edges("permit.freeze.queue.split"),
        [
            "permit.freeze.queue.join when '' on Some(AtOnce) by None",
            "permit.d when '' on Some(InLine) by None"
        ]
    );
    assert_eq!(edges("permit.d"), ["permit.freeze.line when '' on None by None"]);
    let on: Vec<Option<Signal>> = {
        let split = process.find("permit.freeze.effect.split").expect("a split");
        process.graph.edges(split).map(|e| e.weight().on).collect()
    };
    assert!(on.contains(&Some(Signal::TookEffect)) && on.contains(&Some(Signal::LeftTheLine)), "{on:?}");
    assert_eq!(edges("permit.e"), ["permit.freeze.end when '' on None by None"]);
    assert_eq!(node(&process, "permit.freeze.end").kind, NodeKind::HoldEnd);
}

#[test]
fn steps_in_blocks_count_along_the_likeliest_branch() {
    let world = World::new();
    let of = |names: &[&str]| names.iter().map(|n| work(n)).collect::<Vec<Arc<Step>>>();
    assert_eq!(steps_of(of(&["a", "b"])), (2.0, 2.0, 2.0));
    assert_eq!(steps_of(vec![world.repeat("r", world.run_time("large"), of(&["a", "b"]))]), (2.0, 2.0, 2.0));
    assert_eq!(steps_of(vec![parallel("p", vec![of(&["a"]), of(&["b", "c"])])]), (3.0, 3.0, 3.0));
    // The first where no chance is stated, else the likeliest.
    let first = choose("c", vec![large(&world, of(&["a", "b"]), None), branch(None, of(&["d"]))]);
    assert_eq!(steps_of(vec![first]), (1.0, 2.0, 2.0));
    let likely = choose("c", vec![large(&world, of(&["a", "b"]), Some(0.2)), branch(None, of(&["d"]))]);
    assert_eq!(steps_of(vec![likely]), (1.0, 1.0, 2.0));
    // Without an otherwise nothing may be done at all.
    let open = choose("c", vec![large(&world, of(&["a"]), Some(0.9))]);
    assert_eq!(steps_of(vec![open]), (0.0, 1.0, 1.0));
    let any = step(
        "any",
        StepKind::Any(vec![
            branch(None, of(&["a"])),
            large(&world, of(&["b"]), Some(0.6)),
            large(&world, of(&["c"]), Some(0.5)),
            large(&world, of(&["d", "e"]), Some(0.1)),
        ]),
    );
    assert_eq!(steps_of(vec![any]), (1.0, 3.0, 5.0));
    // Waiting in line is what a hold does at most; that it takes effect is what is counted.
    let hold = world.hold("h", of(&["w"]), of(&["e", "g"]), of(&["z"]));
    assert_eq!(steps_of(vec![hold]), (1.0, 3.0, 4.0));
    let late = world.wait(
        "x",
        WaitFor::Period(period(7, Unit::Days)),
        Some(period(9, Unit::Days).value),
        of(&["l"]),
    );
    assert_eq!(steps_of(vec![late, world.call("call")]), (0.0, 0.0, 1.0));
    let nested = choose(
        "c",
        vec![
            large(&world, vec![parallel("p", vec![of(&["a"]), of(&["b"])])], Some(0.7)),
            branch(None, vec![world.repeat("r", world.run_time("large"), of(&["d"]))]),
        ],
    );
    assert_eq!(steps_of(vec![nested]), (1.0, 2.0, 2.0));
}

#[test]
fn handoffs_follow_the_counted_branch() {
    let world = World::new();
    let fire = world.scenario.catalogue.departments.get_index_of("fire").expect("a department");
    let at_fire =
        |name: &str| Arc::new(Step { department: Some(fire.into()), ..Arc::unwrap_or_clone(work(name)) });
    let scenario = world.with(vec![
        work("accept"),
        choose("size", vec![large(&world, vec![at_fire("visit")], Some(0.9)), branch(None, Vec::new())]),
        work("decide"),
    ]);
    let lines = |scenario: &Scenario| -> Vec<String> {
        let count = count(scenario);
        let own = count.of(Figure::Handoffs).filter(|l| l.what.contains("permit"));
        own.map(|l| l.what.clone()).collect()
    };
    assert_eq!(
        lines(&scenario),
        [
            "permit.apply → permit.accept",
            "permit.accept → permit.visit",
            "permit.visit → permit.decide",
            "permit.decide → permit.collect"
        ]
    );
    let process = compiled(&scenario, "separate", &Way::base(&scenario));
    assert_eq!(
        process.graph.edge_weights().filter(|e| e.handoff).count(),
        count(&scenario).of(Figure::Handoffs).count()
    );
    let unlikely = world.with(vec![
        work("accept"),
        choose("size", vec![large(&world, vec![at_fire("visit")], Some(0.1)), branch(None, Vec::new())]),
        work("decide"),
    ]);
    assert_eq!(lines(&unlikely), ["permit.apply → permit.accept", "permit.decide → permit.collect"]);
}

#[test]
fn departments_that_take_part_in_a_visit_are_told() {
    let world = World::new();
    let fire = world.scenario.catalogue.departments.get_index_of("fire").expect("a department");
    let visit = Step { with: vec![fire.into()], ..Arc::unwrap_or_clone(work("visit")) };
    let scenario = world.with(vec![Arc::new(visit)]);
    let process = compiled(&scenario, "joint", &Way::base(&scenario));
    assert_eq!(node(&process, "permit.visit").with, ["fire".into()]);
    assert_eq!(steps_of(scenario.items["permit"].steps.clone()), (1.0, 1.0, 1.0));
}

#[test]
fn a_merged_step_needs_gives_and_takes_part_for_all_that_it_replaces() {
    let world = World::new();
    let mut scenario = world.with(vec![
        work("accept"),
        world.giving("visit", &["shop.score"]),
        world.needing("decide", &["shop.score"]),
    ]);
    scenario.items["sign"].steps = vec![world.needing("visit", &["shop.area"]), work("decide")];
    let limited = |step: &mut Arc<Step>, amount, unit| {
        let within = Some(Spanned::new(Period { amount, unit }, Span::default()));
        *step = Arc::new(Step { within, ..(**step).clone() });
    };
    limited(&mut scenario.items["permit"].steps[1], 4, Unit::Days);
    limited(&mut scenario.items["sign"].steps[0], 3, Unit::WorkingDays);
    let market = scenario.items["permit"].department;
    let merge = Merge {
        steps: Spanned::new("visit".into(), Span::default()),
        into: "joint_visit".into(),
        by: market,
        role: None,
        system: None,
        takes: None,
        title: Text::new("联合勘验", "Joint visit"),
    };
    let measure = Measure { kind: MeasureKind::Merge(merge), ..scenario.plans["joint"].measures[0].clone() };
    scenario.plans["joint"].measures.push(measure);
    assert_eq!(asked(&scenario), ["shop.name", "shop.area"]);
    assert_eq!(wrong(&scenario), Vec::<String>::new());
    let process = compiled(&scenario, "joint", &Way::base(&scenario));
    let visit = node(&process, "joint_visit");
    assert_eq!(visit.with, ["city_management".into()]);
    assert_eq!(visit.supplies, ["shop.score"]);
    assert!(visit.uses.contains(&"shop.area".to_owned()), "{:?}", visit.uses);
    // Three working days are more than four calendar days where a weekend lies between.
    assert_eq!(visit.within, Some(Period { amount: 4, unit: Unit::Days }));
    assert_eq!(visit.kind, NodeKind::Task);
    for (item, at) in [("permit", 1), ("sign", 0)] {
        let step = &mut scenario.items[item].steps[at];
        *step = Arc::new(Step { kind: StepKind::Special("inspection".into()), ..(**step).clone() });
    }
    let process = compiled(&scenario, "joint", &Way::base(&scenario));
    assert_eq!(node(&process, "joint_visit").kind, NodeKind::Special);
}
