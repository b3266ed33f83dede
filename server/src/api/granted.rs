//! Whether who asks may do what they ask for: the written policy, asked before any handler.

use super::Api;
use super::openapi;
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use super::running::Turn;
use crate::access::{Denied, Principal, Scope, Verified, policy};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// What the middleware found out about who asks.
#[derive(Debug, Clone)]
pub struct Identified(pub Result<Verified, Denied>);

/// Who asks, and how far what they ask for reaches for them.
#[derive(Debug, Clone)]
pub struct Granted {
    /// Who.
    pub principal: Principal,
    /// How far.
    pub scope: Scope,
}

/// Asks the policy, and whether the same is being carried out already. An operation without a row is nobody's.
pub async fn permit(State(api): State<Api>, mut request: Request, next: Next) -> Response {
    let Some(operation) = operation(&request) else { return next.run(request).await };
    let identified = request.extensions().get::<Identified>().map(|found| found.0.clone());
    let verified = identified.unwrap_or(Err(Denied::NoToken));
    let scope = policy::permit(verified.as_ref().ok().map(|v| &v.principal), operation);
    match (scope, verified) {
        (Ok(scope), Ok(verified)) => {
            let turn = match turn(&api, &request, &verified.principal.id.0) {
                Ok(turn) => turn,
                Err(problem) => return problem.into_response(),
            };
            request.extensions_mut().insert(Granted { principal: verified.principal, scope });
            let response = next.run(request).await;
            drop(turn);
            response
        }
        (Ok(_), Err(_)) => next.run(request).await,
        // Why nobody is known says more than that nobody is.
        (Err(Denied::NoToken), Err(why)) => Problem::from(why).into_response(),
        (Err(denied), _) => Problem::from(denied).into_response(),
    }
}

/// The turn of a request under its idempotency key; none where it has none, or changes nothing.
fn turn(api: &Api, request: &Request, principal: &Arc<str>) -> Result<Option<Turn>, Problem> {
    if request.method().is_safe() {
        return Ok(None);
    }
    let Some(key) = IdempotencyKey::of(request.headers())?.0 else { return Ok(None) };
    let turn = api.running().begin(principal.clone(), key);
    turn.map(Some).ok_or_else(|| Problem::new(kinds::IDEMPOTENCY_RUNNING).retry_after(1))
}

/// The operation that a request asks for; none where the method is not one of the path's.
fn operation(request: &Request) -> Option<&'static str> {
    let path = request.extensions().get::<MatchedPath>()?.as_str();
    let path = path.strip_prefix(openapi::BASE).unwrap_or(path);
    let method = match request.method().as_str() {
        "HEAD" => "GET",
        other => other,
    };
    policy::TABLE.iter().find(|rule| rule.path == path && rule.method == method).map(|rule| rule.operation)
}

impl<S: Send + Sync> FromRequestParts<S> for Granted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::new(kinds::TOKEN_MISSING))
    }
}

/// Whoever is known, whatever they ask for.
#[derive(Debug, Clone)]
pub struct Known(pub Principal);

impl<S: Send + Sync> FromRequestParts<S> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Identified>() {
            Some(Identified(Ok(verified))) => Ok(Self(verified.principal.clone())),
            Some(Identified(Err(denied))) => Err(denied.clone().into()),
            None => Err(Problem::new(kinds::TOKEN_MISSING)),
        }
    }
}
