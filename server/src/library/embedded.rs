//! The library that ships inside the binary.

use super::folder::SourceText;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../scenarios"]
#[include = "*.yaml"]
struct Shipped;

/// All shipped catalogue files, in name order.
pub fn catalogues() -> Vec<SourceText> {
    texts(|path| path.starts_with("catalogue/"))
}

/// The `scenario.yaml` of every shipped scenario, in id order.
pub fn scenarios() -> Vec<SourceText> {
    texts(|path| path.ends_with("/scenario.yaml"))
}

/// The shipped files whose names start so.
pub fn under(start: &str) -> Vec<SourceText> {
    texts(|path| format!("onething:{path}").starts_with(start))
}

fn texts(accepts: impl Fn(&str) -> bool) -> Vec<SourceText> {
    let mut paths: Vec<_> = Shipped::iter().filter(|path| accepts(path)).collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let bytes = Shipped::get(&path)?.data.into_owned();
            Some(SourceText { name: format!("onething:{path}"), bytes })
        })
        .collect()
}
