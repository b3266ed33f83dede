//! Calendars that cannot be kept: an unknown zone, days that contradict one another.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{DepartmentId, Scenario};
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
}
