//! The store, on the wire.

use crate::store::{Found, Sizes};
use serde::Serialize;
use utoipa::ToSchema;

/// How large a store is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StoreStats {
    /// The last record that is on the medium.
    pub last: u64,
    /// Segments of the journal that are not archived.
    pub segments: u64,
    /// Their bytes.
    pub journal_bytes: u64,
    /// Bytes of the index.
    pub index_bytes: u64,
    /// Materials.
    pub materials: u64,
    /// Their bytes.
    pub material_bytes: u64,
}

impl StoreStats {
    /// Of what was counted.
    pub fn of(sizes: &Sizes, last: u64) -> Self {
        Self {
            last,
            segments: sizes.segments,
            journal_bytes: sizes.journal,
            index_bytes: sizes.index,
            materials: sizes.files,
            material_bytes: sizes.materials,
        }
    }
}

/// What was found when a store was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct StoreVerified {
    /// Whether it is still being read; the rest is then empty.
    pub running: bool,
    /// Whether everything is as it was written.
    pub whole: Option<bool>,
    /// The first record that was read: 1, or later where earlier ones were archived and are out of reach.
    pub first: Option<u64>,
    /// The last.
    pub last: Option<u64>,
    /// The hash of everything up to it, as hexadecimal digits.
    pub head: Option<String>,
    /// Names of materials that are not what was stored.
    pub damaged_materials: Vec<String>,
    /// The first thing that is wrong with the journal: file, place, record and mend.
    pub damage: Option<String>,
}

impl StoreVerified {
    /// Of what was found; none: it is still being read.
    pub fn of(found: Option<&Found>) -> Self {
        match found {
            None => Self { running: true, ..Self::default() },
            Some(Err(error)) => {
                Self { whole: Some(false), damage: Some(error.to_string()), ..Self::default() }
            }
            Some(Ok(examined)) => Self {
                running: false,
                whole: Some(examined.damaged_materials.is_empty()),
                first: Some(examined.journal.first),
                last: Some(examined.journal.last),
                head: Some(blake3::Hash::from_bytes(examined.journal.head).to_hex().to_string()),
                damaged_materials: examined.damaged_materials.clone(),
                damage: None,
            },
        }
    }
}
