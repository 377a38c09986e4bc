//! `co-change`: when files of one kind change, what speaks for them should change with them.

use super::companion::{home_of, is_met};
use super::{Evaluate, Hit, Mode, Scene, content, directory_name};
use crate::artifact::filling::without_comments;
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind};
use crate::change::{RepoPath, Side};
use crate::claim::columns;
use crate::finding::Location;
use crate::visible::is_tricky;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CoChange {
    /// When the content of files of these kinds changes …
    when: Vec<Kind>,
    /// … one of the nearest artifacts of these kinds should change too.
    also: Vec<Kind>,
    /// A change to a file of these kinds, in the directory or above it, does as well.
    #[serde(default)]
    or: Vec<Kind>,
    /// Asked only where a file of these kinds lies in the same directory.
    #[serde(default)]
    beside: Vec<Kind>,
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
        let mut add = |path| {
            let directory = RepoPath::directory(path).into_owned();
            let passing = directory.split('/').any(|part| PASSING.contains(&part));
            if !passing {
                changed.entry(directory).or_default().push(path);
            }
        };
        for path in scene.trees.files(Side::Head, &self.when) {
            if scene.trees.changed(Side::Head, path).is_some_and(|file| content::is_new(scene, file)) {
                add(path);
            }
        }
        // files whose bytes DVC keeps
        for path in scene.trees.files(Side::Head, &[Kind::Record]) {
            if content::tracks_new(scene, path, &self.when) {
                add(path);
            }
        }
        if changed.is_empty() {
            return Vec::new();
        }
        let mut cards: Cards<'_> = BTreeMap::new();
        // the files of DVC track bytes and say nothing else of them
        let other_columns = changed.values().flatten().any(|path| has_other_columns(scene, path));
        for card in scene.trees.head.of_kinds(&self.also).filter(|card| !content::is_dvc(&card.path)) {
            let is_new = says_something_new(scene, card);
            if is_new || other_columns || moves_with_content(card) {
                cards.entry(home_of(&card.path)).or_default().push((card, is_new));
            }
        }
        let is_changed =
            |path: &&RepoPath| scene.trees.changed(Side::Head, path).is_some_and(|file| file.content_changed);
        let or = scene.trees.files(Side::Head, &self.or).filter(is_changed).map(home_of).collect();
        changed
            .into_iter()
            .filter(|(directory, paths)| {
                self.is_asked(scene, directory) && !is_met(&or, directory) && !content::is_reordered(scene, paths)
            })
            .filter_map(|(directory, paths)| judge(scene, &cards, &directory, &paths))
            .collect()
    }
}

/// Cards by the directory that they speak for, and whether each says something new.
type Cards<'a> = BTreeMap<String, Vec<(&'a Artifact, bool)>>;

impl CoChange {
    fn is_asked(&self, scene: &Scene<'_>, directory: &str) -> bool {
        let is_beside = |path: &RepoPath| scene.trees.kind_of(path).is_some_and(|kind| self.beside.contains(&kind));
        self.beside.is_empty() || scene.trees.head.files_in(directory).any(is_beside)
    }
}

fn judge(scene: &Scene<'_>, cards: &Cards<'_>, directory: &str, paths: &[&RepoPath]) -> Option<Hit> {
    let first = paths.first()?;
    let above = first.ancestors();
    let speakers: Vec<_> = above.iter().filter_map(|home| cards.get(home)).flatten().copied().collect();
    // the nearest ones: a card in the directory speaks louder than one at the root
    let depth = speakers.iter().map(|(card, _)| depth_of(&card.path)).max()?;
    let near = speakers.iter().filter(|(card, _)| depth_of(&card.path) == depth);
    if speakers.iter().any(|(_, is_new)| *is_new) {
        return None;
    }
    let pointer = scene.trees.head.artifacts.get(*first).and_then(|it| Some((it, it.pointer.as_ref()?)));
    let mut hit = match pointer {
        Some((weights, pointer)) => Hit { edit: None, ..Hit::on(weights, &pointer.oid_span, "co-change") },
        None => Hit::file(first, Side::Head, "co-change"),
    };
    let mut companion = String::new();
    for (card, _) in near {
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

/// Whether a table has other columns than before.
fn has_other_columns(scene: &Scene<'_>, path: &RepoPath) -> bool {
    let names = |side: Side| -> Option<Vec<String>> {
        let path = scene.trees.changed(Side::Head, path)?.path_on(side)?;
        let artifact = scene.trees.side(side).artifacts.get(path)?;
        Some(columns::of(artifact).into_iter().map(|column| column.name).collect())
    };
    names(Side::Base) != names(Side::Head)
}

/// Whether a card says anything that other content makes wrong. A record of columns and terms alone does not.
fn moves_with_content(card: &Artifact) -> bool {
    const KEYS: [&str; 14] = [
        "version",
        "date",
        "created",
        "modified",
        "retrieved",
        "bytes",
        "size",
        "count",
        "examples",
        "rows",
        "hash",
        "md5",
        "sha",
        "checksum",
    ];
    let source = card.text.source();
    if card.kind != Kind::Record {
        let is_card = matches!(card.kind, Kind::ModelCard | Kind::DatasetCard);
        return !is_card || card.node.is_some() || card.markdown.lines(source, &(0..source.len())).next().is_some();
    }
    // one that cannot be read is told as that
    let mut left: Vec<&Node> = card.node.iter().collect();
    while let Some(node) = left.pop() {
        // columns may have any name
        let fields = node.fields().iter().filter(|field| !matches!(&*field.key, "schema" | "features"));
        for field in fields {
            let key = field.key.to_lowercase();
            if !field.value.is_empty() && KEYS.iter().any(|word| key.contains(word)) {
                return true;
            }
            left.push(&field.value);
        }
        left.extend(node.items());
    }
    false
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
