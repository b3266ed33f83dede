//! All settings, declared once.

use super::setting::{Kind, Setting};
use super::value::{FromValue, Value};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Which time applications live in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// That of the machine.
    Real,
    /// That of the machine until a tester advances it.
    Sandbox,
}

impl FromValue for Clock {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Choice("real") => Some(Clock::Real),
            Value::Choice("sandbox") => Some(Clock::Sandbox),
            _ => None,
        }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// To be read.
    Human,
    /// One JSON object a line.
    Json,
}

impl FromValue for LogFormat {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Choice("human") => Some(LogFormat::Human),
            Value::Choice("json") => Some(LogFormat::Json),
            _ => None,
        }
    }
}

impl FromValue for onething_engine::scenario::text::Language {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Choice("zh") => Some(Self::Zh),
            Value::Choice("en") => Some(Self::En),
            _ => None,
        }
    }
}

const MS: u64 = 1;
const S: u64 = 1_000 * MS;
const MIN: u64 = 60 * S;
const H: u64 = 60 * MIN;
const D: u64 = 24 * H;
const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

const fn setting(
    key: &'static str,
    kind: Kind,
    default: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Setting {
    let text = (zh, en);
    Setting { key, kind, default, in_development: None, word: None, flag: None, everywhere: false, text }
}

const fn count(
    key: &'static str,
    (least, most): (u64, u64),
    default: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Setting {
    setting(key, Kind::Count { least, most }, default, zh, en)
}

const fn bytes(
    key: &'static str,
    (least, most): (u64, u64),
    default: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Setting {
    setting(key, Kind::Bytes { least, most }, default, zh, en)
}

const fn time(
    key: &'static str,
    (least, most): (u64, u64),
    default: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Setting {
    setting(key, Kind::Time { least, most }, default, zh, en)
}

macro_rules! settings {
    ($($field:ident: $type:ty = $declared:expr;)*) => {
        /// Every setting, in the order of the documents.
        pub const TABLE: &[Setting] = &[$($declared),*];

        /// The values of all settings, in the types that the program uses; [`TABLE`] says what each is.
        #[allow(missing_docs, reason = "each is told in the table, in both languages")]
        #[derive(Debug, Clone)]
        pub struct Settings {
            $(pub $field: $type,)*
        }

        impl Settings {
            /// From the values by key; none where a declaration's kind and type do not fit, which a test rules out.
            pub(super) fn of(values: &BTreeMap<&'static str, Value>) -> Option<Self> {
                Some(Self { $($field: <$type>::from_value(values.get($declared.key)?)?,)* })
            }
        }
    };
}

settings! {
    listen: SocketAddr = setting("listen", Kind::Address, "127.0.0.1:8080", "监听的地址与端口", "address and port to listen on").flag("listen");
    data: PathBuf = setting("data", Kind::Path, "./data", "数据目录", "folder of the data").flag("data");
    scenarios: Option<PathBuf> = setting("scenarios", Kind::Path, "", "场景库目录；不设则用 ./scenarios，没有则用内置场景库", "folder of the scenarios; unset: ./scenarios, else the shipped library").flag_everywhere("scenarios");
    dev: bool = setting("dev", Kind::Switch, "false", "开发模式：不查身份，只监听本机回环地址", "development: asks nobody who they are, listens on loopback only").flag("dev");
    clock: Clock = setting("clock", Kind::Choice(&["real", "sandbox"]), "real", "办件所处的时间：真实时间，或可由测试人员拨快的沙箱时间", "the time that applications live in: real, or a sandbox's that testers advance").flag("clock").in_development("sandbox");
    language: onething_engine::scenario::text::Language = setting("language", Kind::Choice(&["zh", "en"]), "en", "请求未指明语言时所用的语言", "language of answers where a request asks for none").flag_everywhere("lang");
    shards: Option<u64> = count("shards", (1, 1_024), "auto", "办件分片数；auto：与处理器数相同", "shards of applications; auto: one a processor").or("auto");
    workers: Option<u64> = count("workers", (1, 1_024), "auto", "网络线程数；auto：与处理器数相同", "threads for the network; auto: one a processor").or("auto");
    drain: Duration = time("drain", (0, 5 * MIN), "10s", "停机时等待在途请求的最长时间", "longest wait for requests under way when stopping");
    log_filter: String = setting("log.filter", Kind::Text, "info", "日志过滤，如 info,onething_server::journal=debug", "filter of log lines, as info,onething_server::journal=debug").flag("log");
    log_format: LogFormat = setting("log.format", Kind::Choice(&["human", "json"]), "human", "日志格式", "how log lines are written").flag("log-format");
    audit_checkpoints: Option<PathBuf> = setting("audit.checkpoints", Kind::Path, "", "审计检查点写入的文件，最好在另一块盘或另一台机器上；不设则不写", "file of audit checkpoints, best on another disk or machine; unset: none");
    journal_batch: u64 = bytes("journal.batch", (64 * KIB, 64 * MIB), "4MiB", "一批记录的最大字节数", "most bytes of records written with one sync");
    journal_segment: u64 = bytes("journal.segment", (MIB, 4 * GIB), "64MiB", "一个日志段的字节数", "bytes of one segment");
    journal_waiting: u64 = bytes("journal.waiting", (64 * KIB, GIB), "32MiB", "等待写入的最大字节数；再多则新请求等待", "most bytes that wait to be written; beyond it requests wait");
    cache_applications: u64 = bytes("cache.applications", (MIB, 1_024 * GIB), "256MiB", "办件缓存的最大字节数", "most bytes of applications kept in memory");
    cache_index: u64 = bytes("cache.index", (MIB, 1_024 * GIB), "64MiB", "索引缓存的最大字节数", "most bytes of the index kept in memory");
    limits_queue: u64 = count("limits.queue", (1, 1_000_000), "1024", "每个分片等待的命令数上限；超出答 429", "most commands waiting for one shard; beyond it 429");
    limits_header_time: Duration = time("limits.header_time", (100 * MS, 10 * MIN), "10s", "读完请求头的最长时间", "longest time to read a request's headers");
    limits_body_idle: Duration = time("limits.body_idle", (100 * MS, 10 * MIN), "30s", "请求体停顿的最长时间", "longest pause in a request's body");
    limits_request_time: Duration = time("limits.request_time", (S, H), "60s", "一个请求的最长时间", "longest time of a whole request");
    limits_upload_time: Duration = time("limits.upload_time", (S, D), "10min", "一次上传的最长时间", "longest time of an upload");
    limits_keep_alive: Duration = time("limits.keep_alive", (S, H), "75s", "空闲连接保留的时间", "how long an idle connection is kept");
    limits_connections: u64 = count("limits.connections", (1, 1_000_000), "4096", "连接数上限", "most connections");
    limits_connections_per_address: Option<u64> = count("limits.connections_per_address", (1, 1_000_000), "256", "每个地址的连接数上限", "most connections of one address").or("off").in_development("off");
    limits_header_bytes: u64 = bytes("limits.header_bytes", (KIB, MIB), "32KiB", "请求头的最大字节数", "most bytes of a request's headers");
    limits_headers: u64 = count("limits.headers", (8, 10_000), "100", "请求头的最多条数", "most headers of a request");
    limits_json_body: u64 = bytes("limits.json_body", (KIB, GIB), "1MiB", "JSON 请求体的最大字节数", "most bytes of a JSON body");
    limits_json_depth: u64 = count("limits.json_depth", (1, 120), "64", "JSON 的最大嵌套层数", "deepest nesting of a JSON body");
    limits_scenario_file: u64 = bytes("limits.scenario_file", (KIB, 64 * MIB), "1MiB", "一个场景文件的最大字节数", "most bytes of a scenario file");
    limits_scenario_depth: u64 = count("limits.scenario_depth", (8, 256), "64", "场景文件的最大嵌套层数", "deepest nesting of a scenario file");
    limits_scenario_nodes: u64 = count("limits.scenario_nodes", (100, 1_000_000), "10000", "场景文件的最多节点数", "most nodes of a scenario file");
    limits_upload: u64 = bytes("limits.upload", (KIB, 4 * GIB), "20MiB", "一份材料的最大字节数", "most bytes of one material");
    limits_uploads_per_application: u64 = count("limits.uploads_per_application", (1, 10_000), "50", "一个办件的最多材料份数", "most materials of one application");
    limits_upload_bytes_per_application: u64 = bytes("limits.upload_bytes_per_application", (KIB, 64 * GIB), "500MiB", "一个办件材料的最大总字节数", "most bytes of one application's materials");
    limits_image_pixels: u64 = count("limits.image_pixels", (1, 10_000_000_000), "100000000", "一张图片的最多像素数", "most pixels of an image");
    limits_page: u64 = count("limits.page", (1, 1_000), "200", "一页列表的最多条数", "most rows of one page of a list");
    limits_streams_per_user: u64 = count("limits.streams_per_user", (1, 1_000), "4", "每个用户的事件流数上限", "most event streams of one user");
    limits_streams: u64 = count("limits.streams", (1, 1_000_000), "2000", "事件流总数上限", "most event streams");
    limits_requests_per_second: Option<u64> = count("limits.requests_per_second", (1, 1_000_000), "20", "每个用户每秒请求数", "requests a second of one user").or("off").in_development("off");
    limits_burst: u64 = count("limits.burst", (1, 1_000_000), "60", "每个用户一时可超出的请求数", "requests that one user may send at once");
    limits_submits_per_minute: Option<u64> = count("limits.submits_per_minute", (1, 1_000_000), "10", "每个用户每分钟提交次数", "submissions a minute of one user").or("off").in_development("off");
    limits_login_tries: Option<u64> = count("limits.login_tries", (1, 1_000), "5", "一个地址出示错误令牌几次后锁定", "wrong tokens from one address until it is locked out").or("off").in_development("off");
    limits_login_lock: Duration = time("limits.login_lock", (S, D), "15min", "计错与锁定的时长", "how long wrong tokens are counted, and how long the lock holds");
    limits_idempotency_key: u64 = count("limits.idempotency_key", (16, 255), "64", "幂等键的最多字符数", "most characters of an idempotency key");
    limits_idempotency_kept: Duration = time("limits.idempotency_kept", (H, 365 * D), "7d", "幂等键保留的时间", "how long idempotency keys are kept");
    limits_session_idle_staff: Duration = time("limits.session_idle_staff", (MIN, D), "15min", "工作人员无操作多久后页面退出登录", "after how long without anything done pages sign staff out");
    limits_session_idle_applicant: Duration = time("limits.session_idle_applicant", (MIN, D), "30min", "申请人无操作多久后页面退出登录", "after how long without anything done pages sign applicants out");
    limits_session_warning: Duration = time("limits.session_warning", (10 * S, H), "2min", "退出登录前多久提醒", "how long before people are told that they will be signed out");
    limits_checkpoint_records: u64 = count("limits.checkpoint_records", (1, 1_000_000), "1000", "每隔多少条记录立一个审计检查点", "records between two audit checkpoints");
    limits_checkpoint_time: Duration = time("limits.checkpoint_time", (S, D), "10min", "审计检查点的最长间隔", "longest time between two audit checkpoints");
    limits_simulations: u64 = count("limits.simulations", (1, 1_024), "1", "同时运行的模拟数", "simulations that run at once");
    limits_simulations_waiting: u64 = count("limits.simulations_waiting", (1, 100_000), "16", "排队的模拟数上限；超出答 429", "most simulations that wait for their turn; beyond it 429");
    limits_simulations_kept: u64 = count("limits.simulations_kept", (1, 100_000), "64", "内存中保留的模拟数；超出时先清除最早结束的", "simulations kept in memory; beyond it the oldest that are over are forgotten");
    limits_simulation_cases: u64 = count("limits.simulation_cases", (1, 1_000_000_000), "200000", "模拟每次重复的最多办件数", "most applications of one replication of a simulation");
    limits_simulation_total: u64 = count("limits.simulation_total", (1, 1_000_000_000_000), "20000000", "一次模拟全部重复合计的最多办件数", "most applications of a simulation, all replications together");
}

#[cfg(test)]
mod tests {
    use super::{Settings, TABLE};
    use crate::config::Value;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn keys_flags_and_variables_are_told_apart_and_texts_are_there() {
        let keys: BTreeSet<&str> = TABLE.iter().map(|s| s.key).collect();
        let variables: BTreeSet<String> = TABLE.iter().map(super::Setting::variable).collect();
        let flags: Vec<&str> = TABLE.iter().filter_map(|s| s.flag).collect();
        let distinct: BTreeSet<&str> = flags.iter().copied().collect();
        assert_eq!((keys.len(), variables.len()), (TABLE.len(), TABLE.len()));
        assert_eq!(distinct.len(), flags.len());
        for setting in TABLE {
            assert!(
                setting.key.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c)),
                "{}",
                setting.key
            );
            assert!(!setting.key.contains("__"), "{}: would clash in the environment", setting.key);
            assert!(
                setting.text.0.chars().any(|c| c > '\u{2e80}') && setting.text.1.is_ascii(),
                "{}",
                setting.key
            );
        }
    }

    #[test]
    fn defaults_and_words_fit_their_kinds_and_types() {
        for development in [false, true] {
            let mut values = BTreeMap::new();
            for setting in TABLE {
                let text = setting.default_text(development);
                let value = match text {
                    "" => Value::Unset,
                    _ => {
                        setting.read(text).unwrap_or_else(|why| panic!("{}: {text}: {}", setting.key, why.en))
                    }
                };
                values.insert(setting.key, value);
            }
            let settings = Settings::of(&values).unwrap();
            assert_eq!(settings.limits_requests_per_second.is_none(), development);
            for setting in TABLE.iter().filter(|s| s.word.is_some()) {
                let mut values = values.clone();
                values.insert(setting.key, setting.read(setting.word.unwrap()).unwrap());
                assert!(Settings::of(&values).is_some(), "{}: its word does not fit its type", setting.key);
            }
        }
    }
}
