//! `/overview`: what there is to do.

use super::Api;
use super::applications::within;
use super::dto::overview::Overview;
use super::granted::Granted;
use super::json::Json;
use super::problem::Problem;
use crate::access::Scope;
use crate::runner::Filter;
use crate::runner::aftermath::Listed;
use axum::extract::State;

/// Applications, and incidents, that are counted; beyond them it says that there are more.
const MOST: usize = 10_000;
/// Read at once.
const PAGE: usize = 500;

/// What there is to do.
#[utoipa::path(
    get, path = "/overview", operation_id = "get_overview", tag = "applications",
    summary = "What there is to do · 总览",
    description = "Open applications by scenario and status, their items by department, what is overdue, incidents; of closed ones, the newest first, items by department.\n\n未办结办件按场景与状态、事项按部门统计，以及超期与异常数；已办结办件（新的在前）按部门统计事项。",
    responses((status = 200, body = Overview))
)]
pub async fn show(State(api): State<Api>, granted: Granted) -> Result<Json<Overview>, Problem> {
    let filter = within(&granted, Filter { open: Some(true), ..Filter::default() })?;
    let own = api.clone();
    api.derive(move || counted(&own, &filter, granted.scope == Scope::All).map(Json)).await
}

fn counted(api: &Api, filter: &Filter, incidents: bool) -> Result<Overview, Problem> {
    let mut overview = Overview::default();
    overview.more = each(api, filter, |row| overview.count(row))?;
    let closed = Filter { open: Some(false), ..filter.clone() };
    overview.closed.more = each(api, &closed, |row| overview.closed.count(row))?;
    if incidents {
        overview.incidents = Some(api.desk().runner.incidents(None, None, MOST)?.found.len() as u64);
    }
    overview.name(&api.titles());
    Ok(overview)
}

/// Looks at the applications that a filter takes, the newest first; whether there are more than are looked at.
fn each(api: &Api, filter: &Filter, mut see: impl FnMut(&Listed)) -> Result<bool, Problem> {
    let mut after = None;
    for _ in 0..MOST / PAGE {
        let page = api.desk().runner.list(filter, after.as_deref(), PAGE)?;
        page.found.iter().for_each(|(_, row)| see(row));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(after.is_some())
}
