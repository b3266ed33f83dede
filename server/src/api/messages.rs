//! `/messages`: what the world tells the applications that wait for it: a payment that came, a court's release, a renewal.
//! A message finds them by a value that its scenario names (`reply_to`, rule 44).

use super::Api;
use super::dto::message::{AwaitedMessages, AwaitedView, MessageReceipts, MessageRequest, MessageResult};
use super::found;
use super::granted::Granted;
use super::json::Json;
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use super::query::Path;
use super::repeat::Shown;
use crate::desk::names::{pointer, text};
use crate::runner::aftermath::awaited;
use crate::runner::{NoMessage, Refusal};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::model::Id;
use onething_engine::scenario::text::Text;
use std::sync::Arc;

/// What an application waits to hear.
#[utoipa::path(
    get, path = "/applications/{id}/messages", operation_id = "list_application_messages", tag = "applications",
    summary = "Messages it waits for · 等待的消息",
    description = "The messages of the world that an application waits for now, each with the value by which it is found and what it brings.\n\n办件当前等待的外部消息：凭哪个值找到它、消息带来什么。",
    params(("id" = String, Path, description = "Application · 办件")),
    responses((status = 200, body = AwaitedMessages))
)]
pub async fn list(
    State(api): State<Api>,
    granted: Granted,
    Path(id): Path<String>,
) -> Result<Json<AwaitedMessages>, Problem> {
    let (dossier, course) = api.find(&granted, found::id(&id)?)?;
    let messages = awaited(&dossier, &course);
    let items =
        messages.into_iter().map(|(message, value)| AwaitedView::of(&dossier, &course, message, value));
    Ok(Json(AwaitedMessages { application: dossier.id, items: items.collect() }))
}

/// Tells those who wait.
#[utoipa::path(
    post, path = "/messages", operation_id = "send_message", tag = "systems",
    summary = "Send a message · 送达消息",
    description = "Tells a message of the world to every application of a scenario that waits for it with this value, and to what they hold; each says what came of it. Nobody waiting is not-found.\n\n把外部消息送达给凭该值等待它的全部办件及其占用；逐件说明结果。无人等待时为 not-found。",
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    request_body = MessageRequest,
    responses((status = 200, body = MessageReceipts))
)]
pub async fn send(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Json(request): Json<MessageRequest>,
) -> Result<Response, Problem> {
    let work = async { Ok(Json(sent(&api, &request).await?).into_response()) };
    api.once(&granted, &key, ("send_message", &request, Shown::Again), work).await
}

async fn sent(api: &Api, request: &MessageRequest) -> Result<MessageReceipts, Problem> {
    let MessageRequest { scenario, message, reply_to, values } = request;
    let value = |(name, value): (&String, &serde_json::Value)| -> Result<(Id, Arc<str>), Problem> {
        let text = text(value).ok_or_else(|| {
            let mend = Text::new("给出一个文字、数字或真假值", "give a text, a number or a truth");
            Problem::new(kinds::INVALID).at(
                pointer("/values", name),
                Text::new("不是一个值", "this is no value"),
                mend,
            )
        })?;
        Ok((name.as_str().into(), text))
    };
    let values = values.iter().map(value).collect::<Result<Vec<_>, Problem>>()?;
    let sent =
        api.desk().runner.message(scenario, message, reply_to, &values).await.map_err(|no| match no {
            NoMessage::Nobody | NoMessage::Unknown => Problem::new(kinds::NOT_FOUND)
                .detail(
                    format!("没有凭 `{reply_to}` 等待消息 `{scenario}.{message}` 的办件"),
                    format!("no application waits for the message `{scenario}.{message}` with `{reply_to}`"),
                )
                .mend(Text::new(
                    "GET /api/v1/applications/{id}/messages 列出一个办件在等的消息",
                    "GET /api/v1/applications/{id}/messages tells what an application waits for",
                )),
            NoMessage::Failed(error) => error.into(),
        })?;
    let told = sent.found.into_iter().map(|(application, told)| match told {
        Ok(receipt) => MessageResult { application, sequence: Some(receipt.sequence), refused: None },
        Err(refusal) => MessageResult { application, sequence: None, refused: Some((&why(&refusal)).into()) },
    });
    Ok(MessageReceipts { found: told.collect() })
}

/// Why an application took no notice.
fn why(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::Rejected(rejection) => rejection.text(),
        Refusal::Line(rejection) => rejection.text(),
        Refusal::NoApplication => Text::new("办件不存在", "there is no such application"),
        Refusal::Stale(_) | Refusal::KeyReused => Text::new("办件已变化", "the application has changed"),
    }
}
