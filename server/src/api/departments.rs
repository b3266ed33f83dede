//! `GET /departments`: those of the catalogues that the library's scenarios are over.

use super::Api;
use super::dto::organisation::DepartmentView;
use super::dto::page::{Page, PageQuery};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::problem::Problem;
use super::query::Query;
use axum::extract::State;
use std::collections::BTreeMap;

/// The name of the list in its cursors.
const LIST: &str = "departments";

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
