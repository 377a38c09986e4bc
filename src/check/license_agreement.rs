//! `license-agreement`: two files of one directory claim different licenses for the same thing.
//!
//! Licenses of code, weights and data may differ: claims are compared where their subjects meet, and nowhere else.

use super::{Evaluate, Hit, Scene, quoted_as};
use crate::artifact::{Artifact, Kind};
use crate::change::Side;
use crate::claim::{self, Evidence, LicenseClaim, Subject, Value};
use crate::finding::Severity;
use crate::license::{self, Agreement};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseAgreement {}

impl Evaluate for LicenseAgreement {
    fn variables(&self) -> &'static [&'static str] {
        &["license", "file", "other_license", "other_file", "of", "proof", "expected"]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut directories: BTreeMap<String, Vec<LicenseClaim<'_>>> = BTreeMap::new();
        for claim in claim::licenses(scene.tree()) {
            directories.entry(claim.artifact.path.directory().into_owned()).or_default().push(claim);
        }
        directories.iter().flat_map(|(directory, claims)| contradictions(scene, directory, claims)).collect()
    }
}

fn contradictions(scene: &Scene<'_>, directory: &str, claims: &[LicenseClaim<'_>]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let (files, statements): (Vec<&LicenseClaim<'_>>, Vec<&LicenseClaim<'_>>) =
        claims.iter().partition(|claim| claim.artifact.kind == Kind::License);
    for statement in &statements {
        let own: Vec<&LicenseClaim<'_>> =
            files.iter().copied().filter(|file| file.subject == statement.subject).collect();
        let plain: Vec<&LicenseClaim<'_>> =
            files.iter().copied().filter(|file| file.subject == Subject::Everything).collect();
        let speaking = if own.is_empty() { plain } else { own };
        if speaking.is_empty() || speaking.iter().any(|file| !contradicts(statement, file)) {
            continue;
        }
        let Some(file) = speaking.first() else { continue };
        let mut hit = hit(scene, directory, statement, file);
        if file.subject == Subject::Everything && covers_code(statement, file, &statements) {
            hit = hit.at_most(Severity::Notice);
        }
        hits.push(hit);
    }
    // two statements on one thing: `README.md` and `MODEL_CARD.md`, a card and a Croissant file, two manifests
    for (at, one) in statements.iter().enumerate() {
        let rest = statements.iter().skip(at + 1);
        let same = rest.filter(|other| other.subject == one.subject);
        hits.extend(same.filter(|other| contradicts(one, other)).map(|other| hit(scene, directory, one, other)));
    }
    hits
}

/// Both are known, and cannot both be true.
fn contradicts(one: &LicenseClaim<'_>, other: &LicenseClaim<'_>) -> bool {
    match (one.expression(), other.expression()) {
        (Some(one), Some(other)) => license::agree(one, other) == Agreement::Contradicts,
        // a known license here, and there its text with other words, is told by the rule on texts
        _ => false,
    }
}

/// Whether a plain license file is that of the code beside a card: a manifest agrees with it, and the card is about
/// something else. Then the two may both be true.
fn covers_code(statement: &LicenseClaim<'_>, file: &LicenseClaim<'_>, statements: &[&LicenseClaim<'_>]) -> bool {
    statement.subject != Subject::Code
        && statements.iter().any(|other| {
            other.subject == Subject::Code
                && matches!((&other.value, &file.value), (Value::Known(code), Value::Known(text)) if license::agree(code, text) == Agreement::Agrees)
        })
}

fn hit(scene: &Scene<'_>, directory: &str, one: &LicenseClaim<'_>, other: &LicenseClaim<'_>) -> Hit {
    // told on the file that the change touches; where it touches both or none, on the statement
    let changed = |artifact: &Artifact| scene.trees.changed(scene.side, &artifact.path).is_some();
    let (main, proof) = if changed(other.artifact) && !changed(one.artifact) { (other, one) } else { (one, other) };
    let names = [one, other].map(|claim| claim.expression().map(ToString::to_string).unwrap_or_default());
    let subject = format!("{} {} ≠ {} {}", one.artifact.path, names[0], other.artifact.path, names[1]);
    let says = |claim: &LicenseClaim<'_>| match (claim.artifact.kind, claim.evidence) {
        (Kind::License, Evidence::Read) => format!("the text is that of {}", claim.words),
        _ => format!("says {}", claim.words),
    };
    let hit = Hit::on(main.artifact, &main.span, subject)
        .with("license", main.words.clone())
        .with("file", main.artifact.path.text().into_owned())
        .with("other_license", proof.words.clone())
        .with("other_file", proof.artifact.path.text().into_owned())
        .with("of", one.subject.to_string())
        .with("proof", says(proof))
        .with("expected", quoted_as(main.artifact, &main.span, &spelled_for(main, proof)))
        .related(proof.artifact.at(&proof.span), says(proof));
    let hit = if main.evidence == Evidence::Stated || proof.evidence == Evidence::Stated {
        hit.at_most(Severity::Warning)
    } else {
        hit
    };
    // a license file is not mended by a line
    let mendable = main.artifact.kind != Kind::License && scene.side == Side::Head;
    Hit { edit: hit.edit.clone().filter(|_| mendable), ..hit }.about_directory(directory)
}

/// The other license as this file would spell it: cards use the Hub's ids.
fn spelled_for(main: &LicenseClaim<'_>, proof: &LicenseClaim<'_>) -> String {
    let Some(expression) = proof.expression() else { return String::new() };
    if main.words.starts_with("License ::") {
        // a classifier is spelled otherwise, and there is not one for every license
        return String::new();
    }
    let spdx = expression.to_string();
    match main.artifact.kind {
        Kind::ModelCard | Kind::DatasetCard => {
            license::terms(&spdx).and_then(|terms| terms.hub_id.clone()).unwrap_or_default()
        }
        _ => spdx,
    }
}
