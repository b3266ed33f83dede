//! All metrics, declared once. Names follow the rules of Prometheus: one prefix, base units, `_total`.

use metrics::{Counter, Gauge, Histogram, Label, counter, gauge, histogram};
use onething_engine::scenario::text::Text;

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// How long, or how large, spread over steps.
    Histogram,
}

/// What a metric's figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// Seconds since 1970.
    Timestamp,
}

/// One metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// With prefix and unit.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// In what.
    pub unit: Unit,
    /// The names of its labels; each has few values.
    pub labels: &'static [&'static str],
    /// Chinese, English; the English stands in what is rendered.
    pub help: (&'static str, &'static str),
}

macro_rules! metrics {
    ($($name:ident, $kind:ident, $unit:ident, $full:literal, [$($label:literal),*], $zh:literal, $en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: Metric = Metric {
                name: $full,
                kind: Kind::$kind,
                unit: Unit::$unit,
                labels: &[$($label),*],
                help: ($zh, $en),
            };
        )*
        /// Every metric.
        pub const TABLE: &[Metric] = &[$($name),*];
    };
}

metrics! {
    BUILD_INFO, Gauge, Count, "onething_build_info", ["version"], "本程序的版本，恒为 1", "version of the program, always 1";
    HTTP_REQUESTS, Counter, Count, "onething_http_requests_total", ["route", "method", "status"], "已答复的请求数", "requests answered";
    HTTP_REQUEST_DURATION, Histogram, Seconds, "onething_http_request_duration_seconds", ["route", "method"], "答复一个请求所用的时间", "time to answer a request";
    COMMANDS, Counter, Count, "onething_commands_total", ["type", "result"], "已裁定的命令数", "commands decided";
    COMMAND_DURATION, Histogram, Seconds, "onething_command_duration_seconds", ["type"], "命令从收到到落盘的时间", "time of a command from its coming to its being safe";
    JOURNAL_APPEND_DURATION, Histogram, Seconds, "onething_journal_append_duration_seconds", [], "写入一批记录所用的时间", "time to write a batch of records";
    JOURNAL_FSYNC_DURATION, Histogram, Seconds, "onething_journal_fsync_duration_seconds", [], "落盘一次所用的时间", "time of one sync";
    JOURNAL_BYTES, Gauge, Bytes, "onething_journal_bytes", [], "日志占用的字节数", "bytes of the journal";
    REPLAY_DURATION, Gauge, Seconds, "onething_replay_duration_seconds", [], "上次启动重放日志所用的时间", "time that the last start took to replay the journal";
    APPLICATIONS, Gauge, Count, "onething_applications", ["scenario", "state"], "办件数", "applications";
    TASKS_OPEN, Gauge, Count, "onething_tasks_open", ["department", "light"], "待办任务数，按红黄绿灯", "open tasks by their light";
    TASKS_OVERDUE, Gauge, Count, "onething_tasks_overdue", ["department"], "已超期的任务数", "tasks past their limit";
    HANDOFFS, Counter, Count, "onething_handoffs_total", ["department", "result"], "流转次数", "handoffs";
    HANDOFF_OLDEST, Gauge, Seconds, "onething_handoff_oldest_seconds", [], "最久未接的流转已等的时间", "how long the oldest handoff has waited";
    TIMERS_PENDING, Gauge, Count, "onething_timers_pending", [], "未到时的计时器数", "timers that wait";
    TIMER_LAG, Histogram, Seconds, "onething_timer_lag_seconds", [], "计时器晚到的时间", "how late timers fire";
    INCIDENTS_OPEN, Gauge, Count, "onething_incidents_open", ["kind"], "未解决的异常数", "open incidents";
    AUDIT_LAST_VERIFIED, Gauge, Timestamp, "onething_audit_last_verified_timestamp_seconds", [], "上次核验日志链的时刻", "when the chain of the journal was verified last";
    SSE_CLIENTS, Gauge, Count, "onething_sse_clients", [], "打开的事件流数", "open event streams";
    DISK_FREE, Gauge, Bytes, "onething_disk_free_bytes", [], "数据目录所在磁盘的剩余字节数", "bytes free where the data lie";
    UPLOADS, Counter, Bytes, "onething_uploads_bytes_total", [], "收到的材料字节数", "bytes of materials received";
    SYSTEM_CALLS, Counter, Count, "onething_system_calls_total", ["system", "result"], "对业务系统的调用次数", "calls of systems";
    SYSTEM_CALL_DURATION, Histogram, Seconds, "onething_system_call_duration_seconds", ["system"], "业务系统应答所用的时间", "time that systems take to answer";
    INDEX_LAG, Gauge, Count, "onething_index_lag_records", [], "索引落后于日志的记录数", "records that the index is behind the journal";
    NOTICES_PENDING, Gauge, Count, "onething_notices_pending", [], "待投递的通知数", "notifications that wait for delivery";
    NOTICES_DEAD, Gauge, Count, "onething_notices_dead", [], "投递失败、待人工处理的通知数", "notifications given up, for a person to see to";
    NOTICE_DELIVERIES, Counter, Count, "onething_notice_deliveries_total", ["result"], "通知投递次数", "attempts to deliver notifications";
}

/// What stands for a label's value that might be an id, a name or too long.
pub const OTHER: &str = "other";
/// Longest value of a label, in bytes.
const LONGEST_VALUE: usize = 64;
/// Digits or hexadecimal digits in a row that may be part of an id.
const LONGEST_RUN: usize = 7;

/// A label's value: a short word of ours, a route, a number of few digits. Whatever could tell a person or an
/// application (a name, an id card's number, a phone's, a UUID) becomes [`OTHER`].
pub fn word(value: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./{}:".contains(c);
    let digits = value.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    // A run of hexadecimal digits is an id only with a digit in it: `decade` is a word.
    let hexadecimal = value
        .split(|c: char| !c.is_ascii_hexdigit())
        .filter(|run| run.contains(|c: char| c.is_ascii_digit()))
        .map(str::len)
        .max();
    let like_an_id = digits.max(hexadecimal) > Some(LONGEST_RUN);
    let good = !value.is_empty() && value.len() <= LONGEST_VALUE && value.chars().all(plain) && !like_an_id;
    if good { value } else { OTHER }
}

impl Metric {
    fn labels(&self, values: &[&str]) -> Vec<Label> {
        debug_assert_eq!(values.len(), self.labels.len(), "{}: a value a label", self.name);
        let padded = values.iter().copied().chain(std::iter::repeat(OTHER));
        self.labels
            .iter()
            .zip(padded)
            .map(|(name, value)| Label::new(*name, word(value).to_owned()))
            .collect()
    }

    /// To count with; values in the order of the labels. What counts often keeps it.
    pub fn counter(&self, values: &[&str]) -> Counter {
        debug_assert_eq!(self.kind, Kind::Counter, "{}", self.name);
        counter!(self.name, self.labels(values))
    }

    /// To set; values in the order of the labels.
    pub fn gauge(&self, values: &[&str]) -> Gauge {
        debug_assert_eq!(self.kind, Kind::Gauge, "{}", self.name);
        gauge!(self.name, self.labels(values))
    }

    /// To record in; values in the order of the labels.
    pub fn histogram(&self, values: &[&str]) -> Histogram {
        debug_assert_eq!(self.kind, Kind::Histogram, "{}", self.name);
        histogram!(self.name, self.labels(values))
    }

    /// What it tells.
    pub fn text(&self) -> Text {
        Text::new(self.help.0, self.help.1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, OTHER, TABLE, Unit, word};
    use std::collections::BTreeSet;

    #[test]
    fn names_follow_the_rules() {
        let names: BTreeSet<&str> = TABLE.iter().map(|m| m.name).collect();
        assert_eq!(names.len(), TABLE.len());
        for metric in TABLE {
            assert!(metric.name.starts_with("onething_"), "{}", metric.name);
            assert_eq!(metric.name.ends_with("_total"), metric.kind == Kind::Counter, "{}", metric.name);
            let base = metric.name.trim_end_matches("_total");
            assert_eq!(base.ends_with("_bytes"), metric.unit == Unit::Bytes, "{}", metric.name);
            assert_eq!(
                base.ends_with("_timestamp_seconds"),
                metric.unit == Unit::Timestamp,
                "{}",
                metric.name
            );
            let seconds = matches!(metric.unit, Unit::Seconds | Unit::Timestamp);
            assert_eq!(base.ends_with("_seconds"), seconds, "{}", metric.name);
            assert!(metric.help.1.is_ascii() && !metric.help.0.is_ascii(), "{}", metric.name);
        }
    }

    #[test]
    fn no_label_speaks_of_a_person_or_an_application() {
        // A new label is thought about: its values are few, and none tells who.
        let few = [
            "version",
            "route",
            "method",
            "status",
            "type",
            "result",
            "scenario",
            "state",
            "department",
            "light",
            "kind",
            "system",
        ];
        for metric in TABLE {
            for label in metric.labels {
                assert!(few.contains(label), "{}: {label}", metric.name);
            }
        }
    }

    #[test]
    fn what_may_tell_who_does_not_get_through() {
        for good in [
            "GET",
            "200",
            "/api/v1/tasks/{id}/claim",
            "newborn-birth",
            "police",
            "0.1.0",
            "2026-03",
            "decade",
        ] {
            assert_eq!(word(good), good);
        }
        for personal in [
            "张三",
            "37030319900101123X",
            "370303199001011234",
            "13812345678",
            "a b",
            "zhang@example.com",
            "",
            "01926d5e-7f3a-7c11-9b1a-0123456789ab",
            "01926d5e7f3a7c119b1a0123456789ab",
            "/api/v1/applications/01926d5e-7f3a-7c11-9b1a-0123456789ab",
            "x\ny",
            &"x".repeat(65),
            "\"}evil 1",
        ] {
            assert_eq!(word(personal), OTHER, "{personal}");
        }
    }
}
