//! Answers that come later, signed in the form of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, under
//! `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,BASE64`. A delivery older or newer than five minutes
//! is refused, and so is one whose id came before. The body is `{"key": "…", "found": {…}}` (or `null`, or
//! `failed`): the plain form, with the key of the call that it answers.

use super::plain;
use super::secret::Secret;
use crate::systems::Answer;
use crate::systems::recent::Recent;
use crate::systems::work::Work;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use onething_engine::scenario::text::Text;
use serde_json::Value;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;

/// How far a delivery's time may be off, in seconds.
pub const TOLERANCE: i64 = 300;
/// Longest id of a delivery.
const LONGEST_ID: usize = 256;
/// Fewest bytes of a secret.
const SHORTEST: usize = 24;

/// Signs and checks with one secret.
#[derive(Clone)]
pub struct Signing(Vec<u8>);

impl fmt::Debug for Signing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signing(***)")
    }
}

impl Signing {
    /// With a secret that is written `whsec_BASE64`.
    ///
    /// # Errors
    /// It is not written so, or too short.
    pub fn new(secret: &Secret) -> Result<Self, String> {
        let text = secret.expose().strip_prefix("whsec_");
        let bytes = text.and_then(|text| STANDARD.decode(text).ok());
        bytes
            .filter(|bytes| bytes.len() >= SHORTEST)
            .map(Self)
            .ok_or_else(|| format!("it is no whsec_ followed by {SHORTEST} or more bytes in Base64"))
    }

    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        Some(mac)
    }

    /// The signature of a delivery: `v1,BASE64`.
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let mac = self.mac(id, &timestamp.to_string(), body);
        let bytes = mac.map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
        format!("v1,{}", STANDARD.encode(bytes))
    }

    /// Whether a delivery is signed so; one of several signatures is enough, for secrets are changed one after the
    /// other. Compared in constant time.
    fn is_signed(&self, delivery: &Delivery<'_>) -> bool {
        let given = delivery.signature.split_ascii_whitespace().filter_map(|s| s.strip_prefix("v1,"));
        given.filter_map(|text| STANDARD.decode(text).ok()).any(|bytes| {
            let mac = self.mac(delivery.id, delivery.timestamp, delivery.body);
            mac.is_some_and(|mac| mac.verify_slice(&bytes).is_ok())
        })
    }
}

/// A delivery as it came.
#[derive(Clone, Copy)]
pub struct Delivery<'d> {
    /// `webhook-id`.
    pub id: &'d str,
    /// `webhook-timestamp`: seconds since 1970.
    pub timestamp: &'d str,
    /// `webhook-signature`.
    pub signature: &'d str,
    /// The body.
    pub body: &'d [u8],
}

/// Why a delivery is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaken {
    /// It is not signed by the system, or its headers are not of the form.
    NotSigned,
    /// Its time is more than five minutes off.
    OutOfTime,
    /// It came before.
    Replayed,
    /// Nobody waits for an answer to the call that it names.
    NotAwaited,
    /// It is no answer; why.
    NoAnswer(String),
}

impl NotTaken {
    /// What is wrong.
    pub fn text(&self) -> Text {
        match self {
            NotTaken::NotSigned => {
                Text::new("签名不对，或缺少签名头", "the signature is wrong, or its headers are missing")
            }
            NotTaken::OutOfTime => Text::new("时间相差超过五分钟", "its time is more than five minutes off"),
            NotTaken::Replayed => Text::new("该投递已收到过", "the delivery came before"),
            NotTaken::NotAwaited => {
                Text::new("没有等待该回复的调用", "nobody waits for an answer to this call")
            }
            NotTaken::NoAnswer(why) => {
                Text::new(format!("不是回复：{why}"), format!("it is no answer: {why}"))
            }
        }
    }
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for NotTaken {}

/// Calls that are answered later, and the deliveries that came.
#[derive(Debug)]
pub struct Callbacks {
    awaited: BTreeMap<String, Work>,
    /// By system and id: when it came, in seconds.
    seen: Recent<(String, String), i64>,
}

impl Callbacks {
    /// None yet; so many deliveries are remembered to tell replays. There must be room for those of ten minutes.
    pub fn new(remembered: usize) -> Self {
        Self { awaited: BTreeMap::new(), seen: Recent::new(remembered) }
    }

    /// A call that is answered later.
    pub fn expect(&mut self, work: Work) {
        self.awaited.insert(work.key.clone(), work);
    }

    /// A delivery whose answer could not be kept never came: it may be sent again.
    pub fn put_back(&mut self, work: Work, id: &str) {
        self.seen.remove(&(work.system.to_string(), id.to_owned()));
        self.expect(work);
    }

    /// A call that nobody waits for any more.
    pub fn drop_call(&mut self, key: &str) -> Option<Work> {
        self.awaited.remove(key)
    }

    /// How many calls are awaited.
    pub fn awaited(&self) -> usize {
        self.awaited.len()
    }

    /// Takes a delivery of a system. What is not taken leaves everything as it was, so that it can be sent again,
    /// mended.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn take(
        &mut self,
        system: &str,
        signing: &Signing,
        delivery: Delivery<'_>,
        now_s: i64,
    ) -> Result<(Work, Answer), NotTaken> {
        if delivery.id.is_empty() || delivery.id.len() > LONGEST_ID || !signing.is_signed(&delivery) {
            return Err(NotTaken::NotSigned);
        }
        let timestamp: i64 = delivery.timestamp.parse().map_err(|_| NotTaken::NotSigned)?;
        if timestamp.saturating_sub(now_s).saturating_abs() > TOLERANCE {
            return Err(NotTaken::OutOfTime);
        }
        let name = (system.to_owned(), delivery.id.to_owned());
        if self.seen.get(&name).is_some() {
            return Err(NotTaken::Replayed);
        }
        let no_answer = |why: &str| NotTaken::NoAnswer(why.to_owned());
        let json: Value =
            serde_json::from_slice(delivery.body).map_err(|_| no_answer("the body is no JSON"))?;
        let key = json.get("key").and_then(Value::as_str).ok_or_else(|| no_answer("it names no `key`"))?;
        let work =
            self.awaited.get(key).filter(|work| &*work.system == system).ok_or(NotTaken::NotAwaited)?;
        let answer = plain(&json, work).map_err(NotTaken::NoAnswer)?;
        self.seen.put(name, now_s);
        let work = self.awaited.remove(key).ok_or(NotTaken::NotAwaited)?;
        Ok((work, answer))
    }
}
