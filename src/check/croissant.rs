//! `croissant`: a Croissant file is not what the reference validator accepts, or lacks what the specification asks for.

use super::{Evaluate, Hit, Scene};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind};
use crate::croissant::{Issue, Level, Tier, judge};
use crate::finding::Related;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Croissant {
    /// `parity`: the errors of the reference. `spec`: what the specification asks beyond them.
    tier: Tier,
}

impl Evaluate for Croissant {
    fn variables(&self) -> &'static [&'static str] {
        &["problem", "property"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::Croissant]
    }

    fn evidence(&self, scene: &Scene<'_>) -> Vec<Related> {
        let files = scene.tree().of_kinds(&[Kind::Croissant]);
        let read = files.filter(|file| file.node.as_ref().is_some_and(is_linked_data));
        read.map(|file| Related { at: file.at(&file.head_span()), text: file.kind.name().into() }).collect()
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&[Kind::Croissant]) {
            let Some(document) = artifact.node.as_ref().filter(|node| is_linked_data(node)) else { continue };
            hits.extend(self.issues(document).into_iter().map(|issue| hit(artifact, issue)));
        }
        hits
    }
}

impl Croissant {
    fn issues(&self, document: &Node) -> Vec<Issue> {
        let mut errors = judge(document, Tier::Parity);
        errors.retain(|issue| issue.level == Level::Error);
        match self.tier {
            Tier::Parity => errors,
            // a file that no reader takes has its errors, and they come first
            _ if !errors.is_empty() => Vec::new(),
            tier => {
                let mut issues = judge(document, tier);
                issues.retain(|issue| issue.level != Level::Advice);
                issues
            }
        }
    }
}

/// Whether a file named like a Croissant file is one: other tools have files of that name.
fn is_linked_data(node: &Node) -> bool {
    node.fields().iter().any(|field| field.key.starts_with('@'))
}

fn hit(artifact: &Artifact, issue: Issue) -> Hit {
    Hit::on(artifact, &issue.span, issue.subject).with("problem", issue.message).with("property", issue.property)
}
