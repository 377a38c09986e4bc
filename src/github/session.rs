//! The careful ways to write: nothing twice, nothing for a head that has moved on, nothing beside a concurrent run.

use super::call::Call;
use super::calls::Calls;
use super::client::Client;
use super::error::{ForgeError, Refusal};
use super::existing::Existing;
use super::marker;
use super::note::Note;
use super::outcome::Posted;
use super::plan::{Context, Duplicates, duplicates};
use std::time::Duration;

/// Attempts at posting one thing, with a look in between at whether the last one took effect.
const ATTEMPTS: u32 = 3;
/// After this long the head is looked at again before the next write.
const STALE: Duration = Duration::from_secs(30);
/// GitHub needs a moment until a read shows what a write did.
const SETTLE: Duration = Duration::from_secs(2);

/// Why publishing ends early.
pub(crate) enum Stop {
    Superseded(String),
    Failed(ForgeError),
}

impl From<ForgeError> for Stop {
    fn from(error: ForgeError) -> Self {
        Self::Failed(error)
    }
}

/// One run of publishing.
pub(crate) struct Publisher<'r> {
    pub(crate) client: &'r Client,
    pub(crate) calls: Calls,
    pub(crate) context: Context<'r>,
    pub(crate) existing: Existing,
    pub(crate) read_at: Duration,
    pub(crate) notes: Vec<String>,
    pub(crate) posted: Posted,
    pub(crate) created: bool,
}

impl Publisher<'_> {
    /// Posts something new. After a fault that may hide a success, looks for the marker before it posts again.
    pub(crate) async fn create(&mut self, call: &Call, told: impl Fn(&Existing) -> bool) -> Result<(), Stop> {
        let mut attempt = 1;
        loop {
            self.check_head().await?;
            self.created = true;
            match self.client.send(call).await {
                Ok(_) => return Ok(()),
                Err(error @ ForgeError::Unreachable { maybe_done: true, .. }) => {
                    self.client.wait(SETTLE).await;
                    self.refresh().await?;
                    if told(&self.existing) {
                        return Ok(());
                    }
                    if attempt >= ATTEMPTS {
                        return Err(error.into());
                    }
                    attempt += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Reads what is there; ends the run where the head has moved on.
    pub(crate) async fn refresh(&mut self) -> Result<(), Stop> {
        let instance = marker::instance(&self.context.options.id);
        let login = self.context.options.login.as_deref();
        let existing = Existing::read(self.client, &self.calls.at, self.calls.number, login, &instance).await?;
        self.existing = existing;
        self.read_at = self.client.clock().now();
        if self.existing.head == self.context.head { Ok(()) } else { Err(Stop::Superseded(self.existing.head.clone())) }
    }

    pub(crate) async fn check_head(&mut self) -> Result<(), Stop> {
        let age = self.client.clock().now().saturating_sub(self.read_at);
        if age > STALE { self.refresh().await } else { Ok(()) }
    }

    /// Two runs at once may both have posted: the oldest of each stays.
    pub(crate) async fn tidy(&mut self) {
        match self.refresh().await {
            Ok(()) => {
                let duplicates = duplicates(&self.existing);
                self.remove(&duplicates).await;
            }
            Err(Stop::Superseded(_)) => {}
            Err(Stop::Failed(error)) => self.notes.push(format!("could not look for double comments: {error}")),
        }
    }

    pub(crate) async fn remove(&mut self, duplicates: &Duplicates) {
        let comments = duplicates.comments.iter().map(|id| self.calls.delete_comment(*id));
        let summaries = duplicates.summaries.iter().map(|id| self.calls.delete_summary(*id));
        for call in comments.chain(summaries).collect::<Vec<_>>() {
            match self.client.send(&call).await {
                Ok(_) => self.client.wrote("the removal of a double comment"),
                // the other run was faster
                Err(ForgeError::Refused(refusal)) if refusal.status == 404 => {}
                Err(error) => self.notes.push(error.to_string()),
            }
        }
    }

    pub(crate) fn refuse(&mut self, note: &Note<'_>, refusal: &Refusal) {
        let (at, rule) = (&note.finding.at, &note.finding.rule);
        self.notes.push(format!("GitHub takes no comment at {at} ({rule}); told in the summary. {refusal}"));
    }

    pub(crate) fn wrote(&self, what: &str, count: usize) {
        if count > 0 {
            self.client.wrote(what);
        }
    }
}

/// Whether all of these comments stand.
pub(crate) fn is_there(notes: &[&Note<'_>]) -> impl Fn(&Existing) -> bool + use<> {
    let wanted: Vec<String> = notes.iter().map(|note| note.finding.fingerprint.as_str().to_owned()).collect();
    move |existing| {
        let told = |print: &String| existing.comments.iter().any(|comment| comment.is_open() && comment.tells(print));
        wanted.iter().all(told)
    }
}
