//! Names of files that globs are about, for files that are not there yet: a rule about them may be lifted before they come.

use super::super::Correction;
use crate::artifact::{Kind, kind};
use crate::change::RepoPath;
use crate::order::InOrder as _;
use std::collections::BTreeSet;

/// Readings that are tried of one correction, which may give alternatives many times over.
const READINGS: usize = 64;

/// Names of what a repository of models and data is about.
const USUAL: [&str; 31] = [
    "model.safetensors",
    "model.bin",
    "model.pt",
    "model.pth",
    "model.pkl",
    "model.ckpt",
    "model.gguf",
    "model.onnx",
    "model.h5",
    "model.tflite",
    "config.json",
    "adapter_config.json",
    "tokenizer.json",
    "MODEL_CARD.md",
    "README.md",
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "NOTICE",
    "train.csv",
    "train.jsonl",
    "train.parquet",
    "croissant.json",
    "data.dvc",
    "DATASET_CARD.md",
    "USE_POLICY.md",
    "LICENSES/MIT.txt",
    "models.json",
    "pyproject.toml",
    "SHA256SUMS",
    "images/train/a.png",
];

/// What files are by name that a correction is about.
pub(super) fn kinds(said: &Correction) -> BTreeSet<Kind> {
    let mut found = BTreeSet::new();
    for glob in readings(&said.text) {
        // some names mean something only where models or data are
        for above in ["", "models/", "data/"] {
            let name = glob.replace("**/", above).replace(['*', '?'], "a");
            found.extend(RepoPath::new(name.as_bytes()).and_then(|path| kind::of(&path)));
        }
        let folder = glob.rsplit_once('/').map(|(folder, _)| folder.replace("**", "a").replace(['*', '?'], "a"));
        let folder = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
        let usual = USUAL.iter().filter_map(|name| RepoPath::new(format!("{folder}{name}").as_bytes()));
        found.extend(usual.filter(|path| said.paths.is_match(path)).filter_map(|path| kind::of(&path)));
    }
    found
}

/// Each glob, with its alternatives and classes of letters read as one of them.
fn readings(globs: &str) -> Vec<String> {
    let mut left: Vec<String> = vec![globs.to_owned()];
    let mut read = Vec::new();
    while let Some(text) = left.pop() {
        match innermost(&text) {
            Some((before, inside, after)) if left.len() + read.len() < READINGS => {
                left.extend(inside.split(',').map(|one| format!("{before}{}{after}", one.trim_start())));
            }
            _ => read.push(text),
        }
    }
    let each = read.iter().flat_map(|text| text.split(", ")).map(without_classes);
    // the same glob stands in many readings of a list
    each.into_set().into_iter().collect()
}

/// The first alternatives that hold no others.
fn innermost(text: &str) -> Option<(&str, &str, &str)> {
    let close = text.find('}')?;
    let (open, rest) = text.split_at_checked(close)?;
    let (before, inside) = open.rsplit_once('{')?;
    Some((before, inside, rest.get(1..)?))
}

/// `[ab]` is read as `a`.
fn without_classes(glob: &str) -> String {
    let mut read = String::new();
    let mut rest = glob;
    while let Some((before, (inside, after))) =
        rest.split_once('[').and_then(|(before, class)| Some((before, class.split_once(']')?)))
    {
        read.push_str(before);
        read.extend(inside.trim_start_matches(['!', '^']).chars().next());
        rest = after;
    }
    read + rest
}

#[cfg(test)]
mod tests {
    use super::{USUAL, readings};
    use crate::artifact::{Kind, kind};
    use crate::change::RepoPath;
    use crate::policy::keys::KINDS;
    use serde::Deserialize;
    use serde::de::IntoDeserializer;

    #[test]
    fn each_kind_that_can_be_said_has_a_usual_name() {
        let named: Vec<Kind> =
            USUAL.iter().filter_map(|name| kind::of(&RepoPath::new(name.as_bytes()).expect("a path"))).collect();
        for word in KINDS.iter().filter(|word| **word != "none") {
            let read: Result<Kind, serde::de::value::Error> = Kind::deserialize((*word).into_deserializer());
            assert!(named.contains(&read.expect("a kind")), "{word}");
        }
    }

    #[test]
    fn alternatives_are_read_one_by_one() {
        for (globs, read) in [
            ("a/**", &["a/**"][..]),
            ("**/*.{pkl,pt}", &["**/*.pkl", "**/*.pt"]),
            ("a.{x,{y,z}}", &["a.x", "a.y", "a.z"]),
            ("a, b.[pq]t", &["a", "b.pt"]),
            ("a}, {b", &["a}", "{b"]),
        ] {
            assert_eq!(readings(globs), read, "{globs}");
        }
        assert!(readings(&"{a,b}".repeat(50)).len() <= 70);
    }
}
