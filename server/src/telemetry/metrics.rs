//! The register of metrics, and its rendering for Prometheus.

use super::metric::{BUILD_INFO, Kind, Metric, TABLE};
use metrics::{Recorder, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// Steps of every histogram of times, in seconds: from 100 µs, a fast sync, to 10 s, the longest request that is
/// not an upload is cut off at a minute.
const STEPS: [f64; 16] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// This process has a register of metrics already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken;

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this process measures already")
    }
}

impl std::error::Error for Taken {}

/// Renders what was measured.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
}

impl Metrics {
    /// Makes the process measure. What has no labels is there from the start, as zero, so that an alarm on its
    /// absence means something.
    ///
    /// # Errors
    /// [`Taken`] where it measures already.
    pub fn install() -> Result<Self, Taken> {
        let recorder = recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, begin);
        metrics::set_global_recorder(recorder).map_err(|_| Taken)?;
        Ok(Self { handle })
    }

    /// The answer of `GET /metrics`, in Prometheus' text format 0.0.4.
    pub fn render(&self) -> String {
        self.handle.render()
    }

    /// To be called every few seconds: gathers what histograms have taken in since, which would grow until the
    /// next rendering otherwise.
    pub fn upkeep(&self) {
        self.handle.run_upkeep();
    }
}

fn recorder() -> PrometheusRecorder {
    // Only an empty list of steps is refused.
    let builder = PrometheusBuilder::new().set_buckets(&STEPS).unwrap_or_else(|_| PrometheusBuilder::new());
    let recorder = builder.build_recorder();
    for metric in TABLE {
        describe(&recorder, metric);
    }
    recorder
}

fn describe(recorder: &PrometheusRecorder, metric: &Metric) {
    let (name, help) = (metric.name.into(), metric.help.1.into());
    match metric.kind {
        // The unit stands in the name, as the rules of naming want it.
        Kind::Counter => recorder.describe_counter(name, None, help),
        Kind::Gauge => recorder.describe_gauge(name, None, help),
        Kind::Histogram => recorder.describe_histogram(name, None, help),
    }
}

fn begin() {
    for metric in TABLE.iter().filter(|metric| metric.labels.is_empty()) {
        match metric.kind {
            Kind::Counter => metric.counter(&[]).absolute(0),
            Kind::Gauge => metric.gauge(&[]).set(0.0),
            // Registered without a figure: a zero would count as one.
            Kind::Histogram => drop(metric.histogram(&[])),
        }
    }
    BUILD_INFO.gauge(&[env!("CARGO_PKG_VERSION")]).set(1.0);
}

#[cfg(test)]
mod tests {
    use super::{Metrics, begin, recorder};
    use crate::telemetry::metric::{COMMANDS, HTTP_REQUESTS, JOURNAL_FSYNC_DURATION, Kind, TABLE, UPLOADS};
    use metrics::with_local_recorder;
    use std::collections::BTreeMap;

    /// One sample of what was rendered: name, labels, figure.
    type Sample = (String, BTreeMap<String, String>, f64);

    /// Reads the text format strictly: comments are HELP or TYPE, every other line is a sample.
    fn parse(text: &str) -> (BTreeMap<String, String>, BTreeMap<String, String>, Vec<Sample>) {
        let (mut help, mut types, mut samples) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(comment) = line.strip_prefix("# ") {
                let (what, rest) = comment.split_once(' ').unwrap();
                let (name, told) = rest.split_once(' ').unwrap();
                let to = if what == "HELP" { &mut help } else { &mut types };
                assert!(what == "HELP" || what == "TYPE", "{line}");
                assert_eq!(to.insert(name.to_owned(), told.to_owned()), None, "{line}: twice");
                continue;
            }
            let (series, figure) = line.rsplit_once(' ').unwrap();
            let figure: f64 = figure.parse().unwrap_or_else(|_| panic!("{line}"));
            let (name, labels) = match series.split_once('{') {
                None => (series, BTreeMap::new()),
                Some((name, rest)) => {
                    let inner = rest.strip_suffix('}').unwrap_or_else(|| panic!("{line}"));
                    let pairs = inner.split("\",").filter(|pair| !pair.is_empty()).map(|pair| {
                        let (label, value) = pair.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
                        (label.to_owned(), value.trim_end_matches('"').to_owned())
                    });
                    (name, pairs.collect())
                }
            };
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{line}");
            samples.push((name.to_owned(), labels, figure));
        }
        (help, types, samples)
    }

    /// Everything measured once, then rendered.
    fn rendered(measure: impl FnOnce()) -> String {
        let recorder = recorder();
        let metrics = Metrics { handle: recorder.handle() };
        with_local_recorder(&recorder, || {
            begin();
            measure();
        });
        metrics.upkeep();
        metrics.render()
    }

    #[test]
    fn every_declared_metric_is_rendered_with_its_type_help_and_labels() {
        let text = rendered(|| {
            for metric in TABLE {
                let values = vec!["one"; metric.labels.len()];
                match metric.kind {
                    Kind::Counter => metric.counter(&values).increment(2),
                    Kind::Gauge => metric.gauge(&values).set(3.5),
                    Kind::Histogram => metric.histogram(&values).record(0.003),
                }
            }
        });
        let (help, types, samples) = parse(&text);
        for metric in TABLE {
            let kind = format!("{:?}", metric.kind).to_lowercase();
            assert_eq!(types.get(metric.name), Some(&kind), "{}", metric.name);
            assert_eq!(help.get(metric.name).map(String::as_str), Some(metric.help.1), "{}", metric.name);
            let series = if metric.kind == Kind::Histogram {
                format!("{}_count", metric.name)
            } else {
                metric.name.into()
            };
            let (_, labels, figure) = samples
                .iter()
                .find(|(name, labels, _)| *name == series && labels.values().all(|v| v == "one"))
                .unwrap_or_else(|| panic!("{series} is missing"));
            assert_eq!(
                labels.keys().map(String::as_str).collect::<Vec<_>>(),
                sorted(metric.labels),
                "{series}"
            );
            let expected = match metric.kind {
                Kind::Counter => 2.0,
                Kind::Gauge => 3.5,
                Kind::Histogram => 1.0,
            };
            assert!((figure - expected).abs() < 1e-9, "{series}: {figure}");
        }
        assert_eq!(types.len(), TABLE.len(), "something is measured that is not declared");
    }

    fn sorted(labels: &[&'static str]) -> Vec<&'static str> {
        let mut labels = labels.to_vec();
        labels.sort_unstable();
        labels
    }

    #[test]
    fn what_has_no_labels_is_there_from_the_start() {
        let (_, types, samples) = parse(&rendered(|| {}));
        for metric in TABLE.iter().filter(|m| m.labels.is_empty() && m.kind != Kind::Histogram) {
            assert!(
                samples.iter().any(|(name, _, figure)| name == metric.name && *figure == 0.0),
                "{}",
                metric.name
            );
        }
        assert!(types.contains_key("onething_build_info"));
    }

    #[test]
    fn times_fall_into_steps_and_ids_into_other() {
        let text = rendered(|| {
            JOURNAL_FSYNC_DURATION.histogram(&[]).record(0.0002);
            JOURNAL_FSYNC_DURATION.histogram(&[]).record(20.0);
            UPLOADS.counter(&[]).increment(7);
            COMMANDS.counter(&["submit", "张三"]).increment(1);
            HTTP_REQUESTS
                .counter(&["/applications/01926d5e7f3a7c119b1a0123456789ab", "GET", "200"])
                .increment(1);
        });
        assert!(text.contains("onething_journal_fsync_duration_seconds_bucket{le=\"0.00025\"} 1"), "{text}");
        assert!(text.contains("onething_journal_fsync_duration_seconds_bucket{le=\"10\"} 1"), "{text}");
        assert!(text.contains("onething_journal_fsync_duration_seconds_bucket{le=\"+Inf\"} 2"), "{text}");
        assert!(text.contains("onething_uploads_bytes_total 7"), "{text}");
        assert!(!text.contains("张三") && !text.contains("01926d5e"), "{text}");
        assert!(text.contains("result=\"other\"") && text.contains("route=\"other\""), "{text}");
    }
}
