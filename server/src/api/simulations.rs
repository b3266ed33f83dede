//! `/simulations`: many applications of a plan in virtual time, as jobs. What is asked for is looked at first, then
//! played off the threads that serve; what was asked for outlives the server, and what it came to is played again.

pub mod exports;
pub mod jobs;
mod saved;
mod searched;

use super::Api;
use super::closing::Closing;
use super::dto::page::{Page, PageQuery};
use super::dto::simulation::{
    SimulationFailure, SimulationKind, SimulationName, SimulationRequest, SimulationView,
};
use super::granted::Granted;
use super::json::Json;
use super::limits::Limits;
use super::paging::{Paging, cursor};
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use super::repeat::Shown;
use super::shelf::{Shelf, Shelved};
use crate::desk::Desk;
use crate::desk::views::moment;
use crate::library::observations::Observations;
use crate::simulation::{Came, Part, Said, Wrong};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use jobs::{Asked, Ended, Job, Jobs, NotTaken, Stage, beside};
use onething_engine::application::Moment;
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::Text;
use saved::Saved;
use std::sync::Arc;
use uuid::Uuid;

/// The name of the list in its cursors.
const LIST: &str = "simulations";
/// Most settled answers, and most changes.
const MOST_SAID: usize = 64;
/// Most candidates of a search of staff.
const MOST_CANDIDATES: u32 = 2_000;
/// Most scenarios together.
const MOST_SCENARIOS: usize = 8;
/// Longest name, in characters.
const LONGEST_NAME: usize = 120;

/// The simulations of a server, those of before it was started too.
pub(super) fn kept(limits: &Limits, closing: &Closing, desk: &Desk, shelf: &Shelf) -> Jobs {
    Jobs::new(limits, closing.clone(), Saved::new(desk.runner.clone()), shelf)
}

/// Begins one.
#[utoipa::path(
    post, path = "/simulations", operation_id = "start_simulation", tag = "simulations",
    summary = "Begin a simulation · 开始模拟",
    description = "Plays many applications of a plan in virtual time, with shifts, queues, systems and corrections by chance, as a job: `Location` says where to look. What was played to its end outlives a restart: the same seed brings the same when somebody looks. The oldest that are over are forgotten first.\n\n在虚拟时间里办理某方案的许多件（班次、排队、系统应答与补正均按概率），作为任务运行，进度与结果见 Location；办完的重启后仍在，查看时按同一种子重算，结果相同；已结束的旧任务先清除。",
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = SimulationRequest,
    responses((status = 202, body = SimulationView))
)]
pub async fn start(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Json(request): Json<SimulationRequest>,
) -> Result<Response, Problem> {
    let work = async { begun(&api, &granted, &request).await };
    api.once(&granted, &key, ("start_simulation", &request, Shown::Again), work).await
}

async fn begun(api: &Api, granted: &Granted, request: &SimulationRequest) -> Result<Response, Problem> {
    let said = request.said();
    agrees(request)?;
    let name = named(request.name.as_deref())?;
    bounded(&said, api.limits())?;
    let shelved = shelved(api, request)?;
    let look = move || looked(&said, &shelved).map(|total| (said, shelved, total));
    let (said, shelved, total) = api.derive(look).await?;
    if total > api.limits().simulated {
        return Err(too_many(total, api.limits()));
    }
    let by = granted.principal.id.0.clone();
    let scenarios = request.all().into_iter().map(str::to_owned).collect();
    let asked = Asked { scenarios, said, total, name, by, shelved };
    let job = api.simulations().put(asked).map_err(|why| match why {
        NotTaken::Full => Problem::new(kinds::BUSY)
            .detail("排队的模拟太多", "too many simulations wait for their turn")
            .retry_after(10),
        NotTaken::NoThread => Problem::new(kinds::BUSY).retry_after(10),
    })?;
    let place = format!("{}/simulations/{}", super::openapi::BASE, job.id);
    let mut response = (StatusCode::ACCEPTED, Json(view(&job, false))).into_response();
    if let Ok(place) = place.parse() {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// Whether it is small enough.
fn bounded(said: &Said, limits: &Limits) -> Result<(), Problem> {
    let wrong = |place: &str, what: Text, mend: Text| Err(Problem::new(kinds::INVALID).at(place, what, mend));
    let few = || {
        let (cases, all) = (limits.simulated_cases, limits.simulated);
        Text::new(
            format!("每次重复 1 至 {cases} 件，合计至多 {all} 件；更多请用命令行 onething simulate"),
            format!(
                "1 to {cases} a replication, at most {all} altogether; for more there is `onething simulate` on the command line"
            ),
        )
    };
    if said.cases == 0 || said.cases > limits.simulated_cases {
        let cases = said.cases;
        let what = Text::new(format!("{cases} 件"), format!("{cases} applications"));
        return wrong("/cases", what, few());
    }
    if said.replications == 0 || said.applications() > limits.simulated {
        let all = said.applications();
        let what = Text::new(format!("合计 {all} 件"), format!("{all} applications altogether"));
        return wrong("/replications", what, few());
    }
    for (place, count) in [("/given", said.given.len()), ("/what_if", said.what_if.len())] {
        if count > MOST_SAID {
            let what = Text::new(format!("{count} 项"), format!("{count} entries"));
            return wrong(place, what, Text::new("至多 64 项", "64 at most"));
        }
    }
    Ok(())
}

/// Whether what is asked for is of its kind.
fn agrees(request: &SimulationRequest) -> Result<(), Problem> {
    let wrong = |place: &str, what: (&str, &str), mend: (&str, &str)| {
        let text = |(zh, en): (&str, &str)| Text::new(zh, en);
        Err(Problem::new(kinds::INVALID).at(place, text(what), text(mend)))
    };
    let sides = match (&request.against, request.what_if.is_empty()) {
        (Some(_), _) => Some("/against"),
        (None, false) => Some("/what_if"),
        (None, true) => None,
    };
    let alone = ("这种模拟只有一方", "a simulation of this kind has one side alone");
    match (request.kind, sides) {
        (Some(SimulationKind::Pair), None) => {
            let mend = ("给出 against 或 what_if", "give `against` or `what_if`");
            return wrong("/kind", ("没有可比的另一方", "there is nothing to compare with"), mend);
        }
        (Some(SimulationKind::Single | SimulationKind::Sensitivity | SimulationKind::Staffing), Some(at)) => {
            return wrong(at, alone, ("去掉，或写 kind: pair", "take it out, or write `kind: pair`"));
        }
        _ => {}
    }
    let given = [("/budget", request.budget), ("/candidates", request.candidates)];
    if let Some((place, _)) = given.iter().find(|(_, given)| given.is_some())
        && request.kind != Some(SimulationKind::Staffing)
    {
        let what = ("只用于人员搜索", "it is of a search of staff alone");
        return wrong(place, what, ("去掉，或写 kind: staffing", "take it out, or write `kind: staffing`"));
    }
    if request.candidates.is_some_and(|candidates| !(1..=MOST_CANDIDATES).contains(&candidates)) {
        return wrong("/candidates", ("超出范围", "out of range"), ("1 至 2000", "1 to 2000"));
    }
    Ok(())
}

/// A name as people give it; one that says nothing is none.
fn named(name: Option<&str>) -> Result<Option<String>, Problem> {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)) {
        let what =
            Text::new("名称过长，或含有控制字符", "the name is too long, or has control characters in it");
        let mend = Text::new("至多 120 个字符", "120 characters at most");
        return Err(Problem::new(kinds::INVALID).at("/name", what, mend));
    }
    Ok(name.map(str::to_owned))
}

/// A search plays more than may be.
fn too_many(total: u64, limits: &Limits) -> Problem {
    let all = limits.simulated;
    Problem::new(kinds::INVALID).at(
        "/cases",
        Text::new(format!("合计 {total} 件"), format!("{total} applications altogether")),
        Text::new(
            format!("减少 cases、replications 或 candidates，合计至多 {all} 件"),
            format!("fewer cases, replications or candidates: at most {all} altogether"),
        ),
    )
}

/// The scenarios, the first first.
fn shelved(api: &Api, request: &SimulationRequest) -> Result<Vec<Arc<Shelved>>, Problem> {
    let wrong = |place: &str, what: Text, mend: Text| Problem::new(kinds::INVALID).at(place, what, mend);
    let ids = request.all();
    if ids.len() > MOST_SCENARIOS {
        let what = Text::new(format!("{} 个场景", ids.len()), format!("{} scenarios", ids.len()));
        return Err(wrong("/scenarios", what, Text::new("至多 8 个", "8 at most")));
    }
    let mut all = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let place = match at {
            0 => "/scenario".to_owned(),
            _ => format!("/scenarios/{}/scenario", at - 1),
        };
        if ids.iter().take(at).any(|before| before == id) {
            let what = Text::new(format!("场景 `{id}` 写了两次"), format!("scenario `{id}` is named twice"));
            return Err(wrong(&place, what, Text::new("删去其一", "remove one")));
        }
        all.push(api.shelf().find(id).map_err(|_| no_scenario(api, id, &place))?);
    }
    Ok(all)
}

fn no_scenario(api: &Api, id: &str, place: &str) -> Problem {
    let known: Vec<String> = api.shelf().sound().into_iter().map(|(id, _)| id).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mend = crate::library::instead(id, &known);
    let what = Text::new(format!("没有场景 `{id}`"), format!("there is no scenario `{id}`"));
    Problem::new(kinds::INVALID).at(place, what, mend)
}

/// Looks at everything that is known without the plan, which takes a while to be compiled: what is wrong with that
/// the job tells. How many applications that is at most; a search is as long as its plan says.
fn looked(said: &Said, shelved: &[Arc<Shelved>]) -> Result<u64, Problem> {
    let scenarios: Vec<Arc<Scenario>> = shelved.iter().map(|one| one.sound()).collect::<Result<_, _>>()?;
    let files: Vec<Observations> = shelved.iter().map(|one| Observations::beside(&one.loaded)).collect();
    let all = beside(&scenarios, &files);
    let looked = said.names(&all).and_then(|()| said.options(&all)).and_then(|options| match &said.search {
        None => Ok(said.applications()),
        Some(search) => {
            let planners: Vec<Planner<'_>> =
                scenarios.iter().map(|scenario| Planner::new(scenario)).collect();
            let model = said.model(&all, &planners, options.start)?;
            Ok(search.applications(said, &model))
        }
    });
    looked.map_err(|wrong| {
        let (place, what, mend) = told(&wrong);
        Problem::new(kinds::INVALID).at(place, what, mend)
    })
}

/// Where it stands, what is wrong, and how to mend it.
pub(super) fn told(wrong: &Wrong) -> (String, Text, Text) {
    match wrong {
        Wrong::Value(part, said, how) => (
            place(*part),
            Text::new(format!("`{said}` 不合要求"), format!("`{said}` cannot be read")),
            how.clone(),
        ),
        Wrong::Choice(part, what) => {
            let mend =
                Text::new("名称见 GET /api/v1/scenarios/{id}", "GET /api/v1/scenarios/{id} lists the names");
            (place(*part), what.clone(), mend)
        }
        Wrong::NoArrivals(_) => (
            place(Part::PerDay),
            Text::new("场景没有写每天来多少件", "the scenario does not say how many apply"),
            Text::new("给出 per_day，如 82", "give per_day, such as 82"),
        ),
        Wrong::NotSimulated(what) => (
            "/scenario".to_owned(),
            what.clone(),
            Text::new("换一个方案，或按说明修改场景", "take another plan, or change the scenario as told"),
        ),
        Wrong::Unreadable(what) => (
            "/scenario".to_owned(),
            what.clone(),
            Text::new("改正场景旁的这个文件", "mend that file beside the scenario"),
        ),
    }
}

/// The place of a part in a request.
fn place(part: Part) -> String {
    match part {
        Part::Plan => "/plan".to_owned(),
        Part::Against => "/against".to_owned(),
        Part::Given(at) => format!("/given/{at}"),
        Part::WarmUp => "/warm_up".to_owned(),
        Part::PerDay => "/per_day".to_owned(),
        Part::Precision => "/precision".to_owned(),
        Part::Start => "/start".to_owned(),
        Part::WhatIf(at) => format!("/what_if/{at}"),
    }
}

/// A job as it is shown; with what it came to where `whole`.
fn view(job: &Job, whole: bool) -> SimulationView {
    let stage = job.stage();
    let (status, since, until) = match &stage {
        Stage::Queued => ("queued", None, None),
        Stage::Running(since) => ("running", Some(since.at), None),
        Stage::Over(since, until, ended) => {
            let status = match ended {
                Ended::Done(_) | Ended::Saved => "done",
                Ended::Cancelled(_) => "cancelled",
                Ended::Wrong(_) | Ended::Broken | Ended::Outdated => "failed",
            };
            (status, since.map(|since| since.at), Some(*until))
        }
    };
    let failure = match &stage {
        Stage::Over(_, _, Ended::Wrong(wrong)) => Some(told(wrong)),
        Stage::Over(_, _, Ended::Broken) => Some((
            "/scenario".to_owned(),
            Text::new("系统内部错误", "a fault of ours"),
            Text::new("请把模拟编号告知管理员", "tell the operator the id of the simulation"),
        )),
        Stage::Over(_, _, Ended::Outdated) => Some((
            "/scenario".to_owned(),
            Text::new(
                "场景或程序此后有改动，原来的结果没有留存",
                "the scenario or the program has changed since, and what it came to was not kept",
            ),
            Text::new("按现在的场景重新模拟", "simulate again with the scenario as it is now"),
        )),
        _ => None,
    };
    let shown = |at: i64| moment(Moment(at));
    let came = job.came().filter(|_| whole);
    SimulationView {
        id: job.id,
        request: SimulationRequest::of(&job.scenarios, &job.said, job.name().as_deref()),
        by: job.by.to_string(),
        status: status.to_owned(),
        asked_at: shown(job.asked_at),
        started_at: since.map(shown),
        ended_at: until.map(shown),
        done: job.done(),
        total: job.total,
        per_second: job.per_second(),
        failure: failure.map(|(pointer, detail, mend)| SimulationFailure {
            pointer,
            detail: (&detail).into(),
            mend: (&mend).into(),
        }),
        outcome: came.and_then(|came| match &came.1 {
            Came::One(outcome) => serde_json::to_value(outcome).ok(),
            Came::Paired(paired, _) => serde_json::to_value(paired).ok(),
            Came::Searched(searched) => searched::outcome(searched),
        }),
    }
}

fn found(api: &Api, id: &str) -> Result<Arc<Job>, Problem> {
    let job = Uuid::try_parse(id).ok().and_then(|id| api.simulations().find(id));
    job.ok_or_else(|| Problem::new(kinds::NOT_FOUND))
}

/// One at which somebody looks: where it was played before the server was started, it is played again.
fn looked_at(api: &Api, id: &str) -> Result<Arc<Job>, Problem> {
    let job = found(api, id)?;
    let played = api.simulations().again(&job);
    played.map_err(|_| Problem::new(kinds::BUSY).retry_after(10))?;
    Ok(job)
}

/// All of them.
#[utoipa::path(
    get, path = "/simulations", operation_id = "list_simulations", tag = "simulations",
    summary = "Simulations · 模拟任务",
    description = "Simulations, the first first, without what they came to.\n\n模拟任务，按时间先后，不含结果。",
    params(PageQuery),
    responses((status = 200, body = Page<SimulationView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<SimulationView>>, Problem> {
    let paging = Paging::<Uuid>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let (jobs, more) = api.simulations().page(paging.after, paging.limit);
    let next_cursor = jobs.last().filter(|_| more).and_then(|last| cursor(LIST, &last.id));
    Ok(Json(Page { items: jobs.iter().map(|job| view(job, false)).collect(), next_cursor }))
}

/// One of them.
#[utoipa::path(
    get, path = "/simulations/{id}", operation_id = "get_simulation", tag = "simulations",
    summary = "One simulation · 模拟详情",
    description = "How far it is, and what it came to. One of before a restart is played again by that.\n\n进度与结果；重启以前的在查看时重算。",
    params(("id" = String, Path, description = "Simulation · 模拟")),
    responses((status = 200, body = SimulationView))
)]
pub async fn show(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<Json<SimulationView>, Problem> {
    Ok(Json(view(&*looked_at(&api, &id)?, true)))
}

/// Calls one otherwise.
#[utoipa::path(
    patch, path = "/simulations/{id}", operation_id = "rename_simulation", tag = "simulations",
    summary = "Name a simulation · 命名模拟",
    description = "Gives a simulation a name, or takes it away; nothing else of it changes.\n\n为模拟命名或去掉名称，其余不变。",
    params(("id" = String, Path, description = "Simulation · 模拟")),
    request_body = SimulationName,
    responses((status = 200, body = SimulationView))
)]
pub async fn rename(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
    Json(request): Json<SimulationName>,
) -> Result<Json<SimulationView>, Problem> {
    let job = found(&api, &id)?;
    job.rename(named(request.name.as_deref())?.as_deref());
    let (jobs, renamed) = (api.simulations().clone(), job.clone());
    let keep = move || {
        jobs.renamed(&renamed);
        Ok(())
    };
    api.derive(keep).await?;
    Ok(Json(view(&job, false)))
}

/// Ends one, or forgets it.
#[utoipa::path(
    delete, path = "/simulations/{id}", operation_id = "cancel_simulation", tag = "simulations",
    summary = "Cancel or remove a simulation · 取消或删除模拟",
    description = "Ends one that waits or runs; what was played by then is told. One that is over is removed, with what it came to.\n\n取消排队或运行中的模拟，已完成的部分照常给出；已结束的连同结果一并删除。",
    params(("id" = String, Path, description = "Simulation · 模拟")),
    responses(
        (status = 202, description = "It ends as soon as may be · 即将结束", body = SimulationView),
        (status = 204, description = "It is removed · 已删除")
    )
)]
pub async fn cancel(State(api): State<Api>, _: Granted, Path(id): Path<String>) -> Result<Response, Problem> {
    let job = found(&api, &id)?;
    let (jobs, id) = (api.simulations().clone(), job.id);
    if api.derive(move || Ok(jobs.forget(id))).await? {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    job.cancel();
    Ok((StatusCode::ACCEPTED, Json(view(&job, false))).into_response())
}
