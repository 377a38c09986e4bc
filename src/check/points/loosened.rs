//! Statements that stay, without the word that held them back.

use super::super::Hit;
use super::super::statement::Statement;
use super::{Points, compared, folded, titles};
use crate::artifact::Artifact;
use std::collections::HashSet;

/// The share of words that two statements have in common, in percent, before one counts as the other reworded.
const SAME: usize = 70;

/// The share of a statement's words, in percent, that another one has which holds back in its place.
const NEAR: usize = 40;

/// Words that narrow a statement and do not turn it round: one of them does not make up for another that went.
const LIMITS: [&str; 12] = [
    "only",
    "research",
    "without",
    "non-commercial",
    "noncommercial",
    "nur",
    "uniquement",
    "solo",
    "apenas",
    "только",
    "仅",
    "のみ",
];

impl Points {
    pub(super) fn loosened(
        &self,
        before: &Artifact,
        after: &Artifact,
        (old, new): (&[Statement], &[Statement]),
        hits: &mut Vec<Hit>,
    ) {
        let old_texts: HashSet<String> = old.iter().map(|statement| folded(&statement.text)).collect();
        let new_texts: HashSet<String> = new.iter().map(|statement| folded(&statement.text)).collect();
        let fresh: Vec<&Statement> =
            new.iter().filter(|statement| !old_texts.contains(&folded(&statement.text))).collect();
        let holding_now: Vec<(&Statement, Vec<String>)> =
            fresh.iter().map(|now| (*now, self.holding(&now.text))).filter(|(_, held)| !held.is_empty()).collect();
        let gone = old.iter().filter(|was| was.is_about(&self.topics) && !new_texts.contains(&folded(&was.text)));
        let held_back = gone.map(|was| (was, self.holding(&was.text))).filter(|(_, held)| !held.is_empty());
        for (was, held) in held_back.take(compared(new)) {
            let alike = fresh.iter().filter(|now| was.share_in(now) >= SAME && now.share_in(was) >= SAME);
            let Some(now) = alike.max_by_key(|now| was.share_in(now) + now.share_in(was)) else { continue };
            // another word may hold it back as well, and so may another statement about the same
            let near = holding_now.iter().filter(|(other, _)| was.share_in(other) >= NEAR);
            let beside: Vec<&String> = near.flat_map(|(_, words)| words).collect();
            let holds_now = self.holding(&now.text);
            let lost: Vec<&String> = held.iter().filter(|word| !holds_now.contains(word)).collect();
            if lost.is_empty()
                || holds_now.iter().any(|word| !held.contains(word))
                || !holds_now.iter().all(|word| LIMITS.contains(&word.as_str()))
                || held.iter().all(|word| beside.contains(&word))
            {
                continue;
            }
            let words: Vec<&str> = lost.iter().map(|word| word.as_str()).collect();
            hits.push(
                Hit { edit: None, ..Hit::on(after, &now.line, was.text.clone()) }
                    .with("point", was.text.clone())
                    .with("now", now.text.clone())
                    .with("words", words.join(", "))
                    .with("topic", titles(&now.topics))
                    .related(before.at(&was.line), "said before"),
            );
        }
    }

    /// The words of a statement that hold it back.
    fn holding(&self, text: &str) -> Vec<String> {
        let lower = text.to_lowercase().replace('\u{2019}', "'");
        let tokens: HashSet<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').collect();
        let mut found: Vec<String> = self
            .words
            .iter()
            .filter(|word| {
                if word.is_ascii() && !word.contains(' ') {
                    tokens.contains(word.as_str())
                } else {
                    lower.contains(word.as_str())
                }
            })
            .cloned()
            .collect();
        found.extend(tokens.iter().filter(|token| token.ends_with("n't")).map(|_| "not".to_owned()));
        found
    }
}
