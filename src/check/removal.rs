//! Sections of a card that are gone or lost their text. One that was renamed, moved or written anew is not; one that points
//! elsewhere and says nothing itself is.

use super::sections::{SECTIONS, Sections, topic_titles};
use super::statement::{self, Statement};
use super::{Hit, Scene, companion::moved_to};
use crate::artifact::filling::{content_of, is_pointer};
use crate::artifact::markdown::{Content, Section};
use crate::artifact::{Artifact, Span, topics};
use crate::finding::Severity;
use crate::limits::HITS;
use std::collections::HashSet;

/// Lines of a removed section that may be found elsewhere before it counts as moved, in percent.
const MOVED: usize = 60;

/// The share of a statement's words that another one has, in percent, where it is the same reworded.
const REWORDED: usize = 80;

/// Words below which a statement cannot be told from others.
const WORDS: usize = 4;

/// Statements of a section that are compared with all of a card.
const COMPARED: usize = 100;

/// Words of a section from which on a pointer is no answer in its place.
const LONG: usize = 10;

pub(super) fn removed(rule: &Sections, scene: &Scene<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (before, after) in scene.trees.pairs() {
        // a card that is none any more has lost its sections
        let governed = rule.artifacts.contains(&before.kind) || rule.artifacts.contains(&after.kind);
        if !governed || before.text.source() == after.text.source() {
            continue;
        }
        let mut outer_end = 0;
        let governed = before.markdown.sections.iter().filter(|section| !rule.about(section).is_empty());
        for section in governed.take(SECTIONS) {
            // what stands below a removed section went with it
            if section.heading.start < outer_end {
                continue;
            }
            let moved = || moved_to(scene, before, &rule.artifacts).any(|card| is_elsewhere(before, section, card));
            if let Some(hit) = removal(rule, scene, before, after, section).filter(|_| !moved()) {
                outer_end = section.span.end;
                hits.push(hit);
            }
        }
    }
    hits
}

fn removal(rule: &Sections, scene: &Scene<'_>, before: &Artifact, after: &Artifact, section: &Section) -> Option<Hit> {
    let about = rule.about(section);
    let filled = |artifact: &Artifact, section: &Section| {
        artifact.markdown.content(artifact.text.source(), section) == Content::Filled
    };
    if about.is_empty() || !filled(before, section) {
        return None;
    }
    let heads: Vec<&Section> =
        after.markdown.sections.iter().filter(|other| other.topics.iter().any(|topic| about.contains(topic))).collect();
    let is_long = !about.contains(&"license") && is_long(before, section);
    // another section on the same matter takes its place where it says something that it did not say before
    let known: HashSet<String> = seen(before, &(0..before.text.source().len())).into_iter().collect();
    let title = topics::normalize(&section.title);
    let said = seen(before, &(section.heading.end..section.span.end));
    let is_statement = |line: &str| line.len() > 3 && !is_pointer(line) && content_of(line) == Content::Filled;
    let takes_place = |other: &Section| {
        let own = || seen(after, &(other.heading.end..other.span.end)).into_iter();
        topics::normalize(&other.title) == title
            || own().eq(said.iter().cloned())
            || own().any(|line| is_statement(&line) && !known.contains(&line))
    };
    let says = |other: &&&Section| {
        filled(after, other) && !(is_long && is_stub(after, other) && !leads_to_change(scene, after, other))
    };
    if heads.iter().filter(says).any(|other| takes_place(other)) || is_elsewhere(before, section, after) {
        return None;
    }
    let (hit, lost) = match heads.iter().find(|other| !says(other)) {
        Some(emptied) if filled(after, emptied) => {
            (Hit::on(after, &emptied.heading, about.join(" ")).at_most(Severity::Warning), "lost its text")
        }
        Some(emptied) => (Hit::on(after, &emptied.heading, about.join(" ")), "lost its text"),
        None => (Hit { edit: None, ..Hit::on(before, &section.heading, about.join(" ")) }, "is gone"),
    };
    Some(hit.with("section", section.title.clone()).with("topic", topic_titles(&about)).with("lost", lost))
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

/// Whether a section holds nothing but a pointer to another place.
pub(super) fn is_stub(card: &Artifact, section: &Section) -> bool {
    let text: String = card.markdown.lines(card.text.source(), &(section.heading.end..section.span.end)).collect();
    text.lines().filter(|line| line.chars().any(char::is_alphanumeric)).all(is_pointer)
}

/// Whether a section said so much that a pointer is no answer in its place.
pub(super) fn is_long(card: &Artifact, section: &Section) -> bool {
    let body = section.heading.end..section.span.end;
    let said: String = card.markdown.lines(card.text.source(), &body).collect();
    statement::words(&said).len() >= LONG
}

/// Whether a section of the head names a file that came or changed with it: what it said may stand there.
fn leads_to_change(scene: &Scene<'_>, card: &Artifact, section: &Section) -> bool {
    let text = card.markdown.seen(card.text.source(), section.span.clone());
    let mut others = scene.trees.change.files.iter().filter(|file| file.path != card.path).take(HITS);
    others.any(|file| text.contains(&*file.path.name()))
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
