//! Small nets: what is told of a deviation.

use super::{conformed, net, row};
use crate::analyse::conform::align::{Bounds, NotAligned, align};
use crate::analyse::conform::space::Space;

/// Apply, accept, then review and pay beside one another, deliver.
fn service() -> super::Net {
    net(
        9,
        &[
            ("apply", &[0], &[1]),
            ("accept", &[1], &[2]),
            ("", &[2], &[3, 4]),
            ("review", &[3], &[5]),
            ("pay", &[4], &[6]),
            ("", &[5, 6], &[7]),
            ("deliver", &[7], &[8]),
        ],
    )
}

fn rows(case: &str, activities: &[&str]) -> Vec<crate::analyse::calibrate::Row> {
    (0..).zip(activities).map(|(at, activity)| row(case, activity, at, None)).collect()
}

#[test]
fn what_was_skipped_and_what_was_unexpected_is_told_with_its_place() {
    let mut log = rows("1", &["apply", "accept", "review", "pay", "deliver"]);
    log.extend(rows("2", &["apply", "accept", "pay", "deliver"]));
    log.extend(rows("3", &["apply", "accept", "acept", "pay", "review", "deliver"]));
    log.extend(rows("4", &["accept", "apply", "pay", "review", "deliver"]));
    let told = conformed(service(), &log);
    assert_eq!((told.cases, told.fitting, told.rows), (4, 1, 20));
    assert_eq!((told.fit.cost, told.fit.worst), (4, 5 * 4 + 20));
    assert!((told.fit.fitness - 0.9).abs() < 1e-12);
    let of = |name: &str| told.deviations.iter().find(|d| d.activity == name).unwrap();
    let review = of("review");
    assert_eq!((review.done, review.skipped, review.unexpected), (3, 1, 0));
    assert_eq!(review.cases.iter().map(|case| &**case).collect::<Vec<_>>(), ["2"]);
    let unknown = &told.unknown[0];
    assert_eq!((&*unknown.activity, unknown.nearest.as_deref(), unknown.count), ("acept", Some("accept"), 1));
    assert_eq!(of("acept").unexpected_after[0].after.as_deref(), Some("accept"));
    // One of the two that changed places is where it belongs.
    let moved: u64 = told.deviations.iter().map(|d| d.misplaced).sum();
    assert_eq!(moved, 1);
    assert_eq!(told.variants[1].moves.iter().filter(|m| m.starts_with('-')).count(), 1);
}

#[test]
fn what_is_under_way_or_was_left_does_not_count() {
    let mut log = rows("1", &["apply", "accept", "review", "pay", "deliver"]);
    log.push(row("1", "extra", 9, Some("skipped")));
    log.extend(rows("2", &["apply"]));
    log.push(crate::analyse::calibrate::Row { end: None, ..row("2", "accept", 2, None) });
    let told = conformed(service(), &log);
    assert_eq!((told.cases, told.under_way, told.left_rows, told.fit.cost), (1, 1, 1, 0));
}

#[test]
fn nothing_at_all_is_a_case_without_any_step() {
    let told = conformed(service(), &[]);
    assert_eq!((told.cases, told.fit.fitness), (0, 1.0));
}

#[test]
fn a_search_that_goes_too_far_ends_and_says_so() {
    let net = service();
    let mut space = Space::new(&net);
    let bounds = Bounds { pairs: 3, markings: 1_000 };
    let trace = [Some(0), Some(0), Some(0)];
    assert_eq!(align(&mut space, &trace, u32::MAX, bounds), Err(NotAligned::TooFar));
}

#[test]
fn a_net_without_an_end_has_no_alignment() {
    let net = net(3, &[("a", &[0], &[1])]);
    let mut space = Space::new(&net);
    assert_eq!(align(&mut space, &[], u32::MAX, Bounds::default()), Err(NotAligned::NoEnd));
}
