//! The description of the interface (OpenAPI 3.1), generated from the handlers; what holds for all of them is added
//! here, once.

use super::dto::problem::ProblemDocument;
use super::problem::PROBLEM_JSON;
use super::{description, problem};
use crate::access::policy;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use std::sync::OnceLock;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    InfoBuilder, LicenseBuilder, Object, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Type,
};
use utoipa::{PartialSchema, ToSchema};

/// Where the resources stand.
pub const BASE: &str = "/api/v1";
/// Where the description stands.
pub const DOCUMENT: &str = "/api/v1/openapi.json";

/// Statuses that any request may be answered with.
const ANY: [u16; 11] = [400, 401, 403, 404, 406, 408, 414, 429, 431, 500, 503];
/// Statuses of requests with a body.
const BODY: [u16; 2] = [413, 415];

/// The description without its operations.
pub fn frame() -> OpenApi {
    let tag = |name: &str, text: &str| TagBuilder::new().name(name).description(Some(text)).build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("onething")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "Applications for one-thing services: designed, run and measured.\n\n一件事：设计、办理与度量。\n\nEvery answer that is no success is a problem document (RFC 9457) in the language of Accept-Language. 所有非成功响应均为问题文档，文字按 Accept-Language。",
                ))
                .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
                .build(),
        )
        .tags(Some([
            tag("scenarios", "The library: scenarios, plans, figures · 场景库"),
            tag("simulations", "Many applications in virtual time · 模拟"),
            tag("applications", "Applications: begun, handed in, followed · 办件"),
            tag("tasks", "Worklists and decisions of clerks · 待办与决定"),
            tag("systems", "Playing the outside systems · 模拟业务系统"),
            tag("operations", "Time and incidents · 时间与异常"),
            tag("events", "What happens · 事件"),
            tag("access", "Who asks · 身份"),
            tag("organisation", "Departments and systems of the catalogue · 部门与系统"),
        ]))
        .build()
}

/// The description with what holds for all operations.
pub fn completed(mut openapi: OpenApi) -> OpenApi {
    let mut components = openapi.components.take().unwrap_or_default();
    let mut schemas = vec![(ProblemDocument::name().into_owned(), ProblemDocument::schema())];
    ProblemDocument::schemas(&mut schemas);
    components.schemas.extend(schemas);
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    openapi.components = Some(components);
    openapi.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("token", [])]);
    for (path, item) in &mut openapi.paths.paths {
        for (changes, operation) in operations(item) {
            complete(operation, path.contains('{'), changes);
            // Nobody has to be known for it.
            if operation.operation_id.as_deref().and_then(policy::rule).is_some_and(|rule| rule.public) {
                operation.security = Some(Vec::new());
            }
        }
    }
    openapi
}

/// The operations of a path.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    let all = [(false, get), (true, put), (true, post), (true, delete), (true, patch)];
    all.into_iter().filter_map(|(changes, operation)| Some((changes, operation.as_mut()?)))
}

/// Adds the problems that any operation may end with, where it does not tell them itself.
fn complete(operation: &mut Operation, names: bool, changes: bool) {
    let when = |so: bool, statuses: &'static [u16]| if so { statuses } else { &[] };
    let body = when(operation.request_body.is_some(), &BODY);
    let parameters = operation.parameters.iter().flatten();
    let on_what_was_read = parameters
        .into_iter()
        .any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.name == "If-Match"));
    let named = when(names, &[409]);
    let changed = when(changes, &[409, 422, 507]);
    let matched = when(on_what_was_read, &[412, 428]);
    for status in ANY.iter().chain(body).chain(named).chain(changed).chain(matched) {
        let response = operation.responses.responses.entry(status.to_string());
        response.or_insert_with(|| RefOr::T(problem(*status)));
    }
    for (status, response) in &mut operation.responses.responses {
        if let (true, RefOr::T(response)) = (status.starts_with(['4', '5']), response)
            && response.description.is_empty()
        {
            response.description = status.parse().map_or_else(|_| String::new(), title);
        }
    }
}

/// What a status is called.
fn title(status: u16) -> String {
    let status = axum::http::StatusCode::from_u16(status).unwrap_or_default();
    let kind = problem::kinds::of_status(status);
    format!("{} · {}", kind.en, kind.zh)
}

fn problem(status: u16) -> utoipa::openapi::Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name()))).build();
    let response = ResponseBuilder::new().description(title(status)).content(PROBLEM_JSON, content);
    match status {
        408 | 413 | 429 | 431 | 503 => {
            let seconds = HeaderBuilder::new().schema(Some(Object::with_type(Type::Integer)));
            let seconds = seconds.description(Some("Seconds to wait · 等待秒数")).build();
            response.header("Retry-After", seconds).build()
        }
        _ => response.build(),
    }
}

/// The description as text.
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    // What is made of strings, numbers and lists alone can always be written.
    TEXT.get_or_init(|| description().to_pretty_json().unwrap_or_default() + "\n")
}

/// `GET /openapi.json`.
pub async fn document() -> Response {
    ([(CONTENT_TYPE, "application/json")], text()).into_response()
}
