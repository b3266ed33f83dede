//! Whether the scenarios that steps run are there, and have the plans that they are run by.

use onething_engine::check::Checked;
use onething_engine::scenario::diagnostic::Diagnostic;
use onething_engine::scenario::lower::read::unknown;
use onething_engine::scenario::model::{Id, Run, Scenario, StepKind};
use std::collections::BTreeMap;

/// Scenarios that are known, by id, each with its plans; none where it has errors, so that nobody can tell.
#[derive(Debug, Default)]
pub struct Known(BTreeMap<Id, Option<Vec<Id>>>);

impl Known {
    /// Adds a scenario under the name of its folder, and under its own.
    pub fn add(&mut self, name: &str, checked: &Checked) {
        let scenario = checked.scenario.as_ref();
        let id = scenario.map_or_else(|| name.into(), |s| s.id.value.clone());
        let sound = scenario.filter(|_| !checked.has_errors());
        self.0.entry(id).or_insert_with(|| sound.map(|s| s.plans.keys().cloned().collect()));
    }

    /// What is wrong with the runs of a scenario.
    pub fn findings(&self, scenario: &Scenario) -> Vec<Diagnostic> {
        runs(scenario).filter_map(|run| self.finding(run)).collect()
    }

    fn finding(&self, run: &Run) -> Option<Diagnostic> {
        let target = &run.scenario;
        let Some(plans) = self.0.get(&target.value) else {
            let known = self.0.keys().map(|id| &**id);
            return Some(unknown(&target.value, target.span, ("场景", "scenario"), known));
        };
        let (plans, plan) = (plans.as_ref()?, run.plan.as_ref()?);
        let missing = !plans.contains(&plan.value);
        let known = plans.iter().map(|id| &**id);
        missing.then(|| unknown(&plan.value, plan.span, ("方案", "plan"), known))
    }
}

/// The other scenarios that the steps of one run.
pub fn runs(scenario: &Scenario) -> impl Iterator<Item = &Run> {
    let steps = scenario.items.values().flat_map(|item| &item.steps).flat_map(|step| step.all());
    steps.filter_map(|step| match &step.kind {
        StepKind::Run(run) => Some(run),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

    use super::*;
    use crate::library::{Place, load, load_all};
    use onething_engine::check::check;

    const CATALOGUE: &str = include_str!("../../../tests/language/catalogue.yaml");

    /// A scenario whose only step runs another.
    fn running(run: &str) -> Checked {
        let text = format!(
            "onething: 1\nkind: scenario\nid: chained\ncatalogue: county\nsource: assumed\nlead: market\n\
             people: {{ owner: {{ applicant: true }} }}\nlimit: {{ promised: 3wd }}\n\
             flow: [{{ accept: {{ role: clerk }} }}, {{ next: {{ {run}, else: go_on }} }}]\n"
        );
        let checked = check(("scenario.yaml", text.as_bytes()), &[("county.yaml", CATALOGUE.as_bytes())]);
        assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
        checked
    }

    #[test]
    fn what_is_run_is_looked_up_in_the_library() {
        let mut known = Known::default();
        for (name, checked) in load_all(&Place::Embedded).unwrap() {
            known.add(&name, &checked);
        }
        let found = |run: &str| {
            let checked = running(run);
            let findings = known.findings(checked.scenario.as_ref().unwrap());
            let told = findings.iter().map(|d| (d.code, d.message.en.to_string()));
            told.collect::<Vec<_>>()
        };
        assert_eq!(found("run: newborn-birth"), []);
        assert_eq!(found("run: newborn-birth, plan: joint"), []);
        assert_eq!(found("run: newborn-brith"), [("E0201", "no scenario `newborn-brith`".to_owned())]);
        let plan = ("E0201", "no plan `jiont`".to_owned());
        assert_eq!(found("run: newborn-birth, plan: jiont"), [plan]);
        // Of one with errors nobody can tell which plans it has.
        let broken = load(&Place::Embedded, "newborn-birth").unwrap();
        let broken = Checked { scenario: None, ..broken };
        let mut few = Known::default();
        few.add("newborn-birth", &broken);
        let checked = running("run: newborn-birth, plan: jiont");
        assert!(few.findings(checked.scenario.as_ref().unwrap()).is_empty());
    }
}
