//! The two trees of a pull request, read through the API alone: no checkout, no git, and nothing run.

mod changed;
mod files;
mod tree;

use self::files::Row;
use self::tree::Tree;
use crate::change::{ChangeSet, RepoPath, Side};
use crate::finding::Skip;
use crate::github::call::Call;
use crate::github::client::Client;
use crate::github::error::ForgeError;
use crate::github::event::{Commits, PullRequest};
use crate::github::repository::{Repository, encode};
use crate::limits::FILE_BYTES;
use crate::order::InOrder as _;
use crate::policy::Foreign;
use crate::source::{Content, EntryKind, Listing, Source, SourceError};
use futures_util::stream::{self, StreamExt};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Reads at a time.
const PARALLEL: usize = 4;

/// What is reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Pull { number: u64, changed_files: Option<u64> },
    Commits,
}

/// Reads a change from GitHub. The base side is the merge base, as in GitHub's own list of files.
pub struct ApiSource<'c> {
    client: &'c Client,
    at: Repository,
    target: Target,
    /// The base as the event names it.
    from: String,
    head: String,
    merge_base: Option<String>,
    trees: BTreeMap<Side, Tree>,
    /// By blob: a file that is the same on both sides is read once.
    blobs: BTreeMap<String, Result<Vec<u8>, String>>,
}

impl<'c> ApiSource<'c> {
    #[must_use]
    pub fn pull(client: &'c Client, at: Repository, pull: &PullRequest) -> Self {
        let target = Target::Pull { number: pull.number, changed_files: pull.changed_files };
        Self::new(client, at, target, &pull.base, &pull.head)
    }

    #[must_use]
    pub fn commits(client: &'c Client, at: Repository, commits: &Commits) -> Self {
        Self::new(client, at, Target::Commits, &commits.base, &commits.head)
    }

    fn new(client: &'c Client, at: Repository, target: Target, from: &str, head: &str) -> Self {
        let (from, head) = (from.to_owned(), head.to_owned());
        Self { client, at, target, from, head, merge_base: None, trees: BTreeMap::new(), blobs: BTreeMap::new() }
    }

    /// One commit a page keeps the answer small; the files stand on the first page alone.
    async fn compare(&mut self, page: usize) -> Result<Comparison, ForgeError> {
        let range = format!("{}...{}", encode(&self.from), encode(&self.head));
        let path = format!("{}/{range}?per_page=1&page={page}", self.at.path(&["compare"]));
        let comparison: Comparison = self.client.json(&Call::get(path, "to compare base and head")).await?;
        self.merge_base = Some(comparison.merge_base_commit.sha.clone());
        Ok(comparison)
    }

    async fn merge_base(&mut self) -> Result<String, ForgeError> {
        match &self.merge_base {
            Some(sha) => Ok(sha.clone()),
            None => Ok(self.compare(2).await?.merge_base_commit.sha),
        }
    }

    /// Reads a side's tree, once.
    async fn load(&mut self, side: Side) -> Result<(), ForgeError> {
        if !self.trees.contains_key(&side) {
            let commit = match side {
                Side::Head => self.head.clone(),
                Side::Base => self.merge_base().await?,
            };
            let tree = Tree::read(self.client, &self.at, &commit).await?;
            self.trees.insert(side, tree);
        }
        Ok(())
    }

    /// Where the bytes of a file are, or why they are not read.
    fn locate(&self, side: Side, path: &RepoPath) -> Result<Location, String> {
        let Some(tree) = self.trees.get(&side) else { return Err("the list of files could not be read".into()) };
        match tree.leaves.get(path) {
            Some(leaf) if leaf.kind == EntryKind::Link => Err("a symbolic link".into()),
            Some(leaf) if leaf.kind == EntryKind::Submodule => Err("a submodule".into()),
            Some(leaf) if leaf.size > FILE_BYTES as u64 => Err(too_large()),
            Some(leaf) => Ok(Location { key: leaf.sha.clone(), call: self.blob(&leaf.sha) }),
            None if tree.truncated => self.contents(side, path).ok_or_else(|| "not in the tree".into()),
            None => Err("not in the tree".into()),
        }
    }

    fn blob(&self, sha: &str) -> Call {
        Call::raw(self.at.path(&["git", "blobs", sha]), FILE_BYTES, "to read a file")
    }

    /// Where a tree is too large to be listed, a file can still be asked for by its name.
    fn contents(&self, side: Side, path: &RepoPath) -> Option<Location> {
        let commit = if side == Side::Head { Some(&self.head) } else { self.merge_base.as_ref() }?;
        let name = std::str::from_utf8(path.bytes()).ok()?;
        Some(Location { key: format!("{side}:{name}"), call: by_name(&self.at, name, commit, "to read a file") })
    }
}

impl Source for ApiSource<'_> {
    fn is_local(&self) -> bool {
        false
    }

    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        let (rows, incomplete) = self.rows().await?;
        let mut files = Vec::with_capacity(rows.len());
        for row in rows {
            let same = self.is_same(&row).await;
            files.extend(row.into_file(same));
        }
        Ok(ChangeSet { base: self.merge_base().await?, head: self.head.clone(), files, incomplete })
    }

    async fn foreign(&mut self, at: &Foreign) -> Result<Content, SourceError> {
        Ok(match foreign(self.client, at).await {
            Ok(bytes) => Content::Bytes(bytes),
            Err(error) => Content::Skipped(Skip { path: at.to_string(), reason: reason(&error) }),
        })
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        self.load(Side::Head).await?;
        Ok(self.trees.get(&Side::Head).map(Tree::listing).unwrap_or_default())
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        let sides: BTreeSet<Side> = wanted.iter().map(|(side, _)| *side).into_set();
        for side in sides {
            self.load(side).await?;
        }
        let located: Vec<_> = wanted.iter().map(|(side, path)| self.locate(*side, path)).collect();
        let missing: BTreeMap<&str, &Call> = located
            .iter()
            .flatten()
            .filter(|location| !self.blobs.contains_key(&location.key))
            .map(|location| (location.key.as_str(), &location.call))
            .into_map();
        let client = self.client;
        let reads = stream::iter(missing).map(|(key, call)| async move { (key, client.send(call).await) });
        let fetched: Vec<_> = reads.buffer_unordered(PARALLEL).collect().await;
        for (key, answer) in fetched {
            let bytes = answer.map(|reply| reply.body).map_err(|error| reason(&error));
            self.blobs.insert(key.to_owned(), bytes);
        }
        let content = |((_, path), location): (&(Side, RepoPath), &Result<Location, String>)| {
            let skipped = |reason: &str| Content::Skipped(Skip::new(path, reason));
            match location {
                Err(reason) => skipped(reason),
                Ok(location) => match self.blobs.get(&location.key) {
                    Some(Ok(bytes)) => Content::Bytes(bytes.clone()),
                    Some(Err(reason)) => skipped(reason),
                    None => skipped("not read"),
                },
            }
        };
        Ok(wanted.iter().zip(&located).map(content).collect())
    }
}

/// A policy of another repository, at its commit. A private one needs a token that may read it.
pub(crate) async fn foreign(client: &Client, at: &Foreign) -> Result<Vec<u8>, ForgeError> {
    let repository = Repository { owner: at.owner.clone(), name: at.repository.clone() };
    let call = by_name(&repository, &at.path, &at.commit, "to read a policy of another repository");
    Ok(client.send(&call).await?.body)
}

/// A file of a commit, by its path.
fn by_name(at: &Repository, name: &str, commit: &str, operation: &str) -> Call {
    let parts: Vec<&str> = std::iter::once("contents").chain(name.split('/')).collect();
    Call::raw(format!("{}?ref={}", at.path(&parts), encode(commit)), FILE_BYTES, operation)
}

struct Location {
    key: String,
    call: Call,
}

#[derive(Deserialize)]
struct Comparison {
    merge_base_commit: Commit,
    #[serde(default)]
    files: Vec<Row>,
}

#[derive(Deserialize)]
struct Commit {
    sha: String,
}

fn reason(error: &ForgeError) -> String {
    match error {
        ForgeError::TooLarge { .. } => too_large(),
        ForgeError::Refused(refusal) if refusal.status == 404 => "not in the tree".into(),
        other => format!("could not be read: {other}"),
    }
}

fn too_large() -> String {
    format!("larger than {} MiB", FILE_BYTES / 1024 / 1024)
}
