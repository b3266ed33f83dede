//! Live events (SSE): resumed by `Last-Event-ID` without a gap or a double, bounded in memory, honest about what
//! it cannot do.
//!
//! A stream keeps nothing but its position. It asks its [`EventSource`] for what lies behind the position; where
//! that is nothing it waits for the source's newest position to move. Replay and live are the same loop, so that
//! nothing can fall between them, and a slow reader holds no events, it only falls behind. Beside the source's own
//! events a reader may see:
//!
//! - `reset`: what lies between its position and now is no longer kept; it reads the state anew and goes on.
//! - `slow`: it is too far behind and is closed; it connects again and goes on from its last id.
//! - `closing`: the server stops; the same.
//! - `denied`: its token was revoked or has expired; it is not asked back.

use super::closing::Closing;
use super::limits::Limits;
use super::precondition::bad_header;
use super::problem::{Problem, kinds};
use super::slots::{Full, Slot, Slots};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Events asked of a source at once.
pub const BATCH: usize = 128;

/// One event of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its position; positions grow.
    pub position: u64,
    /// What it is called.
    pub name: &'static str,
    /// Its content, JSON in one line.
    pub data: String,
}

/// What lies behind a position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// The events that are meant for this reader, oldest first.
    pub events: Vec<Told>,
    /// The position up to which that is all: at least the last event's, more where others were left out.
    pub upto: u64,
}

/// Something behind the position is no longer kept, or the position was never reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost;

/// A batch to come.
pub type Coming<'a> = Pin<Box<dyn Future<Output = Result<Batch, Lost>> + Send + 'a>>;

/// Where a stream's events come from; it leaves out what the reader may not see.
pub trait EventSource: Send + Sync + 'static {
    /// At most `most` events behind a position. `upto` lies behind the position wherever the newest one does.
    fn after(&self, position: u64, most: usize) -> Coming<'_>;

    /// The newest position, as it moves; events up to it can be had.
    fn newest(&self) -> watch::Receiver<u64>;
}

/// What a reader is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// An event of the source.
    Told(Told),
    /// Nothing happened up to a position.
    Alive(u64),
    /// What lies before the position cannot be replayed.
    Reset(u64),
    /// The reader is too far behind; the last line.
    Slow,
    /// The server stops; the last line.
    Closing,
    /// Who reads may not any more; the last line.
    Denied,
}

/// Whether who reads still may: asked whenever something is to be told, on every sign of life, and when it may have
/// changed.
pub struct Rights {
    /// Whether they may.
    pub good: Box<dyn Fn() -> bool + Send + Sync>,
    /// Moves when it may have changed.
    pub changed: watch::Receiver<u64>,
}

/// A reader's place in a source.
pub struct Reader {
    source: Arc<dyn EventSource>,
    newest: watch::Receiver<u64>,
    position: u64,
    pending: VecDeque<Told>,
    /// Where the position is once all that is pending is read.
    upto: u64,
    /// Whether it has once read all there was: only then being behind means being slow.
    live: bool,
    over: bool,
    lag: u64,
    heartbeat: Duration,
    closing: Closing,
    rights: Option<Rights>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("position", &self.position)
            .field("live", &self.live)
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// A reader behind a position; without one it begins with what comes next.
    pub fn new(source: Arc<dyn EventSource>, from: Option<u64>, limits: &Limits, closing: Closing) -> Self {
        let newest = source.newest();
        let position = from.unwrap_or(*newest.borrow());
        let (lag, heartbeat) = (limits.stream_lag, limits.heartbeat);
        let pending = VecDeque::new();
        Self {
            source,
            newest,
            position,
            pending,
            upto: position,
            live: from.is_none(),
            over: false,
            lag,
            heartbeat,
            closing,
            rights: None,
        }
    }

    /// For as long as who reads may.
    #[must_use]
    pub fn within(self, rights: Rights) -> Self {
        Self { rights: Some(rights), ..self }
    }

    /// The next line; none behind the last.
    pub async fn next(&mut self) -> Option<Line> {
        if self.over {
            return None;
        }
        loop {
            if self.rights.as_ref().is_some_and(|rights| !(rights.good)()) {
                return self.last(Line::Denied);
            }
            if let Some(told) = self.pending.pop_front() {
                self.position = told.position;
                return Some(Line::Told(told));
            }
            self.position = self.position.max(self.upto);
            if self.closing.is_given() {
                return self.last(Line::Closing);
            }
            let newest = *self.newest.borrow_and_update();
            if newest == self.position {
                self.live = true;
                match self.wait().await {
                    Some(line) => return Some(line),
                    None => continue,
                }
            }
            if self.live && newest.saturating_sub(self.position) > self.lag {
                return self.last(Line::Slow);
            }
            match self.source.after(self.position, BATCH).await {
                Ok(batch) if newest > self.position && batch.upto > self.position => {
                    self.upto = batch.upto;
                    self.pending = batch.events.into();
                }
                // Also where the position lies beyond the newest, as after a restore from a backup.
                _ => {
                    self.position = newest;
                    self.upto = newest;
                    return Some(Line::Reset(newest));
                }
            }
        }
    }

    fn last(&mut self, line: Line) -> Option<Line> {
        self.over = true;
        Some(line)
    }

    /// Waits for something to happen; a sign of life where nothing does.
    async fn wait(&mut self) -> Option<Line> {
        let changed = async {
            match &mut self.rights {
                Some(rights) => rights.changed.changed().await.is_ok(),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // What has changed is looked at by the next round.
            _ = changed => None,
            changed = self.newest.changed() => match changed {
                Ok(()) => None,
                // The source is gone, and so the server is stopping.
                Err(_) => self.last(Line::Closing),
            },
            () = self.closing.given() => self.last(Line::Closing),
            () = tokio::time::sleep(self.heartbeat) => Some(Line::Alive(self.position)),
        }
    }
}

impl Line {
    /// As it goes over the wire.
    fn event(self) -> Event {
        match self {
            Line::Told(told) => {
                Event::default().id(told.position.to_string()).event(told.name).data(told.data)
            }
            // An id without data is no event to the reader, but it resumes behind it.
            Line::Alive(position) => Event::default().id(position.to_string()).comment(""),
            Line::Reset(position) => {
                let data = format!("{{\"position\":{position}}}");
                Event::default().id(position.to_string()).event("reset").data(data)
            }
            Line::Slow => Event::default().event("slow").data("{}"),
            Line::Closing => Event::default().event("closing").data("{}"),
            Line::Denied => Event::default().event("denied").data("{}"),
        }
    }
}

/// Places for streams, by principal.
pub type StreamSlots = Slots<Arc<str>>;

/// The position that a request resumes behind: `Last-Event-ID`; none where it has none.
///
/// # Errors
/// It is no position.
pub fn resumed(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let position = value.to_str().ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    let position = position.and_then(|text| text.parse().ok());
    position.map(Some).ok_or_else(|| {
        bad_header(
            "Last-Event-ID",
            "应为收到的最后一个事件的 id",
            "the id of the last event that was received",
        )
    })
}

/// Answers with a stream.
///
/// # Errors
/// There are too many of them.
pub fn respond(
    reader: Reader,
    owner: Arc<str>,
    slots: &StreamSlots,
    limits: &Limits,
) -> Result<Response, Problem> {
    let slot = slots.take(owner, limits.streams, Some(limits.streams_of_principal)).map_err(|full| {
        let problem = Problem::new(kinds::TOO_MANY_STREAMS).retry_after(10);
        match full {
            Full::Own => problem,
            Full::All => problem.detail("服务器的事件订阅已满", "all event streams of the server are taken"),
        }
    })?;
    let mut response = Sse::new(lines(reader, slot)).into_response();
    // A proxy that gathers the stream would keep it back.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// The lines of a reader; its place is given back when the stream ends or is dropped.
fn lines(reader: Reader, slot: Slot<Arc<str>>) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold((reader, slot), |(mut reader, slot)| async move {
        let line = reader.next().await?;
        Some((Ok(line.event()), (reader, slot)))
    })
}
