//! `license-text`: a license file holds a known license with words added, changed or missing.

use super::{Evaluate, Hit, Scene};
use crate::artifact::Kind;
use crate::finding::quote;
use crate::license::{self, Identification};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseText {}

impl Evaluate for LicenseText {
    fn variables(&self) -> &'static [&'static str] {
        &["based_on", "difference"]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&[Kind::License]) {
            let found = license::identify(artifact.text.source());
            let (None, Some(based_on)) = (found.id.as_ref(), found.based_on.as_ref()) else { continue };
            let (line, difference) = difference(&found);
            let span = artifact.text.line_span(line);
            // the words are part of the subject, so that a second change of the text is news
            let subject = format!("{based_on} {difference}");
            hits.push(
                Hit { edit: None, ..Hit::on(artifact, &span, subject) }
                    .with("based_on", based_on.clone())
                    .with("difference", difference),
            );
        }
        hits
    }
}

/// The first difference, where it is, and how many more there are.
fn difference(found: &Identification) -> (u32, String) {
    let count = found.changed.len() + found.added.len();
    let (line, first) = match (found.changed.first(), found.added.first()) {
        (Some(changed), _) => {
            let said = match (changed.from.as_str(), changed.to.as_str()) {
                ("", put_in) => format!("{} is put in", quote(put_in)),
                (dropped, "") => format!("{} is dropped", quote(dropped)),
                (from, to) => format!("{} stands in place of {}", quote(to), quote(from)),
            };
            (changed.line, said)
        }
        (None, Some(added)) => (added.line, format!("{} is no part of it", quote(&added.text))),
        (None, None) => return (1, format!("{} of its words are missing", found.missing_words)),
    };
    let more = if count > 1 { format!(", and there are {} more differences", count - 1) } else { String::new() };
    (line, format!("{first}{more}"))
}
