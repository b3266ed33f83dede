//! The contract of `compare --format json` and `csv`: keys, and sums that must come out.

use super::program::Folder;
use serde_json::Value;
use std::sync::OnceLock;

const FIGURES: &[&str] = &[
    "fields",
    "items",
    "departments",
    "data_sources",
    "systems",
    "forms",
    "materials",
    "steps",
    "handoffs",
    "limit_wd",
    "trips",
    "cost_cny",
];
/// Information, never a saving: no measure is credited with them (rule 31).
const INFORMATION: &[&str] = &["systems", "data_sources"];
/// Sums of at most 64 numbers that are rounded to nine decimals.
const EXACT: f64 = 1e-7;

/// Every way of [`ways`] compared, once for all tests.
fn compared() -> &'static [(Vec<&'static str>, Value)] {
    static ALL: OnceLock<Vec<(Vec<&str>, Value)>> = OnceLock::new();
    ALL.get_or_init(|| ways().into_iter().map(|way| (way.clone(), compare(&way))).collect())
}

fn compare(arguments: &[&str]) -> Value {
    let folder = Folder::new(&format!("contract-{}", arguments.join("-").replace('=', "_")));
    let mut all = vec!["compare", "newborn-birth", "--format", "json"];
    all.extend(arguments);
    let ended = folder.onething(&all);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&ended.stdout).expect("JSON")
}

fn ways() -> Vec<Vec<&'static str>> {
    let given = ["born=elsewhere", "household=with_father", "count_child=n2", "married=unmarried"];
    let mut all: Vec<Vec<&str>> = given.iter().map(|g| vec!["--given", *g]).collect();
    all.extend([vec![], vec!["--given", "applicant=father"], vec!["separate", "joint"]]);
    all
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("not a number: {value}"))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list `{key}`"))
}

fn both_languages(text: &Value) {
    for language in ["zh", "en"] {
        assert!(text[language].as_str().is_some_and(|t| !t.trim().is_empty()), "no {language}: {text}");
    }
}

#[test]
fn every_key_is_there() {
    let json = compare(&[]);
    assert_eq!(json["scenario"], "newborn-birth");
    assert_eq!((&json["from"], &json["to"]), (&Value::from("separate"), &Value::from("joint")));
    assert_eq!(json["rules"], "counting-1");
    for figure in FIGURES {
        for plan in ["from", "to"] {
            let spread = &json["figures"][figure][plan];
            let [min, expected, max, base] =
                ["min", "expected", "max", "base"].map(|key| number(&spread[key]));
            assert!(min <= expected + EXACT && expected <= max + EXACT, "{figure}: {spread}");
            assert!(min <= base && base <= max, "{figure}: {spread}");
        }
    }
    for step in list(&json, "waterfall") {
        assert!(step["measure"].is_string() && step["figure"].is_string(), "{step}");
        assert!(!list(step, "because").is_empty(), "{step}");
        list(step, "because").iter().for_each(|reason| both_languages(&reason["why"]));
    }
    let ask = &json["ask"];
    assert!(!list(ask, "fields").is_empty() && !list(ask, "materials").is_empty());
    // `because` is an object of both languages, as every label is.
    for asked in list(ask, "fields").iter().chain(list(ask, "materials")) {
        assert!(asked["id"].is_string(), "{asked}");
        both_languages(&asked["because"]);
        both_languages(&asked["title"]);
    }
    for supplied in list(ask, "supplied") {
        assert!(supplied["id"].is_string() && supplied["by"].is_string(), "{supplied}");
        assert!(list(supplied, "from").iter().all(Value::is_string), "{supplied}");
    }
}

#[test]
fn the_waterfall_sums_to_the_whole_change() {
    let mut changed = 0;
    for (way, json) in compared() {
        for (figure, change) in json["figures"].as_object().unwrap() {
            let whole = number(&change["to"]["base"]) - number(&change["from"]["base"]);
            let steps: Vec<&Value> =
                list(json, "waterfall").iter().filter(|s| s["figure"] == figure.as_str()).collect();
            if INFORMATION.contains(&figure.as_str()) {
                assert!(steps.is_empty(), "{way:?}: {figure} is credited to measures");
                continue;
            }
            let sum: f64 = steps.iter().map(|s| number(&s["change"])).sum();
            assert!((sum - whole).abs() < EXACT, "{way:?} {figure}: {sum} is not {whole}");
            changed += usize::from(whole != 0.0);
            // Limits are longest paths: what lies on them may change as a whole (rule 34).
            if figure.starts_with("limit") {
                continue;
            }
            for step in steps {
                let because: f64 = list(step, "because").iter().map(|r| number(&r["change"])).sum();
                let change = number(&step["change"]);
                assert!((because - change).abs() < EXACT, "{way:?} {step}: {because} is not {change}");
            }
        }
    }
    assert!(changed > 30, "only {changed} figures changed");
}

#[test]
fn shares_sum_to_the_whole_change() {
    for (way, json) in compared() {
        assert_eq!(json["attribution"]["method"], "exact");
        let shares = json["attribution"]["shares"].as_object().unwrap();
        assert_eq!(shares.len(), 12, "{way:?}");
        for (figure, change) in json["figures"].as_object().unwrap() {
            if INFORMATION.contains(&figure.as_str()) {
                continue;
            }
            let whole = number(&change["to"]["base"]) - number(&change["from"]["base"]);
            let sum: f64 = shares.values().filter_map(|share| share.get(figure)).map(number).sum();
            assert!((sum - whole).abs() < EXACT, "{way:?} {figure}: {sum} is not {whole}");
        }
    }
}

#[test]
fn csv_says_the_same_as_json() {
    let json = compare(&[]);
    let folder = Folder::new("contract-csv");
    let ended = folder.onething(&["compare", "newborn-birth", "--format", "csv"]);
    let mut lines = ended.stdout.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(header, ["scenario", "figure", "unit", "plan", "min", "expected", "max", "base"]);
    let mut count = 0;
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), header.len(), "{line}");
        let side = if cells[3] == "separate" { "from" } else { "to" };
        for (name, cell) in header.iter().zip(&cells).skip(4) {
            let value = number(&json["figures"][cells[1]][side][name]);
            assert_eq!(cell.parse::<f64>().unwrap(), value, "{line}: {name}");
        }
        count += 1;
    }
    assert_eq!(count, 2 * json["figures"].as_object().unwrap().len());
}

/// The library in one table: what errors leave out is told, makes the exit code that of findings, and takes nothing else away.
#[test]
fn the_whole_library_is_compared_without_what_has_errors() {
    let folder = Folder::new("contract-all");
    for name in ["citizen-death", "equity-transfer", "newborn-birth"] {
        assert!(folder.path(&format!("scenarios/{name}/scenario.yaml")).exists());
    }
    for entry in std::fs::read_dir(folder.path("scenarios")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir()
            && !["catalogue", "citizen-death", "equity-transfer", "newborn-birth"].contains(&name.as_str())
        {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    let all = |format: &str| folder.onething(&["compare", "--all", "--format", format]);
    let whole = all("json");
    assert_eq!((whole.code, whole.stderr.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&whole.stdout).unwrap();
    assert_eq!(list(&json, "scenarios").len(), 3);
    let newborn = compare(&[]);
    assert_eq!(list(&json, "scenarios")[2]["figures"], newborn["figures"]);
    list(&json, "scenarios").iter().for_each(|one| both_languages(&one["title"]));
    let lines = all("csv").stdout;
    let of = |start: &str| lines.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((of("scenario,"), of("total,"), of("mean,"), of("shared,")), (3 * 14, 14, 14, 8));
    let total = format!("total,,fields,count,{},", number(&json["totals"]["fields"]["from"]));
    assert!(lines.contains(&total), "{total}");

    let broken = folder.path("scenarios/citizen-death/scenario.yaml");
    let text = std::fs::read_to_string(&broken).unwrap();
    std::fs::write(&broken, text.replacen("department: police", "department: polise", 1)).unwrap();
    let rest = all("human");
    assert_eq!(rest.code, 1, "{}", rest.stderr);
    assert!(rest.stderr.contains("did you mean `police`"), "{}", rest.stderr);
    assert!(rest.stdout.contains("The library: 2 scenarios before and after"), "{}", rest.stdout);
    assert!(rest.stdout.contains("Left out: citizen-death: it has errors"), "{}", rest.stdout);
    let both = folder.onething(&["compare", "newborn-birth", "--all"]);
    assert_eq!(both.code, 2, "one scenario and all of them");
}
