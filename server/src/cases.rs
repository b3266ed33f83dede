//! The tests of a scenario: files read and played, several at once, and what they cover together.

use crate::library::{SourceText, TestFiles};
use onething_engine::plan::derive::Planner;
use onething_engine::rehearsal::{Library, Rehearsal};
use onething_engine::scenario::diagnostic::{Diagnostic, Severity};
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::source::{SourceId, Sources};
use onething_engine::scenario::syntax::{Budget, Node, from_bytes};
use onething_engine::scenario::text::Text;
use onething_engine::testing::coverage::{Coverage, Goal, reached};
use onething_engine::testing::{self, Failure, People, ScenarioTest};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The tests of one scenario, played.
#[derive(Default)]
pub struct Tested {
    /// The scenario's id.
    pub name: String,
    /// The scenario.
    pub scenario: Option<Arc<Scenario>>,
    /// Its tests, in name order.
    pub cases: Vec<Case>,
    /// What they cover, where that was asked for.
    pub coverage: Option<Coverage>,
}

/// One test file, played.
pub struct Case {
    /// The file's name without its folder.
    pub name: String,
    /// Where it is; none inside the binary.
    pub path: Option<PathBuf>,
    /// Its text.
    pub text: String,
    /// What is wrong with the file itself.
    pub findings: Vec<Diagnostic>,
    /// The test, where it could be read.
    pub test: Option<ScenarioTest>,
    /// What was not as expected.
    pub failures: Vec<Failure>,
    /// What was played.
    pub rehearsal: Option<Box<Rehearsal>>,
    /// What it reached.
    pub reached: BTreeSet<Goal>,
    /// The texts that findings point into.
    pub sources: Sources,
    /// How long it took.
    pub took: Duration,
}

impl Case {
    /// Whether the file was read and everything came out as expected.
    pub fn passed(&self) -> bool {
        self.test.is_some() && self.failures.is_empty() && !self.has_errors()
    }

    fn has_errors(&self) -> bool {
        self.findings.iter().any(|d| d.severity == Severity::Error)
    }

    /// Its label, else its file's name.
    pub fn title(&self) -> Option<&Text> {
        self.test.as_ref().map(|t| &t.title).filter(|t| !t.zh.is_empty())
    }
}

/// Plays the tests of a scenario; those that are named, where any is.
pub fn played(
    planner: &Planner<'_>,
    files: &TestFiles,
    only: &[PathBuf],
    library: &(dyn Library + Sync),
) -> Vec<Case> {
    let wanted = |file: &&SourceText| {
        only.is_empty() || only.iter().any(|path| path.file_name() == PathBuf::from(&file.name).file_name())
    };
    let tests: Vec<&SourceText> = files.files.iter().filter(|f| !is_people(f)).filter(wanted).collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Case)>> = Mutex::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(tests.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = tests.get(at) else { break };
                    let case = play(planner, file, files, library);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, case));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, case)| case).collect()
}

/// What tests cover together.
pub fn covered(planner: &Planner<'_>, cases: &[Case]) -> Coverage {
    let tests = cases.iter().filter_map(|case| case.test.as_ref());
    let mut coverage = Coverage::new(planner, tests.map(|test| (&test.plan, &test.script.way)));
    for case in cases {
        coverage.count(&case.reached);
    }
    coverage
}

fn is_people(file: &SourceText) -> bool {
    let lines = file.bytes.split(|b| *b == b'\n').take(20);
    lines.into_iter().any(|line| line.strip_prefix(b"kind:").is_some_and(|k| k.trim_ascii() == b"people"))
}

fn play(planner: &Planner<'_>, file: &SourceText, files: &TestFiles, library: &dyn Library) -> Case {
    let begun = Instant::now();
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    let mut sources = Sources::default();
    let id = sources.add(file.name.as_str(), text.as_str());
    let short = file.name.rsplit('/').next().unwrap_or(&file.name).to_owned();
    let mut case = Case {
        name: short,
        path: files.folder.is_some().then(|| PathBuf::from(&file.name)),
        text,
        findings: Vec::new(),
        test: None,
        failures: Vec::new(),
        rehearsal: None,
        reached: BTreeSet::new(),
        sources,
        took: Duration::ZERO,
    };
    match from_bytes(id, &file.bytes, &Budget::LOCAL) {
        Ok(tree) => read_and_play(planner, &tree, files, library, &mut case),
        Err(findings) => case.findings = findings,
    }
    case.took = begun.elapsed();
    case
}

fn read_and_play(
    planner: &Planner<'_>,
    tree: &Node,
    files: &TestFiles,
    library: &dyn Library,
    case: &mut Case,
) {
    let mut of_people = Vec::new();
    let sources = &mut case.sources;
    let mut people = |name: &str| people(name, files, sources, &mut of_people);
    let (test, findings) = testing::read(tree, planner.scenario, &mut people, library);
    case.findings = findings;
    case.findings.append(&mut of_people);
    let Some(test) = test else { return };
    if !case.has_errors() {
        let outcome = testing::run(planner, &test, library);
        case.failures = outcome.failures;
        case.rehearsal = outcome.rehearsal;
        if let Some(rehearsal) = &case.rehearsal {
            case.reached = reached(planner.scenario, &test.script.way, rehearsal);
        }
    }
    case.test = Some(test);
}

/// The people of a file beside a test.
fn people(
    name: &str,
    files: &TestFiles,
    sources: &mut Sources,
    findings: &mut Vec<Diagnostic>,
) -> Result<People, Text> {
    let found = files.files.iter().find(|f| f.name.rsplit('/').next() == Some(name) && is_people(f));
    let Some(file) = found else {
        return Err(Text::new(
            format!("测试旁边没有 kind 为 people 的文件 `{name}`"),
            format!("there is no file `{name}` of kind people beside the test"),
        ));
    };
    let id: SourceId = sources.add(file.name.as_str(), String::from_utf8_lossy(&file.bytes));
    match from_bytes(id, &file.bytes, &Budget::LOCAL) {
        Ok(tree) => {
            let (people, mut found) = testing::read_people(&tree);
            findings.append(&mut found);
            Ok(people)
        }
        Err(mut found) => {
            findings.append(&mut found);
            Ok(Vec::new())
        }
    }
}
