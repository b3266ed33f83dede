//! `onething test`: scenario tests, played in virtual time and compared.

mod case;
mod junit;
mod page;
mod paint;
mod watch;

use super::shelf::Shelf;
use super::{Everywhere, FINDINGS, Failure, GOOD, UNREADABLE, check, output};
use crate::library::{self, Loaded};
use case::{Case, Tested};
use clap::{Args, ValueEnum};
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::text::Text;
use onething_engine::testing::coverage::Coverage;
use onething_engine::testing::{generate, update};
use std::path::{Path, PathBuf};

/// Scenario tests: played in virtual time and compared.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething test\n  onething test newborn-birth --coverage\n  onething test newborn-birth --format junit -o tests.xml\n  onething test newborn-birth --coverage -o coverage.svg"
)]
pub struct Test {
    /// Ids or paths of scenarios, or test files; a directory tests all in it [default: the whole library]
    paths: Vec<String>,
    /// List what the tests reach of items, situations, steps, outcomes, branches, fallbacks, and what not
    #[arg(long)]
    coverage: bool,
    /// Rewrite expectations that fail to what was found
    #[arg(long, conflicts_with = "generate")]
    update: bool,
    /// Write a small set of tests that reaches everything beside the scenario; files that are there stay
    #[arg(long)]
    generate: bool,
    /// Test again whenever a file changes
    #[arg(long, conflicts_with_all = ["update", "generate", "output"])]
    watch: bool,
    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write to a file; with `.svg` coverage is painted on the process
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Junit,
}

/// Runs the verb.
pub fn run(verb: &Test, everywhere: &Everywhere) -> Result<u8, Failure> {
    if verb.watch {
        return watch::watched(verb, everywhere);
    }
    once(verb, everywhere)
}

/// Tests once.
fn once(verb: &Test, everywhere: &Everywhere) -> Result<u8, Failure> {
    let targets = targets(verb, everywhere)?;
    let shelf = Shelf::new(everywhere);
    let mut all = Vec::new();
    let mut worst = GOOD;
    for target in &targets {
        if target.loaded.has_errors() || target.loaded.scenario.is_none() {
            check::print_errors(&target.loaded, everywhere.language());
            worst = FINDINGS;
            continue;
        }
        if verb.generate {
            generated(target, &shelf, everywhere)?;
        }
        let tested = tested(target, &shelf, verb.coverage)?;
        if verb.update {
            updated(&tested.cases)?;
        }
        all.push(tested);
    }
    if all.iter().any(|tested| tested.cases.iter().any(|case| !case.passed())) {
        worst = FINDINGS;
    }
    let text = match verb.format {
        _ if painted(verb) => paint::svg(&all, everywhere.language())?,
        Format::Human => page::human(&all, verb.coverage, everywhere.language()),
        Format::Json => output::json(&page::json(&all, verb.coverage))?,
        Format::Junit => junit::xml(&all, everywhere.language())?,
    };
    output::write(verb.output.as_deref(), text.trim_end())?;
    // A picture says nothing of failures: they are told beside it.
    if painted(verb) && worst != GOOD {
        let failed = page::human(&all, false, everywhere.language());
        return Err(Failure { code: worst, message: failed.into() });
    }
    Ok(worst)
}

fn painted(verb: &Test) -> bool {
    verb.coverage && verb.output.as_ref().and_then(|p| p.extension()).is_some_and(|e| e == "svg")
}

/// A scenario, and which of its test files are meant: all where none is named.
struct Target {
    name: String,
    loaded: Loaded,
    only: Vec<PathBuf>,
}

fn targets(verb: &Test, everywhere: &Everywhere) -> Result<Vec<Target>, Failure> {
    let (files, scenarios): (Vec<&String>, Vec<&String>) = verb.paths.iter().partition(|p| is_test_file(p));
    let mut targets: Vec<Target> = Vec::new();
    if files.is_empty() || !scenarios.is_empty() {
        let scenarios: Vec<String> = scenarios.into_iter().cloned().collect();
        let all = check::load(&scenarios, everywhere)?;
        targets.extend(all.into_iter().map(|(name, loaded)| Target { name, loaded, only: Vec::new() }));
    }
    for file in files {
        let folder = Path::new(file).parent().and_then(Path::parent).filter(|p| !p.as_os_str().is_empty());
        let name = folder.map_or_else(|| ".".to_owned(), |p| p.display().to_string());
        match targets.iter_mut().find(|t| t.name == name && !t.only.is_empty()) {
            Some(target) => target.only.push(PathBuf::from(file)),
            None => {
                let loaded = super::found(everywhere, &name)?;
                targets.push(Target { name, loaded, only: vec![PathBuf::from(file)] });
            }
        }
    }
    Ok(targets)
}

/// A YAML file in a folder `tests` beside a scenario.
fn is_test_file(path: &str) -> bool {
    let path = Path::new(path);
    let beside = path.parent().and_then(Path::parent).map(|p| p.join("scenario.yaml"));
    path.extension().is_some_and(|e| e == "yaml" || e == "yml")
        && path.parent().and_then(Path::file_name).is_some_and(|name| name == "tests")
        && beside.is_some_and(|scenario| scenario.is_file())
}

fn tested(target: &Target, shelf: &Shelf<'_>, coverage: bool) -> Result<Tested, Failure> {
    let Some(scenario) = target.loaded.scenario.clone() else { return Ok(Tested::default()) };
    let files = library::tests(&target.loaded)?;
    let (cases, covered) = {
        let planner = Planner::new(&scenario);
        let cases = case::played(&planner, &files, &target.only, shelf);
        let covered = coverage.then(|| covered(&planner, &cases));
        (cases, covered)
    };
    Ok(Tested { name: scenario.id.value.to_string(), scenario: Some(scenario), cases, coverage: covered })
}

fn covered(planner: &Planner<'_>, cases: &[Case]) -> Coverage {
    let tests = cases.iter().filter_map(|case| case.test.as_ref());
    let mut coverage = Coverage::new(planner, tests.map(|test| (&test.plan, &test.script.way)));
    for case in cases {
        coverage.count(&case.reached);
    }
    coverage
}

/// Rewrites the files of tests that fail.
fn updated(cases: &[Case]) -> Result<(), Failure> {
    for case in cases.iter().filter(|case| !case.failures.is_empty()) {
        let Some(path) = &case.path else {
            let message = Text::new(
                "内置场景库里的测试不能改写；先把场景复制到 ./scenarios",
                "tests inside the binary cannot be rewritten; copy the scenario to ./scenarios first",
            );
            return Err(Failure { code: UNREADABLE, message });
        };
        let text = update(&case.text, &case.failures);
        if text != case.text {
            output::write_file(path, text.as_bytes())?;
        }
    }
    Ok(())
}

/// Writes generated tests beside a scenario, and says on stderr what they do not reach.
fn generated(target: &Target, shelf: &Shelf<'_>, everywhere: &Everywhere) -> Result<(), Failure> {
    let Some(scenario) = &target.loaded.scenario else { return Ok(()) };
    let Some(folder) = library::folder_of(&target.loaded) else {
        let message = Text::new(
            "内置场景库里不能写文件；先把场景复制到 ./scenarios",
            "nothing can be written inside the binary; copy the scenario to ./scenarios first",
        );
        return Err(Failure { code: UNREADABLE, message });
    };
    let folder = folder.join("tests");
    std::fs::create_dir_all(&folder).map_err(|error| Failure::unwritable(&folder, &error))?;
    let planner = Planner::new(scenario);
    let (tests, left) = generate::generate(&planner, shelf);
    for test in tests {
        let path = folder.join(format!("{}.yaml", test.name));
        if !path.exists() {
            output::write_file(&path, test.text.as_bytes())?;
        }
    }
    if !left.is_empty() {
        let names: Vec<String> = left.iter().map(|goal| goal.name()).collect();
        let names = names.join("\n  ");
        let message = Text::new(
            format!("没有找到能覆盖这些的测试：\n  {names}"),
            format!("no single change of the base way reaches:\n  {names}"),
        );
        Failure { code: GOOD, message }.print(everywhere.language());
    }
    Ok(())
}
