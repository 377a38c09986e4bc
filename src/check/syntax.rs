//! `syntax`: the writing of a file is broken, so that readers see less of it than its author thinks.

use super::{Evaluate, Hit, Scene};
use crate::artifact::problem::ProblemKind;
use crate::artifact::{Kind, Span};
use crate::finding::Related;
use crate::limits::EXCERPT_CHARS;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Syntax {
    artifacts: Vec<Kind>,
    problems: Vec<ProblemKind>,
}

impl Evaluate for Syntax {
    fn variables(&self) -> &'static [&'static str] {
        &["problem", "key", "value", "first"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evidence(&self, scene: &Scene<'_>) -> Vec<Related> {
        let cards = [Kind::ModelCard, Kind::DatasetCard];
        let files = scene.tree().of_kinds(&self.artifacts).filter(|file| cards.contains(&file.kind));
        let read = files.filter(|file| file.node.as_ref().is_some_and(|node| !node.fields().is_empty()));
        read.map(|file| Related { at: file.at(&file.head_span()), text: "metadata".into() }).collect()
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            for problem in artifact.problems.iter().filter(|problem| self.problems.contains(&problem.kind)) {
                let subject = match &problem.key {
                    Some(key) => format!("{:?} {key}", problem.kind),
                    None => format!("{:?}", problem.kind),
                };
                // a file may be one line: what is not shown is not copied
                let line = |span: &Span| -> String {
                    let line = artifact.text.line(artifact.text.line_of(span.start)).trim();
                    line.chars().take(EXCERPT_CHARS).collect()
                };
                let mut hit = Hit::on(artifact, &problem.span, subject)
                    .with("problem", problem.message.clone())
                    .with("key", problem.key.clone().unwrap_or_default())
                    .with("value", line(&problem.span))
                    .with("first", problem.first.as_ref().map(line).unwrap_or_default());
                if let Some(first) = &problem.first {
                    hit = hit.related(artifact.at(first), "given here first");
                }
                hits.push(hit);
            }
        }
        hits
    }
}
