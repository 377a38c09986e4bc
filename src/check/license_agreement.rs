//! `license-agreement`: two files of one directory claim different licenses for the same thing.
//!
//! Licenses of code, weights and data may differ: claims are compared where their subjects meet, and nowhere else.

use super::{Evaluate, Hit, Scene};
use crate::artifact::{Artifact, Kind, kind};
use crate::change::Side;
use crate::claim::{self, Evidence, LicenseClaim, Subject, Value};
use crate::finding::{Related, Severity, quote};
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

    fn looks_at(&self) -> &[Kind] {
        &claim::LICENSED
    }

    fn evidence(&self, scene: &Scene<'_>) -> Vec<Related> {
        let known = claim::licenses(scene.tree()).into_iter().filter(|claim| claim.expression().is_some());
        known.map(|claim| Related { at: claim.artifact.at(&claim.span), text: claim.words }).collect()
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
    hits.extend(
        statements_on_one_thing(directory, &statements)
            .into_iter()
            .map(|(one, other)| hit(scene, directory, one, other)),
    );
    hits
}

/// Statements in one directory that a reader would compare. More of them are about several things.
const COMPARED: usize = 6;

/// Pairs of statements on one thing that contradict each other.
fn statements_on_one_thing<'a>(
    directory: &str,
    statements: &[&'a LicenseClaim<'a>],
) -> Vec<(&'a LicenseClaim<'a>, &'a LicenseClaim<'a>)> {
    // a folder of cards is about whatever each of them names
    if kind::home(directory).is_some() || statements.len() > COMPARED {
        return Vec::new();
    }
    let numbered = statements.iter().enumerate();
    let pairs = numbered.flat_map(|(at, one)| statements.iter().skip(at + 1).map(move |other| (*one, *other)));
    pairs.filter(|(one, other)| are_on_one_thing(one, other, statements) && contradicts(one, other)).collect()
}

/// Two statements of one file; the only card and the only record beside it; a README and the only other card.
fn are_on_one_thing(one: &LicenseClaim<'_>, other: &LicenseClaim<'_>, statements: &[&LicenseClaim<'_>]) -> bool {
    if one.subject != other.subject {
        return false;
    }
    let count = |kind: Kind| statements.iter().filter(|claim| claim.artifact.kind == kind).count();
    let is_readme = |claim: &LicenseClaim<'_>| claim.artifact.path.name().eq_ignore_ascii_case("readme.md");
    let (this, that) = (one.artifact.kind, other.artifact.kind);
    if one.artifact.path == other.artifact.path {
        return true;
    }
    if this == that {
        return this != Kind::Manifest && count(this) == 2 && (is_readme(one) || is_readme(other));
    }
    this != Kind::Manifest && that != Kind::Manifest && count(this) == 1 && count(that) == 1
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
                && other.artifact.path.name() != "CITATION.cff"
                && matches!((&other.value, &file.value), (Value::Known(code), Value::Known(text)) if license::agree(code, text) == Agreement::Agrees)
        })
}

fn hit(scene: &Scene<'_>, directory: &str, one: &LicenseClaim<'_>, other: &LicenseClaim<'_>) -> Hit {
    // told on the file that the change touches; where it touches both or none, on the statement
    let changed = |artifact: &Artifact| scene.trees.changed(scene.side, &artifact.path).is_some();
    let (main, proof) = if changed(other.artifact) && !changed(one.artifact) { (other, one) } else { (one, other) };
    let names = [one, other].map(|claim| claim.expression().map(ToString::to_string).unwrap_or_default());
    let [path, other_path] = [one, other].map(|claim| scene.trees.lasting_path(scene.side, &claim.artifact.path));
    let subject = format!("{path} {} ≠ {other_path} {}", names[0], names[1]);
    let says = |claim: &LicenseClaim<'_>| match (claim.artifact.kind, claim.evidence) {
        (Kind::License, Evidence::Read) => format!("is the text of {}", quote(&claim.words)),
        _ => format!("says {}", quote(&claim.words)),
    };
    let hit = Hit::on(main.artifact, &main.span, subject)
        .with("license", main.words.clone())
        .with("file", main.artifact.path.text().into_owned())
        .with("other_license", proof.words.clone())
        .with("other_file", proof.artifact.path.text().into_owned())
        .with("of", one.subject.to_string())
        .with("proof", says(proof))
        .with("expected", spelled_for(main, proof))
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
