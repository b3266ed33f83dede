//! `/drafts`: texts of scenarios that designers work on, sound or not; kept until they are published or deleted.

use super::Api;
use super::dto::draft::{DraftListed, DraftText};
use super::dto::page::{Page, PageQuery};
use super::found::tag;
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::{IfMatch, Tagged};
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::runner::rows::{Key, family};
use axum::extract::State;
use axum::http::StatusCode;
use onething_engine::scenario::text::Text;

/// The room of the journal that keeps drafts, and the name of the list in its cursors.
const ROOM: &str = "draft";
/// Longest name of a draft.
const LONGEST: usize = 64;

/// All drafts.
#[utoipa::path(
    get, path = "/drafts", operation_id = "list_drafts", tag = "scenarios",
    summary = "List drafts · 草稿列表",
    description = "Texts of scenarios that are worked on, by name.\n\n正在编写的场景文本，按名称排列。",
    params(PageQuery),
    responses((status = 200, body = Page<DraftListed>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<DraftListed>>, Problem> {
    let paging = Paging::<Vec<u8>>::of(ROOM, query.cursor.as_deref(), query.limit, api.limits())?;
    let found = api.desk().runner.kept(ROOM, paging.after.as_deref(), paging.limit)?;
    let listed = |(id, text): (String, Vec<u8>)| DraftListed { id, bytes: text.len() };
    let items = found.found.into_iter().map(listed).collect();
    Ok(Json(Page { items, next_cursor: found.next.and_then(|key| cursor(ROOM, &key)) }))
}

fn read(api: &Api, id: &str) -> Result<Option<DraftText>, Problem> {
    let key = Key::of(family::KEPT).name(ROOM).name(id).done();
    let row = api.desk().runner.shared().index.get(&key).map_err(crate::runner::Error::from)?;
    Ok(row.map(|text| DraftText { text: String::from_utf8_lossy(&text).into_owned() }))
}

/// One draft.
#[utoipa::path(
    get, path = "/drafts/{id}", operation_id = "get_draft", tag = "scenarios",
    summary = "One draft · 草稿",
    description = "The text of a draft. The ETag is required to change it.\n\n草稿文本；修改时须带上此 ETag。",
    params(("id" = String, Path, description = "Draft · 草稿")),
    responses((status = 200, body = DraftText))
)]
pub async fn show(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<Tagged<Json<DraftText>>, Problem> {
    let draft = read(&api, &id)?.ok_or_else(|| Problem::new(kinds::NOT_FOUND))?;
    Ok(Tagged(tag(&draft), Json(draft)))
}

/// Saves a draft.
#[utoipa::path(
    put, path = "/drafts/{id}", operation_id = "put_draft", tag = "scenarios",
    summary = "Save a draft · 保存草稿",
    description = "Saves a text, sound or not. A new draft is saved with `If-Match: *`.\n\n保存文本，可含错误。新建草稿时使用 If-Match: *。",
    params(("id" = String, Path, description = "Draft · 草稿"), ("If-Match" = String, Header, description = "ETag of the draft as it was read · 所读草稿的 ETag")),
    request_body = DraftText,
    responses((status = 200, body = DraftText))
)]
pub async fn save(
    State(api): State<Api>,
    _: Granted,
    matches: IfMatch,
    Path(id): Path<String>,
    Json(draft): Json<DraftText>,
) -> Result<Tagged<Json<DraftText>>, Problem> {
    let simple = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if id.is_empty() || id.len() > LONGEST || !id.chars().all(simple) {
        let form = Text::new("1 至 64 个字母、数字或 ._-", "1 to 64 letters, digits or ._-");
        return Err(Problem::new(kinds::BAD_PATH).mend(form));
    }
    let present = read(&api, &id)?.map(|draft| tag(&draft));
    matches.check(present.as_deref().unwrap_or_default())?;
    let (runner, text) = (api.desk().runner.clone(), draft.text.clone().into_bytes());
    api.derive(move || Ok(runner.keep(ROOM, &id, Some(text))?)).await?;
    Ok(Tagged(tag(&draft), Json(draft)))
}

/// Deletes a draft.
#[utoipa::path(
    delete, path = "/drafts/{id}", operation_id = "delete_draft", tag = "scenarios",
    summary = "Delete a draft · 删除草稿",
    description = "Deletes a draft; published versions stay.\n\n删除草稿；已发布的版本不受影响。",
    params(("id" = String, Path, description = "Draft · 草稿")),
    responses((status = 204, description = "It is gone · 已删除"))
)]
pub async fn delete(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    read(&api, &id)?.ok_or_else(|| Problem::new(kinds::NOT_FOUND))?;
    let runner = api.desk().runner.clone();
    api.derive(move || Ok(runner.keep(ROOM, &id, None)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}
