//! What pull workers are told and tell.

use crate::desk::views::moment;
use crate::systems::workers::{Lease, Leased};
use onething_engine::application::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a worker fetches.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Fetch {
    /// The worker's own name.
    pub worker: String,
    /// Calls at most; 1 where it is absent.
    #[serde(default = "one")]
    #[schema(default = 1, minimum = 1, maximum = 100)]
    pub most: usize,
    /// How long it may take for each, in seconds; 60 where it is absent.
    #[serde(default = "minute")]
    #[schema(default = 60)]
    pub seconds: u32,
}

fn one() -> usize {
    1
}

fn minute() -> u32 {
    60
}

/// Calls that a worker has for a while.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LeasedCalls {
    /// Each of them.
    pub calls: Vec<LeasedView>,
}

/// A call that a worker has for a while.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LeasedView {
    /// Names the lease.
    pub lease: String,
    /// Until when.
    pub until: String,
    /// Idempotency key of the call: the same on every repetition.
    pub key: String,
    /// The service or licence.
    pub service: String,
    /// What it starts from, by name in the words of the service.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    pub given: BTreeMap<String, Value>,
    /// What may be told, by name.
    pub returns: Vec<String>,
    /// Whether it undoes what an earlier call did.
    pub undo: bool,
}

impl LeasedView {
    /// A call that was leased.
    pub fn of(leased: Leased) -> Self {
        let Leased { lease, until_ms, work } = leased;
        Self {
            lease: lease.to_string(),
            until: moment(Moment(until_ms)),
            key: work.key,
            service: work.service.to_string(),
            given: work.given,
            returns: work.returns.iter().map(|role| role.name.clone()).collect(),
            undo: work.undo,
        }
    }
}

/// A lease that goes on, or was failed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    /// The worker's own name.
    pub worker: String,
    /// The lease.
    #[schema(value_type = String)]
    pub lease: Lease,
    /// How much longer, in seconds; 60 where it is absent.
    #[serde(default = "minute")]
    #[schema(default = 60)]
    pub seconds: u32,
}

/// Until when a worker has a call.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Until {
    /// Until when.
    pub until: String,
}

/// A call that was done.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completed {
    /// The lease.
    #[schema(value_type = String)]
    pub lease: Lease,
    /// What was found, by name in the words of the service; absent where there is nothing.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, serde_json::Value>>)]
    pub found: Option<Map<String, Value>>,
}
