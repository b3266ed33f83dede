//! Notifications as a receiver gets them: signed, at least once, whatever happens to the server or the receiver; and
//! no word of a person in them.

use super::client::{Server, Setup, folder};
use onething_engine::application::Moment;
use onething_server::signature::{Signer, WebhookSecret, verify};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// What an applicant tells, and nobody outside may read.
const CANARIES: [&str; 2] = ["王小明", "幸福路"];

/// A request that a receiver got.
#[derive(Debug, Clone)]
struct Got {
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Got {
    fn id(&self) -> String {
        self.headers["webhook-id"].clone()
    }
}

/// Somebody who is notified; answers what `answers` says of the next ones, else 204.
#[derive(Clone)]
struct Receiver {
    address: SocketAddr,
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Receiver {
    fn at(address: &str) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let (address, got) = (listener.local_addr().unwrap(), Arc::default());
        let receiver = Self { address, got, answers: Arc::default() };
        let own = receiver.clone();
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| own.take(stream)));
        receiver
    }

    fn take(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut headers = BTreeMap::new();
        for line in (&mut reader).lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
            if let Some((name, value)) = line.split_once(": ") {
                headers.insert(name.to_lowercase(), value.to_owned());
            }
        }
        let length = headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let status = {
            let mut answers = self.answers.lock().unwrap();
            if answers.is_empty() { 204 } else { answers.remove(0) }
        };
        self.got.lock().unwrap().push(Got { headers, body });
        let _ = write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

/// A server that notifies an address.
fn serve(data: &Path, address: SocketAddr) -> Server {
    let config: PathBuf = data.with_extension("toml");
    let text =
        format!("[webhooks.city]\nurl = \"http://{address}/hook\"\nsecrets = [\"${{env:CITY_HOOK}}\"]\n");
    std::fs::write(&config, text).unwrap();
    let setup = Setup::of(&["--config", config.to_str().unwrap()], &[("CITY_HOOK", SECRET)]);
    Server::start_with(data, &setup)
}

fn begun(server: &Server) -> String {
    let newborn = json!({
        "scenario": "newborn-birth",
        "form": { "child.name": "王小明", "delivery.address": "幸福路 1 号" },
        "materials": { "home.household_book": { "content": "/9j/4A==" } },
        "submit": true,
    });
    let begun = server.post("/applications", "applicant:wang", None, &newborn).unwrap();
    assert_eq!(begun.status, 201, "{}", begun.body);
    begun.body["application"].as_str().unwrap().to_owned()
}

/// Clerks and time do what there is to do until an application is over.
fn finished(server: &Server, id: &str) {
    goes_on(server, id, &|| false);
}

/// The same, until something is so.
fn goes_on(server: &Server, id: &str, is_so: &dyn Fn() -> bool) {
    for _ in 0..80 {
        let seen = server.get(&format!("/applications/{id}"), "tester").unwrap().body;
        if is_so() {
            return;
        }
        if !seen["closed_at"].is_null() {
            assert_eq!(seen["status"], "concluded", "{seen}");
            return;
        }
        let Some(task) = seen["tasks"].as_array().and_then(|all| all.first()) else {
            server.post("/clock/advance", "tester", None, &json!({ "next": true })).unwrap();
            continue;
        };
        let role = format!("clerk:{}", task["department"].as_str().unwrap());
        let task = task["id"].as_str().unwrap();
        let etag = server.get(&format!("/tasks/{task}"), &role).unwrap().etag;
        server.post(&format!("/tasks/{task}/approve"), &role, etag.as_deref(), &json!({})).unwrap();
    }
    panic!("{id} does not come to an end");
}

fn deliveries(server: &Server, query: &str) -> Vec<Value> {
    let listed = server.get(&format!("/deliveries?limit=200{query}"), "operator").unwrap();
    assert_eq!(listed.status, 200, "{}", listed.body);
    listed.body["items"].as_array().unwrap().clone()
}

/// Waits until something is so.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(30), "{what} never comes about");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_receiver_is_told_of_everything_signed_and_nothing_of_a_person() {
    let data = folder("notified");
    let receiver = Receiver::at("127.0.0.1:0");
    // The first is not taken, and comes again.
    receiver.answers.lock().unwrap().push(503);
    let server = serve(&data, receiver.address);
    let id = begun(&server);
    finished(&server, &id);
    until("that all is delivered", || deliveries(&server, "").iter().all(|d| d["standing"] == "delivered"));
    let got = receiver.got();
    let ids: BTreeSet<String> = got.iter().map(Got::id).collect();
    let listed = deliveries(&server, "&receiver=city");
    let known: BTreeSet<String> = listed.iter().map(|d| d["notice"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, known, "what was got is what is listed");
    assert_eq!(got.len(), ids.len() + 1, "only the first came twice");
    let first = listed.iter().find(|d| d["notice"] == got[0].id()).unwrap();
    assert_eq!((&first["attempts"], &first["status"]), (&json!(2), &json!(204)), "{first}");
    let notices = server.get(&format!("/applications/{id}/notices"), "tester").unwrap().body;
    let results = server.get(&format!("/applications/{id}/results"), "tester").unwrap().body;
    let told = notices["notices"].as_array().unwrap().len() + results["results"].as_array().unwrap().len();
    assert!(told >= 8 && ids.len() >= told, "{told} of {}", ids.len());
    let signer = Signer::single(WebhookSecret::read(SECRET).unwrap());
    let other = Signer::single(WebhookSecret::read("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap());
    for one in &got {
        let header = |name: &str| one.headers[name].as_str();
        let at = header("webhook-timestamp").parse::<i64>().unwrap() * 1_000;
        let good = |signer: &Signer| {
            let (id, time) = (header("webhook-id"), header("webhook-timestamp"));
            verify(signer, id, time, header("webhook-signature"), &one.body, Moment(at)).is_ok()
        };
        assert!(good(&signer) && !good(&other), "{one:?}");
        let body: Value = serde_json::from_slice(&one.body).unwrap();
        let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(&body), ["data", "timestamp", "type"]);
        assert_eq!(members(&body["data"]), ["application", "item", "kind", "scenario"]);
        assert_eq!(body["data"]["application"], id.as_str());
        let all = format!("{:?}{}", one.headers, String::from_utf8_lossy(&one.body));
        assert!(!CANARIES.iter().any(|canary| all.contains(canary)), "{all}");
    }
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn what_is_owed_survives_kill_9_and_comes_when_the_receiver_is_back() {
    let data = folder("notified-kill");
    // Nobody listens there yet.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = serve(&data, address);
    let id = begun(&server);
    finished(&server, &id);
    let owed: BTreeSet<String> =
        deliveries(&server, "").iter().map(|d| d["notice"].as_str().unwrap().to_owned()).collect();
    assert!(owed.len() >= 8, "{owed:?}");
    server.kill_after(0).wait();
    let receiver = Receiver::at(&address.to_string());
    let server = serve(&data, address);
    let listed: BTreeSet<String> =
        deliveries(&server, "").iter().map(|d| d["notice"].as_str().unwrap().to_owned()).collect();
    assert_eq!(listed, owed, "nothing was lost, and nothing came from nowhere");
    until("that all is delivered", || deliveries(&server, "&standing=delivered").len() == owed.len());
    assert_eq!(receiver.got().iter().map(Got::id).collect::<BTreeSet<_>>(), owed);
    // Done is done, also after another start.
    server.kill_after(0).wait();
    let before = receiver.got().len();
    let server = serve(&data, address);
    assert_eq!(deliveries(&server, "&standing=delivered").len(), owed.len());
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(receiver.got().len(), before);
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}

#[test]
fn a_person_has_a_notification_delivered_again_and_a_receiver_that_wants_no_more_is_left_alone() {
    let data = folder("notified-again");
    let receiver = Receiver::at("127.0.0.1:0");
    let server = serve(&data, receiver.address);
    let id = begun(&server);
    goes_on(&server, &id, &|| !deliveries(&server, "").is_empty());
    until("that something is delivered", || !deliveries(&server, "&standing=delivered").is_empty());
    let one = deliveries(&server, "&standing=delivered")[0].clone();
    let path = format!("/deliveries/{}", one["id"].as_str().unwrap());
    let count = || receiver.got().iter().filter(|got| got.id() == one["notice"].as_str().unwrap()).count();
    let before = count();
    let again = || {
        let headers = [("Onething-Role", "operator"), ("Idempotency-Key", "once")];
        let told = server.raw("POST", &format!("/api/v1{path}/redeliver"), &headers, b"").unwrap();
        (told.status, serde_json::from_slice::<Value>(&told.body).unwrap())
    };
    let first = again();
    // As it stands when the wish is kept: it may have gone out by then.
    let standing = first.1["standing"].as_str().unwrap_or_default();
    assert!(first.0 == 200 && ["waiting", "delivered"].contains(&standing), "{first:?}");
    until("that it came again, under its id", || count() == before + 1);
    until("that it is done again", || server.get(&path, "operator").unwrap().body["standing"] == "delivered");
    assert_eq!(again(), first, "a repeat under the same key is answered as before");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(count(), before + 1, "and has nothing delivered");
    // 410: what waits is given up, and nothing new is owed to it.
    receiver.answers.lock().unwrap().push(410);
    assert_eq!(server.post(&format!("{path}/redeliver"), "operator", None, &json!({})).unwrap().status, 200);
    until("that it is given up", || server.get(&path, "operator").unwrap().body["standing"] == "dead");
    let (known, got) = (deliveries(&server, "").len(), receiver.got().len());
    finished(&server, &id);
    assert_eq!(deliveries(&server, "").len(), known, "nothing is owed to who wants no more");
    assert_eq!(receiver.got().len(), got);
    // A person has it told again.
    assert_eq!(server.post(&format!("{path}/redeliver"), "operator", None, &json!({})).unwrap().status, 200);
    until("that it is done", || server.get(&path, "operator").unwrap().body["standing"] == "delivered");
    let other = begun(&server);
    goes_on(&server, &other, &|| deliveries(&server, "").iter().any(|d| d["application"] == other.as_str()));
    until("that it is told of new ones", || {
        deliveries(&server, "&standing=delivered").iter().any(|d| d["application"] == other.as_str())
    });
    for (role, path, status) in [
        ("applicant:wang", "/deliveries", 403),
        ("operator", "/deliveries/ntc_1:nobody", 404),
        ("operator", "/deliveries/nothing", 404),
    ] {
        assert_eq!(server.get(path, role).unwrap().status, status, "{role} {path}");
    }
    let strange = server.post("/deliveries/ntc_1:nobody/redeliver", "operator", None, &json!({})).unwrap();
    assert_eq!((strange.status, &strange.body["code"]), (409, &json!("conflict")));
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}
