//! Event logs of a store: the same pieces of work in every format, and none of what people filled in.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

fn export(words: &[&str], data: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onething"));
    command.arg("export").args(words).arg("--data").arg(data).output().unwrap()
}

fn text(words: &[&str], data: &Path) -> String {
    let output = export(words, data);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The logs of a store that has exactly these applications tell the same of each.
pub fn agree(data: &Path, applications: &[&str]) {
    let csv = text(&["--all", "--format", "csv", "--lang", "zh"], data);
    let cases: BTreeSet<&str> = csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(cases, applications.iter().copied().collect());
    let rows = csv.lines().count() - 1;
    assert!(
        csv.contains("insurance_enrolment.archive,归档,"),
        "by the names of the version it was moved to\n{csv}"
    );
    let xes = text(&["--all", "--format", "xes"], data);
    let log = roxmltree::Document::parse(&xes).unwrap();
    let of = |name| log.descendants().filter(move |node| node.tag_name().name() == name).count();
    assert_eq!((of("trace"), of("event")), (applications.len(), 2 * rows));
    let ocel = text(&["--all", "--format", "ocel"], data);
    let log: Value = serde_json::from_str(&ocel).unwrap();
    assert_eq!(log["events"].as_array().unwrap().len(), rows);
    for log in [&csv, &xes, &ocel] {
        assert!(!log.contains("王小明") && !log.contains("幸福路"), "what people filled in");
    }
    let file = data.join("log.csv");
    let to_file = ["--all", "--format", "csv", "--lang", "zh", "-o", file.to_str().unwrap()];
    assert_eq!(text(&to_file, data), "");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), csv);
    let one = text(&[applications[0], "--format", "csv", "--lang", "zh"], data);
    let own = csv.lines().filter(|line| line.starts_with(applications[0]));
    assert!(one.lines().skip(1).eq(own));
    let histories = text(&["--all"], data);
    let begun = histories.lines().filter(|line| line.starts_with("{\"begun\"")).count();
    assert_eq!(begun, applications.len());
    for wrong in [&["--all", applications[0]][..], &[]] {
        assert_eq!(export(wrong, data).status.code(), Some(2), "{wrong:?}");
    }
    let nowhere = data.join("nowhere");
    let missing = export(&["--all", "--format", "csv"], &nowhere);
    assert_eq!(
        (missing.status.code(), &missing.stdout[..]),
        (Some(3), &b""[..]),
        "a store that is not there"
    );
    assert!(String::from_utf8_lossy(&missing.stderr).contains("there is no store here"));
    assert!(!nowhere.exists(), "and none is made");
}
