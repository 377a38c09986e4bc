//! `sections`: a card's sections by their meaning: removed, emptied, or holding nothing but fillers.

use super::{BadParameter, Evaluate, Hit, Mode, Scene, removal, unknown_topics};
use crate::artifact::filling::content_of;
use crate::artifact::markdown::{Content, Section};
use crate::artifact::{Artifact, Kind, topics};
use crate::change::Side;
use crate::finding::{Related, Severity};
use crate::limits::HITS;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sections {
    pub(super) artifacts: Vec<Kind>,
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

/// Sections of a card that are looked for in the other: each costs as much as the card is long.
pub(super) const SECTIONS: usize = 100;

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
            State::Removed => removal::removed(self, scene),
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
    pub(super) fn about<'a>(&self, section: &'a Section) -> Vec<&'a str> {
        section.topics.iter().copied().filter(|topic| self.topics.iter().any(|wanted| wanted == topic)).collect()
    }

    fn hollow(&self, scene: &Scene<'_>, wanted: Content) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            let before = hits.len();
            let hollow = self.without_text(artifact, wanted);
            let base = if hollow.is_empty() { None } else { self.base_of(scene, artifact, wanted) };
            let mut renamed = base.as_ref().map(|base| base.renamed(artifact, &hollow)).unwrap_or_default();
            for section in innermost(&hollow) {
                if hits.len() - before >= HITS {
                    break;
                }
                let was_open = base.as_ref().is_some_and(|base| base.was_open(section));
                if !was_open && !is_answered_by_heading(artifact, section) {
                    let subject = renamed.remove(&section.title).unwrap_or_else(|| section.title.clone());
                    let hit = Hit::on(artifact, &section.heading, subject)
                        .with("section", section.title.clone())
                        .with("topic", topic_titles(&self.about(section)));
                    // a template that is not filled in yet takes nothing from anybody
                    let is_loss = wanted == Content::Empty || base.as_ref().is_some_and(|base| base.said(section));
                    hits.push(if is_loss { hit } else { hit.at_most(Severity::Notice) });
                }
            }
        }
        hits
    }

    /// The sections of a card that hold nothing, or nothing but fillers.
    fn without_text<'a>(&self, artifact: &'a Artifact, wanted: Content) -> Vec<&'a Section> {
        let sections = artifact.markdown.sections.iter();
        let asked = sections.filter(|section| self.topics.is_empty() || !self.about(section).is_empty());
        asked.filter(|section| artifact.markdown.content(artifact.text.source(), section) == wanted).collect()
    }

    /// The card as it was, for one of the head that changed.
    fn base_of<'a>(&self, scene: &Scene<'a>, artifact: &Artifact, wanted: Content) -> Option<Base<'a>> {
        let path = scene.trees.counterpart(scene.side, &artifact.path).filter(|_| scene.side == Side::Head)?;
        let card = scene.trees.base.artifacts.get(&path)?;
        let hollow = self.without_text(card, wanted);
        (card.text.source() != artifact.text.source()).then_some(Base { card, hollow, wanted })
    }
}

/// A card before the change, and its sections that held nothing.
struct Base<'a> {
    card: &'a Artifact,
    hollow: Vec<&'a Section>,
    wanted: Content,
}

impl Base<'_> {
    /// Titles of the head that stand where the base had another one, over a section as hollow as now: each with the old one.
    fn renamed(&self, artifact: &Artifact, hollow: &[&Section]) -> HashMap<String, String> {
        let titles = |card: &Artifact| -> HashSet<String> {
            card.markdown.sections.iter().map(|section| section.title.clone()).collect()
        };
        let (old, new) = (titles(self.card), titles(artifact));
        let mut gone = self.hollow.clone();
        gone.retain(|section| !new.contains(&section.title));
        gone.truncate(SECTIONS);
        let mut found = HashMap::new();
        for section in hollow.iter().filter(|section| !old.contains(&section.title)).take(SECTIONS) {
            // the same words first, then the same matter, then the same place
            let words = topics::normalize(&section.title);
            let same = gone.iter().position(|old| topics::normalize(&old.title) == words);
            let same = same.or_else(|| gone.iter().position(|old| old.topics == section.topics));
            let place = |card: &Artifact, section: &Section| {
                let above =
                    card.markdown.sections.iter().rev().find(|above| above.heading.end <= section.heading.start);
                above.map(|above| above.title.clone())
            };
            let same = same.or_else(|| gone.iter().position(|old| place(self.card, old) == place(artifact, section)));
            if let Some(at) = same {
                found.insert(section.title.clone(), gone.remove(at).title.clone());
            }
        }
        found
    }

    /// Whether a section of this title held a text.
    fn said(&self, section: &Section) -> bool {
        let source = self.card.text.source();
        let mut same = self.card.markdown.sections.iter().filter(|old| old.title == section.title);
        same.any(|old| self.card.markdown.content(source, old) == Content::Filled)
    }

    /// Whether a section had no text of its own before, besides what stood under headings below it: levels that change part
    /// the two, and take nothing away.
    fn was_open(&self, section: &Section) -> bool {
        let sections = &self.card.markdown.sections;
        let told: Vec<usize> = innermost(&self.hollow).map(|section| section.heading.start).collect();
        sections.iter().enumerate().filter(|(_, old)| old.title == section.title).any(|(at, old)| {
            let next = sections.get(at + 1).map_or(old.span.end, |next| next.heading.start);
            let own = old.heading.end..next;
            let own = self.card.markdown.lines(self.card.text.source(), &own).collect::<String>();
            !told.contains(&old.heading.start) && content_of(&own) == self.wanted
        })
    }
}

/// The innermost of sections that hold nothing: there the answer goes.
fn innermost<'a>(hollow: &[&'a Section]) -> impl Iterator<Item = &'a Section> {
    let next = hollow.iter().skip(1).map(|next| next.heading.start).chain([usize::MAX]);
    let pairs: Vec<_> = hollow.iter().copied().zip(next).filter(|(section, next)| *next >= section.span.end).collect();
    pairs.into_iter().map(|(section, _)| section)
}

/// Some write their first sentence as another heading, and some programs put a whole report, title and all, below one.
fn is_answered_by_heading(artifact: &Artifact, section: &Section) -> bool {
    let markdown = &artifact.markdown;
    let at = markdown.sections.partition_point(|other| other.heading.start < section.span.end);
    let (before, after) = markdown.sections.split_at_checked(at).unwrap_or_default();
    let [next, below @ ..] = after else { return false };
    let is_sentence = next.level == section.level && next.title.split_whitespace().count() > SENTENCE;
    let is_title = next.level == 1 && before.iter().filter(|above| above.level == 1).count() == 1;
    let is_report = is_title
        && section.level > 1
        && below.first().is_some_and(|below| below.level > 1)
        && markdown.content(artifact.text.source(), section) == Content::Empty
        && markdown.content(artifact.text.source(), next) == Content::Filled;
    is_sentence || is_report
}

pub(super) fn topic_titles(ids: &[&str]) -> String {
    let titles = ids.iter().filter_map(|id| topics::find(id)).map(|topic| topic.title.as_str());
    titles.collect::<Vec<_>>().join(" and ")
}
