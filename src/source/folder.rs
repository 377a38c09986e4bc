//! A plain folder, without git: every file below it. It has no base, so only its whole tree can be judged.

use super::git::read_file;
use super::{Content, Entry, EntryKind, Listing, Source, SourceError};
use crate::change::{ChangeSet, RepoPath, Side};
use crate::limits::FOLDER_FILES;
use std::path::{Path, PathBuf};

/// The files of a folder.
#[derive(Debug)]
pub struct FolderSource {
    root: PathBuf,
}

impl FolderSource {
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Adds what lies below a directory. Links are listed, never followed: a directory cannot hold itself.
    fn walk(&self, below: &str, listing: &mut Listing) -> Result<(), SourceError> {
        let directory = self.root.join(below);
        let failure = |source| SourceError::Io { path: directory.display().to_string(), source };
        for entry in std::fs::read_dir(&directory).map_err(failure)? {
            let entry = entry.map_err(failure)?;
            let kind = entry.file_type().map_err(failure)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                listing.incomplete = Some("files whose names are not Unicode were not looked at".into());
                continue;
            };
            let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            if kind.is_dir() {
                if name != ".git" {
                    self.walk(&path, listing)?;
                }
                continue;
            }
            if listing.entries.len() >= FOLDER_FILES {
                listing.incomplete = Some(format!("only the first {FOLDER_FILES} files were looked at"));
                return Ok(());
            }
            let kind = if kind.is_symlink() { EntryKind::Link } else { EntryKind::File };
            listing.entries.extend(RepoPath::new(path.as_bytes()).map(|path| Entry { path, kind }));
        }
        Ok(())
    }
}

impl Source for FolderSource {
    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        Err(SourceError::NotFound("a folder without git has no changes; judge all of it with --all".into()))
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        let mut listing = Listing::default();
        self.walk("", &mut listing)?;
        Ok(listing)
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        Ok(wanted.iter().map(|(_, path)| read_file(&self.root, path)).collect())
    }
}
