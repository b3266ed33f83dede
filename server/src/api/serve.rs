//! Serves a router over TCP, with a bound to everything a client can make the server wait for.
//!
//! `axum::serve` waits forever for a head, a body or a reader. Here each connection is one task that watches
//! what it is doing ([`activity`]) and ends it in time; the number of connections is bounded; the end of the server lets open requests finish.

pub mod activity;
pub mod body;
pub mod wire;

use super::closing::Closing;
use super::limits::Limits;
use super::problem::{Asked, Problem, kinds};
use super::slots::{Full, Slot, Slots, network};
use activity::{Activity, InFlight, Over};
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use body::{Paced, Received};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use onething_engine::scenario::text::Language;
use std::convert::Infallible;
use std::future::poll_fn;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout};
use tower::{ServiceExt, service_fn};
use wire::Wire;

/// Connections at once that are told that there are too many; beyond them nobody is told.
const TOLD: usize = 64;
/// How long after a failed accept the next is tried: most are out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long a connection whose time is over has for its last words.
const FAREWELL: Duration = Duration::from_secs(3);
/// Streams at once on one HTTP/2 connection.
const STREAMS: u32 = 100;
/// What hyper's own bounds of a head stand above ours, which are exact and answer with a document.
const SLACK: usize = 8 * 1024;

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Connections that did not finish in time and were cut off.
    pub cut_off: usize,
}

/// Serves until the sign to stop; then lets open requests finish for as long as the limits say.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Arc<Limits>,
    mut closing: Closing,
) -> Ended {
    let mut connections = JoinSet::new();
    let slots = Slots::default();
    let told = Arc::new(Semaphore::new(TOLD));
    let language = limits.language;
    loop {
        tokio::select! {
            biased;
            () = closing.given() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let place = slots.take(network(peer.ip()), limits.connections, limits.connections_of_address);
                    match place {
                        Ok(slot) => {
                            let (router, limits, closing) = (router.clone(), limits.clone(), closing.clone());
                            connections.spawn(connection(stream, peer, slot, router, limits, closing));
                        }
                        Err(full) => {
                            if let Ok(permit) = told.clone().try_acquire_owned() {
                                connections.spawn(async move {
                                    refuse(stream, full, language).await;
                                    drop(permit);
                                });
                            }
                        }
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(limits.drain, finished).await;
    let cut_off = connections.len();
    connections.shutdown().await;
    Ended { cut_off }
}

/// Tells a connection that there is no place for it.
async fn refuse(mut stream: TcpStream, full: Full, language: Language) {
    let problem = Problem::new(match full {
        Full::All => kinds::TOO_MANY_CONNECTIONS,
        Full::Own => kinds::CONNECTIONS_OF_ADDRESS,
    });
    let told = async {
        stream.write_all(&problem.message(&Asked::unread(language))).await?;
        stream.shutdown().await?;
        let mut scratch = [0; 1024];
        while stream.read(&mut scratch).await? > 0 {}
        std::io::Result::Ok(())
    };
    // Whoever does not listen has gone, or is gone after a second.
    let _ = timeout(Duration::from_secs(1), told).await;
}

/// Serves one connection to its end.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    slot: Slot<IpAddr>,
    router: Router,
    limits: Arc<Limits>,
    mut closing: Closing,
) {
    // Small answers must not wait for more to send; without it they only come later.
    let _ = stream.set_nodelay(true);
    let activity = Activity::begun();
    let wire = TokioIo::new(Wire::new(stream, activity.clone(), limits.language));
    let service = {
        let (activity, idle) = (activity.clone(), limits.body_idle);
        service_fn(move |request: Request<Incoming>| {
            answer(request, peer, router.clone(), activity.clone(), idle)
        })
    };
    let builder = builder(&limits);
    let mut served = pin!(builder.serve_connection(wire, TowerToHyperService::new(service)));
    let mut alarm = pin!(sleep_until(Instant::now() + limits.head));
    let mut sign = pin!(closing.given());
    let (mut stopping, mut last) = (false, None);
    poll_fn(|cx| {
        loop {
            if served.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            if !stopping && sign.as_mut().poll(cx).is_ready() {
                stopping = true;
                served.as_mut().graceful_shutdown();
                continue;
            }
            let deadline = last.or_else(|| activity.deadline(&limits));
            match watch(cx, deadline, alarm.as_mut()) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Over::Write) => return Poll::Ready(()),
                Poll::Ready(Over::Idle) => {
                    activity.end(None);
                    served.as_mut().graceful_shutdown();
                }
                Poll::Ready(Over::Head) => {
                    let asked = Asked::unread(limits.language);
                    activity.end(Some(Problem::new(kinds::REQUEST_TIMEOUT).message(&asked)));
                }
            }
            // Told to end, it has a little while to do so.
            last = Some((Instant::now() + FAREWELL, Over::Write));
        }
    })
    .await;
    drop(slot);
}

/// Whether a connection's time is over. The alarm may ring early: it is set again only when it rings or rings
/// too late.
fn watch(cx: &mut Context<'_>, deadline: Option<(Instant, Over)>, mut alarm: Pin<&mut Sleep>) -> Poll<Over> {
    let Some((deadline, over)) = deadline else { return Poll::Pending };
    if alarm.is_elapsed() || deadline < alarm.deadline() {
        alarm.as_mut().reset(deadline);
    }
    while alarm.as_mut().poll(cx).is_ready() {
        if Instant::now() >= deadline {
            return Poll::Ready(over);
        }
        alarm.as_mut().reset(deadline);
    }
    Poll::Pending
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        // The watch ends a slow head sooner and says so; this is for heads it cannot see, behind a whole request.
        .header_read_timeout(limits.keep_alive.max(limits.head) * 2)
        .max_buf_size(limits.head_bytes + SLACK)
        .max_headers(limits.head_fields + 28);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.keep_alive / 3)
        .keep_alive_timeout(limits.head)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(limits.head_bytes + SLACK).unwrap_or(u32::MAX));
    builder
}

/// Has the router answer one request.
async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: Router,
    activity: Activity,
    idle: Duration,
) -> Result<Response<Counted>, Infallible> {
    let received = Received::default();
    let in_flight = activity.request(received.clone());
    let mut request = request.map(|body| axum::body::Body::new(Paced::new(body, idle, received.clone())));
    request.extensions_mut().insert(ConnectInfo(peer));
    request.extensions_mut().insert(received);
    let response = router.oneshot(request).await?;
    Ok(response.map(|body| Counted { body, in_flight: Some(in_flight) }))
}

/// The body of an answer, which keeps its request in flight until all of it is handed to the connection.
#[derive(Debug)]
struct Counted {
    body: axum::body::Body,
    in_flight: Option<InFlight>,
}

impl Body for Counted {
    type Data = axum::body::Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if matches!(polled, Poll::Ready(None)) {
            self.in_flight = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
