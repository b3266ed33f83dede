//! `onething audit`: proves the audit trail, which is the journal of a store.

use super::store::damaged;
use super::trail::{Against, before, hex};
use super::{Everywhere, Failure, GOOD, output};
use crate::disk::{Disk, Real};
use crate::journal::{Verified, verify_up_to};
use clap::{Args, Subcommand, ValueEnum};
use onething_engine::scenario::text::Text;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Prove the audit trail: who did what when, in a chain that nothing can leave unseen.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  onething audit verify --data ./data\n  onething audit verify --checkpoints /elsewhere/checkpoints.jsonl --data ./data"
)]
pub struct AuditVerb {
    #[command(subcommand)]
    what: What,
    /// The folder of the store
    #[arg(long, global = true, value_name = "DIR", default_value = "./data")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read every entry and prove that none was changed, taken out or cut off; also while a server has the store open
    Verify {
        #[command(flatten)]
        against: Against,
        /// How the outcome is written
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// What was proven.
#[derive(Debug, Serialize)]
struct Proven {
    whole: bool,
    /// How many entries were read.
    entries: u64,
    /// The first of them: 1, or later where earlier ones were archived and are not here.
    first: u64,
    last: u64,
    /// The hash of everything up to the last.
    head: String,
    /// How many checkpoints it agrees with; null: it was compared with none.
    checkpoints: Option<usize>,
    /// Whether a last write lies behind it that was never finished, nor acknowledged to anybody, as after a crash.
    torn: bool,
}

/// Runs the verb.
///
/// # Errors
/// An entry was changed, taken out or cut off, or there is no store.
pub fn run(verb: &AuditVerb, everywhere: &Everywhere) -> Result<u8, Failure> {
    let What::Verify { against, format } = &verb.what;
    let proven = verify(&verb.data, against)?;
    let text = match format {
        Format::Json => output::json(&proven)?,
        Format::Human => human(&proven, &verb.data).in_language(everywhere.language()).to_owned(),
    };
    output::write(None, &text)?;
    Ok(GOOD)
}

/// Reads the whole journal. What a server writes meanwhile may be cut off where it is read, so that is read twice.
fn verify(data: &Path, against: &Against) -> Result<Proven, Failure> {
    let disk: Arc<dyn Disk> = Arc::new(Real);
    let folders = against.folders(&*disk, data)?;
    let look = || verify_up_to(disk.clone(), folders.clone(), u64::MAX, |_, _| ());
    let Verified { first, last, head, torn } = look().or_else(|_| look()).map_err(|error| damaged(&error))?;
    Ok(Proven {
        whole: true,
        entries: (last + 1).saturating_sub(first),
        first,
        last,
        head: hex(&head),
        checkpoints: against.agreed(disk, folders)?,
        torn,
    })
}

fn human(proven: &Proven, data: &Path) -> Text {
    let Proven { entries, first, last, head, checkpoints, torn, .. } = proven;
    let data = data.display();
    let mut zh =
        format!("完好：{data} 的审计日志共 {entries} 条（记录 {first}–{last}），无缺失、无改动；链首 {head}");
    let mut en = format!(
        "whole: the audit trail of {data} has {entries} entries (records {first} to {last}), none missing, none changed; head {head}"
    );
    let earlier = before(*first);
    zh += &earlier.zh;
    en += &earlier.en;
    if *torn {
        zh += "\n其后有一次没有写完的写入，从未向任何人确认过，如断电时所留；下次打开时去掉";
        en += "\na write lies behind it that was not finished and acknowledged to nobody, as after a crash; the next start cuts it off";
    }
    match checkpoints {
        Some(count) => {
            zh += &format!("\n与 {count} 个检查点相符：末尾没有被截断");
            en += &format!("\nit agrees with {count} checkpoints: its end was not cut off");
        }
        None => {
            zh += "\n未与检查点比较；末尾是否被截断，要用 --checkpoints 文件 才看得出来";
            en += "\nit was compared with no checkpoints; whether its end was cut off is seen with --checkpoints FILE";
        }
    }
    Text::new(zh, en)
}
