//! Lines that another program can read.

use super::*;
use crate::report::csv;

#[test]
fn every_line_has_six_fields_and_its_key_once() {
    let text = csv::simulation(&simulated(&newborn()));
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("group,name,figure,mean,half_width,unit"));
    let mut keys = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let [group, name, figure, mean, half, unit] = fields[..] else { panic!("{line}") };
        assert!(
            ["outcome", "whole", "item", "staff", "situation", "over_time", "week", "histogram"]
                .contains(&group),
            "{line}"
        );
        assert!(["count", "share", "h", "CNY", "count/d"].contains(&unit), "{line}");
        assert!(mean.parse::<f64>().is_ok_and(f64::is_finite), "{line}");
        assert!(half.is_empty() || half.parse::<f64>().is_ok_and(|half| half >= 0.0), "{line}");
        keys.push((group, name, figure));
    }
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "a key stands twice");
    assert!(keys.contains(&("whole", "", "cycle_mean")) && keys.contains(&("outcome", "", "lost")));
}

#[test]
fn pairs_moves_and_candidates_have_a_line_each() {
    let others = Others::of(newborn());
    let paired = csv::paired(&others.paired);
    let moved = csv::sensitivity(&others.moved);
    let tried = csv::staffing(&others.front);
    for (text, lines, fields) in [(&paired, 10, 8), (&moved, 40, 9), (&tried, 4, 7)] {
        let all: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
        assert_eq!(all, vec![fields; lines + 1], "{text}");
    }
    assert!(moved.starts_with("change,figure,from_mean"));
    assert!(moved.contains("\narrivals=x1.1,cycle_mean_hours,"));
    assert!(tried.contains("\n3,,,0.9,false,1,2\n"), "nothing ended: {tried}");
}

/// The histogram counts everything that ended, and the course is told.
#[test]
fn what_is_told_over_time_adds_up() {
    let outcome = simulated(&newborn());
    let told: u64 = outcome.cycle.histogram.as_ref().map(|h| h.total()).unwrap();
    assert_eq!(told, outcome.completed);
    let text = csv::simulation(&outcome);
    let sum = |group: &str| -> f64 {
        let lines = text.lines().filter(|line| line.starts_with(group));
        lines.map(|line| line.split(',').nth(3).unwrap().parse::<f64>().unwrap()).sum()
    };
    assert_eq!(sum("histogram,,"), told as f64);
    assert!(sum("over_time,came,") > 0.0 && sum("week,under_way,") > 0.0);
}
