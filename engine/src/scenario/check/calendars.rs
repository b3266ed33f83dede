//! Calendars that cannot be kept: an unknown zone, days that contradict one another; and none where working days
//! are counted.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{
    DepartmentId, Item, MeasureKind, Period, Scenario, Step, StepKind, Unit, WaitFor,
};
use crate::scenario::source::Spanned;
use crate::scenario::text::Text;
use std::collections::BTreeSet;

/// Judges the calendars of the departments that the scenario's items are handled by.
pub(super) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let catalogue = &scenario.catalogue;
    let departments: BTreeSet<DepartmentId> = scenario.items.values().map(|i| i.department).collect();
    let named = departments.iter().filter_map(|d| catalogue.department(*d)?.1.calendar.as_ref());
    for id in named.collect::<BTreeSet<_>>() {
        let Some(calendar) = catalogue.calendars.get(id) else { continue };
        if let Err(why) = calendar.build(catalogue) {
            let message = Text::new(
                format!("日历 `{id}` 不成立：{why}"),
                format!("calendar `{id}` does not stand: {why}"),
            );
            let mend = Text::new(
                "检查时区名、班次，以及各年放假与调休是否重复或矛盾",
                "check the zone's name, the shifts, and the days off and make-up days of each year",
            );
            findings.push(Diagnostic::new("E0412", calendar.span, message).mend(mend));
        }
    }
    uncounted(scenario, findings);
}

/// Working days that nobody can count, for the department has no calendar and there is not just one that it could
/// mean. Each department is told once, where its days are counted first.
fn uncounted(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let catalogue = &scenario.catalogue;
    if catalogue.calendars.len() == 1 {
        return;
    }
    let mut told = BTreeSet::new();
    let of_items = scenario.items.iter().flat_map(|(_, item)| counted(scenario, item));
    for (department, period) in of_items.chain(verified(scenario)) {
        let Some((id, facts)) = catalogue.department(department) else { continue };
        if facts.calendar.is_some() || period.value.unit != Unit::WorkingDays || !told.insert(department) {
            continue;
        }
        let message = Text::new(
            format!("`{id}` 没有日历，{} 无从数起", period.value),
            format!("`{id}` has no calendar by which {} could be counted", period.value),
        );
        let known: Vec<&str> = catalogue.calendars.keys().map(|id| &**id).collect();
        let mend = match known.join(" ") {
            none if none.is_empty() => Text::new(
                "在目录里写 calendars，并给部门写上 calendar",
                "define `calendars`, and give the department one",
            ),
            known => Text::new(
                format!("给部门写上 calendar；现有：{known}"),
                format!("give the department a `calendar`; there are: {known}"),
            ),
        };
        findings.push(Diagnostic::new("W0801", period.span, message).mend(mend));
    }
}

/// The periods that departments have to count for an item: its limits, those that plans promise, those of its steps.
fn counted<'s>(scenario: &'s Scenario, item: &'s Item) -> Vec<(DepartmentId, &'s Spanned<Period>)> {
    let own = [&item.limit.statutory, &item.limit.promised].into_iter().flatten();
    let promises = scenario.plans.values().flat_map(|plan| &plan.measures).filter_map(|m| match &m.kind {
        MeasureKind::Promise(entries) => Some(entries),
        _ => None,
    });
    let promised = promises
        .flatten()
        .filter(|entry| scenario.item(entry.item).is_some_and(|promised| promised.id == item.id));
    let own = own.chain(promised.map(|entry| &entry.limit)).map(|limit| (item.department, limit));
    let of_steps = item.steps.iter().flat_map(|step| step.all()).flat_map(|step| {
        let department = step.department.unwrap_or(item.department);
        periods(step).into_iter().map(move |period| (department, period))
    });
    own.chain(of_steps).collect()
}

/// The time that departments have to confirm papers that a plan has verified.
fn verified(scenario: &Scenario) -> impl Iterator<Item = (DepartmentId, &Spanned<Period>)> {
    let by = scenario.verifications().into_iter().map(|(_, by)| by);
    by.filter_map(|by| Some((by.department, by.within.as_ref()?)))
}

fn periods(step: &Step) -> Vec<&Spanned<Period>> {
    let waits = match &step.kind {
        StepKind::Wait(wait) => {
            let until = match &wait.until {
                WaitFor::Period(period) => Some(period),
                WaitFor::Moment(_) | WaitFor::Message(_) => None,
            };
            until.into_iter().chain(&wait.within).collect()
        }
        _ => Vec::new(),
    };
    step.within.iter().chain(waits).collect()
}
