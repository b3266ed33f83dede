//! Tests of a scenario, and what they cover.

use super::check::FindingPlace;
use super::text::Label;
use crate::cases::Case;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::scenario::diagnostic::position;
use onething_engine::scenario::model::{Plan, Scenario};
use onething_engine::scenario::source::{Sources, Span};
use onething_engine::scenario::text::Text;
use onething_engine::testing::coverage::{Coverage, Goal, Reach, drawn};
use serde::Serialize;
use utoipa::ToSchema;

/// The tests of a scenario, played, and what they cover.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TestsView {
    /// The scenario.
    pub scenario: String,
    /// How many went as expected.
    pub passed: usize,
    /// How many did not.
    pub failed: usize,
    /// Each, by name of its file.
    pub tests: Vec<TestView>,
    /// What they cover together.
    pub coverage: CoverageView,
}

/// A test.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TestView {
    /// Its file.
    pub test: String,
    /// What it is called, where it says so.
    pub title: Option<Label>,
    /// The plan that it plays.
    pub plan: Option<String>,
    /// Whether everything came out as expected.
    pub passed: bool,
    /// All that did not; what is wrong with the file itself first.
    pub faults: Vec<TestFault>,
    /// How many events were played.
    pub events: Option<usize>,
}

/// Something that is not as a test expects, or wrong with its file.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TestFault {
    /// Where it is written.
    pub at: Option<FindingPlace>,
    /// What is wrong.
    pub what: Label,
    /// What was expected and what was found, line by line, where they are lists: `-` only expected, `+` only found.
    pub difference: Vec<String>,
    /// How to mend it.
    pub mend: Label,
}

/// What tests cover together.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CoverageView {
    /// Goals that some test reaches.
    pub reached: usize,
    /// All goals: of each plan that counts, over the base way, those that differ from it in one answer, and those
    /// that tests take.
    pub goals: Vec<GoalView>,
    /// The plans as they are drawn in the way that was asked for, those that are offered in it.
    pub plans: Vec<CoveredPlan>,
}

/// Something to be reached by some test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GoalView {
    /// `item`, `answer`, `step`, `outcome`, `branch`, `fallback`.
    pub kind: &'static str,
    /// The plan; none of items and answers.
    pub plan: Option<String>,
    /// The item, situation, step, fallback, or gateway of a branch.
    pub of: String,
    /// The answer, the outcome, or where a branch leads.
    pub to: Option<String>,
    /// How many tests reach it.
    pub tests: usize,
}

/// How far tests reach the graph of a plan, by the ids of its nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoveredPlan {
    /// The plan.
    pub plan: String,
    /// Steps of the graph.
    pub nodes: Vec<CoveredNode>,
    /// Branches of the graph.
    pub edges: Vec<CoveredEdge>,
}

/// How far tests reach a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoveredNode {
    /// Its id in the graph.
    pub id: String,
    /// `reached`; `partly`: it is done, but does not end in every way that it can; `missed`.
    pub reach: &'static str,
}

/// Whether tests take a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoveredEdge {
    /// From this node.
    pub from: String,
    /// To this one.
    pub to: String,
    /// Whether some test takes it.
    pub taken: bool,
}

/// The last part of a path: whoever asks need not know where files lie.
fn short(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn at(sources: &Sources, span: Span) -> Option<FindingPlace> {
    position(sources, span).map(|place| FindingPlace {
        file: short(&place.file).to_owned(),
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
    })
}

impl TestView {
    /// A test that was played.
    pub fn of(case: &Case) -> Self {
        let fault = |span, what: &Text, difference: &[String], mend: &Text| TestFault {
            at: at(&case.sources, span),
            what: what.into(),
            difference: difference.to_vec(),
            mend: mend.into(),
        };
        let findings = case.findings.iter().map(|one| fault(one.at, &one.message, &[], &one.mend));
        let failures = case.failures.iter().map(|one| fault(one.at, &one.what, &one.difference, &one.mend));
        Self {
            test: case.name.clone(),
            title: case.title().map(Into::into),
            plan: case.test.as_ref().map(|test| test.plan.to_string()),
            passed: case.passed(),
            faults: findings.chain(failures).collect(),
            events: case.rehearsal.as_ref().map(|rehearsal| rehearsal.events.len()),
        }
    }
}

impl GoalView {
    fn of(goal: &Goal, tests: usize) -> Self {
        let view = |kind, plan: Option<&str>, of: &str, to: Option<&str>| Self {
            kind,
            plan: plan.map(str::to_owned),
            of: of.to_owned(),
            to: to.map(str::to_owned),
            tests,
        };
        match goal {
            Goal::Item(item) => view("item", None, item, None),
            Goal::Answer(situation, answer) => view("answer", None, situation, Some(answer)),
            Goal::Step(plan, step) => view("step", Some(plan), step, None),
            Goal::Outcome(plan, step, outcome) => view("outcome", Some(plan), step, Some(outcome)),
            Goal::Branch(plan, from, to) => view("branch", Some(plan), from, Some(to)),
            Goal::Fallback(plan, rung) => view("fallback", Some(plan), rung, None),
        }
    }
}

impl CoverageView {
    /// What tests cover, and the plans as they are drawn in a way.
    pub fn of(coverage: &Coverage, scenario: &Scenario, way: &Way) -> Self {
        let planner = Planner::new(scenario);
        let offered = scenario.plans.values().filter(|p| way.holds_or_none(scenario, p.when.as_ref()));
        Self {
            reached: coverage.reached(),
            goals: coverage.goals.iter().map(|(goal, tests)| GoalView::of(goal, *tests)).collect(),
            plans: offered.filter_map(|plan| CoveredPlan::of(coverage, &planner, plan, way)).collect(),
        }
    }
}

impl CoveredPlan {
    /// None where steps wait for one another in this way.
    fn of(coverage: &Coverage, planner: &Planner<'_>, plan: &Plan, way: &Way) -> Option<Self> {
        let process = compile(&planner.derive(plan, MeasureSet::all(plan), way), plan).ok()?;
        let drawn = drawn(coverage, planner.scenario, &process);
        let reach = |reach: Reach| match reach {
            Reach::Reached => "reached",
            Reach::Partly => "partly",
            Reach::Missed => "missed",
        };
        let nodes = drawn.nodes.into_iter().map(|(id, far)| CoveredNode { id, reach: reach(far) });
        let edges = drawn.edges.into_iter().map(|(from, to, taken)| CoveredEdge { from, to, taken });
        Some(Self { plan: plan.id.to_string(), nodes: nodes.collect(), edges: edges.collect() })
    }
}
