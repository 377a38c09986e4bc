//! A forge's change set, with the files read from a checkout beside it where that holds both commits.
//!
//! Which lines can carry a comment only the forge knows; what the files say, git knows as well, and without calls.

use super::git::{GitSource, NOT_HERE, Revisions};
use super::{Content, Listing, Source, SourceError};
use crate::change::{ChangeSet, RepoPath, Side};
use crate::policy::Foreign;
use std::path::PathBuf;

/// Asks the checkout first, and the forge where there is none.
#[derive(Debug)]
pub struct CheckoutSource<S> {
    forge: S,
    /// The working directory; `None` where nothing may be read from it.
    directory: Option<PathBuf>,
    local: Option<GitSource>,
}

impl<S: Source> CheckoutSource<S> {
    #[must_use]
    pub fn new(forge: S, directory: Option<PathBuf>) -> Self {
        Self { forge, directory, local: None }
    }

    /// Opens the checkout, if it has the very commits that the forge compared. Any doubt is decided for the forge.
    async fn open(&mut self, change: &ChangeSet) {
        let Some(directory) = &self.directory else { return };
        let revisions = Revisions { base: Some(change.base.clone()), head: Some(change.head.clone()) };
        let Ok(mut local) = GitSource::open(directory, &revisions) else { return };
        let same = local.changes().await.is_ok_and(|here| here.base == change.base && here.head == change.head);
        if same {
            self.local = Some(local);
        }
    }
}

impl<S: Source> Source for CheckoutSource<S> {
    fn is_local(&self) -> bool {
        self.local.is_some() || self.forge.is_local()
    }

    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        let change = self.forge.changes().await?;
        self.open(&change).await;
        Ok(change)
    }

    async fn foreign(&mut self, at: &Foreign) -> Result<Content, SourceError> {
        self.forge.foreign(at).await
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        if let Some(local) = &mut self.local {
            if let Ok(listing) = local.listing().await {
                return Ok(listing);
            }
            // whatever is wrong with the checkout, the forge still answers
            self.local = None;
        }
        self.forge.listing().await
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        let Some(local) = &mut self.local else { return self.forge.read(wanted).await };
        let Ok(mut contents) = local.read(wanted).await else { return self.forge.read(wanted).await };
        // a partial clone has the commits and lacks blobs
        let lacking = |content: &Content| matches!(content, Content::Skipped(skip) if skip.reason == NOT_HERE);
        let slots: Vec<usize> = contents.iter().enumerate().filter(|(_, c)| lacking(c)).map(|(slot, _)| slot).collect();
        if slots.is_empty() {
            return Ok(contents);
        }
        let missing: Vec<(Side, RepoPath)> = slots.iter().filter_map(|slot| wanted.get(*slot).cloned()).collect();
        for (slot, content) in slots.into_iter().zip(self.forge.read(&missing).await?) {
            if let Some(place) = contents.get_mut(slot) {
                *place = content;
            }
        }
        Ok(contents)
    }
}
