//! `co-change`: when files of one kind change, what speaks for them should change with them.

use super::companion::speaks_for;
use super::{Evaluate, Hit, Mode, Scene, directory_name};
use crate::artifact::markdown::without_comments;
use crate::artifact::{Artifact, Kind};
use crate::change::{ChangedFile, RepoPath, Side, Status};
use crate::finding::Location;
use crate::report::escape::is_tricky;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CoChange {
    /// When the content of files of these kinds changes …
    when: Vec<Kind>,
    /// … one of the nearest artifacts of these kinds should change too.
    also: Vec<Kind>,
}

/// Directories of work in progress, where files come and go without a word.
const PASSING: [&str; 4] = ["checkpoints", "tmp", "temp", "runs"];

impl Evaluate for CoChange {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["file", "count", "directory", "companion"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.when
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut changed: BTreeMap<String, Vec<&RepoPath>> = BTreeMap::new();
        for path in scene.trees.files(Side::Head, &self.when) {
            let directory = path.directory().into_owned();
            let passing = directory.split('/').any(|part| PASSING.contains(&part));
            if !passing && scene.trees.changed(Side::Head, path).is_some_and(|file| has_new_content(scene, file)) {
                changed.entry(directory).or_default().push(path);
            }
        }
        let cards: Vec<&Artifact> = scene.trees.head.of_kinds(&self.also).collect();
        changed.into_iter().filter_map(|(directory, paths)| judge(scene, &cards, &directory, &paths)).collect()
    }
}

fn judge(scene: &Scene<'_>, cards: &[&Artifact], directory: &str, paths: &[&RepoPath]) -> Option<Hit> {
    let speakers: Vec<_> = cards.iter().copied().filter(|card| speaks_for(&card.path, directory)).collect();
    // the nearest ones: a card in the directory speaks louder than one at the root
    let depth = speakers.iter().map(|card| depth_of(&card.path)).max()?;
    let near = speakers.iter().filter(|card| depth_of(&card.path) == depth);
    let any_changed = speakers.iter().any(|card| says_something_new(scene, card));
    if any_changed {
        return None;
    }
    let first = paths.first()?;
    let mut hit =
        match scene.trees.head.artifacts.get(*first).and_then(|weights| Some((weights, weights.pointer.as_ref()?))) {
            Some((weights, pointer)) => Hit { edit: None, ..Hit::on(weights, &pointer.oid_span, "co-change") },
            None => Hit::file(first, Side::Head, "co-change"),
        };
    let mut companion = String::new();
    for card in near {
        companion = card.path.text().into_owned();
        hit = hit.related(Location::file(card.path.clone(), Side::Head), "not changed");
    }
    Some(
        hit.about_directory(directory)
            .with("file", first.text().into_owned())
            .with("count", paths.len().to_string())
            .with("directory", directory_name(directory))
            .with("companion", companion),
    )
}

/// Whether a card was changed in more than blanks, comments and characters that nobody sees.
fn says_something_new(scene: &Scene<'_>, card: &Artifact) -> bool {
    let Some(file) = scene.trees.changed(Side::Head, &card.path).filter(|file| file.content_changed) else {
        return false;
    };
    let before = file.path_on(Side::Base).and_then(|path| scene.trees.base.artifacts.get(path));
    let words = |artifact: &Artifact| -> String {
        let text = without_comments(artifact.text.source());
        text.chars().filter(|c| !c.is_whitespace() && !is_tricky(*c)).collect()
    };
    before.is_none_or(|before| words(before) != words(card))
}

fn depth_of(path: &RepoPath) -> usize {
    path.ancestors().len()
}

/// Whether a file that was there before holds something else now. A pointer that names the same bytes does not.
fn has_new_content(scene: &Scene<'_>, file: &ChangedFile) -> bool {
    if !file.content_changed || !matches!(file.status, Status::Modified | Status::Renamed) {
        return false;
    }
    let oid = |side: Side| {
        let artifact = scene.trees.side(side).artifacts.get(file.path_on(side)?)?;
        artifact.pointer.as_ref().map(|pointer| pointer.oid.as_str())
    };
    match (oid(Side::Base), oid(Side::Head)) {
        (Some(before), Some(after)) => before != after,
        _ => true,
    }
}
