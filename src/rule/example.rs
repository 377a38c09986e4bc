//! The examples of a rule: small changes that must make it fire, or leave it silent. They are its tests.

use crate::change::{RepoPath, Side};
use crate::source::memory::{Files, MemorySource};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A change in a few files, and what the rule says of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows, as a phrase.
    pub name: String,
    /// `path:line` of each finding, `path` for one about a whole file, `base:path:line` for one in the base; empty where
    /// the rule must be silent.
    pub expect: Vec<String>,
    /// Files on both sides.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// Files of the base alone, or their text there.
    #[serde(default)]
    pub base: BTreeMap<String, String>,
    /// Files of the head alone, or their text there.
    #[serde(default)]
    pub head: BTreeMap<String, String>,
}

/// In an example, this stands for the text of the Apache License 2.0, which this program carries as its own.
pub(crate) const OWN_LICENSE: &str = "{{Apache-2.0}}";

fn content(text: &str) -> Vec<u8> {
    text.replace(OWN_LICENSE, include_str!("../../LICENSE")).into_bytes()
}

impl Example {
    /// The text of a file on one side, as the rule file has it.
    #[must_use]
    pub fn text(&self, side: Side, path: &str) -> Option<&str> {
        let own = if side == Side::Base { &self.base } else { &self.head };
        own.get(path).or_else(|| self.files.get(path)).map(String::as_str)
    }

    /// The paths of both sides, sorted.
    #[must_use]
    pub fn paths(&self) -> BTreeSet<&str> {
        [&self.files, &self.base, &self.head].into_iter().flat_map(BTreeMap::keys).map(String::as_str).collect()
    }

    /// Bytes of all its files.
    #[must_use]
    pub fn size(&self) -> usize {
        let own = include_str!("../../LICENSE").len();
        let texts = [&self.files, &self.base, &self.head].into_iter().flat_map(BTreeMap::values);
        texts.map(|text| text.len() + own * text.matches(OWN_LICENSE).count()).sum()
    }

    /// The two trees.
    #[must_use]
    pub fn source(&self) -> MemorySource {
        let files = |own: &BTreeMap<String, String>| -> Files {
            let all = self.files.iter().chain(own);
            all.filter_map(|(path, text)| Some((RepoPath::new(path.as_bytes())?, content(text)))).collect()
        };
        MemorySource { base: files(&self.base), head: files(&self.head) }
    }
}
