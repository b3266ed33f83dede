//! `GET /scenarios/{id}/compare`: two plans before and after. What a plan comes to over all ways takes long and is the
//! same whatever the base way, so it is kept with the version on the shelf, and so are the last comparisons.

use super::super::Api;
use super::super::dto::compare::ComparisonView;
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::problem::{Problem, kinds};
use super::super::query::{Path, Query};
use super::way;
use crate::library::choice;
use crate::simulation::in_threads;
use axum::extract::State;
use onething_engine::analyse::compare::{Comparison, compare_over};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::levers::MeasureSet;
use onething_engine::plan::summary::AllWays;
use onething_engine::plan::way::Way;
use onething_engine::scenario::check::assumed;
use onething_engine::scenario::model::{Id, PartyId, Plan};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::IntoParams;

/// Most comparisons that are kept of one version.
const MOST_KEPT: usize = 32;

/// Which plans.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Compared {
    /// The plan before; `separate` where it is absent. 对比前的方案。
    pub from: Option<String>,
    /// The plan after; the first that is not `separate` where it is absent. 对比后的方案。
    pub to: Option<String>,
    /// Answers of the base way, `SITUATION=ANSWER` joined by commas. 基准情形的答案，以逗号分隔。
    pub given: Option<String>,
}

/// Before and after.
#[utoipa::path(
    get, path = "/scenarios/{id}/compare", operation_id = "compare_scenario", tag = "scenarios",
    summary = "Before and after · 前后对比",
    description = "Two plans of a scenario: every figure, each measure's share, what is asked and why.\n\n两个方案的全部指标、每项措施的贡献、填报内容及原因。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth"), Compared),
    responses((status = 200, body = ComparisonView))
)]
pub async fn compare(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    Query(query): Query<Compared>,
) -> Result<Json<Arc<Comparison>>, Problem> {
    let shelved = api.shelf().find(&id)?;
    let scenario = shelved.sound()?;
    api.derive(move || {
        let from = choice::named(&scenario, query.from.as_deref().unwrap_or("separate"))?;
        let to = choice::plan(&scenario, query.to.as_deref())?;
        let base = way(&scenario, query.given.as_deref())?;
        let made = shelved.counted.compared(&Planner::new(&scenario), (from, to), base);
        made.map(Json).ok_or_else(|| Problem::new(kinds::BUSY).retry_after(2))
    })
    .await
}

/// What was counted of one version of a scenario.
#[derive(Debug, Default)]
pub struct Counted {
    /// By plan and applicant.
    over: Mutex<BTreeMap<(Id, PartyId), Arc<AllWays>>>,
    /// The last first.
    made: Mutex<VecDeque<Made>>,
}

/// A comparison that was made.
#[derive(Debug)]
struct Made {
    plans: [Id; 2],
    base: Way,
    comparison: Arc<Comparison>,
}

impl Counted {
    /// What a plan comes to over all ways of some applicants; none where no thread can be had.
    pub fn over(
        &self,
        planner: &Planner<'_>,
        plans: &[&Plan],
        applicants: &[PartyId],
    ) -> Option<BTreeMap<(Id, PartyId), Arc<AllWays>>> {
        // Whoever asks meanwhile waits for what is counted once.
        let mut over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        let mut missing: Vec<(&Plan, PartyId)> = Vec::new();
        for (plan, applicant) in plans.iter().flat_map(|plan| applicants.iter().map(move |a| (*plan, *a))) {
            let is_there = |(known, of): &(&Plan, PartyId)| known.id == plan.id && *of == applicant;
            if !over.contains_key(&(plan.id.clone(), applicant)) && !missing.iter().any(is_there) {
                missing.push((plan, applicant));
            }
        }
        if !missing.is_empty() {
            // Half of the machine is left to those who work.
            let cores = std::thread::available_parallelism().map_or(1, usize::from);
            let count = |(plan, applicant): (&Plan, PartyId)| {
                let counted = AllWays::new(planner, plan, MeasureSet::all(plan), applicant);
                ((plan.id.clone(), applicant), Arc::new(counted))
            };
            let counted: Vec<_> =
                in_threads(Some((cores / 2).max(1)), || missing.into_par_iter().map(count).collect()).ok()?;
            over.extend(counted);
        }
        Some(over.clone())
    }

    /// Two plans compared; none where no thread can be had.
    pub fn compared(
        &self,
        planner: &Planner<'_>,
        (from, to): (&Plan, &Plan),
        base: Way,
    ) -> Option<Arc<Comparison>> {
        let plans = [from.id.clone(), to.id.clone()];
        if let Some(known) = self.known(&plans, &base) {
            return Some(known);
        }
        let scenario = planner.scenario;
        let mut applicants: Vec<PartyId> = scenario.applicants().collect();
        if !applicants.contains(&base.applicant) {
            applicants.push(base.applicant);
        }
        let over = self.over(planner, &[from, to], &applicants)?;
        let told = |plan: &Plan, applicant: PartyId| {
            let known = over.get(&(plan.id.clone(), applicant)).cloned();
            known.unwrap_or_else(|| Arc::new(AllWays::new(planner, plan, MeasureSet::all(plan), applicant)))
        };
        let comparison = Arc::new(compare_over(planner, (from, to), &base, assumed(scenario).len(), &told));
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.push_front(Made { plans, base, comparison: comparison.clone() });
        made.truncate(MOST_KEPT);
        Some(comparison)
    }

    /// One that was made already; it is the last from now on.
    fn known(&self, plans: &[Id; 2], base: &Way) -> Option<Arc<Comparison>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let at = made.iter().position(|one| one.plans == *plans && one.base == *base)?;
        let one = made.remove(at)?;
        let comparison = one.comparison.clone();
        made.push_front(one);
        Some(comparison)
    }
}
