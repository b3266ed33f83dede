//! What facts reach, in which order they hold, and what they cannot change.

use crate::check::{Checked, check};
use crate::scenario::facts::Facts;
use crate::scenario::model::{Overridden, Scenario};
use std::sync::Arc;

const CITY: &str = "onething: 1
kind: catalogue
id: city
calendars: { office: { zone: Asia/Shanghai, week: { mon_fri: [\"09:00-17:00\"] } } }
departments: { health: { level: city, calendar: office, staff: { clerk: { people: 2, per_hour: 60 } } } }
elements: { person: { name: { type: text }, passed: { type: boolean, ask: never } } }
systems:
  portal:
    department: health
    simulated: { latency: 2s, available: 0.9, timeout: 10s }
    services: { mark: { about: { it: person }, given: [it.name], returns: [it.passed] } }
items:
  pension:
    department: health
    limit: { statutory: 5wd }
    needs: { fields: [parent.name] }
    steps: [review: { takes: 5min }, issue]
";

const SCENE: &str = "onething: 1
kind: scenario
id: small
source: a document
catalogue: CATALOGUES
people: { parent: { applicant: true } }
sign_in: [applicant.name]
situations: { local: { ask: Local?, answers: [local, other], weights: [0.9, 0.1] } }
FACTS
messages: { mended: { reply_to: parent.name, comes_in: 2d } }
items:
  register:
    department: health
    limit: { statutory: 5wd, promised: 2wd }
    needs: { fields: [{ parent.name: { when: local = \"local\" } }] }
    visits: { apply: 1 }
    steps:
      - accept
      - rounds:
          repeat:
            - review: { role: clerk, takes: { triangular: [3min, 8min, 30min] }, outcome: { approve: 0.9, correct: 0.1 }, undo: { takes: 1min } }
            - look_up: { call: portal.mark }
            - verdict:
                choose:
                  - { when: parent.passed, chance: 0.9, steps: [] }
                  - { steps: [{ mending: { wait: mended, within: 30d, else: [{ remind: { notify: applicant } }] } }] }
          until: parent.passed
          chance: 0.9
      - both: { parallel: [[{ stamp: { takes: 1min } }], { steps: [seal] }] }
  old_age: { use: pension, limit: { promised: 3wd } }
plans:
  joint: { measures: [one_form, sign_in: portal, promise: { register: 1wd }, merge: { steps: accept, into: joint_accept, by: health, takes: 9min }] }
simulation: { arrivals: { per_day: 80, weekdays: [1, 1, 1, 1, 1, 0.5, 0.5] } }
";

/// The scene with these facts, and catalogues that hold nothing but facts.
fn checked(facts: &str, overlays: &[(&str, &str)]) -> Checked {
    let names: Vec<&str> = ["city"].into_iter().chain(overlays.iter().map(|(name, _)| *name)).collect();
    let scene = SCENE.replace("CATALOGUES", &format!("[{}]", names.join(", ")));
    let scene =
        scene.replace("FACTS", &if facts.is_empty() { String::new() } else { format!("facts:\n{facts}") });
    let texts: Vec<(String, String)> = overlays
        .iter()
        .map(|(id, facts)| {
            let text = format!("onething: 1\nkind: catalogue\nid: {id}\nsource: {id}.csv\nfacts:\n{facts}\n");
            (format!("{id}.yaml"), text)
        })
        .collect();
    // Files come in the order of their names, whatever the order of the list.
    let mut files = vec![("city.yaml", CITY.as_bytes())];
    files.extend(texts.iter().map(|(name, text)| (&**name, text.as_bytes())));
    files.sort_unstable();
    check(("scenario.yaml", scene.as_bytes()), &files)
}

fn scenario(facts: &str, overlays: &[(&str, &str)]) -> Arc<Scenario> {
    let checked = checked(facts, overlays);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    checked.scenario.unwrap()
}

/// The facts that differ from those of the scene as it is.
fn changed(facts: &str, overlays: &[(&str, &str)]) -> Vec<(String, String)> {
    let (was, is) = (Facts::of(&scenario("", &[])), Facts::of(&scenario(facts, overlays)));
    let differs = is.iter().filter(|(path, value)| was.get(path) != Some(value));
    differs.map(|(path, value)| (path.to_owned(), value.to_owned())).collect()
}

fn codes(facts: &str, overlays: &[(&str, &str)]) -> Vec<&'static str> {
    checked(facts, overlays).diagnostics.iter().map(|found| found.code).collect()
}

#[test]
fn every_key_is_reached_by_its_path_and_nothing_else_changes() {
    let table: &[(&str, &[(&str, &str)])] = &[
        ("items.register.steps.review.takes: 7min", &[("items.register.steps.review.takes", "7min")]),
        (
            "items.register.steps.accept.takes: { exponential: 4min }",
            &[("items.register.steps.accept.takes", "exponential 4min")],
        ),
        (
            "items.register.steps.review.undo.takes: 2min",
            &[("items.register.steps.review.undo.takes", "2min")],
        ),
        (
            "items.register.steps.review.outcome: { reject: 0.2 }",
            &[("items.register.steps.review.outcome (approve, correct, reject)", "0.8, 0, 0.2")],
        ),
        (
            "items.register.steps.review.corrects_in: 3d",
            &[("items.register.steps.review.outcome.corrects_in", "3d")],
        ),
        ("items.register.steps.rounds.chance: 0.8", &[("items.register.steps.rounds.chance", "0.8")]),
        (
            "items.register.steps.verdict.choose.1.chance: 0.7",
            &[("items.register.steps.verdict.branch 1.chance", "0.7")],
        ),
        ("items.register.steps.mending.within: 20d", &[("items.register.steps.mending.within", "20d")]),
        ("items.register.steps.stamp.takes: 3min", &[("items.register.steps.stamp.takes", "3min")]),
        ("items.register.steps.seal.takes: 3min", &[("items.register.steps.seal.takes", "3min")]),
        (
            "items.register.needs.fields.parent.name.when: local = \"other\"",
            &[("items.register.needs.fields.parent.name", "local = \"other\"")],
        ),
        ("items.register.visits.collect: 1", &[("items.register.visits", "apply 1, collect 1")]),
        ("items.register.limit: { promised: 1wd }", &[("items.register.limit.promised", "1wd")]),
        (
            "items: { register: { steps: { stamp: { takes: 2min } } } }",
            &[("items.register.steps.stamp.takes", "2min")],
        ),
        ("messages.mended.comes_in: 5d", &[("messages.mended.comes_in", "5d")]),
        ("situations.local.weights: [0.5, 0.5]", &[("situations.local.weights", "0.5, 0.5")]),
        ("plans.joint.measures.merge.takes: 12min", &[("plans.joint.measures.merge.accept.takes", "12min")]),
        ("plans.joint.measures.promise.register: 2wd", &[("plans.joint.measures.promise.register", "2wd")]),
        ("simulation.arrivals.per_day: 90", &[("simulation.arrivals.per_day", "90")]),
        ("simulation.applicant: { travel: 60min }", &[("simulation.applicant.travel", "60min")]),
        ("systems.portal.simulated.latency: 3s", &[("systems.portal.simulated.latency", "3s")]),
        ("departments.health.staff.clerk: 3", &[("departments.health.staff.clerk", "3")]),
        // An item that takes its steps from the catalogue; the catalogue's own is as it was.
        ("items.old_age.steps.review.takes: 9min", &[("items.old_age.steps.review.takes", "9min")]),
        ("items.pension.steps.review.takes: 9min", &[("items.old_age.steps.review.takes", "9min")]),
        ("costs.field: 2", &[("costs", "field 2, material 5")]),
    ];
    for (fact, wanted) in table {
        let wanted: Vec<(String, String)> =
            wanted.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
        assert_eq!(changed(&format!("  {fact}"), &[]), wanted, "{fact}");
        assert_eq!(changed("", &[("measured", &format!("  {fact}"))]), wanted, "{fact} of a catalogue");
        let told = scenario(&format!("  {fact}"), &[]);
        assert_eq!(told.overrides.len(), 1, "{fact}: {:?}", told.overrides);
        let of = &told.overrides[0];
        let own = !["systems", "departments", "items.pension"].iter().any(|start| fact.starts_with(start));
        assert_eq!(of.of == Overridden::Scenario, own, "{fact}");
    }
    // Arrivals are one value: what says another way takes the place of all of it.
    let between = scenario("  simulation.arrivals: { between: 17min }", &[]);
    assert!(format!("{:?}", between.simulation.arrivals).contains("Renewal"));
    assert!(changed("", &[]).is_empty());
}

#[test]
fn later_catalogues_go_before_earlier_ones_and_the_scenario_before_all() {
    let path = "items.register.steps.review.takes";
    let fact = |minutes: u8| format!("  {path}: {minutes}min");
    let takes = |facts: &str, overlays: &[(&str, &str)]| {
        Facts::of(&scenario(facts, overlays)).get(path).map(str::to_owned)
    };
    let (one, two) = (fact(1), fact(2));
    assert_eq!(takes("", &[("alpha", &one), ("beta", &two)]).as_deref(), Some("2min"));
    assert_eq!(takes("", &[("beta", &two), ("alpha", &one)]).as_deref(), Some("1min"));
    assert_eq!(takes(&fact(3), &[("alpha", &one), ("beta", &two)]).as_deref(), Some("3min"));
    assert_eq!(codes(&fact(3), &[("alpha", &one), ("beta", &two)]), ["H0201", "H0202", "H0202"]);
    // A part of what is overridden as a whole later does not hold either; a part overridden later does, and the rest.
    let whole = "  simulation.arrivals: { per_day: 50 }";
    let part = "  simulation.arrivals.per_day: 60";
    assert_eq!(codes("", &[("alpha", part), ("beta", whole)]), ["H0202", "H0201"]);
    assert_eq!(codes("", &[("alpha", whole), ("beta", part)]), ["H0201", "H0201"]);
    let told = scenario("", &[("alpha", part), ("beta", whole)]);
    assert_eq!(told.simulation.source.as_ref().map(|source| &*source.text), Some("beta.csv"));
    let told = scenario("", &[("alpha", part)]);
    assert_eq!(told.simulation.source.as_ref().map(|source| &*source.text), Some("a document"));
}

#[test]
fn a_list_of_overrides_tells_their_source() {
    let fact = "  items.register.steps.review.takes: 4min";
    let source = |told: &Scenario| told.overrides[0].source.as_ref().map(|source| source.text.to_string());
    assert_eq!(source(&scenario(fact, &[])), None);
    assert_eq!(source(&scenario(&format!("  source: a log\n{fact}"), &[])).as_deref(), Some("a log"));
    let checked = checked("", &[("measured", fact)]);
    assert_eq!(&*checked.diagnostics[0].label.en, "source: measured.csv");
    // Which text the list points into.
    let file = checked.sources.get(checked.diagnostics[0].at.source).unwrap();
    assert_eq!(&*file.name, "measured.yaml");
}

#[test]
fn values_computed_for_parties_are_facts_like_any_other() {
    let (one, two) = ("  parent.name: { computed: '\"one\"' }", "  parent.name: { computed: '\"two\"' }");
    let computed = |facts: &str, overlays: &[(&str, &str)]| {
        let found = Facts::of(checked(facts, overlays).scenario.as_ref().unwrap());
        found.get("facts.parent.name.computed").map(str::to_owned)
    };
    assert_eq!(computed(one, &[]).as_deref(), Some("\"one\""));
    assert_eq!(computed("", &[("alpha", one), ("beta", two)]).as_deref(), Some("\"two\""));
    assert_eq!(computed(one, &[("beta", two)]).as_deref(), Some("\"one\""));
    let listed =
        |facts: &str, overlays: &[(&str, &str)]| checked(facts, overlays).scenario.unwrap().overrides.len();
    assert_eq!((listed(one, &[]), listed("", &[("alpha", one)]), listed(one, &[("alpha", two)])), (0, 1, 2));
}

#[test]
fn a_scenario_that_does_not_list_a_catalogue_has_none_of_its_facts() {
    let scene = SCENE.replace("CATALOGUES", "city").replace("FACTS\n", "");
    let other =
        "onething: 1\nkind: catalogue\nid: other\nfacts: { items.register.fee: 5, nothing.at.all: 1 }\n";
    let files = [("city.yaml", CITY.as_bytes()), ("other.yaml", other.as_bytes())];
    let checked = check(("scenario.yaml", scene.as_bytes()), &files);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
}

#[test]
fn what_leads_nowhere_or_does_not_fit_is_one_finding() {
    let table = [
        ("items.registr.steps.review.takes: 7min", "E0206"),
        ("items.register.steps.reviw.takes: 7min", "E0206"),
        ("items.register.steps.review.take: 7min", "E0101"),
        ("items.register.steps.review.takes: 7", "E0404"),
        ("items.register.steps.review.takes.mean: 7min", "E0206"),
        ("items.register.steps.review.outcome.correct: 0.3", "E0406"),
        ("items.register.steps.verdict.choose.3.chance: 0.7", "E0206"),
        ("items.register.steps.verdict.choose.0.chance: 0.7", "E0206"),
        ("items.register.steps.verdict.takes: 7min", "E0156"),
        ("items.old_age.use: pension", "E0214"),
        ("items: { old_age: { use: pension } }", "E0214"),
        ("items.new_one.fee: 5", "E0206"),
        ("messages.mend.comes_in: 5d", "E0206"),
        ("messages.new_one: { reply_to: parent.name }", "E0206"),
        ("situations.local.weights: [0.5, 0.6]", "E0406"),
        ("situations.loca.weights: [0.5, 0.5]", "E0206"),
        ("plans.joint.measures.promis.register: 2wd", "E0206"),
        ("plans.joint.measures.promise.register: 9wd", "E0802"),
        ("simulation.arrivals.per_day: -1", "E0413"),
        ("simulation.arivals.per_day: 1", "E0101"),
        ("simulatoin.arrivals.per_day: 1", "E0101"),
        ("id: other", "E0214"),
        ("catalogue: city", "E0214"),
        ("facts.x: 1", "E0214"),
        ("onething: 2", "E0214"),
        ("people.parent.many.most: 2", "E0206"),
        ("items.pension.steps.review.take: 9min", "E0101"),
        ("'': 1", "E0207"),
        ("items..x: 1", "E0206"),
    ];
    for (fact, code) in table {
        for (facts, overlays) in
            [(format!("  {fact}"), vec![]), (String::new(), vec![("measured", format!("  {fact}"))])]
        {
            let overlays: Vec<(&str, &str)> =
                overlays.iter().map(|(id, facts)| (*id, facts.as_str())).collect();
            let found = checked(&facts, &overlays);
            let errors: Vec<&str> =
                found.diagnostics.iter().map(|d| d.code).filter(|c| c.starts_with('E')).collect();
            assert_eq!(errors, [code], "{fact}: {:#?}", found.diagnostics);
            let file = found.sources.get(found.diagnostics[0].at.source).unwrap();
            let wanted = if overlays.is_empty() { "scenario.yaml" } else { "measured.yaml" };
            assert_eq!(&*file.name, wanted, "{fact}");
            assert!(
                found.sources.slice(found.diagnostics[0].at).len() < 40,
                "{fact}: the place is not the fact"
            );
        }
    }
}

/// However long a path is, nothing is gone down into too deep; longer keys than these are refused as such.
#[test]
fn a_path_without_end_is_refused() {
    for part in [".undo", ".x", "."] {
        let fact = format!("  items.register.steps.review{}: 1", part.repeat(100));
        assert_eq!(codes(&fact, &[]), ["E0206"]);
        let fact = format!("  systems.portal{}: 1", part.repeat(100));
        assert_eq!(codes(&fact, &[]), ["E0206"]);
    }
}
