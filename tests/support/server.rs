//! A small HTTP server: one request a connection, with the faults that a schedule asks for.

use serde_json::Value;
use std::fmt::Write as _;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Value,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(status: u16, body: &Value) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string().into_bytes() }
    }

    pub fn error(status: u16, message: &str) -> Self {
        Self::json(status, &serde_json::json!({"message": message}))
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// What goes wrong with a request.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Answered so, and not acted on.
    Answer(Answer),
    /// Acted on, then answered so.
    Instead(Answer),
    /// The connection ends before anything happened.
    Cut,
    /// Acted on, then the connection ends.
    CutAfter,
    /// Acted on; half of the answer arrives.
    Half,
}

/// Serves until its runtime ends. `act` answers a request, `fault` looks a fault up.
pub async fn serve(
    listener: TcpListener,
    act: impl Fn(&Request) -> Answer + Clone + Send + 'static,
    fault: impl Fn(&Request) -> Option<Fault> + Clone + Send + 'static,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (act, fault) = (act.clone(), fault.clone());
        tokio::spawn(async move {
            let _ = one(stream, act, fault).await;
        });
    }
}

async fn one(
    mut stream: TcpStream,
    act: impl Fn(&Request) -> Answer,
    fault: impl Fn(&Request) -> Option<Fault>,
) -> io::Result<()> {
    let request = read(&mut stream).await?;
    let (answer, half) = match fault(&request) {
        Some(Fault::Cut) => return Ok(()),
        Some(Fault::CutAfter) => {
            act(&request);
            return Ok(());
        }
        Some(Fault::Answer(answer)) => (answer, false),
        Some(Fault::Instead(answer)) => {
            act(&request);
            (answer, false)
        }
        Some(Fault::Half) => (act(&request), true),
        None => (act(&request), false),
    };
    let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let _ = write!(head, "Content-Length: {}\r\n\r\n", answer.body.len());
    stream.write_all(head.as_bytes()).await?;
    let end = if half { answer.body.len() / 2 } else { answer.body.len() };
    stream.write_all(&answer.body[..end]).await?;
    stream.flush().await
}

async fn read(stream: &mut TcpStream) -> io::Result<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        let mut chunk = vec![0; 16384];
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&chunk[..count]);
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (method, path) = (first.next().unwrap_or_default().to_owned(), first.next().unwrap_or_default().to_owned());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let mut request = Request { method, path, headers, body: Value::Null };
    let mut body = bytes.split_off(end + 4);
    if request.header("transfer-encoding").is_some() {
        while !body.ends_with(b"0\r\n\r\n") {
            let mut chunk = vec![0; 16384];
            let count = stream.read(&mut chunk).await?;
            body.extend_from_slice(&chunk[..count]);
        }
        body = dechunk(&body);
    } else {
        let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        while body.len() < length {
            let mut chunk = vec![0; 16384];
            let count = stream.read(&mut chunk).await?;
            body.extend_from_slice(&chunk[..count]);
        }
    }
    request.body = serde_json::from_slice(&body).unwrap_or_default();
    Ok(request)
}

fn dechunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(at) = bytes.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..at]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        out.extend_from_slice(&bytes[at + 2..at + 2 + size]);
        bytes = &bytes[at + 4 + size..];
    }
    out
}
