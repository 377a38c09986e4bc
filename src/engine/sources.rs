//! Source files of a change whose license tag is another one than before. What the others say is not judged: most are not
//! read at all, and the rest is dropped as soon as it was.

use crate::artifact::{Artifact, Beside, Kind, source, text::Text};
use crate::change::{ChangeSet, ChangedFile, Hunks, RepoPath, Side};
use crate::finding::Skip;
use crate::limits::{NEIGHBORS, SOURCES};
use crate::order::InOrder as _;
use crate::policy::Policy;
use crate::source::Content;
use crate::tree::Trees;
use std::collections::{BTreeSet, HashMap};

/// Read at once, so that what is dropped does not pile up.
pub(super) const CHUNK: usize = 200;

/// The files to read. Where a forge shows the lines that change, those files in which a tag is among them; in a local
/// repository, which shows none, every one; a read from a forge is a call, and where it shows no lines none is made.
pub(super) fn candidates(
    change: &ChangeSet,
    policy: &Policy,
    is_local: bool,
    skipped: &mut Vec<Skip>,
) -> Vec<(Side, RepoPath)> {
    let may_differ = |file: &&ChangedFile| {
        let shown = match &file.hunks {
            Hunks::Known(hunks) => hunks.iter().any(|hunk| hunk.is_tagged),
            Hunks::Unavailable => is_local,
        };
        let path = file.path_on(Side::Head);
        shown
            && file.content_changed
            && path.is_some_and(|path| source::is_source(path) && policy.kind_of(path).is_none())
    };
    let files = change.files.iter().filter(|file| !file.path_on(Side::Head).is_some_and(|path| policy.excludes(path)));
    let mut files: Vec<&ChangedFile> = files.filter(may_differ).collect();
    if files.len() > SOURCES {
        let left_out = files.len() - SOURCES;
        skipped.push(Skip::general(format!(
            "{left_out} changed source files were not read for their license tags (limit {SOURCES})"
        )));
        files.truncate(SOURCES);
    }
    let sides = |file: &ChangedFile| {
        [Side::Base, Side::Head].into_iter().filter_map(|side| Some((side, file.path_on(side)?.clone()))).collect()
    };
    files.into_iter().flat_map(|file| -> Vec<_> { sides(file) }).collect()
}

/// Puts the files into their trees whose tags differ, and gives their directories and those above.
pub(super) fn keep(
    trees: &mut Trees,
    read: impl Iterator<Item = ((Side, RepoPath), Content)>,
    directories: &mut BTreeSet<String>,
) -> usize {
    let mut texts: HashMap<(Side, RepoPath), Vec<u8>> = HashMap::new();
    for (at, content) in read {
        if let Content::Bytes(bytes) = content {
            texts.insert(at, bytes);
        }
    }
    let pairs: Vec<(Option<RepoPath>, RepoPath)> = trees
        .change
        .files
        .iter()
        .filter_map(|file| Some((file.path_on(Side::Base).cloned(), file.path_on(Side::Head)?.clone())))
        .collect();
    let mut kept = 0;
    for (before, after) in pairs {
        let Some(new) = texts.remove(&(Side::Head, after.clone())) else { continue };
        let old = before.and_then(|path| Some((texts.remove(&(Side::Base, path.clone()))?, path)));
        let was = old.as_ref().map(|(bytes, _)| tags(bytes));
        if was.unwrap_or_default() == tags(&new) {
            continue;
        }
        kept += 1;
        directories.extend(after.ancestors());
        for (side, path, bytes) in
            old.into_iter().map(|(bytes, path)| (Side::Base, path, bytes)).chain([(Side::Head, after, new)])
        {
            let Some(text) = Text::new(bytes) else { continue };
            let artifact = Artifact::read(path.clone(), side, Kind::Source, text, Beside::Nothing);
            trees.side_mut(side).artifacts.insert(path, artifact);
        }
    }
    kept
}

/// The licenses in the head of a file, in whatever order they stand.
fn tags(bytes: &[u8]) -> BTreeSet<String> {
    // twenty lines are far shorter, and a cut in a letter is in none of them
    let head = String::from_utf8_lossy(bytes.get(..8_000).unwrap_or(bytes));
    source::tags(&head).into_iter().filter_map(|span| head.get(span).map(str::to_owned)).into_set()
}

/// Unchanged license files and manifests in some directories, which say what the code there is under.
pub(super) fn speakers(trees: &Trees, policy: &Policy, directories: &BTreeSet<String>) -> Vec<(Side, RepoPath)> {
    let speaks = |path: &&RepoPath| {
        matches!(trees.kind_of(path), Some(Kind::License | Kind::Manifest))
            && directories.contains(path.directory().as_ref())
            && !trees.head.artifacts.contains_key(*path)
            && trees.changed(Side::Head, path).is_none()
            && !policy.excludes(path)
    };
    trees.head.paths.iter().filter(speaks).take(NEIGHBORS).map(|path| (Side::Head, path.clone())).collect()
}
