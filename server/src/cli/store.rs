//! `onething store`: look a store over, make its index again, copy it.

use super::{Everywhere, FINDINGS, Failure, GOOD, INTERNAL, UNREADABLE, output};
use crate::host::{self, NotOpened};
use crate::runner::Error;
use crate::store::{self, Store, back_up, examine, restore, sizes};
use clap::{Args, Subcommand};
use onething_engine::scenario::text::Text;
use std::path::PathBuf;
use std::sync::Arc;

/// Longest material that is looked over, in bytes.
const LARGEST: u64 = 4 << 30;

/// Look a store over, make its index again, copy it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething store stats --data ./data\n  onething store verify --data ./data\n  onething store backup ./backup --data ./data"
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
    /// Read every record and every material, and prove that all is there
    Verify,
    /// Make the index again from the journal
    Rebuild,
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
        What::Verify => verify(verb)?,
        What::Rebuild => rebuild(verb)?,
        What::Stats => stats(verb)?,
        What::Backup { to } => copied(back_up(&verb.data, to, LARGEST), to)?,
        What::Restore { from } => copied(restore(from, &verb.data, LARGEST), &verb.data)?,
    };
    output::write(None, said.in_language(everywhere.language()))?;
    Ok(GOOD)
}

fn damaged(what: &dyn std::fmt::Display) -> Failure {
    Failure { code: FINDINGS, message: Text::same(what.to_string()) }
}

/// What a store that cannot be opened means for the exit code.
pub(super) fn not_opened(error: &NotOpened) -> Failure {
    let code = match error {
        NotOpened::Store(_) | NotOpened::System(..) | NotOpened::Webhook(..) => UNREADABLE,
        NotOpened::Runner(Error::Journal(_) | Error::Record(_)) => FINDINGS,
        _ => INTERNAL,
    };
    Failure { code, message: Text::same(error.to_string()) }
}

fn no_store(error: &store::Error) -> Failure {
    Failure { code: UNREADABLE, message: Text::same(error.to_string()) }
}

fn verify(verb: &StoreVerb) -> Result<Text, Failure> {
    let disk: Arc<dyn crate::disk::Disk> = Arc::new(crate::disk::Real);
    if !verb.data.join("format").is_file() {
        return Err(no_store(&store::Error::Missing(verb.data.clone())));
    }
    let examined = examine(&disk, &verb.data, LARGEST).map_err(|error| damaged(&error))?;
    if !examined.damaged_materials.is_empty() {
        let names = examined.damaged_materials.join(", ");
        return Err(damaged(&format!("damaged materials, restore them from a backup: {names}")));
    }
    let journal = examined.journal;
    let hash: String = journal.head.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Text::new(
        format!("完好：记录 {}–{}，链首 {hash}", journal.first, journal.last),
        format!("whole: records {} to {}, head {hash}", journal.first, journal.last),
    ))
}

fn rebuild(verb: &StoreVerb) -> Result<Text, Failure> {
    {
        let store = Store::existing(&verb.data).map_err(|e| no_store(&e))?;
        let index = store.index();
        if index.exists() {
            std::fs::remove_dir_all(&index).map_err(|e| Failure::unwritable(&index, &e))?;
        }
    }
    let (runner, seen) = host::offline(&verb.data).map_err(|e| not_opened(&e))?;
    drop(runner);
    Ok(Text::new(
        format!("索引已由 {} 条记录重建", seen.caught_up),
        format!("the index was made again from {} records", seen.caught_up),
    ))
}

fn stats(verb: &StoreVerb) -> Result<Text, Failure> {
    if !verb.data.join("format").is_file() {
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
