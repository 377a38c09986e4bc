//! `checksum`: a digest or a size on record is not that of the file, or another record names another one. Git LFS
//! pointers carry the digest and the size of files that are elsewhere, so most of this needs no bytes.

use super::actual::Actual;
use super::{Evaluate, Hit, Scene, kind_on_record};
use crate::artifact::measure::Measure;
use crate::artifact::{Artifact, Kind};
use crate::change::{RepoPath, Side};
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
        let mut first = First::new();
        let mut hits = Vec::new();
        if self.against == Against::Records && scene.side == Side::Head {
            self.remember(scene, &mut first);
        }
        for record in scene.tree().of_kinds(&self.artifacts) {
            let before = hits.len();
            let mut told: HashSet<RepoPath> = HashSet::new();
            let mut digest: Option<Recorded> = None;
            for entry in from_root(scene, record, recorded::of(record)) {
                let path = entry.path.clone();
                // another digest says it already, whatever the size is
                if told.contains(&path) {
                    continue;
                }
                let actual = known.entry(entry.path.clone()).or_insert_with_key(|path| Actual::of(scene, path));
                let hit = match self.against {
                    Against::File => actual.as_ref().and_then(|actual| differs(scene, record, &entry, actual)),
                    // scripts, which locks of stages name as well, are not governed here
                    Against::Records if actual.is_some() || entry.about.is_some() || !is_governed(scene, &path) => None,
                    Against::Records => {
                        let key = key_of(&entry, &mut digest);
                        let by_path = disagrees(scene, &mut first, path.text().into_owned(), record, entry.clone());
                        by_path.or_else(|| disagrees(scene, &mut first, key?, record, entry))
                    }
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

impl Checksum {
    /// What the base says of each digest: the same bytes have the same size after the change.
    fn remember<'a>(&'a self, scene: &Scene<'a>, first: &mut First<'a>) {
        let records = scene.trees.base.of_kinds(&self.artifacts);
        for record in records.filter(|record| scene.trees.changed(Side::Base, &record.path).is_some()) {
            let mut digest = None;
            for entry in recorded::of(record).into_iter().take(HITS).filter(|entry| entry.about.is_none()) {
                if let Some(key) = key_of(&entry, &mut digest) {
                    first.entry((key, entry.what)).or_insert((record, entry));
                }
            }
        }
    }
}

/// What is on record first, by a path or a digest.
type First<'a> = HashMap<(String, What), (&'a Artifact, Recorded)>;

/// The digest that a size or a number of files stands beside.
fn key_of(entry: &Recorded, digest: &mut Option<Recorded>) -> Option<String> {
    if !matches!(entry.what, What::Size | What::Files) {
        *digest = Some(entry.clone());
        return None;
    }
    let beside = digest.as_ref().filter(|digest| digest.path == entry.path)?;
    Some(format!("digest {}", beside.value))
}

/// A list in a folder may name its files from the root: where nothing lies at any of its paths, and something there.
pub(super) fn from_root(scene: &Scene<'_>, record: &Artifact, mut entries: Vec<Recorded>) -> Vec<Recorded> {
    let folder = record.path.directory();
    let tree = scene.tree();
    if record.kind != Kind::Checksums
        || folder.is_empty()
        || entries.iter().any(|entry| tree.paths.contains(&entry.path))
    {
        return entries;
    }
    for entry in &mut entries {
        let text = entry.path.text().into_owned();
        // one name alone is too common
        let named =
            text.strip_prefix(folder.as_ref()).and_then(|rest| rest.strip_prefix('/')).filter(|it| it.contains('/'));
        let path = named.and_then(|named| RepoPath::new(named.as_bytes()));
        if let Some(path) = path.filter(|path| tree.paths.contains(path)) {
            entry.path = path;
        }
    }
    entries
}

pub(super) fn is_governed(scene: &Scene<'_>, path: &RepoPath) -> bool {
    matches!(kind_on_record(scene, path), Some(Kind::Weights | Kind::Data | Kind::Media))
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
    let first = actual.measures.first()?;
    let found = actual.value(first, entry.what);
    let fits = |measure: &Measure| match entry.about {
        Some((least, most)) => (least..=most).contains(&measure.size),
        None => actual.value(measure, entry.what) == entry.value,
    };
    // a pointer has no MD5, and a directory no digest of another kind
    let is_directory = entry.value.strip_suffix(".dir").is_some();
    let is_other = entry.what == What::Md5 && is_directory != actual.files.is_some();
    if found.is_empty() || is_other || actual.measures.iter().any(fits) {
        return None;
    }
    let holder = match (actual.pointer, actual.files) {
        (Some(_), _) => "its pointer names",
        (_, Some(_)) => "the directory has",
        _ => "the file has",
    };
    let mut hit = Hit::on(record, &entry.span, subject(scene, entry))
        .with("file", entry.path.text().into_owned())
        .with("what", entry.what.name())
        .with("recorded", entry.value.clone())
        // behind a rounded number stands its unit
        .with("actual", if entry.about.is_some() { format!("{found} B") } else { found })
        .with("record", record.path.text().into_owned())
        .with("holder", holder);
    if let Some((file, pointer)) = actual.pointer.and_then(|file| Some((file, file.pointer.as_ref()?))) {
        hit = hit.related(file.at(&pointer.oid_span), format!("the pointer names another {}", entry.what.name()));
    }
    Some(hit)
}

/// The first record of a file is taken as said; a later one that differs is told, with the first as its proof.
fn disagrees<'a>(
    scene: &Scene<'a>,
    first: &mut First<'a>,
    key: String,
    record: &'a Artifact,
    entry: Recorded,
) -> Option<Hit> {
    let is_digest = key.starts_with("digest ");
    let key = (key, entry.what);
    let Some((other, said)) = first.get(&key) else {
        first.insert(key, (record, entry));
        return None;
    };
    if said.value == entry.value {
        return None;
    }
    let is_changed = |it: &Artifact| scene.trees.changed(it.side, &it.path).is_some();
    // what the change touched can carry a comment
    let ((at, told), (proof, shown)) = if is_changed(other) && !is_changed(record) {
        ((*other, said), (record, &entry))
    } else {
        ((record, &entry), (*other, said))
    };
    let place: Location = proof.at(&shown.span);
    let hit = Hit { edit: None, ..Hit::on(at, &told.span, subject(scene, &entry)) };
    let holder = match (is_digest, at.path == proof.path) {
        (true, _) => "the same digest does elsewhere",
        (_, true) => "it does in another place",
        _ => "another record does",
    };
    Some(
        hit.with("file", entry.path.text().into_owned())
            .with("what", entry.what.name())
            .with("recorded", told.value.clone())
            .with("actual", shown.value.clone())
            .with("record", at.path.text().into_owned())
            .with("holder", holder)
            .related(place, "says otherwise"),
    )
}
