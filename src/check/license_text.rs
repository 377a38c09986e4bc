//! `license-text`: a license file holds a known license with words added, changed or missing.

use super::license_edited::edited;
use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::{Artifact, Kind};
use crate::change::Side;
use crate::finding::quote;
use crate::license::{self, Added, Changed, Identification};
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseText {
    /// What an edit changes, where it is not that a text is no more the license it was.
    #[serde(default)]
    edited: bool,
}

/// The share of words from which on a new text is taken for a changed license rather than for one of its own: with
/// other words in it, with words only added to it, and with words only missing.
const CHANGED: f32 = 0.97;
const ADDED: f32 = 0.75;
const CUT: f32 = 0.5;

/// Places that differ from which on a text that has one owner is more likely another version of it than a slip.
const VERSION: usize = 5;

/// Whether an edit makes a text another version of a license: one that has an owner, who writes them.
pub(super) fn is_version(old: &Identification, new: &Identification) -> bool {
    let own = new.based_on.as_ref().filter(|id| is_own(id) && old.id.as_ref() == Some(id));
    own.is_some() && new.changed.len() + new.added.len() > VERSION
}

/// Whether a license has an owner: everybody knows those of the list of SPDX.
pub(super) fn is_own(id: &str) -> bool {
    id.starts_with("LicenseRef-")
}

fn count(found: &Identification) -> usize {
    found.changed.len() + found.added.len() + found.missing_words
}

/// The text that the change turned into this one, where it was the license or close to it.
fn before<'a>(scene: &Scene<'a>, artifact: &Artifact, based_on: &str) -> Option<&'a Artifact> {
    let path = scene.trees.counterpart(scene.side, &artifact.path)?;
    let before = scene.trees.side(scene.side.other()).artifacts.get(&path)?;
    let found = before.identified();
    let was_it = [&found.id, &found.based_on].into_iter().flatten().any(|id| id == based_on);
    (was_it && before.text.source() != artifact.text.source()).then_some(before)
}

/// Whether people would take a new text for the license. Vendors write their own terms after one another's, and name
/// themselves in them: only licenses that everybody knows are looked for.
fn looks_like_it(found: &Identification, based_on: &str) -> bool {
    let is_cut = found.added.is_empty() && found.changed.iter().all(|changed| changed.to.is_empty());
    !is_own(based_on)
        && (found.score >= CHANGED
            || (found.changed.is_empty() && found.score >= ADDED)
            || (is_cut && found.version_sure && found.score >= CUT))
}

/// Whether a file holds one well-known license, for sure, and that altered.
pub(super) fn looks_like(artifact: &Artifact) -> bool {
    let found = artifact.identified();
    let is_it = |id: &String| looks_like_it(found, id) && found.version_sure && found.is_one;
    found.based_on.as_ref().is_some_and(is_it)
}

/// Whether a text is told to be no more, or not, the license that it comes closest to.
pub(super) fn told_as_altered(scene: &Scene<'_>, artifact: &Artifact) -> bool {
    let found = artifact.identified();
    let (None, Some(based_on)) = (found.id.as_ref(), found.based_on.as_ref()) else { return false };
    let before = before(scene, artifact, based_on).map(Artifact::identified);
    count(found) > 0
        && match before {
            // what was no known version of its owner's terms is the next one now, or was one
            Some(before) if is_own(based_on) => {
                before.id.is_some() && scene.side == Side::Head && !is_version(before, found)
            }
            before => before.is_some() || looks_like_it(found, based_on),
        }
}

impl Evaluate for LicenseText {
    fn mode(&self) -> Mode {
        if self.edited { Mode::Change } else { Mode::State }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["based_on", "difference", "file"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::License]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        if self.edited {
            return edited(scene);
        }
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&[Kind::License]) {
            let found = artifact.identified();
            hits.extend(found.id.as_deref().and_then(|id| title(scene, artifact, id)));
            let Some(based_on) = found.based_on.as_ref().filter(|_| told_as_altered(scene, artifact)) else { continue };
            let before = before(scene, artifact, based_on);
            let told = first(found, before);
            // what was altered before, and is once more, is not mended
            let again = before.filter(|_| scene.side == Side::Base).map(Artifact::identified);
            if again.is_some_and(|again| again.based_on == found.based_on && first(again, Some(artifact)).is_new) {
                continue;
            }
            let span = artifact.text.line_span(told.line);
            // the words are part of the subject, so that a second change of the text is news
            let subject = format!("{based_on} {}", told.said(None));
            let hit = Hit { edit: None, ..Hit::on(artifact, &span, subject) };
            hits.push(hit.with("based_on", based_on.clone()).with("difference", told.said(before)));
        }
        hits
    }
}

/// The license still stands word for word, and its title lost or changed some.
fn title(scene: &Scene<'_>, artifact: &Artifact, id: &str) -> Option<Hit> {
    let before = before(scene, artifact, id).filter(|_| scene.side == Side::Head)?;
    let changed = license::title_change(id, before.text.source(), artifact.text.source())?;
    let difference = format!("in its title, {}", said(&changed.from, &changed.to));
    let hit = Hit::on(artifact, &artifact.text.line_span(changed.line), format!("{id} {difference}"));
    let hit = Hit { edit: None, ..hit };
    Some(hit.with("based_on", id.to_owned()).with("difference", difference))
}

pub(super) fn said(from: &str, to: &str) -> String {
    match (from, to) {
        ("", put_in) => format!("{} is put in", quote(put_in)),
        (dropped, "") => format!("{} is dropped", quote(dropped)),
        (from, to) => format!("{} stands in place of {}", quote(to), quote(from)),
    }
}

/// One difference of a text, and how many there are.
struct Difference<'a> {
    changed: Option<&'a Changed>,
    added: Option<&'a Added>,
    line: u32,
    found: &'a Identification,
    is_new: bool,
}

/// The first difference that the text did not have before; one that it had comes last.
fn first<'a>(found: &'a Identification, before: Option<&Artifact>) -> Difference<'a> {
    let is_new_line = |added: &&Added| before.is_none_or(|before| !before.text.source().contains(&added.text));
    let is_new = |changed: &&Changed| {
        let was = |old: &Changed| old.missing == changed.missing && old.to == changed.to;
        !before.is_some_and(|before| before.identified().changed.iter().any(was))
    };
    let changed = found.changed.iter().find(is_new);
    let added = found.added.iter().find(is_new_line);
    let is_new = changed.is_some() || added.is_some();
    let changed = changed.or_else(|| found.changed.first().filter(|_| !is_new));
    let added = added.or_else(|| found.added.first());
    let line = changed.map(|changed| changed.line).or_else(|| added.map(|added| added.line)).unwrap_or(1);
    Difference { changed, added, line, found, is_new }
}

impl Difference<'_> {
    /// In words, those of the license as the text had them before.
    fn said(&self, before: Option<&Artifact>) -> String {
        let first = match (self.changed, self.added) {
            (Some(changed), _) => {
                let real = before.and_then(|before| changed.from_in(before.text.source()));
                said(real.as_ref().unwrap_or(&changed.from), &changed.to)
            }
            (None, Some(added)) => format!("{} is no part of it", quote(&added.text)),
            (None, None) => return format!("{} of its words are missing", self.found.missing_words),
        };
        first + &more(self.found.changed.len() + self.found.added.len())
    }
}

fn more(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => ", and there is one more difference".to_owned(),
        count => format!(", and there are {} more differences", count - 1),
    }
}
