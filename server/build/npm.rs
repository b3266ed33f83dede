//! Builds the front end by npm, once for all profiles and features: what is installed is kept as long as the lock
//! file stays the same, what is built as long as the sources do.

use super::tree;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The oldest Node.js that builds it, as `engines` of its package says too.
const NODE: (u32, u32) = (20, 19);
/// Lines of what npm says that a warning repeats, of each of its two outputs.
const LINES: usize = 12;
/// Where the front end's `generate` script finds the description of the interface.
const DESCRIPTION: &str = "ONETHING_OPENAPI";
/// What cargo tells build scripts and means something else to the programs that npm starts.
const NOT_THEIRS: [&str; 5] = ["NODE_ENV", "DEBUG", "HOST", "TARGET", "PROFILE"];

/// Where things stand.
#[derive(Debug)]
pub struct Places {
    /// The sources.
    pub sources: PathBuf,
    /// The description of the interface.
    pub description: PathBuf,
    /// The folder where it is built: `work`, `dist`, stamps, and the lock.
    pub room: PathBuf,
}

/// The programs that build it.
#[derive(Debug)]
pub struct Tools {
    /// Node.js.
    pub node: OsString,
    /// npm.
    pub npm: OsString,
}

impl Default for Tools {
    fn default() -> Self {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        Self { node: "node".into(), npm: npm.into() }
    }
}

/// Why there is no front end.
#[derive(Debug)]
pub struct Failure {
    /// What failed.
    pub what: String,
    /// The last that the program said.
    pub output: Vec<String>,
    /// How to mend it.
    pub mend: String,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self { what: error.to_string(), output: Vec::new(), mend: "mend that".to_owned() }
    }
}

/// Builds what is not built yet and hands the folder of the built files to `use_it`, while no other build may change
/// it.
///
/// # Errors
/// Node.js or npm is missing or too old, the registry cannot be reached, or the sources do not build.
pub fn built<T>(
    places: &Places,
    tools: &Tools,
    use_it: impl FnOnce(&Path) -> io::Result<T>,
) -> Result<T, Failure> {
    fs::create_dir_all(&places.room)?;
    // Released when it is closed, also where this process is ended.
    let lock = File::create(places.room.join("lock"))?;
    lock.lock()?;
    let files = tree::files(&places.sources)?;
    let description = fs::read(&places.description).unwrap_or_default();
    let stamp = tree::stamp(&places.sources, &files, &[&description])?;
    let (kept, dist) = (places.room.join("built"), places.room.join("dist"));
    if !is_kept(&kept, &stamp) || !dist.is_dir() {
        forget(&kept)?;
        let node = node(tools)?;
        let work = places.room.join("work");
        tree::copy(&places.sources, &files, &work)?;
        install(places, tools, &work, &node)?;
        build(places, tools, &work, &dist)?;
        fs::write(&kept, &stamp)?;
    }
    Ok(use_it(&dist)?)
}

/// The version of Node.js, which is new enough.
fn node(tools: &Tools) -> Result<String, Failure> {
    let mend = || format!("install Node.js {}.{} or newer with npm", NODE.0, NODE.1);
    let failure = |what: String| Failure { what, output: Vec::new(), mend: mend() };
    let said = |tool: &OsString, name: &str| {
        let output = Command::new(tool).arg("--version").stdin(Stdio::null()).output();
        let output = output.map_err(|error| failure(format!("{name} does not start ({error})")))?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
            false => Err(failure(format!("`{name} --version` fails"))),
        }
    };
    let version = said(&tools.node, "node")?;
    let mut parts = version.trim_start_matches('v').split('.').map(|part| part.parse().ok());
    let is_new = match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= NODE,
        _ => false,
    };
    if !is_new {
        return Err(failure(format!("node is {version}, which is too old")));
    }
    said(&tools.npm, "npm")?;
    Ok(version)
}

/// Installs what the lock file names, where that has changed.
fn install(places: &Places, tools: &Tools, work: &Path, node: &str) -> Result<(), Failure> {
    let named = ["package.json", "package-lock.json", ".npmrc"].map(PathBuf::from);
    let stamp = tree::stamp(work, &named, &[node.as_bytes()])?;
    let kept = places.room.join("installed");
    if is_kept(&kept, &stamp) && work.join("node_modules").is_dir() {
        return Ok(());
    }
    forget(&kept)?;
    let mut command = Command::new(&tools.npm);
    // Offline, npm would otherwise wait for more than a minute.
    command.args(["ci", "--no-audit", "--no-fund", "--include=dev"]).args([
        "--fetch-retry-mintimeout=1000",
        "--fetch-retry-maxtimeout=8000",
        "--fetch-timeout=60000",
    ]);
    run(command, places, work, "npm ci", "see to it that the npm registry can be reached")?;
    fs::write(&kept, &stamp)?;
    Ok(())
}

/// Builds the sources.
fn build(places: &Places, tools: &Tools, work: &Path, dist: &Path) -> Result<(), Failure> {
    let mut command = Command::new(&tools.npm);
    command.args(["run", "build", "--", "--outDir"]).arg(dist).arg("--emptyOutDir");
    run(command, places, work, "npm run build", "mend what it says of server/web")
}

/// Runs npm among the sources; what it says goes to a file, its end into the failure.
fn run(mut command: Command, places: &Places, work: &Path, name: &str, mend: &str) -> Result<(), Failure> {
    for variable in NOT_THEIRS {
        command.env_remove(variable);
    }
    let description = fs::canonicalize(&places.description).unwrap_or_else(|_| places.description.clone());
    command.current_dir(work).stdin(Stdio::null()).env(DESCRIPTION, description);
    command.envs([
        ("NO_COLOR", "1"),
        ("npm_config_update_notifier", "false"),
        ("npm_config_progress", "false"),
    ]);
    let failure = |what: String, output: Vec<String>| Failure { what, output, mend: mend.to_owned() };
    let output = command.output().map_err(|error| failure(format!("{name}: {error}"), Vec::new()))?;
    let log = places.room.join("npm.log");
    fs::write(&log, [&output.stdout[..], &output.stderr[..]].concat())?;
    if output.status.success() {
        return Ok(());
    }
    let what = format!("`{name}` ended with {}; all it said is in {}", output.status, log.display());
    Err(failure(what, last(&output)))
}

/// The last lines of both outputs: compilers write faults to the one, npm to the other.
fn last(output: &Output) -> Vec<String> {
    let end = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let lines: Vec<String> =
            text.lines().map(str::trim_end).filter(|l| !l.is_empty()).map(str::to_owned).collect();
        lines[lines.len().saturating_sub(LINES)..].to_vec()
    };
    [end(&output.stdout), end(&output.stderr)].concat()
}

/// Whether a file holds this stamp.
fn is_kept(file: &Path, stamp: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|kept| kept == stamp)
}

/// Takes a stamp away, so that nothing half done bears it.
fn forget(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
