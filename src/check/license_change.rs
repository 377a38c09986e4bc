//! `license-change`: the license of something becomes another one. Said once, with its direction, however many files
//! say it.

use super::license_header::files;
use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::Kind;
use crate::claim::{self, LicenseClaim, Subject, Value};
use crate::license::{self, Agreement, Expression, Stated};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseChange {
    /// Tags of source files that change alone. Those that change with the license of the project are told with it.
    #[serde(default)]
    tags: bool,
}

/// A claim with its counterpart in the base.
struct Changed<'a> {
    before: LicenseClaim<'a>,
    after: LicenseClaim<'a>,
    old: Expression,
    /// `None` where the new one is no license that is known.
    new: Option<Expression>,
}

impl Changed<'_> {
    /// The new license, the same in every spelling where it is known.
    fn name(&self) -> String {
        self.new.as_ref().map_or_else(|| self.after.words.clone(), ToString::to_string)
    }
}

impl Evaluate for LicenseChange {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["old", "new", "of", "meaning", "files"]
    }

    fn looks_at(&self) -> &[Kind] {
        if self.tags { &[Kind::Source] } else { &claim::LICENSED }
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut groups: Vec<Vec<Changed<'_>>> = Vec::new();
        for changed in changes(scene) {
            let same = |first: &Changed<'_>| first.old == changed.old && first.name() == changed.name();
            match groups.iter_mut().find(|group| group.first().is_some_and(same)) {
                Some(group) => group.push(changed),
                None => groups.push(vec![changed]),
            }
        }
        let is_tag = |changed: &Changed<'_>| changed.after.artifact.kind == Kind::Source;
        for group in &mut groups {
            // a tag is the least telling of those that change alike
            group.sort_by_key(is_tag);
        }
        let asked = groups.into_iter().filter(|group| group.iter().all(is_tag) == self.tags);
        asked.filter_map(|group| told(&group)).collect()
    }
}

fn changes<'a>(scene: &Scene<'a>) -> Vec<Changed<'a>> {
    let pairs = scene.trees.pairs().filter(|(before, after)| before.text.source() != after.text.source());
    pairs
        .filter_map(|(before, after)| {
            let of = |artifact| claim::license_of(artifact).or_else(|| claim::tag_of(artifact));
            let (before, after) = (of(before)?, of(after)?);
            let old = before.expression()?.clone();
            let new = match &after.value {
                // another spelling of the same license is no change
                Value::Known(new) if license::agree(&old, new) == Agreement::Contradicts => Some(new.clone()),
                // a known license is lost; where nothing takes its place, its removal is told
                Value::Unknown(words) if license::state(words) != Stated::Nothing => None,
                _ => return None,
            };
            Some(Changed { before, after, old, new })
        })
        .collect()
}

/// Places named beside the first.
const RELATED: usize = 20;

fn told(group: &[Changed<'_>]) -> Option<Hit> {
    let first = group.first()?;
    let subjects: Vec<Subject> = group.iter().map(|changed| changed.after.subject).collect();
    // the most telling subject: a card's, before a file for everything
    let subject =
        subjects.iter().copied().find(|subject| *subject != Subject::Everything).unwrap_or(Subject::Everything);
    let meaning = match &first.new {
        Some(new) => claim::license_shift(&first.old, new, subject),
        None => "no license that is known here, so that the terms cannot be compared".to_owned(),
    };
    let mut hit = Hit::on(first.after.artifact, &first.after.span, format!("{} → {}", first.old, first.name()))
        .with("old", first.before.words.clone())
        .with("new", first.after.words.clone())
        .with("of", subject.to_string())
        .with("meaning", meaning)
        .with("files", files(first.after.artifact, group.len()))
        .related(first.before.artifact.at(&first.before.span), "before");
    for other in group.iter().skip(1).take(RELATED) {
        hit = hit.related(other.after.artifact.at(&other.after.span), "changes likewise");
    }
    Some(Hit { edit: None, ..hit })
}
