//! `/scenarios`: the library, and what a plan of a scenario comes to in one way.

pub mod check;
pub mod compare;
pub mod count;
pub mod edit;
pub mod graph;
pub mod names;
pub mod parameters;
pub mod tests;
pub mod text;

use super::Api;
use super::dto::form::{FieldView, FormView, MaterialView, SuppliedView};
use super::dto::page::{Page, PageQuery};
use super::dto::scenario::{ScenarioListed, ScenarioView};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::library::choice::{self, NoChoice};
use axum::extract::State;
use onething_engine::analyse::show::{Shown, show as shown};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::model::{Plan, Scenario};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// The name of the list in its cursors.
const LIST: &str = "scenarios";

impl From<NoChoice> for Problem {
    fn from(no: NoChoice) -> Self {
        Problem::new(kinds::BAD_QUERY).detail(&*no.0.zh, &*no.0.en)
    }
}

/// Which plan in which way.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Chosen {
    /// The plan; the first that is not `separate` where it is absent. 方案，缺省为第一个非 separate 方案。
    pub plan: Option<String>,
    /// Answers, `SITUATION=ANSWER` joined by commas; `applicant=PARTY` says who applies; the rest is the base way.
    /// 情形答案，以逗号分隔。
    #[param(example = "household=with_father")]
    pub given: Option<String>,
}

impl Chosen {
    /// The plan and the way.
    ///
    /// # Errors
    /// A name in it is none.
    pub fn of<'s>(&self, scenario: &'s Scenario) -> Result<(&'s Plan, Way), Problem> {
        let plan = choice::plan(scenario, self.plan.as_deref())?;
        Ok((plan, way(scenario, self.given.as_deref())?))
    }
}

fn way(scenario: &Scenario, given: Option<&str>) -> Result<Way, Problem> {
    let pairs = given.unwrap_or_default().split(',').filter(|pair| !pair.is_empty());
    let pairs: Vec<String> = pairs.map(str::to_owned).collect();
    Ok(choice::way(scenario, &pairs)?)
}

/// The library.
#[utoipa::path(
    get, path = "/scenarios", operation_id = "list_scenarios", tag = "scenarios",
    summary = "List scenarios · 场景列表",
    description = "Every scenario of the library by id, also those with errors.\n\n按标识列出库中全部场景，含有错误的场景。",
    params(PageQuery),
    responses((status = 200, body = Page<ScenarioListed>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<ScenarioListed>>, Problem> {
    let paging = Paging::<String>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let behind = |id: &str| paging.after.as_deref().is_none_or(|after| id > after);
    let mut rest = api.shelf().all().into_iter().filter(|(id, _)| behind(id));
    let listed = |(id, shelved): (String, std::sync::Arc<super::shelf::Shelved>)| {
        ScenarioListed::of(&id, shelved.loaded.scenario.as_deref(), !shelved.loaded.has_errors())
    };
    let items: Vec<ScenarioListed> = rest.by_ref().take(paging.limit).map(listed).collect();
    let more = rest.next().is_some();
    let next_cursor = items.last().filter(|_| more).and_then(|last| cursor(LIST, &last.id));
    Ok(Json(Page { items, next_cursor }))
}

/// One scenario.
#[utoipa::path(
    get, path = "/scenarios/{id}", operation_id = "get_scenario", tag = "scenarios",
    summary = "One scenario · 场景详情",
    description = "Who may apply, the questions, the services in it, and every plan with its figures over all ways.\n\n申请人、情形、事项，以及每个方案在全部情形下的指标。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth")),
    responses((status = 200, body = ScenarioView))
)]
pub async fn show(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<Json<Arc<ScenarioView>>, Problem> {
    let shelved = api.shelf().find(&id)?.clone();
    let scenario = shelved.sound()?;
    if let Some(view) = shelved.view.get() {
        return Ok(Json(view.clone()));
    }
    api.derive(move || {
        let view = shelved.view.get_or_init(|| Arc::new(ScenarioView::of(&scenario, &shelved.counted)));
        Ok(Json(view.clone()))
    })
    .await
}

/// What is asked.
#[utoipa::path(
    get, path = "/scenarios/{id}/form", operation_id = "get_scenario_form", tag = "scenarios",
    summary = "What is asked · 填报内容",
    description = "The fields and materials that a plan asks in one way, each with its reason, and what supplies the rest.\n\n某方案在某情形下要求填写的字段与材料及其原因，以及其余数据的来源。",
    params(("id" = String, Path, description = "Scenario · 场景", example = "newborn-birth"), Chosen),
    responses((status = 200, body = FormView))
)]
pub async fn form(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Json<FormView>, Problem> {
    let scenario = api.shelf().find(&id)?.sound()?;
    api.derive(move || {
        let (plan, way) = chosen.of(&scenario)?;
        Ok(Json(asked(&scenario, shown(&Planner::new(&scenario), plan, &way))))
    })
    .await
}

fn asked(scenario: &Scenario, shown: Shown) -> FormView {
    let ask = &shown.ask;
    FormView {
        fields: ask.fields.iter().map(|field| FieldView::of(scenario, field)).collect(),
        materials: ask
            .materials
            .iter()
            .map(|m| MaterialView {
                id: m.id.clone(),
                title: (&m.title).into(),
                because: (&m.because).into(),
                needed_by: m.needed_by.clone(),
                form: m.form.clone(),
            })
            .collect(),
        supplied: ask
            .supplied
            .iter()
            .map(|s| SuppliedView { id: s.id.clone(), by: s.by.clone(), via: s.via, from: s.from.clone() })
            .collect(),
        stop: shown.stop.as_ref().map(Into::into),
        scenario: shown.scenario,
        plan: shown.plan,
        applicant: shown.applicant,
    }
}
