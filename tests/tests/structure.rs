//! The house's own rules, checked over its source: arrows, bans, sizes, names, manifests and pages.

use onething_tests::manifest::dependencies;
use onething_tests::markdown::{commands, heading_levels, verb};
use onething_tests::repository::{File, file, files, root, rust};
use onething_tests::rust_source::{code, functions, named_rooms, without_tests, words};
use std::collections::BTreeSet;
use std::process::Command;

/// Longest Rust file, in lines.
const FILE_LINES: usize = 500;
/// Longest function, in lines.
const FUNCTION_LINES: usize = 80;

/// The engine's rooms and those each may name besides itself.
const ROOMS: [(&str, &[&str]); 17] = [
    ("planted", &[]),
    ("nearest", &[]),
    ("random", &[]),
    ("expression", &["nearest"]),
    ("calendar", &["expression"]),
    ("scenario", &["nearest", "random", "expression", "calendar"]),
    (
        "simulate",
        &[
            "application",
            "calendar",
            "hold",
            "people",
            "plan",
            "population",
            "process",
            "random",
            "rehearsal",
            "scenario",
        ],
    ),
    ("hold", &["planted", "calendar", "scenario"]),
    ("plan", &["random", "expression", "calendar", "scenario"]),
    ("process", &["random", "expression", "calendar", "scenario", "plan"]),
    ("application", &["planted", "random", "expression", "calendar", "scenario", "plan", "process"]),
    ("population", &["random", "expression", "calendar", "scenario", "plan"]),
    ("people", &["random", "scenario", "plan", "application", "population"]),
    (
        "rehearsal",
        &[
            "nearest",
            "random",
            "expression",
            "calendar",
            "scenario",
            "hold",
            "plan",
            "process",
            "application",
            "population",
            "people",
        ],
    ),
    (
        "testing",
        &[
            "nearest",
            "random",
            "expression",
            "calendar",
            "scenario",
            "hold",
            "plan",
            "process",
            "application",
            "population",
            "people",
            "rehearsal",
        ],
    ),
    (
        "analyse",
        &[
            "nearest",
            "random",
            "expression",
            "calendar",
            "scenario",
            "plan",
            "process",
            "application",
            "simulate",
        ],
    ),
    ("check", &["random", "expression", "calendar", "scenario", "plan", "process"]),
];

/// What the engine's own source never says, and why.
const ENGINE_BANS: [(&str, &str); 14] = [
    ("SystemTime", "no clock"),
    ("Instant", "no clock"),
    ("Timestamp::now", "no clock"),
    ("Zoned::now", "no clock"),
    ("std::fs", "no files"),
    ("std::env", "no environment"),
    ("std::net", "no network"),
    ("HashMap", "its order differs between runs"),
    ("HashSet", "its order differs between runs"),
    ("thread::spawn", "no threads"),
    ("async fn", "no async"),
    ("println!", "no output"),
    ("eprintln!", "no output"),
    ("dbg!", "no output"),
];

fn fails(rule: &str, offenders: &[String]) {
    assert!(offenders.is_empty(), "{rule}:\n  {}", offenders.join("\n  "));
}

/// Engine source that is no test; tests may start from texts, and so name any room.
fn engine() -> Vec<File> {
    let is_test = |file: &File| file.path.split('/').any(|part| matches!(part, "tests" | "tests.rs"));
    let found: Vec<File> =
        rust().into_iter().filter(|f| f.path.starts_with("engine/src/") && !is_test(f)).collect();
    assert!(found.len() > 50, "the engine's source was not found");
    found
}

fn blank(file: &File) -> String {
    code(without_tests(&file.text))
}

#[test]
fn arrows_inside_the_engine_point_down() {
    let mut offenders = Vec::new();
    let mut arrows = 0;
    for file in engine() {
        let path: Vec<&str> =
            file.path.trim_start_matches("engine/src/").trim_end_matches(".rs").split('/').collect();
        let room = path.first().copied().unwrap_or_default();
        if room == "lib" {
            continue;
        }
        let Some((_, below)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            offenders.push(format!("{}: no room of this name", file.path));
            continue;
        };
        for named in named_rooms(&blank(&file), path.len()) {
            let is_room = ROOMS.iter().any(|(name, _)| *name == named);
            arrows += usize::from(is_room);
            if is_room && named != room && !below.contains(&named.as_str()) {
                offenders.push(format!("{} names {named}", file.path));
            }
        }
    }
    assert!(arrows > 100, "arrows were not read");
    fails("a room never names a higher one", &offenders);
}

#[test]
fn the_engine_is_pure() {
    let mut offenders = Vec::new();
    for file in engine() {
        let text = blank(&file);
        for (banned, why) in ENGINE_BANS {
            if words(&text, banned).next().is_some() {
                offenders.push(format!("{}: {banned} ({why})", file.path));
            }
        }
    }
    fails("the engine has no IO, clock, threads or unordered maps", &offenders);
}

#[test]
fn the_engine_stands_on_no_runtime() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "tree",
            "-p",
            "onething-engine",
            "--offline",
            "-e",
            "normal,build",
            "--prefix",
            "none",
            "-f",
            "{p}",
        ])
        .current_dir(root())
        .output()
        .unwrap_or_else(|error| panic!("cargo tree does not start: {error}"));
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("jiff"), "the tree was not read: {tree}");
    let banned = ["tokio", "axum", "hyper", "sled", "rand", "async-std", "smol", "reqwest", "chrono"];
    let offenders: Vec<String> =
        banned.iter().filter(|n| names.contains(*n)).map(|n| (*n).to_owned()).collect();
    fails("the engine depends on", &offenders);
}

#[test]
fn no_crate_has_unsafe_code() {
    let workspace = file("Cargo.toml").unwrap_or_else(|| panic!("no workspace manifest"));
    assert!(workspace.text.contains("unsafe_code = \"forbid\""));
    let mut offenders = Vec::new();
    for manifest in files().iter().filter(|f| f.path.ends_with("/Cargo.toml")) {
        let folder = manifest.path.trim_end_matches("Cargo.toml");
        let inherits = manifest.text.contains("[lints]\nworkspace = true");
        let roots =
            ["src/lib.rs", "src/main.rs"].into_iter().filter_map(|name| file(&format!("{folder}{name}")));
        for root in roots.filter(|root| !inherits && !root.text.contains("#![forbid(unsafe_code)]")) {
            offenders.push(root.path);
        }
    }
    fails("unsafe code is forbidden in every crate", &offenders);
}

#[test]
fn files_stay_short() {
    let long = |f: &File| (f.text.lines().count() > FILE_LINES).then(|| f.text.lines().count());
    let offenders: Vec<String> =
        rust().iter().filter_map(|f| Some(format!("{}: {} lines", f.path, long(f)?))).collect();
    fails("no Rust file is longer than 500 lines", &offenders);
}

#[test]
fn functions_are_one_thought() {
    let (mut offenders, mut seen) = (Vec::new(), 0);
    // A table of cases is one thought, however long.
    let is_test = |path: &str| path.split('/').any(|part| matches!(part, "tests" | "tests.rs"));
    for file in rust().into_iter().filter(|f| !is_test(&f.path)) {
        let found = functions(&code(&file.text));
        seen += found.len();
        for long in found.iter().filter(|f| f.lines > FUNCTION_LINES) {
            offenders.push(format!("{}:{}: {} has {} lines", file.path, long.line, long.name, long.lines));
        }
    }
    assert!(seen > 500, "only {seen} functions were read");
    fails("no function is longer than 80 lines", &offenders);
}

#[test]
fn every_file_says_what_it_is() {
    let offenders: Vec<String> =
        rust().into_iter().filter(|f| !f.text.starts_with("//!")).map(|f| f.path).collect();
    fails("every Rust file starts with its documentation", &offenders);
}

#[test]
fn names_say_what_a_thing_is() {
    let banned = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "mod"];
    let mut offenders = Vec::new();
    for file in rust() {
        if file.path.split('/').any(|part| banned.contains(&part)) || banned.contains(&file.stem()) {
            offenders.push(file.path.clone());
        }
        let text = code(&file.text);
        for at in words(&text, "mod") {
            let name = text[at + 3..].trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next();
            if name.is_some_and(|name| banned.contains(&name)) {
                offenders.push(format!("{}: mod {}", file.path, name.unwrap_or_default()));
            }
        }
    }
    fails("names that say nothing", &offenders);
}

#[test]
fn every_dependency_is_used() {
    let sources = rust();
    let (mut offenders, mut seen) = (Vec::new(), 0);
    for manifest in files().iter().filter(|f| f.path.ends_with("/Cargo.toml")) {
        let folder = manifest.path.trim_end_matches("Cargo.toml");
        let own = || sources.iter().filter(|f| f.path.starts_with(folder));
        let text: Vec<String> = own().map(|f| code(&f.text)).collect();
        for dependency in dependencies(&manifest.text) {
            seen += 1;
            // The program's library has a name of its own, as the program has taken the package's.
            let name = if dependency.name == "onething" { "onething_server" } else { &dependency.name };
            // What serde is to write a field with is named in a string.
            let field = format!("#[serde(with = \"{name}\")]");
            let is_named = text.iter().any(|text| words(text, name).next().is_some());
            if !is_named && !own().any(|f| f.text.contains(&field)) {
                offenders.push(format!("{}: {}", manifest.path, dependency.name));
            }
        }
    }
    assert!(seen > 10, "manifests were not read");
    fails("dependencies that no source names", &offenders);
}

/// A setting that nothing reads promises what nobody does.
#[test]
fn every_setting_is_read() {
    let table = file("server/src/config/table.rs").unwrap_or_else(|| panic!("the table of settings is gone"));
    let fields = table.text.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("    ")?.split_once(": ")?;
        let is_field = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        (is_field && line.ends_with(';') && rest.contains(" = ")).then_some(name)
    });
    let others: Vec<String> = rust()
        .iter()
        .filter(|f| f.path.starts_with("server/src/") && f.path != table.path)
        .map(|f| code(without_tests(&f.text)))
        .collect();
    let (read, unread): (Vec<_>, Vec<_>) =
        fields.partition(|name| others.iter().any(|text| words(text, name).next().is_some()));
    assert!(read.len() > 40, "settings were not found: {read:?}");
    assert!(unread.is_empty(), "settings that nothing reads: {unread:?}");
}

#[test]
fn no_file_knows_a_developers_machine() {
    // Joined here, so that this file does not break the rule it checks.
    let banned = [
        ("..", "/shared"),
        ("/home", "/"),
        ("/Users", "/"),
        ("/root", "/"),
        ("/wo", "rk/"),
        ("C:\\", "Users"),
    ]
    .map(|(a, b)| format!("{a}{b}"));
    let mut offenders = Vec::new();
    for file in files() {
        for (line, text) in file.text.lines().enumerate() {
            if banned.iter().any(|path| stands_alone(text, path)) {
                offenders.push(format!("{}:{}: {}", file.path, line + 1, text.trim()));
            }
        }
    }
    fails("paths of one machine", &offenders);
}

/// The path begins where it stands: `network/` holds no path, `see /network/` may.
fn stands_alone(line: &str, path: &str) -> bool {
    line.match_indices(path)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "-_/}.".contains(c)))
}

#[test]
fn both_readmes_have_the_same_headings() {
    if let (Some(english), Some(chinese)) = (file("README.md"), file("README.zh-CN.md")) {
        assert_eq!(heading_levels(&english.text), heading_levels(&chinese.text));
    }
}

/// The verbs of the command line, as its help spells them.
fn verbs() -> BTreeSet<String> {
    let cli = file("server/src/cli.rs").unwrap_or_else(|| panic!("the command line has moved"));
    let text = code(&cli.text);
    let body = text.split("enum Verb {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap_or_default();
    let names = body.lines().filter_map(|line| line.trim().split(['(', ',', ' ', '{']).next());
    let mut found: BTreeSet<String> = names.filter(|name| !name.is_empty()).map(kebab).collect();
    assert!(found.contains("check") && found.contains("compare"), "verbs were not read: {found:?}");
    found.insert("help".to_owned());
    found
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[test]
fn readmes_name_only_verbs_that_exist() {
    let known = verbs();
    let mut offenders = Vec::new();
    for page in files().iter().filter(|f| f.path.ends_with(".md")) {
        for command in commands(&page.text) {
            if verb(command).is_some_and(|verb| !known.contains(verb)) {
                offenders.push(format!("{}: onething {command}", page.path));
            }
        }
    }
    fails("commands that the command line does not know", &offenders);
}

#[test]
fn every_volume_test_is_listed() {
    let page = file("tests/VOLUME.md").unwrap_or_else(|| panic!("tests/VOLUME.md is gone"));
    let rows = page.text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: BTreeSet<(String, String)> =
        rows.filter_map(|(name, rest)| Some((name.to_owned(), figure(rest.split('|').nth(1)?)))).collect();
    let called: BTreeSet<(String, String)> = rust().iter().flat_map(|f| volume_calls(&f.text)).collect();
    let (unlisted, gone): (Vec<_>, Vec<_>) =
        (called.difference(&listed).collect(), listed.difference(&called).collect());
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "not listed: {unlisted:?}; listed, but not there: {gone:?}"
    );
}

/// Name and full figure of every call of `volume` with both written out.
fn volume_calls(source: &str) -> Vec<(String, String)> {
    let call = concat!("volume", "(");
    let at = source.match_indices(call).map(|(at, _)| source[at + call.len()..].trim_start());
    at.filter_map(|rest| {
        let (name, rest) = rest.strip_prefix('"')?.split_once('"')?;
        Some((name.to_owned(), figure(rest.split(',').nth(1)?)))
    })
    .collect()
}

fn figure(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn volume_calls_are_read() {
    let source = format!("let n = {}\"some law\", 10_000, 5);", concat!("volume", "("));
    assert_eq!(volume_calls(&source), [("some law".to_owned(), "10000".to_owned())]);
}
