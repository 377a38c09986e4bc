//! Which files make the splits of a data set, as the `datasets` library takes them: by the patterns of a card, or by the names
//! of the files. Where that is not certain, nothing is said.

use super::Scene;
use super::configs::{PATTERNS, data_below, full_pattern, matcher};
use crate::artifact::Artifact;
use crate::artifact::node::{Node, Value};
use crate::change::RepoPath;
use crate::order::{self, InOrder as _};
use std::collections::{BTreeMap, BTreeSet};

/// Keys of a configuration that leave it to the library how files are read.
const PLAIN: [&str; 6] = ["config_name", "data_files", "data_dir", "default", "description", "version"];

/// Words in names of files by which the library takes them for a split.
const SPLITS: [(&str, &[&str]); 3] = [
    ("train", &["train", "training"]),
    ("validation", &["validation", "valid", "dev", "val"]),
    ("test", &["test", "testing", "eval", "evaluation"]),
];

/// Files of one split. With more, they are too many to be read.
const FILES: usize = 200;

/// Which files make the splits of a configuration.
pub(super) struct Layout {
    pub(super) name: Option<String>,
    /// `None` where that is not certain.
    pub(super) splits: BTreeMap<String, Option<Vec<RepoPath>>>,
    /// Whether the card says so, and not the names of the files.
    pub(super) is_given: bool,
    /// Whether there is no other data.
    pub(super) is_all: bool,
}

pub(super) fn layout_of<'a>(layouts: &'a [Layout], name: Option<&Node>, infos: usize) -> Option<&'a Layout> {
    match (layouts, name.and_then(Node::text)) {
        ([one], None | Some("default")) if infos == 1 => Some(one),
        (_, Some(name)) => layouts.iter().find(|layout| layout.name.as_deref() == Some(name)),
        _ => None,
    }
}

pub(super) fn layouts(scene: &Scene<'_>, card: &Artifact, root: &Node) -> Vec<Layout> {
    let directory = card.path.directory();
    let data = data_below(scene, &directory);
    if data.is_empty() || has_script(scene, &directory) {
        return Vec::new();
    }
    let Some(configs) = root.get("configs").filter(|configs| !configs.is_null()) else {
        return vec![by_names(&directory, &data)];
    };
    let plain = |config: &&Node| config.fields().iter().all(|field| PLAIN.contains(&field.key.as_str()));
    let mut left = PATTERNS;
    configs.items().iter().filter(plain).filter_map(|config| given(&directory, config, &data, &mut left)).collect()
}

/// A script makes of the files what it likes.
pub(super) fn has_script(scene: &Scene<'_>, directory: &str) -> bool {
    scene.tree().files_in(directory).any(|path| path.name().rsplit_once('.').is_some_and(|(_, end)| end == "py"))
}

/// What a configuration of the card says. Nothing where no patterns are left to be tried.
fn given(directory: &str, config: &Node, data: &[String], left: &mut usize) -> Option<Layout> {
    let files = config.get("data_files")?;
    let name = config.get("config_name").and_then(Node::text).map(str::to_owned);
    let mut splits: BTreeMap<String, Option<Vec<RepoPath>>> = BTreeMap::new();
    let is_map = |entry: &Node| matches!(entry.value, Value::Map(_));
    // bare patterns are of the split for training
    let entries: Vec<(&str, &Node)> = match files.items() {
        items if !items.is_empty() && items.iter().all(is_map) => {
            items.iter().filter_map(|item| Some((item.get("split")?.text()?, item.get("path")?))).collect()
        }
        items if items.iter().any(is_map) => return None,
        _ => vec![("train", files)],
    };
    for (split, patterns) in entries {
        let found = splits.entry(split.to_owned()).or_insert_with(|| Some(Vec::new()));
        for node in patterns.scalars() {
            *left = left.checked_sub(1)?;
            let full = full_pattern(directory, config, node);
            let glob = full.as_ref().filter(|full| !full.contains(['{', '@'])).and_then(|full| matcher(full));
            let matched = glob.map(|glob| data.iter().filter(|path| glob.is_match(path)).collect::<Vec<_>>());
            match (matched, &mut *found) {
                (Some(matched), Some(found)) if !matched.is_empty() && found.len() + matched.len() <= FILES => {
                    found.extend(matched.into_iter().filter_map(|path| RepoPath::new(path.as_bytes())));
                    order::by(found, Ord::cmp);
                    found.dedup();
                }
                _ => *found = None,
            }
        }
    }
    let known: BTreeSet<&RepoPath> = splits.values().flatten().flatten().into_set();
    let is_all = known.len() == tables(data);
    Some(Layout { name, splits, is_given: true, is_all })
}

/// How many files are not plain texts, which notes are as well.
fn tables(data: &[String]) -> usize {
    data.iter().filter(|path| path.strip_suffix(".txt").is_none()).count()
}

/// What the names say: one file of each split, beside the card or in its folder of data, and none that may belong to it too.
pub(super) fn by_names(directory: &str, data: &[String]) -> Layout {
    let below = |path: &String| path.get(directory.len()..).unwrap_or_default().trim_start_matches('/').to_lowercase();
    let mut splits = BTreeMap::new();
    let mut known = 0;
    for (split, words) in SPLITS {
        let has_word = |name: &str| name.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word));
        let of_split: Vec<&String> = data.iter().filter(|path| has_word(&below(path))).collect();
        let [one] = of_split.as_slice() else { continue };
        let name = below(one);
        let name = name.strip_prefix("data/").unwrap_or(&name);
        if name.rsplit_once('.').is_some_and(|(stem, _)| words.contains(&stem)) {
            known += 1;
            splits.insert(split.to_owned(), RepoPath::new(one.as_bytes()).map(|path| vec![path]));
        }
    }
    let is_all = known == tables(data);
    Layout { name: None, splits, is_given: false, is_all }
}
