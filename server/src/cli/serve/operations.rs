//! What the host knows of itself.

use crate::api::operations::{Operations, Readiness};
use crate::host::Census;
use crate::runner::Runner;
use crate::store::{Look, free_bytes};
use crate::telemetry::Metrics;
use crate::telemetry::metric::{DISK_FREE, INDEX_LAG, JOURNAL_BYTES, NOTICES_DEAD, NOTICES_PENDING};
use axum::http::{Method, StatusCode};
use onething_engine::scenario::text::Text;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What this host knows of itself.
pub struct Own {
    runner: Arc<Runner>,
    metrics: Metrics,
    census: Census,
    data: PathBuf,
    look: Arc<Look>,
}

impl Own {
    /// Over its runner, what it measures, the folder of its data, and what looks its store over.
    pub fn new(runner: Arc<Runner>, metrics: Metrics, data: PathBuf, look: Look) -> Self {
        Self { runner, metrics, census: Census::default(), data, look: Arc::new(look) }
    }

    /// What is looked up only when it is asked for.
    fn measure(&self) {
        let shared = self.runner.shared();
        let lag = shared.durable.load(Ordering::Acquire).saturating_sub(shared.index.applied());
        // Gauges are floating-point numbers in this format.
        INDEX_LAG.gauge(&[]).set(lag as f64);
        let outbox = shared.office.outbox();
        let (waiting, dead) = (outbox.waiting(), outbox.dead());
        drop(outbox);
        NOTICES_PENDING.gauge(&[]).set(waiting as f64);
        NOTICES_DEAD.gauge(&[]).set(dead as f64);
        if let Some(bytes) = free_bytes(&self.data) {
            DISK_FREE.gauge(&[]).set(bytes as f64);
        }
        let files = std::fs::read_dir(self.data.join("journal")).into_iter().flatten().flatten();
        let journal: u64 = files.filter_map(|file| Some(file.metadata().ok()?.len())).sum();
        JOURNAL_BYTES.gauge(&[]).set(journal as f64);
        if let Err(error) = self.census.take(&self.runner) {
            tracing::warn!(%error, "what there is could not be counted");
        }
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
        self.measure();
        self.metrics.render()
    }

    fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        self.metrics.answered(method, route, status, took);
    }
}
