//! `checksum-kept`: a digest on record was a promise that whoever downloads a file can verify it. Here it is gone, and the
//! file is not.

use super::checksum::{from_root, is_governed};
use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::{Artifact, Kind};
use crate::change::{RepoPath, Side};
use crate::claim::recorded::{self, Recorded, What};
use crate::limits::HITS;
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecksumKept {
    artifacts: Vec<Kind>,
}

impl Evaluate for ChecksumKept {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["file", "what", "record", "still"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let trees = scene.trees;
        let base = Scene { side: Side::Base, ..*scene };
        // a lock of stages forgets what no stage takes any more, and cards took over from the other file
        let is_promise = |record: &&Artifact| {
            trees.changed(Side::Base, &record.path).is_some_and(|file| file.content_changed)
                && !matches!(&*record.path.name(), "dvc.lock" | "dataset_infos.json")
                && (!trees.is_unread_on_the_other_side(Side::Base, &record.path)
                    || trees.illegible.contains(&record.path))
        };
        let mut hits = Vec::new();
        let mut kept: Option<HashSet<RepoPath>> = None;
        for record in trees.base.of_kinds(&self.artifacts).filter(is_promise) {
            let after = after(scene, record);
            let named = named(after);
            let mut before = from_root(&base, record, recorded::of(record));
            before.retain(is_digest);
            // a path that was corrected keeps the digest, or at least has one
            let mut now = after.map(|after| from_root(scene, after, recorded::of(after))).unwrap_or_default();
            now.retain(|now| is_digest(now) && !before.iter().any(|old| old.path == now.path));
            for entry in &before {
                let kept = kept.get_or_insert_with(|| on_record(scene));
                let path = trees.lasting_path(Side::Base, &entry.path);
                let Some(still) = still(scene, &named, &entry.path, &path) else { continue };
                let is_same = |now: &Recorded| now.value == entry.value || now.path.name() == path.name();
                if !trees.base.paths.contains(&entry.path) && now.iter().any(is_same) {
                    continue;
                }
                // lists of checksums name programs as well; once for each file
                let is_asked = record.kind == Kind::Record || is_governed(scene, &path);
                if !is_asked || !kept.insert(path.clone()) {
                    continue;
                }
                hits.push(
                    Hit { edit: None, ..Hit::on(record, &entry.span, format!("digest of {path}")) }
                        .with("file", path.text().into_owned())
                        .with("what", entry.what.name())
                        .with("record", record.path.text().into_owned())
                        .with("still", still),
                );
                if hits.len() >= HITS {
                    return hits;
                }
            }
        }
        hits
    }
}

fn is_digest(entry: &Recorded) -> bool {
    matches!(entry.what, What::Sha256 | What::Sha512 | What::Md5)
}

/// What any record gives a digest for after the change.
fn on_record(scene: &Scene<'_>) -> HashSet<RepoPath> {
    let records = scene.trees.head.artifacts.values();
    let entries = records.flat_map(|record| from_root(scene, record, recorded::of(record)));
    entries.filter(is_digest).map(|entry| entry.path).collect()
}

/// What the record has become, where it is no mere list.
fn after<'a>(scene: &Scene<'a>, record: &Artifact) -> Option<&'a Artifact> {
    let trees = scene.trees;
    let after = trees.counterpart(Side::Base, &record.path).and_then(|path| trees.head.artifacts.get(&path));
    // what does not parse is told as that
    after.filter(|after| after.kind == Kind::Record && after.problems.is_empty())
}

/// The names of files at the ends of its lines.
fn named(after: Option<&Artifact>) -> HashSet<&str> {
    fn last(line: &str) -> &str {
        let line = line.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}' | ']'));
        line.rsplit([' ', '/', '"', '\'']).next().unwrap_or_default()
    }
    after.into_iter().flat_map(|after| after.text.source().lines()).map(last).collect()
}

/// How a file outlives its digest: it lies here as before, or its record names it without one.
fn still(scene: &Scene<'_>, named: &HashSet<&str>, before: &RepoPath, path: &RepoPath) -> Option<&'static str> {
    let trees = scene.trees;
    // of what DVC keeps, a folder may be there and hold nothing
    if trees.base.paths.contains(before) {
        return trees.head.paths.contains(path).then_some("is still here");
    }
    named.contains(&*path.name()).then_some("is still named there")
}
