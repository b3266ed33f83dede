//! The built program, serving a store on the disk, in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
    /// How long it took until it said where it is.
    pub started: Duration,
}

/// Where the scenarios of this benchmark lie.
fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/scenarios")
}

impl Program {
    /// Starts it over a folder.
    pub fn start(data: &Path) -> Self {
        let start = Instant::now();
        let program =
            std::env::var_os("BENCH_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_onething").into());
        let mut child = Command::new(program)
            .args(["serve", "--dev", "--listen", "127.0.0.1:0", "--scenarios"])
            .arg(scenarios())
            .arg("--data")
            .arg(data)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let address = loop {
            let Some(Ok(line)) = lines.next() else { panic!("it ended: {said}") };
            if let Some((_, rest)) = line.split_once("open http://") {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
            said.push_str(&line);
        };
        // Whoever writes must be read.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, started: start.elapsed() }
    }

    /// Its number among the processes.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(told.success());
        let ended = self.child.wait().unwrap();
        assert!(ended.success(), "{ended:?}");
    }

    /// Kills it without a warning.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
