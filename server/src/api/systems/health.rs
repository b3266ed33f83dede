//! How systems stand: what a tester set of the simulated ones, and what is seen of the others.

use super::super::Api;
use super::super::dto::organisation::{SystemHealth, SystemState, WorkersView};
use super::super::problem::Problem;
use crate::desk::views::{moment, name_of};
use crate::host::Health;
use crate::systems::Performer;
use crate::systems::behaviour::Set;
use crate::systems::http::breaker::Stands;
use jiff::Timestamp;
use onething_engine::application::Moment;
use onething_engine::scenario::model::{Catalogue, Id, System};
use serde_json::Value;
use std::collections::BTreeMap;

/// Calls of one system that are counted.
const MOST: usize = 1_000;
/// An answer that takes longer is a slow one, in milliseconds.
const SLOW_MS: i64 = 1_000;
/// Workers that have not asked for so long are gone, in milliseconds.
const GONE_MS: i64 = 60_000;

/// All that systems are judged by, as it is at one moment.
pub struct Look<'a> {
    api: &'a Api,
    now: i64,
    set: BTreeMap<Id, Set>,
}

impl<'a> Look<'a> {
    /// As it is now.
    pub fn new(api: &'a Api) -> Self {
        let shared = api.desk().runner.shared();
        let now = shared.clock.now();
        let at = Timestamp::from_millisecond(now).unwrap_or_default();
        let set = shared.simulated.behaviours().into_iter().filter(|(_, set)| !set.is_over(at));
        Self { api, now, set: set.collect() }
    }

    /// The behaviour that was set for a system, service or licence, unless that is over.
    pub fn behaviour(&self, target: &str) -> Option<Value> {
        serde_json::to_value(&*self.set.get(target)?.behaviour).ok()
    }

    /// How a system stands.
    ///
    /// # Errors
    /// The index fails.
    pub fn health(&self, catalogue: &Catalogue, id: &Id, system: &System) -> Result<SystemHealth, Problem> {
        let usual = Health { performer: Performer::Simulated, breaker: None, workers: None };
        let seen = self.api.outwards().map_or(usual, |outwards| outwards.health(id));
        let workers = seen.workers.map(|(load, asked)| WorkersView {
            waiting: load.waiting,
            leased: load.leased,
            asked_at: asked.map(|at| moment(Moment(at))),
        });
        Ok(SystemHealth {
            state: self.state(&seen, catalogue, id, system),
            performer: name_of(&seen.performer),
            behaviour: self.behaviour(id),
            behaviour_since: self.set.get(id).map(|set| moment(Moment(set.since.as_millisecond()))),
            breaker: seen.breaker.map(|stands| name_of(&stands)),
            workers,
            waiting: self.api.desk().runner.owes(id, MOST)?,
        })
    }

    fn state(&self, seen: &Health, catalogue: &Catalogue, id: &Id, system: &System) -> SystemState {
        match (seen.performer, seen.breaker, seen.workers) {
            (Performer::Hand, ..) => SystemState::ByHand,
            (Performer::Http, Some(Stands::Open), _) => SystemState::Down,
            (Performer::Http, Some(Stands::HalfOpen), _) => SystemState::Failing,
            (Performer::Http, ..) => SystemState::Up,
            (Performer::Pull, _, workers) => {
                let is_there = workers.is_some_and(|(load, asked)| {
                    load.leased > 0 || asked.is_some_and(|at| self.now.saturating_sub(at) <= GONE_MS)
                });
                if is_there { SystemState::Up } else { SystemState::NoWorker }
            }
            (Performer::Simulated, ..) => self.simulated(catalogue, id, system),
        }
    }

    /// The latest that was set of it and of those that its calls pass through counts, as it does for a call.
    fn simulated(&self, catalogue: &Catalogue, id: &Id, system: &System) -> SystemState {
        let at = Timestamp::from_millisecond(self.now).unwrap_or_default();
        let (mut names, mut next) = (vec![id], system.via);
        while let Some((name, facts)) = next.and_then(|via| catalogue.system(via)) {
            if names.contains(&name) {
                break;
            }
            names.push(name);
            next = facts.via;
        }
        let mut latest: Option<&Set> = None;
        for set in names.into_iter().filter_map(|name| self.set.get(name)).filter(|set| set.is_in_force(at)) {
            if latest.is_none_or(|other| set.since > other.since) {
                latest = Some(set);
            }
        }
        let Some(behaviour) = latest.map(|set| &set.behaviour) else { return SystemState::Up };
        if behaviour.down || behaviour.hangs {
            SystemState::Down
        } else if behaviour.fails.is_some() {
            SystemState::Failing
        } else if behaviour.latency.is_some_and(|latency| latency.0 > SLOW_MS) {
            SystemState::Slow
        } else {
            SystemState::Up
        }
    }
}
