//! Where the two trees come from. A source lists what changed and what exists, and reads the blobs that were planned.

pub mod cache;
pub mod checkout;
pub mod folder;
pub mod git;
pub mod memory;
pub mod whole;
pub mod write;

use crate::change::{ChangeSet, RepoPath, Side};
use crate::finding::Skip;
use crate::policy::{Date, Foreign};
use std::time::{SystemTime, UNIX_EPOCH};

/// Why a link or the like in the working tree was not read; the listing of the index may still call it a file.
pub const NO_FILE: &str = "is no regular file";

/// A file that exists in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub path: RepoPath,
    pub kind: EntryKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    File,
    Link,
    Submodule,
}

/// The head's files. The base's follow from it and the change set, so that one listing serves both.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    pub entries: Vec<Entry>,
    /// Why the list may lack files, where it may.
    pub incomplete: Option<String>,
}

/// What a read brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Bytes(Vec<u8>),
    /// The first bytes of weights that are larger than what is read: their metadata stands there.
    Beginning(Vec<u8>),
    /// There, but not read; the reason is shown to the reader.
    Skipped(Skip),
}

/// A problem of the world: no repository, no revision, no answer. Never the author's fault.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The caller named something that does not exist.
    #[error("{0}")]
    NotFound(String),
    /// `git` could not be run, or failed.
    #[error("git {operation} failed: {message}")]
    Git { operation: String, message: String },
    /// A file of the working tree could not be read.
    #[error("cannot read {path}: {source}")]
    Io { path: String, source: std::io::Error },
    /// The forge did not answer, or refused.
    #[error(transparent)]
    Forge(Box<dyn std::error::Error + Send + Sync>),
}

/// Gives the change set, the listing and the planned blobs, and the day it is.
#[allow(async_fn_in_trait, reason = "used through generics on one thread; no Send bound is wanted")]
pub trait Source {
    /// Whether files are read from this machine: then what is read in vain costs no call.
    fn is_local(&self) -> bool {
        true
    }
    /// What changed from the merge base to the head.
    async fn changes(&mut self) -> Result<ChangeSet, SourceError>;
    /// Everything that exists in the head.
    async fn listing(&mut self) -> Result<Listing, SourceError>;
    /// A policy in another repository.
    async fn foreign(&mut self, at: &Foreign) -> Result<Content, SourceError> {
        let reason = "policies of other repositories cannot be read here";
        Ok(Content::Skipped(Skip { path: at.to_string(), reason: reason.into() }))
    }
    /// The day on which waivers hold or have ended.
    fn today(&self) -> Date {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let days = i32::try_from(seconds / 86_400).unwrap_or(i32::MAX);
        Date::from_epoch_days(days).unwrap_or_default()
    }
    /// The contents of the planned files, in the order asked. A blob that cannot be had is skipped, never an error.
    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError>;
}
