//! Blocks that cannot mean what they say: branches that are never taken, choices that may find none, rounds
//! that nothing brings to an end.

use super::conditions::{judge, rows};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{
    Branch, Condition, ElementId, Item, Name, Repeat, Scenario, Step, StepKind, WaitFor,
};
use crate::scenario::source::Span;
use crate::scenario::text::Text;
use std::collections::BTreeSet;

pub(super) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for item in scenario.items.values() {
        for step in item.steps.iter().flat_map(|s| s.all()) {
            match &step.kind {
                StepKind::Choose(branches) => {
                    conditions(scenario, branches, findings);
                    choose(scenario, step, branches, findings);
                }
                StepKind::Any(branches) => conditions(scenario, branches, findings),
                StepKind::Repeat(repeat) => until(scenario, item, repeat, findings),
                _ => {}
            }
        }
    }
}

fn conditions(scenario: &Scenario, branches: &[Branch], findings: &mut Vec<Diagnostic>) {
    for branch in branches {
        let never = ("这一分支从不办理", "the branch is never taken");
        judge(scenario, branch.when.as_ref(), never, "E0806", findings);
    }
}

/// The first branch whose condition holds is taken: those behind one that always holds never are, and there
/// should be one that does.
fn choose(scenario: &Scenario, step: &Step, branches: &[Branch], findings: &mut Vec<Diagnostic>) {
    if let Some(open) = branches.iter().position(|b| b.when.is_none()) {
        if let Some(behind) = branches.get(open + 1) {
            let message = Text::new(
                "走不到这一分支：前面有一个没有条件的分支",
                "this branch is never taken: an earlier one has no condition",
            );
            let mend = Text::new("把没有 when 的分支放在最后", "put the branch without `when` last");
            let found = Diagnostic::new("E0806", start(behind), message).mend(mend);
            let always = Text::new("它总是办理", "this one is always taken");
            findings.push(found.also(branches.get(open).map_or(step.span, start), always));
        }
        return;
    }
    let whens: Vec<&Condition> = branches.iter().filter_map(|b| b.when.as_ref()).collect();
    let rows = rows(scenario, &whens);
    if rows.as_ref().is_some_and(|rows| rows.iter().all(|row| row.contains(&true))) {
        return;
    }
    let message = Text::new(
        format!("`{}` 的条件都不成立时怎么办没有写", step.name),
        format!("what happens when no condition of `{}` holds is not said", step.name),
    );
    let mend = Text::new(
        "最后加一个没有 when 的分支；什么也不做写 steps: []",
        "add a last branch without `when`; `steps: []` if there is nothing to do",
    );
    findings.push(Diagnostic::new("W0504", step.span, message).mend(mend));
}

/// A branch is pointed at where it begins, not as a whole.
fn start(branch: &Branch) -> Span {
    branch.when.as_ref().map_or(branch.span, |when| when.text.span)
}

/// Rounds end when a value changes, so that something in a round must be able to change it.
fn until(scenario: &Scenario, item: &Item, repeat: &Repeat, findings: &mut Vec<Diagnostic>) {
    let mut changed = BTreeSet::new();
    for step in repeat.steps.iter().flat_map(|s| s.all()) {
        changes(scenario, item, step, &mut changed);
    }
    let read = repeat.until.reads.iter().filter_map(|name| match name {
        Name::Datum(datum) => Some(datum.element),
        _ => None,
    });
    let mut pending: Vec<ElementId> = read.collect();
    let mut seen = BTreeSet::new();
    while let Some(element) = pending.pop() {
        if changed.contains(&element) {
            return;
        }
        if !seen.insert(element) {
            continue;
        }
        // What is computed changes with what it is computed from.
        pending.extend(
            scenario.catalogue.element(element).into_iter().flat_map(|(_, e)| e.computed_from.clone()),
        );
        for fact in scenario.computed.iter().filter(|f| f.datum.element == element) {
            pending.extend(fact.value.reads.iter().filter_map(|name| match name {
                Name::Datum(datum) => Some(datum.element),
                _ => None,
            }));
        }
    }
    let message = Text::new(
        "一轮里没有什么能改变这个条件所看的值",
        "nothing in a round can change what this condition reads",
    );
    let mend = Text::new(
        "让里面的环节、调用或消息给出（gives）它所看的数据元",
        "let a step, a call or a message inside give an element that it reads",
    );
    findings.push(Diagnostic::new("W0505", repeat.until.text.span, message).mend(mend));
}

/// Elements that a step may set: what it gives, a call's answer, a message, what the applicant mends.
fn changes(scenario: &Scenario, item: &Item, step: &Step, changed: &mut BTreeSet<ElementId>) {
    changed.extend(step.gives.fields.iter().map(|d| d.value.element));
    if step.outcome.correct > 0.0 {
        let needs = item.needs.fields.iter().chain(&step.needs.fields);
        changed.extend(needs.map(|need| need.what.element));
    }
    match &step.kind {
        StepKind::Call(call) => {
            let returns = scenario.catalogue.service(call.service).map(|(_, s)| &s.returns);
            changed.extend(returns.into_iter().flatten().map(|r| r.element));
        }
        StepKind::Wait(wait) => {
            if let WaitFor::Message(message) = &wait.until {
                let gives = scenario.message(*message).map(|m| &m.gives);
                changed.extend(gives.into_iter().flatten().map(|d| d.value.element));
            }
        }
        _ => {}
    }
}
