//! The scenarios that the interface shows, read and checked once: those of the library, and over them the versions
//! that were published since.

use super::closing::Closing;
use super::dto::scenario::ScenarioView;
use super::problem::{Problem, kinds};
use super::scenarios::compare::Counted;
use super::scenarios::tests::Played;
use crate::library::{self, Loaded, Place, instead};
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::model::{PartyId, Plan, Scenario};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};

/// A scenario on the shelf.
#[derive(Debug)]
pub struct Shelved {
    /// As read, with all findings.
    pub loaded: Loaded,
    /// What is shown of it, once somebody has asked: its figures over all ways take a while.
    pub view: OnceLock<Arc<ScenarioView>>,
    /// What was counted of its plans, once somebody has asked.
    pub counted: Counted,
    /// Its tests, once somebody has asked for them to be played.
    pub played: OnceLock<Played>,
}

/// The scenarios of a place.
#[derive(Debug)]
pub struct Shelf {
    place: Place,
    scenarios: RwLock<BTreeMap<String, Arc<Shelved>>>,
}

impl Clone for Shelf {
    fn clone(&self) -> Self {
        Self { place: self.place.clone(), scenarios: RwLock::new(self.scenarios().clone()) }
    }
}

impl Shelf {
    /// Reads every scenario of a place; this takes a while.
    ///
    /// # Errors
    /// The place cannot be read.
    pub fn open(place: Place) -> Result<Self, library::Error> {
        let all = library::load_all(&place)?;
        let scenarios = all.into_iter().map(|(id, loaded)| (id, Arc::new(Shelved::new(loaded)))).collect();
        Ok(Self { place, scenarios: RwLock::new(scenarios) })
    }

    /// Puts a version of a scenario where the one before stood.
    pub fn put(&self, id: &str, loaded: Loaded) {
        let mut scenarios = self.scenarios.write().unwrap_or_else(PoisonError::into_inner);
        scenarios.insert(id.to_owned(), Arc::new(Shelved::new(loaded)));
    }

    /// Counts what the plans on it come to over all ways, so that nobody waits for that later; until the sign to stop.
    pub fn count(&self, closing: &Closing) {
        for (_, shelved) in self.all() {
            if closing.is_given() {
                return;
            }
            if let Some(scenario) = shelved.sound_ref() {
                let plans: Vec<&Plan> = scenario.plans.values().collect();
                let applicants: Vec<PartyId> = scenario.applicants().collect();
                shelved.counted.over(&Planner::new(scenario), &plans, &applicants);
            }
        }
    }

    fn scenarios(&self) -> RwLockReadGuard<'_, BTreeMap<String, Arc<Shelved>>> {
        self.scenarios.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it was read from.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// All of them, by id.
    pub fn all(&self) -> Vec<(String, Arc<Shelved>)> {
        self.scenarios().iter().map(|(id, shelved)| (id.clone(), shelved.clone())).collect()
    }

    /// Those without errors, by id.
    pub fn sound(&self) -> Vec<(String, Arc<Scenario>)> {
        let all = self.all().into_iter();
        all.filter_map(|(id, shelved)| Some((id, shelved.sound_ref()?.clone()))).collect()
    }

    /// The scenario of an id.
    ///
    /// # Errors
    /// There is none.
    pub fn find(&self, id: &str) -> Result<Arc<Shelved>, Problem> {
        let scenarios = self.scenarios();
        scenarios.get(id).cloned().ok_or_else(|| {
            let known: Vec<&str> = scenarios.keys().map(String::as_str).collect();
            let instead = instead(id, &known);
            Problem::new(kinds::NOT_FOUND).detail(
                format!("没有场景 `{id}`；{}", instead.zh),
                format!("no scenario `{id}`; {}", instead.en),
            )
        })
    }
}

impl Shelved {
    fn new(loaded: Loaded) -> Self {
        Self { loaded, view: OnceLock::new(), counted: Counted::default(), played: OnceLock::new() }
    }

    fn sound_ref(&self) -> Option<&Arc<Scenario>> {
        self.loaded.scenario.as_ref().filter(|_| !self.loaded.has_errors())
    }

    /// The scenario, where it has no errors.
    ///
    /// # Errors
    /// It has; they are to be mended first.
    pub fn sound(&self) -> Result<Arc<Scenario>, Problem> {
        self.sound_ref().cloned().ok_or_else(|| {
            Problem::new(kinds::CONFLICT).detail(
                "该场景有错误，请先用 /api/v1/scenarios/check 检查并改正",
                "the scenario has errors; check and mend it first with /api/v1/scenarios/check",
            )
        })
    }
}
