//! Names that lead where nobody may go.

use crate::http::{NoVault, always, config, connector, found, spouse, why};
use axum::Json;
use axum::response::IntoResponse;
use futures_util::future::BoxFuture;
use onething_server::systems::Answer;
use onething_server::systems::http::wire::{Names, Wire};
use onething_server::systems::http::{Connector, Outcome};
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

/// Names as a test has them.
struct TestNames(Mutex<Vec<Vec<IpAddr>>>, Mutex<usize>);

impl Names for TestNames {
    fn addresses(&self, _: &str) -> BoxFuture<'static, Vec<IpAddr>> {
        *self.1.lock().unwrap() += 1;
        let mut all = self.0.lock().unwrap();
        let told = if all.len() > 1 { all.remove(0) } else { all[0].clone() };
        Box::pin(async move { told })
    }
}

fn named(port: u16, internal: &[&str], told: &[&[&str]]) -> (Arc<Connector>, Arc<TestNames>) {
    let read = |all: &&[&str]| all.iter().map(|text| text.parse().unwrap()).collect();
    let names = Arc::new(TestNames(Mutex::new(told.iter().map(read).collect()), Mutex::new(0)));
    let address: SocketAddr = format!("127.0.0.1:{port}").parse().unwrap();
    let more = json!({ "url": format!("http://registry.example:{port}"), "internal": internal, "retries": { "times": 0 } });
    let config = config(address, more);
    let wire = Wire::new(config.internal.clone(), &[], names.clone()).unwrap();
    (Arc::new(Connector::new(config, &NoVault, Arc::new(wire)).unwrap()), names)
}

#[tokio::test]
async fn names_that_lead_inside_are_not_connected_to() {
    let (address, seen) = always(|| Json(found()).into_response()).await;
    let call = spouse();
    let refused: [&[&str]; 8] = [
        &["127.0.0.1"],
        &["::1"],
        &["::ffff:127.0.0.1"],
        &["10.0.0.1"],
        &["169.254.169.254"],
        &["fd00:ec2::254"],
        // One good address does not make up for a bad one.
        &["8.8.8.8", "127.0.0.1"],
        &["0.0.0.0"],
    ];
    for told in refused {
        let (inward, _) = named(address.port(), &[], &[told]);
        let outcome = inward.perform(&call).await;
        assert!(why(&outcome).contains("listed as internal"), "{told:?}: {outcome:?}");
    }
    let (nameless, _) = named(address.port(), &["registry.example"], &[&[]]);
    assert_eq!(why(&nameless.perform(&call).await), "its host has no address");
    for url in
        ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "[::ffff:7f00:1]", "localhost", "169.254.169.254"]
    {
        let more = json!({ "url": format!("http://{url}:{}", address.port()), "internal": [] });
        let outcome = connector(config(address, more)).perform(&call).await;
        assert!(why(&outcome).contains("listed as internal"), "{url}: {outcome:?}");
    }
    assert_eq!(seen.count(), 0, "nothing was ever sent");
    let (listed, _) = named(address.port(), &["registry.example"], &[&["127.0.0.1"]]);
    assert!(matches!(listed.perform(&call).await, Outcome::Answered(Answer::Found(_))));
}

#[tokio::test]
async fn a_name_is_resolved_once_for_each_connection_and_checked_each_time() {
    let close = || ([("connection", "close")], Json(found())).into_response();
    let (address, seen) = always(close).await;
    // Good at first, bad as soon as it is asked again (DNS rebinding).
    let (connector, names) = named(address.port(), &["127.0.0.1"], &[&["127.0.0.1"], &["127.0.0.2"]]);
    let call = spouse();
    assert!(matches!(connector.perform(&call).await, Outcome::Answered(Answer::Found(_))));
    assert_eq!(
        (*names.1.lock().unwrap(), seen.count()),
        (1, 1),
        "looked up once, connected to what was checked"
    );
    let outcome = connector.perform(&call).await;
    assert!(why(&outcome).contains("listed as internal"), "{outcome:?}");
    assert_eq!((*names.1.lock().unwrap(), seen.count()), (2, 1));
}
