//! Distributions that can be, and those that cannot.

use super::impossible;
use crate::scenario::lower::value;
use crate::scenario::source::SourceId;
use crate::scenario::syntax::{Budget, Node, parse};

fn node(text: &str) -> Node {
    parse(SourceId(0), &format!("takes: {text}\n"), &Budget::LOCAL).unwrap().get("takes").unwrap().clone()
}

#[test]
fn sound_distributions_read() {
    for text in [
        "0min",
        "{ fixed: 10min }",
        "{ exponential: 1s }",
        "{ uniform: [0s, 0s] }",
        "{ uniform: [90s, 2min] }",
        "{ triangular: [3min, 3min, 30min] }",
        "{ lognormal: { median: 1h, p95: 1h } }",
        "{ gamma: { mean: 1h, shape: 0.01 } }",
        "{ mixture: [{ weight: 0.001, takes: 1s }] }",
        "{ empirical: reviews.csv }",
    ] {
        let node = node(text);
        assert_eq!((value::work_time(&node).is_some(), impossible(&node)), (true, None), "{text}");
    }
}

#[test]
fn impossible_parameters_are_pointed_at() {
    for (text, at) in [
        ("{ exponential: 0min }", "0min"),
        ("{ uniform: [9min, 3min] }", "[9min, 3min]"),
        ("{ uniform: [9min, 3wd] }", "[9min, 3wd]"),
        ("{ triangular: [8min, 3min, 30min] }", "[8min, 3min, 30min]"),
        ("{ triangular: [3min, 8min, 7min] }", "[3min, 8min, 7min]"),
        ("{ lognormal: { median: 0s, p95: 1h } }", "0s"),
        ("{ lognormal: { median: 1h, p95: 59min } }", "59min"),
        ("{ gamma: { mean: 0h, shape: 2 } }", "0h"),
        ("{ gamma: { mean: 1h, shape: 0 } }", "0"),
        ("{ gamma: { mean: 1h, shape: -1.5 } }", "-1.5"),
        ("{ mixture: [] }", "[]"),
        ("{ mixture: [{ weight: 1, takes: 1s }, { weight: 0, takes: 2s }] }", "0"),
        ("{ mixture: [{ weight: -1, takes: 1s }] }", "-1"),
        ("{ mixture: [{ weight: 1, takes: { exponential: 0s } }] }", "0s"),
        ("{ empirical: ../reviews.csv }", "../reviews.csv"),
    ] {
        let node = node(text);
        assert_eq!(value::work_time(&node), None, "{text}");
        let found = impossible(&node).unwrap();
        let whole = format!("takes: {text}\n");
        assert_eq!(&whole[found.at.start as usize..found.at.end as usize], at, "{text}");
        assert_eq!(found.code, "E0404");
        assert!(found.message.zh != found.message.en && found.mend.zh != found.mend.en, "{text}");
    }
}

#[test]
fn what_is_no_distribution_at_all_is_said_elsewhere() {
    for text in ["10", "{ normal: [1s, 2s] }", "{ uniform: [1s] }", "{ gamma: { mean: 1h } }", "[1s]"] {
        let node = node(text);
        assert_eq!((value::work_time(&node), impossible(&node)), (None, None), "{text}");
    }
}
