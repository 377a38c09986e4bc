//! What a pull request changes: the list of files, with the hunks a forge showed for them.

pub mod diff;
mod hunk;
mod path;

pub use hunk::{Hunk, HunkLine, parse_patch};
pub use path::RepoPath;

use serde::{Deserialize, Serialize};
use std::fmt;

/// One of the two trees: the merge base, or the head of the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Side {
    Base,
    Head,
}

impl Side {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Base => Self::Head,
            Self::Head => Self::Base,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "base",
            Self::Head => "head",
        })
    }
}

/// What happened to a file. A copy counts as added: the original is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Added,
    Modified,
    Removed,
    Renamed,
}

/// The lines a forge shows for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hunks {
    Known(Vec<Hunk>),
    /// Binary, too large, renamed without an edit, or never asked for: no line of this file can carry a comment.
    Unavailable,
}

/// One file of the change.
#[derive(Debug, Clone)]
pub struct ChangedFile {
    pub path: RepoPath,
    /// Where a renamed file was before.
    pub previous: Option<RepoPath>,
    pub status: Status,
    /// Whether the bytes differ; false for a pure rename.
    pub content_changed: bool,
    pub hunks: Hunks,
}

impl ChangedFile {
    /// The path on one side; `None` where the file is not there.
    #[must_use]
    pub fn path_on(&self, side: Side) -> Option<&RepoPath> {
        match (side, self.status) {
            (Side::Base, Status::Added) | (Side::Head, Status::Removed) => None,
            (Side::Base, Status::Renamed) => Some(self.previous.as_ref().unwrap_or(&self.path)),
            _ => Some(&self.path),
        }
    }
}

/// The base of a report about a whole tree: there is no change, and what it holds is what is told.
pub const EMPTY_TREE: &str = "empty tree";

/// Everything a pull request changes, from the merge base to the head.
#[derive(Debug, Clone)]
pub struct ChangeSet {
    /// The merge base; a commit id, or a name for what has none.
    pub base: String,
    /// The head commit, or a name such as `working tree`.
    pub head: String,
    pub files: Vec<ChangedFile>,
    /// Why the list may lack files, where it may.
    pub incomplete: Option<String>,
}

impl ChangeSet {
    #[must_use]
    pub fn file(&self, path: &RepoPath) -> Option<&ChangedFile> {
        self.files.iter().find(|file| file.path == *path)
    }
}
