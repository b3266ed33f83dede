//! `/tasks`: the worklists of departments.

pub mod decide;
pub mod pass;

use super::Api;
use super::applications::misnumbered;
use super::dto::application::number;
use super::dto::task::{ClaimedBy, TaskCounts, TaskDetail, TaskPage, TaskQuery};
use super::dto::work::WantedValue;
use super::found::{tag, task};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::Tagged;
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::access::{Scope, policy};
use crate::desk::TaskRef;
use crate::desk::known::{KnownFact, known};
use crate::desk::views::{TaskView, open_tasks};
use crate::planted::{Bug, has};
use crate::runner::number::Number;
use crate::runner::{Claimed, Filter, Found, TaskFilter};
use axum::extract::State;
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;

/// The name of the list in its cursors.
const LIST: &str = "tasks";
/// Departments that are named to who has not said which; a city has hundreds.
const MOST_NAMED: usize = 100;
/// Who may not do this need not read what people told, on a task either.
const READING: &str = "list_application_facts";

/// The worklist of a department.
#[utoipa::path(
    get, path = "/tasks", operation_id = "list_tasks", tag = "tasks",
    summary = "A department's worklist · 部门待办",
    description = "Open tasks of a department: those overdue first, then those due first, those without a limit last, by how long they wait. A clerk sees only their own department's. `counts` are of the whole list, whatever is filtered.\n\n某部门的待办：超期在前，其后按到期先后，无时限的在后、按等待时间排列；工作人员只能看到本部门的待办。counts 为整个列表的数量，不受筛选影响。",
    params(TaskQuery),
    responses((status = 200, body = TaskPage))
)]
pub async fn list(
    State(api): State<Api>,
    granted: Granted,
    Query(query): Query<TaskQuery>,
) -> Result<Json<TaskPage>, Problem> {
    let department = worklist(&api, &granted, query.department)?;
    let paging = Paging::<Vec<u8>>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let person = api.desk().runner.shared().people.lock().number(granted.principal.id.as_str());
    let person = person.map(|person| person.0);
    let counts = counts(&api, &granted, &department, person)?;
    let filter = TaskFilter {
        posts: granted.principal.posts.clone(),
        role: query.role.as_deref().map(Into::into),
        scenario: query.scenario.as_deref().map(Into::into),
        overdue: query.overdue,
        claimed: query.claimed.map(|claimed| match claimed {
            // Who has no number yet has claimed nothing.
            ClaimedBy::Mine => Claimed::By(person.unwrap_or(0)),
            ClaimedBy::Nobody => Claimed::Nobody,
            ClaimedBy::Others => Claimed::NotBy(person),
        }),
    };
    if let Some(number) = number(query.number.as_deref()).map_err(|why| misnumbered(&why))? {
        let items = numbered(&api, number, &department, &filter)?;
        return Ok(Json(TaskPage { items, next_cursor: None, counts }));
    }
    let runner = &api.desk().runner;
    let found = runner.tasks(&department, &filter, paging.after.as_deref(), paging.limit)?;
    let mut items = Vec::new();
    for open in &found.found {
        // One that went on meanwhile has no such task any more.
        if let Some((_, course)) = runner.application(open.application)? {
            items.push(api.desk().task_view(&department, open, &course));
        }
    }
    let next_cursor = found.next.and_then(|key| cursor(LIST, &key));
    Ok(Json(TaskPage { items, next_cursor, counts }))
}

/// How many tasks there are on the list that who asks sees.
fn counts(
    api: &Api,
    granted: &Granted,
    department: &str,
    person: Option<u32>,
) -> Result<TaskCounts, Problem> {
    let runner = &api.desk().runner;
    let tally = runner.shared().worklists.of(department, &granted.principal.posts);
    let mine = person.map(|person| runner.claimed(department, person)).transpose()?;
    Ok(TaskCounts {
        open: tally.open,
        overdue: tally.overdue,
        mine: mine.unwrap_or_default() as u64,
        unclaimed: tally.unclaimed,
    })
}

/// The tasks of the application of a number.
fn numbered(
    api: &Api,
    number: Number,
    department: &str,
    filter: &TaskFilter,
) -> Result<Vec<TaskView>, Problem> {
    let runner = &api.desk().runner;
    let mut items = Vec::new();
    for (id, _) in runner.numbered(number, &Filter::default())? {
        let Some((dossier, course)) = runner.application(id)? else { continue };
        let tasks = open_tasks(&dossier, &course).into_iter();
        let wanted = tasks.filter(|(on, open)| &**on == department && filter.takes(&open.row));
        items.extend(wanted.map(|(_, open)| api.desk().task_view(department, &open, &course)));
    }
    Ok(items)
}

/// Whose worklist a request is about.
fn worklist(api: &Api, granted: &Granted, asked: Option<String>) -> Result<String, Problem> {
    let own = granted.principal.department.as_ref().map(ToString::to_string);
    match (granted.scope, asked, own) {
        (Scope::Department, Some(asked), own)
            if Some(&asked) != own.as_ref() && !has(Bug::OtherDepartmentSees) =>
        {
            Err(Problem::new(kinds::NOT_FOUND))
        }
        (_, Some(department), _) | (_, None, Some(department)) => Ok(department),
        (_, None, None) => Err(no_department(api)),
    }
}

/// Who belongs to no department has to say whose worklist they mean.
fn no_department(api: &Api) -> Problem {
    let mut known: Vec<Id> = Vec::new();
    for (_, scenario) in api.shelf().sound() {
        known.extend(scenario.catalogue.departments.keys().cloned());
    }
    known.sort();
    known.dedup();
    let (named, more) = known.split_at(known.len().min(MOST_NAMED));
    let (in_chinese, named) = (named.join("、"), named.join(", "));
    let (zh, en) = if more.is_empty() { ("", "") } else { (" 等", ", and more") };
    let what = Text::new(
        "缺少参数 department：要看哪个部门的待办",
        "`department` is missing: whose worklist is meant",
    );
    let mend = Text::new(
        format!("加上 ?department=部门；可用：{in_chinese}{zh}（GET /api/v1/departments 列出全部及名称）"),
        format!(
            "add ?department=ID; there are: {named}{en} (GET /api/v1/departments lists all with their names)"
        ),
    );
    Problem::new(kinds::BAD_QUERY).detail(&*what.zh, &*what.en).mend(mend.clone()).at(
        "?department",
        what,
        mend,
    )
}

/// One task.
#[utoipa::path(
    get, path = "/tasks/{id}", operation_id = "get_task", tag = "tasks",
    summary = "One task · 待办详情",
    description = "What is to be decided and what it is decided on; values are told to whoever may read the application's facts. The ETag is required by decisions.\n\n要决定的内容及其依据；只有可以查阅办件信息的人才能看到具体的值；作出决定时须带上此 ETag。",
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
    let reads = policy::permit(Some(&granted.principal), READING).is_ok();
    let told = |fact: KnownFact| if reads { fact } else { fact.without_value() };
    let brings = facts.supplies.iter().filter_map(|id| WantedValue::of(dossier, course, *id));
    Some(TaskDetail {
        task,
        facts: facts.uses.iter().filter_map(|id| known(dossier, course, *id)).map(told).collect(),
        brings: brings.collect(),
    })
}
