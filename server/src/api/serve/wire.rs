//! A connection's bytes. It notices what the connection is doing, puts a problem document in the place of hyper's
//! bare answers to heads that it cannot read, and lingers a little at the end so that the last answer arrives.

use super::activity::Activity;
use crate::api::problem::{Asked, Problem, kinds};
use onething_engine::scenario::text::Language;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// How HTTP/2 begins; what only begins like it is read as HTTP/1.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How long what a peer still sends is read away after the last answer: unread bytes would reset the connection,
/// and the answer with it.
const LINGER: Duration = Duration::from_secs(2);
/// How much of it.
const LINGER_BYTES: usize = 1 << 20;

/// A connection's bytes.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    activity: Activity,
    /// What those are answered in of whom no head could be read.
    language: Language,
    /// How much of the beginning of HTTP/2 was read; none once it is plain what is spoken.
    preface: Option<usize>,
    /// Whether everything written has left the connection's buffer.
    clean: bool,
    /// What is written in the place of a bare answer, from a position on.
    instead: Option<(Vec<u8>, usize)>,
    linger: Option<(Pin<Box<Sleep>>, usize)>,
}

impl Wire {
    /// Over a stream that was just accepted.
    pub fn new(stream: TcpStream, activity: Activity, language: Language) -> Self {
        Self { stream, activity, language, preface: Some(0), clean: true, instead: None, linger: None }
    }

    /// Writes what stands in the place of a bare answer.
    fn poll_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((bytes, from)) = &mut self.instead {
            let rest = bytes.get(*from..).unwrap_or_default();
            if rest.is_empty() {
                self.instead = None;
                break;
            }
            let polled = Pin::new(&mut self.stream).poll_write(cx, rest);
            self.activity.wrote(polled.is_ready());
            *from += ready!(polled)?;
        }
        Poll::Ready(Ok(()))
    }
}

/// How much of the beginning of HTTP/2 is there with what was read behind a part of it; none where it is not one.
fn begun(from: usize, read: &[u8]) -> Option<usize> {
    let rest = HTTP2.get(from..)?;
    let both = rest.len().min(read.len());
    (rest.get(..both) == read.get(..both)).then_some(from + both)
}

/// The problem that a bare answer of hyper tells: `HTTP/1.1 400 …`, and no header field of ours.
fn bare(bytes: &[u8]) -> Option<Problem> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() < 256)?;
    let head = text.strip_suffix("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.").and_then(|line| line.split(' ').nth(1))?;
    let ours = |line: &str| {
        let name = line.split(':').next().unwrap_or_default();
        !["connection", "content-length", "date"].contains(&name)
    };
    if lines.clone().any(ours) || !lines.any(|line| line == "content-length: 0") {
        return None;
    }
    match status {
        "400" => Some(Problem::new(kinds::BAD_REQUEST)),
        "414" => Some(Problem::new(kinds::TARGET_TOO_LONG)),
        "431" => Some(Problem::new(kinds::HEAD_TOO_LARGE)),
        _ => None,
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(last_words) = self.activity.ended() {
            if let Some(words) = last_words {
                // The peer may be gone, and nobody is left to tell then.
                let _ = self.stream.try_write(&words);
            }
            // To hyper it looks as if the peer had stopped sending.
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let read = buf.filled().get(before..).unwrap_or_default();
        if read.is_empty() {
            return Poll::Ready(Ok(()));
        }
        self.preface = self.preface.and_then(|from| begun(from, read));
        self.activity.read();
        if self.preface == Some(HTTP2.len()) {
            self.preface = None;
            self.activity.framed();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        // Only where nothing else is on its way and a head is being read can this be hyper's own answer; a piece
        // of somebody's file that looks like one stays what it is.
        if self.clean
            && self.activity.reads_head()
            && let Some(problem) = bare(buf)
        {
            self.clean = false;
            self.activity.left_unread();
            self.instead = Some((problem.message(&Asked::unread(self.language)), 0));
            return Poll::Ready(Ok(buf.len()));
        }
        self.clean = false;
        ready!(self.poll_instead(cx))?;
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.activity.wrote(polled.is_ready());
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(cx))?;
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.clean = true;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.linger.is_none() {
            ready!(self.poll_instead(cx))?;
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
            if !self.activity.is_unread() {
                return Poll::Ready(Ok(()));
            }
            self.linger = Some((Box::pin(sleep_until(Instant::now() + LINGER)), 0));
        }
        let this = &mut *self;
        let Some((until, seen)) = &mut this.linger else { return Poll::Ready(Ok(())) };
        let mut scratch = [0; 4096];
        loop {
            if until.as_mut().poll(cx).is_ready() || *seen > LINGER_BYTES {
                return Poll::Ready(Ok(()));
            }
            let mut buf = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut this.stream).poll_read(cx, &mut buf)) {
                Ok(()) if !buf.filled().is_empty() => *seen += buf.filled().len(),
                // The peer has closed too, or is gone.
                _ => return Poll::Ready(Ok(())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http2_is_told_by_its_whole_beginning_in_any_pieces() {
        for cut in 0..=HTTP2.len() {
            let (first, second) = HTTP2.split_at(cut);
            let read = begun(0, first).and_then(|from| begun(from, second));
            assert_eq!(read, Some(HTTP2.len()));
        }
        assert_eq!(begun(0, b"GET / HTTP/1.1\r\n"), None);
        assert_eq!(begun(begun(0, b"PRI * HTTP/2.0\r\n").unwrap_or(0), b"\rSM"), None);
    }

    #[test]
    fn only_a_bare_answer_is_one() {
        let name = |text: &str| bare(text.as_bytes()).map(|problem| problem.kind().name);
        let answer = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        assert_eq!(name(answer), Some("bad-request"));
        assert_eq!(name("HTTP/1.1 431 x\r\ncontent-length: 0\r\n\r\n"), Some("head-too-large"));
        assert_eq!(name("HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"), None);
        assert_eq!(name("HTTP/1.1 400 x\r\ncontent-type: a/b\r\ncontent-length: 0\r\n\r\n"), None);
        assert_eq!(name("HTTP/1.1 400 x\r\ncontent-length: 12\r\n\r\n"), None);
        assert_eq!(name(&format!("{answer}more")), None);
    }
}
