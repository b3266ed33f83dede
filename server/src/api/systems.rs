//! `/systems`: those of the catalogues that the library's scenarios are over, and how simulated ones behave.

mod health;

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
use health::Look;
use jiff::Timestamp;
use onething_engine::scenario::model::{Catalogue, Id};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name of the list in its cursors.
const LIST: &str = "systems";

/// All of them.
#[utoipa::path(
    get, path = "/systems", operation_id = "list_systems", tag = "organisation",
    summary = "List systems · 系统列表",
    description = "Systems of the catalogues that the library's scenarios are over, by id, each with how it stands: the behaviour that was set, its breaker or workers, and the calls that wait for it.\n\n库中场景所用目录的全部系统，按标识排列；附运行状况：已设置的行为、熔断器或执行程序状态、等待应答的调用数。",
    params(PageQuery),
    responses((status = 200, body = Page<SystemView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<SystemView>>, Problem> {
    let paging = Paging::<String>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let own = api.clone();
    // What waits for each is counted in the index.
    api.derive(move || {
        let mut all = BTreeMap::new();
        for (_, scenario) in own.shelf().sound() {
            for id in scenario.catalogue.systems.keys() {
                all.entry(id.clone()).or_insert_with(|| scenario.catalogue.clone());
            }
        }
        let look = Look::new(&own);
        let behind = |id: &str| paging.after.as_deref().is_none_or(|after| id > after);
        let mut rest = all.into_iter().filter(|(id, _)| behind(id));
        let shown = |(id, catalogue): (Id, Arc<Catalogue>)| {
            let system = catalogue.systems.get(&id).ok_or_else(|| Problem::new(kinds::NOT_FOUND))?;
            let health = look.health(&catalogue, &id, system)?;
            Ok(SystemView::of(&catalogue, (&id, system), health, |service| look.behaviour(service)))
        };
        let items = rest.by_ref().take(paging.limit).map(shown).collect::<Result<Vec<_>, Problem>>()?;
        let more = rest.next().is_some();
        let next_cursor = items.last().filter(|_| more).and_then(|last| cursor(LIST, &last.id));
        Ok(Json(Page { items, next_cursor }))
    })
    .await
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
