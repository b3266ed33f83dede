//! `onething schema`: the schemas take the shipped files and refuse wrong ones.

use super::program::{Folder, repository};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Broken files that a schema alone can refuse: unknown keys, missing ones, wrong types.
const SCENARIOS: &[&str] = &[
    "keys/top_unknown",
    "keys/step_rol",
    "keys/item_limits",
    "keys/measure_onefrom",
    "keys/missing_people",
    "keys/situation_answer",
    "keys/top_situations",
    "keys/outcome_approved",
    "types/items_list",
    "types/needs_list",
    "types/steps_map",
    "types/period_space",
    "types/costs_negative",
    "types/title_list",
    "types/visits_text",
    "steps/choose_unnamed",
    "steps/branch_without_steps",
    "steps/on_refusal",
    "steps/item_flow",
    "steps/message_without_reply_to",
    "simulation/per_day_typo",
    "types/takes_exponential_zero",
    "types/takes_gamma_shape",
    "types/takes_mixture_empty",
    "types/takes_mixture_weight",
];
const CATALOGUES: &[&str] = &[
    "keys/catalogue_department_level",
    "keys/catalogue_element_type",
    "keys/catalogue_holidays",
    "keys/catalogue_latency",
    "keys/catalogue_unknown_section",
    "types/catalogue_level",
    "steps/region_of_a_company",
    "steps/retry",
    "types/catalogue_latency_zero",
];

fn validator(kind: &str) -> jsonschema::Validator {
    let ended = Folder::empty(&format!("schema-{kind}")).onething(&["schema", kind]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let schema: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::meta::validate(&schema).expect("a schema of its draft");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// A file as an editor's YAML reader sees it, which is not the engine's.
fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn accepts(kind: &str, paths: &[PathBuf]) {
    let validator = validator(kind);
    for path in paths {
        let file = read(path);
        let errors: Vec<String> =
            validator.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}:\n{}", path.display(), errors.join("\n"));
    }
}

fn refuses(kind: &str, names: &[&str]) {
    let validator = validator(kind);
    for name in names {
        let file = read(&repository().join(format!("tests/broken/{name}.yaml")));
        assert_eq!(file["kind"], kind, "{name}");
        assert!(!validator.is_valid(&file), "{name} is taken for a {kind}");
    }
}

#[test]
fn shipped_scenarios_are_valid() {
    let folders = fs::read_dir(repository().join("scenarios")).unwrap().map(|e| e.unwrap().path());
    let mut files: Vec<PathBuf> = folders.map(|f| f.join("scenario.yaml")).filter(|f| f.is_file()).collect();
    files.push(repository().join("tests/broken/sound.yaml"));
    files.push(repository().join("tests/language/scenario.yaml"));
    files.push(repository().join("tests/language/flow.yaml"));
    assert!(files.len() >= 4);
    accepts("scenario", &files);
}

#[test]
fn shipped_catalogues_are_valid() {
    let files = fs::read_dir(repository().join("scenarios/catalogue")).unwrap().map(|e| e.unwrap().path());
    let mut files: Vec<PathBuf> = files.collect();
    files.push(repository().join("tests/broken/catalogue.yaml"));
    files.push(repository().join("tests/language/catalogue.yaml"));
    assert!(files.len() >= 4);
    accepts("catalogue", &files);
}

#[test]
fn a_new_scenario_is_valid() {
    let folder = Folder::empty("schema-new");
    assert_eq!(folder.onething(&["new", "my-scene"]).code, 0);
    accepts("scenario", &[folder.path("scenarios/my-scene/scenario.yaml")]);
}

#[test]
fn wrong_scenarios_are_refused() {
    refuses("scenario", SCENARIOS);
}

#[test]
fn wrong_catalogues_are_refused() {
    refuses("catalogue", CATALOGUES);
}

#[test]
fn a_scenario_is_no_catalogue() {
    let scenario = read(&repository().join("scenarios/newborn-birth/scenario.yaml"));
    assert!(!validator("catalogue").is_valid(&scenario));
}
