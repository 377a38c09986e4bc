//! `columns`: columns of data whose names stand for data of persons, where nothing near says a word about persons.

use super::companion::{home_of, is_met};
use super::{Evaluate, Hit, Scene};
use crate::artifact::markdown::Content;
use crate::artifact::{Artifact, Kind};
use crate::claim::columns;
use crate::claim::provenance::{self, Element};
use crate::order::InOrder as _;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Sections on one topic that are looked into. Cards have one.
const SECTIONS: usize = 20;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    artifacts: Vec<Kind>,
    /// Words by which a card or README speaks of persons, in lower case.
    unless: Vec<String>,
}

impl Evaluate for Columns {
    fn variables(&self) -> &'static [&'static str] {
        &["file", "columns"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut told: BTreeSet<(String, String)> = BTreeSet::new();
        let mut hits = Vec::new();
        let mut answered: Option<BTreeSet<String>> = None;
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            let all = columns::of(artifact);
            let personal = columns::personal(&all);
            let Some(first) = personal.first() else { continue };
            let names: BTreeSet<String> = personal.iter().map(|column| column.name.clone()).into_set();
            let listed = names.into_iter().collect::<Vec<_>>().join(", ");
            let directory = artifact.path.directory().into_owned();
            // shards and splits have the same columns
            let answered = answered.get_or_insert_with(|| self.answered(scene));
            if is_met(answered, &directory) || !told.insert((directory, listed.to_lowercase())) {
                continue;
            }
            hits.push(
                Hit { edit: None, ..Hit::on(artifact, &first.span, listed.to_lowercase()) }
                    .with("file", artifact.path.text().into_owned())
                    .with("columns", listed),
            );
        }
        hits
    }
}

impl Columns {
    /// The directories below which something speaks of persons, or was not read and may do so.
    fn answered(&self, scene: &Scene<'_>) -> BTreeSet<String> {
        let unread = scene.trees.unread.iter().filter(|(side, _)| *side == scene.side).map(|(_, path)| path);
        let answers = scene.tree().artifacts.values().filter(|other| self.answers(other)).map(|other| &other.path);
        answers.chain(unread).map(home_of).into_set()
    }

    fn answers(&self, other: &Artifact) -> bool {
        let source = other.text.source();
        // headings and lists of contents name the topic and say nothing of it
        let says = |from: usize| {
            let lines = source.get(from..).unwrap_or_default().lines();
            let said = lines.filter(|line| !line.trim_start().starts_with('#') && !line.contains("](#"));
            said.map(str::to_lowercase).any(|line| self.unless.iter().any(|word| line.contains(word.as_str())))
        };
        match other.kind {
            Kind::DatasetCard | Kind::ModelCard | Kind::Readme => {
                let sections = other.markdown.sections.iter().filter(|section| section.topics.contains(&"privacy"));
                let filled = |section| other.markdown.content(source, section) == Content::Filled;
                says(other.front.end) || sections.take(SECTIONS).any(filled)
            }
            Kind::Croissant | Kind::Record => {
                let states = |it: &provenance::Provenance| it.stated.contains(&Element::PersonalData);
                provenance::of(other).iter().any(states) || says(0)
            }
            _ => false,
        }
    }
}
