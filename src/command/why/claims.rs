//! The claims of one file, each with its line.

use super::Claim;
use crate::artifact::{Artifact, Kind, Span};
use crate::claim::prose::{self, Meaning};
use crate::claim::{self, Evidence, base};
use crate::order;
use crate::tree::Tree;

pub(super) fn of(tree: &Tree, artifact: &Artifact) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut add = |span: &Span, what, value: String, note: String| {
        let place = artifact.text.place(span);
        claims.push(Claim { line: place.line, end_line: place.end_line, what, value, note });
    };
    for claim in claim::licenses_of(artifact) {
        let known = match claim.evidence {
            Evidence::Read => "read",
            Evidence::Stated => "stated by a tag",
        };
        let means = claim.expression().map(ToString::to_string).filter(|known| *known != claim.words);
        let means = means.map(|known| format!(", known as {known}")).unwrap_or_default();
        // the lines of what is kept of weights are not theirs
        let place = if artifact.kind == Kind::Weights { " in the list of its metadata" } else { "" };
        add(&claim.span, "license", claim.words.clone(), format!("of {}, {known}{place}{means}", claim.subject));
    }
    if matches!(artifact.kind, Kind::ModelCard | Kind::DatasetCard | Kind::Readme) {
        for claim in prose::licenses(artifact) {
            let value = match claim.meaning {
                Meaning::License(license) => license.to_string(),
                Meaning::Kind(kind) => format!("Creative Commons {kind}"),
            };
            let of = claim.subject.map(|subject| format!("of {subject}, ")).unwrap_or_default();
            add(&claim.span, "license", value, format!("{of}in a sentence"));
        }
        for base in base::base_models(tree, artifact).iter().filter(|base| base.artifact.path == artifact.path) {
            add(&base.span, "base model", base.id.clone(), String::new());
        }
        for data in base::data(artifact) {
            add(&data.span, "data", data.id, String::new());
        }
        for section in artifact.markdown.sections.iter().filter(|section| !section.topics.is_empty()) {
            // the deepest section that holds a line says most about it; the whole is the heading's
            add(&section.span, "section", section.title.clone(), format!("about {}", section.topics.join(", ")));
        }
    }
    if let Some(base) = base::adapter_base(artifact) {
        add(&base.span, "base model", base.id, "what the adapter loads".into());
    }
    if let Some(pointer) = &artifact.pointer {
        let value = format!("sha256 {}", pointer.oid);
        add(&pointer.oid_span, "content", value, format!("{} bytes, by a Git LFS pointer", pointer.size));
    }
    order::by_key(&mut claims, |claim| claim.line);
    claims
}
