//! Connectors: systems that are reached over HTTP.
//!
//! A [`Connector`] makes a request of a call as its [`HttpSystem`] says, always with the call's key as
//! `Idempotency-Key`, and reads the reply as an answer. A request that came to nothing is repeated a few times inside
//! one call, after a pause that is drawn; a circuit breaker leaves a system alone that fails time and again. What it
//! says when it fails tells nothing of a person. A system may answer later (202), by a signed [`callback`].

pub mod address;
pub mod breaker;
pub mod callback;
mod config;
pub mod network;
mod request;
mod template;
#[cfg(test)]
mod tests;
pub mod wire;

pub use config::{HttpService, HttpSystem, Misconfigured, Retries};

use super::work::{Work, faults};
use super::{Answer, Call};
use crate::config::secret::{Vault, resolve};
use crate::signature::{Signer, WebhookSecret};
use breaker::{Breaker, Leave, Stands};
use config::{Ready, ReadyService};
use network::{Network, Reply};
use onething_engine::application::program::Program;
use onething_engine::random::Random;
use onething_engine::scenario::model::Catalogue;
use onething_engine::scenario::text::Text;
use request::request;
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex, PoisonError};

/// What comes of a call over HTTP.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The system has answered, or failed.
    Answered(Answer),
    /// It will answer by a callback; what it is told to answer.
    Later(Box<Work>),
}

/// One system that is reached over HTTP.
pub struct Connector {
    ready: Ready,
    config: HttpSystem,
    breaker: Mutex<Breaker>,
    network: Arc<dyn Network>,
    signing: Option<Signer>,
}

/// How one request went.
enum Tried {
    /// It is decided.
    Over(Outcome),
    /// The same may go better a moment later; why it did not, and after how long it asks to be called again.
    Again(String, Option<u64>),
}

impl Connector {
    /// A connector over a network.
    ///
    /// # Errors
    /// Every mistake in what is said of the system, and every secret that is not there.
    pub fn new(
        config: HttpSystem,
        vault: &dyn Vault,
        network: Arc<dyn Network>,
    ) -> Result<Self, Vec<Misconfigured>> {
        let ready = config.ready(vault)?;
        let signing = config.callback_secret.as_deref().map(|text| {
            let secret = resolve(text, vault)?;
            WebhookSecret::read(secret.expose()).map(Signer::single).map_err(|wrong| wrong.text())
        });
        let wrong =
            |why: Text| vec![Misconfigured { at: "callback_secret".to_owned(), why: why.en.to_string() }];
        let signing = signing.transpose().map_err(wrong)?;
        let breaker = Mutex::new(Breaker::new(config.breaker));
        Ok(Self { ready, config, breaker, network, signing })
    }

    /// What a catalogue does not have of what is said of the system: services, what they are given and return.
    pub fn unknown(&self, catalogue: &Catalogue) -> Vec<Misconfigured> {
        self.ready.services.iter().flat_map(|(name, service)| service.unknown(name, catalogue)).collect()
    }

    /// What signs the answers that come later; none: it has to answer at once.
    pub fn signing(&self) -> Option<&Signer> {
        self.signing.as_ref()
    }

    /// How the breaker stands.
    pub fn stands(&self) -> Stands {
        self.breaker().stands(self.network.now_ms())
    }

    /// Performs a call. Takes no longer than the machine waits for it.
    pub fn perform(self: &Arc<Self>, call: &Call) -> impl Future<Output = Outcome> + Send + use<> {
        let (work, program) = (Work::of(call), call.program.clone());
        let within = u64::try_from(call.timeout_ms).unwrap_or(0).max(1);
        let connector = self.clone();
        async move { connector.send(work, &program, within).await }
    }

    async fn send(&self, work: Work, program: &Program, within_ms: u64) -> Outcome {
        let begin = self.network.now_ms();
        let mut random = Random::new(super::simulated::mixed(0, work.key.as_bytes()));
        let mut tried = 0;
        loop {
            let spent = u64::try_from(self.network.now_ms().saturating_sub(begin)).unwrap_or(0);
            let left = within_ms.saturating_sub(spent);
            let leave = self.breaker().leave(self.network.now_ms());
            let (why, asked) = match leave {
                Err(_) => return failed("it failed time and again and is left alone for a while".to_owned()),
                Ok(leave) => match self.once(leave, &work, program, left).await {
                    Tried::Over(outcome) => return outcome,
                    Tried::Again(why, asked) => (why, asked),
                },
            };
            let pause = self.pause(tried, asked, &mut random);
            tried += 1;
            let spent = u64::try_from(self.network.now_ms().saturating_sub(begin)).unwrap_or(0);
            if tried > self.config.retries.times || spent.saturating_add(pause) >= within_ms {
                return failed(why);
            }
            self.network.pause(pause).await;
        }
    }

    /// Full jitter: anything up to a length that doubles; not before the system asks for it.
    fn pause(&self, tried: u32, asked: Option<u64>, random: &mut Random) -> u64 {
        let retries = self.config.retries;
        let doubled = retries.base_ms.saturating_mul(1 << tried.min(20));
        let longest = usize::try_from(doubled.min(retries.most_ms)).unwrap_or(usize::MAX);
        let drawn = random.between(0, longest) as u64;
        drawn.max(asked.unwrap_or(0).saturating_mul(1_000))
    }

    /// One request.
    async fn once(&self, leave: Leave, work: &Work, program: &Program, left_ms: u64) -> Tried {
        let service = self.ready.services.get(&*work.service);
        let mut request = match request(&self.ready, service, work) {
            Ok(request) => request,
            Err(fault) => {
                // Nothing was sent: that says nothing of the system.
                self.breaker().went(leave, true, self.network.now_ms());
                return Tried::Over(failed(fault));
            }
        };
        request.timeout_ms = self.config.timeout_ms.min(left_ms.max(1));
        let reply = self.network.send(request).await;
        let is_well = match &reply {
            Ok(reply) => !is_overloaded(reply.status),
            Err(error) => !error.may_pass(),
        };
        self.breaker().went(leave, is_well, self.network.now_ms());
        match reply {
            Ok(reply) if is_overloaded(reply.status) => {
                Tried::Again(format!("it answers {}", reply.status), reply.retry_after)
            }
            Ok(reply) => Tried::Over(self.read(&reply, service, work, program)),
            Err(error) if error.may_pass() => Tried::Again(error.to_string(), None),
            Err(error) => Tried::Over(failed(error.to_string())),
        }
    }

    fn read(&self, reply: &Reply, service: Option<&ReadyService>, work: &Work, program: &Program) -> Outcome {
        let not_found = service.map_or(&[][..], |s| &s.not_found[..]);
        match reply.status {
            status if not_found.contains(&status) => Outcome::Answered(Answer::Nothing),
            202 if self.signing.is_some() => Outcome::Later(Box::new(work.clone())),
            202 => {
                failed("it means to answer later (202), but no `callback_secret` is configured".to_owned())
            }
            200..=299 => answered(reply, service, work, program).unwrap_or_else(failed),
            status @ 300..=399 => failed(format!("it answers {status}; redirects are not followed")),
            status => failed(format!("it answers {status}")),
        }
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(why: String) -> Outcome {
    Outcome::Answered(Answer::Failed(why))
}

/// Whether a status says that the same may go better a moment later.
fn is_overloaded(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

/// A reply that says something, as an answer.
fn answered(
    reply: &Reply,
    service: Option<&ReadyService>,
    work: &Work,
    program: &Program,
) -> Result<Outcome, String> {
    if work.undo {
        return Ok(Outcome::Answered(Answer::Found(Vec::new())));
    }
    let json: Value = serde_json::from_slice(&reply.body).map_err(|_| "its reply is no JSON".to_owned())?;
    let answer = match service.filter(|service| !service.returns.is_empty()) {
        Some(service) => mapped(&json, service, work)?,
        None => plain(&json, work).map_err(|why| why.en.to_string())?,
    };
    sound(program, answer).map(Outcome::Answered)
}

/// Values from where the configuration says that they are.
fn mapped(json: &Value, service: &ReadyService, work: &Work) -> Result<Answer, String> {
    let mut told = Map::new();
    for (name, pointer) in &service.returns {
        // What this scenario does not ask of the service is left alone.
        if !work.returns.iter().any(|role| role.name == *name) {
            continue;
        }
        if let Some(value) = json.pointer(pointer).filter(|value| !value.is_null()) {
            told.insert(name.clone(), value.clone());
        }
    }
    if told.is_empty() && !work.returns.is_empty() {
        return Err("its reply has none of the values where they should be".to_owned());
    }
    work.answer(&told).map_err(|why| why.to_string())
}

/// An answer in the plain form: `{"found": {…}}`, `{"found": null}`, `{"failed": "why"}`. Also what a worker and a
/// callback say.
///
/// # Errors
/// Why it is none.
pub fn plain(json: &Value, work: &Work) -> Result<Answer, Text> {
    let form = || {
        Text::new(
            "回复不是 {\"found\": {…}}、{\"found\": null} 或 {\"failed\": \"…\"}",
            "its reply is not {\"found\": {…}}, {\"found\": null} or {\"failed\": \"…\"}",
        )
    };
    let object = json.as_object().ok_or_else(form)?;
    match (object.get("found"), object.get("failed")) {
        (Some(Value::Null), None) => Ok(Answer::Nothing),
        (Some(Value::Object(told)), None) => work.answer(told).map_err(|why| why.text()),
        // What it says of itself may name a person; only that it failed is kept.
        (None, Some(Value::String(_))) => Ok(Answer::Failed("it says that it failed".to_owned())),
        _ => Err(form()),
    }
}

/// An answer whose values are what their elements ask for.
///
/// # Errors
/// Which is not; its value is not told.
pub fn sound(program: &Program, answer: Answer) -> Result<Answer, String> {
    match faults(program, &answer).first() {
        None => Ok(answer),
        Some(fault) => Err(format!("what it tells of `{}` is wrong: {}", fault.name, fault.what.en)),
    }
}
