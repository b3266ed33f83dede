//! Findings of the compiled process: what can never run, never finish, or uses what is not known yet.

use crate::plan::derive::Derivation;
use crate::process::compile::compile;
use crate::process::graph::Process;
use crate::process::soundness::{Fault, faults};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::Plan;
use crate::scenario::source::Span;
use crate::scenario::text::Text;
use petgraph::graph::NodeIndex;

/// Findings of one plan in one way, each with a path that shows it.
pub(super) fn check(derivation: &Derivation<'_>, plan: &Plan) -> Vec<Diagnostic> {
    match compile(derivation, plan) {
        Ok(process) => faults(&process).iter().map(|f| finding(derivation, plan, &process, f)).collect(),
        Err(circle) => {
            let names = circle.0.join(" → ");
            let message = Text::new(
                format!("方案 `{}` 的环节互相等待：{names}", plan.id),
                format!("steps of plan `{}` wait for one another: {names}", plan.id),
            );
            vec![Diagnostic::new("E0901", plan.span, message).mend(mend_order())]
        }
    }
}

fn mend_order() -> Text {
    Text::new(
        "去掉一个 after 或一项合并，或让所需数据由更早的环节提供",
        "remove an `after` or a merge, or let an earlier step supply what is needed",
    )
}

fn finding(derivation: &Derivation<'_>, plan: &Plan, process: &Process, fault: &Fault) -> Diagnostic {
    let id = |node: NodeIndex| process.graph[node].id.clone();
    let shown = |path: &[NodeIndex]| process.path_text(path);
    let (code, node, zh, en) = match fault {
        Fault::Unreachable(node) => (
            "E0902",
            *node,
            format!("`{}` 永远走不到", id(*node)),
            format!("`{}` can never be reached", id(*node)),
        ),
        Fault::CannotFinish(node) => (
            "E0903",
            *node,
            format!("从 `{}` 走不到终点", id(*node)),
            format!("from `{}` the end cannot be reached", id(*node)),
        ),
        Fault::Deadlock(node, path) => (
            "E0904",
            *node,
            format!("`{}` 等待永远不来的分支；经过：{}", id(*node), shown(path)),
            format!("`{}` waits for a branch that never comes, after: {}", id(*node), shown(path)),
        ),
        Fault::LeftBehind(node, path) => (
            "E0905",
            *node,
            format!("办结时 `{}` 还没有完成；经过：{}", id(*node), shown(path)),
            format!("the end is reached while `{}` is still to run, after: {}", id(*node), shown(path)),
        ),
        Fault::StartedTwice(node, path) => (
            "E0906",
            *node,
            format!("`{}` 会被启动两次；经过：{}", id(*node), shown(path)),
            format!("`{}` is started twice, after: {}", id(*node), shown(path)),
        ),
        Fault::UsedBeforeKnown(node, fact, path) => (
            "E0907",
            *node,
            format!("`{}` 用到 `{fact}` 时它还未知；经过：{}", id(*node), shown(path)),
            format!("`{}` uses `{fact}` before it is known, on: {}", id(*node), shown(path)),
        ),
        Fault::TooManyStates => (
            "W0901",
            process.start,
            "流程分支太多，未能证明它总能办结".to_owned(),
            "too many branches to prove that the process always finishes".to_owned(),
        ),
    };
    let message = Text::new(format!("方案 `{}`：{zh}", plan.id), format!("plan `{}`: {en}", plan.id));
    Diagnostic::new(code, place(derivation, process, node, plan), message).mend(mend_order())
}

/// The item that the node serves, else the plan.
fn place(derivation: &Derivation<'_>, process: &Process, node: NodeIndex, plan: &Plan) -> Span {
    let name = process.graph[node].items.first().map(|i| i.id.clone());
    let position = (0..derivation.applicable.uses.len()).find(|p| Some(derivation.use_name(*p)) == name);
    let item = position
        .and_then(|p| derivation.applicable.uses.get(p))
        .and_then(|u| derivation.scenario().item(u.item));
    item.map_or(plan.span, |i| i.span)
}
