//! Facts are what a file means, not how it is written.

use super::{Facts, facts as changed};
use crate::check::check;

const NEWBORN: &str = include_str!("../../../../scenarios/newborn-birth/scenario.yaml");

fn facts(text: &str) -> Facts {
    let checked = check(
        ("scenario.yaml", text.as_bytes()),
        &[
            ("zibo.yaml", include_bytes!("../../../../scenarios/catalogue/zibo.yaml")),
            ("holidays-cn.yaml", include_bytes!("../../../../scenarios/catalogue/holidays-cn.yaml")),
        ],
    );
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics.first());
    Facts::of(&checked.scenario.expect("it reads"))
}

/// What differs after an edit, as `path: before → after`.
fn after(from: &str, to: &str) -> Vec<String> {
    assert!(NEWBORN.contains(from), "{from}");
    let changes = changed(&facts(NEWBORN), &facts(&NEWBORN.replacen(from, to, 1)));
    let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    changes.iter().map(|c| format!("{}: {} → {}", c.path, side(&c.before), side(&c.after))).collect()
}

#[test]
fn layout_comments_and_spelling_variants_are_no_difference() {
    for (from, to) in [
        (
            "limit: { statutory: 5wd, promised: 0wd }",
            "limit:\n      promised: 0wd   # at once\n      statutory: 5wd",
        ),
        ("married = \"married\"", "married  =  \"married\""),
        ("      materials: [mother.id_card]", "      materials:\n        - mother.id_card"),
        (
            "  separate: { title: { zh: 分头办, en: One by one } }     # no measures; may be left out\n",
            "  separate: { title: { zh: 分头办, en: One by one }, measures: [] }\n",
        ),
    ] {
        assert_eq!(after(from, to), Vec::<String>::new(), "{from}");
    }
}

#[test]
fn a_changed_fact_is_told_by_its_path() {
    assert_eq!(
        after("limit: { statutory: 5wd, promised: 0wd }", "limit: { statutory: 5wd, promised: 2wd }"),
        ["items.birth_certificate.limit.promised: 0wd → 2wd"]
    );
    assert_eq!(
        after("        - home.household_book\n", ""),
        ["items.household_registration.needs.materials.home.household_book: always → –"]
    );
    assert_eq!(
        after("{ household_registration: 0wd }", "{ household_registration: 0wd, birth_certificate: 0wd }"),
        ["plans.joint.measures.promise.birth_certificate: – → 0wd"]
    );
}
