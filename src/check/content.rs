//! Whether a file holds something else than before: other writings of the same, other names and other formats do not count.

use super::{Scene, kind_on_record};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind};
use crate::change::{ChangedFile, RepoPath, Side, Status};
use crate::claim::recorded::{self, What};
use crate::order::InOrder as _;
use std::collections::{BTreeMap, BTreeSet};

/// Keys of a model's configuration that say nothing of its weights.
const ASIDE: [&str; 8] = [
    "transformers_version",
    "_name_or_path",
    "_commit_hash",
    "torch_dtype",
    "dtype",
    "use_cache",
    "_diffusers_version",
    "license",
];

/// Whether a file that was there before holds something else now.
pub(super) fn is_new(scene: &Scene<'_>, file: &ChangedFile) -> bool {
    if !file.content_changed || !matches!(file.status, Status::Modified | Status::Renamed) {
        return false;
    }
    let artifact = |side: Side| scene.trees.side(side).artifacts.get(file.path_on(side)?);
    // git takes any two pointers for a renamed file: one shard for another, a pickle for safetensors
    if file.status == Status::Renamed && file.previous.as_ref().is_some_and(|before| form(before) != form(&file.path)) {
        return false;
    }
    let (Some(before), Some(after)) = (artifact(Side::Base), artifact(Side::Head)) else { return true };
    match (&before.pointer, &after.pointer) {
        (Some(before), Some(after)) => return before.oid != after.oid,
        // the same bytes, now kept elsewhere or again here
        (Some(pointer), None) => return !holds(after, &pointer.oid),
        (None, Some(pointer)) => return !holds(before, &pointer.oid),
        (None, None) => {}
    }
    if let (Some(before), Some(after), Kind::ModelConfig) = (&before.node, &after.node, before.kind) {
        return kept(before) != kept(after);
    }
    let words = |artifact: &Artifact| artifact.text.source().replace('\r', "").trim_end().to_owned();
    words(before) != words(after)
}

fn holds(artifact: &Artifact, sha256: &str) -> bool {
    crate::artifact::measure::Measure::of_text(&artifact.text).iter().any(|measure| measure.sha256 == sha256)
}

/// What a configuration says of the weights.
fn kept(root: &Node) -> BTreeMap<&str, String> {
    let fields = root.fields().iter().filter(|field| !ASIDE.contains(&field.key.as_str()));
    fields.map(|field| (field.key.as_str(), field.value.summary())).into_map()
}

/// The format of a file and its place among shards.
fn form(path: &RepoPath) -> (String, Vec<String>) {
    let name = path.name().to_lowercase();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let numbers = stem.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() >= 4);
    (extension.to_owned(), numbers.map(str::to_owned).collect())
}

/// Whether the changed files of a directory, all of them pointers, name the bytes that lay there before: shards under
/// other numbers.
pub(super) fn is_reordered(scene: &Scene<'_>, paths: &[&RepoPath]) -> bool {
    let oids = |side: Side| -> Option<BTreeSet<&str>> {
        let artifact = |path: &RepoPath| {
            let path = scene.trees.changed(Side::Head, path)?.path_on(side)?;
            scene.trees.side(side).artifacts.get(path)?.pointer.as_ref()
        };
        paths.iter().map(|path| artifact(path).map(|pointer| pointer.oid.as_str())).collect()
    };
    let (before, after) = (oids(Side::Base), oids(Side::Head));
    before.is_some() && before == after
}

/// Whether a file is one of DVC, which stands for bytes that are elsewhere.
pub(super) fn is_dvc(path: &RepoPath) -> bool {
    let name = path.name().to_lowercase();
    matches!(name.as_str(), "dvc.lock" | "dvc.yaml") || name.strip_suffix(".dvc").is_some()
}

/// Whether a file of DVC names other bytes than before for a file of these kinds.
pub(super) fn tracks_new(scene: &Scene<'_>, path: &RepoPath, kinds: &[Kind]) -> bool {
    let changed = scene.trees.changed(Side::Head, path).filter(|file| file.content_changed && is_dvc(path));
    let Some(file) = changed else { return false };
    let digests = |side: Side| -> Option<BTreeMap<RepoPath, String>> {
        let record = scene.trees.side(side).artifacts.get(file.path_on(side)?)?;
        let entries = recorded::of(record).into_iter().filter(|entry| entry.what == What::Md5);
        Some(entries.map(|entry| (scene.trees.lasting_path(side, &entry.path), entry.value)).into_map())
    };
    let (Some(before), Some(after)) = (digests(Side::Base), digests(Side::Head)) else { return false };
    after.iter().any(|(path, digest)| {
        kind_on_record(scene, path).is_some_and(|kind| kinds.contains(&kind))
            && before.get(path).is_some_and(|before| before != digest)
    })
}
