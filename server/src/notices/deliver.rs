//! One attempt to deliver.

use super::endpoint::Endpoint;
use super::outbox::Outcome;
use super::outgoing::Outgoing;
use super::payload::payload;
use onething_engine::application::moment::Moment;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// How long a receiver may take, connecting and all.
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// What is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Where to.
    pub url: String,
    /// `content-type` and those of Standard Webhooks.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long the receiver may take.
    pub timeout: Duration,
}

/// What a receiver answers; its body does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status; a redirection is not followed.
    pub status: u16,
    /// `Retry-After`.
    pub retry_after: Option<String>,
}

/// There is no answer: no connection, not in time, or a host that may not be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachable(pub String);

/// Posts to the outside, under the rules of hosts that connectors keep too: no redirections, no private addresses
/// that are not listed.
pub trait Post: Send + Sync {
    /// Posts once.
    fn post<'a>(
        &'a self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, Unreachable>> + Send + 'a>>;
}

/// Tries to deliver a notification once; the result is to be journaled as `Attempted`.
///
/// The message's id and body are the same at every attempt, the moment and so the signature are of this one.
pub async fn deliver(post: &dyn Post, endpoint: &Endpoint, outgoing: &Outgoing, now: Moment) -> Outcome {
    match post.post(request(endpoint, outgoing, now)).await {
        Ok(answer) => judge(&answer, now),
        Err(Unreachable(why)) => {
            tracing::warn!(endpoint = %endpoint.id, notice = %outgoing.id, why, "a notification was not delivered");
            Outcome::Unreachable
        }
    }
}

fn request(endpoint: &Endpoint, outgoing: &Outgoing, now: Moment) -> Request {
    let (id, seconds, body) = (outgoing.id.to_string(), now.0.div_euclid(1_000), payload(outgoing));
    let signature = endpoint.signer.sign(&id, seconds, &body);
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-id", id),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signature),
    ];
    Request { url: endpoint.url.clone(), headers, body, timeout: TIMEOUT }
}

fn judge(answer: &Answer, now: Moment) -> Outcome {
    match answer.status {
        status @ 200..=299 => Outcome::Delivered { status },
        410 => Outcome::Gone,
        status => {
            let asked = answer.retry_after.as_deref().filter(|_| matches!(status, 429 | 503));
            Outcome::Refused { status, wait: asked.and_then(|text| wait(text, now)) }
        }
    }
}

/// Milliseconds of `Retry-After`: seconds, or a date (RFC 9110, 10.2.3).
fn wait(text: &str, now: Moment) -> Option<i64> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(i64::from(seconds) * 1_000);
    }
    let date = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
    Some(date.timestamp().as_millisecond().saturating_sub(now.0).max(0))
}

#[cfg(test)]
mod tests;
