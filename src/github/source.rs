//! The two trees of a pull request, read through the API alone: no checkout, no git, and nothing run.

use super::client::{Call, Client};
use super::error::ForgeError;
use super::event::{Commits, PullRequest};
use super::files::{Doubt, Row};
use super::repository::{Repository, encode};
use super::tree::{Leaf, Tree};
use crate::change::{ChangeSet, RepoPath, Side};
use crate::finding::Skip;
use crate::limits::FILE_BYTES;
use crate::source::{Content, EntryKind, Listing, Source, SourceError};
use futures_util::stream::{self, StreamExt};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Files on one page, and pages: GitHub lists 3,000 files at most.
const PAGE: usize = 100;
const PAGES: usize = 30;
/// Files of a comparison, which has one page.
const COMPARED: usize = 300;
/// Rows that are asked for again, one by one, where a page may have left them out.
const SECOND_LOOKS: usize = 20;
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

    /// All rows, and why some may lack.
    async fn rows(&mut self) -> Result<(Vec<Row>, Option<String>), ForgeError> {
        let Target::Pull { number, changed_files } = self.target else {
            let rows = self.compare(1).await?.files;
            let incomplete = (rows.len() >= COMPARED).then(|| format!("GitHub compares {COMPARED} files at most"));
            return Ok((rows, incomplete));
        };
        self.merge_base().await?;
        let (mut rows, mut doubts): (Vec<Row>, Vec<Doubt>) = (Vec::new(), Vec::new());
        for page in 1..=PAGES {
            let path = self.files_path(number, PAGE, page);
            let found: Vec<Row> = self.client.json(&Call::get(path, "to list the changed files")).await?;
            doubts.extend(Doubt::about(&found, rows.len()));
            let last = found.len() < PAGE;
            rows.extend(found);
            if last || changed_files.is_some_and(|count| rows.len() as u64 >= count) {
                break;
            }
        }
        self.look_again(number, &mut rows, &doubts).await;
        let lacks = match changed_files {
            Some(count) => count > rows.len() as u64,
            None => rows.len() >= PAGE * PAGES,
        };
        let of = changed_files.map(|count| format!(" of {count}")).unwrap_or_default();
        let incomplete = lacks.then(|| format!("GitHub lists only {}{of} changed files", rows.len()));
        Ok((rows, incomplete))
    }

    fn files_path(&self, number: u64, per_page: usize, page: usize) -> String {
        format!("{}?per_page={per_page}&page={page}", self.at.path(&["pulls", &number.to_string(), "files"]))
    }

    /// A page of its own shows what a full page left out.
    async fn look_again(&mut self, number: u64, rows: &mut [Row], doubts: &[Doubt]) {
        if doubts.is_empty() || self.load(Side::Head).await.is_err() || self.load(Side::Base).await.is_err() {
            return;
        }
        let mut worth: Vec<usize> = Vec::new();
        for doubt in doubts {
            let sizes = doubt.rows.iter().filter_map(|at| Some((*at, self.sides(rows.get(*at)?)?)));
            let sizes: Vec<(usize, u64)> = sizes.collect();
            if sizes.iter().any(|(_, sides)| doubt.could_have_cut(*sides)) {
                worth.extend(sizes.iter().map(|(at, _)| *at));
            }
        }
        worth.truncate(SECOND_LOOKS);
        let client = self.client;
        let calls: Vec<_> = worth
            .iter()
            .map(|at| (*at, Call::get(self.files_path(number, 1, at + 1), "to look again at a changed file")))
            .collect();
        let looks = stream::iter(&calls).map(|(at, call)| async { (*at, client.json::<Vec<Row>>(call).await) });
        for (at, found) in looks.buffered(PARALLEL).collect::<Vec<_>>().await {
            let (Some(row), Ok(Some(seen))) = (rows.get_mut(at), found.map(|mut page| page.pop())) else { continue };
            if seen.filename == row.filename {
                *row = seen;
            }
        }
    }

    /// The bytes of both sides of a file that differ and could be read as text.
    fn sides(&self, row: &Row) -> Option<u64> {
        let head = self.leaf(Side::Head, &row.head_path()?).filter(|leaf| leaf.size <= FILE_BYTES as u64)?;
        let base = row.base_path().and_then(|path| self.leaf(Side::Base, &path));
        (base.is_none_or(|base| base.sha != head.sha)).then(|| head.size + base.map_or(0, |base| base.size))
    }

    fn leaf(&self, side: Side, path: &RepoPath) -> Option<&Leaf> {
        self.trees.get(&side)?.leaves.get(path)
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

    /// Whether base and head hold the same bytes, where a row does not show it. Unknown is never "the same".
    async fn is_same(&mut self, row: &Row) -> bool {
        let Some(path) = row.base_path().filter(|_| row.is_blank() && row.head_path().is_some()) else { return false };
        let _ = self.load(Side::Base).await;
        self.leaf(Side::Base, &path).is_some_and(|leaf| row.sha.as_deref() == Some(leaf.sha.as_str()))
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
        let mut parts = vec!["contents"];
        parts.extend(name.split('/'));
        let address = format!("{}?ref={}", self.at.path(&parts), encode(commit));
        Some(Location { key: format!("{side}:{name}"), call: Call::raw(address, FILE_BYTES, "to read a file") })
    }
}

impl Source for ApiSource<'_> {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        let (rows, incomplete) = self.rows().await?;
        let mut files = Vec::with_capacity(rows.len());
        for row in rows {
            let same = self.is_same(&row).await;
            files.extend(row.into_file(same));
        }
        Ok(ChangeSet { base: self.merge_base().await?, head: self.head.clone(), files, incomplete })
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        self.load(Side::Head).await?;
        Ok(self.trees.get(&Side::Head).map(Tree::listing).unwrap_or_default())
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        let sides: BTreeSet<Side> = wanted.iter().map(|(side, _)| *side).collect();
        for side in sides {
            self.load(side).await?;
        }
        let located: Vec<_> = wanted.iter().map(|(side, path)| self.locate(*side, path)).collect();
        let missing: BTreeMap<&str, &Call> = located
            .iter()
            .flatten()
            .filter(|location| !self.blobs.contains_key(&location.key))
            .map(|location| (location.key.as_str(), &location.call))
            .collect();
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
