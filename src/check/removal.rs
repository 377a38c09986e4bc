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
use std::cell::OnceCell;
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
        let both = Both::new(before, after);
        let moved: OnceCell<Vec<Both<'_>>> = OnceCell::new();
        let moved = || {
            let cards = || moved_to(scene, before, &rule.artifacts).map(|card| Both::new(before, card)).collect();
            moved.get_or_init(cards).iter()
        };
        let mut outer_end = 0;
        let governed = before.markdown.sections.iter().filter(|section| !rule.about(section).is_empty());
        for section in governed.take(SECTIONS) {
            // what stands below a removed section went with it
            if section.heading.start < outer_end {
                continue;
            }
            let is_elsewhere = || moved().any(|both| both.keep(section));
            if let Some(hit) = removal(rule, scene, &both, section).filter(|_| !is_elsewhere()) {
                outer_end = section.span.end;
                hits.push(hit);
            }
        }
    }
    hits
}

fn removal(rule: &Sections, scene: &Scene<'_>, both: &Both<'_>, section: &Section) -> Option<Hit> {
    let (before, after) = (both.before, both.after);
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
    let known = both.known();
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
    if heads.iter().filter(says).any(|other| takes_place(other)) || both.keep(section) {
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

/// A card and where its sections are looked for. What each of them says is taken apart once.
struct Both<'a> {
    before: &'a Artifact,
    after: &'a Artifact,
    known: OnceCell<HashSet<String>>,
    /// Lines of the other text: all of them, and those outside of code.
    there: [OnceCell<HashSet<String>>; 2],
    said: OnceCell<Vec<Statement>>,
    /// Statements of the other text, each with whether it is new there.
    now: OnceCell<Vec<(Statement, bool)>>,
}

impl<'a> Both<'a> {
    fn new(before: &'a Artifact, after: &'a Artifact) -> Self {
        let (there, said, now) = <_>::default();
        Self { before, after, known: OnceCell::new(), there, said, now }
    }

    /// The lines that a reader of the card saw before.
    fn known(&self) -> &HashSet<String> {
        let all = || seen(self.before, &(0..self.before.text.source().len())).into_iter().collect();
        self.known.get_or_init(all)
    }

    /// Whether most of a section's lines stand somewhere in the other text: it was renamed or moved.
    fn keep(&self, section: &Section) -> bool {
        let whole = 0..self.after.text.source().len();
        let [all, prose] = &self.there;
        // an example of a text says nothing, unless it did so before
        let there = if shows_code(self.before, section) {
            all.get_or_init(|| seen(self.after, &whole).into_iter().collect())
        } else {
            let spans = || self.after.markdown.prose(&whole).into_iter();
            prose.get_or_init(|| spans().flat_map(|span| seen(self.after, &span)).collect())
        };
        let mut lines = seen(self.before, &(section.heading.end..section.span.end));
        lines.retain(|line| line.len() > 3);
        let kept = lines.iter().filter(|line| there.contains(*line)).count();
        (!lines.is_empty() && kept * 100 >= lines.len() * MOVED) || self.say(section)
    }

    /// Whether most of what a section states is stated somewhere in nearly the same words, which are new there or on the
    /// same matter.
    fn say(&self, section: &Section) -> bool {
        let all = self.said.get_or_init(|| statement::of(self.before));
        let is_own = |it: &&Statement| section.span.contains(&it.line.start) && it.words.len() >= WORDS;
        let said: Vec<&Statement> = all.iter().filter(is_own).take(COMPARED).collect();
        let now = self.now.get_or_init(|| {
            let old: HashSet<String> = all.iter().map(|it| it.text.to_lowercase()).collect();
            let all = statement::of(self.after).into_iter();
            all.map(|now| (old.contains(&now.text.to_lowercase()), now)).map(|(known, now)| (now, !known)).collect()
        });
        let code = shows_code(self.before, section);
        let now = || now.iter().filter(|(now, _)| code || !self.after.markdown.is_code(now.line.start));
        // what was said on the same matter all along keeps what it says
        let is_alike = |now: &Statement| now.topics.iter().any(|topic| section.topics.contains(topic));
        let fresh: Vec<&Statement> =
            now().filter(|(now, is_new)| *is_new || is_alike(now)).map(|(now, _)| now).collect();
        let is_kept = |said: &&&Statement| {
            now().any(|(now, _)| now.text == said.text) || fresh.iter().any(|now| said.share_in(now) >= REWORDED)
        };
        let kept = said.iter().filter(is_kept).count();
        !said.is_empty() && kept * 100 >= said.len() * MOVED
    }
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

/// The lines that a reader sees, folded for a comparison. What is hidden from readers is not somewhere else.
fn seen(artifact: &Artifact, within: &Span) -> Vec<String> {
    let source = artifact.text.source();
    let fold = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let text: String = artifact.markdown.lines(source, within).collect();
    text.lines().map(fold).collect()
}
