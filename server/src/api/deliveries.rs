//! `/deliveries`: notifications on their way to their receivers; looked at, and delivered again.

use super::Api;
use super::dto::delivery::{DeliveryQuery, DeliveryView};
use super::dto::page::Page;
use super::granted::Granted;
use super::json::Json;
use super::paging::{Paging, cursor};
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use super::query::{Path, Query};
use super::repeat::Shown;
use crate::notices::{DeliveryId, OutgoingId};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use onething_engine::scenario::text::Text;

/// The name of the list in its cursors.
const LIST: &str = "deliveries";

/// Deliveries.
#[utoipa::path(
    get, path = "/deliveries", operation_id = "list_deliveries", tag = "operations",
    summary = "Deliveries of notifications · 通知投递",
    description = "What receivers of notifications (`[webhooks.ID]`) are owed, were given, or could not be given: all that waits or was given up, and the last ten thousand that are done.\n\n各接收方（[webhooks.ID]）待投递、已投递与投递失败的通知：未成功的全部保留，成功的保留最近一万条。",
    params(DeliveryQuery),
    responses((status = 200, body = Page<DeliveryView>))
)]
pub async fn list(
    State(api): State<Api>,
    _: Granted,
    Query(query): Query<DeliveryQuery>,
) -> Result<Json<Page<DeliveryView>>, Problem> {
    let paging = Paging::<DeliveryId>::of(LIST, query.cursor.as_deref(), query.limit, api.limits())?;
    let own = api.clone();
    api.derive(move || listed(&own, &paging, &query)).await
}

fn listed(
    api: &Api,
    paging: &Paging<DeliveryId>,
    query: &DeliveryQuery,
) -> Result<Json<Page<DeliveryView>>, Problem> {
    let outbox = api.desk().runner.shared().office.outbox();
    let found = outbox.list(paging.after.as_ref()).filter(|(_, delivery)| query.takes(delivery));
    let mut found = found.peekable();
    let items: Vec<(DeliveryId, DeliveryView)> =
        found.by_ref().take(paging.limit).map(|(id, d)| (id.clone(), DeliveryView::of(d))).collect();
    let more = found.peek().is_some();
    let next_cursor = items.last().filter(|_| more).and_then(|(id, _)| cursor(LIST, id));
    drop(found);
    drop(outbox);
    // What is told here is still so after a crash.
    api.desk().runner.settled()?;
    Ok(Json(Page { items: items.into_iter().map(|(_, view)| view).collect(), next_cursor }))
}

/// One delivery.
#[utoipa::path(
    get, path = "/deliveries/{id}", operation_id = "get_delivery", tag = "operations",
    summary = "One delivery · 投递详情",
    description = "How one notification to one receiver stands, and how its last attempt ended.\n\n一条通知对一个接收方的投递状态与最近一次结果。",
    params(("id" = String, Path, description = "Delivery · 投递")),
    responses((status = 200, body = DeliveryView))
)]
pub async fn show(
    State(api): State<Api>,
    _: Granted,
    Path(id): Path<String>,
) -> Result<Json<DeliveryView>, Problem> {
    let id = named(&id)?;
    let runner = api.desk().runner.clone();
    let found = api.derive(move || {
        let found = runner.shared().office.outbox().get(&id).map(DeliveryView::of);
        runner.settled()?;
        Ok(found)
    });
    found.await?.map(Json).ok_or_else(|| Problem::new(kinds::NOT_FOUND))
}

/// Delivers one again.
#[utoipa::path(
    post, path = "/deliveries/{id}/redeliver", operation_id = "redeliver_delivery", tag = "operations",
    summary = "Deliver again · 重新投递",
    description = "Delivers a notification again, given up or done, under the id that it had: a receiver that took it before can tell. A receiver that had answered 410 is told again from now on.\n\n以原编号重新投递，无论此前失败还是成功，接收方可据编号去重；曾答复 410 的接收方自此恢复接收。",
    params(("id" = String, Path, description = "Delivery · 投递"), ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is answered as before · 幂等键", min_length = 1, max_length = 64, pattern = "^[!-~]([ -~]*[!-~])?$")),
    responses((status = 200, body = DeliveryView))
)]
pub async fn redeliver(
    State(api): State<Api>,
    granted: Granted,
    key: IdempotencyKey,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let work = again(&api, &id);
    api.once(&granted, &key, ("redeliver_delivery", &id, Shown::Again), work).await
}

async fn again(api: &Api, id: &str) -> Result<Response, Problem> {
    let id = named(id)?;
    let runner = api.desk().runner.clone();
    if !runner.shared().office.knows(&id.endpoint) {
        let mend =
            Text::new("在配置中恢复该接收方后再投递", "put the receiver back into the configuration first");
        let problem = Problem::new(kinds::CONFLICT).mend(mend);
        let receiver = &id.endpoint;
        return Err(problem.detail(
            format!("配置中没有接收方 `{receiver}`"),
            format!("the configuration has no receiver `{receiver}`"),
        ));
    }
    let found = api.derive(move || Ok(runner.redeliver(&id)?)).await?;
    let found = found.map(|delivery| Json(DeliveryView::of(&delivery)).into_response());
    found.ok_or_else(|| Problem::new(kinds::NOT_FOUND))
}

/// The delivery of a name: `NOTICE:RECEIVER`.
fn named(text: &str) -> Result<DeliveryId, Problem> {
    let (notice, endpoint) = text.split_once(':').ok_or_else(|| Problem::new(kinds::NOT_FOUND))?;
    Ok(DeliveryId { notice: OutgoingId(notice.into()), endpoint: endpoint.into() })
}
