//! Reads every row and compares it with the manifest: what is missing, twisted or too much shows.

use super::super::Error;
use super::manifest::{Manifest, Sum, row_hash};
use super::rows;
use ::sled::{Db, IVec};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Rows that are read before the two readers compare how far they are.
const STRETCH: usize = 1024;

/// What both readers have read: one from the first row on, one from the last row back.
#[derive(Default)]
struct Meeting {
    /// The last row of the one.
    low: Option<IVec>,
    /// The last row of the other.
    high: Option<IVec>,
    families: BTreeMap<u8, Sum>,
    unknown: Option<IVec>,
}

/// The manifest of a store whose rows all agree with it.
pub(super) fn verify(
    db: &Db,
    layout: u32,
    failed: impl Fn(::sled::Error) -> Error + Sync,
) -> Result<Manifest, Error> {
    let manifest = match db.get(rows::MANIFEST).map_err(&failed)? {
        Some(bytes) => Manifest::decode(&bytes)?,
        None => return Err(Error::Damaged("its manifest is gone".to_owned())),
    };
    if manifest.layout != layout {
        return Err(Error::Layout { found: manifest.layout, wanted: layout });
    }
    let meeting = Mutex::new(Meeting::default());
    std::thread::scope(|scope| {
        let backward = scope.spawn(|| read(db, true, &meeting));
        let forward = read(db, false, &meeting);
        let backward = backward.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        forward.and(backward)
    })
    .map_err(&failed)?;
    let meeting = meeting.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = meeting.unknown {
        return Err(Error::Damaged(format!("there is a row {:02x?} that nobody wrote", &*key)));
    }
    compare(&manifest.families, &meeting.families)?;
    Ok(manifest)
}

fn compare(told: &BTreeMap<u8, Sum>, read: &BTreeMap<u8, Sum>) -> Result<(), Error> {
    let families = told.keys().chain(read.keys());
    for family in families {
        let (told, read) = (told.get(family), read.get(family));
        let rows = |sum: Option<&Sum>| sum.map_or(0, |sum| sum.rows);
        if rows(told) != rows(read) {
            let (told, read) = (rows(told), rows(read));
            return Err(Error::Damaged(format!("family {family} has {read} rows, and had {told}")));
        }
        if told != read {
            return Err(Error::Damaged(format!("rows of family {family} are not what was written")));
        }
    }
    Ok(())
}

/// Reads rows from one end until the other reader's are reached.
fn read(db: &Db, backward: bool, meeting: &Mutex<Meeting>) -> Result<(), ::sled::Error> {
    let mut iter = db.iter();
    let mut stretch: Vec<(IVec, u128)> = Vec::with_capacity(STRETCH);
    loop {
        stretch.clear();
        while stretch.len() < STRETCH {
            let Some(next) = (if backward { iter.next_back() } else { iter.next() }) else { break };
            let (key, value) = next?;
            let hash = row_hash(&key, &value);
            stretch.push((key, hash));
        }
        let mut is_last = stretch.len() < STRETCH;
        let mut meeting = meeting.lock().unwrap_or_else(PoisonError::into_inner);
        let own = match (&meeting.low, &meeting.high) {
            (_, Some(high)) if !backward => stretch.partition_point(|(key, _)| key < high),
            (Some(low), _) if backward => stretch.partition_point(|(key, _)| key > low),
            _ => stretch.len(),
        };
        is_last |= own < stretch.len();
        stretch.truncate(own);
        for (key, hash) in &stretch {
            meeting.add(key, *hash);
        }
        if let Some((key, _)) = stretch.last() {
            *(if backward { &mut meeting.high } else { &mut meeting.low }) = Some(key.clone());
        }
        if is_last {
            return Ok(());
        }
    }
}

impl Meeting {
    fn add(&mut self, key: &IVec, hash: u128) {
        match rows::family(key) {
            Some((family, is_row)) => {
                let sum = self.families.entry(family).or_default();
                sum.rows += u64::from(is_row);
                sum.hash = sum.hash.wrapping_add(hash);
            }
            None if key[..] == rows::MANIFEST => {}
            None => self.unknown = Some(key.clone()),
        }
    }
}
