//! Which scenario, plan and way a verb is about: the arguments that verbs share.

use super::words::instead;
use super::{Everywhere, Failure, given, sound};
use crate::library::Loaded;
use clap::Args;
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
        let plan = match &self.plan {
            Some(name) => plan(scenario, name)?,
            None => joint(scenario).or_else(|_| plan(scenario, "separate"))?,
        };
        Ok((scenario, plan, given::way(scenario, &self.given)?))
    }
}

/// The scenario of files without errors.
pub fn scenario(loaded: &Loaded) -> Result<&Scenario, Failure> {
    loaded.scenario.as_deref().ok_or_else(|| Failure::usage(Text::new("没有场景", "no scenario")))
}

/// A plan by name.
pub fn plan<'s>(scenario: &'s Scenario, name: &str) -> Result<&'s Plan, Failure> {
    scenario.plans.get(name).ok_or_else(|| {
        let known: Vec<&str> = scenario.plans.keys().map(|k| &**k).collect();
        let instead = instead(name, &known);
        Failure::usage(Text::new(
            format!("没有方案 `{name}`；{}", instead.zh),
            format!("no plan `{name}`; {}", instead.en),
        ))
    })
}

/// The first plan that is not the separate one.
pub fn joint(scenario: &Scenario) -> Result<&Plan, Failure> {
    let joint = scenario.plans.values().find(|p| &*p.id != "separate");
    joint.ok_or_else(|| {
        Failure::usage(Text::new(
            "这个场景除 `separate` 外没有别的方案；请在 `plans` 下写一个",
            "the scenario has no plan but `separate`; write one under `plans`",
        ))
    })
}
