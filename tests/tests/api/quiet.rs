//! A host that knows nothing of itself.

use axum::http::{Method, StatusCode};
use onething_server::api::operations::{Operations, Readiness};
use std::time::Duration;

/// It is ready, and measures nothing.
pub struct Quiet;

impl Operations for Quiet {
    fn readiness(&self) -> Readiness {
        Readiness::Ready
    }

    fn metrics(&self) -> String {
        "onething_up 1\n".to_owned()
    }

    fn answered(&self, _: &Method, _: &str, _: StatusCode, _: Duration) {}
}
