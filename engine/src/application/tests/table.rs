//! The written table from items' statuses to the application's.

use crate::application::status::{ApplicationStatus as A, ItemStatus as I, table};

#[test]
fn the_first_line_that_fits_decides() {
    let lines: [(&[I], A); 16] = [
        (&[I::Draft, I::Draft], A::Draft),
        (&[I::Draft, I::Submitted], A::Submitted),
        (&[I::Submitted, I::Accepted], A::Handling),
        (&[I::Handling, I::Correcting], A::Correcting),
        (&[I::Suspended, I::Correcting], A::Correcting),
        (&[I::Suspended, I::Approved], A::Suspended),
        (&[I::Suspended, I::Handling], A::Handling),
        (&[I::Approved, I::Submitted], A::Handling),
        (&[I::Approved, I::Approved], A::Concluded),
        (&[I::Approved, I::Refused], A::Concluded),
        (&[I::NotAccepted], A::Concluded),
        (&[I::Approved, I::Withdrawn], A::Concluded),
        (&[I::Withdrawn, I::Withdrawn], A::Withdrawn),
        (&[I::Terminated], A::Terminated),
        (&[I::Terminated, I::Withdrawn], A::Terminated),
        (&[I::Refused, I::Terminated], A::Concluded),
    ];
    for (items, expected) in lines {
        assert_eq!(table(items.iter().copied()), expected, "{items:?}");
    }
}

#[test]
fn only_a_broken_commitment_leaves_a_final_status() {
    for from in I::ALL.into_iter().filter(|s| s.is_final()) {
        for to in I::ALL.into_iter().filter(|to| *to != from) {
            let revoked = from == I::Approved && to == I::Terminated;
            assert_eq!(from.may_become(to), revoked, "{from:?} → {to:?}");
        }
    }
}

#[test]
fn every_status_has_a_label_in_both_languages() {
    for status in I::ALL {
        let title = status.title();
        assert!(!title.zh.is_ascii() && title.en.is_ascii(), "{status:?}");
    }
}
