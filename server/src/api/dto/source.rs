//! Texts of scenarios.

use super::text::Label;
use crate::library::template::Template;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The scenario's name in a template, until a designer writes another.
const UNNAMED: &str = "my-one-thing";

/// Which text.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TextQuery {
    /// The version: its hash, or the first 8 digits of it or more; the latest where it is absent. 版本，缺省为最新。
    pub version: Option<String>,
}

/// The text of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScenarioText {
    /// Its name.
    pub scenario: String,
    /// Of which version; none: it is of the library, and no version of it was ever published.
    pub version: Option<String>,
    /// The whole `scenario.yaml`.
    pub text: String,
    /// The catalogues that it names, in its order.
    pub catalogues: Vec<String>,
}

/// A scenario to start from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TemplateView {
    /// Its name.
    pub id: String,
    /// What it is.
    pub title: Label,
    /// The whole `scenario.yaml`, of a scenario `my-one-thing`: its name is to be written anew.
    pub text: String,
}

impl TemplateView {
    /// A template.
    pub fn of(template: &Template) -> Self {
        Self { id: template.id.to_owned(), title: (&template.title()).into(), text: template.of(UNNAMED) }
    }
}
