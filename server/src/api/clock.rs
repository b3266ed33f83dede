//! `/clock`: what time it is for the server; a sandbox's may be advanced.

use super::Api;
use super::dto::clock::{Advance, AdvanceRequest, ClockView};
use super::granted::Granted;
use super::json::Json;
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use super::repeat::Shown;
use crate::clock::Kind;
use crate::desk::views::moment;
use crate::runner::{Advanced, To};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use onething_engine::application::Moment;
use onething_engine::scenario::lower::value::period_text;
use onething_engine::scenario::text::Text;

/// Furthest that time goes on at once, in milliseconds: a hundred years.
const FURTHEST: i64 = 100 * 366 * 24 * 3_600_000;

/// What time it is.
#[utoipa::path(
    get, path = "/clock", operation_id = "get_clock", tag = "operations",
    summary = "What time it is · 当前时间",
    description = "The server's time, and when the next thing is due.\n\n服务器时间，以及下一项到期时间。",
    responses((status = 200, body = ClockView))
)]
pub async fn show(State(api): State<Api>, _: Granted) -> Result<Json<ClockView>, Problem> {
    let shared = api.desk().runner.shared();
    let kind = match shared.clock.kind() {
        Kind::Real => "real",
        Kind::Sandbox | Kind::Standing => "sandbox",
    };
    let next_due = shared.wheel.next(shared)?.map(|at| moment(Moment(at)));
    Ok(Json(ClockView { kind, now: moment(Moment(shared.clock.now())), next_due }))
}

/// Lets time go on.
#[utoipa::path(
    post, path = "/clock/advance", operation_id = "advance_clock", tag = "operations",
    summary = "Let time go on · 推进时间",
    description = "Lets a sandbox's time go on, to a moment, by a span, or to the next thing that is due. What becomes due on the way is done at its own time, in order; where that takes half as long as a request may, time stays where it has come to, and `reached` says so. Refused on real time.\n\n推进沙盒时间：到某一时刻、推进一段，或到下一项到期；途中到期的事项按各自时间依次处理；用时达到请求时限一半即停在当时，由 `reached` 说明。真实时间下拒绝。",
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = AdvanceRequest,
    responses((status = 200, body = Advance))
)]
pub async fn advance(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Json(request): Json<AdvanceRequest>,
) -> Result<Response, Problem> {
    let work = async { goes_on(&api, &request).await.map(IntoResponse::into_response) };
    api.once(&granted, &key, ("advance_clock", &request, Shown::Again), work).await
}

async fn goes_on(api: &Api, request: &AdvanceRequest) -> Result<Json<Advance>, Problem> {
    let clock = &api.desk().runner.shared().clock;
    if clock.kind() == Kind::Real {
        let problem = Problem::new(kinds::REJECTED).reason("real_time");
        return Err(problem.detail("服务器按真实时间运行", "the server runs on real time"));
    }
    let to = target(request, clock.now())?;
    let runner = api.desk().runner.clone();
    // Whatever is due on the way, the request is answered in its time.
    let patience = api.limits().request / 2;
    let advanced = api.derive(move || Ok(runner.advance(to, patience, || false)?)).await?;
    // Who is away by then has gone.
    api.hand_on().await?;
    let Advanced { now, stops, reached } = advanced;
    Ok(Json(Advance { now: moment(Moment(now)), stops, reached }))
}

/// Where time goes.
fn target(request: &AdvanceRequest, now: i64) -> Result<To, Problem> {
    let (place, at) = match (&request.to, &request.by, request.next) {
        (None, None, true) => return Ok(To::Next),
        (Some(to), None, false) => ("/to", to.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)),
        (None, Some(by), false) => ("/by", span(by).and_then(|span| now.checked_add(span))),
        _ => ("", None),
    };
    let at = at.filter(|at| *at >= now && at.saturating_sub(now) <= FURTHEST);
    at.map(To::Time).ok_or_else(|| {
        Problem::new(kinds::INVALID).detail("推进目标不合格", "that is nowhere that time could go").at(
            place,
            Text::new("不是将来一百年内的时刻", "no moment within the next hundred years"),
            Text::new(
                "to 写作 RFC 3339，by 写作 90d、2h 等，或 next: true，三者取一",
                "give one of: `to` as RFC 3339, `by` such as 90d or 2h, `next`: true",
            ),
        )
    })
}

/// A span in milliseconds: days are of 24 hours.
fn span(text: &str) -> Option<i64> {
    let period = period_text(text)?;
    let days = text.trim().strip_suffix('d').and_then(|days| days.trim().parse::<i64>().ok());
    match days {
        Some(days) => days.checked_mul(24 * 3_600_000),
        None => period.milliseconds().and_then(|milliseconds| i64::try_from(milliseconds).ok()),
    }
}
