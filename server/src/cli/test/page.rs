//! Results of tests for people and as JSON.

use super::case::{Case, Tested};
use crate::cli::words::say;
use onething_engine::rehearsal::record::snake;
use onething_engine::scenario::diagnostic;
use onething_engine::scenario::text::Language;
use onething_engine::testing::coverage::Coverage;
use serde_json::{Value, json};
use std::io::IsTerminal;

/// Results, scenario by scenario; failures in full.
pub fn human(all: &[Tested], coverage: bool, language: Language) -> String {
    let mut text = String::new();
    let (mut passed, mut failed) = (0, 0);
    for tested in all {
        text += &format!("{}\n", tested.name);
        if tested.cases.is_empty() {
            text += say(
                language,
                "  没有测试；`onething test --generate` 可以写出一组\n",
                "  no tests; `onething test --generate` writes some\n",
            );
        }
        for case in &tested.cases {
            let mark = if case.passed() { "✓" } else { "✗" };
            let title = case.title().map_or("", |t| t.in_language(language));
            text += format!("  {mark} {}  {title}", case.name).trim_end();
            text += "\n";
            if case.passed() {
                passed += 1;
            } else {
                failed += 1;
                let colour = std::io::stdout().is_terminal();
                text += "\n";
                text += &diagnostic::human(&case.told(), &case.sources, language, colour);
                text += "\n\n";
            }
        }
        if let Some(covered) = tested.coverage.as_ref().filter(|_| coverage) {
            text += &coverage_text(covered, language);
        }
    }
    text += &match language {
        Language::Zh => format!("{} 个测试：{passed} 个通过，{failed} 个不符\n", passed + failed),
        Language::En => format!("{} tests: {passed} passed, {failed} failed\n", passed + failed),
    };
    text
}

fn coverage_text(coverage: &Coverage, language: Language) -> String {
    let all = coverage.goals.len();
    let reached = coverage.reached();
    let share = if all == 0 { 100.0 } else { reached as f64 * 100.0 / all as f64 };
    let mut text = match language {
        Language::Zh => format!("  覆盖 {reached}／{all}（{share:.0}%）\n"),
        Language::En => format!("  covered {reached} of {all} ({share:.0}%)\n"),
    };
    let mut kinds: Vec<(String, usize, usize)> = Vec::new();
    for (goal, times) in &coverage.goals {
        let kind = goal.kind().in_language(language).to_owned();
        match kinds.iter_mut().find(|(k, ..)| *k == kind) {
            Some((_, reached, all)) => {
                *reached += usize::from(*times > 0);
                *all += 1;
            }
            None => kinds.push((kind, usize::from(*times > 0), 1)),
        }
    }
    for (kind, reached, all) in kinds {
        text += &match language {
            Language::Zh => format!("    {kind} {reached}／{all}\n"),
            Language::En => format!("    {kind} {reached} of {all}\n"),
        };
    }
    for goal in coverage.missing() {
        let kind = goal.kind();
        text += &match language {
            Language::Zh => format!("    缺 {}：{}\n", kind.zh, goal.name()),
            Language::En => format!("    missing {}: {}\n", kind.en, goal.name()),
        };
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
