//! What is wrong with a document: one statement, on the words it is about.

use crate::artifact::Span;
pub(super) use crate::finding::quote as shown;
use crate::limits::{CROISSANT_GUESSES, CROISSANT_ISSUES};
use std::collections::HashSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Error,
    Warning,
    /// Something recommended is missing: a warning to validators, and no news to reviewers.
    Advice,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    pub level: Level,
    pub span: Span,
    /// In our words, with the value or the name it is about.
    pub message: String,
    /// The property, as documents spell it.
    pub property: String,
    /// The node and the property, without places: the same before and after a harmless edit.
    pub subject: String,
}

/// Collects issues. What is said twice about the same words is said once.
#[derive(Debug, Default)]
pub(super) struct Issues {
    pub(super) list: Vec<Issue>,
    seen: HashSet<(usize, usize, String)>,
    has_error: bool,
    guesses: usize,
}

impl Issues {
    pub(super) fn add(&mut self, level: Level, span: Span, node: &str, property: &str, message: impl Into<String>) {
        let message = message.into();
        // an error is kept whatever came before it: it decides
        let full = self.list.len() >= CROISSANT_ISSUES && (level != Level::Error || self.has_error);
        if full || !self.seen.insert((span.start, span.end, message.clone())) {
            return;
        }
        self.has_error |= level == Level::Error;
        let subject = match (node, property) {
            ("", property) => property.to_owned(),
            (node, "") => node.to_owned(),
            (node, property) => format!("{node}: {property}"),
        };
        self.list.push(Issue { level, span, message, property: property.to_owned(), subject });
    }

    pub(super) fn has_errors(&self) -> bool {
        self.has_error
    }

    /// The known word that is meant, where one is near. Looking costs, so only the first wrong words are looked up.
    pub(super) fn guess<'k>(&mut self, word: &str, known: &[&'k str]) -> Option<&'k str> {
        self.guesses += 1;
        if self.guesses > CROISSANT_GUESSES { None } else { crate::mistake::nearest(word, known) }
    }
}
