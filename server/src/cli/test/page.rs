//! Results of tests for people and as JSON.

use crate::cases::{Case, Tested};
use crate::cli::run::page::Page;
use crate::cli::words::say;
use onething_engine::rehearsal::record::snake;
use onething_engine::scenario::diagnostic;
use onething_engine::scenario::text::Language;
use onething_engine::testing::coverage::Coverage;
use serde_json::{Value, json};
use std::io::IsTerminal;
use unicode_width::UnicodeWidthStr;

/// What is shown besides how tests came out.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// What they cover.
    pub coverage: bool,
    /// How each went, line by line.
    pub trace: bool,
    /// In which language.
    pub language: Language,
}

/// Results, scenario by scenario; failures in full.
pub fn human(all: &[Tested], shown: Shown) -> String {
    let language = shown.language;
    let mut text = String::new();
    for tested in all {
        text += &format!("{}\n", tested.name);
        if tested.cases.is_empty() {
            text += &match language {
                Language::Zh => {
                    format!("  没有测试；`onething test {} --generate` 可以写出一组\n", tested.name)
                }
                Language::En => {
                    format!("  no tests; `onething test {} --generate` writes some\n", tested.name)
                }
            };
        }
        for case in &tested.cases {
            let mark = if case.passed() { "✓" } else { "✗" };
            let title = case.title().map_or("", |t| t.in_language(language));
            text += format!("  {mark} {}  {title}", case.name).trim_end();
            text += "\n";
            if !case.passed() {
                let colour = std::io::stdout().is_terminal();
                text += &format!("\n{}\n", failed(case, language, colour));
            }
            if shown.trace {
                text += &trace(tested, case, language);
            }
        }
        if let Some(covered) = tested.coverage.as_ref().filter(|_| shown.coverage) {
            text += &coverage_text(covered, tested.cases.is_empty(), language);
        }
    }
    text + &tally(all, language)
}

fn tally(all: &[Tested], language: Language) -> String {
    let cases = || all.iter().flat_map(|tested| &tested.cases);
    let (number, passed) = (cases().count(), cases().filter(|case| case.passed()).count());
    let failed = number - passed;
    match language {
        Language::Zh => format!("{number} 个测试：{passed} 个通过，{failed} 个不符\n"),
        Language::En if number == 1 => format!("1 test: {passed} passed, {failed} failed\n"),
        Language::En => format!("{number} tests: {passed} passed, {failed} failed\n"),
    }
}

/// What is wrong with a test: its findings, each failure with what was expected and found, and their number.
pub fn failed(case: &Case, language: Language, colour: bool) -> String {
    let mut text = String::new();
    for finding in &case.findings {
        text += &format!("{}\n\n", diagnostic::human_one(finding, &case.sources, language, colour));
    }
    for failure in &case.failures {
        text += &format!("{}\n", diagnostic::human_one(&failure.finding(), &case.sources, language, colour));
        for line in &failure.difference {
            let (start, end) = match (line.as_bytes().first(), colour) {
                (Some(b'-'), true) => ("\u{1b}[31m", "\u{1b}[0m"),
                (Some(b'+'), true) => ("\u{1b}[32m", "\u{1b}[0m"),
                _ => ("", ""),
            };
            text += &format!("      {start}{line}{end}\n");
        }
        text += "\n";
    }
    text
}

/// How a test went.
fn trace(tested: &Tested, case: &Case, language: Language) -> String {
    let (Some(rehearsal), Some(scenario), Some(test)) =
        (case.rehearsal.as_deref(), tested.scenario.as_deref(), case.test.as_ref())
    else {
        return String::new();
    };
    let Some(plan) = scenario.plans.get(&test.plan) else { return String::new() };
    let page = Page { rehearsal, scenario, plan, not_offered: Vec::new(), language, colour: false }.text();
    let lines = page.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("    {line}\n"),
    });
    format!("\n{}\n", lines.collect::<String>())
}

fn coverage_text(coverage: &Coverage, untested: bool, language: Language) -> String {
    let all = coverage.goals.len();
    let reached = coverage.reached();
    // Only all of it is 100%.
    let share = (reached * 100).checked_div(all).unwrap_or(100);
    let mut text = match language {
        Language::Zh => format!("  覆盖 {reached}／{all}（{share}%）\n"),
        Language::En => format!("  covered {reached} of {all} ({share}%)\n"),
    };
    let mut kinds: Vec<(String, usize, usize, Vec<String>)> = Vec::new();
    for (goal, times) in &coverage.goals {
        let kind = goal.kind().in_language(language).to_owned();
        if kinds.last().is_none_or(|(k, ..)| *k != kind) {
            kinds.push((kind, 0, 0, Vec::new()));
        }
        let Some((_, reached, all, missing)) = kinds.last_mut() else { continue };
        *all += 1;
        match times {
            0 => missing.push(goal.name()),
            _ => *reached += 1,
        }
    }
    let width = kinds.iter().map(|(kind, ..)| kind.width()).max().unwrap_or(0);
    for (kind, reached, all, missing) in kinds {
        let gap = " ".repeat(width - kind.width());
        text += &match language {
            Language::Zh => format!("    {kind}{gap}  {reached}／{all}\n"),
            Language::En => format!("    {kind}{gap}  {reached} of {all}\n"),
        };
        // Where there is no test, everything is missing.
        for goal in missing.iter().filter(|_| !untested) {
            text += &format!("      {} {goal}\n", say(language, "缺", "missing"));
        }
    }
    text
}

/// Results as JSON.
pub fn json(all: &[Tested], coverage: bool) -> Value {
    let scenarios = all.iter().map(|tested| {
        let mut entry = json!({
            "scenario": tested.name,
            "tests": tested.cases.iter().map(case).collect::<Vec<_>>(),
        });
        if let Some(covered) = tested.coverage.as_ref().filter(|_| coverage) {
            let goals = covered
                .goals
                .iter()
                .map(|(goal, times)| json!({ "kind": goal.kind().en, "goal": goal.name(), "tests": times }));
            entry["coverage"] = json!({
                "reached": covered.reached(),
                "goals": goals.collect::<Vec<_>>(),
            });
        }
        entry
    });
    json!({ "scenarios": scenarios.collect::<Vec<_>>() })
}

fn case(case: &Case) -> Value {
    let failures = case.failures.iter().map(|failure| {
        json!({
            "place": diagnostic::place(&case.sources, failure.at).to_string(),
            "what": failure.what,
            "difference": failure.difference,
            "mend": failure.mend,
        })
    });
    let rejections = case.rehearsal.iter().flat_map(|r| &r.refusals).map(|r| snake(r.name));
    json!({
        "test": case.name,
        "title": case.title(),
        "passed": case.passed(),
        "findings": diagnostic::json(&case.findings, &case.sources),
        "failures": failures.collect::<Vec<_>>(),
        "events": case.rehearsal.as_ref().map(|r| r.events.len()),
        "rejections": rejections.collect::<Vec<_>>(),
    })
}
