//! `/departments`: those of the catalogues that the library's scenarios are over, and who works there.

use super::Api;
use super::dto::absence::Colleague;
use super::dto::organisation::DepartmentView;
use super::dto::page::{Page, PageQuery};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::access::{Principal, Scope};
use axum::extract::State;
use std::collections::BTreeMap;

/// The name of the list in its cursors.
const LIST: &str = "departments";
/// The same of colleagues.
const COLLEAGUES: &str = "colleagues";

/// All of them.
#[utoipa::path(
    get, path = "/departments", operation_id = "list_departments", tag = "organisation",
    summary = "List departments · 部门列表",
    description = "Departments of the catalogues that the library's scenarios are over, by id.\n\n库中场景所用目录的全部部门，按标识排列。",
    params(PageQuery),
    responses((status = 200, body = Page<DepartmentView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<DepartmentView>>, Problem> {
    let paging = Paging::<String>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let mut all = BTreeMap::new();
    for (_, scenario) in api.shelf().sound() {
        for (id, department) in &scenario.catalogue.departments {
            all.entry(id.clone()).or_insert_with(|| DepartmentView::of(id, department));
        }
    }
    let behind = |id: &str| paging.after.as_deref().is_none_or(|after| id > after);
    let mut rest = all.into_iter().filter(|(id, _)| behind(id)).map(|(_, view)| view);
    let items: Vec<DepartmentView> = rest.by_ref().take(paging.limit).collect();
    let more = rest.next().is_some();
    let next_cursor = items.last().filter(|_| more).and_then(|last| cursor(LIST, &last.id));
    Ok(Json(Page { items, next_cursor }))
}

/// Who works there.
#[utoipa::path(
    get, path = "/departments/{id}/colleagues", operation_id = "list_colleagues", tag = "organisation",
    summary = "Who works there · 部门人员",
    description = "The clerks of a department, with their posts and whether they are away: those to whom a task may be handed. A clerk sees only their own department's. Under --dev also `2` and `3`, and whoever has acted as `clerk:DEPARTMENT:NAME`.\n\n部门的工作人员、岗位与离岗情况，即可转派的对象；工作人员只能看到本部门。--dev 下另有 2、3 号，以及以 clerk:部门:名字 办理过的人员。",
    params(("id" = String, Path, description = "Department · 部门"), PageQuery),
    responses((status = 200, body = Page<Colleague>))
)]
pub async fn colleagues(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Colleague>>, Problem> {
    let own = granted.principal.department.as_deref();
    let is_there =
        || api.shelf().sound().iter().any(|(_, s)| s.catalogue.departments.contains_key(id.as_str()));
    if (granted.scope == Scope::Department && own != Some(&id)) || !is_there() {
        return Err(Problem::new(kinds::NOT_FOUND));
    }
    let paging = Paging::<String>::of(COLLEAGUES, query.cursor.as_deref(), query.limit, api.limits())?;
    let (gate, away) = (api.gate(), api.gate().away());
    let behind = |id: &str| paging.after.as_deref().is_none_or(|after| id > after);
    let mut rest = gate.clerks_of(&id).into_iter().filter(|clerk| behind(clerk.id.as_str()));
    let view = |clerk: &Principal| Colleague::of(clerk, away.of(&clerk.id).as_ref(), away.now());
    let items: Vec<Colleague> = rest.by_ref().take(paging.limit).map(|clerk| view(&clerk)).collect();
    let more = rest.next().is_some();
    let next_cursor = items.last().filter(|_| more).and_then(|last| cursor(COLLEAGUES, &last.id));
    Ok(Json(Page { items, next_cursor }))
}
