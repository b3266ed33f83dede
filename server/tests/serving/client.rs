//! Starts the program and speaks HTTP with it, plainly.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A folder of its own.
pub fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("onething-serving-{name}-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    folder
}

/// How many of `full` a test does: the share `ONETHING_VOLUME`, but no fewer than `least`.
pub fn share(full: u64, least: u64) -> u64 {
    let share = std::env::var("ONETHING_VOLUME").ok().and_then(|share| share.parse().ok());
    ((full as f64 * share.unwrap_or(0.01)).ceil() as u64).clamp(least, full)
}

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub method: &'static str,
    pub path: String,
    /// Who acts.
    pub role: String,
    /// `If-Match`.
    pub etag: Option<String>,
    /// `Idempotency-Key`.
    pub key: Option<String>,
    /// More header fields, each ended.
    pub fields: String,
    /// Its media type and itself.
    pub body: Option<(&'static str, Vec<u8>)>,
}

impl Ask {
    pub fn get(path: impl Into<String>, role: &str) -> Self {
        Self { method: "GET", path: path.into(), role: role.to_owned(), ..Self::default() }
    }

    pub fn post(path: impl Into<String>, role: &str, body: &Value) -> Self {
        let body = Some(("application/json", body.to_string().into_bytes()));
        Self { method: "POST", body, ..Self::get(path, role) }
    }

    /// A file as a form sends it.
    pub fn file(path: impl Into<String>, role: &str, content: &[u8]) -> Self {
        let mut body =
            b"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n".to_vec();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        Self {
            method: "POST",
            body: Some(("multipart/form-data; boundary=cut", body)),
            ..Self::get(path, role)
        }
    }

    pub fn matching(mut self, etag: Option<String>) -> Self {
        self.etag = etag;
        self
    }

    pub fn under(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    fn bytes(&self, host: &str) -> Vec<u8> {
        let Self { method, path, role, etag, key, fields, body } = self;
        let line = |name: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{name}: {value}\r\n")).unwrap_or_default()
        };
        let (kind, body) = body.as_ref().map_or(("", &[][..]), |(kind, body)| (*kind, body));
        let kind = if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
        let role = if role.is_empty() { String::new() } else { format!("Onething-Role: {role}\r\n") };
        let head = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n{role}{kind}{}{}{fields}\r\n",
            body.len(),
            line("If-Match", etag),
            line("Idempotency-Key", key),
        );
        [head.as_bytes(), body].concat()
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub etag: Option<String>,
}

/// A connection that is kept.
pub struct Line {
    address: String,
    stream: Option<BufReader<TcpStream>>,
}

impl Line {
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned(), stream: None }
    }

    /// Asks; none where nobody answers, or not in full: then nobody knows whether it was done.
    pub fn ask(&mut self, ask: &Ask) -> Option<Answer> {
        let answer = self.exchange(ask);
        if answer.is_none() {
            self.stream = None;
        }
        answer
    }

    fn exchange(&mut self, ask: &Ask) -> Option<Answer> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.address).ok()?;
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            stream.set_nodelay(true).unwrap();
            self.stream = Some(BufReader::new(stream));
        }
        let stream = self.stream.as_mut()?;
        stream.get_mut().write_all(&ask.bytes(&self.address)).ok()?;
        let mut line = || {
            let mut line = String::new();
            stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
            Some(line.trim_end().to_owned())
        };
        let status = line()?.split(' ').nth(1)?.parse().ok()?;
        let (mut etag, mut length) = (None, None);
        loop {
            let line = line()?;
            let Some((name, value)) = line.split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "etag" => etag = Some(value.to_owned()),
                "content-length" => length = value.parse::<usize>().ok(),
                _ => {}
            }
        }
        let body = match (status, length) {
            (204, _) => Value::Null,
            (_, length) => {
                let mut bytes = vec![0; length.expect("an answer tells its length")];
                stream.read_exact(&mut bytes).ok()?;
                serde_json::from_slice(&bytes).ok()?
            }
        };
        Some(Answer { status, body, etag })
    }
}

/// What a server is started with besides its folder.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// More arguments.
    pub arguments: Vec<String>,
    pub environment: Vec<(String, String)>,
    /// What runs it, with its arguments; none: it runs by itself.
    pub under: Vec<String>,
}

/// The program, serving.
pub struct Server {
    child: Arc<Mutex<Child>>,
    pub address: String,
}

/// A server that will be killed.
pub struct Killed {
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Starts it over a folder, on a port that is free.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &Setup::default())
    }

    /// The same with something more.
    pub fn start_with(data: &Path, setup: &Setup) -> Self {
        let program = env!("CARGO_BIN_EXE_onething");
        let mut command = match setup.under.split_first() {
            Some((under, arguments)) => {
                let mut command = Command::new(under);
                command.args(arguments).arg(program);
                command
            }
            None => Command::new(program),
        };
        let mut child = command
            .args(["serve", "--dev", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(&setup.arguments)
            .envs(setup.environment.iter().cloned())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let address = loop {
            let Some(Ok(line)) = lines.next() else { panic!("it ended: {said}") };
            if let Some((_, rest)) = line.split_once("open http://") {
                break rest.split('/').next().unwrap().to_owned();
            }
            said.push_str(&line);
        };
        // Whoever writes must be read.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child: Arc::new(Mutex::new(child)), address }
    }

    /// Asks; none where nobody answers.
    pub fn get(&self, path: &str, role: &str) -> Option<Answer> {
        Line::new(&self.address).ask(&Ask::get(path, role))
    }

    /// The same with a body.
    pub fn post(&self, path: &str, role: &str, etag: Option<&str>, body: &Value) -> Option<Answer> {
        let ask = Ask::post(path, role, body).matching(etag.map(str::to_owned));
        Line::new(&self.address).ask(&ask)
    }

    /// Kills it without a warning, so many milliseconds after a counter has come so far.
    pub fn kill_at(&self, counter: &Arc<AtomicU64>, count: u64, ms: u64) -> Killed {
        let (child, over) = (self.child.clone(), Arc::new(AtomicBool::new(false)));
        let (told, counter) = (over.clone(), counter.clone());
        let thread = std::thread::spawn(move || {
            let begun = Instant::now();
            while counter.load(Ordering::Acquire) < count && begun.elapsed() < Duration::from_secs(60) {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(Duration::from_millis(ms));
            let mut child = child.lock().unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            told.store(true, Ordering::Release);
        });
        Killed { over, thread }
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(&self) {
        let mut child = self.child.lock().unwrap();
        let terminated = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(terminated.success());
        let ended = child.wait().unwrap();
        assert!(ended.success(), "{ended:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut child) = self.child.lock() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Killed {
    /// Whether it is dead.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Waits until it is.
    pub fn wait(self) {
        self.thread.join().unwrap();
    }
}
