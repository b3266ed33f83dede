//! The shipped library as a whole: what all its scenarios come to together, and which facts bear on each.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "shipped/scenarios.rs"]
mod shipped;

use onething_engine::analyse::compare::{Comparison, compare};
use onething_engine::analyse::portfolio::{Share, portfolio};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::figure::Figure;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::scenario::check::assumed;
use onething_engine::scenario::model::{Scenario, Source};
use onething_engine::testing::coverage::variations;
use shipped::scenarios;
use std::collections::BTreeSet;

fn compared(scenario: &Scenario) -> Comparison {
    let from = &scenario.plans["separate"];
    let to = scenario.plans.values().find(|plan| &*plan.id != "separate").unwrap();
    compare(&Planner::new(scenario), from, to, &Way::base(scenario), 0)
}

#[test]
fn all_together_is_the_sum_of_each_and_every_saving_has_its_measure() {
    let all = scenarios();
    let comparisons: Vec<Comparison> = all.iter().map(|scenario| compared(scenario)).collect();
    let told = portfolio(&comparisons);
    assert_eq!(told.scenarios.len(), all.len());
    for figure in Figure::ALL {
        let total = told.totals[figure.name()];
        let sum = |of: &dyn Fn(&Comparison) -> f64| comparisons.iter().map(of).sum::<f64>();
        assert_eq!(total.from, sum(&|c| c.figures[figure.name()].from.base), "{figure:?}");
        assert_eq!(total.to, sum(&|c| c.figures[figure.name()].to.base), "{figure:?}");
        assert!((total.mean_to * all.len() as f64 - total.to).abs() < 1e-9, "{figure:?}");
        if figure.is_burden() {
            let changes = told.measures.iter().filter_map(|m| m.changes.get(figure.name())).sum::<f64>();
            assert!((changes - (total.to - total.from)).abs() < 1e-6, "{figure:?}: {changes}");
        }
    }
    let weights: Vec<f64> = told.measures.iter().map(|measure| measure.weight).collect();
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{weights:?}");
    assert!(weights.is_sorted_by(|a, b| a >= b), "{weights:?}");
    // A measure that a plan takes twice is one, in one scenario.
    let merge = told.measures.iter().find(|measure| measure.measure == "merge").unwrap();
    assert_eq!(merge.scenarios, all.len());
    assert!(told.measures.iter().all(|measure| !measure.measure.ends_with("_2")));
}

#[test]
fn what_is_shared_is_what_is_needed_and_not_asked() {
    let told = portfolio(&scenarios().iter().map(|s| compared(s)).collect::<Vec<_>>());
    let newborn = told.scenarios.iter().find(|one| one.scenario == "newborn-birth").unwrap();
    for (share, figure) in [(newborn.shared.fields, "fields"), (newborn.shared.materials, "materials")] {
        // One form: each once, so that what is not shared is what is counted.
        assert_eq!((share.needed - share.shared) as f64, newborn.figures[figure].to.base, "{figure}");
        assert!(share.shared > 0);
    }
    let sum = |of: &dyn Fn(usize) -> usize| (0..told.scenarios.len()).map(of).sum::<usize>();
    assert_eq!(told.shared.fields.needed, sum(&|at| told.scenarios[at].shared.fields.needed));
    assert_eq!(told.shared.materials.shared, sum(&|at| told.scenarios[at].shared.materials.shared));
    assert_eq!(Share::of(2, 3).percent, Some(66.7));
    assert_eq!(Share::of(0, 0).percent, None);
    let nothing = portfolio(&[] as &[Comparison]);
    assert!(nothing.scenarios.is_empty() && nothing.measures.is_empty());
    assert_eq!(nothing.totals["fields"].mean_saved_percent, None);
}

#[test]
fn assumed_facts_are_those_that_bear_on_the_scenario() {
    for scenario in &scenarios() {
        let name = &scenario.id.value;
        let told: BTreeSet<String> = assumed(scenario).into_iter().map(|(path, _)| path).collect();
        let planner = Planner::new(scenario);
        let catalogue = &scenario.catalogue;
        // Whatever a plan touches in any way is told where it is assumed.
        for plan in scenario.plans.values() {
            for way in variations(scenario) {
                let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
                for (figure, section) in [(Figure::Systems, "systems"), (Figure::Departments, "departments")]
                {
                    for line in derivation.count().of(figure) {
                        let source = match figure {
                            Figure::Systems => &catalogue.systems[line.what.as_str()].source,
                            _ => &catalogue.departments[line.what.as_str()].source,
                        };
                        let path = format!("{section}.{}", line.what);
                        let is_assumed = source.as_ref().is_some_and(Source::is_assumed);
                        assert_eq!(told.contains(&path), is_assumed, "{name}: {path}");
                    }
                }
            }
        }
    }
    let all = scenarios();
    let of = |id: &str| all.iter().find(|scenario| &*scenario.id.value == id).unwrap();
    let told = assumed(of("newborn-birth"));
    let of_others = |path: &String| path.starts_with("departments.") && path.ends_with(".veterans");
    assert!(!told.iter().any(|(path, _)| of_others(path)));
    // The whole catalogue is more than what one scenario needs of it.
    let paths: Vec<String> = assumed(of("equity-transfer")).into_iter().map(|(path, _)| path).collect();
    assert!(paths.contains(&"services.registry.stake".to_owned()), "{paths:?}");
    assert!(!paths.contains(&"departments.fire".to_owned()), "{paths:?}");
}
