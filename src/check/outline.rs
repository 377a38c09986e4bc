//! `outline`: a new card that leaves out what readers look for first. It lists what is missing and offers a frame for it.

use super::companion::home_of;
use super::{BadParameter, Evaluate, Hit, Mode, Scene, unknown_topics};
use crate::artifact::{Artifact, Kind, kind, topics};
use crate::change::Side;
use crate::order::InOrder as _;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    artifacts: Vec<Kind>,
    /// What a card tells, in the order in which the frame asks for it.
    needs: Vec<Need>,
}

/// One thing that a card tells.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    /// A section about one of these does; the first names it.
    topics: Vec<String>,
    /// Or one of these metadata fields; `key=value` asks for the value.
    #[serde(default)]
    fields: Vec<String>,
    /// Or one of these words somewhere in the text, in lower case: what is said without a heading is said.
    #[serde(default)]
    words: Vec<String>,
    /// Or a file of one of these kinds, in the card's directory or above it.
    #[serde(default)]
    files: Vec<Kind>,
    /// The heading in the frame.
    heading: String,
    /// The question that the section answers.
    ask: String,
}

impl Need {
    /// A section alone will do.
    fn about(id: &str) -> Self {
        let title = topics::find(id).map(|topic| topic.title.as_str()).unwrap_or_default();
        let (first, rest) = title.split_at(title.chars().next().map_or(0, char::len_utf8));
        Self {
            topics: vec![id.to_owned()],
            fields: Vec::new(),
            words: Vec::new(),
            files: Vec::new(),
            heading: first.to_uppercase() + rest,
            ask: format!("What do readers have to know about the {title}?"),
        }
    }
}

const CARDS: [Kind; 3] = [Kind::ModelCard, Kind::DatasetCard, Kind::Readme];

impl Evaluate for Outline {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["missing", "skeleton"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        // what a directory's cards left out before is no news, however they are cut
        let known: BTreeSet<String> = scene.trees.base.of_kinds(&self.artifacts).map(subject_of).into_set();
        let is_new = |card: &&Artifact| {
            scene.trees.counterpart(Side::Head, &card.path).is_none() && !known.contains(&subject_of(card))
        };
        let new = scene.trees.head.of_kinds(&self.artifacts).filter(is_new);
        let new: Vec<&Artifact> = new.filter(|card| !is_of_code(card)).collect();
        // a card may be one of several that speak for the same directory
        let mut homes: BTreeMap<String, Vec<&Artifact>> = BTreeMap::new();
        for card in scene.trees.head.of_kinds(&CARDS).filter(|_| !new.is_empty()) {
            homes.entry(subject_of(card)).or_default().push(card);
        }
        let beside = |card: &Artifact| homes.get(&subject_of(card)).cloned().unwrap_or_default();
        new.into_iter().filter_map(|card| self.judge(scene, card, &beside(card))).collect()
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        self.needs.iter().flat_map(|need| unknown_topics(&need.topics)).collect()
    }
}

impl Outline {
    /// What a project asks for: as the rule asks for it, where that is what the rule names first.
    fn needs_about(&self, topics: &[&str]) -> Vec<Need> {
        let known = |id: &str| self.needs.iter().find(|need| need.topics.first().is_some_and(|first| first == id));
        topics.iter().map(|id| known(id).cloned().unwrap_or_else(|| Need::about(id))).collect()
    }

    fn judge(&self, scene: &Scene<'_>, card: &Artifact, beside: &[&Artifact]) -> Option<Hit> {
        let says = |card: &Artifact, field: &String| {
            let (key, wanted) = field.split_once('=').unzip();
            let value = card.field(key.unwrap_or(field)).map(|field| &field.value);
            value.is_some_and(|value| wanted.map_or(!value.is_empty(), |wanted| value.text() == Some(wanted)))
        };
        let directory = card.path.directory();
        let is_above = |other: &Artifact| {
            let above = other.path.directory();
            above.is_empty() || directory == above || directory.starts_with(&format!("{above}/"))
        };
        let texts: Vec<String> = beside.iter().map(|card| seen(card)).collect();
        let is_missing = |need: &&Need| {
            !beside
                .iter()
                .any(|card| card.has_section_about(&need.topics) || need.fields.iter().any(|key| says(card, key)))
                && !texts.iter().any(|text| need.words.iter().any(|word| text.contains(word.as_str())))
                && !scene.trees.head.of_kinds(&need.files).any(is_above)
        };
        let own = scene.configuration.policy.essential(card.kind).map(|topics| self.needs_about(topics));
        let needs = own.as_deref().unwrap_or(&self.needs);
        let missing: Vec<&Need> = needs.iter().filter(is_missing).collect();
        // a card that cannot be read is told as such
        if missing.is_empty() || (card.node.is_none() && !card.problems.is_empty()) {
            return None;
        }
        let name = |need: &&Need| need.topics.first().and_then(|id| topics::find(id)).map(|topic| topic.title.as_str());
        let names: Vec<&str> = missing.iter().filter_map(name).collect();
        let mut skeleton = String::new();
        for need in &missing {
            let _ = write!(skeleton, "\n## {}\n\nNot stated yet. <!-- {} -->\n", need.heading, need.ask);
        }
        // the frame goes below the last line
        let text = &card.text;
        let last = text.line_span(text.line_of(text.source().trim_end().len()));
        Some(
            Hit::on(card, &last, "outline")
                .with("missing", names.join(", "))
                .with("skeleton", skeleton.trim_end().to_owned()),
        )
    }
}

/// What readers see of a card's text, in lower case.
fn seen(card: &Artifact) -> String {
    let source = card.text.source();
    let titles = card.markdown.sections.iter().map(|section| section.title.as_str());
    let lines: String = card.markdown.lines(source, &(card.front.end..source.len())).collect();
    (titles.collect::<String>() + &lines).to_lowercase()
}

/// Whether a card is a README without metadata among code, which tells of the code.
fn is_of_code(card: &Artifact) -> bool {
    let is_readme = card.node.is_none() && card.path.name().to_lowercase().starts_with("readme");
    is_readme && card.path.directory().split('/').any(|part| part == "src")
}

/// What a card speaks for: its directory, or, where cards of many models are kept together, itself.
fn subject_of(card: &Artifact) -> String {
    let directory = card.path.directory();
    let last = directory.rsplit('/').next().unwrap_or_default();
    if kind::is_card_folder(last) {
        return card.path.text().into_owned();
    }
    home_of(&card.path)
}
