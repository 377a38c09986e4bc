//! The rows of GitHub's list of changed files, and what may and may not be concluded from them.

use crate::change::{ChangedFile, Hunks, RepoPath, Status, parse_patch};
use serde::Deserialize;

/// A row of `/pulls/N/files` or of a comparison.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Row {
    pub(super) filename: String,
    previous_filename: Option<String>,
    status: String,
    /// The blob in the head; of a removed file, in the base.
    pub(super) sha: Option<String>,
    #[serde(default)]
    changes: u64,
    patch: Option<String>,
}

impl Row {
    /// A row without a patch and with counts of 0 says nothing: it may be a binary file, an empty one, a pure rename,
    /// or one that GitHub left out without a mark because the answer had 20,000 lines before it.
    pub(super) fn is_blank(&self) -> bool {
        self.patch.is_none() && self.changes == 0
    }

    /// Where the base has this file, if it does.
    pub(super) fn base_path(&self) -> Option<RepoPath> {
        let path = match self.status.as_str() {
            "added" | "copied" => return None,
            "renamed" => self.previous_filename.as_ref().unwrap_or(&self.filename),
            _ => &self.filename,
        };
        RepoPath::new(path.as_bytes())
    }

    pub(super) fn head_path(&self) -> Option<RepoPath> {
        (self.status != "removed").then(|| RepoPath::new(self.filename.as_bytes())).flatten()
    }

    /// `same_blob` where base and head are known to hold the same bytes. `None` for a path outside the repository.
    pub(super) fn into_file(self, same_blob: bool) -> Option<ChangedFile> {
        let status = match self.status.as_str() {
            "added" | "copied" => Status::Added,
            "removed" => Status::Removed,
            "renamed" => Status::Renamed,
            _ => Status::Modified,
        };
        let previous = self.previous_filename.filter(|_| status == Status::Renamed);
        Some(ChangedFile {
            path: RepoPath::new(self.filename.as_bytes())?,
            previous: previous.and_then(|path| RepoPath::new(path.as_bytes())),
            status,
            content_changed: !same_blob,
            hunks: self.patch.map_or(Hunks::Unavailable, |patch| Hunks::Known(parse_patch(&patch))),
        })
    }
}

/// A page that GitHub may have cut: about 20,000 lines or 1 MB of patches after its begin, the rest is blank, unmarked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    /// Lines and bytes that the page shows.
    lines: usize,
    bytes: usize,
    /// The blank rows at the page's end, by their place in the whole list. A patch after them would mean that there
    /// was still room.
    pub(super) rows: Vec<usize>,
}

impl Doubt {
    /// `before` is how many rows the pages before it had.
    pub(super) fn about(page: &[Row], before: usize) -> Option<Self> {
        let shown = page.iter().rposition(|row| !row.is_blank()).map_or(0, |last| last + 1);
        let patches = || page.iter().filter_map(|row| row.patch.as_deref());
        let doubt = Self {
            lines: patches().map(|patch| patch.lines().count()).sum(),
            bytes: patches().map(str::len).sum(),
            rows: (before + shown..before + page.len()).collect(),
        };
        (!doubt.rows.is_empty()).then_some(doubt)
    }

    /// Whether a file whose two sides have this many bytes could have been too much for the page. A line has a byte at
    /// least; the bounds are half of what was seen.
    pub(super) fn could_have_cut(&self, sides: u64) -> bool {
        let sides = usize::try_from(sides).unwrap_or(usize::MAX);
        self.lines.saturating_add(sides) > 10_000 || self.bytes.saturating_add(sides.saturating_mul(2)) > 500_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(value: serde_json::Value) -> Row {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn never_takes_a_blank_row_for_unchanged() {
        let blank = row(json!({"filename": "a.md", "status": "modified", "sha": null, "changes": 0}));
        assert!(blank.is_blank());
        let file = blank.into_file(false).unwrap();
        assert!(file.content_changed && file.hunks == Hunks::Unavailable && file.status == Status::Modified);
    }

    #[test]
    fn keeps_both_names_of_a_renamed_file() {
        let renamed = row(json!({"filename": "b.md", "previous_filename": "a.md", "status": "renamed", "sha": "1"}));
        assert_eq!(renamed.base_path(), RepoPath::new(b"a.md"));
        let file = renamed.into_file(true).unwrap();
        assert_eq!((file.previous, file.content_changed), (RepoPath::new(b"a.md"), false));
        let copied = row(json!({"filename": "b", "previous_filename": "a", "status": "copied", "changes": 0}));
        assert_eq!(copied.into_file(false).unwrap().status, Status::Added);
        assert!(row(json!({"filename": "../b", "status": "added"})).into_file(false).is_none());
    }

    #[test]
    fn doubts_only_the_blank_rows_at_the_end_of_a_page() {
        let blank = row(json!({"filename": "a.bin", "status": "added", "changes": 0}));
        let shown = row(json!({"filename": "b", "status": "added", "changes": 1, "patch": "@@ -0,0 +1 @@\n+x"}));
        assert_eq!(Doubt::about(&[blank.clone(), shown.clone()], 0), None);
        let doubt = Doubt::about(&[shown, blank.clone(), blank], 100).unwrap();
        assert_eq!(doubt.rows, [101, 102]);
        assert!(!doubt.could_have_cut(2_000) && doubt.could_have_cut(20_000));
    }
}
