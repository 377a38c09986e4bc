//! Mistakes in our own configuration, rules and policy: every one with its place, all of them at once, with a way out.

use crate::artifact::Span;
use annotate_snippets::{AnnotationKind, Renderer, Snippet};
use std::fmt;

/// How bad a mistake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
}

/// One mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write instead; empty where nothing better is known.
    pub help: String,
    pub level: Level,
}

impl Mistake {
    #[must_use]
    pub fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: help.into(), level: Level::Error }
    }
}

/// The mistakes of one file. Shown, each points at its words with carets.
#[derive(Debug, Clone, thiserror::Error)]
pub struct Mistakes {
    pub path: String,
    pub text: String,
    pub list: Vec<Mistake>,
}

impl Mistakes {
    /// Renders the mistakes as a compiler would.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let shown: Vec<String> = self.list.iter().map(|mistake| self.render_one(mistake, &renderer)).collect();
        shown.join("\n\n")
    }

    fn render_one(&self, mistake: &Mistake, renderer: &Renderer) -> String {
        let end = self.text.len();
        let start = self.text.floor_char_boundary(mistake.span.start.min(end));
        let span = start..self.text.ceil_char_boundary(mistake.span.end.clamp(start, end));
        let message = crate::report::escape::visible(&mistake.message).into_owned();
        let path = crate::report::escape::visible(&self.path).into_owned();
        let snippet = Snippet::source(self.text.as_str()).path(path).annotation(AnnotationKind::Primary.span(span));
        let level = match mistake.level {
            Level::Error => annotate_snippets::Level::ERROR,
            Level::Warning => annotate_snippets::Level::WARNING,
        };
        let mut group = level.primary_title(message).element(snippet);
        if !mistake.help.is_empty() {
            group = group.element(annotate_snippets::Level::HELP.message(mistake.help.as_str()));
        }
        renderer.render(&[group])
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// `did you mean …?` for the nearest of the known words, or the list of them where there are few.
#[must_use]
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(word, &known) {
        return format!("did you mean `{near}`?");
    }
    if known.len() > 12 { String::new() } else { format!("known here: {}", known.join(", ")) }
}

/// The most similar of some words, where one is similar enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    similar::get_close_matches(word, known, 1, 0.72).first().copied()
}
