//! Two trees that are given: the embedded demo, the examples of rules, and tests.

use super::{Content, Entry, EntryKind, Listing, Source, SourceError};
use crate::change::{ChangeSet, ChangedFile, Hunks, RepoPath, Side, Status, diff};
use crate::finding::Skip;
use crate::limits::FILE_BYTES;
use crate::order::InOrder as _;
use crate::policy::Date;
use std::collections::BTreeMap;

/// A tree as a map from path to content.
pub type Files = BTreeMap<RepoPath, Vec<u8>>;

/// The base and the head of a change, both whole.
#[derive(Debug, Clone, Default)]
pub struct MemorySource {
    pub base: Files,
    pub head: Files,
}

impl MemorySource {
    fn side(&self, side: Side) -> &Files {
        match side {
            Side::Base => &self.base,
            Side::Head => &self.head,
        }
    }

    fn changed_file(&self, path: &RepoPath) -> Option<ChangedFile> {
        let (before, after) = (self.base.get(path), self.head.get(path));
        let status = match (before, after) {
            (None, Some(_)) => Status::Added,
            (Some(_), None) => Status::Removed,
            (Some(before), Some(after)) if before != after => Status::Modified,
            _ => return None,
        };
        let text = |bytes: Option<&Vec<u8>>| String::from_utf8_lossy(bytes.map_or(&[], Vec::as_slice)).into_owned();
        Some(ChangedFile {
            path: path.clone(),
            previous: None,
            status,
            content_changed: true,
            hunks: Hunks::Known(diff::hunks(&text(before), &text(after))),
        })
    }
}

impl Source for MemorySource {
    /// A fixed day: examples and tests say the same on each.
    fn today(&self) -> Date {
        Date::from_ymd_opt(2026, 1, 1).unwrap_or_default()
    }

    async fn changes(&mut self) -> Result<ChangeSet, SourceError> {
        let paths: std::collections::BTreeSet<&RepoPath> = self.base.keys().chain(self.head.keys()).into_set();
        Ok(ChangeSet {
            base: "base".into(),
            head: "head".into(),
            files: paths.into_iter().filter_map(|path| self.changed_file(path)).collect(),
            incomplete: None,
        })
    }

    async fn listing(&mut self) -> Result<Listing, SourceError> {
        let entries = self.head.keys().map(|path| Entry { path: path.clone(), kind: EntryKind::File }).collect();
        Ok(Listing { entries, incomplete: None })
    }

    async fn read(&mut self, wanted: &[(Side, RepoPath)]) -> Result<Vec<Content>, SourceError> {
        Ok(wanted
            .iter()
            .map(|(side, path)| match self.side(*side).get(path) {
                Some(bytes) if bytes.len() > FILE_BYTES => {
                    Content::Skipped(Skip::new(path, format!("is larger than {FILE_BYTES} bytes")))
                }
                Some(bytes) => Content::Bytes(bytes.clone()),
                None => Content::Skipped(Skip::new(path, "not in the tree")),
            })
            .collect())
    }
}
