//! The histories that are kept, folded by the program as an operator does it.

use std::path::Path;
use std::process::Command;

#[test]
fn replay_folds_every_kept_history_and_shows_where_another_scenario_parts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/histories");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|file| file.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "jsonl"));
    assert!(files.len() >= 7);
    let replay = |file: &Path, more: &[&str]| {
        let mut replay = Command::new(env!("CARGO_BIN_EXE_onething"));
        replay.arg("replay").arg(file).args(more).output().unwrap()
    };
    for file in &files {
        let told = replay(file, &[]);
        assert_eq!(told.status.code(), Some(0), "{}: {told:?}", file.display());
        assert!(String::from_utf8_lossy(&told.stdout).contains("folded to the same"), "{told:?}");
    }
    let newborn = files.iter().find(|file| file.ends_with("newborn-birth.joint.jsonl")).unwrap();
    let same = replay(newborn, &["--scenario", "newborn-birth"]);
    assert!(matches!(same.status.code(), Some(0 | 1)), "{same:?}");
    let other = replay(newborn, &["--scenario", "equity-transfer", "--lang", "zh"]);
    assert_eq!(other.status.code(), Some(1), "{other:?}");
    assert!(!other.stdout.is_empty());
}
