//! `/tokens`: given out, listed, revoked. A token's text is shown once.

use super::Api;
use super::dto::page::{Page, PageQuery};
use super::dto::token::{NewTokenRequest, TokenGiven, TokenView};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use super::repeat::Shown;
use crate::access::{Lack, Principal, PrincipalId, Role, TokenId};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use onething_engine::application::Moment;
use onething_engine::scenario::text::Text;
use uuid::Uuid;

/// The name of the list in its cursors.
const LIST: &str = "tokens";

/// All tokens.
#[utoipa::path(
    get, path = "/tokens", operation_id = "list_tokens", tag = "access",
    summary = "List tokens · 令牌列表",
    description = "Every token with whose it is and when it was used; never its text.\n\n全部令牌及其持有者、最近使用时间；不含令牌本身。",
    params(PageQuery),
    responses((status = 200, body = Page<TokenView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<TokenView>>, Problem> {
    let paging = Paging::<Uuid>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let titles = api.titles();
    let mut items: Vec<TokenView> = api.gate().tokens(|tokens| {
        let rest = tokens.list().filter(|token| paging.after.is_none_or(|after| token.id.0 > after));
        rest.take(paging.limit + 1).map(|token| TokenView::of(token, &titles)).collect()
    });
    let more = items.len() > paging.limit;
    items.truncate(paging.limit);
    let next_cursor = items.last().filter(|_| more).and_then(|last| cursor(LIST, &last.id));
    Ok(Json(Page { items, next_cursor }))
}

/// Gives one out.
#[utoipa::path(
    post, path = "/tokens", operation_id = "create_token", tag = "access",
    summary = "Give out a token · 发放令牌",
    description = "Gives out a token; its text is in this answer and nowhere else.\n\n发放令牌；令牌文本只在本次返回中出现。",
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = NewTokenRequest,
    responses((status = 201, body = TokenGiven))
)]
pub async fn create(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Json(request): Json<NewTokenRequest>,
) -> Result<Response, Problem> {
    let work = given(&api, &request);
    api.once(&granted, &key, ("create_token", &request, Shown::Once), work).await
}

async fn given(api: &Api, request: &NewTokenRequest) -> Result<Response, Problem> {
    let (principal, expires) = (principal(request)?, expires(request)?);
    let (own, label) = (api.clone(), request.label.clone());
    let given = api.derive(move || Ok(own.gate().give(principal, &label, expires)?)).await?;
    let (id, token) = given;
    let given = TokenGiven { id: id.0, token: token.text.reveal().to_owned() };
    Ok((StatusCode::CREATED, Json(given)).into_response())
}

fn wrong(pointer: &str, what: (&str, &str), mend: (&str, &str)) -> Problem {
    let text = |(zh, en): (&str, &str)| Text::new(zh, en);
    Problem::new(kinds::INVALID).detail(what.0, what.1).at(pointer, text(what), text(mend))
}

/// Who acts with the token.
fn principal(request: &NewTokenRequest) -> Result<Principal, Problem> {
    let form = ("1 至 64 个字母、数字或 ._-:", "1 to 64 letters, digits or ._-:");
    let id = PrincipalId::new(&request.principal)
        .ok_or_else(|| wrong("/principal", ("不是合格的标识", "not an id"), form))?;
    let roles = "applicant, clerk, designer, operator, administrator, auditor, tester, worker";
    let role = Role::of_name(&request.role)
        .ok_or_else(|| wrong("/role", ("没有这个角色", "there is no such role"), (roles, roles)))?;
    let mut principal = Principal::new(id, &request.name, role);
    principal.department = request.department.as_deref().map(Into::into);
    principal.system = request.system.as_deref().map(Into::into);
    principal.posts = request.posts.iter().map(|post| post.as_str().into()).collect();
    match principal.lack() {
        None => Ok(principal),
        Some(lack) => Err(lacking(lack)),
    }
}

/// Who could not do their role's work, or is given what is another's.
fn lacking(lack: Lack) -> Problem {
    let (what, part) = (lack.text(), lack.part());
    let mend = match lack {
        Lack::Department => Text::new(
            "给出 department；可选的部门见 GET /api/v1/departments",
            "give its department; GET /api/v1/departments lists those there are",
        ),
        Lack::System => Text::new(
            "给出 system；可选的系统见 GET /api/v1/systems",
            "give its system; GET /api/v1/systems lists those there are",
        ),
        Lack::OtherRole(_) => Text::new(
            format!("去掉 {part}，或换一个角色"),
            format!("leave out {part}, or choose another role"),
        ),
    };
    Problem::new(kinds::INVALID).detail(&*what.zh, &*what.en).at(format!("/{part}"), what, mend)
}

fn expires(request: &NewTokenRequest) -> Result<Option<Moment>, Problem> {
    let Some(text) = &request.expires_at else { return Ok(None) };
    let moment = text.parse::<Timestamp>().ok().filter(|at| *at > Timestamp::now());
    let moment = moment.map(|at| Some(Moment(at.as_millisecond())));
    moment.ok_or_else(|| {
        let form = ("以 RFC 3339 书写将来的时刻", "write a moment to come as RFC 3339");
        wrong("/expires_at", ("不是将来的时刻", "not a moment to come"), form)
    })
}

/// Refuses one from now on.
#[utoipa::path(
    delete, path = "/tokens/{id}", operation_id = "revoke_token", tag = "access",
    summary = "Revoke a token · 吊销令牌",
    description = "Refuses a token from now on.\n\n自此拒绝该令牌。",
    params(("id" = String, Path, description = "Token · 令牌")),
    responses((status = 204, description = "It is refused · 已吊销"))
)]
pub async fn revoke(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = TokenId(Uuid::try_parse(&id).map_err(|_| Problem::new(kinds::NOT_FOUND))?);
    if api.gate().tokens(|tokens| tokens.get(id).is_none()) {
        return Err(Problem::new(kinds::NOT_FOUND));
    }
    let own = api.clone();
    api.derive(move || Ok(own.gate().revoke(id)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}
