//! `license-agreement`: two files of one directory claim different licenses for the same thing.
//!
//! Licenses of code, weights and data may differ: claims are compared where their subjects meet, and nowhere else.

use super::clash::{Clash, agree, contradicts, groups, left_over};
use super::{Evaluate, Hit, Scene};
use crate::artifact::{Kind, kind};
use crate::change::Side;
use crate::claim::{self, Evidence, LicenseClaim, Subject, Value, prose};
use crate::finding::{Related, Severity};
use crate::license::{self, Agreement};
use crate::order::InOrder as _;
use crate::tree::Tree;
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
        let now = clashes(scene.tree());
        let alone = |clashes: &[Clash<'_>]| -> Vec<Hit> {
            clashes
                .iter()
                .flat_map(|clash| groups(vec![clash.clone()], scene.trees))
                .map(|group| group.hit(scene))
                .collect()
        };
        if scene.side == Side::Base || now.is_empty() {
            return alone(&now);
        }
        let before = clashes(&scene.trees.base);
        let keys = |clashes: &[Clash<'_>]| clashes.iter().map(|clash| clash.key(scene.trees)).into_set();
        let (base, head) = (keys(&before), keys(&now));
        // what is new is one finding where one file stands against the others; what stood there before keeps its name
        let (old, new): (Vec<_>, Vec<_>) = now.into_iter().partition(|clash| base.contains(&clash.key(scene.trees)));
        let mended: Vec<_> = before.into_iter().filter(|clash| !head.contains(&clash.key(scene.trees))).collect();
        // what now agrees with one of a pair that stands apart has left the other's side, and is no news
        let path = |claim: &LicenseClaim<'_>| scene.trees.lasting_path(claim.artifact.side, &claim.artifact.path);
        let is_mended = |claim: &LicenseClaim<'_>| {
            mended.iter().any(|was| [&was.one, &was.other].iter().any(|was| path(was) == path(claim)))
        };
        let is_left = |clash: &Clash<'_>| {
            let joins = |own: &LicenseClaim<'_>, apart: &LicenseClaim<'_>| {
                let with =
                    |held: &Clash<'_>| held.is_about(apart) && (agree(&held.one, own) || agree(&held.other, own));
                is_mended(own) && old.iter().any(with)
            };
            joins(&clash.one, &clash.other) || joins(&clash.other, &clash.one)
        };
        let new: Vec<_> = new.into_iter().filter(|clash| !is_left(clash)).collect();
        let mut hits = alone(&old);
        hits.extend(groups(new, scene.trees).iter().map(|group| group.hit(scene)));
        hits.extend(groups(old, scene.trees).iter().filter_map(|group| left_over(scene, group, &mended)));
        hits
    }
}

fn clashes(tree: &Tree) -> Vec<Clash<'_>> {
    let mut directories: BTreeMap<String, Vec<LicenseClaim<'_>>> = BTreeMap::new();
    for claim in claim::licenses(tree) {
        directories.entry(claim.artifact.path.directory().into_owned()).or_default().push(claim);
    }
    directories.iter().flat_map(|(directory, claims)| contradictions(tree, directory, claims)).collect()
}

fn contradictions<'a>(tree: &Tree, directory: &str, claims: &[LicenseClaim<'a>]) -> Vec<Clash<'a>> {
    let clash = |one: &LicenseClaim<'a>, other: &LicenseClaim<'a>, most: Severity| {
        // a text that was altered is no license to the letter
        let stated = [one, other].iter().any(|it| it.evidence == Evidence::Stated || it.expression().is_none());
        let at_most = if stated { most.min(Severity::Warning) } else { most };
        Clash { directory: directory.to_owned(), one: one.clone(), other: other.clone(), at_most }
    };
    let (mut weights, others): (Vec<&LicenseClaim<'a>>, Vec<&LicenseClaim<'a>>) =
        claims.iter().partition(|claim| claim.artifact.kind == Kind::Weights);
    // weights that contradict one another are of several models, and whatever lies beside them is about any of these;
    // of those that agree, the first few speak for all
    let several = weights.first().is_some_and(|first| weights.iter().any(|claim| contradicts(claim, first)));
    weights.truncate(if several { 0 } else { COMPARED });
    let mut found = Vec::new();
    let (files, mut statements): (Vec<&LicenseClaim<'a>>, Vec<&LicenseClaim<'a>>) =
        others.into_iter().partition(|claim| claim.artifact.kind == Kind::License);
    statements.append(&mut weights);
    for statement in &statements {
        let own: Vec<&LicenseClaim<'a>> =
            files.iter().copied().filter(|file| file.subject == statement.subject).collect();
        let plain: Vec<&LicenseClaim<'a>> =
            files.iter().copied().filter(|file| file.subject == Subject::Everything).collect();
        let speaking = if own.is_empty() { plain } else { own };
        if speaking.is_empty() || speaking.iter().any(|file| !contradicts(statement, file)) {
            continue;
        }
        let Some(file) = speaking.first() else { continue };
        if file.subject == Subject::Everything && prose::gives_elsewhere(tree, file, statement.subject) {
            continue;
        }
        let unsure = file.subject == Subject::Everything && covers_code(statement, file, &statements);
        // a plain file above weights may be about the code that reads them
        let most = match (unsure, statement.artifact.kind) {
            (true, _) => Severity::Notice,
            (_, Kind::Weights) if file.subject == Subject::Everything => Severity::Warning,
            _ => Severity::Error,
        };
        found.push(clash(statement, file, most));
    }
    let of_files = found.len();
    for (one, other) in statements_on_one_thing(directory, &statements) {
        let both = one.artifact.kind == Kind::Manifest && other.artifact.kind == Kind::Manifest;
        // of manifests, one that contradicts a license file is told of already
        let mut told = found.iter().take(of_files);
        let told = both && told.any(|clash: &Clash<'_>| clash.is_about(one) || clash.is_about(other));
        let most = if both && one.artifact.path != other.artifact.path { Severity::Warning } else { Severity::Error };
        if !told {
            found.push(clash(one, other, most));
        }
    }
    found
}

/// Statements in one directory that a reader would compare. More of them are about several things.
const COMPARED: usize = 6;

/// Pairs of statements on one thing that contradict each other.
fn statements_on_one_thing<'b, 'a>(
    directory: &str,
    statements: &[&'b LicenseClaim<'a>],
) -> Vec<(&'b LicenseClaim<'a>, &'b LicenseClaim<'a>)> {
    // a folder of cards is about whatever each of them names, and the files of weights are of one model, however many there are
    let weights = statements.iter().filter(|claim| claim.artifact.kind == Kind::Weights).count();
    if kind::home(directory).is_some() || statements.len() - weights > COMPARED {
        return Vec::new();
    }
    let numbered = statements.iter().enumerate();
    let pairs = numbered.flat_map(|(at, one)| statements.iter().skip(at + 1).map(move |other| (*one, *other)));
    pairs.filter(|(one, other)| are_on_one_thing(one, other, statements) && contradicts(one, other)).collect()
}

/// Two statements of one file; the only card and the only record beside it; a README and the only other card; two
/// manifests of one program.
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
    if this == Kind::Manifest && that == Kind::Manifest {
        return [one, other].iter().all(|claim| is_published(claim));
    }
    // every file of weights beside a card is of the model that it describes
    let weights = this == Kind::Weights || that == Kind::Weights;
    if this == that {
        return !matches!(this, Kind::Manifest | Kind::Weights)
            && count(this) == 2
            && (is_readme(one) || is_readme(other));
    }
    let single = |kind: Kind| count(kind) == 1 || (weights && kind == Kind::Weights);
    this != Kind::Manifest && that != Kind::Manifest && single(this) && single(that)
}

/// Whether a manifest is that of a published program: `npm init` fills in a license for every private page.
fn is_published(claim: &LicenseClaim<'_>) -> bool {
    let is_private =
        |node: &crate::artifact::node::Node| node.get("private").and_then(|private| private.text()) == Some("true");
    !claim.artifact.node.as_ref().is_some_and(is_private)
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
