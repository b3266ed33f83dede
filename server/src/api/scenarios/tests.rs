//! `GET /scenarios/{id}/tests`: the tests beside a scenario, played in virtual time and compared, and what they cover.
//! The same as `onething test --coverage`; played once for a version.

use super::super::Api;
use super::super::dto::tests::{CoverageView, TestView, TestsView};
use super::super::granted::Granted;
use super::super::json::Json;
use super::super::problem::{Problem, kinds};
use super::super::query::{Path, Query};
use super::super::shelf::{Shelf, Shelved};
use super::way;
use crate::cases::{covered, played};
use crate::library;
use axum::extract::State;
use onething_engine::plan::derive::Planner;
use onething_engine::rehearsal::Library;
use onething_engine::scenario::model::Scenario;
use onething_engine::testing::coverage::Coverage;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Most files of tests that are read beside one scenario.
const MOST: usize = 500;

/// The tests of a scenario, played.
#[derive(Debug)]
pub struct Played {
    tests: Vec<TestView>,
    coverage: Coverage,
}

/// In which way the graphs are drawn.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DrawnIn {
    /// Answers of the way in which graphs are drawn, `SITUATION=ANSWER` joined by commas; the rest is the base way.
    /// 绘图所用情形答案，以逗号分隔。
    pub given: Option<String>,
}

/// Scenarios that a step of another runs.
impl Library for Shelf {
    fn scenario(&self, id: &str) -> Option<Arc<Scenario>> {
        self.find(id).ok()?.sound().ok()
    }
}

/// The tests of a scenario.
#[utoipa::path(
    get, path = "/scenarios/{id}/tests", operation_id = "test_scenario", tag = "scenarios",
    summary = "The tests of a scenario · 场景测试",
    description = "The tests beside a scenario, played in virtual time: which went as expected, what did not and why; and what they cover of items, answers, steps, outcomes, branches and fallbacks, also by the nodes and edges of each plan's graph. Played once for a version.\n\n在虚拟时间中运行该场景的测试：各项是否通过及原因；并给出对事项、情形、环节、结果、分支与备选的覆盖，以及各方案流程图节点与连线的覆盖。每个版本只运行一次。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth"), DrawnIn),
    responses((status = 200, body = TestsView))
)]
pub async fn tests(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    Query(query): Query<DrawnIn>,
) -> Result<Json<TestsView>, Problem> {
    let shelved = api.shelf().find(&id)?;
    let scenario = shelved.sound()?;
    let own = api.clone();
    api.derive(move || {
        let way = way(&scenario, query.given.as_deref())?;
        let played = of(own.shelf(), &shelved, &scenario)?;
        let passed = played.tests.iter().filter(|test| test.passed).count();
        Ok(Json(TestsView {
            scenario: id,
            passed,
            failed: played.tests.len() - passed,
            tests: played.tests.clone(),
            coverage: CoverageView::of(&played.coverage, &scenario, &way),
        }))
    })
    .await
}

/// The tests, played where they were not yet.
fn of<'s>(shelf: &Shelf, shelved: &'s Shelved, scenario: &Scenario) -> Result<&'s Played, Problem> {
    if let Some(played) = shelved.played.get() {
        return Ok(played);
    }
    let files = library::tests(&shelved.loaded).map_err(|error| {
        tracing::error!(%error, "the tests of a scenario could not be read");
        Problem::new(kinds::INTERNAL)
    })?;
    if files.files.len() > MOST {
        return Err(Problem::new(kinds::CONFLICT).detail(
            format!("测试文件超过 {MOST} 个，请用 onething test 运行"),
            format!("there are more than {MOST} files of tests; run them with `onething test`"),
        ));
    }
    // Whoever asks at the same time waits for these.
    Ok(shelved.played.get_or_init(|| {
        let planner = Planner::new(scenario);
        let cases = played(&planner, &files, &[], shelf);
        let tests = cases.iter().map(TestView::of).collect();
        Played { tests, coverage: covered(&planner, &cases) }
    }))
}
