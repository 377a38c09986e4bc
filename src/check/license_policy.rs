//! `license-policy`: a license that the project's own configuration does not welcome.

use super::{Evaluate, Hit, Scene};
use crate::artifact::Kind;
use crate::claim;
use crate::finding::quote;
use crate::policy::Verdict;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicensePolicy {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// It is on the list of those that are not accepted.
    Denied,
    /// There is a list of those that are accepted, and it is not on it.
    NotAllowed,
    /// It is on the list of those that somebody should look at.
    ToReview,
}

const JUDGED: [Kind; 9] = [
    Kind::ModelCard,
    Kind::DatasetCard,
    Kind::License,
    Kind::Croissant,
    Kind::Record,
    Kind::Manifest,
    Kind::Weights,
    Kind::Source,
    Kind::Registry,
];

impl Evaluate for LicensePolicy {
    fn variables(&self) -> &'static [&'static str] {
        &["license", "file", "of"]
    }

    fn looks_at(&self) -> &[Kind] {
        &JUDGED
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let wanted = match self.finds {
            Finds::Denied => Verdict::Denied,
            Finds::NotAllowed => Verdict::NotAllowed,
            Finds::ToReview => Verdict::ToReview,
        };
        if !scene.configuration.policy.lists_licenses() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        let tags = scene.tree().of_kinds(&[Kind::Source]).flat_map(claim::tags_of);
        let lists = scene.tree().of_kinds(&[Kind::Registry]).flat_map(claim::entries);
        let entries = lists.map(|(name, claim)| (Some(name), claim));
        let others = claim::licenses(scene.tree()).into_iter().chain(tags).map(|claim| (None, claim));
        for (entry, claim) in others.chain(entries) {
            let Some(expression) = claim.expression() else { continue };
            if scene.configuration.policy.license_verdict(claim.subject, expression) != Some(wanted) {
                continue;
            }
            let entry = entry.map(|name| format!(" {}", quote(&name))).unwrap_or_default();
            let of = format!("{}{entry}", claim.subject);
            let hit = Hit::on(claim.artifact, &claim.span, format!("{of} {expression}"))
                .with("license", expression.to_string())
                .with("file", claim.artifact.path.to_string())
                .with("of", of);
            hits.push(Hit { edit: None, ..hit });
        }
        hits
    }
}
