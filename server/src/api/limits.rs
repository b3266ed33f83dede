//! Every bound of the HTTP interface in one place, and the language of those who name none.

use crate::config::Settings;
use onething_engine::scenario::syntax::Budget;
use onething_engine::scenario::text::Language;
use std::time::Duration;

/// How often something may be done: a bucket of `burst` that refills evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// How many at once after a pause.
    pub burst: u32,
    /// How many a second in the long run.
    pub per_second: f64,
}

impl Rate {
    /// As many at once as a minute allows.
    pub const fn per_minute(count: u32) -> Self {
        Self { burst: count, per_second: count as f64 / 60.0 }
    }
}

/// Every bound of the HTTP interface. What goes over one is answered with a problem document.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// From the first byte of a request's head (or from connecting) to its end.
    pub head: Duration,
    /// Between two pieces of a request's body.
    pub body_idle: Duration,
    /// How long the peer may take no byte of an answer.
    pub write_idle: Duration,
    /// Between an answer and the next request on the same connection.
    pub keep_alive: Duration,
    /// A whole request, its body read and its answer made.
    pub request: Duration,
    /// The same where files are handed in.
    pub upload: Duration,
    /// For open requests to end after the server was told to stop.
    pub drain: Duration,
    /// Connections at once.
    pub connections: usize,
    /// Connections at once of one address; none: no bound of its own.
    pub connections_of_address: Option<usize>,
    /// Bytes of a request's head: the request line and all header fields.
    pub head_bytes: usize,
    /// Header fields of a request.
    pub head_fields: usize,
    /// Bytes of a request's target (path and query).
    pub target_bytes: usize,
    /// Bytes of a JSON body.
    pub json_bytes: usize,
    /// Nesting of a JSON body.
    pub json_depth: usize,
    /// Bytes of one file handed in.
    pub upload_bytes: usize,
    /// Characters of an idempotency key.
    pub key: usize,
    /// What the text of a scenario that is sent in may cost to read.
    pub scenario: Budget,
    /// How long such a key is remembered.
    pub key_kept: Duration,
    /// Wrong tokens from one address until it is locked out; none: as many as it likes.
    pub tries: Option<u32>,
    /// How long wrong tokens are counted, and how long the lock holds.
    pub lock: Duration,
    /// After so long without anything done the pages sign staff out.
    pub idle_staff: Duration,
    /// The same of applicants.
    pub idle_applicant: Duration,
    /// How long before people are told that they will be signed out.
    pub warning: Duration,
    /// Entries of one page of a list.
    pub page: u32,
    /// Requests of one principal, and of one address where nobody is signed in; none: not bounded.
    pub requests: Option<Rate>,
    /// Submissions of one principal; none: not bounded.
    pub submissions: Option<Rate>,
    /// Event streams at once.
    pub streams: usize,
    /// Event streams at once of one principal.
    pub streams_of_principal: usize,
    /// Between two signs of life on a silent event stream.
    pub heartbeat: Duration,
    /// Events that an event stream may be behind before it is closed.
    pub stream_lag: u64,
    /// Derivations (checks, comparisons, graphs) at once.
    pub derivations: usize,
    /// Derivations that wait for their turn.
    pub derivations_waiting: usize,
    /// Simulations at once.
    pub simulations: usize,
    /// Simulations that wait for their turn.
    pub simulations_waiting: usize,
    /// Simulations that are kept; beyond them the oldest that are over are forgotten.
    pub simulations_kept: usize,
    /// Applications of one replication of a simulation: where a desk is overloaded, all of them are open at once.
    pub simulated_cases: u64,
    /// Applications of a whole simulation.
    pub simulated: u64,
    /// The language of answers where `Accept-Language` names none that there is.
    pub language: Language,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: usize = 1 << 20;
        Self {
            head: Duration::from_secs(10),
            body_idle: Duration::from_secs(30),
            write_idle: Duration::from_secs(30),
            keep_alive: Duration::from_secs(75),
            request: Duration::from_secs(60),
            upload: Duration::from_secs(600),
            drain: Duration::from_secs(10),
            connections: 4096,
            connections_of_address: Some(256),
            head_bytes: 32 * 1024,
            head_fields: 100,
            target_bytes: 8 * 1024,
            json_bytes: MIB,
            json_depth: 64,
            upload_bytes: 20 * MIB,
            key: 64,
            key_kept: Duration::from_secs(7 * 24 * 3_600),
            scenario: Budget::UPLOAD,
            tries: Some(5),
            lock: Duration::from_secs(15 * 60),
            idle_staff: Duration::from_secs(15 * 60),
            idle_applicant: Duration::from_secs(30 * 60),
            warning: Duration::from_secs(2 * 60),
            page: 200,
            requests: Some(Rate { burst: 60, per_second: 20.0 }),
            submissions: Some(Rate::per_minute(10)),
            streams: 2000,
            streams_of_principal: 4,
            heartbeat: Duration::from_secs(15),
            stream_lag: 10_000,
            derivations: 2,
            derivations_waiting: 32,
            simulations: 1,
            simulations_waiting: 16,
            simulations_kept: 64,
            simulated_cases: 200_000,
            simulated: 20_000_000,
            language: Language::En,
        }
    }
}

impl Limits {
    /// As they are configured.
    pub fn of(settings: &Settings) -> Self {
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let few = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            head: settings.limits_header_time,
            body_idle: settings.limits_body_idle,
            write_idle: settings.limits_body_idle,
            keep_alive: settings.limits_keep_alive,
            request: settings.limits_request_time,
            upload: settings.limits_upload_time,
            drain: settings.drain,
            connections: number(settings.limits_connections),
            connections_of_address: settings.limits_connections_per_address.map(number),
            head_bytes: number(settings.limits_header_bytes),
            head_fields: number(settings.limits_headers),
            json_bytes: number(settings.limits_json_body),
            json_depth: number(settings.limits_json_depth),
            upload_bytes: number(settings.limits_upload),
            key: number(settings.limits_idempotency_key),
            key_kept: settings.limits_idempotency_kept,
            scenario: Budget {
                bytes: number(settings.limits_scenario_file),
                nodes: number(settings.limits_scenario_nodes),
                depth: number(settings.limits_scenario_depth),
            },
            tries: settings.limits_login_tries.map(few),
            lock: settings.limits_login_lock,
            idle_staff: settings.limits_session_idle_staff,
            idle_applicant: settings.limits_session_idle_applicant,
            warning: settings.limits_session_warning,
            page: few(settings.limits_page),
            requests: settings
                .limits_requests_per_second
                .map(|per_second| Rate { burst: few(settings.limits_burst), per_second: per_second as f64 }),
            submissions: settings.limits_submits_per_minute.map(|count| Rate::per_minute(few(count))),
            streams: number(settings.limits_streams),
            streams_of_principal: number(settings.limits_streams_per_user),
            language: settings.language,
            simulations: number(settings.limits_simulations),
            simulations_waiting: number(settings.limits_simulations_waiting),
            simulations_kept: number(settings.limits_simulations_kept),
            simulated_cases: settings.limits_simulation_cases,
            simulated: settings.limits_simulation_total,
            ..Self::default()
        }
    }

    /// Without the bounds of one address and one principal, for a server that only its own machine reaches.
    pub fn unshared() -> Self {
        Self {
            connections_of_address: None,
            requests: None,
            submissions: None,
            tries: None,
            ..Self::default()
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
mod tests {
    use super::Limits;
    use crate::config::{Flags, SectionMistake, Sources, resolve};

    fn of(given: &[(&str, &str)]) -> Limits {
        let mut flags = Flags::default();
        given.iter().for_each(|(key, value)| flags.give(key, value));
        let take = |_: &str, _: &toml::Table| -> Result<(), SectionMistake> { Ok(()) };
        let sources =
            Sources { flags: &flags, environment: &[], file: None, systems: &take, webhooks: &take };
        Limits::of(&resolve(&sources).unwrap().settings)
    }

    #[test]
    fn bounds_are_the_same_where_nothing_is_configured() {
        assert_eq!(of(&[]), Limits::default());
    }

    #[test]
    fn bounds_of_simulations_are_configured() {
        let limits = of(&[
            ("limits.simulations", "3"),
            ("limits.simulations_waiting", "5"),
            ("limits.simulations_kept", "7"),
            ("limits.simulation_cases", "500"),
            ("limits.simulation_total", "9000"),
        ]);
        let at_once = (limits.simulations, limits.simulations_waiting, limits.simulations_kept);
        assert_eq!(at_once, (3, 5, 7));
        assert_eq!((limits.simulated_cases, limits.simulated), (500, 9_000));
    }
}
