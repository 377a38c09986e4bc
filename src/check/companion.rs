//! `companion`: files of one kind need a file of another kind near them: weights a card, data a record of its origin.

use super::{BadParameter, Evaluate, Hit, Scene, directory_name, unknown_topics};
use crate::artifact::{Artifact, Kind, kind};
use crate::change::{RepoPath, Side};
use crate::claim;
use crate::finding::Related;
use crate::order::InOrder as _;
use crate::tree::Tree;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Companion {
    /// Files of these kinds, by name.
    files: Vec<Kind>,
    /// One artifact of these kinds must be near: in the directory, above it, or in a folder of cards.
    need: Vec<Kind>,
    /// A README with a section about one of these topics will do.
    #[serde(default)]
    or_readme_about: Vec<String>,
    /// Anything near that names a license will do: a card, a manifest, a record, or a section about it.
    #[serde(default)]
    or_licensed: bool,
}

impl Evaluate for Companion {
    fn variables(&self) -> &'static [&'static str] {
        &["file", "files", "come", "directory"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.files
    }

    fn evidence(&self, scene: &Scene<'_>) -> Vec<Related> {
        if scene.trees.files(scene.side, &self.files).next().is_none() {
            return Vec::new();
        }
        let cards = scene.tree().of_kinds(&self.need);
        cards.map(|card| Related { at: card.at(&card.head_span()), text: card.kind.name().into() }).collect()
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut alone: BTreeMap<String, Vec<&RepoPath>> = BTreeMap::new();
        for path in scene.trees.files(scene.side, &self.files) {
            alone.entry(path.directory().into_owned()).or_default().push(path);
        }
        let homes = self.homes(scene.tree());
        alone.retain(|directory, _| !is_met(&homes, directory));
        // what was not read may be the card
        let unread: BTreeSet<String> = scene
            .trees
            .unread
            .iter()
            .filter(|(side, path)| *side == scene.side && self.may_meet(scene, path))
            .map(|(_, path)| home_of(path))
            .into_set();
        alone.retain(|directory, _| !is_met(&unread, directory));
        alone
            .into_iter()
            .filter_map(|(directory, paths)| {
                // one finding a directory: the shards of one model need one card
                // a changed file can carry a comment
                let changed = paths.iter().find(|path| scene.trees.changed(scene.side, path).is_some());
                let first = changed.or(paths.first())?;
                let names: Vec<String> = paths.iter().take(3).map(|path| path.name().into_owned()).collect();
                let more = if paths.len() > 3 { format!(" and {} more", paths.len() - 3) } else { String::new() };
                Some(
                    Hit::file(first, scene.side, "companion")
                        .about_directory(&directory)
                        .with("file", first.text().into_owned())
                        .with("files", format!("{}{more}", names.join(", ")))
                        .with("come", if paths.len() == 1 { "comes" } else { "come" })
                        .with("directory", directory_name(&directory)),
                )
            })
            .collect()
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        unknown_topics(&self.or_readme_about)
    }
}

impl Companion {
    /// The directories for which something that is needed speaks.
    fn homes(&self, tree: &Tree) -> BTreeSet<String> {
        let speakers = tree.artifacts.values().filter(|artifact| {
            self.need.contains(&artifact.kind)
                || (artifact.kind == Kind::Readme
                    && (artifact.has_section_about(&self.or_readme_about)
                        || (self.or_readme_about.iter().any(|topic| topic == "collection") && says_source(artifact))))
                || (self.or_licensed && names_license(artifact))
        });
        speakers.map(|artifact| home_of(&artifact.path)).into_set()
    }
}

impl Companion {
    /// Whether a file of this name could be what is needed.
    fn may_meet(&self, scene: &Scene<'_>, path: &RepoPath) -> bool {
        let kind = scene.trees.kind_of(path);
        kind.is_some_and(|kind| matches!(kind, Kind::Readme | Kind::Statement) || self.need.contains(&kind))
    }
}

fn names_license(artifact: &Artifact) -> bool {
    let is_text = matches!(artifact.kind, Kind::ModelCard | Kind::DatasetCard | Kind::Readme);
    claim::license_of(artifact).is_some() || (is_text && artifact.has_section_about(&["license".to_owned()]))
}

/// Whether a sentence says that the data is from somewhere.
pub(super) fn says_source(artifact: &Artifact) -> bool {
    const FROM: [&str; 4] = ["sourced from", "taken from", "downloaded from", "obtained from"];
    let source = artifact.text.source();
    artifact.markdown.lines(source, &(artifact.front.end..source.len())).any(|line| {
        let line = line.to_lowercase();
        line.split(". ").any(|sentence| {
            let until = FROM.iter().filter_map(|from| sentence.find(from)).min();
            let mut words = sentence.get(..until.unwrap_or_default()).unwrap_or_default().split_whitespace();
            words.clone().any(|word| word.starts_with("data")) && !words.any(|word| matches!(word, "no" | "not"))
        })
    })
}

/// Whether a directory or one above it is among the homes.
pub(super) fn is_met(homes: &BTreeSet<String>, directory: &str) -> bool {
    let parents = directory.match_indices('/').map(|(at, _)| directory.get(..at).unwrap_or_default());
    homes.contains("") || homes.contains(directory) || parents.into_iter().any(|parent| homes.contains(parent))
}

pub(super) fn home_of(card: &RepoPath) -> String {
    let own = card.directory();
    kind::home(&own).unwrap_or(&own).to_owned()
}

/// Other cards of the same home that the change touches: what leaves a card may have gone there.
pub(super) fn moved_to<'a>(
    scene: &Scene<'a>,
    before: &'a Artifact,
    kinds: &'a [Kind],
) -> impl Iterator<Item = &'a Artifact> {
    let trees = scene.trees;
    trees.head.of_kinds(kinds).filter(move |card| {
        card.path != before.path
            && trees.changed(Side::Head, &card.path).is_some()
            && home_of(&card.path) == home_of(&before.path)
    })
}

/// A card speaks for its own directory and everything below; one in a folder of cards for the folder's home.
pub(super) fn speaks_for(card: &RepoPath, directory: &str) -> bool {
    let home = home_of(card);
    home.is_empty()
        || directory == home
        || directory.strip_prefix(home.as_str()).is_some_and(|rest| rest.starts_with('/'))
}
