//! Starts the program and speaks HTTP with it, plainly.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A folder of its own.
pub fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("onething-serving-{name}-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    folder
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub etag: Option<String>,
}

/// An answer as it came.
#[derive(Debug)]
pub struct Raw {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Raw {
    /// A header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The program, serving.
pub struct Server {
    child: Arc<Mutex<Child>>,
    address: String,
}

/// A server that will be killed.
pub struct Killed {
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Starts it over a folder, on a port that is free.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[], &[])
    }

    /// The same, told more.
    pub fn start_with(data: &Path, more: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_onething"))
            .args(["serve", "--dev", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .envs(variables.iter().copied())
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
        self.send("GET", path, role, None, None)
    }

    /// The same with a body.
    pub fn post(&self, path: &str, role: &str, etag: Option<&str>, body: &Value) -> Option<Answer> {
        self.send("POST", path, role, etag, Some(body))
    }

    /// The same with `PUT`.
    pub fn put(&self, path: &str, role: &str, etag: Option<&str>, body: &Value) -> Option<Answer> {
        self.send("PUT", path, role, etag, Some(body))
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        role: &str,
        etag: Option<&str>,
        body: Option<&Value>,
    ) -> Option<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut headers = vec![("Onething-Role", role), ("Content-Type", "application/json")];
        headers.extend(etag.map(|etag| ("If-Match", etag)));
        let raw = self.raw(method, &format!("/api/v1{path}"), &headers, body.as_bytes())?;
        let etag = raw.header("etag").map(str::to_owned);
        // A body that was cut off with the server is no answer.
        Some(Answer { status: raw.status, body: serde_json::from_slice(&raw.body).ok()?, etag })
    }

    /// Any request, its path from the root on.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Raw> {
        let mut stream = self.connect()?;
        let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{more}\r\n",
            self.address,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let headers = lines.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        Some(Raw { status, headers, body: bytes[end + 4..].to_vec() })
    }

    /// A connection to it.
    pub fn connect(&self) -> Option<TcpStream> {
        let stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        Some(stream)
    }

    /// Kills it without a warning, so many milliseconds from now.
    pub fn kill_after(&self, ms: u64) -> Killed {
        let (child, over) = (self.child.clone(), Arc::new(AtomicBool::new(false)));
        let told = over.clone();
        let thread = std::thread::spawn(move || {
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
