//! `onething new`: a scenario folder to start from, or a synthetic city for scale.

use super::{Everywhere, Failure, GOOD, output};
use crate::library::template::{FIRST, is_scenario_id};
use clap::Args;
use onething_engine::scenario::synthetic::city;
use onething_engine::scenario::text::{Language, Text};
use std::fs;
use std::path::{Path, PathBuf};

/// A scenario folder to start from, or a synthetic city for scale.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  onething new study-abroad\n  onething new --city 7")]
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
pub fn run(verb: &New, everywhere: &Everywhere) -> Result<u8, Failure> {
    let (folder, files) = match (&verb.id, verb.city) {
        (_, Some(seed)) => {
            let folder = verb.output.clone().unwrap_or_else(|| PathBuf::from(format!("city-{seed}")));
            (folder, city(seed))
        }
        (Some(id), None) => {
            if !is_scenario_id(id) {
                return Err(Failure::usage(Text::new(
                    format!("`{id}` 不能作场景的名字：用小写字母、数字和连字符，字母开头，如 newborn-birth"),
                    format!(
                        "`{id}` is not a scenario's id: lower-case letters, digits and hyphens, a letter first, such as newborn-birth"
                    ),
                )));
            }
            let folder = match (&verb.output, &everywhere.scenarios) {
                (Some(folder), _) => folder.clone(),
                (None, Some(scenarios)) => scenarios.join(id),
                (None, None) => Path::new("scenarios").join(id),
            };
            (folder, vec![("scenario.yaml".to_owned(), FIRST.of(id))])
        }
        (None, None) => {
            let message = Text::new("请给出场景的名字，或 --city 种子", "name the scenario, or --city SEED");
            return Err(Failure::usage(message));
        }
    };
    write_folder(&folder, &files)?;
    let first = match verb.city {
        Some(_) => folder.join("city-scene"),
        None => folder.clone(),
    };
    let (folder, first) = (folder.display(), first.display());
    let next = match everywhere.language() {
        Language::Zh => format!("已写入 {folder}；接着可以：onething check {first}"),
        Language::En => format!("wrote {folder}; try: onething check {first}"),
    };
    output::write(None, &next)?;
    Ok(GOOD)
}

/// Writes a folder that is not there yet: aside first, then renamed, so that it is there whole or not at all.
fn write_folder(folder: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    if folder.exists() {
        let folder = folder.display();
        return Err(Failure::usage(Text::new(
            format!("{folder} 已经存在；什么都没有写"),
            format!("{folder} is there already; nothing was written"),
        )));
    }
    let name = folder
        .file_name()
        .ok_or_else(|| Failure::usage(Text::new("请给出要写入的目录", "name a folder to write")))?;
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|e| Failure::unwritable(parent, &e))?;
    let aside = parent.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = write_files(&aside, files).and_then(|()| fs::rename(&aside, folder));
    if written.is_err() {
        // Nothing is left behind; that the removal may fail too changes nothing for the user.
        let _ = fs::remove_dir_all(&aside);
    }
    written.map_err(|e| Failure::unwritable(folder, &e))
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
