//! `/me` and `/roles`: who asks, and as whom one may ask under `--dev`.

use super::Api;
use super::dto::person::{DevelopmentRoles, RoleView, SignedIn};
use super::granted::Granted;
use super::json::Json;
use axum::extract::State;

/// Who asks.
#[utoipa::path(
    get, path = "/me", operation_id = "get_me", tag = "access",
    summary = "Who asks · 当前身份",
    description = "The principal behind the request's token or development role, and when a window that asks so is signed out.\n\n请求所用令牌或测试身份对应的主体，以及窗口何时退出登录。",
    responses((status = 200, body = SignedIn))
)]
pub async fn me(State(api): State<Api>, granted: Granted) -> Json<SignedIn> {
    Json(SignedIn::of(&granted.principal, granted.proof, api.limits(), &api.titles()))
}

/// As whom one may ask under `--dev`.
#[utoipa::path(
    get, path = "/roles", operation_id = "list_roles", tag = "access",
    summary = "Development roles · 测试身份",
    description = "The roles that may be taken with one click under --dev: sent as the header Onething-Role. Empty elsewhere.\n\n--dev 下可一键切换的身份，以 Onething-Role 请求头发送；其他情况下为空。",
    responses((status = 200, body = DevelopmentRoles))
)]
pub async fn roles(State(api): State<Api>) -> Json<DevelopmentRoles> {
    let roles = api.development().map(|development| development.roles()).unwrap_or_default();
    let titles = api.titles();
    Json(DevelopmentRoles { roles: roles.iter().map(|role| RoleView::of(role, &titles)).collect() })
}
