//! The same case on Restate, by the same client: `tests/peers/run` starts it and says where it is.

use super::client::{Connection, Request};
use super::figures::Figures;
use super::journey::Driven;
use onething_engine::random::Random;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const REVIEWS: [&str; 5] = ["certificate", "vaccination", "household", "insurance", "card"];

struct Driver {
    connection: Connection,
    random: Random,
    number: u64,
    driven: Driven,
}

impl Driver {
    async fn asks(&mut self, path: &str, body: &str) {
        self.driven.requests += 1;
        let request = Request { method: "POST", path, role: "peer", headers: "", body };
        let answer = self.connection.ask(&request).await.unwrap();
        let good = matches!(answer.status, 200 | 202);
        assert!(good, "{path}: {} {}", answer.status, String::from_utf8_lossy(answer.body));
    }

    async fn decides(&mut self, case: &str, step: &str, verdict: &str) {
        let body = format!(r#"{{"step":"{step}","verdict":"{verdict}"}}"#);
        let begun = Instant::now();
        self.asks(&format!("/newborn/{case}/decide"), &body).await;
        self.driven.approvals.add(begun.elapsed());
    }

    async fn case(&mut self) {
        self.number += 1;
        let case = format!("case-{}", self.number);
        let begun = Instant::now();
        let form = r#"{"child_name":"王小明","address":"幸福路 1 号","household_book":"/9j/4A=="}"#;
        self.asks(&format!("/newborn/{case}/run/send"), form).await;
        self.driven.starts.add(begun.elapsed());
        for review in REVIEWS {
            let mut step = format!("{review}-0");
            if review == "certificate" && self.random.below(20) == 0 {
                self.driven.returned += 1;
                self.decides(&case, &step, "return").await;
                self.decides(&case, &format!("{step}-corrected"), "corrected").await;
                step = format!("{review}-1");
            }
            self.decides(&case, &step, "approve").await;
        }
        self.driven.requests += 1;
        let path = format!("/restate/workflow/newborn/{case}/attach");
        let request = Request { method: "GET", path: &path, role: "peer", ..Request::default() };
        let answer = self.connection.ask(&request).await.unwrap();
        assert_eq!((answer.status, answer.body), (200, &br#""concluded""#[..]));
    }
}

/// Plays it for so long; tells one line.
pub fn play(address: SocketAddr, drivers: u64, lasts: Duration) {
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let begun = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() << 32;
    let mut driven = client.block_on(async {
        let until = Instant::now() + lasts;
        let mut all = Vec::new();
        for number in 0..drivers {
            let (connection, number) = (Connection::to(address).await.unwrap(), begun + (number << 20));
            let (random, driven) = (Random::new(number), Driven::default());
            let mut driver = Driver { connection, random, number, driven };
            all.push(async move {
                while Instant::now() < until {
                    let begun = Instant::now();
                    driver.case().await;
                    if Instant::now() < until {
                        driver.driven.cases.add(begun.elapsed());
                    }
                }
                driver.driven
            });
        }
        Driven::of_all(futures_util::future::join_all(all).await)
    });
    let told = |figures: &mut Figures| (figures.percentile(0.5), figures.percentile(0.99));
    let (p50, p99) = told(&mut driven.approvals);
    println!(
        "Restate + TypeScript SDK, {drivers} drivers: {:.0} cases/s; a decision p50 {p50:.2} p99 {p99:.2} ms; {:.1} % returned",
        driven.cases.count() as f64 / lasts.as_secs_f64(),
        driven.returned as f64 / driven.cases.count().max(1) as f64 * 100.0,
    );
}
