//! `onething new`: a scenario folder to start from, or a synthetic city for scale.

use super::{Failure, GOOD, output};
use clap::Args;
use onething_engine::scenario::synthetic::city;
use std::fs;
use std::path::{Path, PathBuf};

/// The scenario that a designer starts from.
const TEMPLATE: &str = include_str!("new/scenario.yaml");

/// A scenario folder to start from, or a synthetic city for scale.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  onething new school-enrolment\n  onething new --city 7")]
pub struct New {
    /// The scenario's id: lower-case letters, digits and hyphens
    #[arg(required_unless_present = "city")]
    id: Option<String>,
    /// Write a synthetic city of this seed: 46,000 services, 2,760 items, 382 licences
    #[arg(long, value_name = "SEED", conflicts_with = "id")]
    city: Option<u64>,
    /// The folder to write [default: scenarios/ID, or city-SEED]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(verb: &New) -> Result<u8, Failure> {
    let (folder, files) = match (&verb.id, verb.city) {
        (_, Some(seed)) => {
            let folder = verb.output.clone().unwrap_or_else(|| PathBuf::from(format!("city-{seed}")));
            (folder, city(seed))
        }
        (Some(id), None) => {
            if !is_scenario_id(id) {
                return Err(Failure::usage(format!(
                    "`{id}` is not a scenario's id: lower-case letters, digits and hyphens, a letter first, such as newborn-birth"
                )));
            }
            let folder = verb.output.clone().unwrap_or_else(|| Path::new("scenarios").join(id));
            (folder, vec![("scenario.yaml".to_owned(), TEMPLATE.replace("{{id}}", id))])
        }
        (None, None) => return Err(Failure::usage("name the scenario, or --city SEED")),
    };
    write_folder(&folder, &files)?;
    let first = match verb.city {
        Some(_) => folder.join("city-scene"),
        None => folder.clone(),
    };
    output::write(None, &format!("wrote {}; try: onething check {}", folder.display(), first.display()))?;
    Ok(GOOD)
}

fn is_scenario_id(id: &str) -> bool {
    let mut letters = id.chars();
    letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !id.ends_with('-')
}

/// Writes a folder that is not there yet: aside first, then renamed, so that it is there whole or not at all.
fn write_folder(folder: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    if folder.exists() {
        return Err(Failure::usage(format!("{} is there already; nothing was written", folder.display())));
    }
    let failed = |path: &Path, error: std::io::Error| Failure {
        code: super::UNREADABLE,
        message: format!("{}: cannot be written: {error}", path.display()),
    };
    let name = folder.file_name().ok_or_else(|| Failure::usage("name a folder to write"))?;
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|e| failed(parent, e))?;
    let aside = parent.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = write_files(&aside, files).and_then(|()| fs::rename(&aside, folder));
    if written.is_err() {
        // Nothing is left behind; that the removal may fail too changes nothing for the user.
        let _ = fs::remove_dir_all(&aside);
    }
    written.map_err(|e| failed(folder, e))
}

fn write_files(folder: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    for (name, text) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}
