//! `checksum`: a digest or a size on record is not that of the file, or another record names another one. Git LFS
//! pointers carry the digest and the size of files that are elsewhere, so most of this needs no bytes.

use super::{Evaluate, Hit, Scene};
use crate::artifact::measure::Measure;
use crate::artifact::{Artifact, Kind, kind};
use crate::change::RepoPath;
use crate::claim::recorded::{self, Recorded, What};
use crate::finding::Location;
use crate::limits::HITS;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checksum {
    artifacts: Vec<Kind>,
    /// What a record is held against.
    #[serde(default)]
    against: Against,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Against {
    #[default]
    File,
    /// Another record of the same file, where the file itself is not at hand.
    Records,
}

impl Evaluate for Checksum {
    fn variables(&self) -> &'static [&'static str] {
        &["file", "what", "recorded", "actual", "record", "holder"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut known = HashMap::new();
        let mut first = HashMap::new();
        let mut hits = Vec::new();
        for record in scene.tree().of_kinds(&self.artifacts) {
            let before = hits.len();
            let mut told: HashSet<RepoPath> = HashSet::new();
            for entry in recorded::of(record) {
                let path = entry.path.clone();
                // another digest says it already, whatever the size is
                if told.contains(&path) {
                    continue;
                }
                let actual = known.entry(entry.path.clone()).or_insert_with_key(|path| Actual::of(scene, path));
                let hit = match self.against {
                    Against::File => actual.as_ref().and_then(|actual| differs(scene, record, &entry, actual)),
                    // scripts, which locks of stages name as well, are not governed here
                    Against::Records if actual.is_some() || !is_governed(&path) => None,
                    Against::Records => disagrees(scene, &mut first, record, entry),
                };
                if let Some(hit) = hit {
                    told.insert(path);
                    hits.push(hit);
                }
                if hits.len() - before >= HITS {
                    break;
                }
            }
        }
        hits
    }
}

fn is_governed(path: &RepoPath) -> bool {
    matches!(kind::of(path), Some(Kind::Weights | Kind::Data | Kind::Media))
}

/// What a file of the tree really holds.
struct Actual<'a> {
    /// Where it says so, which only pointers do.
    pointer: Option<&'a Artifact>,
    /// The file as it stands, then in other writings that are as good.
    measures: Vec<Measure>,
}

impl<'a> Actual<'a> {
    fn of(scene: &Scene<'a>, path: &RepoPath) -> Option<Self> {
        let tree = scene.tree();
        if let Some(measure) = tree.measures.get(path) {
            return Some(Self { pointer: None, measures: vec![measure.clone()] });
        }
        let file = tree.artifacts.get(path)?;
        let measures = match &file.pointer {
            Some(pointer) => {
                vec![Measure { sha256: pointer.oid.clone(), md5: String::new(), size: pointer.size }]
            }
            None => Measure::of_text(&file.text),
        };
        (!measures.is_empty()).then(|| Self { pointer: file.pointer.as_ref().map(|_| file), measures })
    }
}

fn value_of(measure: &Measure, what: What) -> String {
    match what {
        What::Sha256 => measure.sha256.clone(),
        What::Md5 => measure.md5.clone(),
        What::Size => measure.size.to_string(),
    }
}

/// What it is called in fingerprints.
fn subject(scene: &Scene<'_>, entry: &Recorded) -> String {
    let path = scene.trees.lasting_path(scene.side, &entry.path);
    match entry.what {
        What::Sha256 => format!("digest of {path}"),
        what => format!("{} of {path}", what.name()),
    }
}

fn differs(scene: &Scene<'_>, record: &Artifact, entry: &Recorded, actual: &Actual<'_>) -> Option<Hit> {
    let found = value_of(actual.measures.first()?, entry.what);
    // a pointer has no MD5
    if found.is_empty() || actual.measures.iter().any(|measure| value_of(measure, entry.what) == entry.value) {
        return None;
    }
    let mut hit = Hit::on(record, &entry.span, subject(scene, entry))
        .with("file", entry.path.text().into_owned())
        .with("what", entry.what.name())
        .with("recorded", entry.value.clone())
        .with("actual", found)
        .with("record", record.path.text().into_owned())
        .with("holder", if actual.pointer.is_some() { "its pointer names" } else { "the file has" });
    if let Some((file, pointer)) = actual.pointer.and_then(|file| Some((file, file.pointer.as_ref()?))) {
        hit = hit.related(file.at(&pointer.oid_span), format!("the pointer names another {}", entry.what.name()));
    }
    Some(hit)
}

/// The first record of a file is taken as said; a later one that differs is told, with the first as its proof.
fn disagrees<'a>(
    scene: &Scene<'a>,
    first: &mut HashMap<(RepoPath, What), (&'a Artifact, Recorded)>,
    record: &'a Artifact,
    entry: Recorded,
) -> Option<Hit> {
    let key = (entry.path.clone(), entry.what);
    let Some((other, said)) = first.get(&key) else {
        first.insert(key, (record, entry));
        return None;
    };
    if said.value == entry.value {
        return None;
    }
    let is_changed = |it: &Artifact| scene.trees.changed(scene.side, &it.path).is_some();
    // what the change touched can carry a comment
    let ((at, told), (proof, shown)) = if is_changed(other) && !is_changed(record) {
        ((*other, said), (record, &entry))
    } else {
        ((record, &entry), (*other, said))
    };
    let place: Location = proof.at(&shown.span);
    let hit = Hit { edit: None, ..Hit::on(at, &told.span, subject(scene, &entry)) };
    Some(
        hit.with("file", entry.path.text().into_owned())
            .with("what", entry.what.name())
            .with("recorded", told.value.clone())
            .with("actual", shown.value.clone())
            .with("record", at.path.text().into_owned())
            .with("holder", if at.path == proof.path { "it does in another place" } else { "another record does" })
            .related(place, "says otherwise"),
    )
}
