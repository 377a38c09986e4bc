//! Makes the calls: octocrab over a reqwest client of our own, with our retries, pauses, bounds and bookkeeping.

use super::clock::Clock;
use super::error::{ForgeError, Refusal};
use super::ledger::Ledger;
use super::retry::{self, Effect};
use super::transport::{Connection, Failure, Reply, Transport};
use http::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::time::Duration;

/// The largest answer of the API that is read: a recursive tree has at most 7 MB.
pub const ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// One call, before it is made. Shown as `--dry-run` prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    #[serde(serialize_with = "method")]
    pub method: Method,
    /// Below the API's address, with a leading slash; `/graphql` is GraphQL's address.
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// In words, to follow "GitHub refused".
    #[serde(skip)]
    pub operation: String,
    #[serde(skip)]
    pub effect: Effect,
    #[serde(skip)]
    pub accept: &'static str,
    #[serde(skip)]
    pub limit: usize,
}

fn method<S: serde::Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(method.as_str())
}

/// The path that stands for GraphQL's own address.
pub const GRAPHQL: &str = "/graphql";

impl Call {
    #[must_use]
    pub fn get(path: String, operation: impl Into<String>) -> Self {
        Self::new(Method::GET, path, None, Effect::Read, operation)
    }

    #[must_use]
    pub fn write(
        method: Method,
        path: String,
        body: Option<Value>,
        effect: Effect,
        operation: impl Into<String>,
    ) -> Self {
        Self::new(method, path, body, effect, operation)
    }

    #[must_use]
    pub fn graphql(query: &str, variables: &Value, effect: Effect, operation: impl Into<String>) -> Self {
        let body = serde_json::json!({ "query": query, "variables": variables });
        Self::new(Method::POST, GRAPHQL.into(), Some(body), effect, operation)
    }

    /// The file's own bytes, up to a bound.
    #[must_use]
    pub fn raw(path: String, limit: usize, operation: impl Into<String>) -> Self {
        let call = Self::get(path, operation);
        Self { accept: "application/vnd.github.raw+json", limit, ..call }
    }

    fn new(method: Method, path: String, body: Option<Value>, effect: Effect, operation: impl Into<String>) -> Self {
        let (operation, accept) = (operation.into(), "application/vnd.github+json");
        Self { method, path, body, operation, effect, accept, limit: ANSWER_BYTES }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        match &self.body {
            Some(body) => write!(f, "\n{body:#}"),
            None => Ok(()),
        }
    }
}

/// Talks to one GitHub with one token.
pub struct Client {
    transport: Transport,
    clock: Clock,
    ledger: RefCell<Ledger>,
    /// What is left of the time that may be spent waiting.
    budget: Cell<Duration>,
    /// When the last write ended.
    written: Cell<Option<Duration>>,
}

impl Client {
    /// Needs a tokio runtime around it, and [`install_crypto`] before it.
    pub fn new(connection: &Connection, clock: Clock) -> Result<Self, ForgeError> {
        Ok(Self {
            transport: Transport::new(connection)?,
            clock,
            ledger: RefCell::default(),
            budget: Cell::new(connection.wait),
            written: Cell::new(None),
        })
    }

    /// What was done so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.ledger.borrow().clone()
    }

    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn wrote(&self, what: impl Into<String>) {
        self.ledger.borrow_mut().wrote.push(what.into());
    }

    /// Makes the call, and makes it again where that is safe. Any status but 2xx is an error.
    pub async fn send(&self, call: &Call) -> Result<Reply, ForgeError> {
        let (mut tries, mut waits) = (0, 0);
        loop {
            self.pause_before(call.effect).await;
            let answer = self.transport.exchange(call).await;
            self.count(call.effect);
            let failure = match answer {
                Ok(reply) => {
                    let now = self.clock.now();
                    if let Some(wait) = retry::limit_wait(reply.status, &reply.headers, &reply.body, now, waits) {
                        self.wait_for_limit(call, wait, waits).await?;
                        waits += 1;
                        continue;
                    }
                    match reply.status {
                        status if status.is_success() => return Ok(reply),
                        status if status.is_server_error() => {
                            Failure { message: status.to_string(), sent: true, too_large: false }
                        }
                        _ => return Err(refusal(call, &reply)),
                    }
                }
                Err(failure) if failure.too_large => {
                    return Err(ForgeError::TooLarge { operation: call.operation.clone(), limit: call.limit });
                }
                Err(failure) => failure,
            };
            tries += 1;
            let pause = retry::backoff(tries);
            let safe = call.effect.repeatable() || !failure.sent;
            if !safe || tries >= retry::TRIES || pause > self.budget.get() {
                return Err(ForgeError::Unreachable {
                    operation: call.operation.clone(),
                    message: failure.message,
                    maybe_done: failure.sent && call.effect != Effect::Read,
                });
            }
            self.wait(pause).await;
        }
    }

    pub async fn json<T: DeserializeOwned>(&self, call: &Call) -> Result<T, ForgeError> {
        let reply = self.send(call).await?;
        serde_json::from_slice(&reply.body)
            .map_err(|error| ForgeError::Unreadable { operation: call.operation.clone(), message: error.to_string() })
    }

    /// Waits, within the time that the run may spend so.
    pub async fn wait(&self, time: Duration) {
        self.budget.set(self.budget.get().saturating_sub(time));
        self.ledger.borrow_mut().waited += time;
        self.clock.sleep(time).await;
    }

    async fn wait_for_limit(&self, call: &Call, wait: Duration, waits: u32) -> Result<(), ForgeError> {
        let left = self.budget.get();
        if waits >= retry::LIMIT_WAITS || wait > left {
            // nothing else has a chance before the limit ends
            self.budget.set(Duration::ZERO);
            return Err(ForgeError::RateLimited { operation: call.operation.clone(), wait, left });
        }
        self.wait(wait).await;
        Ok(())
    }

    /// Writes go one after the other, with the gap that GitHub asks for.
    async fn pause_before(&self, effect: Effect) {
        let Some(written) = self.written.get().filter(|_| effect != Effect::Read) else { return };
        let gap = (written + effect.gap()).saturating_sub(self.clock.now());
        if !gap.is_zero() {
            self.ledger.borrow_mut().waited += gap;
            self.clock.sleep(gap).await;
        }
    }

    fn count(&self, effect: Effect) {
        let mut ledger = self.ledger.borrow_mut();
        if effect == Effect::Read {
            ledger.reads += 1;
        } else {
            ledger.writes += 1;
            self.written.set(Some(self.clock.now()));
        }
    }
}

fn refusal(call: &Call, reply: &Reply) -> ForgeError {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let header = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let text = |value: &Value| {
        let text = value.as_str().or_else(|| value.get("message")?.as_str());
        text.map_or_else(|| value.to_string(), str::to_owned)
    };
    let errors = match body.get("errors") {
        Some(Value::Array(errors)) => errors.iter().take(10).map(text).collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(other) => vec![text(other)],
    };
    let message = body.get("message").and_then(Value::as_str).map(str::to_owned);
    ForgeError::Refused(Box::new(Refusal {
        operation: call.operation.clone(),
        status: reply.status.as_u16(),
        message: message.unwrap_or_else(|| reason(reply.status).to_owned()),
        errors,
        request_id: header("x-github-request-id"),
        accepted: header("x-accepted-github-permissions").filter(|needed| !needed.trim().is_empty()),
    }))
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("unknown status")
}
