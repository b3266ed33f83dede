//! The real network. A host is resolved when a connection is made; every address that it has is checked, and the
//! connection goes to exactly those that were: nothing is resolved a second time. Proxies of the environment are not
//! used, and redirects are not followed.

use super::address::{Internal, Refused};
use super::network::{LARGEST_BODY, Network, NetworkError, Reply, Request};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Certificate, Client, Method, Url, redirect};
use std::error::Error;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Finds the addresses of hosts.
pub trait Names: Send + Sync {
    /// The addresses of a host.
    fn addresses(&self, host: &str) -> BoxFuture<'static, Vec<IpAddr>>;
}

/// The names that the machine knows.
pub struct OwnNames;

impl Names for OwnNames {
    fn addresses(&self, host: &str) -> BoxFuture<'static, Vec<IpAddr>> {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await;
            found.map(|all| all.map(|address| address.ip()).collect()).unwrap_or_default()
        })
    }
}

/// The real network, for one system.
pub struct Wire {
    client: Client,
    internal: Arc<Internal>,
    begin: Instant,
}

/// Resolves and checks, once for each connection.
struct Checked {
    names: Arc<dyn Names>,
    internal: Arc<Internal>,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let (found, internal) = (self.names.addresses(&host), self.internal.clone());
        Box::pin(async move {
            let addresses = found.await;
            if addresses.is_empty() {
                return Err(NetworkError::NoAddress.into());
            }
            // One address that may not be reached is enough: whoever names it next to a good one means harm.
            for address in &addresses {
                internal.check(&host, *address).map_err(NetworkError::Refused)?;
            }
            let checked = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(checked.collect::<Vec<_>>().into_iter()) as Addrs)
        })
    }
}

impl Wire {
    /// A network that reaches the public internet and what is listed as internal.
    ///
    /// # Errors
    /// A file of certificates cannot be read, or is none.
    pub fn new(internal: Internal, authorities: &[PathBuf], names: Arc<dyn Names>) -> Result<Self, String> {
        // Another part of the program may have chosen the same one before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let internal = Arc::new(internal);
        let mut certificates = Vec::new();
        for path in authorities {
            let told =
                |why: &dyn std::fmt::Display| format!("the certificates in `{}`: {why}", path.display());
            let text = fs::read(path).map_err(|error| told(&error))?;
            certificates.extend(Certificate::from_pem_bundle(&text).map_err(|error| told(&error))?);
        }
        let mut builder = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .dns_resolver(Checked { names, internal: internal.clone() })
            .user_agent(concat!("onething/", env!("CARGO_PKG_VERSION")));
        if !certificates.is_empty() {
            builder = builder.tls_certs_merge(certificates);
        }
        let client = builder.build().map_err(|error| format!("no client of HTTP: {error}"))?;
        Ok(Self { client, internal, begin: Instant::now() })
    }

    /// An address that is written out never reaches the resolver.
    fn written_out(&self, url: &Url) -> Result<(), NetworkError> {
        let host = url.host_str().unwrap_or_default();
        match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => self.internal.check(host, address).map_err(NetworkError::Refused),
            Err(_) => Ok(()),
        }
    }
}

impl Network for Wire {
    fn send(&self, request: Request) -> BoxFuture<'static, Result<Reply, NetworkError>> {
        let client = self.client.clone();
        let allowed = self.written_out(&request.url.0);
        Box::pin(async move {
            allowed?;
            let limit = Duration::from_millis(request.timeout_ms);
            let sent = tokio::time::timeout(limit, whole(client, request));
            sent.await.unwrap_or(Err(NetworkError::TimedOut))
        })
    }

    fn now_ms(&self) -> i64 {
        i64::try_from(self.begin.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn pause(&self, ms: u64) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(ms)))
    }
}

/// One request and its whole reply.
async fn whole(client: Client, request: Request) -> Result<Reply, NetworkError> {
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| NetworkError::Unsendable)?;
    let mut builder = client.request(method, request.url.0);
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| NetworkError::Unsendable)?;
        let mut value =
            HeaderValue::from_bytes(value.expose().as_bytes()).map_err(|_| NetworkError::Unsendable)?;
        value.set_sensitive(true);
        builder = builder.header(name, value);
    }
    if let Some(body) = request.body {
        builder = builder.body(body.expose().to_owned());
    }
    let reply = builder.send().await.map_err(|error| why(&error))?;
    let status = reply.status().as_u16();
    let retry_after = reply.headers().get(RETRY_AFTER).and_then(|v| seconds(v.to_str().ok()?.trim()));
    if reply.content_length().is_some_and(|length| length > LARGEST_BODY as u64) {
        return Err(NetworkError::TooLarge);
    }
    let mut body = Vec::new();
    let mut stream = reply.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| why(&error))?;
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(NetworkError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, retry_after, body })
}

/// Seconds of `Retry-After`: written so, or as a date (RFC 9110, 10.2.3).
fn seconds(text: &str) -> Option<u64> {
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    u64::try_from(date.as_second().saturating_sub(jiff::Timestamp::now().as_second())).ok()
}

/// The cause that the resolver gave, or the kind of failure.
fn why(error: &reqwest::Error) -> NetworkError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(at) = cause {
        if let Some(own) = at.downcast_ref::<NetworkError>() {
            return own.clone();
        }
        if let Some(refused) = at.downcast_ref::<Refused>() {
            return NetworkError::Refused(*refused);
        }
        cause = at.source();
    }
    if error.is_timeout() { NetworkError::TimedOut } else { NetworkError::Connection }
}
