//! `license-known`: a declared license that nobody can look up: a slip of the pen, or the name of a family.

use super::{Evaluate, Hit, Scene};
use crate::artifact::Kind;
use crate::artifact::node::Node;
use crate::license::{self, Stated};
use crate::limits::LICENSES;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseKnown {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// An id that is none, and is close to one.
    Misspelled,
    /// `gpl`, `cc` and the like name several licenses at once.
    Family,
}

impl Evaluate for LicenseKnown {
    fn variables(&self) -> &'static [&'static str] {
        &["license", "nearest", "advice"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::ModelCard, Kind::DatasetCard]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&[Kind::ModelCard, Kind::DatasetCard]) {
            let nodes =
                artifact.node.as_ref().and_then(|root| root.get("license")).map(Node::scalars).unwrap_or_default();
            for node in nodes.into_iter().take(LICENSES) {
                let text = node.text().unwrap_or_default().trim();
                let (nearest, advice) = match (license::state(text), self.finds) {
                    (Stated::Unknown { nearest: Some(nearest) }, Finds::Misspelled) => {
                        (nearest.to_string(), String::new())
                    }
                    (Stated::Family(advice), Finds::Family) => (String::new(), advice.to_string()),
                    _ => continue,
                };
                hits.push(
                    Hit::on(artifact, &node.span, format!("license={text}"))
                        .with("license", text)
                        .with("nearest", nearest)
                        .with("advice", advice),
                );
            }
        }
        hits
    }
}
