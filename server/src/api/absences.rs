//! `/me/absence`, `/people/{id}/absence` and `/absences`: who is away, said by themselves or for them.

use super::Api;
use super::absent::{ROOM, read};
use super::dto::absence::{AbsenceRecord, AbsenceState, AbsenceView, NewAbsence};
use super::dto::page::{Page, PageQuery};
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use crate::access::{Absence, Principal, PrincipalId};
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use onething_engine::application::Moment;
use onething_engine::scenario::text::Text;

/// The name of the list in its cursors.
const LIST: &str = "absences";

/// Whether one is away oneself.
#[utoipa::path(
    get, path = "/me/absence", operation_id = "get_own_absence", tag = "access",
    summary = "One's own absence · 本人离岗",
    description = "Whether who asks is away, or will be.\n\n本人当前或将来的离岗登记。",
    responses((status = 200, body = AbsenceState))
)]
pub async fn own(State(api): State<Api>, granted: Granted) -> Json<AbsenceState> {
    Json(state(&api, &granted.principal.id))
}

/// Says that one is away oneself.
#[utoipa::path(
    put, path = "/me/absence", operation_id = "put_own_absence", tag = "access",
    summary = "Say that one is away · 登记本人离岗",
    description = "In the place of what was said before. Meanwhile nothing is assigned to them; what they hold goes to their deputy, or back to the list. The same said again changes nothing. Times are those that applications live in: in a sandbox its own.\n\n登记本人离岗，取代此前的登记。离岗期间不再分派任务，已认领的任务转给代理人或退回列表；重复登记相同内容不产生变化。时间以办件所在的时钟为准。",
    request_body = NewAbsence,
    responses((status = 200, body = AbsenceState))
)]
pub async fn say_own(
    State(api): State<Api>,
    granted: Granted,
    Json(request): Json<NewAbsence>,
) -> Result<Json<AbsenceState>, Problem> {
    let person = granted.principal.clone();
    said(&api, &granted, &person, &request).await
}

/// Says that one is there oneself.
#[utoipa::path(
    delete, path = "/me/absence", operation_id = "delete_own_absence", tag = "access",
    summary = "Say that one is there · 结束本人离岗",
    description = "Ends one's own absence, or takes one to come back. Where there is none, nothing changes.\n\n结束或撤销本人的离岗登记；没有登记时不产生变化。",
    responses((status = 204, description = "They are there · 已在岗"))
)]
pub async fn end_own(State(api): State<Api>, granted: Granted) -> Result<StatusCode, Problem> {
    let person = granted.principal.id.clone();
    ended(&api, &granted, person).await
}

/// Whether somebody is away.
#[utoipa::path(
    get, path = "/people/{id}/absence", operation_id = "get_absence", tag = "access",
    summary = "Somebody's absence · 某人离岗",
    description = "Whether a clerk is away, or will be.\n\n某位工作人员当前或将来的离岗登记。",
    params(("id" = String, Path, description = "Principal · 主体")),
    responses((status = 200, body = AbsenceState))
)]
pub async fn show(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<Json<AbsenceState>, Problem> {
    Ok(Json(state(&api, &clerk(&api, &id)?.id)))
}

/// Says that somebody is away.
#[utoipa::path(
    put, path = "/people/{id}/absence", operation_id = "put_absence", tag = "access",
    summary = "Say that somebody is away · 登记某人离岗",
    description = "As `PUT /me/absence`, for a clerk who cannot do it themselves.\n\n代工作人员登记离岗，同 PUT /me/absence。",
    params(("id" = String, Path, description = "Principal · 主体")),
    request_body = NewAbsence,
    responses((status = 200, body = AbsenceState))
)]
pub async fn say(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
    Json(request): Json<NewAbsence>,
) -> Result<Json<AbsenceState>, Problem> {
    let person = clerk(&api, &id)?;
    said(&api, &granted, &person, &request).await
}

/// Says that somebody is there.
#[utoipa::path(
    delete, path = "/people/{id}/absence", operation_id = "delete_absence", tag = "access",
    summary = "Say that somebody is there · 结束某人离岗",
    description = "As `DELETE /me/absence`, for a clerk.\n\n结束或撤销工作人员的离岗登记，同 DELETE /me/absence。",
    params(("id" = String, Path, description = "Principal · 主体")),
    responses((status = 204, description = "They are there · 已在岗"))
)]
pub async fn end(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    // Of one whose token was revoked meanwhile it can still be ended.
    let person = PrincipalId::new(&id).ok_or_else(|| Problem::new(kinds::NOT_FOUND))?;
    if api.gate().away().of(&person).is_none() {
        clerk(&api, &id)?;
    }
    ended(&api, &granted, person).await
}

/// What was said of absences.
#[utoipa::path(
    get, path = "/absences", operation_id = "list_absences", tag = "access",
    summary = "What was said of absences · 离岗登记记录",
    description = "Everything that was ever said of absences, by whom and when, the first first.\n\n全部离岗登记与结束的记录，包括登记人与时间，按先后排列。",
    params(PageQuery),
    responses((status = 200, body = Page<AbsenceRecord>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<AbsenceRecord>>, Problem> {
    let paging = Paging::<Vec<u8>>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let page = api.desk().runner.kept(ROOM, paging.after.as_deref(), paging.limit)?;
    let records = page.found.iter().map(|(key, value)| Ok(AbsenceRecord::of(&read(key, value)?)));
    let items = records.collect::<Result<Vec<_>, Problem>>()?;
    Ok(Json(Page { items, next_cursor: page.next.and_then(|key| cursor(LIST, &key)) }))
}

fn state(api: &Api, person: &PrincipalId) -> AbsenceState {
    let away = api.gate().away();
    AbsenceState { absence: away.of(person).map(|absence| AbsenceView::of(&absence, away.now())) }
}

fn clerk(api: &Api, id: &str) -> Result<Principal, Problem> {
    api.gate().clerk(id).ok_or_else(|| Problem::new(kinds::NOT_FOUND))
}

async fn said(
    api: &Api,
    granted: &Granted,
    person: &Principal,
    request: &NewAbsence,
) -> Result<Json<AbsenceState>, Problem> {
    let now = api.gate().away().now();
    let (from, until) = (time("/from", &request.from)?, time("/until", &request.until)?);
    if until <= from || until <= now {
        let what = Text::new("离岗结束须晚于开始和现在", "it must end after it begins, and after now");
        let mend = Text::new("改为较晚的时刻", "write a later moment");
        return Err(Problem::new(kinds::INVALID).detail(&*what.zh, &*what.en).at("/until", what, mend));
    }
    let deputy = match &request.deputy {
        Some(deputy) => Some(stands_in(api, person, deputy, (from, until))?),
        None => None,
    };
    let by = granted.principal.id.clone();
    let absence = Absence { person: person.id.clone(), from, until, deputy, by, at: now };
    let own = api.clone();
    api.derive(move || Ok(own.gate().away().say(absence)?)).await?;
    api.hand_on().await?;
    Ok(Json(state(api, &person.id)))
}

async fn ended(api: &Api, granted: &Granted, person: PrincipalId) -> Result<StatusCode, Problem> {
    let (own, by) = (api.clone(), granted.principal.id.clone());
    api.derive(move || Ok(own.gate().away().end(&person, &by)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn time(pointer: &str, text: &str) -> Result<Moment, Problem> {
    let moment = text.parse::<Timestamp>().map(|at| Moment(at.as_millisecond()));
    moment.map_err(|_| {
        let what = Text::new(format!("`{text}` 不是时刻"), format!("`{text}` is no moment"));
        let mend = Text::new(
            "按 RFC 3339 书写，如 2026-03-02T09:00:00+08:00",
            "write it as RFC 3339, such as 2026-03-02T09:00:00+08:00",
        );
        Problem::new(kinds::INVALID).detail(&*what.zh, &*what.en).at(pointer, what, mend)
    })
}

/// Who stands in: a colleague who is there meanwhile.
fn stands_in(
    api: &Api,
    person: &Principal,
    deputy: &str,
    (from, until): (Moment, Moment),
) -> Result<PrincipalId, Problem> {
    let department = person.department.as_deref().unwrap_or_default();
    let choose = || {
        let list = format!("/departments/{department}/colleagues");
        Text::new(format!("从 {list} 中选择其他同事"), format!("choose another colleague of {list}"))
    };
    let refused = |what: Text| {
        Err(Problem::new(kinds::INVALID).detail(&*what.zh, &*what.en).at("/deputy", what, choose()))
    };
    let found = api.gate().clerk(deputy).filter(|found| found.department == person.department);
    let Some(found) = found.filter(|found| found.id != person.id) else {
        return refused(Text::new(
            "代理人须是本部门的另一位同事",
            "a deputy is another colleague of the department",
        ));
    };
    if api.gate().away().of(&found.id).is_some_and(|absence| absence.meets(from, until)) {
        return refused(Text::new("代理人在此期间也离岗", "the deputy is away meanwhile"));
    }
    Ok(found.id)
}
