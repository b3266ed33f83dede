//! Derivation step 5: from a derivation to its process graph. The stops of the route and the calls that
//! supply data become nodes; what each waits for is reduced to direct edges; branches get gateways.

mod block;
mod calls;
mod data;
mod handoff;
mod nodes;
mod wire;

use super::graph::Process;
use crate::plan::derive::Derivation;
use crate::plan::flow::Part;
use crate::scenario::model::Plan;
use crate::scenario::text::Text;
use std::collections::BTreeSet;
use std::fmt;

/// Steps that wait for one another in a circle; ids of nodes on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle(pub Vec<String>);

impl Circle {
    /// What is wrong.
    pub fn text(&self) -> Text {
        Text::new(format!("这些环节互相等待：{}", self.0.join("、")), self.to_string())
    }
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "these steps wait for one another: {}", self.0.join(", "))
    }
}

impl std::error::Error for Circle {}

/// A node before it is wired: what it is, and the works it waits for.
#[derive(Debug, Clone)]
struct Work {
    node: super::graph::Node,
    /// What is drawn in its place, for a block; the node then only says what the block as a whole uses and
    /// supplies.
    inside: Option<Part<super::graph::Node>>,
    after: BTreeSet<usize>,
}

/// Compiles a derivation into its process.
///
/// # Errors
/// Steps that wait for one another, which a scenario without errors never has.
pub fn compile(derivation: &Derivation<'_>, plan: &Plan) -> Result<Process, Circle> {
    let scenario = derivation.scenario();
    let mut works = nodes::of_route(derivation);
    calls::add(derivation, &mut works);
    let title = Text::new(
        format!("{} · {}", scenario.title.zh, plan.title.zh),
        format!("{} · {}", scenario.title.en, plan.title.en),
    );
    let mut process = wire::wire(derivation, works, scenario.id.value.clone(), plan.id.clone(), title)?;
    handoff::mark(derivation, &mut process);
    Ok(process)
}
