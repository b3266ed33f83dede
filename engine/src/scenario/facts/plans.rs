//! The facts of a plan.

use super::{Facts, expression};
use crate::scenario::model::{Condition, MeasureKind, Plan, Scenario};

pub(super) fn plan(facts: &mut Facts, scenario: &Scenario, path: &str, plan: &Plan) {
    let catalogue = &scenario.catalogue;
    facts.text(&format!("{path}.title"), &plan.title);
    facts.when(path, plan.when.as_ref());
    for system in &plan.runs_on {
        facts
            .put(format!("{path}.runs_on.{}", catalogue.system(*system).map_or("?", |(id, _)| &**id)), "yes");
    }
    for (number, measure) in plan.measures.iter().enumerate() {
        self::measure(facts, scenario, &format!("{path}.measures"), number + 1, &measure.kind);
    }
    let fallbacks: Vec<String> = plan.fallbacks.iter().map(|f| format!("{f:?}").to_lowercase()).collect();
    if !fallbacks.is_empty() {
        facts.put(format!("{path}.fallbacks"), fallbacks.join(", "));
    }
}

fn measure(facts: &mut Facts, scenario: &Scenario, path: &str, place: usize, kind: &MeasureKind) {
    let catalogue = &scenario.catalogue;
    let path = format!("{path}.{}", kind.name());
    let holds = |when: Option<&Condition>| when.map_or_else(|| "always".to_owned(), expression);
    facts.put(&path, format!("measure {place}"));
    match kind {
        MeasureKind::SignIn(system) => {
            facts.put(format!("{path}.system"), catalogue.system(*system).map_or("?", |(id, _)| &**id));
        }
        MeasureKind::Share(list) => {
            for entry in list.entries() {
                let id = catalogue.service(entry.service).map_or("?", |(id, _)| &**id);
                facts.put(format!("{path}.{id}"), holds(entry.when.as_ref()));
            }
        }
        MeasureKind::Licences(list) => {
            for entry in list.entries() {
                let id = catalogue.licence(entry.licence).map_or("?", |(id, _)| &**id);
                facts.put(format!("{path}.{id}"), holds(entry.when.as_ref()));
            }
        }
        MeasureKind::Cancel(list) | MeasureKind::Commit(list) | MeasureKind::Verify(list) => {
            for entry in list.entries() {
                let id = catalogue.material(entry.material).map_or("?", |(id, _)| &**id);
                facts.put(format!("{path}.{id}"), holds(entry.when.as_ref()));
            }
        }
        MeasureKind::Merge(merge) => {
            let by = catalogue.department(merge.by).map_or("?", |(id, _)| &**id);
            facts.put(format!("{path}.{}", merge.steps.value), format!("into {} by {by}", merge.into));
            if let Some((id, _)) = merge.system.and_then(|s| catalogue.system(s)) {
                facts.put(format!("{path}.{}.system", merge.steps.value), id);
            }
            if let Some(takes) = &merge.takes {
                facts.put(format!("{path}.{}.takes", merge.steps.value), takes.to_string());
            }
        }
        MeasureKind::Auto(entries) => {
            for entry in entries {
                let item = scenario.item(entry.item).map_or("?", |i| &*i.id);
                facts.put(format!("{path}.{item}.{}", entry.step), format!("decides {}", entry.decides));
            }
        }
        MeasureKind::Promise(entries) => {
            for entry in entries {
                let item = scenario.item(entry.item).map_or("?", |i| &*i.id);
                facts.put(format!("{path}.{item}"), entry.limit.value.to_string());
            }
        }
        MeasureKind::Deliver(deliver) => {
            for need in &deliver.needs {
                facts.put(
                    format!("{path}.needs.{}", scenario.datum_name(need.what)),
                    holds(need.when.as_ref()),
                );
            }
        }
        MeasureKind::OneForm
        | MeasureKind::OneSet
        | MeasureKind::Results
        | MeasureKind::Parallel
        | MeasureKind::Online => {}
    }
}
