//! What came of publishing.

use super::call::Call;
use super::error::ForgeError;

/// Never an error: posting does not decide whether a change is good.
#[derive(Debug)]
pub struct Published {
    pub outcome: Outcome,
    /// What a reader of the log should know, a line each. They may quote strangers: escape them for the log.
    pub notes: Vec<String>,
}

#[derive(Debug)]
pub enum Outcome {
    /// Everything is told on the pull request.
    Posted(Posted),
    /// Nothing to write: it is all there, or there is nothing to say.
    NothingToDo,
    /// Not everything could be told here. The caller tells it in the job summary and in annotations.
    Degraded { reason: String, permission: Option<String> },
    /// The head moved on: a later run will tell.
    Superseded { head: String },
    /// What would be written.
    DryRun { calls: Vec<Call> },
}

/// How many of each were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Posted {
    pub inline: usize,
    pub file: usize,
    /// Findings told in the summary alone.
    pub elsewhere: usize,
    pub summary: bool,
    pub edited: usize,
}

impl Outcome {
    pub(crate) fn degraded(error: &ForgeError) -> Self {
        let locked = matches!(error, ForgeError::Refused(refusal) if refusal.said().contains("locked"));
        let reason = if locked { "the conversation is locked".to_owned() } else { error.to_string() };
        Self::Degraded { reason, permission: error.permission() }
    }
}
