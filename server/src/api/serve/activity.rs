//! What a connection is doing, as its wire and its service see it, and how long it may go on doing it.

use super::body::Received;
use crate::api::limits::Limits;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

/// Why a connection's time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// A request's head, or the first one at all, did not come in time.
    Head,
    /// No further request came.
    Idle,
    /// The peer took no byte of an answer.
    Write,
}

#[derive(Debug)]
struct State {
    /// Requests whose answers are not yet written into the connection's buffer.
    in_flight: usize,
    /// Requests so far.
    requests: u64,
    /// When the last answer ended, or the connection began.
    idle_since: Instant,
    /// When the first byte of a head came that is not whole yet.
    head_since: Option<Instant>,
    /// Since when the peer takes nothing.
    blocked_since: Option<Instant>,
    /// HTTP/2, whose frames between requests are no head.
    framed: bool,
    /// What is to be written before the end; set once the time is over.
    last_words: Option<Vec<u8>>,
    over: bool,
    /// The peer may still be sending what nobody will read.
    unread: bool,
}

/// What a connection is doing; shared by its wire, its service and its watch, which run as one task.
#[derive(Debug, Clone)]
pub struct Activity(Arc<Mutex<State>>);

/// One request in flight, until this is dropped.
#[derive(Debug)]
pub struct InFlight(Activity, Received);

impl Activity {
    /// Of a connection that begins now.
    pub fn begun() -> Self {
        Self(Arc::new(Mutex::new(State {
            in_flight: 0,
            requests: 0,
            idle_since: Instant::now(),
            head_since: None,
            blocked_since: None,
            framed: false,
            last_words: None,
            over: false,
            unread: false,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes came.
    pub fn read(&self) {
        let mut state = self.state();
        if state.in_flight == 0 && !state.framed && state.head_since.is_none() {
            state.head_since = Some(Instant::now());
        }
    }

    /// The connection speaks HTTP/2.
    pub fn framed(&self) {
        let mut state = self.state();
        state.framed = true;
        state.head_since = None;
    }

    /// The peer took bytes, or took none.
    pub fn wrote(&self, took: bool) {
        let mut state = self.state();
        match took {
            true => state.blocked_since = None,
            false => {
                state.blocked_since.get_or_insert_with(Instant::now);
            }
        }
    }

    /// A head is whole: its request is in flight.
    pub fn request(&self, received: Received) -> InFlight {
        let mut state = self.state();
        state.in_flight += 1;
        state.requests += 1;
        state.head_since = None;
        InFlight(self.clone(), received)
    }

    /// Whether a head has begun that nobody has answered.
    pub fn reads_head(&self) -> bool {
        let state = self.state();
        state.in_flight == 0 && state.head_since.is_some()
    }

    /// When its time is over if nothing happens, and why then; none: it may go on.
    pub fn deadline(&self, limits: &Limits) -> Option<(Instant, Over)> {
        let state = self.state();
        let write = state.blocked_since.map(|since| (since + limits.write_idle, Over::Write));
        if state.in_flight > 0 {
            return write;
        }
        let read = match state.head_since {
            Some(since) => (since + limits.head, Over::Head),
            // HTTP/2 opens without a request, so that what does not come is only idle.
            None if state.requests == 0 && !state.framed => (state.idle_since + limits.head, Over::Head),
            None => (state.idle_since + limits.keep_alive, Over::Idle),
        };
        Some(write.filter(|write| write.0 < read.0).unwrap_or(read))
    }

    /// Ends it; the wire writes the last words, where HTTP/1 is spoken, and then reads no more.
    pub fn end(&self, last_words: Option<Vec<u8>>) {
        let mut state = self.state();
        state.last_words = last_words.filter(|_| !state.framed);
        state.over = true;
    }

    /// The peer may still be sending what nobody will read.
    pub fn left_unread(&self) {
        self.state().unread = true;
    }

    /// Whether the peer may still be sending what nobody will read.
    pub fn is_unread(&self) -> bool {
        self.state().unread
    }

    /// Whether it was ended, and the words that are left to write.
    pub fn ended(&self) -> Option<Option<Vec<u8>>> {
        let mut state = self.state();
        if state.over { Some(state.last_words.take()) } else { None }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.in_flight -= 1;
        state.unread |= !self.1.is_whole();
        state.idle_since = Instant::now();
    }
}
