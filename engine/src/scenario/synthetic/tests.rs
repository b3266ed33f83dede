//! The city has the size and shape it says.

use super::{ITEMS, LICENCES, SERVICES_PER_SYSTEM, SYSTEMS, city, scene};

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_writes_others() {
    assert_eq!(city(7), city(7));
    assert_ne!(city(7), city(8));
    assert_eq!(scene(1), scene(1));
    assert_ne!(scene(1), scene(2));
}

#[test]
fn the_counts_are_those_of_a_city() {
    let files = city(7);
    let lines = |ending: &str, start: &str| -> usize {
        let texts = files.iter().filter(|(name, _)| name.contains(ending));
        texts.map(|(_, text)| text.lines().filter(|l| l.starts_with(start)).count()).sum()
    };
    assert_eq!(lines("systems_", "      q"), SYSTEMS * SERVICES_PER_SYSTEM);
    assert_eq!(SYSTEMS * SERVICES_PER_SYSTEM, 46_000);
    assert_eq!(lines("papers", "  l"), LICENCES);
    assert_eq!(lines("items", "  i"), ITEMS);
}
