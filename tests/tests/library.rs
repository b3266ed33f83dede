//! The shipped library as a whole: what all its scenarios come to together, and which facts bear on each.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

#[path = "shipped/scenarios.rs"]
mod shipped;

use onething_engine::analyse::compare::{Comparison, compare};
use onething_engine::analyse::portfolio::{Share, portfolio};
use onething_engine::application::event::EventKind;
use onething_engine::application::state::Cause;
use onething_engine::application::{ApplicationStatus, status};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::figure::Figure;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::rehearsal::{NoLibrary, Rehearsal, Script, rehearse_planned};
use onething_engine::scenario::check::{assumed, sources};
use onething_engine::scenario::model::{Scenario, Source};
use onething_engine::testing::coverage::variations;
use onething_engine::testing::default_start;
use onething_tests::combinations::combinations;
use onething_tests::repository::root;
use onething_tests::volume::volume;
use shipped::scenarios;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

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
    let merges = |scenario: &&Arc<Scenario>| {
        let to = scenario.plans.values().find(|plan| &*plan.id != "separate").unwrap();
        to.measures.iter().any(|measure| measure.kind.name() == "merge")
    };
    assert_eq!(merge.scenarios, all.iter().filter(merges).count());
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

/// The scenes by where they are at home, in the order in which the library shows them.
const GROUPS: [(&str, &str, &[&str]); 3] = [
    (
        "Livelihood",
        "民生",
        &[
            "newborn-birth",
            "school-enrolment",
            "social-security-card",
            "no-proof-city",
            "flexible-employment",
            "marriage-and-household",
            "disability-services",
            "home-transfer-with-utilities",
            "military-retirement",
            "retirement",
            "citizen-death",
        ],
    ),
    (
        "Enterprises",
        "企业",
        &[
            "business-start-up",
            "restaurant-opening",
            "equity-transfer",
            "court-equity-control",
            "business-deregistration",
        ],
    ),
    (
        "Inside government",
        "机关内部",
        &[
            "civil-servant-lifecycle",
            "civil-servant-recruitment",
            "civil-servant-appointment",
            "civil-servant-transfer",
            "civil-servant-exit",
            "civil-servant-review",
            "staff-onboarding",
            "secondment",
            "document-circulation",
            "expense-claim",
            "asset-disposal",
            "overseas-visit",
            "seal-use",
            "meeting-room-and-vehicle",
        ],
    ),
];

/// Figures that the table shows, before and after.
const SHOWN: [Figure; 5] = [Figure::Fields, Figure::Materials, Figure::Steps, Figure::LimitWd, Figure::Trips];

fn number(value: f64) -> String {
    format!("{value:.1}").trim_end_matches(".0").to_owned()
}

/// `scenarios/README.md` is what the facts come to: `UPDATE_EXPECT=1` writes it anew.
#[test]
fn the_readme_of_the_library_tells_every_scene_with_how_much_of_it_is_sourced() {
    let all = scenarios();
    let listed: BTreeSet<&str> = GROUPS.iter().flat_map(|(.., ids)| ids.iter().copied()).collect();
    let ids: BTreeSet<&str> = all.iter().map(|scenario| &*scenario.id.value).collect();
    assert_eq!(listed, ids, "every scene stands in one group");
    let mut text = "<!-- Made from the scenes: UPDATE_EXPECT=1 cargo test -p onething-tests --test library -->\n\
        # The scenario library · 场景库\n\n\
        Each folder is one thing (一件事): its facts in `scenario.yaml`, its tests in `tests/`, and a README on where the \
        facts come from. Facts that scenes have in common stand in `catalogue/`. Figures are of the base way, one by one → \
        jointly; `onething compare --all` tells them all. **Sourced** are the parties, questions, items and catalogue entries \
        that bear on the scene and name a document; the others are assumed, and \
        `onething check SCENE --assumed` lists them one by one.\n\n\
        每个文件夹是一个“一件事”：`scenario.yaml` 写事实，`tests/` 是测试，README 说明事实的出处；各场景共用的事实在 `catalogue/`。\
        数字为基准情形下分头办 → 联办，`onething compare --all` 给出全部。“有出处”指与该场景有关的当事方、情形、事项和目录条目中注明\
        文件依据的数目，其余为假定，`onething check 场景 --assumed` 逐条列出。\n"
        .to_owned();
    for (en, zh, ids) in GROUPS {
        write!(
            text,
            "\n## {en} · {zh}\n\n| scene 场景 | fields 字段 | materials 材料 | steps 环节 | limit 时限 | trips 跑动 | \
             sourced 有出处 |\n|---|---|---|---|---|---|---|\n"
        )
        .unwrap();
        for id in ids {
            let scenario = all.iter().find(|scenario| &*scenario.id.value == *id).unwrap();
            let comparison = compared(scenario);
            let cells = SHOWN.map(|figure| {
                let change = comparison.figures[figure.name()];
                let unit = if figure == Figure::LimitWd { " wd" } else { "" };
                format!("{} → {}{unit}", number(change.from.base), number(change.to.base))
            });
            let count = sources(scenario);
            assert_eq!(count.unsaid, 0, "{id}: every fact says where it comes from, or that it is assumed");
            writeln!(
                text,
                "| [{}]({id}/README.md) · {} | {} | {} of {} |",
                scenario.title.zh,
                scenario.title.en,
                cells.join(" | "),
                count.sourced,
                count.sourced + count.assumed
            )
            .unwrap();
        }
    }
    let file = root().join("scenarios/README.md");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let is = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(is == text, "scenarios/README.md is not what the scenes come to; see its first line");
}

/// The first table of a scene's README: what it comes to in the base way, one by one and jointly.
#[test]
fn every_scene_tells_the_figures_that_it_comes_to() {
    for scenario in scenarios() {
        let id = &scenario.id.value;
        let text = std::fs::read_to_string(root().join(format!("scenarios/{id}/README.md"))).unwrap();
        let rows = text.lines().skip_while(|line| !line.starts_with("| | "));
        let rows: Vec<&str> = rows.skip(2).take_while(|line| line.starts_with('|')).collect();
        assert!(rows.len() >= 4, "{id}: its README has no table of figures");
        let comparison = compared(&scenario);
        for row in rows {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let [name, from, to] = cells[..] else { panic!("{id}: {row}") };
            let name = match name.split(' ').next().unwrap_or_default() {
                "limit" if to.ends_with("wd") => "limit_wd",
                "limit" => "limit_d",
                other => other,
            };
            let figure = comparison.figures.get(name).unwrap_or_else(|| panic!("{id}: no figure: {row}"));
            let read = |cell: &str| cell.trim_end_matches(['w', 'd']).parse::<f64>().unwrap();
            // Means are told with a digit or two.
            let is = |told: f64, base: f64| (told - base).abs() < 0.051;
            let (base, jointly) = (figure.from.base, figure.to.base);
            assert!(
                is(read(from), base) && is(read(to), jointly),
                "{id}: {row}, and it is {base} and {jointly}"
            );
        }
    }
}

/// The last table of a scene's README: what the facts ask, each with the tests that show it.
#[test]
fn every_scene_lists_what_its_facts_ask_with_tests_that_are_there() {
    for (.., ids) in GROUPS {
        for id in ids {
            let folder = root().join("scenarios").join(id);
            let text = std::fs::read_to_string(folder.join("README.md")).unwrap();
            let rows = text.lines().skip_while(|line| !(line.starts_with('|') && line.contains("| test")));
            let rows: Vec<&str> = rows.skip(2).take_while(|line| line.starts_with('|')).collect();
            assert!(rows.len() >= 4, "{id}: its README has no table of rules and tests");
            for row in rows {
                let shown = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
                let tests: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
                assert!(!tests.is_empty(), "{id}: no test shows {row}");
                let gone = tests.iter().find(|test| !folder.join(format!("tests/{test}.yaml")).is_file());
                assert_eq!(gone, None, "{id}: {row}");
            }
        }
    }
}

/// Why a run may stand still at its end: a repetition that people alone end, and a day of a year whose holidays are not
/// loaded.
fn may_stand(run: &Rehearsal) -> bool {
    let causes = [Cause::TooManyRounds, Cause::NoTime];
    run.events
        .iter()
        .any(|event| matches!(event.kind, EventKind::Incident { cause, .. } if causes.contains(&cause)))
}

#[test]
fn every_scene_comes_to_its_end_from_every_combination_of_answers() {
    let most = volume("library-ways", 10_000, 20);
    let (mut ran, mut ended) = (0, 0);
    for scenario in &scenarios() {
        let planner = Planner::new(scenario);
        let (ways, _) = combinations(scenario);
        for plan in scenario.plans.values() {
            let offered = ways.iter().filter(|way| way.holds_or_none(scenario, plan.when.as_ref()));
            for way in offered.take(most) {
                let script = Script::usual(way.clone(), default_start());
                let run = rehearse_planned(&planner, plan, &script, &NoLibrary).unwrap();
                let is_over = status::application(&run.application) == ApplicationStatus::Concluded;
                assert!(is_over || may_stand(&run), "{} {}: {way:?}", *scenario.id, plan.id);
                (ran, ended) = (ran + 1, ended + usize::from(is_over));
            }
        }
    }
    println!("{ran} ways, {ended} of them concluded");
    assert!(ran > 500 && ended * 100 > ran * 95, "{ended} of {ran}");
}
