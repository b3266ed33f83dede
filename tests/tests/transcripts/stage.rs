//! What a story is played on: a scenario beside the transcripts, a plan, answers, compiled the whole way.

use onething_engine::application::Program;
use onething_engine::check::check;
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::way::Way;
use onething_engine::process::compile::compile;
use onething_engine::scenario::diagnostic::human;
use onething_engine::scenario::model::{Scenario, SituationId};
use onething_engine::scenario::text::Language;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Where transcripts, their scenarios and what comes before them stand.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("machine")
}

fn text(name: &str) -> String {
    let file = folder().join(name);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The commands that a story goes on from.
pub fn before(name: &str) -> String {
    text(&format!("before/{name}.commands"))
}

/// A scenario, checked the whole way, once.
fn checked(name: &str) -> Arc<Scenario> {
    static CHECKED: Mutex<BTreeMap<String, Arc<Scenario>>> = Mutex::new(BTreeMap::new());
    let mut all = CHECKED.lock().unwrap();
    if let Some(scenario) = all.get(name) {
        return scenario.clone();
    }
    let (file, beside) = (text(&format!("{name}.yaml")), text("catalogue.yaml"));
    let checked = check((name, file.as_bytes()), &[("catalogue.yaml", beside.as_bytes())]);
    let found = human(&checked.diagnostics, &checked.sources, Language::En, false);
    assert!(checked.diagnostics.is_empty(), "{found}");
    let scenario = checked.scenario.unwrap();
    all.insert(name.to_owned(), scenario.clone());
    scenario
}

/// A scenario and what runs an application of it.
pub struct Stage {
    pub scenario: Arc<Scenario>,
    pub program: Program,
}

impl Stage {
    /// From the words of a `given` line: a scenario's name, `plan=…`, answers as `situation=answer`.
    pub fn new(scenario: &str, plan: &str, answers: &[(&str, &str)]) -> Self {
        let scenario = checked(scenario);
        let plan = scenario.plans.get(plan).unwrap_or_else(|| panic!("no plan `{plan}`"));
        let mut way = Way::base(&scenario);
        for (name, answer) in answers {
            let (at, _, situation) = scenario.situations.get_full(*name).expect("a situation");
            let answer = situation.answers.iter().position(|a| &*a.id == *answer).expect("an answer");
            way.set(SituationId::from(at), &[answer]);
        }
        let planner = Planner::new(&scenario);
        let derivation = planner.derive(plan, MeasureSet::all(plan), &way);
        let process = compile(&derivation, plan).unwrap();
        let program = Program::compile(&derivation, &process, plan).unwrap();
        drop(derivation);
        Self { scenario, program }
    }
}
