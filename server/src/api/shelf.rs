//! The scenarios that the interface shows, read and checked once.

use super::dto::scenario::ScenarioView;
use super::problem::{Problem, kinds};
use crate::library::{self, Loaded, Place, instead};
use onething_engine::scenario::model::Scenario;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// A scenario on the shelf.
#[derive(Debug)]
pub struct Shelved {
    /// As read, with all findings.
    pub loaded: Loaded,
    /// What is shown of it, once somebody has asked: its figures over all ways take a while.
    pub view: OnceLock<Arc<ScenarioView>>,
}

/// The scenarios of a place.
#[derive(Debug)]
pub struct Shelf {
    place: Place,
    scenarios: BTreeMap<String, Arc<Shelved>>,
}

impl Shelf {
    /// Reads every scenario of a place; this takes a while.
    ///
    /// # Errors
    /// The place cannot be read.
    pub fn open(place: Place) -> Result<Self, library::Error> {
        let all = library::load_all(&place)?;
        let scenarios = all
            .into_iter()
            .map(|(id, loaded)| (id, Arc::new(Shelved { loaded, view: OnceLock::new() })))
            .collect();
        Ok(Self { place, scenarios })
    }

    /// Where it was read from.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// All of them, by id.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Arc<Shelved>)> {
        self.scenarios.iter().map(|(id, shelved)| (id.as_str(), shelved))
    }

    /// Those without errors, by id.
    pub fn sound(&self) -> impl Iterator<Item = (&str, &Arc<Scenario>)> {
        self.all().filter_map(|(id, shelved)| Some((id, shelved.sound_ref()?)))
    }

    /// The scenario of an id.
    ///
    /// # Errors
    /// There is none.
    pub fn find(&self, id: &str) -> Result<&Arc<Shelved>, Problem> {
        self.scenarios.get(id).ok_or_else(|| {
            let known: Vec<&str> = self.scenarios.keys().map(String::as_str).collect();
            let instead = instead(id, &known);
            Problem::new(kinds::NOT_FOUND).detail(
                format!("没有场景 `{id}`；{}", instead.zh),
                format!("no scenario `{id}`; {}", instead.en),
            )
        })
    }
}

impl Shelved {
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
