//! `/simulations/{id}/exports/{format}`: what a simulation came to as a file, and a log of its first replication,
//! which is played again and written as it goes.

use super::super::Api;
use super::super::granted::Granted;
use super::super::language::Preferred;
use super::super::problem::{Problem, kinds};
use super::super::query::Path;
use super::jobs::{Job, beside};
use super::{looked_at, searched, told};
use crate::report::comparison::ComparisonReport;
use crate::report::paired::PairedReport;
use crate::report::setting::Setting;
use crate::report::simulation::SimulationReport;
use crate::report::{csv, html, xlsx};
use crate::simulation::beside::{counted, pictures_of};
use crate::simulation::{Came, Wrong, logged};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{StreamExt, unfold};
use onething_engine::plan::derive::Planner;
use onething_engine::scenario::model::Scenario;
use onething_engine::scenario::text::{Language, Text};
use onething_engine::simulate::{Options, Watch};
use std::io::{self, Write};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// What a page may do when it is opened by itself: carry its own style and pictures, and nothing else.
pub const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";
/// Pieces of a log that wait for a reader; each is about a mebibyte.
const PIECES: usize = 2;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
    Csv,
    Html,
    Xlsx,
    Log(logged::Format),
}

/// Every format by name, with its media type.
const FORMATS: [(&str, Format, &str); 7] = [
    ("json", Format::Json, "application/json"),
    ("csv", Format::Csv, "text/csv; charset=utf-8"),
    ("html", Format::Html, "text/html; charset=utf-8"),
    ("xlsx", Format::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("log.csv", Format::Log(logged::Format::Csv), "text/csv; charset=utf-8"),
    ("log.xes", Format::Log(logged::Format::Xes), "application/xml"),
    ("log.ocel.json", Format::Log(logged::Format::Ocel), "application/json"),
];

/// A simulation as a file.
#[utoipa::path(
    get, path = "/simulations/{id}/exports/{format}", operation_id = "export_simulation", tag = "simulations",
    summary = "A simulation as a file · 导出模拟结果",
    description = "What it came to as `json`, `csv`, `html` or `xlsx`; or what happened in its first replication, for process mining: `log.csv`, `log.xes`, `log.ocel.json`. Comparisons and searches have no log; words are in the language of Accept-Language.\n\n结果：json、csv、html、xlsx；第一次重复的事件日志：log.csv、log.xes、log.ocel.json。成对比较与搜索没有日志；文字按 Accept-Language。",
    params(
        ("id" = String, Path, description = "Simulation · 模拟"),
        ("format" = String, Path, description = "Format · 格式", example = "csv")
    ),
    responses((status = 200, content(
        (String = "text/csv"), (String = "text/html"), (String = "application/json"), (String = "application/xml"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    )))
)]
pub async fn export(
    State(api): State<Api>,
    _: Granted,
    Preferred(language): Preferred,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let job = looked_at(&api, &id)?;
    let known = FORMATS.iter().find(|(known, ..)| *known == name);
    let (name, format, media) = known.copied().ok_or_else(no_format)?;
    let came = job.came().ok_or_else(not_yet)?;
    let body = match format {
        Format::Log(_) if job.said.is_paired() || job.said.search.is_some() => return Err(no_log()),
        Format::Log(log) => logged(&api, &job, log, language).await?,
        _ => {
            let (job, came) = (job.clone(), came.clone());
            api.derive(move || written(&job, &came, format, language)).await?.into()
        }
    };
    let stem = job.scenarios.join("+");
    let stem: String = stem.chars().filter(|c| c.is_ascii_alphanumeric() || "-+".contains(*c)).collect();
    let disposition = format!("attachment; filename=\"{stem}.{name}\"");
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    Ok((headers, body).into_response())
}

fn no_format() -> Problem {
    let names = FORMATS.map(|(name, ..)| name);
    Problem::new(kinds::NOT_FOUND)
        .detail(
            format!("没有这种格式；现有：{}", names.join("、")),
            format!("there is no such format; there are: {}", names.join(", ")),
        )
        .mend(Text::new("换一种格式", "take another format"))
}

fn not_yet() -> Problem {
    Problem::new(kinds::CONFLICT).detail("模拟还没有结果", "the simulation has come to nothing yet").mend(
        Text::new(
            "等它结束后再导出，进度见 GET /api/v1/simulations/{id}",
            "wait until it is done; GET /api/v1/simulations/{id} tells how far it is",
        ),
    )
}

fn no_log() -> Problem {
    Problem::new(kinds::CONFLICT)
        .detail(
            "成对比较与搜索没有事件日志",
            "neither a comparison by pairs nor a search has a log of events",
        )
        .mend(Text::new(
            "不带 against 与 what_if、以 kind: single 再模拟一次",
            "simulate each side alone, as `kind: single`",
        ))
}

/// A report.
fn written(
    job: &Job,
    came: &(Options, Came),
    format: Format,
    language: Language,
) -> Result<Vec<u8>, Problem> {
    let shelved = scenarios(job)?;
    let all: Vec<&Scenario> = shelved.iter().map(|one| &**one).collect();
    let [scenario, beside @ ..] = &all[..] else { return Err(Problem::new(kinds::INTERNAL)) };
    let unmade = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, simulation = %job.id, "a workbook could not be made");
        Problem::new(kinds::INTERNAL)
    };
    let made = match &came.1 {
        Came::Searched(searched) => {
            let written = searched::written(searched, (scenario, beside), &came.0, (format, language));
            return written.map_err(|error| unmade(&error));
        }
        Came::One(outcome) => {
            let report = SimulationReport { outcome, options: &came.0, scenario, beside, language };
            let pictures = || pictures_of(&all, &[&outcome.plan], &job.said.given, language);
            match format {
                Format::Json => return json(&**outcome),
                Format::Csv => return Ok(csv::simulation(outcome).into_bytes()),
                Format::Html => return Ok(html::simulation(&report, &pictures()).into_bytes()),
                _ => xlsx::simulation(&report),
            }
        }
        Came::Paired(paired, after) => {
            let plans = [&*paired.from.plan, &*paired.to.plan];
            let counts = || counted(scenario, plans[0], plans[1], &job.said.given);
            let counted = if beside.is_empty() { counts() } else { None };
            let drawn = if plans[0] == plans[1] { &plans[..1] } else { &plans[..] };
            let report = || PairedReport {
                paired,
                setting: Setting { options: &came.0, scenario, beside, plan: plans[0], language },
                after,
                what_if: &job.said.what_if,
                counted: counted.as_ref().map(|comparison| ComparisonReport {
                    comparison,
                    scenario,
                    language,
                    given: &job.said.given,
                    pictures: Vec::new(),
                }),
                pictures: pictures_of(&all, drawn, &job.said.given, language),
            };
            match format {
                Format::Json => return json(&**paired),
                Format::Csv => return Ok(csv::paired(paired).into_bytes()),
                Format::Html => return Ok(html::paired(&report()).into_bytes()),
                _ => xlsx::paired(&report()),
            }
        }
    };
    made.map_err(|error| unmade(&error))
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec_pretty(value).map_err(|_| Problem::new(kinds::INTERNAL))
}

fn scenarios(job: &Job) -> Result<Vec<Arc<Scenario>>, Problem> {
    job.simulated().ok_or_else(|| Problem::new(kinds::INTERNAL))
}

/// Plays the first replication again and gives what is written, piece by piece.
async fn logged(
    api: &Api,
    job: &Arc<Job>,
    format: logged::Format,
    language: Language,
) -> Result<Body, Problem> {
    let busy = || Problem::new(kinds::BUSY).retry_after(10);
    let place = api.simulations().place_for_log().ok_or_else(busy)?;
    let (ready, is_ready) = oneshot::channel();
    let (pieces, received) = mpsc::channel::<io::Result<Bytes>>(PIECES);
    let (job, closing, scenarios) = (job.clone(), api.closing().clone(), scenarios(job)?);
    let write = move || {
        let _place = place;
        let is_over = || pieces.is_closed() || closing.is_given();
        let mut out = Pieces { pieces: &pieces };
        let planners: Vec<Planner<'_>> = scenarios.iter().map(|scenario| Planner::new(scenario)).collect();
        let files = job.beside();
        let all = beside(&scenarios, &files);
        let options = job.said.options(&all);
        let made = options.and_then(|options| {
            let model = job.said.model(&all, &planners, options.start)?;
            Ok((model, options))
        });
        match made {
            Err(wrong) => drop(ready.send(Err(wrong))),
            Ok((model, options)) => {
                let _ = ready.send(Ok(()));
                let watch = Reader(&is_over);
                let written = logged::write(&mut out, format, (&model, &options), language, &watch);
                // A file that ends before its end must not look whole.
                let cut = written.err().or_else(|| is_over().then(|| io::ErrorKind::Interrupted.into()));
                if let Some(error) = cut {
                    let _ = pieces.blocking_send(Err(error));
                }
            }
        }
    };
    std::thread::Builder::new().name("simulation-log".into()).spawn(write).map_err(|_| busy())?;
    let made: Result<(), Wrong> = is_ready.await.map_err(|_| Problem::new(kinds::INTERNAL))?;
    made.map_err(|wrong| {
        let (place, what, mend) = told(&wrong);
        Problem::new(kinds::CONFLICT).at(place, what, mend)
    })?;
    let next = |mut received: mpsc::Receiver<io::Result<Bytes>>| async move {
        received.recv().await.map(|piece| (piece, received))
    };
    // What compresses an answer asks once more after its end.
    Ok(Body::from_stream(unfold(received, next).fuse()))
}

/// Whether anybody still reads.
struct Reader<'a>(&'a (dyn Fn() -> bool + Sync));

impl Watch for Reader<'_> {
    fn done(&self, _: u64) {}

    fn is_over(&self) -> bool {
        (self.0)()
    }
}

/// Hands on what is written.
struct Pieces<'p> {
    pieces: &'p mpsc::Sender<io::Result<Bytes>>,
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.pieces.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
