//! Planted bugs: which of them some checks notice.

use std::any::Any;
use std::fmt::Debug;

/// What a check says where it does not hold.
pub fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// The bugs that no check notices; of each other one it is told which check did first, and how it said so.
pub fn unnoticed<'b, B: Debug>(
    bugs: impl IntoIterator<Item = &'b B>,
    notices: impl Fn(&B) -> Option<(&'static str, String)>,
) -> Vec<&'b B> {
    let mut unnoticed = Vec::new();
    for bug in bugs {
        match notices(bug) {
            Some((by, told)) => {
                let first: String = told.lines().next().unwrap_or_default().chars().take(110).collect();
                println!("{bug:?}: {by}: {first}");
            }
            None => unnoticed.push(bug),
        }
    }
    unnoticed
}
