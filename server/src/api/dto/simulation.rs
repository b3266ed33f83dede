//! Simulations on the wire.

use crate::desk::label::Label;
use crate::simulation::search::{CANDIDATES, Search};
use crate::simulation::{CASES, REPLICATIONS, Said};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// What kind of simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SimulationKind {
    /// A plan as it is.
    Single,
    /// Two side by side with the same draws: `against`, `what_if`, or both.
    Pair,
    /// One parameter moved after the other: which moves the mean time most. For a tornado.
    Sensitivity,
    /// Staff tried: how few people would do, and what more of them bring. For a Pareto front.
    Staffing,
}

/// What is to be simulated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulationRequest {
    /// The scenario.
    #[schema(example = "newborn-birth")]
    pub scenario: String,
    /// Others that are simulated together with it: their applications come over the same time and wait at the same
    /// desks. What is settled holds of each that has such a situation.
    #[serde(default)]
    #[schema(max_items = 7)]
    pub scenarios: Vec<SimulatedBeside>,
    /// The plan of the scenario; the first that is not `separate` where it is absent.
    #[serde(default)]
    pub plan: Option<String>,
    /// Answers that are settled, `SITUATION=ANSWER`; the others come as often as their weights say.
    #[serde(default)]
    #[schema(max_items = 64)]
    pub given: Vec<String>,
    /// Applications of each replication, of all scenarios together.
    #[serde(default = "cases")]
    #[schema(minimum = 1, default = 10_000)]
    pub cases: u64,
    /// How often it is repeated, with other draws.
    #[serde(default = "replications")]
    #[schema(minimum = 1, default = 10)]
    pub replications: u32,
    /// The same seed gives the same figures.
    #[serde(default = "seed")]
    #[schema(default = 1)]
    pub seed: u64,
    /// Applications of this time do not count: `30d`; a tenth of the whole where it is absent.
    #[serde(default)]
    pub warm_up: Option<String>,
    /// Applications of the scenario a day; what it says where it is absent.
    #[serde(default)]
    pub per_day: Option<f64>,
    /// Stop once the mean time is known to this share of it, such as 0.02.
    #[serde(default)]
    pub precision: Option<f64>,
    /// When it begins, with nothing under way: `2026-03-02 09:00`.
    #[serde(default)]
    pub start: Option<String>,
    /// What would be otherwise, told beside what is: `staff.police.officer=+1`, `correct=x0.5`.
    #[serde(default)]
    #[schema(max_items = 64)]
    pub what_if: Vec<String>,
    /// The same with another plan: its difference, by pairs.
    #[serde(default)]
    pub against: Option<String>,
    /// What kind it is; `pair` with `against` or `what_if`, else `single`, where it is absent.
    #[serde(default)]
    pub kind: Option<SimulationKind>,
    /// Of `staffing`: most people altogether; half as many again as there are where it is absent.
    #[serde(default)]
    pub budget: Option<u32>,
    /// Of `staffing`: most candidates that are played, 1 to 2000; 200 where it is absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 2000)]
    pub candidates: Option<u32>,
    /// What people call it.
    #[serde(default)]
    #[schema(max_length = 120)]
    pub name: Option<String>,
}

/// Another scenario that is simulated together with the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedBeside {
    /// The scenario.
    #[schema(example = "citizen-death")]
    pub scenario: String,
    /// Its plan; the first that is not `separate` where it is absent.
    #[serde(default)]
    pub plan: Option<String>,
    /// Its applications a day; what it says where it is absent.
    #[serde(default)]
    pub per_day: Option<f64>,
    /// Its other plan where two are played side by side; the same where it is absent.
    #[serde(default)]
    pub against: Option<String>,
}

fn cases() -> u64 {
    CASES
}

fn replications() -> u32 {
    REPLICATIONS
}

fn seed() -> u64 {
    1
}

impl SimulationRequest {
    /// The scenarios, the first first.
    pub fn all(&self) -> Vec<&str> {
        let others = self.scenarios.iter().map(|one| &*one.scenario);
        [&*self.scenario].into_iter().chain(others).collect()
    }

    /// What is to be simulated of the scenarios.
    pub fn said(&self) -> Said {
        let Self { given, cases, replications, seed, warm_up, precision, start, what_if, .. } = self.clone();
        let per_day = |per_day: &Option<f64>| per_day.as_ref().map(f64::to_string);
        Said {
            plan: self.of_each(&self.plan, |one| one.plan.clone()),
            given,
            cases,
            replications,
            seed,
            warm_up,
            per_day: self.of_each(&per_day(&self.per_day), |one| per_day(&one.per_day)),
            precision,
            start,
            what_if,
            against: self.of_each(&self.against, |one| one.against.clone()),
            search: match self.kind {
                Some(SimulationKind::Sensitivity) => Some(Search::Sensitivity),
                Some(SimulationKind::Staffing) => Some(Search::Staffing {
                    budget: self.budget,
                    candidates: self.candidates.unwrap_or(CANDIDATES),
                }),
                _ => None,
            },
        }
    }

    /// What is said of each scenario, as a command line says it: `VALUE` of one that is alone, else `SCENARIO=VALUE`.
    fn of_each(
        &self,
        first: &Option<String>,
        other: impl Fn(&SimulatedBeside) -> Option<String>,
    ) -> Vec<String> {
        if self.scenarios.is_empty() {
            return first.clone().into_iter().collect();
        }
        let of_one = |id: &str, value: Option<String>| value.map(|value| format!("{id}={value}"));
        let others = self.scenarios.iter().filter_map(|one| of_one(&one.scenario, other(one)));
        of_one(&self.scenario, first.clone()).into_iter().chain(others).collect()
    }

    /// What was asked for; `scenarios`: their ids, the first first.
    pub fn of(scenarios: &[String], said: &Said, name: Option<&str>) -> Self {
        let (kind, budget, candidates) = match said.search {
            Some(Search::Sensitivity) => (SimulationKind::Sensitivity, None, None),
            Some(Search::Staffing { budget, candidates }) => {
                (SimulationKind::Staffing, budget, Some(candidates))
            }
            None if said.is_paired() => (SimulationKind::Pair, None, None),
            None => (SimulationKind::Single, None, None),
        };
        let Said { given, cases, replications, seed, warm_up, precision, start, what_if, .. } = said.clone();
        let per_day = |id: &str| of_one(&said.per_day, id).and_then(|per_day| per_day.parse().ok());
        let first = scenarios.first().cloned().unwrap_or_default();
        let beside = |id: &String| SimulatedBeside {
            scenario: id.clone(),
            plan: of_one(&said.plan, id),
            per_day: per_day(id),
            against: of_one(&said.against, id),
        };
        Self {
            plan: of_one(&said.plan, &first),
            given,
            cases,
            replications,
            seed,
            warm_up,
            per_day: per_day(&first),
            precision,
            start,
            what_if,
            against: of_one(&said.against, &first),
            kind: Some(kind),
            budget,
            candidates,
            name: name.map(str::to_owned),
            scenarios: scenarios.iter().skip(1).map(beside).collect(),
            scenario: first,
        }
    }
}

/// What is said of one scenario.
fn of_one(values: &[String], id: &str) -> Option<String> {
    values.iter().find_map(|value| match value.split_once('=') {
        Some((name, value)) => (name == id).then(|| value.to_owned()),
        None => Some(value.clone()),
    })
}

/// What a simulation is called.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulationName {
    /// The name; none takes it away.
    #[schema(max_length = 120)]
    pub name: Option<String>,
}

/// Why a simulation failed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimulationFailure {
    /// Where in the request it stands, as a JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub detail: Label,
    /// How to mend it.
    pub mend: Label,
}

/// A simulation.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SimulationView {
    /// Its id.
    pub id: Uuid,
    /// What was asked for.
    pub request: SimulationRequest,
    /// By whom.
    pub by: String,
    /// `queued`, `running`, `done`, `cancelled` or `failed`.
    pub status: String,
    /// When it was asked for.
    pub asked_at: String,
    /// When it began to run.
    pub started_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Applications played so far.
    pub done: u64,
    /// Applications to be played; fewer where `precision` is reached before.
    pub total: u64,
    /// Applications a second, while it runs.
    pub per_second: Option<f64>,
    /// Why it failed.
    pub failure: Option<SimulationFailure>,
    /// What it came to, as `onething simulate --format json` writes it; of one that was cancelled what was played by
    /// then. Of `sensitivity` it has `desks` (id, title, people) and `moved` (what, changes by figure), what moves the
    /// mean time most first; of `staffing` `desks`, `least` (fewest people of each that do) and `tried` (people by
    /// desk, total, hours, share in time, and whether nobody does better with as few). Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub outcome: Option<Value>,
}
