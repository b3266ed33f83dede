//! A synthetic city: catalogues as large as a real city's, to measure with and to try things on. What it says
//! is made up; its size and shape are not arbitrary:
//!
//! | what | how many | shape |
//! |---|---|---|
//! | departments | 60 | each with a clerk and an officer |
//! | kinds of party | 6 | person, company, household, vehicle, property, project |
//! | data elements | 3,000 | a few asked for everywhere, most nearly nowhere (Zipf, exponent 1) |
//! | systems | 1,150 | 19 or 20 a department; nine in ten reached through the sharing platform |
//! | services | 46,000 | 40 a system; 1–3 keys given, 1–12 elements returned, popular ones more often |
//! | materials | 1,800 | of the six kinds |
//! | licences | 382 | each stands for 1–3 materials and returns 2–6 elements |
//! | items | 2,760 | 46 a department; 3–18 fields, 1–6 materials, 2–4 steps, limits of 1–20 working days |
//!
//! The counts of services, items and licences are those of a Chinese prefecture-level city's sharing
//! platform. The same seed writes the same bytes.

mod catalogue;
mod items;

use crate::random::Random;

/// Departments.
pub const DEPARTMENTS: usize = 60;
/// Systems.
pub const SYSTEMS: usize = 1_150;
/// Services a system.
pub const SERVICES_PER_SYSTEM: usize = 40;
/// Materials.
pub const MATERIALS: usize = 1_800;
/// Licences.
pub const LICENCES: usize = 382;
/// Items.
pub const ITEMS: usize = 2_760;

/// A kind of party, and its elements.
pub(crate) struct Kind {
    /// Its name.
    pub(crate) name: &'static str,
    /// The key that registers know it by.
    pub(crate) key: &'static str,
    /// How many elements it has, the key among them.
    pub(crate) elements: usize,
}

/// The kinds of party.
pub(crate) const KINDS: [Kind; 6] = [
    Kind { name: "person", key: "id_number", elements: 900 },
    Kind { name: "company", key: "credit_code", elements: 900 },
    Kind { name: "household", key: "book_number", elements: 200 },
    Kind { name: "vehicle", key: "plate_number", elements: 200 },
    Kind { name: "property", key: "certificate_number", elements: 400 },
    Kind { name: "project", key: "project_code", elements: 400 },
];

/// A file of the city: its path and its text.
pub type File = (String, String);

/// All files of the city of a seed: catalogues, and a scenario of twelve items over them.
pub fn city(seed: u64) -> Vec<File> {
    let mut random = Random::new(seed);
    let mut files = catalogue::files(&mut random);
    files.push(("catalogue/items.yaml".to_owned(), items::items(&mut random)));
    files.push(("city-scene/scenario.yaml".to_owned(), items::scene(&mut random)));
    files
}

/// Another scenario of twelve items over any city, by a seed of its own.
pub fn scene(seed: u64) -> String {
    items::scene(&mut Random::new(seed))
}

/// The element of a kind at a rank; rank 0 is the key.
pub(crate) fn element(kind: &Kind, rank: usize) -> String {
    if rank == 0 { kind.key.to_owned() } else { format!("e{rank}") }
}

/// A rank below `count`, low ones more often (Zipf's law with exponent 1, by inversion of its continuous
/// form).
pub(crate) fn popular(random: &mut Random, count: usize) -> usize {
    let rank = ((count as f64 + 1.0).powf(random.unit()) - 1.0) as usize;
    rank.min(count.saturating_sub(1))
}

/// Some different ranks, popular ones more often, in order.
pub(crate) fn several(random: &mut Random, many: usize, count: usize) -> Vec<usize> {
    let mut ranks = std::collections::BTreeSet::new();
    // The most popular ones come up again and again; a bound on tries keeps the work bounded.
    for _ in 0..many * 8 {
        if ranks.len() < many {
            ranks.insert(popular(random, count));
        }
    }
    ranks.into_iter().collect()
}

#[cfg(test)]
mod tests;
