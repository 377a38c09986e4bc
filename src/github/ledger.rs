//! What a run did on GitHub: the calls it made, how long it waited, and what it wrote. One line at the end of each run.

use std::fmt;
use std::time::Duration;

/// Counts every attempt that went over the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    pub reads: u32,
    pub writes: u32,
    pub waited: Duration,
    pub wrote: Vec<String>,
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self.reads + self.writes;
        let plural = |n: u32| if n == 1 { "" } else { "s" };
        write!(
            f,
            "{calls} call{} to GitHub ({} read{}, {} write{}), waited {} s, wrote {}",
            plural(calls),
            self.reads,
            plural(self.reads),
            self.writes,
            plural(self.writes),
            self.waited.as_secs(),
            if self.wrote.is_empty() { "nothing".to_owned() } else { self.wrote.join(", ") }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_run_in_one_line() {
        let mut ledger = Ledger { reads: 1, ..Ledger::default() };
        assert_eq!(ledger.to_string(), "1 call to GitHub (1 read, 0 writes), waited 0 s, wrote nothing");
        ledger = Ledger { reads: 3, writes: 2, waited: Duration::from_millis(6100), wrote: vec![] };
        ledger.wrote.extend(["a review of 4 comments".into(), "the summary".into()]);
        assert_eq!(
            ledger.to_string(),
            "5 calls to GitHub (3 reads, 2 writes), waited 6 s, wrote a review of 4 comments, the summary"
        );
    }
}
