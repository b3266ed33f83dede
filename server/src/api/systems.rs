//! `/systems`: those of the catalogues that the library's scenarios are over, and how simulated ones behave.

use super::Api;
use super::dto::behaviour::BehaviourView;
use super::dto::organisation::SystemView;
use super::dto::page::{Page, PageQuery};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::systems::behaviour::{Behaviour, Mistake};
use crate::systems::registers::RegisterChange;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// The name of the list in its cursors.
const LIST: &str = "systems";

/// All of them.
#[utoipa::path(
    get, path = "/systems", operation_id = "list_systems", tag = "organisation",
    summary = "List systems · 系统列表",
    description = "Systems of the catalogues that the library's scenarios are over, by id.\n\n库中场景所用目录的全部系统，按标识排列。",
    params(PageQuery),
    responses((status = 200, body = Page<SystemView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<SystemView>>, Problem> {
    let paging = Paging::<String>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let mut all = BTreeMap::new();
    for (_, scenario) in api.shelf().sound() {
        for (id, system) in &scenario.catalogue.systems {
            all.entry(id.clone()).or_insert_with(|| SystemView::of(&scenario.catalogue, id, system));
        }
    }
    let behind = |id: &str| paging.after.as_deref().is_none_or(|after| id > after);
    let mut rest = all.into_iter().filter(|(id, _)| behind(id)).map(|(_, view)| view);
    let items: Vec<SystemView> = rest.by_ref().take(paging.limit).collect();
    let more = rest.next().is_some();
    let next_cursor = items.last().filter(|_| more).and_then(|last| cursor(LIST, &last.id));
    Ok(Json(Page { items, next_cursor }))
}

/// How a simulated system, service or licence behaves.
#[utoipa::path(
    put, path = "/systems/{id}/behaviour", operation_id = "put_system_behaviour", tag = "systems",
    summary = "Make a system fail · 故障注入",
    description = "Makes a simulated system, service or licence behave like this from now on: down, failing, slow, answering by rule, for a while or for some applications. `{}` is as usual again.\n\n使模拟的系统、服务或证照自此按所给方式表现：停机、失败、变慢、按规则应答等，可限时或限办件。{} 表示恢复正常。",
    params(("id" = String, Path, description = "System, service or licence · 系统、服务或证照")),
    request_body = BehaviourView,
    responses((status = 204, description = "It behaves so · 已生效"))
)]
pub async fn behave(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    Json(asked): Json<Value>,
) -> Result<StatusCode, Problem> {
    if !is_system(&api, &id) {
        return Err(Problem::new(kinds::NOT_FOUND));
    }
    let behaviour = Behaviour::read(&asked).map_err(|mistakes| {
        let place = |problem: Problem, m: Mistake| problem.at(m.at, m.what, m.mend);
        mistakes.into_iter().fold(Problem::new(kinds::INVALID), place)
    })?;
    let since = Timestamp::from_millisecond(api.desk().runner.shared().clock.now()).unwrap_or_default();
    let change = RegisterChange::Behaves { target: id.as_str().into(), behaviour: Some(behaviour), since };
    let runner = api.desk().runner.clone();
    api.derive(move || Ok(runner.change_systems(&change)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a catalogue of the library has a system, service or licence of a name.
fn is_system(api: &Api, id: &str) -> bool {
    api.shelf().sound().iter().any(|(_, scenario)| {
        let catalogue = &scenario.catalogue;
        catalogue.systems.contains_key(id)
            || catalogue.services.contains_key(id)
            || catalogue.licences.contains_key(id)
    })
}
