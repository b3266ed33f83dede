//! Limits that the steps' own limits cannot keep (rule 34).

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{
    Item, ItemId, MeasureKind, Period, Plan, Scenario, Step, StepKind, Unit, Wait, WaitFor,
};
use crate::scenario::source::{Span, Spanned};
use crate::scenario::text::Text;
use std::sync::Arc;

pub(super) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for item in scenario.items.values() {
        let path = path(item, |_| false);
        for limit in [&item.limit.statutory, &item.limit.promised].into_iter().flatten() {
            judge(item, limit, &path, findings);
        }
    }
    for plan in scenario.plans.values() {
        for measure in &plan.measures {
            if let MeasureKind::Promise(entries) = &measure.kind {
                for entry in entries {
                    if let Some(item) = scenario.item(entry.item) {
                        let automatic = |step: &str| is_automatic(plan, entry.item, step);
                        judge(item, &entry.limit, &path(item, automatic), findings);
                    }
                }
            }
        }
    }
}

/// A step's name, its own limit in working days, and where that is written.
type Days = (String, u32, Span);

/// The steps' own limits and fixed waits in working days, one after another: the critical path of an item. Steps under a
/// condition may not be there, special ones are outside the limit, those done by rule take no time.
fn path(item: &Item, automatic: impl Fn(&str) -> bool) -> Vec<Days> {
    path_of(&item.steps, &automatic)
}

fn path_of(steps: &[Arc<Step>], automatic: &dyn Fn(&str) -> bool) -> Vec<Days> {
    let counted = steps.iter().filter(|s| s.when.is_none() && !automatic(&s.name));
    counted
        .flat_map(|step| match &step.kind {
            StepKind::Special(_) => Vec::new(),
            // All branches are done, so that the longest is waited for; one round, and one member, there is.
            StepKind::Parallel(branches) => {
                let paths = branches.iter().map(|b| path_of(&b.steps, automatic));
                paths.max_by_key(|path| total(path)).unwrap_or_default()
            }
            StepKind::Each(each) => path_of(&each.steps, automatic),
            StepKind::Repeat(repeat) => path_of(&repeat.steps, automatic),
            StepKind::Wait(Wait { until: WaitFor::Period(period), .. })
                if period.value.unit == Unit::WorkingDays =>
            {
                vec![(step.name.to_string(), period.value.amount, period.span)]
            }
            _ => {
                let within = step.within.as_ref().filter(|w| w.value.unit == Unit::WorkingDays);
                within.map(|w| (step.name.to_string(), w.value.amount, w.span)).into_iter().collect()
            }
        })
        .collect()
}

fn total(path: &[Days]) -> u32 {
    path.iter().map(|(_, days, _)| *days).fold(0, u32::saturating_add)
}

fn is_automatic(plan: &Plan, item: ItemId, step: &str) -> bool {
    plan.measures.iter().any(|m| {
        matches!(&m.kind, MeasureKind::Auto(entries)
            if entries.iter().any(|a| a.item == item && &*a.step == step && a.decides >= 1.0))
    })
}

fn judge(item: &Item, limit: &Spanned<Period>, path: &[Days], findings: &mut Vec<Diagnostic>) {
    let days = total(path);
    if limit.value.unit != Unit::WorkingDays || days <= limit.value.amount {
        return;
    }
    let steps: Vec<String> = path.iter().map(|(name, days, _)| format!("{name} {days}wd")).collect();
    let steps = steps.join(" + ");
    let message = Text::new(
        format!("`{}` 的时限 {} 短于各环节时限之和：{steps} = {days}wd", item.id, limit.value),
        format!("limit {} of `{}` is below its critical path: {steps} = {days}wd", limit.value, item.id),
    );
    let mend = Text::new(
        "放宽时限，或收紧环节的 within 或 wait",
        "loosen the limit, or tighten a step's `within` or `wait`",
    );
    let mut finding = Diagnostic::new("E0805", limit.span, message).mend(mend);
    if let Some((_, _, span)) = path.iter().max_by_key(|(_, days, _)| *days) {
        finding = finding.also(*span, Text::new("最长的环节", "the longest step"));
    }
    findings.push(finding);
}
