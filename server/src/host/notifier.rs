//! Delivers notifications: one task a receiver, so that one that is slow or gone keeps no other waiting.

use super::NotOpened;
use crate::clock;
use crate::config::Config;
use crate::config::secret::{OwnVault, Secret};
use crate::notices::{
    self, Answer, Delivery, DeliveryId, Endpoint, Outcome, Post, Receivers, Unreachable, deliver,
};
use crate::runner::Runner;
use crate::systems::http::address::Internal;
use crate::systems::http::network::{Network, Place, Request};
use crate::systems::http::wire::{OwnNames, Wire};
use crate::telemetry::metric::NOTICE_DELIVERIES;
use onething_engine::application::Moment;
use onething_engine::scenario::text::Text;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Deliveries to one receiver at once.
const AT_ONCE: usize = 4;
/// How long an outcome that the journal did not take waits before it is told again.
const PAUSE: Duration = Duration::from_secs(5);
/// Longest sleep, lest the machine's clock was set meanwhile.
const LONGEST: Duration = Duration::from_secs(60);

/// The receivers of a configuration, and how each is reached.
pub struct Notifier {
    endpoints: Vec<(Arc<Endpoint>, Arc<Wire>)>,
}

impl Notifier {
    /// As a configuration says.
    ///
    /// # Errors
    /// A receiver whose secret is not there, or whose certificates cannot be read.
    pub fn new(config: &Config) -> Result<Self, NotOpened> {
        let mut endpoints = Vec::new();
        for (id, section) in &config.webhooks {
            let wrong = |text: Text| NotOpened::Webhook(id.clone(), text);
            let endpoint = Endpoint::read(id, &section.table, &OwnVault).map_err(|m| wrong(m.text))?;
            let internal = Internal(endpoint.internal.clone());
            let wire = Wire::new(internal, &endpoint.authorities, Arc::new(OwnNames));
            let wire = wire.map_err(|why| wrong(Text::same(why)))?;
            endpoints.push((Arc::new(endpoint), Arc::new(wire)));
        }
        Ok(Self { endpoints })
    }

    /// Who is told, and of what.
    pub fn receivers(&self) -> Receivers {
        self.endpoints.iter().map(|(endpoint, _)| (endpoint.id.clone(), endpoint.kinds.clone())).collect()
    }

    /// Delivers as long as the runtime lives.
    pub fn start(&self, runner: &Arc<Runner>, handle: &tokio::runtime::Handle) {
        for (endpoint, wire) in &self.endpoints {
            handle.spawn(tend(runner.clone(), endpoint.clone(), wire.clone()));
        }
    }
}

/// Looks after one receiver.
async fn tend(runner: Arc<Runner>, endpoint: Arc<Endpoint>, wire: Arc<Wire>) {
    let mut tries: JoinSet<DeliveryId> = JoinSet::new();
    let mut under_way: Vec<DeliveryId> = Vec::new();
    loop {
        // Asked for before it is looked, so that what comes in between is heard.
        let mut news = std::pin::pin!(runner.shared().office.news());
        news.as_mut().enable();
        let now = Moment(clock::machine());
        let free = AT_ONCE.saturating_sub(under_way.len());
        let (due, next) = runner.shared().office.due(&endpoint.id, now, free, &under_way);
        for delivery in due {
            under_way.push(delivery.id());
            tries.spawn(attempt(runner.clone(), endpoint.clone(), wire.clone(), delivery));
        }
        let until = next.map_or(LONGEST, |at| {
            Duration::from_millis(u64::try_from(at.0.saturating_sub(now.0)).unwrap_or(0)).min(LONGEST)
        });
        tokio::select! {
            Some(done) = tries.join_next() => match done {
                Ok(id) => under_way.retain(|other| *other != id),
                // It panicked, and has told so; which it was is not known, and so all are tried anew.
                Err(_) => { tries.detach_all(); under_way.clear(); }
            },
            () = &mut news => {}
            () = tokio::time::sleep(until) => {}
        }
    }
}

/// One attempt, until its outcome is kept.
async fn attempt(
    runner: Arc<Runner>,
    endpoint: Arc<Endpoint>,
    wire: Arc<Wire>,
    delivery: Delivery,
) -> DeliveryId {
    let outcome = deliver(&Posts(wire), &endpoint, &delivery.notice, Moment(clock::machine())).await;
    let result = match outcome {
        Outcome::Delivered { .. } => "delivered",
        Outcome::Refused { .. } => "refused",
        Outcome::Unreachable => "unreachable",
        Outcome::Gone => "gone",
    };
    NOTICE_DELIVERIES.counter(&[result]).increment(1);
    let id = delivery.id();
    loop {
        let (own, delivery) = (runner.clone(), id.clone());
        let kept = tokio::task::spawn_blocking(move || own.attempted(&delivery, outcome)).await;
        match kept {
            Ok(Ok(())) => return id,
            // The disk may have room by then; until it is kept, nothing is sent twice.
            Ok(Err(error)) if !error.is_fatal() => tokio::time::sleep(PAUSE).await,
            Ok(Err(_)) | Err(_) => return id,
        }
    }
}

/// Posts over the network that connectors use: addresses are checked, redirections not followed.
struct Posts(Arc<Wire>);

impl Post for Posts {
    fn post<'a>(
        &'a self,
        request: notices::Request,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Unreachable>> + Send + 'a>> {
        Box::pin(async move {
            let url = request.url.parse().map_err(|_| Unreachable("its address is none".to_owned()))?;
            let body = String::from_utf8(request.body);
            let body = body.map_err(|_| Unreachable("the body is no text".to_owned()))?;
            let headers = request.headers.into_iter();
            let sent = self.0.send(Request {
                method: "POST".to_owned(),
                url: Place(url),
                headers: headers.map(|(name, value)| (name.to_owned(), Secret::new(value))).collect(),
                body: Some(Secret::new(body)),
                timeout_ms: u64::try_from(request.timeout.as_millis()).unwrap_or(u64::MAX),
            });
            let reply = sent.await.map_err(|error| Unreachable(error.to_string()))?;
            Ok(Answer { status: reply.status, retry_after: reply.retry_after.map(|s| s.to_string()) })
        })
    }
}
