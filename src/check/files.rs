//! `files`: files of a kind that should not be there under such a name.

use super::{Evaluate, Hit, Scene};
use crate::artifact::Kind;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Deserializer};
use std::collections::HashMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Files {
    #[serde(rename = "files")]
    kinds: Vec<Kind>,
    /// File names, as globs, compared without case.
    #[serde(deserialize_with = "globs")]
    names: GlobSet,
    /// Left alone where a file of such a name lies in the same directory.
    #[serde(default, deserialize_with = "globs")]
    unless_beside: GlobSet,
}

pub(crate) fn globs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<GlobSet, D::Error> {
    let patterns = Vec::<String>::deserialize(deserializer)?;
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(&pattern).literal_separator(true).case_insensitive(true).build();
        set.add(glob.map_err(serde::de::Error::custom)?);
    }
    set.build().map_err(serde::de::Error::custom)
}

impl Evaluate for Files {
    fn variables(&self) -> &'static [&'static str] {
        &["file", "name", "extension"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.kinds
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        // a directory is looked through once, however many files lie in it
        let mut spared: HashMap<String, bool> = HashMap::new();
        scene
            .trees
            .files(scene.side, &self.kinds)
            .filter(|path| self.names.is_match(path.name().as_ref()))
            .filter(|path| {
                let directory = path.directory().into_owned();
                let is_spared = |directory: &String| {
                    scene.tree().files_in(directory).any(|other| self.unless_beside.is_match(other.name().as_ref()))
                };
                !*spared.entry(directory).or_insert_with_key(is_spared)
            })
            .map(|path| {
                let name = path.name();
                let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
                Hit::file(path, scene.side, "file")
                    .with("file", path.text().into_owned())
                    .with("name", name.as_ref())
                    .with("extension", format!(".{extension}"))
            })
            .collect()
    }
}
