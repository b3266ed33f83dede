//! What the machine itself can do, measured in the same run: whatever the server reaches stands beside it.

use super::client::{Connection, Request};
use super::figures::{Figures, rate};
use axum::routing::post;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// What the machine can do.
pub struct Machine {
    /// Writes of 4 KiB over a preallocated file, each with an fdatasync, in a second.
    pub syncs: f64,
    /// Records of 512 bytes of 64 writers, many with one fdatasync, in a second.
    pub records: f64,
    /// JSON posts to axum over loopback at 64 connections in a second.
    pub posts: f64,
    /// The same at one connection, where each appends 1 KiB and answers once that is synced: no server that does so
    /// answers one driver faster.
    pub synced: f64,
}

impl Machine {
    /// Measures it; files are made in a folder on the disk that is meant.
    pub fn measure(folder: &Path, lasts: Duration) -> Self {
        let machine = Self {
            syncs: syncs(folder, lasts),
            records: group_commit(folder, 64, lasts),
            posts: posts(64, lasts, None),
            synced: posts(1, lasts, Some(preallocated(folder, LENGTH))),
        };
        println!("the machine");
        println!("  4 KiB overwritten + fdatasync         {:>9.0}/s", machine.syncs);
        println!("  group commit of 512 B, 64 writers     {:>9.0}/s", machine.records);
        println!("  axum JSON POST, 64 connections        {:>9.0}/s", machine.posts);
        println!(
            "  the same, 1 connection, 1 KiB synced  {:>9.0}/s: {:.0} cases/s of six requests at most",
            machine.synced,
            machine.synced / 6.0
        );
        machine
    }
}

/// Of the files that are written over and over.
const LENGTH: usize = 16 << 20;

/// A file of so many bytes that lie on the medium.
fn preallocated(folder: &Path, bytes: usize) -> File {
    let path = folder.join("limit");
    let mut file = File::create(&path).unwrap();
    file.write_all(&vec![0; bytes]).unwrap();
    file.sync_all().unwrap();
    file
}

fn syncs(folder: &Path, lasts: Duration) -> f64 {
    let file = preallocated(folder, LENGTH);
    let block = [7; 4096];
    let (start, mut count) = (Instant::now(), 0_u64);
    while start.elapsed() < lasts {
        file.write_all_at(&block, (count * 4096) % LENGTH as u64).unwrap();
        file.sync_data().unwrap();
        count += 1;
    }
    rate(count, start.elapsed())
}

/// What waits to be written, and how far it is on the medium.
#[derive(Default)]
struct Log {
    waiting: Vec<u8>,
    taken: u64,
    durable: u64,
    over: bool,
}

/// Each writer adds a record and waits until it is on the medium; one thread writes what has gathered.
fn group_commit(folder: &Path, writers: usize, lasts: Duration) -> f64 {
    const LENGTH: u64 = 64 << 20;
    let file = preallocated(folder, LENGTH as usize);
    let log = Arc::new((Mutex::new(Log::default()), Condvar::new(), Condvar::new()));
    let count = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..writers {
            let (log, count) = (log.clone(), count.clone());
            scope.spawn(move || {
                let (log, work, done) = &*log;
                let mut state = log.lock().unwrap();
                while !state.over {
                    state.waiting.extend_from_slice(&[5; 512]);
                    state.taken += 1;
                    let own = state.taken;
                    work.notify_one();
                    while state.durable < own {
                        state = done.wait(state).unwrap();
                    }
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let (log, work, done) = &*log;
        let (mut buffer, mut at) = (Vec::new(), 0);
        loop {
            let mut state = log.lock().unwrap();
            let over = start.elapsed() >= lasts;
            state.over = over;
            while state.waiting.is_empty() && state.durable < state.taken {
                state = work.wait(state).unwrap();
            }
            let upto = state.taken;
            std::mem::swap(&mut buffer, &mut state.waiting);
            drop(state);
            if at + buffer.len() as u64 > LENGTH {
                at = 0;
            }
            if !buffer.is_empty() {
                file.write_all_at(&buffer, at).unwrap();
                file.sync_data().unwrap();
                at += buffer.len() as u64;
                buffer.clear();
            }
            log.lock().unwrap().durable = upto;
            done.notify_all();
            if over && upto == log.lock().unwrap().taken {
                break;
            }
        }
    });
    rate(count.load(Ordering::Relaxed), start.elapsed())
}

/// About what a move is told by, and told.
#[derive(Serialize, Deserialize)]
struct Message {
    application: String,
    sequence: u64,
    values: std::collections::BTreeMap<String, String>,
}

fn posts(connections: usize, lasts: Duration, log: Option<File>) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let (log, at) = (Arc::new(log), Arc::new(AtomicU64::new(0)));
    let echo = move |axum::Json(message): axum::Json<Message>| async move {
        if let Some(log) = &*log {
            let at = at.fetch_add(1_024, Ordering::Relaxed) % LENGTH as u64;
            log.write_all_at(&[7; 1_024], at).unwrap();
            log.sync_data().unwrap();
        }
        axum::Json(Message { sequence: message.sequence + 1, ..message })
    };
    let router = axum::Router::new().route("/", post(echo));
    runtime.spawn(async move { axum::serve(listener, router).await });
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let figures = client.block_on(async {
        let mut drivers = Vec::new();
        for _ in 0..connections {
            let mut connection = Connection::to(address).await.unwrap();
            drivers.push(async move {
                let body = r#"{"application":"0193-4b1c","sequence":7,"values":{"child.name":"王小明","address":"幸福路"}}"#;
                let (start, mut figures) = (Instant::now(), Figures::default());
                while start.elapsed() < lasts {
                    let asked = Instant::now();
                    let request = Request { method: "POST", path: "/", body, ..Request::default() };
                    let answer = connection.ask(&request).await.unwrap();
                    assert_eq!(answer.status, 200);
                    figures.add(asked.elapsed());
                }
                figures
            });
        }
        Figures::of_all(futures_util::future::join_all(drivers).await)
    });
    figures.count() as f64 / lasts.as_secs_f64()
}
