//! A client that costs little: HTTP/1.1 on a connection that is kept, answers read into one buffer.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection.
pub struct Connection {
    stream: TcpStream,
    host: String,
    request: Vec<u8>,
    answer: Vec<u8>,
}

/// What is asked.
#[derive(Clone, Copy, Default)]
pub struct Request<'r> {
    pub method: &'r str,
    pub path: &'r str,
    pub role: &'r str,
    /// Further header lines, each with its end.
    pub headers: &'r str,
    pub body: &'r str,
}

/// What is answered.
pub struct Answer<'a> {
    pub status: u16,
    pub etag: Option<&'a str>,
    pub body: &'a [u8],
}

impl Connection {
    /// Connects.
    pub async fn to(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host: address.to_string(), request: Vec::new(), answer: Vec::new() })
    }

    /// Asks, and reads the whole answer.
    pub async fn ask(&mut self, what: &Request<'_>) -> Result<Answer<'_>> {
        use std::io::Write;
        let Request { method, path, role, headers, body } = *what;
        self.request.clear();
        write!(
            self.request,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nonething-role: {role}\r\ncontent-type: application/json\r\n\
             {headers}content-length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        )?;
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        let (head, length) = loop {
            self.more().await?;
            if let Some(found) = whole(&self.answer)? {
                break found;
            }
        };
        while self.answer.len() < head + length {
            self.more().await?;
        }
        let text = std::str::from_utf8(&self.answer[..head]).map_err(Error::other)?;
        let status = text.get(9..12).and_then(|digits| digits.parse().ok());
        Ok(Answer {
            status: status.ok_or_else(|| Error::other("an answer without a status"))?,
            etag: field(text, "etag"),
            body: &self.answer[head..head + length],
        })
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.answer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// How long the head of an answer is, and its body, once the head is whole.
fn whole(answer: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&answer[..end]).map_err(Error::other)?;
    let said = field(head, "content-length").and_then(|length| length.parse().ok());
    let length = said.or_else(|| head.starts_with("HTTP/1.1 204").then_some(0));
    Ok(Some((end + 4, length.ok_or_else(|| Error::other(format!("an answer without a length: {head}")))?)))
}

fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
    lines.into_iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
