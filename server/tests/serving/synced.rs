//! Every acknowledgement comes after its sync: the program under strace, and its calls of the system read in order.
//! For each acknowledged request, after it was read the journal was written and then synced before the first byte
//! of the answer was written; for a file, it was synced, renamed, and its folder synced too.

use super::client::{Ask, Line, Server, Setup, folder};
use super::workload::PHOTO;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What must be there under which nothing may be skipped.
const REQUIRE_ALL: &str = "ONETHING_REQUIRE_ALL";

/// Whether a process of ours may be traced here.
fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let there = traced.is_ok_and(|output| output.status.success());
    let all = std::env::var(REQUIRE_ALL).is_ok_and(|value| value == "1");
    assert!(there || !all, "strace is missing or may not trace, and {REQUIRE_ALL}=1 lets nothing be skipped");
    if !there {
        println!(
            "SKIPPED: that every acknowledgement comes after its sync needs strace (apt-get install strace)"
        );
    }
    there
}

/// A call of the system: when it began and ended by the order of lines, its name, and what was said of it.
#[derive(Debug)]
struct Called {
    began: usize,
    ended: usize,
    name: String,
    told: String,
    failed: bool,
}

/// Reads what strace wrote: calls that were interrupted by others are put together.
fn read(text: &str) -> Vec<Called> {
    let mut open: BTreeMap<&str, (usize, String, String)> = BTreeMap::new();
    let mut all = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((thread, rest)) = line.trim_start().split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let Some((began, name, told)) = open.remove(thread) else { continue };
            let failed = resumed.contains(" = -1 ");
            all.push(Called { began, ended: number, name, told: told + resumed, failed });
        } else if let Some((name, told)) = rest.split_once('(') {
            match told.strip_suffix("<unfinished ...>") {
                Some(told) => drop(open.insert(thread, (number, name.to_owned(), told.to_owned()))),
                None => {
                    let failed = told.contains(" = -1 ");
                    let (name, told) = (name.to_owned(), told.to_owned());
                    all.push(Called { began: number, ended: number, name, told, failed });
                }
            }
        }
    }
    all
}

/// What was asked and acknowledged, by trace.
#[derive(Default)]
struct Acknowledged(Vec<(String, &'static str, bool)>);

impl Acknowledged {
    /// Asks, and notes that it was acknowledged; `files`: it hands in a file.
    fn ask(&mut self, line: &mut Line, what: &'static str, files: bool, ask: Ask) -> Value {
        let trace = format!("{:032x}", 0x5eed_0000_u128 + self.0.len() as u128 + 1);
        let fields = format!("traceparent: 00-{trace}-00f067aa0ba902b7-01\r\n");
        let told = line.ask(&Ask { fields, ..ask }).unwrap();
        assert!((200..300).contains(&told.status), "{what}: {} {}", told.status, told.body);
        self.0.push((trace, what, files));
        told.body
    }
}

fn tag(line: &mut Line, path: &str, role: &str) -> (Value, Option<String>) {
    let told = line.ask(&Ask::get(path, role)).unwrap();
    (told.body, told.etag)
}

/// Lets time go on until somebody has something to do.
fn later(done: &mut Acknowledged, line: &mut Line, id: &str, is_there: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..200 {
        let seen = line.ask(&Ask::get(format!("/applications/{id}"), "tester")).unwrap().body;
        if is_there(&seen) {
            return seen;
        }
        let ask = Ask::post("/clock/advance", "tester", &json!({ "next": true }));
        done.ask(line, "advance", false, ask);
    }
    panic!("nothing comes of it");
}

/// One newborn by hand, with everything that may be acknowledged.
fn newborn(done: &mut Acknowledged, line: &mut Line) {
    let wang = "applicant:wang";
    let begun = Ask::post("/applications", wang, &json!({ "scenario": "newborn-birth" })).under("begin");
    let id = done.ask(line, "begin", false, begun)["application"].as_str().unwrap().to_owned();
    later(done, line, &id, |seen| seen["asks_applicant"] == true);
    let path = format!("/applications/{id}");
    let upload = format!("{path}/materials?material=home.household_book");
    done.ask(line, "upload", true, Ask::file(&upload, wang, b"%PDF-1.4 one"));
    let (_, etag) = tag(line, &format!("{path}/form"), wang);
    let fields = json!({ "form": { "child.name": "王小明", "delivery.address": "幸福路 1 号" } });
    let save = Ask::post(format!("{path}/form"), wang, &fields).matching(etag);
    done.ask(line, "save", false, Ask { method: "PUT", ..save });
    let (_, etag) = tag(line, &format!("{path}/form"), wang);
    let submit = Ask::post(format!("{path}/submit"), wang, &json!({})).matching(etag);
    done.ask(line, "submit", false, submit);
    let seen = later(done, line, &id, |seen| !seen["tasks"].as_array().unwrap().is_empty());
    let task = format!("/tasks/{}", seen["tasks"][0]["id"].as_str().unwrap());
    let clerk = format!("clerk:{}", seen["tasks"][0]["department"].as_str().unwrap());
    let claim = Ask { method: "POST", ..Ask::get(format!("{task}/claim"), &clerk) };
    done.ask(line, "claim", false, claim.under("claim"));
    let repeated = Ask { method: "POST", ..Ask::get(format!("{task}/claim"), &clerk) };
    line.ask(&repeated.under("claim")).unwrap();
    let (_, etag) = tag(line, &task, &clerk);
    let wanted = json!({ "wanted": [{ "id": "home.household_book", "why": "看不清" }] });
    done.ask(line, "return", false, Ask::post(format!("{task}/return"), &clerk, &wanted).matching(etag));
    let (_, etag) = tag(line, &format!("{path}/form"), wang);
    let paper = json!({ "materials": { "home.household_book": { "content": PHOTO } } });
    done.ask(line, "correct", true, Ask::post(format!("{path}/correct"), wang, &paper).matching(etag));
    let (_, etag) = tag(line, &task, &clerk);
    done.ask(line, "approve", false, Ask::post(format!("{task}/approve"), &clerk, &json!({})).matching(etag));
    let behaviour = Ask::post("/systems/population/behaviour", "tester", &json!({ "latency": "2s" }));
    done.ask(line, "behaviour", false, Ask { method: "PUT", ..behaviour });
    let draft = Ask::post("/drafts/mine", "designer", &json!({ "text": "a" })).matching(Some("*".to_owned()));
    done.ask(line, "draft", false, Ask { method: "PUT", ..draft });
    let token = json!({ "principal": "u1", "name": "王", "role": "operator", "label": "test" });
    done.ask(line, "token", false, Ask::post("/tokens", "administrator", &token));
    done.ask(line, "withdraw", false, Ask::post(format!("{path}/withdraw"), wang, &json!({})));
}

#[test]
fn every_acknowledgement_comes_after_its_sync() {
    if !can_trace() {
        return;
    }
    let data = folder("synced");
    let trace = data.with_extension("strace");
    let calls =
        "trace=read,recvfrom,write,writev,sendto,sendmsg,pwrite64,fdatasync,fsync,rename,renameat,renameat2";
    let under = ["strace", "-D", "-f", "-y", "-s", "1500", "-e", calls, "-o", trace.to_str().unwrap()];
    let setup = Setup { under: under.map(str::to_owned).to_vec(), ..Setup::default() };
    let server = Server::start_with(&data, &setup);
    let mut done = Acknowledged::default();
    newborn(&mut done, &mut Line::new(&server.address));
    server.stop();
    // The tracer writes its last lines when the program has ended.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let text = fs::read_to_string(&trace).unwrap();
    let all = read(&text);
    let folder = fs::canonicalize(&data).unwrap();
    for (id, what, files) in &done.0 {
        let (from, to) = between(&all, id).unwrap_or_else(|| panic!("{what}: {id} is not in the trace"));
        let within: Vec<&Called> =
            all.iter().filter(|call| call.began > from && call.ended < to && !call.failed).collect();
        let at = |name: &str, path: &Path, after: usize| {
            let path = path.to_str().unwrap();
            let of = |call: &&&Called| {
                (call.name == name || name == "sync" && matches!(&*call.name, "fsync" | "fdatasync"))
                    && call.began >= after
                    && call.told.contains(path)
            };
            within.iter().find(of).map(|call| call.ended)
        };
        let told = format!("{what}, between lines {from} and {to} of {}", trace.display());
        let journal = folder.join("journal");
        let mut after = from;
        if *files {
            let new = folder.join("materials/new");
            let whole = at("sync", &new, from).unwrap_or_else(|| panic!("{told}: the file is not synced"));
            let named = within.iter().find(|call| {
                call.name.starts_with("rename") && call.began > whole && call.told.contains("materials/new")
            });
            let named = named.unwrap_or_else(|| panic!("{told}: the file is not named")).ended;
            let known = at("sync", &folder.join("materials"), named);
            after = known.unwrap_or_else(|| panic!("{told}: the file's folder is not synced"));
        }
        // What names a file is written once the file is on the medium.
        let written = at("pwrite64", &journal, after).unwrap_or_else(|| panic!("{told}: nothing is written"));
        assert!(at("sync", &journal, written).is_some(), "{told}: the journal is not synced");
    }
    println!("{} acknowledgements, each after its sync", done.0.len());
    drop(fs::remove_dir_all(&data));
    drop(fs::remove_file(&trace));
}

/// From where a request was read to where its answer begins to be written.
fn between(all: &[Called], id: &str) -> Option<(usize, usize)> {
    let named = |call: &&Called| call.told.contains(id);
    let is_read = |call: &&Called| matches!(&*call.name, "read" | "recvfrom");
    let is_written = |call: &&Called| matches!(&*call.name, "write" | "writev" | "sendto" | "sendmsg");
    let from = all.iter().filter(is_read).find(named)?.ended;
    // The answer tells the same id in `x-request-id`.
    let to =
        all.iter().filter(is_written).find(|call| named(call) && call.told.contains("HTTP/1.1 2"))?.began;
    Some((from, to))
}
