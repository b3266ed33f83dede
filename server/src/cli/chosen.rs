//! Which scenario, plan and way a verb is about: the arguments that verbs share.

use super::{Everywhere, Failure, sound};
use crate::library::{Loaded, choice};
use crate::simulation;
use clap::Args;
use jiff::Timestamp;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Plan, Scenario};
use onething_engine::scenario::text::Text;

/// One plan of a scenario in one way.
#[derive(Debug, Args)]
pub struct Chosen {
    /// Scenario id or path
    scenario: String,
    /// The plan [default: the first that is not separate]
    #[arg(long)]
    plan: Option<String>,
    /// Fix an answer, `situation=answer`; `applicant=NAME` says who applies; the rest is the base way
    #[arg(long, value_name = "K=V")]
    given: Vec<String>,
}

impl Chosen {
    /// Reads the scenario.
    ///
    /// # Errors
    /// It cannot be read, or has errors.
    pub fn load(&self, everywhere: &Everywhere) -> Result<Loaded, Failure> {
        sound(everywhere, &self.scenario)
    }

    /// The scenario that was read, the plan and the way.
    ///
    /// # Errors
    /// No such plan, situation or answer.
    pub fn of<'l>(&self, loaded: &'l Loaded) -> Result<(&'l Scenario, &'l Plan, Way), Failure> {
        let scenario = scenario(loaded)?;
        let plan = choice::plan(scenario, self.plan.as_deref())?;
        Ok((scenario, plan, choice::way(scenario, &self.given)?))
    }
}

/// The scenario of files without errors.
pub fn scenario(loaded: &Loaded) -> Result<&Scenario, Failure> {
    loaded.scenario.as_deref().ok_or_else(|| Failure::usage(Text::new("没有场景", "no scenario")))
}

/// When virtual time begins: what `--start` says, else the usual Monday.
///
/// # Errors
/// It is no moment.
pub fn start(said: Option<&str>) -> Result<Timestamp, Failure> {
    Ok(simulation::start(said)?)
}
