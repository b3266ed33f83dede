//! Values that people choose from without a label.

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::model::{Datum, Element, ElementId, Id, Scenario, StepKind};
use crate::scenario::text::Text;
use std::collections::BTreeMap;

/// One finding an element: it is mended at one place, whoever is asked for it.
pub(super) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let mut untitled: BTreeMap<ElementId, (&Id, &Element)> = BTreeMap::new();
    for datum in asked(scenario) {
        let Some((id, element)) = scenario.catalogue.element(datum.element) else { continue };
        if element.untitled().next().is_some() {
            untitled.insert(datum.element, (id, element));
        }
    }
    for (id, element) in untitled.into_values() {
        let values: Vec<&str> = element.untitled().map(|value| &**value).collect();
        let message = Text::new(
            format!("`{id}` 的取值 {} 没有名称，表单上只能显示标识", values.join("、")),
            format!("values of `{id}` have no label, so that forms show their names: {}", values.join(", ")),
        );
        let one = values.first().copied().unwrap_or_default();
        let mend = Text::new(
            format!("写成 one_of: {{ {one}: {{ zh: …, en: … }}, … }}"),
            format!("write `one_of: {{ {one}: {{ zh: …, en: … }}, … }}`"),
        );
        findings.push(Diagnostic::new("H0402", element.span, message).mend(mend));
    }
}

/// What an applicant may have to fill in, and what people fill in at their steps. A value that a system usually
/// supplies counts, for it is asked where the system does not answer.
fn asked(scenario: &Scenario) -> Vec<Datum> {
    let askable = |datum: &Datum| scenario.catalogue.element(datum.element).is_some_and(|(_, e)| e.askable);
    let mut asked: Vec<Datum> = scenario.situations.values().filter_map(|s| s.ask_field).collect();
    let mut given: Vec<Datum> = Vec::new();
    for item in scenario.items.values() {
        asked.extend(item.needs.fields.iter().map(|need| need.what));
        for step in item.steps.iter().flat_map(|step| step.all()) {
            asked.extend(step.needs.fields.iter().map(|need| need.what));
            if matches!(step.kind, StepKind::Human | StepKind::Special(_)) {
                given.extend(step.gives.fields.iter().map(|datum| datum.value));
            }
        }
    }
    asked.retain(askable);
    asked.extend(given);
    asked
}
