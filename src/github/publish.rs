//! Applies a plan once. Whatever happens, each finding is told in exactly one place, or the caller is told that it must
//! tell them all itself.

use super::calls::{self, Calls};
use super::client::{Call, Client};
use super::error::{ForgeError, Refusal};
use super::event::PullRequest;
use super::existing::{Existing, refused};
use super::note::Note;
use super::outcome::{Outcome, Posted, Published};
use super::plan::{Context, Duplicates, Options, Plan, duplicates, plan};
use super::repository::Repository;
use super::summary::Summary;
use super::wire::Aliased;
use super::{Drafts, marker, review};
use crate::change::ChangeSet;
use crate::finding::Finding;
use crate::report::Report;
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

/// Tells the report on the pull request.
pub async fn publish(
    client: &Client,
    at: &Repository,
    pull: &PullRequest,
    change: &ChangeSet,
    report: &Report,
    options: &Options,
) -> Published {
    let context = Context { report, change, options, head: &pull.head };
    let calls = Calls { at: at.clone(), number: pull.number, head: pull.head.clone() };
    let mut publisher = Publisher {
        client,
        calls,
        context,
        existing: Existing::default(),
        read_at: Duration::ZERO,
        notes: Vec::new(),
        posted: Posted::default(),
        created: false,
    };
    let outcome = publisher.run(pull).await.unwrap_or_else(|stop| match stop {
        Stop::Superseded(head) => Outcome::Superseded { head },
        Stop::Failed(error) => Outcome::degraded(&error),
    });
    Published { outcome, notes: publisher.notes }
}

pub(crate) struct Publisher<'r> {
    pub(crate) client: &'r Client,
    pub(crate) calls: Calls,
    pub(crate) context: Context<'r>,
    pub(crate) existing: Existing,
    read_at: Duration,
    pub(crate) notes: Vec<String>,
    pub(crate) posted: Posted,
    created: bool,
}

impl<'r> Publisher<'r> {
    async fn run(&mut self, pull: &PullRequest) -> Result<Outcome, Stop> {
        let options = self.context.options;
        let no = |reason: &str| Outcome::Degraded { reason: reason.to_owned(), permission: None };
        if pull.locked {
            return Ok(no("the conversation is locked"));
        }
        if pull.head_repository.is_none() {
            self.notes.push("the head's repository was deleted: suggestions cannot be applied".into());
        }
        match self.refresh().await {
            Err(Stop::Failed(error)) if options.dry_run => {
                self.notes.push(format!("planned as if nothing were there yet: {error}"));
                self.existing.open = true;
            }
            other => other?,
        }
        if !self.existing.open {
            return Ok(no("the pull request is closed"));
        }
        if self.existing.draft && options.drafts == Drafts::Off {
            self.notes.push("a draft gets no comments here".into());
            return Ok(Outcome::NothingToDo);
        }
        if self.existing.partial {
            self.notes.push("not all earlier comments could be read; something may be told twice".into());
        }
        let plan = plan(self.context, &self.existing);
        if options.dry_run {
            return Ok(Outcome::DryRun { calls: self.rehearse(&plan) });
        }
        self.apply(plan).await
    }

    async fn apply(&mut self, plan: Plan<'r>) -> Result<Outcome, Stop> {
        let idle =
            plan.is_empty() && matches!(plan.summary(self.context, &self.existing, &[]), Summary::None | Summary::Keep);
        if idle {
            return Ok(Outcome::NothingToDo);
        }
        let mut refused: Vec<&Finding> = Vec::new();
        if !plan.review.is_empty() {
            let bad = review::post(self, plan.review.iter().collect()).await?;
            self.posted.inline = plan.review.len() - bad.len();
            self.wrote(&counted(self.posted.inline, "inline comment"), self.posted.inline);
            refused.extend(bad.iter().map(|note| note.finding));
        }
        for note in &plan.files {
            match self.create(&self.calls.file_comment(note), is_there(&[note])).await {
                Ok(()) => self.posted.file += 1,
                Err(Stop::Failed(ForgeError::Refused(refusal))) if refusal.status == 422 => {
                    self.refuse(note, &refusal);
                    refused.push(note.finding);
                }
                Err(stop) => return Err(stop),
            }
        }
        self.wrote(&counted(self.posted.file, "file comment"), self.posted.file);
        self.tell_summary(&plan, &refused).await?;
        self.edit(&plan).await?;
        if self.created {
            self.tidy().await;
        } else {
            self.remove(&plan.duplicates).await;
        }
        Ok(Outcome::Posted(self.posted))
    }

    async fn tell_summary(&mut self, plan: &Plan<'r>, refused: &[&'r Finding]) -> Result<(), Stop> {
        self.posted.elsewhere = plan.elsewhere.len() + refused.len();
        let before = self.existing.summaries.first().cloned();
        match plan.summary(self.context, &self.existing, refused) {
            Summary::None | Summary::Keep => return Ok(()),
            Summary::Create(body) => {
                let told = |existing: &Existing| !existing.summaries.is_empty();
                self.create(&self.calls.create_summary(&body), told).await?;
            }
            Summary::Update(id, body) => {
                self.check_head().await?;
                match self.client.send(&self.calls.update_summary(id, &body)).await {
                    // deleted in between: posted anew
                    Err(ForgeError::Refused(refusal)) if refusal.status == 404 => {
                        let told = move |existing: &Existing| existing.summaries.iter().any(|other| other.id > id);
                        self.create(&self.calls.create_summary(&body), told).await?;
                    }
                    other => drop(other?),
                }
            }
        }
        self.posted.summary = true;
        self.client.wrote(if before.is_some() { "the summary anew" } else { "the summary" });
        Ok(())
    }

    /// Edits notify nobody. What fails of them is said, and left to the next run.
    async fn edit(&mut self, plan: &Plan<'r>) -> Result<(), Stop> {
        for chunk in plan.edits.chunks(calls::EDITS) {
            self.check_head().await?;
            let mut answer: Aliased = self.client.json(&calls::edits(chunk, true)).await?;
            if answer.done("e", chunk.len()) == 0 && answer.cannot_hide() {
                // an older Enterprise Server: the text alone
                answer = self.client.json(&calls::edits(chunk, false)).await?;
            }
            let done = answer.done("e", chunk.len());
            self.posted.edited += done;
            if done < chunk.len() {
                self.notes.push(format!(
                    "{done} of {} earlier comments could be edited: {}",
                    chunk.len(),
                    refused(&answer.errors)
                ));
            }
        }
        self.wrote(&counted(self.posted.edited, "edit"), self.posted.edited);
        Ok(())
    }

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

    async fn check_head(&mut self) -> Result<(), Stop> {
        let age = self.client.clock().now().saturating_sub(self.read_at);
        if age > STALE { self.refresh().await } else { Ok(()) }
    }

    /// Two runs at once may both have posted: the oldest of each stays.
    async fn tidy(&mut self) {
        match self.refresh().await {
            Ok(()) => {
                let duplicates = duplicates(&self.existing);
                self.remove(&duplicates).await;
            }
            Err(Stop::Superseded(_)) => {}
            Err(Stop::Failed(error)) => self.notes.push(format!("could not look for double comments: {error}")),
        }
    }

    async fn remove(&mut self, duplicates: &Duplicates) {
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

    fn wrote(&self, what: &str, count: usize) {
        if count > 0 {
            self.client.wrote(what);
        }
    }

    /// The calls that the plan would make, in their order.
    fn rehearse(&self, plan: &Plan<'r>) -> Vec<Call> {
        let mut calls = Vec::new();
        if !plan.review.is_empty() {
            calls.push(self.calls.review(self.context, &plan.review.iter().collect::<Vec<_>>(), true));
        }
        calls.extend(plan.files.iter().map(|note| self.calls.file_comment(note)));
        match plan.summary(self.context, &self.existing, &[]) {
            Summary::None | Summary::Keep => {}
            Summary::Create(body) => calls.push(self.calls.create_summary(&body)),
            Summary::Update(id, body) => calls.push(self.calls.update_summary(id, &body)),
        }
        calls.extend(plan.edits.chunks(calls::EDITS).map(|chunk| calls::edits(chunk, true)));
        calls.extend(plan.duplicates.comments.iter().map(|id| self.calls.delete_comment(*id)));
        calls.extend(plan.duplicates.summaries.iter().map(|id| self.calls.delete_summary(*id)));
        calls
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

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
