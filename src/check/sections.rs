//! `sections`: a card's sections by their meaning: removed, emptied, or holding nothing but fillers.

use super::statement::{self, Statement};
use super::{BadParameter, Evaluate, Hit, Mode, Scene, companion::moved_to, unknown_topics};
use crate::artifact::Span;
use crate::artifact::markdown::{Content, Section};
use crate::artifact::{Artifact, Kind, topics};
use crate::finding::Related;
use crate::limits::HITS;
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sections {
    artifacts: Vec<Kind>,
    /// What the sections are about; every section where there is none.
    #[serde(default)]
    topics: Vec<String>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// The base said something, and the head says nothing of it any more.
    Removed,
    /// A heading with nothing below it.
    Empty,
    /// Nothing but `[More Information Needed]`, `TODO` and the like.
    Placeholder,
}

/// Words from which on a heading is a sentence.
const SENTENCE: usize = 8;

/// Lines of a removed section that may be found elsewhere before it counts as moved, in percent.
const MOVED: usize = 60;

/// The share of a statement's words that another one has, in percent, where it is the same reworded.
const REWORDED: usize = 80;

/// Words below which a statement cannot be told from others.
const WORDS: usize = 4;

/// Sections of a card that are looked for in the other: each costs as much as the card is long.
const SECTIONS: usize = 100;

/// Statements of a section that are compared with all of a card.
const COMPARED: usize = 100;

impl Evaluate for Sections {
    fn mode(&self) -> Mode {
        if self.state == State::Removed { Mode::Change } else { Mode::State }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["section", "topic", "lost"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        match self.state {
            State::Removed => self.removed(scene),
            State::Empty => self.hollow(scene, Content::Empty),
            State::Placeholder => self.hollow(scene, Content::Placeholder),
        }
    }

    fn evidence(&self, scene: &Scene<'_>) -> Vec<Related> {
        let mut filled = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            let source = artifact.text.source();
            let sections = &artifact.markdown.sections;
            let content = |section: &Section| artifact.markdown.content(source, section);
            // what stands below a placeholder is about something else
            let is_hollow = |at: usize, section: &Section| {
                let end =
                    sections.get(at + 1).map_or(section.span.end, |next| next.heading.start.min(section.span.end));
                let own = Section { span: section.span.start..end, ..section.clone() };
                content(&own) == Content::Placeholder
            };
            let asked = sections.iter().enumerate().filter(|(_, section)| !self.about(section).is_empty());
            let says = asked.filter(|(at, section)| content(section) == Content::Filled && !is_hollow(*at, section));
            filled.extend(
                says.map(|(_, section)| Related { at: artifact.at(&section.heading), text: section.title.clone() }),
            );
        }
        filled
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        unknown_topics(&self.topics)
    }
}

impl Sections {
    fn about<'a>(&self, section: &'a Section) -> Vec<&'a str> {
        section.topics.iter().copied().filter(|topic| self.topics.iter().any(|wanted| wanted == topic)).collect()
    }

    fn hollow(&self, scene: &Scene<'_>, wanted: Content) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            let source = artifact.text.source();
            let before = hits.len();
            let hollow: Vec<&Section> = artifact
                .markdown
                .sections
                .iter()
                .filter(|section| self.topics.is_empty() || !self.about(section).is_empty())
                .filter(|section| artifact.markdown.content(source, section) == wanted)
                .collect();
            for (at, section) in hollow.iter().enumerate() {
                // the innermost heading is where the answer goes
                if hits.len() - before >= HITS {
                    break;
                }
                let holds_next = hollow.get(at + 1).is_some_and(|next| next.heading.start < section.span.end);
                if !holds_next && !is_answered_by_heading(artifact, section) {
                    hits.push(
                        Hit::on(artifact, &section.heading, section.title.clone())
                            .with("section", section.title.clone())
                            .with("topic", topic_titles(&self.about(section))),
                    );
                }
            }
        }
        hits
    }

    fn removed(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (before, after) in scene.trees.pairs() {
            // a card that is none any more has lost its sections
            let governed = self.artifacts.contains(&before.kind) || self.artifacts.contains(&after.kind);
            if !governed || before.text.source() == after.text.source() {
                continue;
            }
            let mut outer_end = 0;
            let governed = before.markdown.sections.iter().filter(|section| !self.about(section).is_empty());
            for section in governed.take(SECTIONS) {
                // what stands below a removed section went with it
                if section.heading.start < outer_end {
                    continue;
                }
                let moved = || moved_to(scene, before, &self.artifacts).any(|card| is_elsewhere(before, section, card));
                if let Some(hit) = self.removal(before, after, section).filter(|_| !moved()) {
                    outer_end = section.span.end;
                    hits.push(hit);
                }
            }
        }
        hits
    }

    fn removal(&self, before: &Artifact, after: &Artifact, section: &Section) -> Option<Hit> {
        let about = self.about(section);
        let filled = |artifact: &Artifact, section: &Section| {
            artifact.markdown.content(artifact.text.source(), section) == Content::Filled
        };
        if about.is_empty() || !filled(before, section) {
            return None;
        }
        let heads: Vec<&Section> = after
            .markdown
            .sections
            .iter()
            .filter(|other| other.topics.iter().any(|topic| about.contains(topic)))
            .collect();
        // another section on the same matter takes its place where it says something that it did not say before
        let known: HashSet<String> = seen(before, &(0..before.text.source().len())).into_iter().collect();
        let title = topics::normalize(&section.title);
        let takes_place = |other: &Section| {
            let own = || seen(after, &(other.heading.end..other.span.end)).into_iter();
            topics::normalize(&other.title) == title || own().any(|line| line.len() > 3 && !known.contains(&line))
        };
        if heads.iter().any(|other| filled(after, other) && takes_place(other)) || is_elsewhere(before, section, after)
        {
            return None;
        }
        let (hit, lost) = match heads.iter().find(|other| !filled(after, other)) {
            Some(emptied) => (Hit::on(after, &emptied.heading, about.join(" ")), "lost its text"),
            None => (Hit { edit: None, ..Hit::on(before, &section.heading, about.join(" ")) }, "is gone"),
        };
        Some(hit.with("section", section.title.clone()).with("topic", topic_titles(&about)).with("lost", lost))
    }
}

/// Some write their first sentence as another heading.
fn is_answered_by_heading(artifact: &Artifact, section: &Section) -> bool {
    let next = artifact.markdown.sections.iter().find(|other| other.heading.start >= section.span.end);
    next.is_some_and(|next| next.level == section.level && next.title.split_whitespace().count() > SENTENCE)
}

/// Whether most of a section's lines stand somewhere in the other text: it was renamed or moved.
fn is_elsewhere(before: &Artifact, section: &Section, after: &Artifact) -> bool {
    let whole = 0..after.text.source().len();
    // an example of a text says nothing, unless it did so before
    let there: HashSet<String> = if shows_code(before, section) {
        seen(after, &whole).into_iter().collect()
    } else {
        after.markdown.prose(&whole).iter().flat_map(|span| seen(after, span)).collect()
    };
    let mut lines = seen(before, &(section.heading.end..section.span.end));
    lines.retain(|line| line.len() > 3);
    let kept = lines.iter().filter(|line| there.contains(*line)).count();
    (!lines.is_empty() && kept * 100 >= lines.len() * MOVED) || is_said_elsewhere(before, section, after)
}

fn shows_code(card: &Artifact, section: &Section) -> bool {
    card.markdown.code.iter().any(|code| section.span.contains(&code.start))
}

/// Whether most of what a section states is stated somewhere in nearly the same words, which are new there or on the same matter.
fn is_said_elsewhere(before: &Artifact, section: &Section, after: &Artifact) -> bool {
    let (mut said, mut now) = (statement::of(before), statement::of(after));
    if !shows_code(before, section) {
        now.retain(|now| !after.markdown.is_code(now.line.start));
    }
    let old: HashSet<String> = said.iter().map(|statement| statement.text.to_lowercase()).collect();
    said.retain(|statement| section.span.contains(&statement.line.start) && statement.words.len() >= WORDS);
    said.truncate(COMPARED);
    // what was said on the same matter all along keeps what it says
    let is_alike = |now: &&Statement| now.topics.iter().any(|topic| section.topics.contains(topic));
    let is_fresh = |now: &&Statement| !old.contains(&now.text.to_lowercase());
    let fresh: Vec<&Statement> = now.iter().filter(|now| is_fresh(now) || is_alike(now)).collect();
    let texts: HashSet<&str> = now.iter().map(|now| now.text.as_str()).collect();
    let is_kept =
        |said: &Statement| texts.contains(said.text.as_str()) || fresh.iter().any(|now| said.share_in(now) >= REWORDED);
    let kept = said.iter().filter(|said| is_kept(said)).count();
    !said.is_empty() && kept * 100 >= said.len() * MOVED
}

/// The lines that a reader sees, folded for a comparison. What is hidden from readers is not somewhere else.
fn seen(artifact: &Artifact, within: &Span) -> Vec<String> {
    let source = artifact.text.source();
    let fold = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let text: String = artifact.markdown.lines(source, within).collect();
    text.lines().map(fold).collect()
}

fn topic_titles(ids: &[&str]) -> String {
    let titles = ids.iter().filter_map(|id| topics::find(id)).map(|topic| topic.title.as_str());
    titles.collect::<Vec<_>>().join(" and ")
}
