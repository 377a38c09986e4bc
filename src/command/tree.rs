//! What the commands on this machine judge: a change, or a whole tree of a repository or of a folder without git.

use super::Failure;
use crate::change::{ChangeSet, RepoPath, Side};
use crate::policy::{self, Foreign};
use crate::source::cache;
use crate::source::folder::FolderSource;
use crate::source::git::{GitSource, Revisions};
use crate::source::whole::WholeTree;
use crate::source::{Content, Entry, EntryKind, Listing, Source, SourceError};
use std::path::{Path, PathBuf};

/// Where the files of a tree come from.
#[derive(Debug)]
pub(super) enum Files {
    Git(Box<GitSource>),
    Folder(FolderSource),
}

/// What a command on this machine judges: one type, so that the engine is there once for all of them.
#[derive(Debug)]
pub(super) struct Local {
    from: From,
    /// Whether lines are given with LF alone. Suggestions are made for such texts only.
    unix_lines: bool,
}

#[derive(Debug)]
enum From {
    Change(GitSource),
    Whole(WholeTree<Files>),
}

/// The tree of a revision, or the files as they are. A folder that is no repository is read as it is.
pub(super) fn open(directory: &Path, revision: Option<&str>) -> Result<Local, Failure> {
    let files = files(directory, revision)?;
    let name = match &files {
        Files::Git(source) => source.head_name().to_owned(),
        Files::Folder(_) => "folder".to_owned(),
    };
    Ok(Local { from: From::Whole(WholeTree::new(files, name)), unix_lines: false })
}

/// What changed between two revisions, or up to the working tree.
pub(super) fn change(directory: &Path, revisions: &Revisions) -> Result<Local, Failure> {
    let source = GitSource::open(directory, revisions).map_err(|error| {
        if !directory.is_dir() || in_repository(directory) {
            return error.into();
        }
        let what = "is not a git repository, and only there is a change to look at; `--all` judges a folder as it is";
        let here = directory == Path::new(".");
        Failure::Usage(if here { format!("this folder {what}") } else { format!("{} {what}", directory.display()) })
    });
    Ok(Local { from: From::Change(source?), unix_lines: false })
}

impl Local {
    /// The directory that paths count from, where files can be written.
    pub(super) fn root(&self) -> Option<&Path> {
        match &self.from {
            From::Change(source) => source.root(),
            From::Whole(source) => source.inner().root(),
        }
    }

    /// The same, for those who write.
    pub(super) fn root_to_write(&self) -> Result<PathBuf, Failure> {
        let bare = || Failure::Usage("a bare repository has no working tree to write into; clone it first".into());
        self.root().map(Path::to_owned).ok_or_else(bare)
    }

    pub(super) fn with_unix_lines(self) -> Self {
        Self { unix_lines: true, ..self }
    }
}

impl Source for Local {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        match &mut self.from {
            From::Change(source) => source.changes().await,
            From::Whole(source) => source.changes().await,
        }
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        let mut listing = match &mut self.from {
            From::Change(source) => source.listing().await?,
            From::Whole(source) => source.listing().await?,
        };
        // an empty directory is listed nowhere, and somebody meant it to be the configuration
        let is_directory = self.root().is_some_and(|root| root.join(policy::PATH).is_dir());
        if let Some(path) = RepoPath::new(policy::PATH.as_bytes()).filter(|_| is_directory) {
            listing.entries.push(Entry { path, kind: EntryKind::File });
        }
        Ok(listing)
    }

    async fn foreign(&mut self, at: &Foreign) -> Result<Content, SourceError> {
        Ok(cache::content(at))
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        let mut contents = match &mut self.from {
            From::Change(source) => source.read(wanted).await?,
            From::Whole(source) => source.read(wanted).await?,
        };
        for content in contents.iter_mut().filter(|_| self.unix_lines) {
            if let Content::Bytes(bytes) = content {
                unix_lines(bytes);
            }
        }
        Ok(contents)
    }
}

fn unix_lines(bytes: &mut Vec<u8>) {
    if bytes.windows(2).any(|pair| pair == b"\r\n") {
        let follows = |at: usize| bytes.get(at + 1) == Some(&b'\n');
        let kept = bytes.iter().enumerate().filter(|(at, byte)| **byte != b'\r' || !follows(*at));
        *bytes = kept.map(|(_, byte)| *byte).collect();
    }
}

fn files(directory: &Path, revision: Option<&str>) -> Result<Files, Failure> {
    match GitSource::tree(directory, revision) {
        Ok(source) => Ok(Files::Git(Box::new(source))),
        Err(error) if revision.is_some() || !directory.is_dir() || in_repository(directory) => Err(error.into()),
        Err(_) => Ok(Files::Folder(FolderSource::new(directory))),
    }
}

/// Whether a directory or one above it looks like a repository, that git then refused for a reason of its own.
fn in_repository(directory: &Path) -> bool {
    let absolute = std::fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned());
    let bare = ["HEAD", "objects", "refs"].iter().all(|name| absolute.join(name).exists());
    bare || absolute.ancestors().any(|above| above.join(".git").exists())
}

impl Files {
    /// The directory that paths count from, where files can be written.
    pub(super) fn root(&self) -> Option<&Path> {
        match self {
            Self::Git(source) => source.root(),
            Self::Folder(source) => Some(source.root()),
        }
    }
}

impl Source for Files {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        match self {
            Self::Git(source) => source.changes().await,
            Self::Folder(source) => source.changes().await,
        }
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        match self {
            Self::Git(source) => source.listing().await,
            Self::Folder(source) => source.listing().await,
        }
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        match self {
            Self::Git(source) => source.read(wanted).await,
            Self::Folder(source) => source.read(wanted).await,
        }
    }
}
