//! A department's system on this machine: it takes every call, says that it will answer later, and does so by a
//! signed callback, now and then twice. It counts by the key of the call.

use super::client::{Ask, Line};
use onething_server::systems::http::callback::Signing;
use onething_server::systems::http::secret::Secret;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The system, and the variable with its secret.
pub const SYSTEM: &str = "birth_certificates";
pub const SECRET: (&str, &str) = ("BIRTHS_SECRET", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

/// What came, and what was taken of it.
#[derive(Default)]
pub struct Counted {
    /// How often each key was called.
    pub called: BTreeMap<String, usize>,
    /// Keys whose answer was acknowledged.
    pub acknowledged: BTreeSet<String>,
    /// Keys that were called again after that: their answer was lost.
    pub lost: Vec<String>,
    due: VecDeque<(String, u64)>,
    delivering: usize,
    deliveries: u64,
    server: Option<String>,
    is_over: bool,
}

#[derive(Default)]
struct Inside {
    counted: Mutex<Counted>,
    stir: Condvar,
}

/// The department.
pub struct Department {
    inside: Arc<Inside>,
    port: u16,
}

impl Department {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let inside = Arc::new(Inside::default());
        let own = inside.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let own = own.clone();
                std::thread::spawn(move || drop(calls(&own, &stream.unwrap())));
            }
        });
        let own = inside.clone();
        std::thread::spawn(move || deliver(&own));
        Self { inside, port }
    }

    /// What a server is told of it.
    pub fn configuration(&self) -> String {
        format!(
            "[systems.{SYSTEM}]\nperformer = \"http\"\nurl = \"http://127.0.0.1:{}/\"\ninternal = [\"127.0.0.0/8\"]\n\
             callback_secret = \"${{env:{}}}\"\n",
            self.port, SECRET.0
        )
    }

    /// Where the server is now; none: nowhere.
    pub fn serve(&self, address: Option<&str>) {
        self.counted(|counted| counted.server = address.map(str::to_owned));
        self.inside.stir.notify_all();
    }

    /// Whether every call that was taken is answered.
    pub fn is_quiet(&self) -> bool {
        self.counted(|counted| counted.due.is_empty() && counted.delivering == 0)
    }

    /// What was counted.
    pub fn counted<T>(&self, look: impl FnOnce(&mut Counted) -> T) -> T {
        look(&mut self.inside.counted.lock().unwrap())
    }
}

impl Drop for Department {
    fn drop(&mut self) {
        self.counted(|counted| counted.is_over = true);
        self.inside.stir.notify_all();
    }
}

/// Takes the calls of one connection.
fn calls(inside: &Inside, stream: &TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(told) = line.strip_prefix("content-length: ") {
                length = told.parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let call: Value = serde_json::from_slice(&body).unwrap();
        let key = call["key"].as_str().unwrap().to_owned();
        let mut counted = inside.counted.lock().unwrap();
        *counted.called.entry(key.clone()).or_default() += 1;
        if counted.acknowledged.contains(&key) {
            counted.lost.push(key.clone());
        }
        counted.deliveries += 1;
        let number = counted.deliveries;
        counted.due.push_back((key, number));
        drop(counted);
        inside.stir.notify_all();
        (&*stream).write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")?;
    }
}

/// What it answers.
fn answer(key: &str) -> Value {
    json!({ "key": key, "found": {
        "baby.sex": "female", "baby.birth_time": "2026-11-20T08:00:00+08:00", "baby.birth_place": "妇幼保健院",
        "baby.birth_weight": "3300", "baby.birth_length": "50", "baby.gestation": "39",
    } })
}

fn deliver(inside: &Inside) {
    let signing = Signing::new(&Secret::new(SECRET.1)).unwrap();
    let mut line: Option<(String, Line)> = None;
    loop {
        let (server, key, number) = {
            let mut counted = inside.counted.lock().unwrap();
            loop {
                if counted.is_over {
                    return;
                }
                if let Some(server) = counted.server.clone()
                    && let Some((key, number)) = counted.due.pop_front()
                {
                    counted.delivering += 1;
                    break (server, key, number);
                }
                counted = inside.stir.wait(counted).unwrap();
            }
        };
        if line.as_ref().is_none_or(|(address, _)| *address != server) {
            line = Some((server.clone(), Line::new(&server)));
        }
        let (_, line) = line.as_mut().unwrap();
        let told = send(line, &signing, &key, number);
        let again = number.is_multiple_of(3) && told == Some(204);
        let twice = again.then(|| send(line, &signing, &key, number)).flatten();
        assert!(twice.is_none_or(|status| status == 409), "a replay was taken: {twice:?}");
        let mut counted = inside.counted.lock().unwrap();
        counted.delivering -= 1;
        match told {
            Some(204) => drop(counted.acknowledged.insert(key)),
            // The call was taken by a server that is gone; the next one calls again.
            Some(409) => {}
            Some(status) => panic!("{key}: a callback was answered {status}"),
            None if counted.is_over => return,
            None => {
                counted.due.push_back((key, number));
                drop(counted);
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

/// One delivery; its status.
fn send(line: &mut Line, signing: &Signing, key: &str, number: u64) -> Option<u16> {
    let id = format!("delivery-{number}");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let body = answer(key).to_string().into_bytes();
    let signature = signing.sign(&id, i64::try_from(now).unwrap(), &body);
    let fields =
        format!("webhook-id: {id}\r\nwebhook-timestamp: {now}\r\nwebhook-signature: {signature}\r\n");
    let body = Some(("application/json", body));
    let ask = Ask { method: "POST", fields, body, ..Ask::get(format!("/callbacks/{SYSTEM}"), "") };
    line.ask(&ask).map(|answer| answer.status)
}
