//! Who is away is away whatever becomes of the server, by the time that was recorded.

use super::client::{Server, folder};
use serde_json::json;

#[test]
fn who_is_away_is_away_after_kill_9() {
    let data = folder("away");
    let server = Server::start(&data);
    let path = "/people/dev:clerk:police:2/absence";
    let now = server.get("/clock", "tester").unwrap().body["now"].clone();
    let absence = json!({ "from": now, "until": "2999-01-01T00:00:00Z", "deputy": "dev:clerk:police:3" });
    let said = server.put(path, "operator", None, &absence).unwrap();
    assert_eq!((said.status, &said.body["absence"]["now"]), (200, &json!(true)), "{}", said.body);
    server.kill_after(0).wait();
    let server = Server::start(&data);
    assert_eq!(server.get(path, "operator").unwrap().body, said.body);
    // What is said again is known already.
    server.put(path, "administrator", None, &absence).unwrap();
    let records = server.get("/absences", "auditor").unwrap().body;
    assert_eq!(records["items"].as_array().map(Vec::len), Some(1), "{records}");
    assert_eq!(records["items"][0]["by"], "dev:operator");
    server.stop();
    drop(std::fs::remove_dir_all(&data));
}
