//! `companion`: files of one kind need a file of another kind near them: weights a card, data a record of its origin.

use super::{Evaluate, Hit, Scene, directory_name};
use crate::artifact::Kind;
use crate::change::RepoPath;
use crate::tree::Tree;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companion {
    /// Files of these kinds, by name.
    files: Vec<Kind>,
    /// One artifact of these kinds must be near: in the directory, above it, or in a folder of cards.
    need: Vec<Kind>,
}

impl Evaluate for Companion {
    fn variables(&self) -> &'static [&'static str] {
        &["file", "files", "count", "directory"]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut alone: BTreeMap<String, Vec<&RepoPath>> = BTreeMap::new();
        for path in scene.trees.files(scene.side, &self.files) {
            alone.entry(path.directory().into_owned()).or_default().push(path);
        }
        alone.retain(|directory, _| !is_accompanied(scene.tree(), directory, &self.need));
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
                        .with("count", paths.len().to_string())
                        .with("directory", directory_name(&directory)),
                )
            })
            .collect()
    }
}

/// Whether an artifact of the needed kinds speaks for a directory.
pub(super) fn is_accompanied(tree: &Tree, directory: &str, need: &[Kind]) -> bool {
    tree.of_kinds(need).any(|artifact| speaks_for(&artifact.path, directory))
}

/// A card speaks for its own directory and everything below, wherever `docs/` or a folder of cards it is kept in.
pub(super) fn speaks_for(card: &RepoPath, directory: &str) -> bool {
    let own = card.directory();
    let mut home = own.as_ref();
    while let Some(rest) = ["docs", "doc", "model-cards", "model_cards", "cards"]
        .iter()
        .find_map(|folder| home.strip_suffix(folder).filter(|rest| rest.is_empty() || rest.ends_with('/')))
    {
        home = rest.trim_end_matches('/');
    }
    home.is_empty() || directory == home || directory.strip_prefix(home).is_some_and(|rest| rest.starts_with('/'))
}
