//! Conditions over situations that always or never hold: dead branches.

use crate::expression::{Slot, Value, Values, WorkingDays};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{Condition, MeasureKind, Name, Scenario, Situation, SituationId};
use crate::scenario::text::Text;
use std::sync::Arc;

/// Combinations of answers tried for one condition; beyond it nothing is said.
const MAX_COMBINATIONS: usize = 4_096;

pub(super) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for item in scenario.items.values() {
        judge(scenario, item.when.as_ref(), ("事项从不办理", "the item never applies"), "E0803", findings);
        for need in
            item.needs.fields.iter().map(|n| &n.when).chain(item.needs.materials.iter().map(|n| &n.when))
        {
            judge(scenario, need.as_ref(), ("从不需要它", "it is never needed"), "W0301", findings);
        }
        for step in item.steps.iter().flat_map(|s| s.all()) {
            let never = ("环节从不到达", "the step is never reached");
            judge(scenario, step.when.as_ref(), never, "E0804", findings);
            let needs = step.needs.fields.iter().map(|n| &n.when);
            for need in needs.chain(step.needs.materials.iter().map(|n| &n.when)) {
                judge(scenario, need.as_ref(), ("从不需要它", "it is never needed"), "W0301", findings);
            }
        }
        let committed = item.commitment.as_ref().and_then(|c| c.when.as_ref());
        judge(scenario, committed, ("从不可承诺", "it is never offered"), "W0301", findings);
    }
    for party in scenario.people.values() {
        judge(
            scenario,
            party.when.as_ref(),
            ("这一方从不存在", "the party is never there"),
            "W0301",
            findings,
        );
        for target in party.relations.values().flatten() {
            judge(
                scenario,
                target.when.as_ref(),
                ("这个关系从不成立", "the relation never holds"),
                "W0301",
                findings,
            );
        }
    }
    for fact in &scenario.computed {
        judge(scenario, fact.when.as_ref(), ("从不这样计算", "it is never computed so"), "W0301", findings);
    }
    for measure in scenario.plans.values().flat_map(|p| &p.measures) {
        // What a delivery needs is judged as needs are: by nobody yet.
        if matches!(measure.kind, MeasureKind::Deliver(_)) {
            continue;
        }
        for condition in measure.kind.conditions() {
            judge(scenario, Some(condition), ("从不可用", "it is never available"), "W0301", findings);
        }
    }
    contradictions(scenario, findings);
}

/// `never` that leaves no way at all.
fn contradictions(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for never in &scenario.never {
        if truths(scenario, never).is_some_and(|t| t.iter().all(|truth| *truth)) {
            let message =
                Text::new("这个条件总成立，于是没有任何情形可能", "this always holds, so no way is left");
            let mend = Text::new("把条件写窄", "narrow the condition");
            findings.push(Diagnostic::new("E0508", never.text.span, message).mend(mend));
        }
    }
}

pub(super) fn judge(
    scenario: &Scenario,
    condition: Option<&Condition>,
    never: (&str, &str),
    code: &'static str,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(condition) = condition else { return };
    let Some(truths) = truths(scenario, condition) else { return };
    let at = condition.text.span;
    if truths.iter().all(|truth| !truth) {
        let message =
            Text::new(format!("条件永远不成立：{}", never.0), format!("this can never hold: {}", never.1));
        let mend = Text::new("改正条件，或删去这一处", "mend the condition, or remove what it stands on");
        findings.push(Diagnostic::new(code, at, message).mend(mend));
    } else if truths.iter().all(|truth| *truth) {
        let message = Text::new("条件总是成立", "this always holds");
        let mend = Text::new("去掉 when", "remove the `when`");
        findings.push(Diagnostic::new("W0302", at, message).mend(mend));
    }
}

/// The truth of a condition for every possible combination of the answers it reads; none if it reads more
/// than situations, or too many.
pub(super) fn truths(scenario: &Scenario, condition: &Condition) -> Option<Vec<bool>> {
    Some(rows(scenario, &[condition])?.into_iter().flatten().collect())
}

/// The truths of several conditions for every possible combination of the answers that any of them reads.
pub(super) fn rows(scenario: &Scenario, conditions: &[&Condition]) -> Option<Vec<Vec<bool>>> {
    let reads = conditions.iter().flat_map(|c| &c.reads);
    let read: Option<Vec<SituationId>> =
        reads.map(|n| if let Name::Situation(id) = n { Some(*id) } else { None }).collect();
    let mut read = read?;
    // What `never` rules out counts as impossible where it speaks of the same situations.
    for never in &scenario.never {
        let theirs: Vec<SituationId> = never.situations().collect();
        if theirs.iter().any(|s| read.contains(s)) {
            read.extend(theirs);
        }
    }
    read.sort_unstable();
    read.dedup();
    let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
    for id in &read {
        let outcomes = outcomes(scenario.situation(*id)?);
        if combinations.len() * outcomes.len() > MAX_COMBINATIONS {
            return None;
        }
        combinations = combinations
            .iter()
            .flat_map(|so_far| outcomes.iter().map(move |o| [&so_far[..], std::slice::from_ref(o)].concat()))
            .collect();
    }
    let is_judged = |never: &Condition| conditions.iter().any(|c| std::ptr::eq(*c, never));
    let mut rows = Vec::new();
    for answers in &combinations {
        let values = Answers { scenario, read: &read, answers };
        if scenario.never.iter().any(|n| n.expression.evaluate_boolean(&values) == Ok(true))
            && !scenario.never.iter().any(is_judged)
        {
            continue;
        }
        let row: Option<Vec<bool>> =
            conditions.iter().map(|c| c.expression.evaluate_boolean(&values).ok()).collect();
        rows.push(row?);
    }
    Some(rows).filter(|rows| !rows.is_empty())
}

/// The values a situation can take, those of weight 0 among them: rare is not never.
fn outcomes(situation: &Situation) -> Vec<Value> {
    if !situation.several {
        return situation.answers.iter().map(|a| Value::Text(a.id.clone())).collect();
    }
    let n = situation.answers.len().min(12);
    (0..1_usize << n)
        .map(|bits| {
            let chosen = situation.answers.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
            Value::List(Arc::from(chosen.map(|(_, a)| Value::Text(a.id.clone())).collect::<Vec<_>>()))
        })
        .collect()
}

struct Answers<'a> {
    scenario: &'a Scenario,
    read: &'a [SituationId],
    answers: &'a [Value],
}

impl Values for Answers<'_> {
    fn get(&self, slot: Slot) -> Option<Value> {
        let Name::Situation(id) = self.scenario.names.name(slot)? else { return None };
        let at = self.read.iter().position(|r| *r == id)?;
        self.answers.get(at).cloned()
    }

    fn today(&self) -> Option<jiff::civil::Date> {
        None
    }

    fn working_days(&self) -> Option<&dyn WorkingDays> {
        None
    }
}
