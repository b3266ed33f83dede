//! `/tasks`: the worklists of departments.

pub mod decide;
pub mod pass;

use super::Api;
use super::dto::page::Page;
use super::dto::task::{KnownFact, TaskDetail, TaskQuery};
use super::found::{tag, task};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::Tagged;
use super::problem::{Problem, kinds};
use super::query::{Path, Query, bad_parameter};
use crate::access::Scope;
use crate::desk::TaskRef;
use crate::desk::views::TaskView;
use crate::planted::{Bug, has};
use crate::runner::Found;
use axum::extract::State;

/// The name of the list in its cursors.
const LIST: &str = "tasks";

/// The worklist of a department.
#[utoipa::path(
    get, path = "/tasks", operation_id = "list_tasks", tag = "tasks",
    summary = "A department's worklist · 部门待办",
    description = "Open tasks of a department, those due first first. A clerk sees only their own department's.\n\n某部门的待办，按到期先后排列；工作人员只能看到本部门的待办。",
    params(TaskQuery),
    responses((status = 200, body = Page<TaskView>))
)]
pub async fn list(
    State(api): State<Api>,
    granted: Granted,
    Query(query): Query<TaskQuery>,
) -> Result<Json<Page<TaskView>>, Problem> {
    let department = worklist(&granted, query.department)?;
    let paging = Paging::<Vec<u8>>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let runner = &api.desk().runner;
    let found = runner.tasks(&department, query.role.as_deref(), paging.after.as_deref(), paging.limit)?;
    let posts = &granted.principal.posts;
    let mut items = Vec::new();
    for open in &found.found {
        let mine = posts.is_empty() || open.row.role.as_ref().is_none_or(|role| posts.contains(role));
        // One that went on meanwhile has no such task any more.
        if let (true, Some((_, course))) = (mine, runner.application(open.application)?) {
            items.push(api.desk().task_view(&department, open, &course));
        }
    }
    Ok(Json(Page { items, next_cursor: found.next.and_then(|key| cursor(LIST, &key)) }))
}

/// Whose worklist a request is about.
fn worklist(granted: &Granted, asked: Option<String>) -> Result<String, Problem> {
    let own = granted.principal.department.as_ref().map(ToString::to_string);
    match (granted.scope, asked, own) {
        (Scope::Department, Some(asked), own)
            if Some(&asked) != own.as_ref() && !has(Bug::OtherDepartmentSees) =>
        {
            Err(Problem::new(kinds::NOT_FOUND))
        }
        (_, Some(department), _) | (_, None, Some(department)) => Ok(department),
        (_, None, None) => Err(bad_parameter("department", "missing field `department`")),
    }
}

/// One task.
#[utoipa::path(
    get, path = "/tasks/{id}", operation_id = "get_task", tag = "tasks",
    summary = "One task · 待办详情",
    description = "What is to be decided and what it is decided on. The ETag is required by decisions.\n\n要决定的内容及其依据；作出决定时须带上此 ETag。",
    params(("id" = String, Path, description = "Task · 待办")),
    responses((status = 200, body = TaskDetail))
)]
pub async fn show(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<Tagged<Json<TaskDetail>>, Problem> {
    let at = task(&id)?;
    let found = api.find_task(&granted, at)?;
    let view = seen(&api, &granted, &found, at).ok_or_else(|| Problem::new(kinds::NOT_FOUND))?;
    Ok(Tagged(tag(&view), Json(view)))
}

/// What a clerk sees of a task, on which they decide; none where it is not open.
pub(super) fn seen(api: &Api, granted: &Granted, found: &Found, at: TaskRef) -> Option<TaskDetail> {
    let (dossier, course) = found;
    let id = at.to_string();
    let own = granted.principal.department.as_deref();
    let mut open = api.desk().tasks_of(dossier, course).into_iter().filter(|task| task.id == id);
    let task = open.find(|task| own.is_none_or(|own| task.department == own))?;
    let facts = course.program.step(at.task.step)?;
    let known = |id: &_| {
        let (fact, state) = (course.program.fact(*id)?, dossier.state.fact(*id)?);
        state.how.is_known().then(|| KnownFact {
            id: fact.name.to_string(),
            title: (&fact.title).into(),
            value: state.value.as_deref().map(str::to_owned),
            how: onething_engine::rehearsal::record::snake(&format!("{:?}", state.how)),
        })
    };
    let brings = facts.supplies.iter().filter_map(|id| course.program.fact(*id));
    Some(TaskDetail {
        task,
        facts: facts.uses.iter().filter_map(known).collect(),
        brings: brings.map(|fact| fact.name.to_string()).collect(),
    })
}
