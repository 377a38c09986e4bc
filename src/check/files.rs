//! `files`: files of a kind that should not be there under such a name.

use super::{Evaluate, Hit, Scene};
use crate::artifact::Kind;
use crate::change::RepoPath;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Deserializer};
use std::collections::{HashMap, HashSet};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Files {
    #[serde(rename = "files")]
    kinds: Vec<Kind>,
    /// File names, as globs, compared without case.
    #[serde(deserialize_with = "globs")]
    names: GlobSet,
    /// Left alone where the same weights lie in the same directory in one of these formats, by its extension.
    #[serde(default)]
    unless_also: Vec<String>,
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
        let mut spared: HashMap<String, HashSet<String>> = HashMap::new();
        scene
            .trees
            .files(scene.side, &self.kinds)
            .filter(|path| self.names.is_match(unpacked(&path.name())))
            .filter(|path| {
                let also = |directory: &String| {
                    let others = scene.tree().files_in(directory).map(RepoPath::name);
                    others.filter(|name| self.is_in_format(name)).map(|name| weights_of(&name)).collect()
                };
                let also = spared.entry(path.directory().into_owned()).or_insert_with_key(also);
                !also.contains(&weights_of(&path.name()))
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

impl Files {
    fn is_in_format(&self, name: &str) -> bool {
        let end = name.rsplit_once('.').map(|(_, extension)| extension);
        end.is_some_and(|end| self.unless_also.iter().any(|format| format.eq_ignore_ascii_case(end)))
    }
}

/// The name of what is packed in a file.
fn unpacked(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((inner, "gz" | "zip" | "xz" | "bz2" | "zst" | "lz4")) => inner,
        _ => name,
    }
}

/// What weights are called in whichever format, and however many shards: `pytorch_model-00001-of-00002.bin` is
/// `model.safetensors`, and `consolidated.00.pth` is `consolidated.safetensors`.
fn weights_of(name: &str) -> String {
    let lower = unpacked(name).to_lowercase();
    let stem = lower.rsplit_once('.').map_or(lower.as_str(), |(stem, _)| stem);
    let is_number = |text: &str| text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = match stem.rsplit_once("-of-") {
        Some((rest, count)) if is_number(count) => rest.rsplit_once('-').map_or(rest, |(rest, _)| rest),
        _ => stem.rsplit_once('.').filter(|(_, shard)| is_number(shard)).map_or(stem, |(rest, _)| rest),
    };
    // `diffusion_pytorch_model` keeps its name in every format
    let bare = whole.strip_prefix("pytorch_").filter(|bare| bare.starts_with("model"));
    bare.unwrap_or(whole).to_owned()
}

#[cfg(test)]
mod tests {
    use super::weights_of;

    #[test]
    fn knows_the_same_weights_in_another_format() {
        for (pickle, other, same) in [
            ("pytorch_model.bin", "model.safetensors", true),
            ("pytorch_model-00001-of-00002.bin", "model-00003-of-00003.safetensors", true),
            ("pytorch_model.fp16.bin", "model.fp16.safetensors", true),
            ("pytorch_model.fp16.bin", "model.safetensors", false),
            ("diffusion_pytorch_model.bin", "diffusion_pytorch_model.safetensors", true),
            ("adapter_model.bin", "adapter_model.safetensors", true),
            ("adapter_model.bin", "model.safetensors", false),
            ("consolidated.00.pth", "consolidated.safetensors", true),
            ("best.pt", "best.safetensors", true),
            ("best.pt", "last.safetensors", false),
            ("pytorch_model.bin.gz", "model.safetensors", true),
        ] {
            assert_eq!(weights_of(pickle) == weights_of(other), same, "{pickle} {other}");
        }
    }
}
