//! `/applications/{id}/materials`: files that are handed in, and given out again as files that nothing runs.

use super::super::Api;
use super::super::dto::moved::MoveReceipt;
use super::super::found::{self, Mover, Step};
use super::super::granted::Granted;
use super::super::json::{self, Json};
use super::super::precondition::{IdempotencyKey, Tagged};
use super::super::problem::{Problem, kinds};
use super::super::query::{Path, Query};
use crate::desk::applicant::Move;
use crate::desk::names;
use crate::materials::look::{Look, kind};
use crate::materials::{Error, Upload};
use crate::telemetry::metric::UPLOADS;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use http_body_util::Limited;
use onething_engine::scenario::text::Text;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// What a file that is given out may do.
const INERT: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// What a form adds to its file: the lines around it.
const AROUND: usize = 4096;

/// Which material.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// The material, by name. 材料。
    pub material: String,
}

/// A form with one file.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form; it is never made")]
pub struct FileForm {
    /// The file: PDF, PNG or JPEG.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Hands in a file.
#[utoipa::path(
    post, path = "/applications/{id}/materials", operation_id = "add_application_material", tag = "applications",
    summary = "Hand in a file · 上传材料",
    description = "One file of at most 20 MiB: PDF, PNG or JPEG, whatever its name says. It is stored by its hash.\n\n上传一个文件，不超过 20 MiB，限 PDF、PNG、JPEG（按内容判断）；按内容散列保存。",
    params(("id" = String, Path, description = "Application · 办件"), Which, ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = MoveReceipt))
)]
pub async fn add(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
    Query(which): Query<Which>,
    request: Request,
) -> Result<Tagged<Json<MoveReceipt>>, Problem> {
    let id = found::id(&id)?;
    let (_, course) = api.find(&granted, id)?;
    names::material(&course, "?material", &which.material)
        .map_err(|e| crate::desk::Unable::Wrong(vec![e]))?;
    let hash = stored(&api, request).await?;
    let mover = Mover { granted: &granted, key: &key, matches: None, what: format!("add_material {id}") };
    let what = Move::Attach { material: which.material.clone(), hash: hash.clone() };
    api.moves(&mover, Step::Applicant(id, &what), &(which.material, hash)).await
}

/// Stores the file of a form as it comes in; its hash.
async fn stored(api: &Api, request: Request) -> Result<String, Problem> {
    let most = api.limits().upload_bytes;
    let (parts, body) = request.into_parts();
    let mut request = Request::from_parts(parts, Body::new(Limited::new(body, most + AROUND)));
    DefaultBodyLimit::disable().apply(&mut request);
    let form = Multipart::from_request(request, api).await;
    let mut form = form.map_err(|_| {
        Problem::new(kinds::UNSUPPORTED_MEDIA_TYPE).detail(
            "请以 multipart/form-data 上传，并给出 boundary",
            "send it as multipart/form-data with a boundary",
        )
    })?;
    while let Some(mut field) = form.next_field().await.map_err(|error| json::unreadable(&error, most))? {
        if field.name() != Some("file") {
            continue;
        }
        let mut upload = None;
        let mut look = Look::new(api.desk().materials.quota().pixels);
        let mut bytes = 0;
        while let Some(piece) = field.chunk().await.map_err(|error| json::unreadable(&error, most))? {
            bytes += piece.len();
            if bytes > most {
                return Err(json::too_large(most));
            }
            look.at(&piece).map_err(Error::NotTaken)?;
            write(api, &mut upload, &piece)?;
        }
        look.end().map_err(Error::NotTaken)?;
        let Some(upload) = upload else { return Err(Problem::new(kinds::UNSUPPORTED_MATERIAL)) };
        let stored = upload.finish()?;
        UPLOADS.counter(&[]).increment(stored.bytes);
        return Ok(stored.name);
    }
    let missing = Text::new("缺少文件", "it is missing");
    let mend = Text::new("以 file 字段上传文件", "send the file as the field `file`");
    Err(Problem::new(kinds::INVALID).at("/file", missing, mend))
}

/// Writes a piece of a file.
fn write<'m>(api: &'m Api, upload: &mut Option<Upload<'m>>, piece: &[u8]) -> Result<(), Problem> {
    if upload.is_none() {
        *upload = Some(api.desk().materials.begin()?);
    }
    if let Some(upload) = upload {
        upload.write(piece)?;
    }
    Ok(())
}

/// Gives out a file.
#[utoipa::path(
    get, path = "/applications/{id}/materials/{m}", operation_id = "get_application_material", tag = "applications",
    summary = "A file that was handed in · 下载材料",
    description = "The file as it was handed in, to be saved and not to be shown by a browser.\n\n所上传的文件，仅供保存，浏览器不直接打开。",
    params(("id" = String, Path, description = "Application · 办件"), ("m" = String, Path, description = "Material · 材料")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"))
)]
pub async fn give(
    State(api): State<Api>,
    granted: Granted,
    Path((id, material)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let missing = || Problem::new(kinds::NOT_FOUND);
    let (dossier, course) = api.find(&granted, found::id(&id)?)?;
    let fact = names::material(&course, "", &material).map_err(|_| missing())?;
    let hash = dossier.state.fact(fact).and_then(|fact| fact.value.clone()).ok_or_else(missing)?;
    let bytes = api.desk().materials.get(&hash)?;
    Ok(inert(&format!("{material}.{}", kind(&bytes).unwrap_or("bin")), bytes))
}

/// A file that a browser saves and never runs.
fn inert(name: &str, bytes: Vec<u8>) -> Response {
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"))];
    let mut response = (kind, bytes).into_response();
    let encoded: String = name.bytes().map(encoded).collect();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename*=UTF-8''{encoded}")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(INERT));
    response
}

/// A byte as RFC 8187 writes it.
fn encoded(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
