//! A tree as a scenario: an item whose steps it is. What a choice turns on is asked on the form; that a round
//! was the last may be told by every step in it.

use super::reference::MOST;
use super::tree::Node;
use std::fmt::Write;

/// What the scenario stands on.
pub const CATALOGUE: &str = "onething: 1
kind: catalogue
id: small
title: { zh: 小, en: Small }
source: assumed
calendars: { office: { zone: Asia/Shanghai, week: { mon_fri: [\"09:00-17:00\"] } } }
departments: { desk: { title: { zh: 窗口, en: Desk }, level: county, calendar: office, staff: { clerk: 1 } } }
elements:
  case:
    pick1: { type: { one_of: [a, b, c, d] } }
    pick2: { type: { one_of: [a, b, c, d] } }
    pick3: { type: { one_of: [a, b, c, d] } }
    pick4: { type: { one_of: [a, b, c, d] } }
    holds1: { type: boolean }
    holds2: { type: boolean }
    holds3: { type: boolean }
    holds4: { type: boolean }
    done1: { type: boolean, ask: never }
    done2: { type: boolean, ask: never }
    done3: { type: boolean, ask: never }
    done4: { type: boolean, ask: never }
    done5: { type: boolean, ask: never }
    done6: { type: boolean, ask: never }
    done7: { type: boolean, ask: never }
";

/// What a choice turns on, for each of its branches.
pub const PICKS: [&str; 4] = ["a", "b", "c", "d"];

/// The scenario of a tree.
pub fn scenario(node: &Node) -> String {
    let mut text = "onething: 1
kind: scenario
id: small-scope
title: { zh: 小范围, en: Small scope }
catalogue: small
source: assumed
people:
  owner: { applicant: true }
  case: { is: case }
items:
  work:
    department: desk
    limit: { promised: 90wd }
    steps:
"
    .to_owned();
    let mut blocks = 0;
    steps(&mut text, node, 6, &mut blocks);
    text
}

fn indent(text: &mut String, by: usize) {
    text.extend(std::iter::repeat_n(' ', by));
}

/// A list of steps.
fn steps(text: &mut String, node: &Node, by: usize, blocks: &mut usize) {
    match node {
        Node::Sequence(parts) => parts.iter().for_each(|part| steps(text, part, by, blocks)),
        Node::Task(number, inside) => {
            indent(text, by);
            let gives: Vec<String> = inside.iter().map(|repeat| format!("case.done{repeat}")).collect();
            let gives =
                if gives.is_empty() { String::new() } else { format!(", gives: [{}]", gives.join(", ")) };
            writeln!(text, "- s{number}: {{ role: clerk{gives} }}").unwrap();
        }
        Node::Repeat(number, body) => {
            indent(text, by);
            writeln!(text, "- repeat{number}:").unwrap();
            indent(text, by + 4);
            writeln!(text, "repeat:").unwrap();
            steps(text, body, by + 6, blocks);
            indent(text, by + 4);
            writeln!(text, "until: case.done{number}").unwrap();
            indent(text, by + 4);
            writeln!(text, "chance: 0.5").unwrap();
            indent(text, by + 4);
            writeln!(text, "most: {MOST}").unwrap();
        }
        Node::Choose(pick, parts) => {
            let last = parts.len() - 1;
            let when = |at: usize| (at < last).then(|| format!("case.pick{pick} = \"{}\"", PICKS[at]));
            let branches = parts.iter().enumerate().map(|(at, part)| (when(at), Some(part)));
            block(text, "choose", branches.collect(), by, blocks);
        }
        Node::Maybe(pick, body) => {
            let when = Some(format!("case.pick{pick} = \"a\""));
            block(text, "choose", vec![(when, Some(&**body)), (None, None)], by, blocks);
        }
        Node::Any(parts) => {
            let branches = parts.iter().map(|(holds, part)| (Some(format!("case.holds{holds}")), Some(part)));
            block(text, "any", branches.collect(), by, blocks);
        }
        Node::Parallel(parts) => {
            block(text, "parallel", parts.iter().map(|part| (None, Some(part))).collect(), by, blocks);
        }
    }
}

/// Branches: each with its condition, and without steps where there are none.
fn block(
    text: &mut String,
    word: &str,
    branches: Vec<(Option<String>, Option<&Node>)>,
    by: usize,
    blocks: &mut usize,
) {
    *blocks += 1;
    indent(text, by);
    writeln!(text, "- block{blocks}:").unwrap();
    indent(text, by + 4);
    writeln!(text, "{word}:").unwrap();
    for (number, (when, body)) in branches.into_iter().enumerate() {
        indent(text, by + 6);
        writeln!(text, "- title: {{ zh: 分支, en: Branch {number} }}").unwrap();
        if let Some(when) = when {
            indent(text, by + 8);
            writeln!(text, "when: {when}").unwrap();
            indent(text, by + 8);
            writeln!(text, "chance: 0.2").unwrap();
        }
        indent(text, by + 8);
        match body {
            Some(body) => {
                writeln!(text, "steps:").unwrap();
                steps(text, body, by + 10, blocks);
            }
            None => writeln!(text, "steps: []").unwrap(),
        }
    }
}
