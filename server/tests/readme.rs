//! What the readmes show is what the program prints, and every command in them works.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const READMES: [(&str, &str); 2] = [("README.md", "en"), ("README.zh-CN.md", "zh")];

/// A fresh folder with a copy of the library.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("onething-readme-{name}-{}", std::process::id()));
        copy(&Path::new(ROOT).join("scenarios"), &folder.join("scenarios"));
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_onething"));
        program
            .current_dir(&self.0)
            .args(arguments)
            .env("ONETHING_CACHE", self.0.join("cache"))
            .output()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let parts = text.split("```").skip(1).step_by(2);
    parts.filter_map(|b| b.strip_prefix(&format!("{language}\n"))).map(str::to_owned).collect()
}

#[test]
fn the_figures_and_the_finding_are_what_the_program_prints() {
    for (readme, language) in READMES {
        let text = fs::read_to_string(Path::new(ROOT).join(readme)).unwrap();
        let shown = blocks(&text, "text");
        let [figures, finding, run, simulated, failure] = &shown[..] else {
            panic!("{readme} shows {} outputs", shown.len())
        };
        let folder = Folder::new(language);
        let printed =
            String::from_utf8(folder.run(&["compare", "newborn-birth", "--lang", language]).stdout).unwrap();
        assert!(
            printed.contains(figures.trim_end()),
            "{readme} shows\n{figures}\nthe program prints\n{printed}"
        );
        let printed =
            String::from_utf8(folder.run(&["run", "newborn-birth", "--lang", language]).stdout).unwrap();
        assert!(printed.contains(run.trim_end()), "{readme} shows\n{run}\nthe program prints\n{printed}");
        let pair =
            ["simulate", "newborn-birth", "--plan", "separate", "--against", "joint", "--lang", language];
        let printed = String::from_utf8(folder.run(&pair).stdout).unwrap();
        assert!(
            printed.contains(simulated.trim_end()),
            "{readme} shows\n{simulated}\nthe program prints\n{printed}"
        );
        let test = folder.0.join("scenarios/newborn-birth/tests/joint.yaml");
        let broken = fs::read_to_string(&test).unwrap().replace("trips: 0\n", "trips: 1\n");
        fs::write(&test, broken).unwrap();
        let test = test.strip_prefix(&folder.0).unwrap().to_str().unwrap();
        let printed = folder.run(&["test", test, "--lang", language]);
        assert_eq!(printed.status.code(), Some(1));
        let printed = String::from_utf8(printed.stdout).unwrap();
        assert!(
            printed.contains(failure.trim_end()),
            "{readme} shows\n{failure}\nthe program prints\n{printed}"
        );
        let file = folder.0.join("scenarios/newborn-birth/scenario.yaml");
        let broken =
            fs::read_to_string(&file).unwrap().replace("- home.household_book\n", "- home.household_bok\n");
        fs::write(&file, broken).unwrap();
        let printed = folder.run(&["check", "newborn-birth", "--lang", language]);
        assert_eq!(printed.status.code(), Some(1));
        let printed = String::from_utf8(printed.stdout).unwrap();
        assert!(
            printed.contains(finding.trim_end()),
            "{readme} shows\n{finding}\nthe program prints\n{printed}"
        );
    }
}

/// `| fields 填写字段 | 61 | 3 |`: a figure's name, before and after.
fn row(line: &str) -> Option<(&str, f64, f64)> {
    let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
    let [name, from, to] = cells[..] else { return None };
    let value = |cell: &str| cell.trim_end_matches("wd").parse::<f64>().ok();
    let name = match name.split(' ').next()? {
        "limit" => "limit_wd",
        name => name,
    };
    Some((name, value(from)?, value(to)?))
}

#[test]
fn the_figures_in_the_readme_of_a_scenario_are_what_comes_out_of_it() {
    let folder = Folder::new("figures");
    let output = folder.run(&["compare", "--all", "--format", "json"]);
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let library = printed["scenarios"].as_array().unwrap();
    let mut compared = 0;
    for scenario in fs::read_dir(Path::new(ROOT).join("scenarios")).unwrap().map(Result::unwrap) {
        let Ok(readme) = fs::read_to_string(scenario.path().join("README.md")) else { continue };
        let name = scenario.file_name().into_string().unwrap();
        let Some(told) = library.iter().find(|one| one["scenario"] == *name) else { continue };
        let rows: Vec<_> = readme.lines().filter_map(row).collect();
        assert!(rows.len() >= 4, "{name}: {rows:?}");
        for (figure, from, to) in rows {
            // As many decimals as people read.
            let base = |side: &str| {
                told["figures"][figure][side]["base"].as_f64().map(|v| (v * 100.0).round() / 100.0)
            };
            assert_eq!((base("from"), base("to")), (Some(from), Some(to)), "{figure} of {name}");
            compared += 1;
        }
    }
    assert!(compared >= 24, "only {compared} figures compared");
}

#[test]
fn every_command_of_the_readmes_works() {
    for (readme, language) in READMES {
        let text = fs::read_to_string(Path::new(ROOT).join(readme)).unwrap();
        let folder = Folder::new(&format!("commands-{language}"));
        copy(&folder.0.join("scenarios/newborn-birth"), &folder.0.join("mine"));
        let mut ran = 0;
        for line in blocks(&text, "sh").iter().flat_map(|b| b.lines()) {
            let Some(command) = line.strip_prefix("onething ") else { continue };
            let command = command.split('#').next().unwrap_or("");
            let arguments: Vec<&str> = command.split_whitespace().collect();
            let output = folder.run(&arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{readme}: onething {command}: {said}");
            ran += 1;
        }
        assert!(ran >= 9, "{readme} has only {ran} commands");
    }
}
