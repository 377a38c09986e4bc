//! `rows`: what a card or a record says of the number of rows and of the splits, held against small tables that were read.
//! Only where it is certain which files make a split, and all of them were counted.

use super::configs::{data_below, wrong_size};
use super::layout::{Layout, by_names, has_script, layout_of, layouts};
use super::{Evaluate, Hit, Scene};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind};
use crate::change::RepoPath;
use crate::claim::rows;
use crate::finding::Location;
use crate::limits::HITS;
use crate::order::InOrder as _;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// A number of rows that is not that of the files.
    Count,
    /// A split with a number, and no such split among the files.
    Split,
    /// A size category that is not that of all files together.
    Size,
    /// A sum that is not that of its parts, in the same block.
    Sum,
}

impl Evaluate for Rows {
    fn variables(&self) -> &'static [&'static str] {
        &["split", "value", "count", "files", "expected", "problem"]
    }

    fn looks_at(&self) -> &[Kind] {
        match self.finds {
            Finds::Count | Finds::Sum => &[Kind::DatasetCard, Kind::Record],
            Finds::Split | Finds::Size => &[Kind::DatasetCard],
        }
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        if scene.trees.is_partial && self.finds != Finds::Sum {
            return hits;
        }
        let mut counts = Counts { scene, known: BTreeMap::new() };
        for artifact in scene.tree().of_kinds(self.looks_at()) {
            let Some(root) = &artifact.node else { continue };
            let before = hits.len();
            if self.finds == Finds::Sum {
                let infos = infos(artifact, root).into_iter().enumerate();
                hits.extend(infos.flat_map(|(at, info)| wrong_sums(artifact, info, at)));
            } else if artifact.kind == Kind::DatasetCard {
                self.card(&mut counts, artifact, root, &mut hits);
            } else if self.finds == Finds::Count {
                record(&mut counts, artifact, root, &mut hits);
            }
            hits.truncate(before + HITS);
        }
        hits
    }
}

impl Rows {
    fn card(&self, counts: &mut Counts<'_>, card: &Artifact, root: &Node, hits: &mut Vec<Hit>) {
        let infos = infos(card, root);
        if infos.is_empty() && (self.finds != Finds::Size || root.get("size_categories").is_none()) {
            return;
        }
        let layouts = layouts(counts.scene, card, root);
        match self.finds {
            Finds::Count => {
                for info in &infos {
                    let Some(layout) = layout_of(&layouts, info.get("config_name"), infos.len()) else { continue };
                    for split in info.get("splits").map(Node::items).unwrap_or_default() {
                        hits.extend(counts.wrong(card, layout, split.get("name").and_then(Node::text), split));
                    }
                }
            }
            Finds::Split => {
                for info in &infos {
                    let layout = layout_of(&layouts, info.get("config_name"), infos.len());
                    let Some(layout) = layout.filter(|layout| layout.is_given) else { continue };
                    for name in
                        info.get("splits").map(Node::items).unwrap_or_default().iter().filter_map(|it| it.get("name"))
                    {
                        let text = name.text().unwrap_or_default();
                        if !layout.splits.contains_key(text) && !text.is_empty() {
                            let known: Vec<&str> = layout.splits.keys().map(String::as_str).collect();
                            let hit = Hit { edit: None, ..Hit::on(card, &name.span, format!("split {text}")) };
                            hits.push(hit.with("split", text).with("files", known.join(", ")));
                        }
                    }
                }
            }
            Finds::Sum => {}
            Finds::Size => {
                let [layout] = layouts.as_slice() else { return };
                let paths: BTreeSet<&RepoPath> = layout.splits.values().flatten().flatten().into_set();
                let is_all = layout.splits.values().all(Option::is_some) && layout.is_all;
                let count = counts.of(paths.iter().copied()).filter(|_| is_all);
                let hit = count.and_then(|count| wrong_size(card, root, count));
                hits.extend(hit.map(|hit| counts.with_proof(hit, paths.iter().copied())));
            }
        }
    }
}

/// What is said of each configuration: in a card below `dataset_info`, in `dataset_infos.json` below its name.
fn infos<'a>(artifact: &Artifact, root: &'a Node) -> Vec<&'a Node> {
    if artifact.kind == Kind::DatasetCard {
        let info = root.get("dataset_info");
        return info
            .map_or(Vec::new(), |it| if it.items().is_empty() { vec![it] } else { it.items().iter().collect() });
    }
    let is_infos = artifact.path.name().to_lowercase() == "dataset_infos.json";
    root.fields().iter().filter(|_| is_infos).map(|field| &field.value).collect()
}

/// `dataset_size` is the bytes of all splits, and `size_in_bytes` these and what was downloaded.
fn wrong_sums(artifact: &Artifact, info: &Node, at: usize) -> Vec<Hit> {
    let number = |node: &Node, key: &str| node.get(key)?.text()?.parse::<u64>().ok();
    let splits = info.get("splits");
    let listed = splits.map(Node::items).unwrap_or_default().iter();
    let parts: Vec<&Node> =
        listed.chain(splits.map(Node::fields).unwrap_or_default().iter().map(|field| &field.value)).collect();
    let sum = |parts: Option<Vec<u64>>| {
        parts.filter(|parts| !parts.is_empty())?.into_iter().try_fold(0_u64, u64::checked_add)
    };
    let of_splits = sum(parts.iter().map(|split| number(split, "num_bytes")).collect());
    // what was made of it afterwards counts as well
    let is_whole = number(info, "post_processing_size").is_none();
    // a stale sum is told by itself; what contains it is held to the right one, so that both can be corrected at once
    let size = number(info, "dataset_size").filter(|_| is_whole).map(|said| of_splits.unwrap_or(said));
    let of_both = sum([size, number(info, "download_size")].into_iter().collect());
    let name = info.get("config_name").and_then(Node::text).unwrap_or_default();
    let wrong = |key: &'static str, sum: Option<u64>| {
        let (node, sum) = (info.get(key)?, sum?);
        let said = number(info, key).filter(|said| *said != sum)?;
        let hit = Hit::on(artifact, &node.span, format!("{key} {name} {at}"));
        Some(hit.with("value", said.to_string()).with("expected", sum.to_string()).with("problem", key))
    };
    wrong("dataset_size", of_splits).into_iter().chain(wrong("size_in_bytes", of_both)).collect()
}

/// Data Package: `rows` of a resource, or what was measured of it. `dataset_infos.json`: the splits of its one configuration.
fn record(counts: &mut Counts<'_>, record: &Artifact, root: &Node, hits: &mut Vec<Hit>) {
    let directory = record.path.directory();
    if record.path.name().to_lowercase() == "dataset_infos.json" {
        let [one] = root.fields() else { return };
        if has_script(counts.scene, &directory) {
            return;
        }
        let layout = by_names(&directory, &data_below(counts.scene, &directory));
        for field in one.value.get("splits").map(Node::fields).unwrap_or_default() {
            hits.extend(counts.wrong(record, &layout, Some(&field.key), &field.value));
        }
        return;
    }
    for resource in root.get("resources").map(Node::items).unwrap_or_default() {
        // a dialect says how to read it otherwise
        let is_plain = ["dialect", "layout", "compression", "encoding"].iter().all(|key| resource.get(key).is_none());
        let name = resource.get("path").and_then(Node::text).unwrap_or_default();
        let path = RepoPath::resolve(&directory, name);
        let Some(path) = path.filter(|_| is_plain) else { continue };
        let stats = resource.get("stats").unwrap_or(resource);
        let splits = BTreeMap::from([(name.to_owned(), Some(vec![path]))]);
        let layout = Layout { name: None, splits, is_given: true, is_all: false };
        hits.extend(counts.wrong(record, &layout, Some(name), stats));
    }
}

/// The rows of files, counted once.
struct Counts<'a> {
    scene: &'a Scene<'a>,
    known: BTreeMap<RepoPath, Option<u64>>,
}

impl Counts<'_> {
    fn of<'b>(&mut self, paths: impl Iterator<Item = &'b RepoPath>) -> Option<u64> {
        let mut sum = None;
        for path in paths {
            let artifact = self.scene.tree().artifacts.get(path)?;
            let count = *self.known.entry(path.clone()).or_insert_with(|| rows::count(artifact));
            sum = Some(count?.saturating_add(sum.unwrap_or_default()));
        }
        sum
    }

    /// A number that is given for a split, where the files hold another one.
    fn wrong(&mut self, holder: &Artifact, layout: &Layout, split: Option<&str>, stated: &Node) -> Option<Hit> {
        let split = split?;
        let node = ["num_examples", "num_rows", "rows"].iter().find_map(|key| stated.get(key))?;
        let said: u64 = node.text()?.parse().ok()?;
        let paths = layout.splits.get(split)?.as_ref()?;
        let count = self.of(paths.iter()).filter(|count| *count != said)?;
        let config = layout.name.as_deref().unwrap_or_default();
        let hit = Hit::on(holder, &node.span, format!("rows of {config} {split}"));
        let hit = hit.with("split", split).with("value", said.to_string()).with("count", count.to_string());
        Some(self.with_proof(hit.with("expected", count.to_string()), paths.iter()))
    }

    fn with_proof<'b>(&self, mut hit: Hit, paths: impl Iterator<Item = &'b RepoPath>) -> Hit {
        let names: Vec<String> = paths.map(|path| path.text().into_owned()).collect();
        for name in names.iter().take(3) {
            let Some(path) = RepoPath::new(name.as_bytes()) else { continue };
            if let Some(Some(count)) = self.known.get(&path) {
                let words = format!("holds {count} rows");
                hit = hit.related(Location::file(path, self.scene.side), words);
            }
        }
        let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
        let shown: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
        hit.with("files", format!("{}{more}", shown.join(", ")))
    }
}
