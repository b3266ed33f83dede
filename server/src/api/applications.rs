//! `/applications`: begun, listed, seen.

pub mod generated;
pub mod materials;
pub mod moves;
pub mod story;

use super::Api;
use super::dto::application::{ApplicationListed, ApplicationQuery};
use super::dto::moved::MoveReceipt;
use super::dto::page::Page;
use super::found::{self, Mover, tag};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::{IdempotencyKey, Tagged};
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::access::{Role, Scope};
use crate::desk::asked::AskedView;
use crate::desk::start::NewApplication;
use crate::desk::views::ApplicationView;
use crate::runner::Filter;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::text::Text;

/// The name of the list in its cursors.
const LIST: &str = "applications";

/// Begins one.
#[utoipa::path(
    post, path = "/applications", operation_id = "start_application", tag = "applications",
    summary = "Begin an application · 新建办件",
    description = "Begins an application; with `form`, `materials` and `submit` it is handed in at once: all of it, or nothing. The answer names what clerks have to do next.\n\n新建办件；可同时填写、附材料并提交，要么全部成功，要么不产生办件。返回接下来的待办。",
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = NewApplication,
    responses((status = 201, body = MoveReceipt))
)]
pub async fn start(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Json(request): Json<NewApplication>,
) -> Result<Response, Problem> {
    if request.submit {
        api.may_submit(&granted)?;
    }
    let request = trusted(&granted, request)?;
    let mover = Mover { granted: &granted, key: &key, matches: None, what: "start_application".to_owned() };
    let receipt = api.desk().begin(&request, &mover.asker(&request)).await??;
    let moved = api.moved(receipt.application, receipt.sequence)?;
    let place = format!("{}/applications/{}", super::openapi::BASE, receipt.application);
    let mut response = (StatusCode::CREATED, moved).into_response();
    if let Ok(place) = place.parse() {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// What sign-in tells is not the applicant's to say: only who plays every part may.
fn trusted(granted: &Granted, request: NewApplication) -> Result<NewApplication, Problem> {
    if request.sign_in.is_empty() || granted.principal.role == Role::Tester {
        return Ok(request);
    }
    Err(Problem::new(kinds::FORBIDDEN).detail(
        "登录所得信息由身份认证提供，不能自行填写",
        "what sign-in tells comes from signing in, and cannot be given by hand",
    ))
}

/// Those that who asks may see.
#[utoipa::path(
    get, path = "/applications", operation_id = "list_applications", tag = "applications",
    summary = "List applications · 办件列表",
    description = "Applications that who asks may see, open ones before closed ones, the newest first; with `number` the one of that number.\n\n有权查看的办件：未办结在前，新的在前；可按 number（办件编号）查找。",
    params(ApplicationQuery),
    responses((status = 200, body = Page<ApplicationListed>))
)]
pub async fn list(
    State(api): State<Api>,
    granted: Granted,
    Query(query): Query<ApplicationQuery>,
) -> Result<Json<Page<ApplicationListed>>, Problem> {
    let paging = Paging::<Vec<u8>>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let (filter, titles) = (within(&granted, query.filter())?, api.titles());
    if let Some(number) = query.number().map_err(|why| misnumbered(&why))? {
        let found = api.desk().runner.numbered(number, &filter)?;
        let items = found.iter().map(|(id, row)| ApplicationListed::of(*id, row, &titles)).collect();
        return Ok(Json(Page { items, next_cursor: None }));
    }
    let found = api.desk().runner.list(&filter, paging.after.as_deref(), paging.limit)?;
    let items = found.found.iter().map(|(id, row)| ApplicationListed::of(*id, row, &titles)).collect();
    Ok(Json(Page { items, next_cursor: found.next.and_then(|key| cursor(LIST, &key)) }))
}

/// What is asked for as a number is none.
pub(super) fn misnumbered(why: &Text) -> Problem {
    let mend = Text::new("编号见办件详情与列表", "applications and their lists tell it");
    Problem::new(kinds::BAD_QUERY).detail(&*why.zh, &*why.en).at("?number", why.clone(), mend)
}

/// A filter within what who asks may see.
pub(super) fn within(granted: &Granted, filter: Filter) -> Result<Filter, Problem> {
    let principal = &granted.principal;
    match granted.scope {
        Scope::All => Ok(filter),
        Scope::Own => Ok(Filter { subject: Some(principal.id.0.clone()), ..filter }),
        Scope::Department => {
            let own = principal.department.clone().ok_or_else(|| Problem::new(kinds::NOT_FOUND))?;
            if filter.department.as_ref().is_some_and(|asked| *asked != own) {
                return Err(Problem::new(kinds::NOT_FOUND));
            }
            Ok(Filter { department: Some(own), ..filter })
        }
    }
}

/// One.
#[utoipa::path(
    get, path = "/applications/{id}", operation_id = "get_application", tag = "applications",
    summary = "One application · 办件详情",
    description = "Its items and their statuses, what people have to do, fees, and how far each step is.\n\n各事项及状态、当前待办、费用与各环节进度。",
    params(("id" = String, Path, description = "Application · 办件")),
    responses((status = 200, body = ApplicationView))
)]
pub async fn show(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<Tagged<Json<ApplicationView>>, Problem> {
    let (dossier, course) = api.find(&granted, found::id(&id)?)?;
    let view = api.desk().view(&dossier, &course);
    Ok(Tagged(view.sequence.to_string(), Json(view)))
}

/// What is asked of the applicant now.
#[utoipa::path(
    get, path = "/applications/{id}/form", operation_id = "get_application_form", tag = "applications",
    summary = "What is asked now · 当前填报内容",
    description = "The fields and materials that are asked now, and what stands in them. The ETag is required to change or hand them in.\n\n当前需填报的字段与材料及已填内容；修改或提交时须带上此 ETag。",
    params(("id" = String, Path, description = "Application · 办件")),
    responses((status = 200, body = AskedView))
)]
pub async fn form(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<Tagged<Json<AskedView>>, Problem> {
    let id = found::id(&id)?;
    api.find(&granted, id)?;
    let asked = api.desk().asked(id)?;
    Ok(Tagged(tag(&asked.facts), Json(asked)))
}
