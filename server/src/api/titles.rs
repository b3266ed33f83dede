//! What departments, systems and scenarios of the library are called, for what knows them by name alone.

use super::Api;
use super::dto::text::Label;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Labels of the library; a name that it does not have stands for itself.
#[derive(Debug, Clone)]
pub struct Titles(BTreeMap<String, Arc<Scenario>>);

impl Titles {
    fn of(&self, name: &str, title: impl Fn(&Scenario) -> Option<&Text>) -> Label {
        let found = self.0.values().find_map(|scenario| title(scenario).map(Label::from));
        found.unwrap_or_else(|| Label::name(name))
    }

    /// Of a department.
    pub fn department(&self, id: &str) -> Label {
        self.of(id, |scenario| scenario.catalogue.departments.get(id).map(|department| &department.title))
    }

    /// Of a system.
    pub fn system(&self, id: &str) -> Label {
        self.of(id, |scenario| scenario.catalogue.systems.get(id).map(|system| &system.title))
    }

    /// Of a scenario.
    pub fn scenario(&self, id: &str) -> Label {
        self.0.get(id).map_or_else(|| Label::name(id), |scenario| (&scenario.title).into())
    }
}

impl Api {
    /// What the library calls things, as it is now.
    pub fn titles(&self) -> Titles {
        Titles(self.shelf().sound().into_iter().collect())
    }
}
