//! One recursive read of a commit's tree: every path with its blob and its size.

use crate::change::RepoPath;
use crate::github::call::Call;
use crate::github::client::Client;
use crate::github::error::ForgeError;
use crate::github::repository::Repository;
use crate::order::InOrder as _;
use crate::source::{Entry, EntryKind, Listing};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) kind: EntryKind,
    pub(super) sha: String,
    pub(super) size: u64,
}

#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) leaves: BTreeMap<RepoPath, Leaf>,
    /// GitHub ends a list at 100,000 entries or 7 MB.
    pub(super) truncated: bool,
}

impl Tree {
    pub(super) async fn read(client: &Client, at: &Repository, commit: &str) -> Result<Self, ForgeError> {
        let path = at.path(&["git", "trees", commit]) + "?recursive=1";
        let raw: RawTree = client.json(&Call::get(path, "to list the files of a commit")).await?;
        let leaves = raw.tree.into_iter().filter_map(RawEntry::leaf).into_map();
        Ok(Self { leaves, truncated: raw.truncated })
    }

    pub(super) fn listing(&self) -> Listing {
        let entry = |(path, leaf): (&RepoPath, &Leaf)| Entry { path: path.clone(), kind: leaf.kind };
        let incomplete = "GitHub lists only a part of this repository's files: it is too large";
        Listing {
            entries: self.leaves.iter().map(entry).collect(),
            incomplete: self.truncated.then(|| incomplete.to_owned()),
        }
    }
}

#[derive(Deserialize)]
struct RawTree {
    #[serde(default)]
    tree: Vec<RawEntry>,
    #[serde(default)]
    truncated: bool,
}

#[derive(Deserialize)]
struct RawEntry {
    path: String,
    mode: String,
    sha: Option<String>,
    #[serde(default)]
    size: u64,
}

impl RawEntry {
    fn leaf(self) -> Option<(RepoPath, Leaf)> {
        let kind = match self.mode.as_str() {
            "040000" => return None,
            "120000" => EntryKind::Link,
            "160000" => EntryKind::Submodule,
            _ => EntryKind::File,
        };
        let path = RepoPath::new(self.path.as_bytes())?;
        Some((path, Leaf { kind, sha: self.sha.unwrap_or_default(), size: self.size }))
    }
}
