//! The network as a seam: requests go out and replies come back through [`Network`], and so do time and pauses, so that
//! a deterministic simulation can stand in for all of it.

use crate::config::secret::Secret;
use futures_util::future::BoxFuture;
use reqwest::Url;
use std::fmt;

/// Largest body of a reply, in bytes.
pub const LARGEST_BODY: usize = 1024 * 1024;

/// A request, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Where to; what it says of persons is never shown.
    pub url: Place,
    /// Headers.
    pub headers: Vec<(String, Secret)>,
    /// The body, JSON.
    pub body: Option<Secret>,
    /// Milliseconds from connecting to the last byte.
    pub timeout_ms: u64,
}

/// A URL of which only scheme, host and port are shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Place(pub Url);

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/…", self.0.origin().ascii_serialization())
    }
}

/// A reply, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// After how many seconds it asks to be called again.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} bytes", self.status, self.body.len())
    }
}

/// Why there is no reply. None of it says anything of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NetworkError {
    /// The host has no address.
    NoAddress,
    /// It may not be connected to.
    Refused(super::address::Refused),
    /// Nothing takes the connection, or it broke.
    Connection,
    /// It took too long.
    TimedOut,
    /// The body is too large.
    TooLarge,
    /// The request cannot be made: a value that no header can carry.
    Unsendable,
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetworkError::NoAddress => f.write_str("its host has no address"),
            NetworkError::Refused(refused) => write!(f, "{refused}"),
            NetworkError::Connection => f.write_str("it cannot be connected to"),
            NetworkError::TimedOut => f.write_str("it does not answer in time"),
            NetworkError::TooLarge => write!(f, "its reply is larger than {LARGEST_BODY} bytes"),
            NetworkError::Unsendable => f.write_str("a value that the call is given fits into no header"),
        }
    }
}

impl std::error::Error for NetworkError {}

impl NetworkError {
    /// Whether the same may go better a moment later.
    pub fn may_pass(&self) -> bool {
        matches!(self, NetworkError::NoAddress | NetworkError::Connection | NetworkError::TimedOut)
    }
}

/// The network, and the time that passes on it.
pub trait Network: Send + Sync {
    /// Sends a request. Redirects are replies like others; they are never followed.
    fn send(&self, request: Request) -> BoxFuture<'static, Result<Reply, NetworkError>>;

    /// Milliseconds since some moment; never runs backwards.
    fn now_ms(&self) -> i64;

    /// Lets so many milliseconds pass.
    fn pause(&self, ms: u64) -> BoxFuture<'static, ()>;
}
