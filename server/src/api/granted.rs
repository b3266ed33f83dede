//! Whether who asks may do what they ask for: the written policy, asked before any handler.

use super::Api;
use super::openapi;
use super::precondition::IdempotencyKey;
use super::problem::{Problem, kinds};
use super::repeat::Turn;
use crate::access::{Denied, Principal, Proof, Scope, Verified, policy};
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
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
    /// By what they are known.
    pub proof: Proof,
}

/// Asks the policy, and whether the same is being carried out already: the turn of a request under its idempotency
/// key. An operation without a row is nobody's.
///
/// # Errors
/// Who asks may not, or the first of its key is still under way.
pub fn permit(api: &Api, request: &mut Request) -> Result<Option<Turn>, Problem> {
    let Some(operation) = operation(request) else { return Ok(None) };
    let identified = request.extensions().get::<Identified>().map(|found| found.0.clone());
    let verified = identified.unwrap_or(Err(Denied::NoToken));
    let scope = policy::permit(verified.as_ref().ok().map(|v| &v.principal), operation);
    match (scope, verified) {
        (Ok(scope), Ok(verified)) => {
            let turn = turn(api, request, &verified.principal.id.0)?;
            request.extensions_mut().insert(Granted {
                principal: verified.principal,
                scope,
                proof: verified.proof,
            });
            Ok(turn)
        }
        (Ok(_), Err(_)) => Ok(None),
        // Why nobody is known says more than that nobody is.
        (Err(Denied::NoToken), Err(why)) => Err(why.into()),
        (Err(denied), _) => Err(denied.into()),
    }
}

/// The turn of a request under its idempotency key; none where it has none, or changes nothing.
fn turn(api: &Api, request: &Request, principal: &Arc<str>) -> Result<Option<Turn>, Problem> {
    if request.method().is_safe() {
        return Ok(None);
    }
    let Some(key) = IdempotencyKey::of(request.headers(), api.limits().key)?.0 else { return Ok(None) };
    let turn = api.repeats().begin((principal.clone(), key));
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
