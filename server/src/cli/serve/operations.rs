//! What the host knows of itself.

use crate::api::operations::{Operations, Readiness};
use crate::runner::Runner;
use crate::store::Look;
use crate::telemetry::Metrics;
use crate::telemetry::metric::{HTTP_REQUEST_DURATION, HTTP_REQUESTS, INDEX_LAG};
use axum::http::{Method, StatusCode};
use onething_engine::scenario::text::Text;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What this host knows of itself.
pub struct Own {
    runner: Arc<Runner>,
    metrics: Metrics,
    look: Arc<Look>,
}

impl Own {
    /// Over its runner, what it measures, and what looks its store over.
    pub fn new(runner: Arc<Runner>, metrics: Metrics, look: Look) -> Self {
        Self { runner, metrics, look: Arc::new(look) }
    }
}

impl Operations for Own {
    fn readiness(&self) -> Readiness {
        let shared = self.runner.shared();
        if shared.fatal.get().is_some() || shared.closing.load(Ordering::Acquire) {
            return Readiness::Not(Text::new("服务正在停止", "the server is stopping"), 10);
        }
        if shared.index.is_crowded() {
            return Readiness::Not(
                Text::new("索引落后，正在追赶", "the index lags behind and is catching up"),
                2,
            );
        }
        Readiness::Ready
    }

    fn store(&self) -> Option<(Arc<Look>, u64)> {
        Some((self.look.clone(), self.runner.shared().journal.head().0))
    }

    fn metrics(&self) -> String {
        let shared = self.runner.shared();
        let lag = shared.durable.load(Ordering::Acquire).saturating_sub(shared.index.applied());
        // Gauges are floating-point numbers in this format.
        INDEX_LAG.gauge(&[]).set(lag as f64);
        self.metrics.render()
    }

    fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        HTTP_REQUESTS.counter(&[route, method.as_str(), status.as_str()]).increment(1);
        HTTP_REQUEST_DURATION.histogram(&[route, method.as_str()]).record(took.as_secs_f64());
    }
}
