//! Applies a plan once. Whatever happens, each finding is told in exactly one place, or the caller is told that it must
//! tell them all itself.

use super::call::Call;
use super::calls::{self, Calls};
use super::client::Client;
use super::error::ForgeError;
use super::event::PullRequest;
use super::existing::{Existing, refused};
use super::outcome::{Outcome, Posted, Published};
use super::plan::{Context, Edit, Options, Plan, Then, plan};
use super::repository::Repository;
use super::session::{Publisher, Stop, is_there};
use super::summary::Summary;
use super::wire::Aliased;
use super::{Drafts, review};
use crate::change::ChangeSet;
use crate::finding::Finding;
use crate::report::Report;
use std::time::Duration;

/// Tells the report on the pull request.
pub async fn publish(
    client: &Client,
    at: &Repository,
    pull: &PullRequest,
    change: &ChangeSet,
    report: &Report,
    options: &Options,
) -> Published {
    let context = Context { report, change, options, head: &pull.head, newcomer: pull.is_first_contribution() };
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

impl<'r> Publisher<'r> {
    async fn run(&mut self, pull: &PullRequest) -> Result<Outcome, Stop> {
        let options = self.context.options;
        let no = |reason: &str| Outcome::Degraded { reason: reason.to_owned(), permission: None };
        if !self.client.has_token() && !options.dry_run {
            return Ok(no("there is no token: give the action `github-token`"));
        }
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
        self.context.newcomer &= self.existing.comments.is_empty() && self.existing.summaries.is_empty();
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

    /// Edits notify nobody. What fails of them is said, and left to the next run: everything new is told by now.
    async fn edit(&mut self, plan: &Plan<'r>) -> Result<(), Stop> {
        for chunk in plan.edits.chunks(calls::EDITS) {
            self.check_head().await?;
            match self.edit_some(chunk).await {
                Ok(answer) => {
                    let done = answer.done("e", chunk.len());
                    self.posted.edited += done;
                    let wanted = chunk.iter().filter(|edit| edit.then != Then::Stay).count();
                    let put_away = answer.done("h", chunk.len());
                    if done < chunk.len() || put_away < wanted {
                        let refused = refused("to edit earlier comments", &answer.errors);
                        self.notes.push(format!(
                            "{done} of {} earlier comments were edited, {put_away} of {wanted} hidden, shown or \
                             resolved: {refused}",
                            chunk.len()
                        ));
                    }
                }
                Err(error) => self.notes.push(error.to_string()),
            }
        }
        self.wrote(&counted(self.posted.edited, "edit"), self.posted.edited);
        Ok(())
    }

    async fn edit_some(&self, edits: &[Edit]) -> Result<Aliased, ForgeError> {
        let answer: Aliased = self.client.json(&calls::edits(edits, true)).await?;
        if answer.done("e", edits.len()) == 0 && answer.cannot_hide() {
            // an older Enterprise Server: the text alone
            return self.client.json(&calls::edits(edits, false)).await;
        }
        Ok(answer)
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

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
