//! Writes one batch: rows, and the manifest that goes with them.

use super::super::{Change, Error, Row};
use super::manifest::{Manifest, row_hash};
use super::rows::{self, Read};
use ::sled::{Batch, Db};
use std::collections::BTreeMap;

/// Writes changes; the manifest after them.
pub(super) fn write(
    db: &Db,
    changes: &[Change],
    applied: u64,
    mut manifest: Manifest,
    failed: impl Fn(::sled::Error) -> Error,
) -> Result<Manifest, Error> {
    let mut batch = Batch::default();
    let is_in_order = changes.windows(2).all(|pair| pair[0].0 < pair[1].0);
    if is_in_order {
        for (key, value) in changes {
            change(db, &mut batch, &mut manifest, key, value.as_deref(), &failed)?;
        }
    } else {
        let last: BTreeMap<&[u8], Option<&[u8]>> =
            changes.iter().map(|(key, value)| (key.as_slice(), value.as_deref())).collect();
        for (key, value) in last {
            change(db, &mut batch, &mut manifest, key, value, &failed)?;
        }
    }
    manifest.applied = applied;
    manifest.settle();
    batch.insert(&rows::MANIFEST, manifest.encode());
    db.apply_batch(batch).map_err(failed)?;
    Ok(manifest)
}

/// Adds one change to the batch and the manifest.
fn change(
    db: &Db,
    batch: &mut Batch,
    manifest: &mut Manifest,
    key: &[u8],
    value: Option<&[u8]>,
    failed: &impl Fn(::sled::Error) -> Error,
) -> Result<(), Error> {
    let before = stored(db, key, failed)?;
    let after = value.map(|value| rows::encode(key, value)).unwrap_or_default();
    // A row that was born and died since the last batch was never there.
    if before == after {
        return Ok(());
    }
    let sum = manifest.families.entry(key.first().copied().unwrap_or_default()).or_default();
    for (key, value) in &before {
        sum.hash = sum.hash.wrapping_sub(row_hash(key, value));
    }
    for (key, _) in before.iter().skip(after.len()) {
        batch.remove(key.as_slice());
    }
    sum.rows =
        sum.rows.wrapping_add(u64::from(!after.is_empty())).wrapping_sub(u64::from(!before.is_empty()));
    for (key, value) in after {
        sum.hash = sum.hash.wrapping_add(row_hash(&key, &value));
        batch.insert(key, value);
    }
    Ok(())
}

/// What is stored of a row now.
fn stored(db: &Db, key: &[u8], failed: &impl Fn(::sled::Error) -> Error) -> Result<Vec<Row>, Error> {
    let first = rows::row_key(key);
    let Some(value) = db.get(&first).map_err(failed)? else { return Ok(Vec::new()) };
    let mut found = vec![(first, value.to_vec())];
    if let Read::Cut(cut) = rows::decode(&value)? {
        for number in 1..=cut.parts() {
            let key = rows::part_key(key, number);
            let part = db.get(&key).map_err(failed)?;
            let part = part.ok_or_else(|| Error::Damaged("a part of a long row is missing".to_owned()))?;
            found.push((key, part.to_vec()));
        }
    }
    Ok(found)
}
