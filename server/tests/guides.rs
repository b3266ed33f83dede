//! Every example of the guides works, and prints what the guide shows.
//!
//! A guide has a folder with a copy of the library. A `yaml` block that begins with `# file: PATH` is written there.
//! The lines of an `sh` block are run in order: those of `onething` directly, those of `curl` against a server of the
//! guide's own; `# exit N` says how a line ends. A `text` block behind it shows what was printed: its lines, but for
//! `…`, stand in the output in that order. `# keep id` keeps the id of the answer for `{id}`, `# keep task` that of the
//! first in a list for `{task}`; `{etag}` is the last answer's.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const GUIDES: [&str; 4] = ["designer", "tester", "analyst", "operator"];
/// How a guide writes the address of the server.
const WRITTEN: &str = "127.0.0.1:8080";

struct Guide {
    name: String,
    folder: PathBuf,
    server: Option<(Child, String)>,
    kept: BTreeMap<&'static str, String>,
    /// Commands that were run.
    ran: usize,
    /// Lines of output that were found.
    found: usize,
}

impl Drop for Guide {
    fn drop(&mut self) {
        if let Some((server, _)) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Guide {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("onething-guide-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        copy(&Path::new(ROOT).join("scenarios"), &folder.join("scenarios"));
        Self { name: name.to_owned(), folder, server: None, kept: BTreeMap::new(), ran: 0, found: 0 }
    }

    fn play(&mut self, text: &str) {
        let mut printed = String::new();
        for (language, block) in blocks(text) {
            match language {
                "yaml" => self.write(block),
                "sh" => printed = block.lines().map(|line| self.command(line)).collect(),
                "text" => self.shown(block, &printed),
                _ => {}
            }
        }
    }

    fn write(&self, block: &str) {
        let Some(path) = block.lines().next().and_then(|line| line.strip_prefix("# file: ")) else { return };
        let file = self.folder.join(path.trim());
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, block.split_once('\n').unwrap().1).unwrap();
    }

    /// Runs a line; what it printed.
    fn command(&mut self, line: &str) -> String {
        let (line, remark) = line.split_once(" # ").unwrap_or((line, ""));
        let line = line.trim();
        let mut command = match line.split_whitespace().next() {
            Some("onething") if !line.starts_with("onething serve") => {
                let mut shell = Command::new("sh");
                shell.arg("-c").arg(line.replacen("onething", env!("CARGO_BIN_EXE_onething"), 1));
                shell
            }
            Some("curl") => self.asking(line),
            // The server is the test's own; and what is no command of ours is the reader's.
            _ => return String::new(),
        };
        let ended = command
            .current_dir(&self.folder)
            .env("ONETHING_CACHE", self.folder.join("cache"))
            .output()
            .unwrap();
        let (out, err) = (text(ended.stdout), text(ended.stderr));
        let wanted = remark.split("exit ").nth(1).map_or(0, |code| code.trim().parse().unwrap());
        assert_eq!(ended.status.code(), Some(wanted), "{}: {line}\n{out}{err}", self.name);
        self.keep(remark, &out);
        self.ran += 1;
        out + &err
    }

    /// A request, with what was kept in its place.
    fn asking(&mut self, line: &str) -> Command {
        let address = self.address();
        let mut line = line.replace(WRITTEN, &address);
        for (name, value) in &self.kept {
            line = line.replace(&format!("{{{name}}}"), value);
        }
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(line.replacen("curl", "curl -D headers", 1));
        shell
    }

    fn keep(&mut self, remark: &str, out: &str) {
        let headers = fs::read_to_string(self.folder.join("headers")).unwrap_or_default();
        let tag = headers
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("etag"));
        if let Some((_, tag)) = tag {
            self.kept.insert("etag", tag.trim().to_owned());
        }
        let answer = || serde_json::from_str::<serde_json::Value>(out).unwrap();
        let id = |value: &serde_json::Value| {
            value["id"].as_str().unwrap_or_else(|| panic!("no id in {out}")).to_owned()
        };
        if remark.contains("keep id") {
            self.kept.insert("id", id(&answer()));
        }
        if remark.contains("keep task") {
            self.kept.insert("task", id(&answer()["items"][0]));
        }
    }

    fn address(&mut self) -> String {
        let folder = self.folder.clone();
        let (_, address) = self.server.get_or_insert_with(|| {
            let mut child = Command::new(env!("CARGO_BIN_EXE_onething"))
                .args([
                    "serve",
                    "--dev",
                    "--listen",
                    "127.0.0.1:0",
                    "--data",
                    "served",
                    "--scenarios",
                    "scenarios",
                ])
                .current_dir(folder)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
            let address = loop {
                let line = lines.next().unwrap().unwrap();
                if let Some((_, rest)) = line.split_once("open http://") {
                    break rest.split('/').next().unwrap().to_owned();
                }
            };
            // Whoever writes must be read.
            std::thread::spawn(move || lines.for_each(drop));
            (child, address)
        });
        address.clone()
    }

    fn shown(&mut self, block: &str, printed: &str) {
        let mut lines = printed.lines().map(str::trim_end);
        for line in block.lines().map(str::trim_end).filter(|line| !line.is_empty() && line.trim() != "…") {
            // What differs each time stands behind a `…` that is left out.
            let is_so = |said: &str| match line.strip_suffix('…') {
                Some(beginning) => said.starts_with(beginning),
                None => said == line,
            };
            assert!(lines.any(is_so), "{} shows\n{line}\nand the program prints\n{printed}", self.name);
            self.found += 1;
        }
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The fenced blocks of a text, each with its language.
fn blocks(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split("```").skip(1).step_by(2);
    parts.filter_map(|block| block.split_once('\n'))
}

#[test]
fn every_example_works_and_prints_what_the_guide_shows() {
    std::thread::scope(|scope| {
        for name in GUIDES.iter().flat_map(|name| [(*name).to_owned(), format!("{name}.zh")]) {
            scope.spawn(move || {
                let text =
                    fs::read_to_string(Path::new(ROOT).join(format!("docs/guides/{name}.md"))).unwrap();
                let mut guide = Guide::new(&name);
                guide.play(&text);
                assert!(
                    guide.ran >= 5 && guide.found >= 3,
                    "{name}: {} commands, {} lines",
                    guide.ran,
                    guide.found
                );
            });
        }
    });
}
