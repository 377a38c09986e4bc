//! `reference`: a metadata field names a file of the repository that is not there.

use super::{Evaluate, Hit, Scene};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind};
use crate::change::RepoPath;
use crate::mistake::nearest;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    artifacts: Vec<Kind>,
    /// Dotted paths of fields that hold a path or a URL.
    fields: Vec<String>,
}

impl Evaluate for Reference {
    fn variables(&self) -> &'static [&'static str] {
        &["field", "value", "nearest"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            let Some(root) = &artifact.node else { continue };
            for field in &self.fields {
                for node in root.at(field).into_iter().flat_map(Node::scalars) {
                    let value = node.text().unwrap_or_default().trim();
                    if is_local(value) && !self::exists(scene, artifact, value) {
                        hits.push(
                            Hit::on(artifact, &node.span, format!("{field}={value}"))
                                .with("field", field.clone())
                                .with("value", value)
                                .with("nearest", similar_file(scene, artifact, value).unwrap_or_default()),
                        );
                    }
                }
            }
        }
        hits
    }
}

/// Whether a value names a file rather than a web page: no scheme, no host, nothing but a path.
fn is_local(value: &str) -> bool {
    !value.is_empty()
        && !value.contains(':')
        && !value.starts_with("//")
        && !value.starts_with("www.")
        && !value.contains(char::is_whitespace)
        // `example.com/license`, with no scheme before it
        && !value.split('/').next().is_some_and(|first| value.contains('/') && first.contains('.') && !first.trim_matches('.').is_empty())
}

fn exists(scene: &Scene<'_>, artifact: &Artifact, value: &str) -> bool {
    let path = value.split(['#', '?']).next().unwrap_or_default();
    RepoPath::resolve(&artifact.path.directory(), path).is_some_and(|path| scene.tree().exists(&path))
}

/// A file of the same directory that is likely meant: other case, other extension, a slip of the pen.
fn similar_file(scene: &Scene<'_>, artifact: &Artifact, value: &str) -> Option<String> {
    let directory = artifact.path.directory();
    let names: Vec<String> = scene.tree().files_in(&directory).map(|path| path.name().into_owned()).collect();
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    names
        .iter()
        .find(|name| stem(name) == stem(value))
        .cloned()
        .or_else(|| nearest(value, &names.iter().map(String::as_str).collect::<Vec<_>>()).map(str::to_owned))
}
