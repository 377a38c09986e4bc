//! What can go wrong between Modelward and GitHub, and whose fault it is.

use crate::source::SourceError;
use crate::visible::visible;
use std::fmt;
use std::time::Duration;

/// A problem of the world or of the workflow: never a problem of the change under review.
#[derive(Debug, thiserror::Error)]
pub enum ForgeError {
    /// The workflow's fault: a variable, an input or the token is missing or malformed.
    #[error("{0}")]
    Configuration(String),
    /// The workflow's fault: the event is absent, unreadable, or one that Modelward has no answer to.
    #[error("{0}")]
    Event(String),
    /// GitHub understood, and said no.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// The limit would last longer than the run may wait.
    #[error(
        "GitHub's rate limit stops the call {operation}: it asks for {} s more, and this run may wait {} s more",
        wait.as_secs(), left.as_secs()
    )]
    RateLimited { operation: String, wait: Duration, left: Duration },
    /// No usable answer. `maybe_done` where a write may have taken effect all the same.
    #[error("GitHub gave no usable answer to the call {operation}: {message}")]
    Unreachable { operation: String, message: String, maybe_done: bool },
    /// An answer above the bound that was set for it.
    #[error("the answer to the call {operation} is larger than {limit} bytes")]
    TooLarge { operation: String, limit: usize },
    /// An answer of another shape than GitHub describes.
    #[error("GitHub's answer to the call {operation} cannot be read: {message}")]
    Unreadable { operation: String, message: String },
}

impl From<ForgeError> for SourceError {
    fn from(error: ForgeError) -> Self {
        Self::Forge(Box::new(error))
    }
}

/// An answer with a status from 300 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub operation: String,
    pub status: u16,
    pub message: String,
    /// The entries of the answer's `errors`, as text.
    pub errors: Vec<String>,
    pub request_id: Option<String>,
    /// `X-Accepted-GitHub-Permissions`: what the token would need.
    pub accepted: Option<String>,
}

impl Refusal {
    /// Everything GitHub said, in lower case, to look for known phrases.
    #[must_use]
    pub fn said(&self) -> String {
        format!("{}\n{}", self.message, self.errors.join("\n")).to_lowercase()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GitHub refused {}: {} {}", self.operation, self.status, visible(&self.message))?;
        if !self.errors.is_empty() {
            write!(f, " ({})", visible(&self.errors.join("; ")))?;
        }
        if self.status == 401 {
            write!(f, "; the token is wrong or has expired")?;
        }
        if let Some(accepted) = &self.accepted {
            write!(f, "; the token needs {}", permissions(accepted))?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " [request {}]", visible(id))?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

impl ForgeError {
    /// The permission that was missing, as a workflow writes it: `pull-requests: write`.
    #[must_use]
    pub fn permission(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => refusal.accepted.as_deref().map(permissions),
            _ => None,
        }
    }
}

/// `issues=write; pull_requests=write` as a workflow's author writes it. A semicolon separates alternatives.
fn permissions(accepted: &str) -> String {
    let one = |group: &str| {
        group.split(',').map(|pair| pair.trim().replace('_', "-").replace('=', ": ")).collect::<Vec<_>>().join(" and ")
    };
    visible(&accepted.split(';').map(one).collect::<Vec<_>>().join(" or ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_permissions_as_a_workflow_does() {
        assert_eq!(permissions("issues=write; pull_requests=write"), "issues: write or pull-requests: write");
        assert_eq!(permissions("contents=read,pull_requests=write"), "contents: read and pull-requests: write");
    }
}
