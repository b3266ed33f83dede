//! `onething test`: scenario tests, played in virtual time and compared.

mod generate;
mod junit;
mod page;
mod paint;
mod watch;

use super::shelf::Shelf;
use super::{Everywhere, FINDINGS, Failure, GOOD, UNREADABLE, check, output};
use crate::cases::{Case, Tested, covered, played};
use crate::library::{self, Loaded};
use clap::{Args, ValueEnum};
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::text::{Language, Text};
use onething_engine::testing::update;
use std::path::{Path, PathBuf};

/// Scenario tests: played in virtual time and compared.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething test\n  onething test newborn-birth --coverage\n  onething test scenarios/newborn-birth/tests/joint.yaml --trace\n  onething test newborn-birth --format junit -o tests.xml\n  onething test newborn-birth -o coverage.svg"
)]
pub struct Test {
    /// Ids or paths of scenarios, or test files; a directory tests all in it [default: the whole library]
    paths: Vec<String>,
    /// List what the tests reach of items, situations, steps, outcomes, branches, fallbacks, and what not
    #[arg(long)]
    coverage: bool,
    /// Fail where the tests of a scenario reach less than this share
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    at_least: Option<u8>,
    /// Tell how each test went, line by line
    #[arg(long)]
    trace: bool,
    /// Rewrite expectations that fail to what was found; remarks and layout stay
    #[arg(long, conflicts_with = "generate")]
    update: bool,
    /// Write the fewest tests that reach what those beside the scenario do not; files that are there stay
    #[arg(long)]
    generate: bool,
    /// Test again whenever a file changes
    #[arg(long, conflicts_with_all = ["update", "generate", "output"])]
    watch: bool,
    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write to a file; into an `.svg`, coverage is painted on the process
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
    let painted = painted(verb)?;
    let targets = targets(verb, everywhere)?;
    let shelf = Shelf::new(everywhere);
    let language = everywhere.language();
    let mut all = Vec::new();
    let mut worst = GOOD;
    for target in &targets {
        if target.loaded.has_errors() || target.loaded.scenario.is_none() {
            check::print_errors(&target.loaded, language);
            worst = FINDINGS;
            continue;
        }
        let coverage = verb.coverage || painted || verb.at_least.is_some();
        if verb.generate {
            generate::beside(target, &shelf, language)?;
        }
        let mut tested = tested(target, &shelf, coverage)?;
        if verb.update && updated(&tested.cases, language)? {
            tested = self::tested(target, &shelf, coverage)?;
        }
        all.push(tested);
    }
    if all.iter().any(|tested| tested.cases.iter().any(|case| !case.passed())) {
        worst = FINDINGS;
    }
    let shown =
        page::Shown { coverage: verb.coverage || verb.at_least.is_some(), trace: verb.trace, language };
    let text = match verb.format {
        _ if painted => paint::svg(&all, language)?,
        Format::Human => page::human(&all, shown),
        Format::Json => output::json(&page::json(&all, shown.coverage))?,
        Format::Junit => junit::xml(&all, language)?,
    };
    output::write(verb.output.as_deref(), text.trim_end())?;
    // A picture says nothing of failures: they are told beside it.
    if painted && worst != GOOD {
        let failed = page::human(&all, page::Shown { coverage: false, trace: false, language });
        return Err(Failure { code: worst, message: failed.into() });
    }
    covered_enough(verb, &all)?;
    Ok(worst)
}

/// Whether a picture is asked for.
fn painted(verb: &Test) -> Result<bool, Failure> {
    let ending = verb.output.as_deref().and_then(Path::extension).and_then(|e| e.to_str());
    match ending.map(str::to_lowercase).as_deref() {
        Some("svg") => Ok(true),
        Some(other @ ("png" | "jpg" | "jpeg" | "pdf" | "gif" | "webp")) => Err(Failure::usage(Text::new(
            format!("画不了 .{other}；请写成 .svg"),
            format!("no .{other} is painted; write to an .svg"),
        ))),
        _ => Ok(false),
    }
}

/// Whether the tests of each scenario reach the share that is asked for.
fn covered_enough(verb: &Test, all: &[Tested]) -> Result<(), Failure> {
    let Some(least) = verb.at_least else { return Ok(()) };
    for tested in all {
        let Some(coverage) = &tested.coverage else { continue };
        let (reached, goals) = (coverage.reached(), coverage.goals.len());
        if reached * 100 < goals * usize::from(least) {
            let name = &tested.name;
            let message = Text::new(
                format!("{name}：覆盖 {reached}／{goals}，不到 {least}%"),
                format!("{name}: {reached} of {goals} are covered, less than {least}%"),
            );
            return Err(Failure { code: FINDINGS, message });
        }
    }
    Ok(())
}

/// A scenario, and which of its test files are meant: all where none is named.
struct Target {
    name: String,
    loaded: Loaded,
    only: Vec<PathBuf>,
}

fn targets(verb: &Test, everywhere: &Everywhere) -> Result<Vec<Target>, Failure> {
    let mut targets: Vec<Target> = Vec::new();
    let (tests, scenarios): (Vec<&String>, Vec<&String>) =
        verb.paths.iter().partition(|path| beside_scenario(path).is_some());
    if tests.is_empty() || !scenarios.is_empty() {
        let scenarios: Vec<String> = scenarios.into_iter().cloned().collect();
        let all = check::load(&scenarios, everywhere)?;
        targets.extend(all.into_iter().map(|(name, loaded)| Target { name, loaded, only: Vec::new() }));
    }
    for test in tests {
        let path = PathBuf::from(test);
        if !path.exists() {
            return Err(library::Error::Missing(path).into());
        }
        let name = beside_scenario(test).unwrap_or_default().display().to_string();
        // The folder means all in it.
        let only = if path.is_dir() { None } else { Some(path) };
        match targets.iter_mut().find(|t| t.name == name) {
            Some(target) if only.is_none() => target.only.clear(),
            Some(target) if !target.only.is_empty() => target.only.extend(only),
            Some(_) => {}
            None => {
                let loaded = super::found(everywhere, &name)?;
                targets.push(Target { name, loaded, only: only.into_iter().collect() });
            }
        }
    }
    Ok(targets)
}

/// The folder of the scenario that a path lies beside: of a folder `tests`, or a YAML file in one.
fn beside_scenario(path: &str) -> Option<PathBuf> {
    let path = Path::new(path);
    let is_yaml = path.extension().is_some_and(|e| e == "yaml" || e == "yml");
    let tests = if is_yaml { path.parent()? } else { path };
    let folder = tests.parent().filter(|_| tests.file_name().is_some_and(|name| name == "tests"))?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.join("scenario.yaml").is_file().then(|| folder.to_owned())
}

fn tested(target: &Target, shelf: &Shelf<'_>, coverage: bool) -> Result<Tested, Failure> {
    let Some(scenario) = target.loaded.scenario.clone() else { return Ok(Tested::default()) };
    let files = library::tests(&target.loaded)?;
    let (cases, covered) = {
        let planner = Planner::new(&scenario);
        let cases = played(&planner, &files, &target.only, shelf);
        let covered = coverage.then(|| covered(&planner, &cases));
        (cases, covered)
    };
    let is_played = |path: &&PathBuf| cases.iter().any(|c| path.file_name().is_some_and(|n| *n == *c.name));
    if let Some(path) = target.only.iter().find(|path| !is_played(path)) {
        let path = path.display();
        return Err(Failure::usage(Text::new(
            format!("{path}：里面是测试用的人，不是测试"),
            format!("{path}: holds people for tests, and is no test"),
        )));
    }
    Ok(Tested { name: scenario.id.value.to_string(), scenario: Some(scenario), cases, coverage: covered })
}

/// Rewrites the files of tests that fail, and says on stderr which; whether any was.
fn updated(cases: &[Case], language: Language) -> Result<bool, Failure> {
    let mut any = false;
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
            any = true;
            let (path, number) =
                (path.display(), case.failures.iter().filter(|f| f.update.is_some()).count());
            let message = Text::new(
                format!("改写了 {path} 的 {number} 处"),
                format!("rewrote {number} expectation{} of {path}", if number == 1 { "" } else { "s" }),
            );
            Failure { code: GOOD, message }.print(language);
        }
    }
    Ok(any)
}
