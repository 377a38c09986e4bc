//! Reads the lists that git prints with `-z`: bytes, parted by NUL, so that any name survives.

use crate::change::{ChangedFile, Hunks, RepoPath, Status};
use crate::source::{Entry, EntryKind};

/// A blob of the repository.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) id: String,
    pub(super) is_link: bool,
}

/// The paths of a `-z` list.
pub(super) fn paths(list: &[u8]) -> Vec<RepoPath> {
    list.split(|byte| *byte == 0).filter_map(RepoPath::new).collect()
}

/// `mode type id\tpath` of ls-tree, or `mode id stage\tpath` of ls-files: entries with their blob ids.
pub(super) fn entries(list: &[u8]) -> Vec<(Entry, String)> {
    let mut entries: Vec<(Entry, String)> = list
        .split(|byte| *byte == 0)
        .filter_map(|row| {
            let tab = row.iter().position(|byte| *byte == b'\t')?;
            let fields = String::from_utf8_lossy(row.get(..tab)?);
            let mut fields = fields.split(' ');
            let kind = match fields.next()? {
                "120000" => EntryKind::Link,
                "160000" => EntryKind::Submodule,
                _ => EntryKind::File,
            };
            let id = fields.find(|field| field.len() >= 40)?.to_owned();
            Some((Entry { path: RepoPath::new(row.get(tab + 1..)?)?, kind }, id))
        })
        .collect();
    // an unmerged path stands in the index three times
    entries.dedup_by(|a, b| a.0.path == b.0.path);
    entries
}

/// Reads `git diff --raw -z`, `:mode mode id id status\0path\0[path\0]`: files with their blob ids in the base, and
/// whether they are symbolic links there.
pub(super) fn raw_diff(list: &[u8]) -> Vec<(ChangedFile, Object)> {
    let mut parts = list.split(|byte| *byte == 0);
    let mut files = Vec::new();
    while let Some(head) = parts.next() {
        let head = String::from_utf8_lossy(head);
        let fields: Vec<&str> = head.split(' ').collect();
        let [mode, _, before, after, status] = fields.as_slice() else { break };
        let letter = status.as_bytes().first().copied();
        let Some(first) = parts.next() else { break };
        let (previous, path) = match letter {
            Some(b'R' | b'C') => (RepoPath::new(first), parts.next().and_then(RepoPath::new)),
            _ => (None, RepoPath::new(first)),
        };
        let Some(path) = path else { continue };
        let (status, previous) = match letter {
            Some(b'A' | b'C') => (Status::Added, None),
            Some(b'D') => (Status::Removed, None),
            Some(b'R') => (Status::Renamed, previous),
            // unmerged files are in the working tree with their markers
            Some(b'M' | b'T' | b'U') => (Status::Modified, None),
            _ => continue,
        };
        // git writes zeros for what it did not hash in the working tree; such a file counts as changed
        let content_changed = before != after;
        let file = ChangedFile { path, previous, status, content_changed, hunks: Hunks::Unavailable };
        files.push((file, Object { id: (*before).to_owned(), is_link: *mode == ":120000" }));
    }
    files
}
