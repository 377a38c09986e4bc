//! When a call is made again, and after how long. Pure: it looks at an answer and decides.

use http::{HeaderMap, StatusCode};
use std::time::Duration;

/// What a call does, hence how it may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Reads; may be repeated at will.
    Read,
    /// Writes, and has the same effect when repeated: an edit, a deletion.
    Edit,
    /// Makes something new and notifies people. Repeated only when GitHub surely did not act on it.
    Create,
}

impl Effect {
    /// The pause that GitHub asks for between two writes: longer where people are notified.
    pub(crate) fn gap(self) -> Duration {
        match self {
            Self::Read => Duration::ZERO,
            Self::Edit => Duration::from_secs(1),
            Self::Create => Duration::from_secs(3),
        }
    }

    pub(crate) fn repeatable(self) -> bool {
        self != Self::Create
    }
}

/// Attempts at one call, where a fault is met and not a limit.
pub(crate) const TRIES: u32 = 3;

/// Waits for one call under a limit.
pub(crate) const LIMIT_WAITS: u32 = 3;

/// The pause before the next attempt after a fault.
pub(crate) fn backoff(attempt: u32) -> Duration {
    Duration::from_secs(1 << attempt.saturating_sub(1).min(4))
}

/// How long a rate limit asks to wait; `None` where the answer is not a limit.
pub(crate) fn limit_wait(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    now: Duration,
    waits: u32,
) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let after = number("retry-after");
    let exhausted = number("x-ratelimit-remaining") == Some(0);
    let limited = match status {
        StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::FORBIDDEN => after.is_some() || exhausted || says_limit(body),
        // the limit on making content is reported as a fault of the content
        StatusCode::UNPROCESSABLE_ENTITY => says(body, "submitted too quickly"),
        // GraphQL reports its limit with 200
        StatusCode::OK => says(body, "\"RATE_LIMITED\""),
        _ => false,
    };
    if !limited {
        return None;
    }
    let reset = number("x-ratelimit-reset").filter(|_| exhausted);
    Some(match (after, reset) {
        (Some(after), _) => Duration::from_secs(after),
        (None, Some(reset)) => Duration::from_secs(reset).saturating_sub(now) + Duration::from_secs(1),
        (None, None) => Duration::from_secs(60 << waits.min(4)),
    })
}

fn says_limit(body: &[u8]) -> bool {
    ["rate limit", "secondary rate", "abuse detection"].iter().any(|phrase| says(body, phrase))
}

fn says(body: &[u8], phrase: &str) -> bool {
    // limits are told in the first lines; a large body is an answer
    let start = body.get(..body.len().min(4096)).unwrap_or_default();
    String::from_utf8_lossy(start).to_lowercase().contains(&phrase.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(status: u16, headers: &[(&'static str, &'static str)], body: &str, waits: u32) -> Option<u64> {
        let map = headers.iter().map(|(k, v)| (http::HeaderName::from_static(k), v.parse().unwrap())).collect();
        let status = StatusCode::from_u16(status).unwrap();
        limit_wait(status, &map, body.as_bytes(), Duration::from_secs(1000), waits).map(|wait| wait.as_secs())
    }

    #[test]
    fn honors_what_github_asks_for() {
        assert_eq!(wait(429, &[("retry-after", "7")], "", 0), Some(7));
        assert_eq!(wait(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1030")], "", 0), Some(31));
        assert_eq!(wait(403, &[], "You have exceeded a secondary rate limit.", 0), Some(60));
        assert_eq!(wait(429, &[], "", 1), Some(120));
        assert_eq!(wait(422, &[], "{\"errors\":[{\"message\":\"was submitted too quickly\"}]}", 0), Some(60));
        assert_eq!(wait(200, &[], "{\"errors\":[{\"type\":\"RATE_LIMITED\"}]}", 0), Some(60));
    }

    #[test]
    fn takes_a_missing_permission_for_no_limit() {
        assert_eq!(wait(403, &[("x-ratelimit-remaining", "4999")], "Resource not accessible by integration", 0), None);
        assert_eq!(wait(422, &[], "Line could not be resolved", 0), None);
        assert_eq!(wait(404, &[("retry-after", "7")], "", 0), None);
        assert_eq!(wait(200, &[("x-ratelimit-remaining", "0")], "[]", 0), None);
    }
}
