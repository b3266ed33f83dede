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
        assert!(["outcome", "whole", "item", "staff", "situation"].contains(&group), "{line}");
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
