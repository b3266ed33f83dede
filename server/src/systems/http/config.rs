//! What is said of a system that is reached over HTTP. Read from TOML:
//!
//! ```toml
//! url = "https://data.example.gov.cn/api/v2"     # of every call; the host is part of it and nothing changes it
//! internal = ["10.8.0.0/16"]                      # hosts, addresses and networks that may be reached though not public
//! headers = { Authorization = "Bearer ${env:POPULATION_TOKEN}" }
//! timeout_ms = 5000                               # of one request, from connecting to the last byte
//! retries = { times = 2, base_ms = 200, most_ms = 5000 }
//! breaker = { failures = 5, pause_ms = 30000, trials = 1 }
//! authorities = ["/etc/onething/ca.pem"]          # besides those of the machine
//! callback_secret = "${file:/run/secrets/population}"   # whsec_…; lets it answer later
//!
//! [services."population.person"]
//! method = "POST"
//! path = "/persons/{it.id_number}"
//! query = { purpose = "one-thing" }
//! body = { id = "{it.id_number}" }
//! not_found = [404]
//! returns = { "it.name" = "/data/name" }
//! ```
//!
//! A service that is not named is called by `POST /SERVICE` with everything it is given, and answers in the plain form:
//! `{"found": {"it.name": "王芳"}}`, `{"found": null}` where there is nothing, `{"failed": "why"}`.

use super::address::{Internal, Net};
use super::breaker::BreakerLimits;
use super::template::{Body, Fault, OF_CALL, Template};
use crate::config::secret::Vault;
use crate::systems::roles::{offered, role_name};
use onething_engine::scenario::model::{Catalogue, RoleDatum};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

/// A system that is reached over HTTP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSystem {
    /// Where its services are: scheme, host, port, and the begin of every path.
    pub url: String,
    /// Who may be reached though not on the public internet.
    #[serde(default)]
    pub internal: Internal,
    /// Headers of every call.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Milliseconds of one request.
    #[serde(default = "five_seconds")]
    pub timeout_ms: u64,
    /// How a request that came to nothing is repeated inside one call.
    #[serde(default)]
    pub retries: Retries,
    /// When it is left alone for a while.
    #[serde(default)]
    pub breaker: BreakerLimits,
    /// Files of certificates (PEM) that are trusted besides the machine's.
    #[serde(default)]
    pub authorities: Vec<PathBuf>,
    /// The secret by which it signs answers that come later.
    #[serde(default)]
    pub callback_secret: Option<String>,
    /// What is said of single services and licences.
    #[serde(default)]
    pub services: BTreeMap<String, HttpService>,
}

fn five_seconds() -> u64 {
    5_000
}

/// How a request that came to nothing is repeated inside one call: after a pause that is drawn anew each time between
/// nothing and a length that doubles ("full jitter").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retries {
    /// How often after the first time.
    pub times: u32,
    /// Longest first pause, in milliseconds.
    pub base_ms: u64,
    /// Longest pause.
    pub most_ms: u64,
}

impl Default for Retries {
    fn default() -> Self {
        Self { times: 2, base_ms: 200, most_ms: 5_000 }
    }
}

/// One service or licence.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpService {
    /// The method; none: POST.
    pub method: Option<String>,
    /// Behind the system's URL; none: `/SERVICE`.
    pub path: Option<String>,
    /// Values of the query.
    pub query: BTreeMap<String, String>,
    /// Headers besides those of the system.
    pub headers: BTreeMap<String, String>,
    /// The body; none: of a GET nothing, else everything that the call is given.
    pub body: Option<Value>,
    /// Statuses by which it says that there is nothing.
    pub not_found: Vec<u16>,
    /// Where in the reply the values are: names in the words of the service, JSON pointers. None: the plain form.
    pub returns: BTreeMap<String, String>,
}

/// A system, ready to be called.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub(super) url: Url,
    pub(super) headers: Vec<(String, Template)>,
    pub(super) services: BTreeMap<String, ReadyService>,
}

/// A service, ready to be called.
#[derive(Debug, Clone)]
pub(super) struct ReadyService {
    pub(super) method: String,
    pub(super) path: Template,
    pub(super) query: Vec<(String, Template)>,
    pub(super) headers: Vec<(String, Template)>,
    pub(super) body: Option<Body>,
    pub(super) not_found: Vec<u16>,
    pub(super) returns: BTreeMap<String, String>,
}

/// What is wrong with what is said of a system: where, and what; how to mend it is part of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfigured {
    /// The key, such as `services."population.person".path`.
    pub at: String,
    /// What is wrong and how to mend it.
    pub why: String,
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

impl std::error::Error for Misconfigured {}

fn wrong(at: impl Into<String>, why: impl Into<String>) -> Misconfigured {
    Misconfigured { at: at.into(), why: why.into() }
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

impl HttpSystem {
    /// Reads templates and finds secrets.
    ///
    /// # Errors
    /// Every mistake.
    pub(super) fn ready(&self, vault: &dyn Vault) -> Result<Ready, Vec<Misconfigured>> {
        let mut mistakes = Vec::new();
        let url = self.base(&mut mistakes);
        self.bounds(&mut mistakes);
        let headers = templates("headers", &self.headers, vault, &mut mistakes);
        header_names("headers", &self.headers, &mut mistakes);
        let mut services = BTreeMap::new();
        for (name, service) in &self.services {
            let at = format!("services.\"{name}\"");
            if let Some(ready) = service.ready(&at, name, vault, &mut mistakes) {
                services.insert(name.clone(), ready);
            }
        }
        match url {
            Some(url) if mistakes.is_empty() => Ok(Ready { url, headers, services }),
            _ => Err(mistakes),
        }
    }

    fn base(&self, mistakes: &mut Vec<Misconfigured>) -> Option<Url> {
        let mend = "write it like https://data.example.gov.cn/api";
        let url = match Url::parse(&self.url) {
            Ok(url) => url,
            Err(error) => {
                mistakes.push(wrong("url", format!("it is no URL ({error}); {mend}")));
                return None;
            }
        };
        let why = match () {
            () if !matches!(url.scheme(), "http" | "https") => "only http and https are spoken",
            () if url.host_str().is_none() => "it has no host",
            () if !url.username().is_empty() || url.password().is_some() => {
                "it has a name or password in it; put them into `headers`, by ${env:NAME}"
            }
            () if url.query().is_some() || url.fragment().is_some() => {
                "it has a query or fragment; put values into `query` of a service"
            }
            () => return Some(url),
        };
        mistakes.push(wrong("url", format!("{why}; {mend}")));
        None
    }

    fn bounds(&self, mistakes: &mut Vec<Misconfigured>) {
        if !(1..=600_000).contains(&self.timeout_ms) {
            mistakes.push(wrong("timeout_ms", "it is not between 1 and 600000 milliseconds"));
        }
        if self.retries.times > 10 {
            mistakes
                .push(wrong("retries.times", "it is more than 10; the state machine retries calls as well"));
        }
        for entry in &self.internal.0 {
            let looks_like_address = entry.contains(['/', ':']) || entry.parse::<std::net::IpAddr>().is_ok();
            if entry.trim().is_empty() || looks_like_address && entry.parse::<Net>().is_err() {
                let why = format!("`{entry}` is no host, address or network such as 10.8.0.0/16");
                mistakes.push(wrong("internal", why));
            }
        }
    }
}

impl HttpService {
    fn ready(
        &self,
        at: &str,
        name: &str,
        vault: &dyn Vault,
        mistakes: &mut Vec<Misconfigured>,
    ) -> Option<ReadyService> {
        let method = self.method.as_deref().unwrap_or("POST").to_ascii_uppercase();
        if !METHODS.contains(&method.as_str()) {
            let why = format!("`{method}` is none of {}", METHODS.join(" "));
            mistakes.push(wrong(format!("{at}.method"), why));
        }
        let path = self.path.clone().unwrap_or_else(|| format!("/{name}"));
        if !path.starts_with('/') || path.contains(['?', '#']) {
            let why = "it begins with / and has no ? or #; values of the query go into `query`";
            mistakes.push(wrong(format!("{at}.path"), why));
        }
        for (name, pointer) in &self.returns {
            if !pointer.is_empty() && !pointer.starts_with('/') {
                let why = format!("`{pointer}` is no JSON pointer such as /data/name");
                mistakes.push(wrong(format!("{at}.returns.\"{name}\""), why));
            }
        }
        header_names(&format!("{at}.headers"), &self.headers, mistakes);
        let path = template(&format!("{at}.path"), &path, vault, mistakes);
        let body = self.body.as_ref().map(|body| Body::read(body, vault)).transpose();
        let body = body.unwrap_or_else(|fault: Fault| {
            mistakes.push(wrong(format!("{at}.body"), fault.to_string()));
            None
        });
        Some(ReadyService {
            method,
            path: path?,
            query: templates(&format!("{at}.query"), &self.query, vault, mistakes),
            headers: templates(&format!("{at}.headers"), &self.headers, vault, mistakes),
            body,
            not_found: self.not_found.clone(),
            returns: self.returns.clone(),
        })
    }
}

impl ReadyService {
    /// What a catalogue does not have of what is said of a service.
    pub(super) fn unknown(&self, name: &str, catalogue: &Catalogue) -> Vec<Misconfigured> {
        let at = format!("services.\"{name}\"");
        let Some((about, given, returns)) = offered(catalogue, name) else {
            return vec![wrong(at, "the catalogue has no such service or licence")];
        };
        let words = |data: &[RoleDatum]| -> Vec<String> {
            data.iter().filter_map(|datum| role_name(catalogue, about, datum)).collect()
        };
        let (given, returned) = (words(given), words(returns));
        let templates =
            [&self.path].into_iter().chain(self.query.iter().chain(&self.headers).map(|(_, t)| t));
        let body = self.body.iter().flat_map(Body::names);
        let named: BTreeSet<&str> = templates.flat_map(Template::names).chain(body).collect();
        let is_known = |name: &&str| OF_CALL.contains(name) || given.iter().any(|known| known == name);
        let mut mistakes: Vec<Misconfigured> = named
            .into_iter()
            .filter(|name| !is_known(name))
            .map(|name| wrong(&at, format!("it is not given `{name}`; it is given: {}", given.join(" "))))
            .collect();
        // A step may give more than its service returns, under the name of the fact.
        let unknown = self.returns.keys().filter(|name| {
            let role = name.split('.').next().unwrap_or_default();
            about.iter().any(|known| *known.name == *role) && !returned.contains(name)
        });
        mistakes.extend(unknown.map(|name| {
            let why = format!("it does not return this; it returns: {}", returned.join(" "));
            wrong(format!("{at}.returns.\"{name}\""), why)
        }));
        mistakes
    }
}

fn header_names(at: &str, headers: &BTreeMap<String, String>, mistakes: &mut Vec<Misconfigured>) {
    for (name, text) in headers {
        let own = ["host", "content-length", "transfer-encoding", "connection", "idempotency-key"];
        let lower = name.to_ascii_lowercase();
        if reqwest::header::HeaderName::from_bytes(name.as_bytes()).is_err() {
            mistakes.push(wrong(format!("{at}.\"{name}\""), "it is no name of a header"));
        } else if own.contains(&lower.as_str()) {
            mistakes
                .push(wrong(format!("{at}.\"{name}\""), "this header is set by the server; leave it out"));
        } else if is_secret(&lower) && !text.contains("${") {
            let why = "what proves who calls is a secret; write it as ${env:NAME} or ${file:PATH}";
            mistakes.push(wrong(format!("{at}.\"{name}\""), why));
        }
    }
}

/// Whether a header carries what proves who calls.
fn is_secret(name: &str) -> bool {
    ["authorization", "cookie", "token", "secret", "api-key", "apikey", "password"]
        .iter()
        .any(|w| name.contains(w))
}

fn template(at: &str, text: &str, vault: &dyn Vault, mistakes: &mut Vec<Misconfigured>) -> Option<Template> {
    match Template::read(text, vault) {
        Ok(template) => Some(template),
        Err(fault) => {
            mistakes.push(wrong(at, fault.to_string()));
            None
        }
    }
}

fn templates(
    at: &str,
    texts: &BTreeMap<String, String>,
    vault: &dyn Vault,
    mistakes: &mut Vec<Misconfigured>,
) -> Vec<(String, Template)> {
    let read = |(name, text): (&String, &String)| {
        Some((name.clone(), template(&format!("{at}.\"{name}\""), text, vault, mistakes)?))
    };
    texts.iter().filter_map(read).collect()
}
