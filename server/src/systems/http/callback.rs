//! Answers that come later, signed in the form of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, under
//! `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,BASE64`. A delivery older or newer than five minutes
//! is refused, and so is one whose id came before. The body is `{"key": "…", "found": {…}}` (or `null`, or
//! `failed`): the plain form, with the key of the call that it answers.

use super::plain;
use crate::signature::{Forged, Signer, verify};
use crate::systems::Answer;
use crate::systems::recent::Recent;
use crate::systems::work::Work;
use onething_engine::application::moment::Moment;
use onething_engine::scenario::text::Text;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// Longest id of a delivery.
const LONGEST_ID: usize = 256;

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
    NoAnswer(Text),
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
                Text::new(format!("不是回复：{}", why.zh), format!("it is no answer: {}", why.en))
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
    /// Calls that are being made, and whether nobody waits for them any more.
    made: BTreeMap<String, bool>,
    /// By system and id: when it came, in seconds.
    seen: Recent<(String, String), i64>,
}

impl Callbacks {
    /// None yet; so many deliveries are remembered to tell replays. There must be room for those of ten minutes.
    pub fn new(remembered: usize) -> Self {
        Self { awaited: BTreeMap::new(), made: BTreeMap::new(), seen: Recent::new(remembered) }
    }

    /// A call is being made.
    pub fn begin(&mut self, key: &str) {
        self.made.insert(key.to_owned(), false);
    }

    /// It was answered at once, or failed.
    pub fn end(&mut self, key: &str) {
        self.made.remove(key);
    }

    /// A call that is answered later, unless nobody waits for it any more since it was begun.
    pub fn expect(&mut self, work: Work) {
        if self.made.remove(&work.key) != Some(true) {
            self.awaited.insert(work.key.clone(), work);
        }
    }

    /// A delivery whose answer could not be kept never came: it may be sent again.
    pub fn put_back(&mut self, work: Work, id: &str) {
        self.seen.remove(&(work.system.to_string(), id.to_owned()));
        self.expect(work);
    }

    /// A call that nobody waits for any more.
    pub fn drop_call(&mut self, key: &str) -> Option<Work> {
        if let Some(is_dropped) = self.made.get_mut(key) {
            *is_dropped = true;
        }
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
        signer: &Signer,
        delivery: Delivery<'_>,
        now_s: i64,
    ) -> Result<(Work, Answer), NotTaken> {
        let Delivery { id, timestamp, signature, body } = delivery;
        if id.is_empty() || id.len() > LONGEST_ID {
            return Err(NotTaken::NotSigned);
        }
        let now = Moment(now_s.saturating_mul(1_000));
        verify(signer, id, timestamp, signature, body, now).map_err(|forged| match forged {
            Forged::OutOfTime => NotTaken::OutOfTime,
            Forged::NoTimestamp | Forged::NoSignature => NotTaken::NotSigned,
        })?;
        let name = (system.to_owned(), id.to_owned());
        if self.seen.get(&name).is_some() {
            return Err(NotTaken::Replayed);
        }
        let no_answer = |zh, en| NotTaken::NoAnswer(Text::new(zh, en));
        let json: Value =
            serde_json::from_slice(body).map_err(|_| no_answer("请求体不是 JSON", "the body is no JSON"))?;
        let key = json
            .get("key")
            .and_then(Value::as_str)
            .ok_or_else(|| no_answer("没有给出 `key`", "it names no `key`"))?;
        let work =
            self.awaited.get(key).filter(|work| &*work.system == system).ok_or(NotTaken::NotAwaited)?;
        let answer = plain(&json, work).map_err(NotTaken::NoAnswer)?;
        self.seen.put(name, now_s);
        let work = self.awaited.remove(key).ok_or(NotTaken::NotAwaited)?;
        Ok((work, answer))
    }
}
