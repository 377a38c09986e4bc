//! What a file or a directory of the tree really holds, for what records say of it.

use super::Scene;
use crate::artifact::Artifact;
use crate::artifact::measure::{Measure, of_directory};
use crate::change::RepoPath;
use crate::claim::recorded::What;

/// What a file or directory of the tree really holds.
pub(super) struct Actual<'a> {
    /// Where it says so, which only pointers do.
    pub(super) pointer: Option<&'a Artifact>,
    /// The file as it stands, then in other writings that are as good.
    pub(super) measures: Vec<Measure>,
    /// How many files a directory has.
    pub(super) files: Option<usize>,
}

/// Files of a directory that is measured as a whole.
const FILES: usize = 200;

impl<'a> Actual<'a> {
    pub(super) fn of(scene: &Scene<'a>, path: &RepoPath) -> Option<Self> {
        let tree = scene.tree();
        if let Some(measure) = tree.measures.get(path) {
            return Some(Self { pointer: None, measures: vec![measure.clone()], files: None });
        }
        let Some(file) = tree.artifacts.get(path) else { return Self::of_directory(scene, path) };
        let measures = match &file.pointer {
            Some(pointer) => {
                vec![Measure { sha256: pointer.oid.clone(), md5: String::new(), size: pointer.size }]
            }
            None => Measure::of_text(&file.text),
        };
        (!measures.is_empty()).then(|| Self { pointer: file.pointer.as_ref().map(|_| file), measures, files: None })
    }

    /// A directory of which every file was read.
    fn of_directory(scene: &Scene<'a>, path: &RepoPath) -> Option<Self> {
        let tree = scene.tree();
        let prefix = [path.bytes(), b"/"].concat();
        let first = RepoPath::new(&[prefix.as_slice(), b"\x01"].concat())?;
        let below = tree.paths.range(first..).take_while(|file| file.bytes().starts_with(&prefix));
        let mut files = Vec::new();
        let mut size = 0;
        for file in below {
            // line ends may be others where it was measured
            let text = || tree.artifacts.get(file).filter(|file| file.pointer.is_none() && !file.text.is_crlf());
            let of_text = || Measure::of_text(&text()?.text).into_iter().next();
            let measure = tree.measures.get(file).cloned().or_else(of_text)?;
            let name = std::str::from_utf8(file.bytes().get(prefix.len()..)?).ok()?;
            let is_plain = name.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
            size += measure.size;
            files.push((name, measure.md5));
            if !is_plain || files.len() > FILES {
                return None;
            }
        }
        let md5 = (!files.is_empty() && !scene.trees.is_partial).then(|| of_directory(&files))?;
        Some(Self {
            pointer: None,
            measures: vec![Measure { sha256: String::new(), md5, size }],
            files: Some(files.len()),
        })
    }

    pub(super) fn value(&self, measure: &Measure, what: What) -> String {
        match what {
            What::Sha256 => measure.sha256.clone(),
            What::Sha512 => String::new(),
            What::Md5 => measure.md5.clone(),
            What::Size => measure.size.to_string(),
            What::Files => self.files.map(|files| files.to_string()).unwrap_or_default(),
        }
    }
}
