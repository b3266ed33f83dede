//! `onething store`: look a store over, make its index again, copy it, move what is old elsewhere.

use super::trail::{Against, before, hex};
use super::{Everywhere, FINDINGS, Failure, GOOD, INTERNAL, UNREADABLE, output};
use crate::host::{self, NotOpened};
use crate::runner::{Error, LAYOUT};
use crate::store::{self, Store, back_up, examine, restore, sizes};
use clap::{Args, Subcommand};
use onething_engine::scenario::text::Text;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Longest material that is looked over, in bytes.
const LARGEST: u64 = 4 << 30;

/// Look a store over, make its index again, copy it, archive what is old
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething store stats --data ./data\n  onething store verify --data ./data\n  onething store backup ./backup --data ./data\n  onething store archive ./archive --data ./data"
)]
pub struct StoreVerb {
    #[command(subcommand)]
    what: What,
    /// The folder of the store
    #[arg(long, global = true, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read every record and every material, and prove that all is there; also while a server has it open
    Verify {
        #[command(flatten)]
        against: Against,
    },
    /// Make the index again from the journal
    Rebuild {
        /// A folder with archived segments, beside those that the store knows
        #[arg(long, value_name = "DIR")]
        archive: Vec<PathBuf>,
    },
    /// Move sealed segments of the journal that the store can be opened without into a folder
    Archive {
        /// The folder to move them to
        to: PathBuf,
    },
    /// How large it is
    Stats,
    /// Copy it into an empty folder, also while a server has it open, and prove the copy
    Backup {
        /// The folder to write
        to: PathBuf,
    },
    /// Copy a backup into the folder of `--data`, which must be empty, and prove it
    Restore {
        /// The folder of the backup
        from: PathBuf,
    },
}

/// Runs the verb.
///
/// # Errors
/// The store is damaged or cannot be read.
pub fn run(verb: &StoreVerb, everywhere: &Everywhere) -> Result<u8, Failure> {
    let said = match &verb.what {
        What::Verify { against } => verify(verb, against)?,
        What::Rebuild { archive } => rebuild(verb, archive)?,
        What::Archive { to } => archive(verb, to)?,
        What::Stats => stats(verb)?,
        What::Backup { to } => copied(back_up(&verb.data, to, LAYOUT, LARGEST), to)?,
        What::Restore { from } => copied(restore(from, &verb.data, LAYOUT, LARGEST), &verb.data)?,
    };
    output::write(None, said.in_language(everywhere.language()))?;
    Ok(GOOD)
}

/// What is not as it was written.
pub(super) fn damaged(what: &dyn std::fmt::Display) -> Failure {
    Failure { code: FINDINGS, message: Text::same(what.to_string()) }
}

/// What a store that cannot be opened means for the exit code.
pub(super) fn not_opened(error: &NotOpened) -> Failure {
    let code = match error {
        NotOpened::Store(_) | NotOpened::System(..) | NotOpened::Webhook(..) => UNREADABLE,
        NotOpened::Runner(Error::Journal(_) | Error::Record(_)) | NotOpened::Checkpoint(_) => FINDINGS,
        _ => INTERNAL,
    };
    Failure { code, message: Text::same(error.to_string()) }
}

/// What a store that is not there means for the exit code.
pub(super) fn no_store(error: &store::Error) -> Failure {
    Failure { code: UNREADABLE, message: Text::same(error.to_string()) }
}

/// The last record that a server has on the medium is known to it alone: what is read while it writes is proven up
/// to the end that is found, and once more where that was being written.
fn verify(verb: &StoreVerb, against: &Against) -> Result<Text, Failure> {
    let disk: Arc<dyn crate::disk::Disk> = Arc::new(crate::disk::Real);
    let folders = against.folders(&*disk, &verb.data)?;
    let look = || examine(&disk, &verb.data, folders.clone(), u64::MAX, LARGEST);
    let examined = look().or_else(|_| look()).map_err(|error| damaged(&error))?;
    if !examined.damaged_materials.is_empty() {
        let names = examined.damaged_materials.join(", ");
        return Err(damaged(&format!("damaged materials, restore them from a backup: {names}")));
    }
    let journal = examined.journal;
    let hash = hex(&journal.head);
    let mut zh = format!("完好：记录 {}–{}，链首 {hash}", journal.first, journal.last);
    let mut en = format!("whole: records {} to {}, head {hash}", journal.first, journal.last);
    let earlier = before(journal.first);
    zh += &earlier.zh;
    en += &earlier.en;
    if let Some(same) = against.agreed(disk, folders)? {
        zh += &format!("\n与 {same} 个检查点相符");
        en += &format!("\nit agrees with {same} checkpoints");
    }
    Ok(Text::new(zh, en))
}

fn rebuild(verb: &StoreVerb, archives: &[PathBuf]) -> Result<Text, Failure> {
    let seen = host::rebuild(&verb.data, archives).map_err(|e| not_opened(&e))?;
    Ok(Text::new(
        format!("索引已由 {} 条记录重建", seen.caught_up),
        format!("the index was made again from {} records", seen.caught_up),
    ))
}

fn archive(verb: &StoreVerb, to: &Path) -> Result<Text, Failure> {
    // Nothing may depend on where the next command is started.
    let to = std::path::absolute(to).map_err(|e| Failure::unwritable(to, &e))?;
    Store::existing(&verb.data).map_err(|e| no_store(&e))?;
    let (offline, _) = host::offline(&verb.data).map_err(|e| not_opened(&e))?;
    let done = offline.archive(&to).map_err(|error| damaged(&error))?;
    let (count, bytes, first, snapshot, to) =
        (done.segments, done.bytes, done.first, done.snapshot, to.display());
    Ok(Text::new(
        format!("{to}：移入 {count} 个日志段（{bytes} 字节）；本处自记录 {first} 起，快照在记录 {snapshot}"),
        format!(
            "{to}: {count} segments ({bytes} bytes) were moved; records from {first} on are here, the snapshot \
             stands at {snapshot}"
        ),
    ))
}

fn stats(verb: &StoreVerb) -> Result<Text, Failure> {
    if !store::is_there(&verb.data) {
        return Err(no_store(&store::Error::Missing(verb.data.clone())));
    }
    let sizes = sizes(&verb.data).map_err(|e| Failure::unreadable(&verb.data, &e))?;
    let rows = [
        ("日志段", "segments", sizes.segments),
        ("日志字节", "journal_bytes", sizes.journal),
        ("索引字节", "index_bytes", sizes.index),
        ("材料份数", "materials", sizes.files),
        ("材料字节", "material_bytes", sizes.materials),
    ];
    let zh: Vec<String> = rows.iter().map(|(zh, _, count)| format!("{zh}\t{count}")).collect();
    let en: Vec<String> = rows.iter().map(|(_, en, count)| format!("{en}\t{count}")).collect();
    Ok(Text::new(zh.join("\n"), en.join("\n")))
}

fn copied(copied: Result<store::Copied, store::NotCopied>, to: &std::path::Path) -> Result<Text, Failure> {
    let copied = copied.map_err(|error| damaged(&error))?;
    let (last, files, to) = (copied.journal.last, copied.materials, to.display());
    Ok(Text::new(
        format!("{to}：已复制并核对到记录 {last}，材料 {files} 份"),
        format!("{to}: copied and proven up to record {last}, with {files} materials"),
    ))
}
