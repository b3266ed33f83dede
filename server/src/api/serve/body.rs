//! The body of a request as it comes in: it fails where nothing comes for too long.

use hyper::body::{Body, Frame, SizeHint};
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep_until};

/// Nothing of a body came for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyIdle;

impl fmt::Display for BodyIdle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing of the body came for too long")
    }
}

impl Error for BodyIdle {}

/// Whether the whole body of a request has come in; kept with the request.
#[derive(Debug, Clone, Default)]
pub struct Received(Arc<AtomicBool>);

impl Received {
    /// Whether it has.
    pub fn is_whole(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Says that it has.
    pub fn whole(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// A body that fails with [`BodyIdle`] where no frame comes for a while.
#[derive(Debug)]
pub struct Paced<B> {
    body: B,
    idle: Duration,
    /// Set while nothing has come since the last frame.
    waiting: Option<Pin<Box<Sleep>>>,
    received: Received,
}

impl<B: Body> Paced<B> {
    /// A body whose frames come at most `idle` apart.
    pub fn new(body: B, idle: Duration, received: Received) -> Self {
        if body.is_end_stream() {
            received.whole();
        }
        Self { body, idle, waiting: None, received }
    }
}

impl<B> Body for Paced<B>
where
    B: Body + Unpin,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = B::Data;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, Self::Error>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(frame) => {
                self.waiting = None;
                if frame.is_none() || self.body.is_end_stream() {
                    self.received.whole();
                }
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => {
                let idle = self.idle;
                let waiting =
                    self.waiting.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + idle)));
                waiting.as_mut().poll(cx).map(|()| Some(Err(BodyIdle.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
