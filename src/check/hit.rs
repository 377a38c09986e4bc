//! What a check found, before a rule gives it words; and what is wrong with a check's parameters.

use crate::artifact::{Artifact, Span};
use crate::change::{RepoPath, Side};
use crate::finding::{Location, Related, Severity};

/// The words of the head that a fix would change.
#[derive(Debug, Clone)]
pub struct Edit {
    pub path: RepoPath,
    pub span: Span,
}

/// What a check found, before a rule gives it words.
#[derive(Debug, Clone)]
pub struct Hit {
    pub at: Location,
    /// What it is about, stable across harmless edits. Part of the fingerprint.
    pub subject: String,
    /// Values for the rule's texts.
    pub variables: Vec<(&'static str, String)>,
    pub related: Vec<Related>,
    pub edit: Option<Edit>,
    /// The most that the evidence of this hit allows, where that is less than the rule says.
    pub at_most: Option<Severity>,
    /// The directory that stands for the path in the fingerprint, for a finding about more than one file.
    pub whole: Option<String>,
}

impl Hit {
    /// A hit on some words of an artifact, which a fix may change.
    #[must_use]
    pub fn on(artifact: &Artifact, span: &Span, subject: impl Into<String>) -> Self {
        Self {
            at: artifact.at(span),
            subject: subject.into(),
            variables: Vec::new(),
            related: Vec::new(),
            edit: Some(Edit { path: artifact.path.clone(), span: span.clone() }),
            at_most: None,
            whole: None,
        }
    }

    /// A hit on a file as a whole.
    #[must_use]
    pub fn file(path: &RepoPath, side: Side, subject: impl Into<String>) -> Self {
        Self {
            at: Location::file(path.clone(), side),
            subject: subject.into(),
            variables: Vec::new(),
            related: Vec::new(),
            edit: None,
            at_most: None,
            whole: None,
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn related(mut self, at: Location, text: impl Into<String>) -> Self {
        self.related.push(Related { at, text: text.into() });
        self
    }

    /// A finding about a directory keeps its name when other files come first in it.
    #[must_use]
    pub fn about_directory(mut self, directory: &str) -> Self {
        self.whole = Some(directory.to_owned());
        self
    }

    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = Some(severity);
        self
    }
}

/// A mistake in a check's parameters, at a word of the rule file.
#[derive(Debug)]
pub struct BadParameter {
    pub word: String,
    pub message: String,
    pub help: String,
}
