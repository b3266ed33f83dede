//! Broken files and what is said of them. Each case under `broken/<topic>/` is one small file whose first
//! line says what its author broke and where:
//!
//! ```text
//! # true mistake: E0201 at 17:20 — a department misspelt
//! ```
//!
//! The place is line and column (in characters) of the file that is checked. A case is
//! - `<name>.yaml`: a whole scenario over `broken/catalogue.yaml`; or, with a second line
//!   `# checked as: catalogue`, a catalogue read beside that one, for the scenario `broken/sound.yaml`; with
//!   `# checked as: overlay`, the same with `broken/overlay.yaml` behind it;
//! - `<name>.edits`: blocks of `- old` and `+ new` lines, made in the shipped scenario `newborn-birth`, or in the
//!   one that a second line `# made in: retirement` names.
//!
//! Beside each stands `<name>.txt`, what a person reads; `UPDATE_EXPECT=1` writes it anew.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must fail")]

use onething_engine::check::{Checked, check};
use onething_engine::scenario::diagnostic::{human, json, position};
use onething_engine::scenario::source::Span;
use onething_engine::scenario::text::Language;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Cases there must be, lest a wrong path makes the tests hold of nothing.
const LEAST_CASES: usize = 200;
/// Cases there must be of each shipped scene.
const LEAST_OF_A_SCENE: usize = 3;
/// Share of cases whose first finding must be the true mistake, in percent.
const LEAST_HITS: usize = 95;
/// Codes that no reviewable file can bring about, and where they are brought about instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("E0001", "not UTF-8: server's tests/hostile.rs"),
    ("E0002", "an empty file: server's tests/hostile.rs"),
    ("E0003", "64 MiB: server's tests/hostile.rs"),
    // What is derived is sound by construction: over thousands of generated scenarios none of these may come up
    // (tests/tests/ask), and the faults themselves are found in graphs made by hand.
    ("E0901", "engine/src/process/tests.rs"),
    ("E0902", "engine/src/process/tests.rs"),
    ("E0903", "engine/src/process/tests.rs"),
    ("E0904", "engine/src/process/tests.rs"),
    ("E0905", "engine/src/process/tests.rs"),
    ("E0906", "engine/src/process/tests.rs"),
    ("E0907", "engine/src/process/tests.rs"),
    ("E1001", "a failed scenario test: server's tests/transcripts/test.txt"),
    ("W0901", "engine/src/process/tests.rs"),
];

/// What the author of a case broke.
#[derive(Debug)]
struct Mistake {
    code: String,
    line: usize,
    column: usize,
}

struct Case {
    /// `<topic>/<name>`.
    name: String,
    path: PathBuf,
    mistake: Mistake,
    /// The name of the broken file in findings.
    file: String,
    checked: Checked,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("broken")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `# true mistake: E0201 at 17:20 — …`.
fn mistake(path: &Path, text: &str) -> Mistake {
    let header = text.lines().next().and_then(|l| l.strip_prefix("# true mistake: "));
    let parsed = header.and_then(|h| {
        let (place, why) = h.split_once(" — ")?;
        let (code, at) = place.split_once(" at ")?;
        let (line, column) = at.split_once(':')?;
        assert!(!why.trim().is_empty(), "{}: the header says no reason", path.display());
        Some(Mistake { code: code.to_owned(), line: line.parse().ok()?, column: column.parse().ok()? })
    });
    parsed.unwrap_or_else(|| panic!("{}: no header `# true mistake: CODE at LINE:COL — why`", path.display()))
}

/// All cases, checked once.
fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(all_cases)
}

fn all_cases() -> Vec<Case> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for topic in fs::read_dir(folder()).unwrap().map(|t| t.unwrap().path()).filter(|t| t.is_dir()) {
        paths.extend(fs::read_dir(topic).unwrap().map(|f| f.unwrap().path()));
    }
    paths.retain(|p| p.extension().is_some_and(|e| e == "yaml" || e == "edits"));
    paths.sort();
    paths.iter().map(|path| case(path)).collect()
}

fn case(path: &Path) -> Case {
    let text = read(path);
    let short = path.strip_prefix(folder()).unwrap().to_string_lossy().replace('\\', "/");
    let (name, _) = short.rsplit_once('.').unwrap();
    let shared = read(&folder().join("catalogue.yaml"));
    let (file, checked) = if path.extension().is_some_and(|e| e == "edits") {
        edited(path, &text)
    } else if text.lines().nth(1) == Some("# checked as: catalogue") {
        // Only the scenario that reads it names the broken catalogue.
        let sound =
            read(&folder().join("sound.yaml")).replace("catalogue: city", "catalogue: [city, broken]");
        let beside = [("catalogue.yaml", shared.as_bytes()), (&*short, text.as_bytes())];
        (short.clone(), check(("sound.yaml", sound.as_bytes()), &beside))
    } else if text.lines().nth(1) == Some("# checked as: overlay") {
        let sound = read(&folder().join("sound.yaml"))
            .replace("catalogue: city", "catalogue: [city, broken, measured]");
        let overlay = read(&folder().join("overlay.yaml"));
        let beside = [
            ("catalogue.yaml", shared.as_bytes()),
            (&*short, text.as_bytes()),
            ("overlay.yaml", overlay.as_bytes()),
        ];
        (short.clone(), check(("sound.yaml", sound.as_bytes()), &beside))
    } else {
        (short.clone(), check((&short, text.as_bytes()), &[("catalogue.yaml", shared.as_bytes())]))
    };
    Case { name: name.to_owned(), path: path.to_owned(), mistake: mistake(path, &text), file, checked }
}

/// The shipped scenario with the edits of a case made in it, beside the catalogues that it lists.
fn edited(path: &Path, text: &str) -> (String, Checked) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let scene = text.lines().nth(1).and_then(|l| l.strip_prefix("# made in: ")).unwrap_or("newborn-birth");
    let name = format!("{scene}/scenario.yaml");
    let mut scenario = read(&shipped.join(&name));
    let listed = scenario.lines().find_map(|l| l.strip_prefix("catalogue: [")?.split(']').next());
    let catalogues: Vec<(String, String)> = listed
        .unwrap_or_else(|| panic!("{name}: no list of catalogues"))
        .split(", ")
        .map(|c| format!("catalogue/{}.yaml", c.replace('_', "-")))
        .map(|file| (file.clone(), read(&shipped.join(&file))))
        .collect();
    for (old, new) in edits(text) {
        assert_eq!(scenario.matches(&old).count(), 1, "{}: `{old}` is not there once", path.display());
        scenario = scenario.replacen(&old, &new, 1);
    }
    let beside: Vec<(&str, &[u8])> = catalogues.iter().map(|(f, t)| (f.as_str(), t.as_bytes())).collect();
    let checked = check((&name, scenario.as_bytes()), &beside);
    (name, checked)
}

/// Blocks of `- old` lines and `+ new` lines.
fn edits(text: &str) -> Vec<(String, String)> {
    let mut edits: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    for line in text.lines().skip(1) {
        if let Some(old) = line.strip_prefix("- ") {
            match edits.last_mut() {
                Some((olds, news)) if news.is_empty() => olds.push(old),
                _ => edits.push((vec![old], Vec::new())),
            }
        } else if let Some(new) = line.strip_prefix("+ ") {
            edits.last_mut().expect("`- old` comes before `+ new`").1.push(new);
        }
    }
    edits.into_iter().map(|(old, new)| (old.join("\n"), new.join("\n"))).collect()
}

/// A designer breaks any of the scenes, not the one that is looked at most.
#[test]
fn every_scene_is_broken_in_several_ways() {
    let of = |case: &Case| {
        let text = read(&case.path);
        let is_of_a_scene = case.path.extension().is_some_and(|ending| ending == "edits");
        let named = text.lines().nth(1).and_then(|line| line.strip_prefix("# made in: "));
        is_of_a_scene.then(|| named.unwrap_or("newborn-birth").to_owned())
    };
    let made: Vec<String> = cases().iter().filter_map(of).collect();
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")).unwrap().flatten()
    {
        if !folder.path().join("scenario.yaml").is_file() {
            continue;
        }
        let scene = folder.file_name().to_string_lossy().into_owned();
        let count = made.iter().filter(|made| **made == scene).count();
        assert!(count >= LEAST_OF_A_SCENE, "{scene}: {count} cases under broken/");
    }
}

#[test]
fn the_sound_scenario_has_no_finding() {
    let (scenario, catalogue) = (read(&folder().join("sound.yaml")), read(&folder().join("catalogue.yaml")));
    let checked = check(("sound.yaml", scenario.as_bytes()), &[("catalogue.yaml", catalogue.as_bytes())]);
    assert!(checked.diagnostics.is_empty(), "{:#?}", checked.diagnostics);
}

#[test]
fn every_finding_reads_as_recorded() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let golden = case.path.with_extension("txt");
        let said = human(&case.checked.diagnostics, &case.checked.sources, Language::En, false) + "\n";
        if update {
            fs::write(&golden, said).unwrap();
        } else if fs::read_to_string(&golden).ok().as_deref() != Some(&*said) {
            wrong.push(format!("{}\n{said}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} differ; UPDATE_EXPECT=1 records them:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_first_finding_is_the_true_mistake() {
    let cases = cases();
    assert!(cases.len() >= LEAST_CASES, "only {} cases", cases.len());
    let (mut misses, mut beside) = (Vec::new(), Vec::new());
    for case in cases {
        let Mistake { code, line, column } = &case.mistake;
        let first = case.checked.diagnostics.first();
        let place = first.and_then(|d| position(&case.checked.sources, d.at));
        let said = first
            .zip(place.as_ref())
            .map(|(d, p)| format!("{} at {}:{}:{}", d.code, p.file, p.line, p.column));
        let hit = first.is_some_and(|d| d.code == code)
            && place.as_ref().is_some_and(|p| p.line == *line && p.file == case.file);
        let report = format!("{}: {code} at {line}:{column}, but {said:?} is said first", case.name);
        if !hit {
            misses.push(report);
        } else if place.is_none_or(|p| p.column != *column) {
            beside.push(report);
        }
    }
    let hits = cases.len() - misses.len();
    println!("{hits} of {} first findings are the true mistake; misses:\n{}", cases.len(), misses.join("\n"));
    println!("{} stand in another column of the line:\n{}", beside.len(), beside.join("\n"));
    assert!(hits * 100 >= cases.len() * LEAST_HITS, "{hits} of {} first findings hit", cases.len());
}

#[test]
fn programs_read_the_same_findings() {
    for case in cases() {
        let Checked { diagnostics, sources, .. } = &case.checked;
        let text = json(diagnostics, sources).to_string();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let codes: Vec<&str> = read.as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect();
        let ours: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, ours, "{}", case.name);
        assert!(
            read.as_array().unwrap().iter().all(|d| !d["at"].is_null()),
            "{}: a place is missing",
            case.name
        );
    }
}

#[test]
fn every_place_lies_inside_its_file() {
    for case in cases() {
        let sources = &case.checked.sources;
        let inside = |span: Span| {
            let text = &sources.get(span.source)?.text;
            text.get(span.start as usize..span.end as usize).map(|_| ())
        };
        for found in &case.checked.diagnostics {
            let also = found.also.iter().map(|(span, _)| *span);
            let edit = found.edit.iter().map(|e| e.at);
            for span in [found.at].into_iter().chain(also).chain(edit) {
                assert!(inside(span).is_some(), "{}: {} points at {span:?}", case.name, found.code);
            }
            let said = [&found.message.zh, &found.message.en];
            assert!(said.iter().all(|t| !t.trim().is_empty()), "{}: {} says nothing", case.name, found.code);
        }
    }
}

#[test]
fn every_code_is_the_true_mistake_of_a_case() {
    let mut emitted = BTreeSet::new();
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src");
    codes_in(&engine, &mut emitted);
    assert!(emitted.len() > 80, "only {} codes found in the engine", emitted.len());
    let covered: BTreeSet<String> = cases().iter().map(|c| c.mistake.code.clone()).collect();
    let missing: Vec<&String> = emitted
        .iter()
        .filter(|code| !covered.contains(*code) && !ELSEWHERE.iter().any(|(c, _)| c == code))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

/// Codes as they stand between quotes in source files.
fn codes_in(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            codes_in(&entry, codes);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            let is_code = |word: &&str| {
                word.len() == 5
                    && word.starts_with(['E', 'W', 'H'])
                    && word.bytes().skip(1).all(|b| b.is_ascii_digit())
            };
            codes.extend(read(&entry).split('"').filter(is_code).map(str::to_owned));
        }
    }
}
