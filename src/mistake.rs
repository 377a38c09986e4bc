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
        let message = crate::visible::visible(&mistake.message).into_owned();
        let path = crate::visible::visible(&self.path).into_owned();
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

/// What to write in place of the id of a rule that nobody knows.
#[must_use]
pub fn which_rule<'a>(id: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    // a part of an id is not like the whole
    let near = match nearest(id, &known) {
        Some(near) => vec![near],
        None => known.iter().copied().filter(|known| id.len() > 2 && known.contains(id)).take(HOLDING).collect(),
    };
    match near.as_slice() {
        [] if known.len() > 12 => "`modelward rules list` shows them all".to_owned(),
        [] => did_you_mean(id, known),
        near => format!("did you mean `{}`?", near.join("` or `")),
    }
}

/// Ids that are named for holding a word.
const HOLDING: usize = 4;

/// The most similar of some words, where one is similar enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    // `Model Card` is `model-card`
    let letters = |text: &'_ str| -> String {
        text.chars().take(WORD).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let bare = letters(word);
    if let Some(same) = known.iter().find(|known| !bare.is_empty() && letters(known) == bare) {
        return Some(same);
    }
    let likeness = known.iter().map(|other| (likeness(word, other), *other));
    likeness.filter(|(like, _)| *like >= 0.72).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, near)| near)
}

/// From 0 to 1: twice the characters that two words have in common, in order, among all of theirs.
fn likeness(one: &str, other: &str) -> f64 {
    let [one, other] = [one, other].map(|word| word.chars().take(WORD).collect::<Vec<char>>());
    let total = u32::try_from(one.len() + other.len()).unwrap_or(u32::MAX);
    let mut row = vec![0_u32; other.len() + 1];
    for a in &one {
        let mut diagonal = 0;
        let mut left = 0;
        for (b, cell) in other.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            *cell = if a == b { diagonal + 1 } else { above.max(left) };
            (diagonal, left) = (above, *cell);
        }
    }
    f64::from(2 * row.last().copied().unwrap_or_default()) / f64::from(total.max(1))
}

/// Characters of a word that are compared: a stranger's word may be as long as a file.
const WORD: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_an_id_is_enough() {
        let known = ["license/changed", "license/denied", "weights/pickle", "card/removed"];
        assert_eq!(which_rule("pickle", known), "did you mean `weights/pickle`?");
        assert_eq!(which_rule("licen", known), "did you mean `license/changed` or `license/denied`?");
        assert_eq!(which_rule("licence/changed", known), "did you mean `license/changed`?");
        assert_eq!(which_rule("zz", known), format!("known here: {}", known.join(", ")));
        assert_eq!(which_rule("zz", [known; 4].concat()), "`modelward rules list` shows them all");
    }

    #[test]
    fn the_nearest_word_is_the_one_that_is_meant() {
        let known = ["license/changed", "license/contradiction", "weights/pickle", "off", "warning"];
        for (word, near) in [
            ("license/chnaged", Some("license/changed")),
            ("licence/contradiction", Some("license/contradiction")),
            ("of", Some("off")),
            ("Off", Some("off")),
            ("WEIGHTS_PICKLE", Some("weights/pickle")),
            ("warn", Some("warning")),
            ("fatal", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &known), near, "{word}");
        }
        assert!((likeness("abc", "abc") - 1.0).abs() < f64::EPSILON);
    }
}
