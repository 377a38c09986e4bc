//! The time that calls are paced by: the real one, or a simulated one in which a long wait takes no time.

use std::cell::Cell;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells the time and waits.
#[derive(Debug, Default)]
pub struct Clock {
    /// How far a simulated clock is ahead; `None` for the real one.
    ahead: Option<Cell<Duration>>,
}

impl Clock {
    #[must_use]
    pub fn real() -> Self {
        Self { ahead: None }
    }

    /// A clock for tests: a wait moves it, and takes no time.
    #[must_use]
    pub fn simulated() -> Self {
        Self { ahead: Some(Cell::default()) }
    }

    /// Since the Unix epoch.
    #[must_use]
    pub fn now(&self) -> Duration {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        real + self.ahead.as_ref().map_or(Duration::ZERO, Cell::get)
    }

    pub async fn sleep(&self, time: Duration) {
        match &self.ahead {
            Some(ahead) => ahead.set(ahead.get() + time),
            None => tokio::time::sleep(time).await,
        }
    }
}
