//! A journal driven by chance, with what was taken and what was acknowledged written down beside it.

use onething_engine::random::Random;
use onething_server::disk::Disk;
use onething_server::disk::simulated::Simulated;
use onething_server::journal::{Error, Journal, Kind, Opened, Options, Record};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Small, so that a few records make another segment.
pub const OPTIONS: Options = Options { segment: 8 << 10, batch: 4 << 10, waiting: 6 << 10, threads: false };

pub fn folder() -> &'static Path {
    Path::new("journal")
}

pub fn disk(simulated: &Simulated) -> Arc<dyn Disk> {
    Arc::new(simulated.clone())
}

/// What was given to a journal, and how much of it was acknowledged.
#[derive(Default)]
pub struct Written {
    /// Kind, time and payload of each record, in order.
    pub records: Vec<(u8, i64, Vec<u8>)>,
    /// How many were acknowledged.
    pub acknowledged: Arc<Mutex<u64>>,
}

impl Written {
    pub fn acknowledged(&self) -> u64 {
        *self.acknowledged.lock().unwrap()
    }
}

fn payload(random: &mut Random) -> Vec<u8> {
    let length = match random.below(4) {
        0 => 0,
        1 => random.below(60),
        2 => random.below(600),
        _ => random.below(1_800),
    };
    // Now and then zeros, which look like what is not there.
    let zeros = random.below(6) == 0;
    (0..length).map(|_| if zeros { 0 } else { u8::try_from(random.below(256)).unwrap() }).collect()
}

/// Appends some records, now and then writing a batch; stops at the first error.
pub fn append(
    journal: &Journal,
    written: &mut Written,
    count: usize,
    random: &mut Random,
) -> Result<(), Arc<Error>> {
    for _ in 0..count {
        let group: Vec<(Kind, Vec<u8>)> = (0..random.between(0, 3))
            .map(|_| (Kind(u8::try_from(random.below(5)).unwrap()), payload(random)))
            .collect();
        let at = i64::try_from(random.below(1_000_000)).unwrap();
        let told = written.acknowledged.clone();
        let last = journal.append(
            at,
            group.clone(),
            Box::new(move |committed| {
                if let Ok(number) = committed {
                    let mut told = told.lock().unwrap();
                    assert!(number >= *told, "acknowledged out of order");
                    *told = number;
                }
            }),
        )?;
        written.records.extend(group.into_iter().map(|(kind, payload)| (kind.0, at, payload)));
        assert_eq!(last, written.records.len() as u64, "numbers have no gaps");
        if random.below(3) == 0 {
            journal.commit();
        }
        if let Some(stopped) = journal.stopped() {
            return Err(stopped);
        }
    }
    Ok(())
}

/// Opens a journal, and the records in it.
pub fn open(simulated: &Simulated) -> Result<(Opened, Vec<Record>), Error> {
    let mut records = Vec::new();
    let opened = Journal::open::<Error>(disk(simulated), folder(), OPTIONS, 0, |record| {
        records.push(record);
        Ok(())
    })?;
    Ok((opened, records))
}

/// What was read is what was written, from the first record on, without a gap.
pub fn same(records: &[Record], written: &Written, told: &str) {
    assert!(records.len() <= written.records.len(), "{told}: records that nobody wrote");
    for (at, (record, (kind, time, payload))) in records.iter().zip(&written.records).enumerate() {
        assert_eq!(record.sequence, at as u64 + 1, "{told}");
        assert_eq!(
            (record.kind.0, record.at, &record.payload),
            (*kind, *time, payload),
            "{told}: record {at}"
        );
    }
}
