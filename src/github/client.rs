//! Makes the calls: octocrab over a reqwest client of our own, with our retries, pauses, bounds and bookkeeping.

use super::call::Call;
use super::clock::Clock;
use super::error::{ForgeError, Refusal};
use super::ledger::Ledger;
use super::retry::{self, Effect};
use super::transport::{Connection, Failure, Reply, Transport};
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// Talks to one GitHub with one token.
pub struct Client {
    transport: Transport,
    has_token: bool,
    clock: Clock,
    ledger: RefCell<Ledger>,
    /// What is left of the time that may be spent waiting.
    budget: Cell<Duration>,
    /// Until when a wait that was counted lasts: parallel calls wait together.
    waiting: Cell<Duration>,
    /// Until when a limit forbids every call.
    limited: Cell<Duration>,
    /// When the last write ended.
    written: Cell<Option<Duration>>,
}

impl Client {
    /// Needs a tokio runtime around it.
    pub fn new(connection: &Connection, clock: Clock) -> Result<Self, ForgeError> {
        Ok(Self {
            transport: Transport::new(connection)?,
            has_token: connection.token.is_some(),
            clock,
            ledger: RefCell::default(),
            budget: Cell::new(connection.wait),
            waiting: Cell::default(),
            limited: Cell::default(),
            written: Cell::new(None),
        })
    }

    /// What was done so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.ledger.borrow().clone()
    }

    #[must_use]
    pub fn has_token(&self) -> bool {
        self.has_token
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
            if !safe || tries >= retry::TRIES || self.uncounted(pause) > self.budget.get() {
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
        let more = self.uncounted(time);
        self.waiting.set(self.waiting.get().max(self.clock.now() + time));
        self.budget.set(self.budget.get().saturating_sub(more));
        self.ledger.borrow_mut().waited += more;
        self.clock.sleep(time).await;
    }

    /// The part of a wait from now on that is in no other call's wait.
    fn uncounted(&self, time: Duration) -> Duration {
        let now = self.clock.now();
        (now + time).saturating_sub(self.waiting.get().max(now))
    }

    async fn wait_for_limit(&self, call: &Call, wait: Duration, waits: u32) -> Result<(), ForgeError> {
        let left = self.budget.get();
        if waits >= retry::LIMIT_WAITS || self.uncounted(wait) > left {
            // nothing else has a chance before the limit ends
            self.budget.set(Duration::ZERO);
            return Err(ForgeError::RateLimited { operation: call.operation.clone(), wait, left });
        }
        self.limited.set(self.limited.get().max(self.clock.now() + wait));
        self.wait(wait).await;
        Ok(())
    }

    /// Nothing is called under a limit. Writes go one after the other, with the gap that GitHub asks for.
    async fn pause_before(&self, effect: Effect) {
        let now = self.clock.now();
        let limit = self.limited.get().saturating_sub(now);
        let written = self.written.get().filter(|_| effect != Effect::Read);
        let gap = written.map_or(Duration::ZERO, |written| (written + effect.gap()).saturating_sub(now));
        if gap > limit {
            self.ledger.borrow_mut().waited += gap.saturating_sub(limit);
        }
        if !gap.max(limit).is_zero() {
            self.clock.sleep(gap.max(limit)).await;
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
