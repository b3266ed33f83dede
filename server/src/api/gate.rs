//! The gate: who sends a request, by token or, under `--dev`, by role. Tokens are kept in the journal and looked up
//! in memory.

use super::absent::Away;
use crate::access::browser;
use crate::access::{
    Credentials, Denied, Development, NewToken, Principal, TokenEvent, TokenId, Tokens, Verified,
};
use crate::access::{Role, authenticate, entropy};
use crate::runner::{Error, Runner};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, HeaderName, ORIGIN};
use axum::http::{HeaderMap, Method, Uri};
use jiff::Timestamp;
use onething_engine::application::Moment;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::watch;
use uuid::Uuid;

/// The room of the journal that keeps tokens.
pub const ROOM: &str = "token";
/// Tokens read at once when the gate is opened.
const PAGE: usize = 1_000;

/// Who sends a request.
pub struct Gate {
    runner: Arc<Runner>,
    tokens: RwLock<Tokens>,
    development: Option<Development>,
    away: Away,
    /// Moves when a token was revoked.
    revoked: watch::Sender<u64>,
}

impl Gate {
    /// Reads the tokens of a store; `development` is there under `--dev` alone.
    ///
    /// # Errors
    /// The index fails, or a token's row cannot be read.
    pub fn open(runner: Arc<Runner>, development: Option<Development>) -> Result<Self, Error> {
        let mut tokens = Tokens::default();
        let away = Away::open(runner.clone())?;
        let mut after = None;
        loop {
            let page = runner.kept(ROOM, after.as_deref(), PAGE)?;
            for (key, value) in &page.found {
                let event = rmp_serde::from_slice(value)
                    .map_err(|error| Error::damaged_row(key.as_bytes(), &error))?;
                tokens.apply(&event);
            }
            match page.next {
                Some(next) => after = Some(next),
                None => {
                    let (tokens, revoked) = (RwLock::new(tokens), watch::Sender::new(0));
                    return Ok(Self { runner, tokens, development, away, revoked });
                }
            }
        }
    }

    /// Who is away.
    pub fn away(&self) -> &Away {
        &self.away
    }

    /// A clerk by the id of their principal: of a token that is good, or under `--dev` one that can be asked as.
    pub fn clerk(&self, id: &str) -> Option<Principal> {
        let of_token = self.tokens(|tokens| {
            let mut good = tokens.good(now()).filter(|principal| principal.role == Role::Clerk);
            good.find(|principal| principal.id.as_str() == id).cloned()
        });
        of_token.or_else(|| self.development.as_ref()?.clerk(id))
    }

    /// The clerks of a department, in order of their ids, each once: those of tokens that are good; under `--dev` also
    /// those that are always there, and whoever has acted as one.
    pub fn clerks_of(&self, department: &str) -> Vec<Principal> {
        let is_of = |principal: &&Principal| {
            principal.role == Role::Clerk && principal.department.as_deref() == Some(department)
        };
        let mut all: Vec<Principal> =
            self.tokens(|tokens| tokens.good(now()).filter(is_of).cloned().collect());
        if let Some(development) = &self.development {
            all.extend(development.clerks_of(department));
            let acted =
                self.runner.shared().people.lock().beginning_with(&format!("dev:clerk:{department}:"));
            all.extend(acted.iter().filter_map(|id| development.clerk(id)));
        }
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all.dedup_by(|one, other| one.id == other.id);
        all
    }

    /// The roles that may be taken under `--dev`.
    pub fn development(&self) -> Option<&Development> {
        self.development.as_ref()
    }

    /// Who sends a request.
    ///
    /// # Errors
    /// Why nobody is known, or why a browser was led here.
    pub fn pass(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Verified, Denied> {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let named = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        browser::check(
            browser::Request {
                reads: matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS),
                host: uri.authority().map(|authority| authority.as_str()).or_else(|| text(HOST)),
                origin: text(ORIGIN),
                site: named("sec-fetch-site"),
            },
            self.development.is_some(),
        )?;
        self.knows(headers)
    }

    /// Who the headers of a request say sends it.
    ///
    /// # Errors
    /// Why nobody is known.
    pub fn knows(&self, headers: &HeaderMap) -> Result<Verified, Denied> {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let named = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let credentials = Credentials {
            authorization: text(AUTHORIZATION),
            role: named(crate::access::DEVELOPMENT_HEADER),
            cookie: text(COOKIE),
        };
        let tokens = self.tokens.read().unwrap_or_else(PoisonError::into_inner);
        authenticate(credentials, &tokens, self.development.as_ref(), now())
    }

    /// Moves when a token was revoked.
    pub fn revocations(&self) -> watch::Receiver<u64> {
        self.revoked.subscribe()
    }

    /// All tokens, without what they are told by.
    pub fn tokens<T>(&self, look: impl FnOnce(&Tokens) -> T) -> T {
        look(&self.tokens.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Gives out a token; its text is shown once. Waits for the medium.
    ///
    /// # Errors
    /// The journal does not take it, or there is no chance to be had.
    pub fn give(
        &self,
        principal: Principal,
        label: &str,
        expires: Option<Moment>,
    ) -> Result<(TokenId, NewToken), Error> {
        let token = NewToken::from_entropy(entropy().map_err(|error| Error::Disk(error.to_string()))?);
        let id = TokenId(Uuid::now_v7());
        let (hash, label, at) = (token.hash, label.into(), now());
        self.keep(&id.0.to_string(), &TokenEvent::Created { id, hash, principal, label, at, expires })?;
        Ok((id, token))
    }

    /// Refuses a token from now on. Waits for the medium.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn revoke(&self, id: TokenId) -> Result<(), Error> {
        self.keep(&format!("{}.revoked", id.0), &TokenEvent::Revoked { id, at: now() })?;
        self.revoked.send_modify(|count| *count += 1);
        Ok(())
    }

    /// Notes the last use of a token. Waits for the medium; losing it loses no more than an hour of it.
    ///
    /// # Errors
    /// The journal does not take it.
    pub fn note(&self, event: &TokenEvent) -> Result<(), Error> {
        match event {
            TokenEvent::Used { id, .. } => self.keep(&format!("{}.used", id.0), event),
            TokenEvent::Created { .. } | TokenEvent::Revoked { .. } => Ok(()),
        }
    }

    fn keep(&self, key: &str, event: &TokenEvent) -> Result<(), Error> {
        let value = rmp_serde::to_vec(event).map_err(|error| Error::Unwritable(error.to_string()))?;
        self.runner.keep(ROOM, key, Some(value))?;
        self.tokens.write().unwrap_or_else(PoisonError::into_inner).apply(event);
        Ok(())
    }
}

/// The machine's time: what a tester does to the clock of a sandbox ends no token.
fn now() -> Moment {
    Moment(Timestamp::now().as_millisecond())
}
