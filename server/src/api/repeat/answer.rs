//! Answers that are told again, and the rows that keep them.

use super::{Name, Shown};
use crate::api::problem::{Problem, kinds};
use crate::runner::{Error, Runner};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};

/// The room of the journal that keeps them.
pub const ROOM: &str = "answered";
/// Rows read at once.
const PAGE: usize = 1_000;

/// An answer.
#[derive(Debug, Clone)]
pub struct Told {
    /// When, in milliseconds since 1970 by the machine.
    pub at: i64,
    /// Its status.
    pub status: StatusCode,
    /// Its header fields.
    pub headers: HeaderMap,
    /// Its body; none where it was a secret that is told once.
    pub body: Option<Bytes>,
}

impl Told {
    /// The same again.
    ///
    /// # Errors
    /// It was a secret, and is told no more.
    pub fn again(self) -> Result<Response, Problem> {
        let Some(body) = self.body else {
            let problem = Problem::new(kinds::GONE);
            return Err(problem.detail(
                "已经办过；其中的密文只显示一次",
                "it was done; the secret in its answer is shown once",
            ));
        };
        let mut response = Response::new(Body::from(body));
        (*response.status_mut(), *response.headers_mut()) = (self.status, self.headers);
        Ok(response)
    }
}

/// An answer as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    /// When.
    pub at: i64,
    asked: [u8; 32],
    status: u16,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

impl Row {
    /// When, the hash of what was asked, and the answer.
    pub fn parts(self) -> (i64, blake3::Hash, Told) {
        let field = |(name, value): (String, String)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        };
        let told = Told {
            at: self.at,
            status: StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK),
            headers: self.headers.into_iter().filter_map(field).collect(),
            body: self.body.map(Bytes::from),
        };
        (self.at, blake3::Hash::from_bytes(self.asked), told)
    }
}

/// The key of the row of somebody's key: a hash, for it names somebody.
pub fn key((principal, key): &Name) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(&(principal.len() as u64).to_le_bytes())
        .update(principal.as_bytes())
        .update(key.as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// An answer written as a row; a secret is left out of it.
///
/// # Errors
/// It cannot be written, which is a mistake of this program.
pub fn written(asked: blake3::Hash, told: &Told, shown: Shown) -> Result<Vec<u8>, Problem> {
    let field = |(name, value): (&HeaderName, &HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let body = told.body.as_deref().filter(|_| shown == Shown::Again);
    let row = Row {
        at: told.at,
        asked: *asked.as_bytes(),
        status: told.status.as_u16(),
        headers: told.headers.iter().filter_map(field).collect(),
        body: body.map(|body| String::from_utf8_lossy(body).into_owned()),
    };
    let written = rmp_serde::to_vec(&row);
    written.map_err(|error| Error::Unwritable(error.to_string()).into())
}

/// Every answer that is kept, with the key of its row.
///
/// # Errors
/// The index fails, or a row cannot be read.
pub fn all(runner: &Runner) -> Result<Vec<(String, Row)>, Error> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = runner.kept(ROOM, after.as_deref(), PAGE)?;
        for (key, value) in &page.found {
            let row = rmp_serde::from_slice(value).map_err(|e| Error::damaged_row(key.as_bytes(), &e))?;
            all.push((key.clone(), row));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}
