//! `/portfolio`: the whole library before and after. What its scenarios come to is kept with each on the shelf.

use super::Api;
use super::dto::portfolio::PortfolioView;
use super::granted::Granted;
use super::json::Json;
use super::language::Preferred;
use super::problem::{Problem, kinds};
use super::query::Path;
use super::shelf::Shelf;
use super::simulations::exports::POLICY;
use crate::library::choice;
use crate::report::portfolio::{LeftOut, PortfolioReport, csv};
use crate::report::{html, xlsx};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use onething_engine::analyse::compare::Comparison;
use onething_engine::analyse::portfolio::{Portfolio, portfolio};
use onething_engine::plan::derive::Planner;
use onething_engine::plan::way::Way;
use onething_engine::scenario::text::{Language, Text};
use serde::Serialize;
use std::sync::Arc;

/// Every format by name, with its media type.
const FORMATS: [(&str, &str); 4] = [
    ("json", "application/json"),
    ("csv", "text/csv; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

/// A library compared, and what is not in it.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    #[serde(flatten)]
    portfolio: Portfolio,
    left_out: Vec<Without>,
}

/// A scenario that could not be compared, and why.
#[derive(Debug, Clone, Serialize)]
struct Without {
    scenario: String,
    why: Text,
}

/// Everything before and after.
#[utoipa::path(
    get, path = "/portfolio", operation_id = "get_portfolio", tag = "scenarios",
    summary = "The library before and after · 场景库的前后对比",
    description = "Every scenario of the library before and after in its base way: totals and means, how much of what is needed is shared, and measures by what they save across the library.\n\n库中每个场景在基准情形下的前后对比：合计与平均、共享率、各举措在全库的作用。",
    responses((status = 200, body = PortfolioView))
)]
pub async fn show(State(api): State<Api>, _: Granted) -> Result<Json<Told>, Problem> {
    let shelf = api.shelf().clone();
    api.derive(move || compared(&shelf).map(Json)).await
}

/// The same as a file.
#[utoipa::path(
    get, path = "/portfolio/exports/{format}", operation_id = "export_portfolio", tag = "scenarios",
    summary = "The library as a file · 导出场景库的前后对比",
    description = "`json`, `csv`, `html` or `xlsx`; words are in the language of Accept-Language.\n\njson、csv、html、xlsx；文字按 Accept-Language。",
    params(("format" = String, Path, description = "Format · 格式", example = "csv")),
    responses((status = 200, content(
        (String = "text/csv"), (String = "text/html"), (String = "application/json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    )))
)]
pub async fn export(
    State(api): State<Api>,
    _: Granted,
    Preferred(language): Preferred,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let known = FORMATS.iter().find(|(known, _)| *known == name);
    let (format, media) = known.copied().ok_or_else(no_format)?;
    let shelf = api.shelf().clone();
    let body = api.derive(move || written(&compared(&shelf)?, format, language)).await?;
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"portfolio.{format}\"")),
        (CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    Ok((headers, Body::from(body)).into_response())
}

fn no_format() -> Problem {
    let names = FORMATS.map(|(name, _)| name);
    Problem::new(kinds::NOT_FOUND).detail(
        format!("没有这种格式；现有：{}", names.join("、")),
        format!("there is no such format; there are: {}", names.join(", ")),
    )
}

/// Compares all that is on the shelf.
fn compared(shelf: &Shelf) -> Result<Told, Problem> {
    let (mut comparisons, mut left_out): (Vec<Arc<Comparison>>, Vec<Without>) = (Vec::new(), Vec::new());
    for (id, shelved) in shelf.all() {
        let Ok(scenario) = shelved.sound() else {
            left_out.push(Without { scenario: id, why: Text::new("有错误", "it has errors") });
            continue;
        };
        let plans =
            choice::named(&scenario, "separate").and_then(|from| Ok((from, choice::joint(&scenario)?)));
        match plans {
            Ok(plans) => {
                let made = shelved.counted.compared(&Planner::new(&scenario), plans, Way::base(&scenario));
                comparisons.push(made.ok_or_else(|| Problem::new(kinds::BUSY).retry_after(2))?);
            }
            Err(no) => left_out.push(Without { scenario: id, why: no.0 }),
        }
    }
    Ok(Told { portfolio: portfolio(comparisons.iter().map(|comparison| &**comparison)), left_out })
}

fn written(told: &Told, format: &str, language: Language) -> Result<Vec<u8>, Problem> {
    let left_out: Vec<LeftOut> = told
        .left_out
        .iter()
        .map(|one| LeftOut { scenario: one.scenario.clone(), why: one.why.in_language(language).to_owned() })
        .collect();
    let report = PortfolioReport { portfolio: &told.portfolio, language, left_out: &left_out };
    let unmade = |error: &dyn std::error::Error| {
        tracing::error!(%error, "the report of the library cannot be written");
        Problem::new(kinds::INTERNAL)
    };
    match format {
        "csv" => Ok(csv(&told.portfolio).into_bytes()),
        "html" => Ok(html::portfolio(&report).into_bytes()),
        "xlsx" => xlsx::portfolio(&report).map_err(|error| unmade(&error)),
        _ => serde_json::to_vec(told).map_err(|error| unmade(&error)),
    }
}
