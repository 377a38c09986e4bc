//! A tree without a change: all that it holds counts as added to an empty one. The policy stands as it is and judges.

use super::{Content, Listing, Source, SourceError};
use crate::change::EMPTY_TREE;
use crate::change::{ChangeSet, ChangedFile, Hunks, RepoPath, Side, Status};
use crate::order;

/// The head of another source, whole.
#[derive(Debug)]
pub struct WholeTree<S> {
    source: S,
    /// What the tree is called: a commit, or `working tree`.
    name: String,
    listing: Option<Listing>,
}

impl<S: Source> WholeTree<S> {
    pub fn new(source: S, name: impl Into<String>) -> Self {
        Self { source, name: name.into(), listing: None }
    }

    pub fn inner(&self) -> &S {
        &self.source
    }
}

/// The configuration, whatever its ending says, and the folder of a project's own rules.
fn is_policy(path: &RepoPath) -> bool {
    [&b".github/modelward."[..], b".github/modelward/"].iter().any(|begin| path.bytes().starts_with(begin))
}

impl<S: Source> Source for WholeTree<S> {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        let listing = self.listing().await?;
        // a policy that the tree did not have before would be a change to it, and none of it would apply
        let entries = listing.entries.into_iter().filter(|entry| !is_policy(&entry.path));
        let added = entries.map(|entry| ChangedFile {
            path: entry.path,
            previous: None,
            status: Status::Added,
            content_changed: true,
            hunks: Hunks::Unavailable,
        });
        let files = added.collect();
        Ok(ChangeSet { base: EMPTY_TREE.to_owned(), head: self.name.clone(), files, incomplete: listing.incomplete })
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        if self.listing.is_none() {
            let mut listing = self.source.listing().await?;
            order::by(&mut listing.entries, |a, b| a.path.cmp(&b.path));
            listing.entries.dedup_by(|a, b| a.path == b.path);
            self.listing = Some(listing);
        }
        Ok(self.listing.clone().unwrap_or_default())
    }

    /// What stands on neither side of a change is asked for on the base, the policy above all.
    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        let wanted: Vec<(Side, RepoPath)> = wanted.iter().map(|(_, path)| (Side::Head, path.clone())).collect();
        self.source.read(&wanted).await
    }
}
