//! What is wrong with the writing of a file, before anything is said about its meaning.

use super::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The syntax is broken, or a bound is passed.
    Unreadable,
    /// Readers keep one of the two values and drop the other without a word.
    DuplicateKey,
    /// A front matter block opens and never closes.
    Unclosed,
    /// Front matter that readers do not see: text or a byte order mark stands before it.
    Misplaced,
    /// Front matter that is no mapping.
    NotMapping,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    pub span: Span,
    /// What the parser says, without a place.
    pub message: String,
    /// The key it is about.
    pub key: Option<String>,
    /// Where that key stands first.
    pub first: Option<Span>,
}

impl Problem {
    #[must_use]
    pub fn new(kind: ProblemKind, span: Span, message: &str) -> Self {
        Self { kind, span, message: message.to_owned(), key: None, first: None }
    }

    #[must_use]
    pub fn unreadable(span: Span, message: String) -> Self {
        Self { kind: ProblemKind::Unreadable, span, message, key: None, first: None }
    }
}
