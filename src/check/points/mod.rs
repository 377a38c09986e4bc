//! `points`: what a section listed and lists no more, and statements that lost the word which held them back. A list that is
//! reordered, reworded, moved or written anew loses nothing.

mod loosened;

use super::removal::{is_long, is_stub};
use super::statement::{self, Statement};
use super::{BadParameter, Evaluate, Hit, Mode, Scene, companion::moved_to, unknown_topics};
use crate::artifact::filling::is_pointer;
use crate::artifact::markdown::Content;
use crate::artifact::{Artifact, Kind, topics};
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Points {
    artifacts: Vec<Kind>,
    topics: Vec<String>,
    state: State,
    /// Sections in which a lost point is not kept: a limitation is none among the uses.
    #[serde(default)]
    not_under: Vec<String>,
    /// Words that hold a statement back: `not`, `only`. `n't` at the end of a word is one of them.
    #[serde(default)]
    words: Vec<String>,
    /// Words that limit, and beginnings of words where they have four letters or more: a new point takes the place of a lost one that has some only where it has one too.
    #[serde(default)]
    limiting: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// Points that are gone.
    Removed,
    /// Statements that stay, without the word that held them back.
    Loosened,
}

/// The share of a point's words, in percent, that stand together elsewhere before it counts as kept.
const KEPT: usize = 60;

/// The same for another that stood there before, and so was not written in its place.
const SAID_TWICE: usize = 95;

/// The same for the words of a paragraph, which are many.
const IN_PARAGRAPH: usize = 80;

/// Statements of one card that are compared with all others: each costs as much as the card is long, so that there are more
/// of them in a shorter one.
fn compared(others: &[Statement]) -> usize {
    const WORDS: usize = 4_000_000;
    let words: usize = others.iter().map(|other| other.words.len()).sum();
    (WORDS / words.max(1)).clamp(100, 5_000)
}

impl Evaluate for Points {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["point", "topic", "now", "words"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (before, after) in scene.trees.pairs() {
            let governed = self.artifacts.contains(&before.kind) && self.artifacts.contains(&after.kind);
            if !governed || before.text.source() == after.text.source() {
                continue;
            }
            let (old, new) = (statement::of(before), statement::of(after));
            match self.state {
                State::Removed => self.removed(scene, before, after, (&old, &new), &mut hits),
                State::Loosened => self.loosened(before, after, (&old, &new), &mut hits),
            }
        }
        hits
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        let mut found = unknown_topics(&self.topics);
        found.extend(unknown_topics(&self.not_under));
        found
    }
}

impl Points {
    fn removed(
        &self,
        scene: &Scene<'_>,
        before: &Artifact,
        after: &Artifact,
        (old, new): (&[Statement], &[Statement]),
        hits: &mut Vec<Hit>,
    ) {
        let elsewhere: Vec<Statement> = moved_to(scene, before, &self.artifacts).flat_map(statement::of).collect();
        let holds = |other: &Statement| other.is_about(&self.topics) || !other.is_about(&self.not_under);
        let paragraphs = paragraphs(new);
        let verbatim: HashSet<String> =
            new.iter().filter(|other| holds(other)).map(|other| folded(&other.text)).collect();
        let known: HashSet<String> = old.iter().map(|other| folded(&other.text)).collect();
        let others: Vec<(&Statement, usize)> = new
            .iter()
            .filter(|other| holds(other))
            .map(|other| (other, if known.contains(&folded(&other.text)) { SAID_TWICE } else { KEPT }))
            .chain(elsewhere.iter().map(|other| (other, KEPT)))
            .collect();
        let is_kept = |point: &Statement| {
            others.iter().any(|(other, enough)| point.share_in(other) >= *enough)
                // a list that became a paragraph
                || paragraphs.iter().any(|other| holds(other) && point.share_in(other) >= IN_PARAGRAPH)
        };
        let points: Vec<&Statement> =
            old.iter().filter(|point| point.is_point && point.is_about(&self.topics)).collect();
        let doubtful: Vec<&&Statement> =
            points.iter().filter(|point| !verbatim.contains(&folded(&point.text))).take(compared(new)).collect();
        let lost: Vec<&Statement> = doubtful.iter().filter(|point| !is_kept(point)).map(|point| **point).collect();
        if lost.is_empty() || self.is_written_anew(&lost, old, new, &known) {
            return;
        }
        for point in &lost {
            let about: Vec<&str> =
                point.topics.iter().copied().filter(|topic| self.topics.iter().any(|wanted| wanted == topic)).collect();
            let own = before.markdown.sections.get(point.section.wrapping_sub(1));
            // a section that is gone as a whole is told as such
            let stays = after.markdown.sections.iter().any(|section| {
                section.topics.iter().any(|topic| about.contains(topic))
                    && after.markdown.content(after.text.source(), section) == Content::Filled
                    && !(is_stub(after, section) && own.is_some_and(|own| is_long(before, own)))
            });
            let has_title = own.is_some_and(|own| {
                after
                    .markdown
                    .sections
                    .iter()
                    .any(|other| topics::normalize(&other.title) == topics::normalize(&own.title))
            });
            let count = |list: &[&Statement]| list.iter().filter(|other| other.section == point.section).count();
            let (all, gone) = (count(&points), count(&lost));
            if (!stays || !has_title) && (all - gone) * 100 < all * KEPT {
                continue;
            }
            let now = new.iter().find(|other| !holds(other) && point.share_in(other) >= KEPT);
            let mut hit = Hit { edit: None, ..Hit::on(before, &point.line, point.text.clone()) }
                .with("point", point.text.clone())
                .with("topic", titles(&about))
                .with("now", now.map_or("is gone", |_| "stands among the intended uses now"));
            if let Some(now) = now {
                hit = hit.related(after.at(&now.line), "stands here now");
            }
            hits.push(hit);
        }
    }

    /// Whether as much is new among the points as was lost, and limits as much.
    fn is_written_anew(
        &self,
        lost: &[&Statement],
        old: &[Statement],
        new: &[Statement],
        known: &HashSet<String>,
    ) -> bool {
        let was_there = |point: &Statement| old.iter().any(|other| point.share_in(other) >= KEPT);
        let mut seen = HashSet::new();
        let fresh: Vec<&Statement> = new
            .iter()
            .filter(|point| point.is_about(&self.topics) && !is_pointer(&point.text))
            .filter(|point| !known.contains(&folded(&point.text)) && seen.insert(folded(&point.text)))
            .take(compared(old))
            .filter(|point| !was_there(point))
            .collect();
        let limits = |text: &str| {
            let lower = text.to_lowercase();
            let mut words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'');
            words
                .any(|word| word.ends_with("n't") || self.limiting.iter().any(|start| word.starts_with(start.as_str())))
        };
        let limiting = lost.iter().filter(|point| limits(&point.text)).count();
        // in other scripts the words are not known
        let as_well = fresh.iter().filter(|point| !point.text.is_ascii() || limits(&point.text)).count();
        fresh.len() >= lost.len() && as_well * 2 >= limiting
    }
}

/// Each run of sentences that stand together, as one statement.
fn paragraphs(statements: &[Statement]) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    for statement in statements.iter().filter(|statement| !statement.is_point) {
        match found.last_mut() {
            Some(first) if first.line == statement.line => first.words.extend(&statement.words),
            _ => found.push(Statement {
                text: String::new(),
                line: statement.line.clone(),
                topics: statement.topics.clone(),
                section: statement.section,
                is_point: false,
                words: statement.words.clone(),
            }),
        }
    }
    for paragraph in &mut found {
        paragraph.words.sort_unstable();
    }
    found
}

fn folded(text: &str) -> String {
    let mut words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.dedup();
    words.join(" ").to_lowercase()
}

fn titles(ids: &[&str]) -> String {
    let titles = ids.iter().filter_map(|id| topics::find(id)).map(|topic| topic.title.as_str());
    titles.collect::<Vec<_>>().join(" and ")
}
