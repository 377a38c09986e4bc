//! `license-change`: the license of something becomes another one. Said once, with its direction, however many files
//! say it.

use super::{Evaluate, Hit, Mode, Scene};
use crate::claim::{self, LicenseClaim, Subject};
use crate::license::{self, Agreement, Direction, Expression};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseChange {}

/// A claim with its counterpart in the base.
struct Changed<'a> {
    before: LicenseClaim<'a>,
    after: LicenseClaim<'a>,
    old: Expression,
    new: Expression,
}

impl Evaluate for LicenseChange {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["old", "new", "of", "meaning"]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut groups: Vec<Vec<Changed<'_>>> = Vec::new();
        for changed in changes(scene) {
            let same = |first: &Changed<'_>| {
                first.old.to_string() == changed.old.to_string() && first.new.to_string() == changed.new.to_string()
            };
            match groups.iter_mut().find(|group| group.first().is_some_and(same)) {
                Some(group) => group.push(changed),
                None => groups.push(vec![changed]),
            }
        }
        groups.into_iter().filter_map(|group| told(&group)).collect()
    }
}

fn changes<'a>(scene: &Scene<'a>) -> Vec<Changed<'a>> {
    let pairs = scene.trees.pairs().filter(|(before, after)| before.text.source() != after.text.source());
    pairs
        .filter_map(|(before, after)| {
            let (before, after) = (claim::license_of(before)?, claim::license_of(after)?);
            let (old, new) = (before.expression()?.clone(), after.expression()?.clone());
            // another spelling of the same license is no change
            (license::agree(&old, &new) == Agreement::Contradicts).then_some(Changed { before, after, old, new })
        })
        .collect()
}

fn told(group: &[Changed<'_>]) -> Option<Hit> {
    let first = group.first()?;
    let subjects: Vec<Subject> = group.iter().map(|changed| changed.after.subject).collect();
    // the most telling subject: a card's, before a file for everything
    let subject =
        subjects.iter().copied().find(|subject| *subject != Subject::Everything).unwrap_or(Subject::Everything);
    let mut hit = Hit::on(first.after.artifact, &first.after.span, format!("{} → {}", first.old, first.new))
        .with("old", first.before.words.clone())
        .with("new", first.after.words.clone())
        .with("of", subject.to_string())
        .with("meaning", meaning(&first.old, &first.new, subject))
        .related(first.before.artifact.at(&first.before.span), "before");
    for other in group.iter().skip(1) {
        hit = hit.related(other.after.artifact.at(&other.after.span), "changes likewise");
    }
    Some(Hit { edit: None, ..hit })
}

/// What the change allows, forbids and asks for, in words.
pub(crate) fn meaning(old: &Expression, new: &Expression, subject: Subject) -> String {
    let artifact = match subject {
        Subject::Data => license::Artifact::Data,
        Subject::Code | Subject::Docs => license::Artifact::Code,
        Subject::Model | Subject::Everything => license::Artifact::Weights,
    };
    let shift = license::shift(old, new, artifact);
    let word = match shift.direction {
        Direction::Loosened => "looser",
        Direction::Tightened => "stricter",
        Direction::Mixed => "looser in some ways and stricter in others",
        Direction::Equal => "as permissive as before",
        Direction::Unknown => return "the terms of one of them are not known here".into(),
    };
    let mut parts = Vec::new();
    for (label, list) in [
        ("now allowed", &shift.allowed),
        ("no longer allowed", &shift.forbidden),
        ("now required", &shift.required),
        ("no longer required", &shift.released),
    ] {
        if !list.is_empty() {
            parts.push(format!("{label}: {}", list.join("; ")));
        }
    }
    if parts.is_empty() { word.to_owned() } else { format!("{word} ({})", parts.join(". ")) }
}
