//! `checksum`: a digest on record is not the digest of the file. Git LFS pointers carry the digest of files that are
//! elsewhere, so this needs no bytes.

use super::{Evaluate, Hit, Scene};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, Span, pointer};
use crate::change::RepoPath;
use crate::limits::HITS;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checksum {
    artifacts: Vec<Kind>,
}

/// A digest that a record gives for a file.
struct Recorded {
    path: RepoPath,
    digest: String,
    span: Span,
}

impl Evaluate for Checksum {
    fn variables(&self) -> &'static [&'static str] {
        &["file", "recorded", "actual", "record"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for record in scene.tree().of_kinds(&self.artifacts) {
            let before = hits.len();
            for Recorded { path, digest, span } in recorded(record) {
                let Some(file) = scene.tree().artifacts.get(&path) else { continue };
                let Some(pointer) = file.pointer.as_ref().filter(|pointer| pointer.oid != digest) else { continue };
                if hits.len() - before >= HITS {
                    break;
                }
                hits.push(
                    Hit::on(record, &span, format!("digest of {path}"))
                        .with("file", path.text().into_owned())
                        .with("recorded", digest)
                        .with("actual", pointer.oid.clone())
                        .with("record", record.path.text().into_owned())
                        .related(file.at(&pointer.oid_span), "the pointer names another digest"),
                );
            }
        }
        hits
    }
}

fn recorded(record: &Artifact) -> Vec<Recorded> {
    match record.kind {
        Kind::Checksums => lines(record),
        Kind::Croissant => record.node.as_ref().map(|root| file_objects(record, root)).unwrap_or_default(),
        Kind::Record => record.node.as_ref().map(|root| resources(record, root)).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn resolve(record: &Artifact, reference: &str) -> Option<RepoPath> {
    RepoPath::resolve(&record.path.directory(), reference)
}

/// `<digest>  <path>` or `<digest> *<path>`, as `sha256sum` writes it; a `name.sha256` may hold the digest alone.
fn lines(record: &Artifact) -> Vec<Recorded> {
    let mut found = Vec::new();
    let source = record.text.source();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let word = line.split_whitespace().next().unwrap_or_default();
        let digest = word.to_lowercase();
        if pointer::is_sha256(&digest) {
            let indent = line.len() - line.trim_start().len();
            let rest = line.trim_start().get(word.len()..).unwrap_or_default().trim().trim_start_matches('*');
            let name = record.path.name();
            let reference = if rest.is_empty() { name.strip_suffix(".sha256").unwrap_or_default() } else { rest };
            if let Some(path) = resolve(record, reference) {
                let span = start + indent..start + indent + word.len();
                found.push(Recorded { path, digest, span });
            }
        }
        start += line.len();
    }
    found
}

/// Croissant: `distribution` holds file objects with `contentUrl` and `sha256`.
fn file_objects(record: &Artifact, root: &Node) -> Vec<Recorded> {
    let objects = root
        .get("distribution")
        .map(|node| if node.items().is_empty() { vec![node] } else { node.items().iter().collect() });
    let recorded = |object: &&Node| {
        let digest = object.get("sha256")?;
        entry(record, object.get("contentUrl")?.text()?, digest)
    };
    objects.unwrap_or_default().iter().filter_map(recorded).collect()
}

/// Data Package: `resources` hold `path` and `hash`, where `sha256:` names the algorithm.
fn resources(record: &Artifact, root: &Node) -> Vec<Recorded> {
    let items = root.get("resources").map(Node::items).unwrap_or_default();
    let recorded = |resource: &Node| {
        let hash = resource.get("hash")?;
        hash.text()?.strip_prefix("sha256:")?;
        entry(record, resource.get("path")?.text()?, hash)
    };
    items.iter().filter_map(recorded).collect()
}

fn entry(record: &Artifact, reference: &str, digest: &Node) -> Option<Recorded> {
    if reference.contains(':') {
        return None;
    }
    let text = digest.text()?;
    let value = text.strip_prefix("sha256:").unwrap_or(text).to_lowercase();
    // the span marks the digits alone, without quotes or the algorithm
    let source = record.text.slice(&digest.span);
    let start = digest.span.start + source.to_lowercase().find(&value)?;
    let path = resolve(record, reference)?;
    pointer::is_sha256(&value).then(|| Recorded { path, span: start..start + value.len(), digest: value })
}
