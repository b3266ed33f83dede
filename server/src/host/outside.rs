//! Who performs the calls of which system: simulated unless the configuration says otherwise, over HTTP, by pull
//! workers, or by hand.

use super::NotOpened;
use crate::config::secret::{OwnVault, Vault};
use crate::config::{Config, SectionMistake};
use crate::notices::Receivers;
use crate::runner::Error;
use crate::runner::dispatch::{Outside, answer, answer_to};
use crate::runner::shared::Shared;
use crate::systems::http::breaker::Stands;
use crate::systems::http::callback::{Callbacks, Delivery, NotTaken};
use crate::systems::http::wire::{OwnNames, Wire};
use crate::systems::http::{Connector, HttpSystem, Outcome, sound};
use crate::systems::work::Work;
use crate::systems::workers::{Lease, Leased, Limits, Load, Over, Workers};
use crate::systems::{Answer, Call, Performer};
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;

/// Deliveries of callbacks that are remembered, to tell replays.
const REMEMBERED: usize = 100_000;

/// Who performs a system's calls.
enum By {
    /// A simulated system.
    Simulation,
    /// The system itself, over HTTP.
    Http(Arc<Connector>),
    /// Workers that fetch its calls.
    Workers,
    /// Somebody who answers each by hand.
    Hand,
}

/// The systems that are not simulated, and who is told of what happens.
pub struct Outwards {
    by: BTreeMap<String, By>,
    receivers: Receivers,
    handle: Handle,
    callbacks: Arc<Mutex<Callbacks>>,
    workers: Mutex<Workers>,
    /// When a worker of each system asked last.
    asked: Mutex<BTreeMap<String, i64>>,
}

/// How a system that is not simulated stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Who performs its calls.
    pub performer: Performer,
    /// How its breaker stands, where it is reached over HTTP.
    pub breaker: Option<Stands>,
    /// What its workers have to do, and when one asked last, where they fetch its calls.
    pub workers: Option<(Load, Option<i64>)>,
}

/// Why an answer from outside is not taken.
#[derive(Debug)]
pub enum Waiting {
    /// The system is not reached this way.
    OtherWay,
    /// The lease is over.
    Over(Over),
    /// The callback is not taken.
    Callback(NotTaken),
    /// What it says is no answer: why.
    NoAnswer(Text),
    /// What it says could not be kept.
    NotKept(Error),
}

/// Whether a lease is of a call of a system: another system's is as good as none.
fn is_of(workers: &Workers, system: &str, lease: &Lease) -> Result<(), Waiting> {
    match workers.get(&lease.key) {
        Some(work) if &*work.system != system => Err(Waiting::Over(Over::Unknown)),
        // What is over says so itself.
        _ => Ok(()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nobody panics while holding one of these.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Outwards {
    /// As a configuration says.
    ///
    /// # Errors
    /// A system that is not well described, or a secret that is not there.
    pub fn new(config: &Config, receivers: Receivers, handle: Handle) -> Result<Self, NotOpened> {
        let mut by = BTreeMap::new();
        for (id, section) in &config.systems {
            let wrong = |mistake: SectionMistake| NotOpened::System(id.clone(), mistake.text);
            by.insert(id.clone(), performer(&section.table, &OwnVault).map_err(wrong)?);
        }
        let callbacks = Arc::new(Mutex::new(Callbacks::new(REMEMBERED)));
        let workers = Mutex::new(Workers::new(Limits::default()));
        Ok(Self { by, receivers, handle, callbacks, workers, asked: Mutex::default() })
    }

    /// What a worker of a system is to do now, at most so much, for so long.
    ///
    /// # Errors
    /// The system's calls are not fetched by workers.
    pub fn lease(
        &self,
        system: &str,
        worker: &str,
        most: usize,
        ms: i64,
        now: i64,
    ) -> Result<Vec<Leased>, Waiting> {
        match self.by.get(system) {
            Some(By::Workers) => {
                lock(&self.asked).insert(system.to_owned(), now);
                Ok(lock(&self.workers).lease(system, worker, most, ms, now))
            }
            _ => Err(Waiting::OtherWay),
        }
    }

    /// A worker of a system is still at it; until when it may be.
    ///
    /// # Errors
    /// The lease is over, or another system's.
    pub fn heartbeat(
        &self,
        system: &str,
        lease: &Lease,
        worker: &str,
        ms: i64,
        now: i64,
    ) -> Result<i64, Waiting> {
        let mut workers = lock(&self.workers);
        is_of(&workers, system, lease)?;
        workers.heartbeat(lease, worker, ms, now).map_err(Waiting::Over)
    }

    /// A worker of a system has done a call: what it found, by name in the words of the service; nothing where there
    /// is nothing. Returns once what came of it is on the medium.
    ///
    /// # Errors
    /// The lease is over or another system's, what it says is no answer, or it could not be kept.
    pub async fn complete(
        &self,
        shared: &Arc<Shared>,
        system: &str,
        lease: &Lease,
        found: Option<&Map<String, Value>>,
    ) -> Result<(), Waiting> {
        let (work, answer) = {
            let mut workers = lock(&self.workers);
            is_of(&workers, system, lease)?;
            // An answer that is none leaves the lease as it is, so that it can be sent again, mended.
            let answer = match (workers.get(&lease.key), found) {
                (Some(work), Some(found)) => {
                    work.answer(found).map_err(|why| Waiting::NoAnswer(why.text()))?
                }
                _ => Answer::Nothing,
            };
            (workers.complete(lease).map_err(Waiting::Over)?, answer)
        };
        self.worked(shared, work, answer).await
    }

    /// A worker of a system could not do a call. Returns once what came of it is on the medium.
    ///
    /// # Errors
    /// The lease is over or another system's, or it could not be kept.
    pub async fn fail(
        &self,
        shared: &Arc<Shared>,
        system: &str,
        (lease, worker): (&Lease, &str),
        now: i64,
    ) -> Result<(), Waiting> {
        let work = {
            let mut workers = lock(&self.workers);
            is_of(&workers, system, lease)?;
            workers.fail(lease, worker, now).map_err(Waiting::Over)?
        };
        let failed = Answer::Failed("its worker says that it failed".to_owned());
        self.worked(shared, work, failed).await
    }

    /// What a worker says is kept, or its call waits again.
    async fn worked(&self, shared: &Arc<Shared>, work: Work, answer: Answer) -> Result<(), Waiting> {
        let kept = answer_to(shared, &work, answer).await;
        kept.map_err(|error| {
            lock(&self.workers).reopen(work);
            Waiting::NotKept(error)
        })
    }

    /// A system answers a call that it took earlier. Returns once what came of it is on the medium.
    ///
    /// # Errors
    /// It is not signed, too late, a replay, or no answer; or it could not be kept, and may be sent again.
    pub async fn callback(
        &self,
        shared: &Arc<Shared>,
        system: &str,
        delivery: Delivery<'_>,
    ) -> Result<(), Waiting> {
        let Some(By::Http(connector)) = self.by.get(system) else { return Err(Waiting::OtherWay) };
        let signing = connector.signing().ok_or(Waiting::OtherWay)?;
        // Who signs knows the machine's time; how far testers have advanced the applications' is nothing to them.
        let now = jiff::Timestamp::now().as_second();
        let taken = lock(&self.callbacks).take(system, signing, delivery, now);
        let (work, answer) = taken.map_err(Waiting::Callback)?;
        let kept = answer_to(shared, &work, answer).await;
        kept.map_err(|error| {
            lock(&self.callbacks).put_back(work, delivery.id);
            Waiting::NotKept(error)
        })
    }

    /// What waits for workers of a system.
    pub fn load(&self, system: &str) -> Load {
        lock(&self.workers).load(system)
    }

    /// How a system stands.
    pub fn health(&self, system: &str) -> Health {
        let health = |performer| Health { performer, breaker: None, workers: None };
        match self.by.get(system) {
            None | Some(By::Simulation) => health(Performer::Simulated),
            Some(By::Hand) => health(Performer::Hand),
            Some(By::Http(connector)) => {
                Health { breaker: Some(connector.stands()), ..health(Performer::Http) }
            }
            Some(By::Workers) => {
                let asked = lock(&self.asked).get(system).copied();
                Health { workers: Some((self.load(system), asked)), ..health(Performer::Pull) }
            }
        }
    }

    fn http(&self, shared: &Arc<Shared>, connector: &Arc<Connector>, call: &Call) {
        let (own, call) = (shared.clone(), call.clone());
        let sent = connector.perform(&call);
        let callbacks = self.callbacks.clone();
        lock(&callbacks).begin(&call.key);
        self.handle.spawn(async move {
            match sent.await {
                Outcome::Answered(said) => {
                    lock(&callbacks).end(&call.key);
                    let said = sound(&call.program, said).unwrap_or_else(Answer::Failed);
                    answer(&own, &call, said);
                }
                Outcome::Later(work) => lock(&callbacks).expect(*work),
            }
        });
    }
}

impl Outside for Outwards {
    fn take(&self, shared: &Arc<Shared>, system: &Id, call: &Call) -> bool {
        match self.by.get(&**system) {
            None | Some(By::Simulation) => false,
            Some(By::Hand) => true,
            Some(By::Workers) => {
                // Where the queue is full, nobody answers in time, and the machine goes on without.
                let _ = lock(&self.workers).offer(Work::of(call));
                true
            }
            Some(By::Http(connector)) => {
                self.http(shared, connector, call);
                true
            }
        }
    }

    fn by_hand(&self, system: &str) -> bool {
        matches!(self.by.get(system), Some(By::Hand))
    }

    fn drop_call(&self, system: &Id, key: &str) {
        match self.by.get(&**system) {
            Some(By::Workers) => drop(lock(&self.workers).drop_call(key)),
            Some(By::Http(_)) => drop(lock(&self.callbacks).drop_call(key)),
            None | Some(By::Simulation | By::Hand) => {}
        }
    }

    fn is_simulated(&self, system: &str) -> bool {
        matches!(self.by.get(system), None | Some(By::Simulation))
    }

    fn receivers(&self) -> Receivers {
        self.receivers.clone()
    }
}

/// Judges `[systems.ID]` as it would be used, secrets and all.
///
/// # Errors
/// What is wrong at which key, and how to mend it; never a secret itself.
pub fn check(_: &str, table: &toml::Table) -> Result<(), SectionMistake> {
    performer(table, &OwnVault).map(drop)
}

/// Who performs a system, as its table says.
fn performer(table: &toml::Table, vault: &dyn Vault) -> Result<By, SectionMistake> {
    let wrong = |key: Option<&str>, zh: String, en: String| SectionMistake {
        key: key.map(str::to_owned),
        text: Text::new(zh, en),
    };
    let mut table = table.clone();
    let by = table.remove("performer");
    match by.as_ref().map_or(Some("http"), toml::Value::as_str) {
        Some("http") => connector(table, vault),
        Some(name @ ("simulated" | "pull" | "hand")) => match table.keys().next() {
            Some(key) => Err(wrong(
                Some(key),
                format!("performer 为 {name} 时没有 `{key}`；请去掉"),
                format!("`{key}` is none of a system whose performer is {name}; take it out"),
            )),
            None if name == "simulated" => Ok(By::Simulation),
            None if name == "pull" => Ok(By::Workers),
            None => Ok(By::Hand),
        },
        _ => Err(wrong(
            Some("performer"),
            "performer 应为 simulated、http、pull 或 hand".to_owned(),
            "`performer` is one of simulated, http, pull, hand".to_owned(),
        )),
    }
}

fn connector(table: toml::Table, vault: &dyn Vault) -> Result<By, SectionMistake> {
    // The first part of a place is the key of the table that it lies in.
    let key = |at: &str| at.split('.').next().filter(|key| !key.is_empty()).map(str::to_owned);
    let mistake = |at: &str, what: String| {
        let what = if at.is_empty() { what } else { format!("{at}: {what}") };
        SectionMistake { key: key(at), text: Text::same(what) }
    };
    let described: HttpSystem =
        serde_path_to_error::deserialize(toml::Value::Table(table)).map_err(|error| {
            mistake(&error.path().to_string().replace('?', ""), error.inner().message().to_owned())
        })?;
    let wire = Wire::new(described.internal.clone(), &described.authorities, Arc::new(OwnNames));
    let wire = wire.map_err(|why| mistake("authorities", why))?;
    let connector = Connector::new(described, vault, Arc::new(wire)).map_err(|mistakes| {
        let all: Vec<String> = mistakes.iter().map(|m| format!("{}: {}", m.at, m.why)).collect();
        let first = mistakes.first().and_then(|m| key(&m.at));
        SectionMistake { key: first, text: Text::new(all.join("；"), all.join("; ")) }
    })?;
    Ok(By::Http(Arc::new(connector)))
}
