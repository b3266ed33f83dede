//! The shipped catalogue and the scenarios that edits start from.

use onething_engine::scenario::syntax::Budget;
use onething_engine::check::{Parsed, catalogue};
use onething_engine::scenario::model::Catalogue;
use onething_engine::scenario::source::Sources;
use std::sync::{Arc, OnceLock};

/// The catalogue files, by name.
pub const CATALOGUES: &[(&str, &[u8])] = &[
    ("zibo.yaml", include_bytes!("../../scenarios/catalogue/zibo.yaml")),
    ("holidays-cn.yaml", include_bytes!("../../scenarios/catalogue/holidays-cn.yaml")),
];

/// The large scenario: everything that the language has occurs in it.
pub const NEWBORN: &str = include_str!("../../scenarios/newborn-birth/scenario.yaml");

/// The small scenario: two items, quick to derive, so that most runs reach the end.
pub const SMALL: &str = include_str!("small.yaml");

/// The catalogue read once, and its texts.
pub fn shipped() -> &'static (Arc<Catalogue>, Sources) {
    static READ: OnceLock<(Arc<Catalogue>, Sources)> = OnceLock::new();
    READ.get_or_init(|| {
        let parsed = CATALOGUES.iter().zip(0..).map(|(file, at)| Parsed::new(*file, at, &Budget::LOCAL));
        let (read, findings, sources) = catalogue(parsed);
        (Arc::new(read.unwrap_or_else(|| panic!("the shipped catalogue reads: {findings:?}"))), sources)
    })
}
