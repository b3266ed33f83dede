//! Coverage on the process: how far tests reach the nodes and branches of a picture.

use super::{Coverage, Goal, Names, branches, is_step, outcomes};
use crate::process::graph::Process;
use crate::scenario::model::{Id, Scenario};

/// How far tests reach something that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    Missed,
    /// It is done, but does not end in every way that it can.
    Partly,
    /// In every way.
    Reached,
}

/// What is drawn of a process and how far tests reach it; what is no goal is not in it.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    /// Nodes, by id.
    pub nodes: Vec<(String, Reach)>,
    /// Branches: from, to, taken.
    pub edges: Vec<(String, String, bool)>,
    /// The goals that a picture of it shows.
    pub goals: Vec<Goal>,
}

/// How far tests reach the process of a plan.
pub fn drawn(coverage: &Coverage, scenario: &Scenario, process: &Process) -> Drawn {
    let plan: &Id = &process.plan;
    let names = Names::of(process, scenario);
    let mut drawn = Drawn::default();
    let times = |goal: &Goal| coverage.goals.get(goal).copied();
    for node in process.graph.node_weights().filter(|n| is_step(n)) {
        let step = names.plain(&node.id);
        let done = Goal::Step(plan.clone(), step.clone());
        let Some(reached) = times(&done).map(|times| times > 0) else { continue };
        let ends =
            outcomes(node).into_iter().map(|o| Goal::Outcome(plan.clone(), step.clone(), o.to_owned()));
        let ends: Vec<Goal> = ends.filter(|goal| times(goal).is_some()).collect();
        let all = ends.iter().all(|goal| times(goal) > Some(0));
        let some = reached || ends.iter().any(|goal| times(goal) > Some(0));
        let reach = match (reached && all, some) {
            (true, _) => Reach::Reached,
            (false, true) => Reach::Partly,
            (false, false) => Reach::Missed,
        };
        drawn.nodes.push((node.id.clone(), reach));
        drawn.goals.push(done);
        drawn.goals.extend(ends);
    }
    for (from, to) in branches(process) {
        let goal = Goal::Branch(plan.clone(), names.plain(from), names.plain(to));
        if let Some(times) = times(&goal) {
            drawn.edges.push((from.to_owned(), to.to_owned(), times > 0));
            drawn.goals.push(goal);
        }
    }
    drawn
}
