//! The program in a folder of its own, with a copy of the shipped scenarios.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository's root.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ended {
    /// Exit code; −1 where a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }
}

/// A folder of its own for a test, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    /// A folder with a copy of `scenarios/`.
    pub fn new(name: &str) -> Self {
        let folder = Self::empty(name);
        copy(&repository().join("scenarios"), &folder.0.join("scenarios"));
        folder
    }

    /// A folder with nothing in it.
    pub fn empty(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("onething-transcripts-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Everything in it, as sorted paths.
    pub fn listing(&self) -> Vec<String> {
        let mut all = Vec::new();
        let mut pending = vec![self.0.clone()];
        while let Some(folder) = pending.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                all.push(path.strip_prefix(&self.0).unwrap().display().to_string());
                if path.is_dir() {
                    pending.push(path);
                }
            }
        }
        all.sort();
        all
    }

    /// Runs a line of the shell in it; `onething` is the program.
    pub fn shell(&self, line: &str) -> Ended {
        let mut command = Command::new("sh");
        self.settled(command.arg("-c").arg(line)).output().unwrap().into()
    }

    /// Runs the program in it.
    pub fn onething(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onething"));
        self.settled(command.args(arguments)).output().unwrap().into()
    }

    /// Nothing of the tester's own surroundings shows: colours, language, width.
    fn settled<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let program = Path::new(env!("CARGO_BIN_EXE_onething")).parent().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        command.env_clear().env("PATH", format!("{}:{path}", program.display())).env("LC_ALL", "C");
        command.current_dir(&self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}
