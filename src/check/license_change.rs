//! `license-change`: the license of something becomes another one. Said once, with its direction, however many files
//! say it.

use super::license_header::files;
use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, kind};
use crate::change::Side;
use crate::claim::{self, LicenseClaim, Subject, Value};
use crate::finding::quote;
use crate::license::{self, Expression, Stated};
use crate::limits::HITS;
use crate::order;
use crate::tree::Tree;
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
    /// The model of a registry that it is about.
    entry: Option<String>,
}

impl Changed<'_> {
    /// The new license, the same in every spelling where it is known.
    fn name(&self) -> String {
        self.new.as_ref().map_or_else(|| self.after.words.clone(), ToString::to_string)
    }
}

const JUDGED: [Kind; 8] = [
    Kind::ModelCard,
    Kind::DatasetCard,
    Kind::Croissant,
    Kind::Record,
    Kind::Manifest,
    Kind::License,
    Kind::Weights,
    Kind::Registry,
];

impl Evaluate for LicenseChange {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["old", "new", "of", "meaning", "files"]
    }

    fn looks_at(&self) -> &[Kind] {
        if self.tags { &[Kind::Source] } else { &JUDGED }
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
            order::by_key(group, is_tag);
        }
        let asked = groups.into_iter().filter(|group| group.iter().all(is_tag) == self.tags);
        asked.filter_map(|group| told(&group)).collect()
    }
}

fn changes<'a>(scene: &Scene<'a>) -> Vec<Changed<'a>> {
    let pairs = scene.trees.pairs().chain(replaced(scene));
    let pairs = pairs.filter(|(before, after)| before.text.source() != after.text.source());
    let judge = |(before, after): (&'a Artifact, &'a Artifact)| {
        if after.kind == Kind::Registry {
            return entries(before, after);
        }
        let of = |artifact| claim::license_of(artifact).map(own).or_else(|| claim::tag_of(artifact));
        let both = of(before).and_then(|before| {
            let mut after = of(after)?;
            // of several tags, the one that is new shows the change
            let tags = claim::tags_of(after.artifact);
            if let Some(new) = tags.into_iter().find(|tag| !before.words.split(" AND ").any(|old| old == tag.words)) {
                after.span = new.span;
            }
            changed(before, after, None)
        });
        both.into_iter().collect()
    };
    pairs.flat_map(judge).collect()
}

/// License files that went away, each with the one that came in its place under another name. Where several came or went,
/// nobody knows which is which.
fn replaced<'a>(scene: &Scene<'a>) -> Vec<(&'a Artifact, &'a Artifact)> {
    let trees = scene.trees;
    let files = |tree: &'a Tree, side: Side| {
        let alone = move |file: &&Artifact| trees.counterpart(side, &file.path).is_none();
        tree.of_kinds(&[Kind::License]).filter(alone).collect::<Vec<_>>()
    };
    let (gone, new) = (files(&trees.base, Side::Base), files(&trees.head, Side::Head));
    let place =
        |side: Side, file: &Artifact| (trees.lasting_directory(side, &file.path.directory()), kind::scope(&file.path));
    let only = |file: &Artifact, side: Side, among: &[&'a Artifact]| {
        let own = place(side, file);
        let mut there = among.iter().filter(|other| place(side.other(), other) == own);
        there.next().filter(|_| there.next().is_none()).copied()
    };
    let pair = |before: &&'a Artifact| {
        let after = only(before, Side::Base, &new)?;
        only(after, Side::Head, &gone).map(|_| (*before, after))
    };
    gone.iter().filter_map(pair).collect()
}

/// Of a license file that goes on with the licenses of others, the one that stands before any other word.
fn own(claim: LicenseClaim<'_>) -> LicenseClaim<'_> {
    if claim.artifact.kind != Kind::License {
        return claim;
    }
    let (text, found) = (&claim.artifact.text, claim.artifact.identified());
    if found.exact || found.ids.len() < 2 {
        return claim;
    }
    let first = found.added.first().map_or(0, |added| text.line_span(added.line).start);
    match license::identify(text.source().get(..first).unwrap_or_default()).id {
        Some(words) => LicenseClaim { value: Value::Known(Expression::license(&words)), words, ..claim },
        None => claim,
    }
}

fn changed<'a>(before: LicenseClaim<'a>, after: LicenseClaim<'a>, entry: Option<String>) -> Option<Changed<'a>> {
    let old = before.expression().cloned().or_else(|| unnamed(&before, &after))?;
    let new = match &after.value {
        // another spelling of the same license is no change
        Value::Known(new) if license::differ(&old, new) => Some(new.clone()),
        // a known license is lost; where nothing takes its place, its removal is told, but for the models of a list
        // what is left of a text may come closest to another license
        Value::Altered(id) if !old.ids().iter().any(|old| license::bare(old) == license::bare(id)) => None,
        Value::Unknown(words) if entry.is_some() || license::state(words) != Stated::Nothing => None,
        _ => return None,
    };
    Some(Changed { before, after, old, new, entry })
}

/// A name for several licenses, none of which takes its place.
fn unnamed(before: &LicenseClaim<'_>, after: &LicenseClaim<'_>) -> Option<Expression> {
    let is_within = |name: &str| name.to_lowercase().contains(&before.words.to_lowercase());
    let is_other = matches!(license::state(&before.words), Stated::Family(_))
        && !is_within(&after.words)
        && !after.expression()?.ids().into_iter().any(is_within);
    is_other.then(|| Expression::license(&before.words))
}

/// The models of a registry whose license is another one than before.
fn entries<'a>(before: &'a Artifact, after: &'a Artifact) -> Vec<Changed<'a>> {
    let (old, new) = (claim::registered(before), claim::registered(after));
    let pairs = new.iter().filter_map(|(name, node)| Some((name, *old.get(name)?, *node)));
    // only what differs is looked up
    let moved = pairs.filter(|(_, was, is)| was.summary() != is.summary()).take(HITS);
    let claim = |artifact: &'a Artifact, node: &Node| claim::stated(artifact, Subject::Model, node);
    moved.filter_map(|(name, was, is)| changed(claim(before, was)?, claim(after, is)?, Some(name.clone()))).collect()
}

/// Places named beside the first.
const RELATED: usize = 20;

fn told(group: &[Changed<'_>]) -> Option<Hit> {
    let first = group.first()?;
    let is_project = |changed: &&Changed<'_>| changed.after.artifact.kind != Kind::Source;
    let project: Vec<Subject> = group.iter().filter(is_project).map(|changed| changed.after.subject).collect();
    let subjects = if project.is_empty() { vec![first.after.subject] } else { project };
    // the most telling subject: a card's, before a file for everything
    let subject =
        subjects.iter().copied().find(|subject| *subject != Subject::Everything).unwrap_or(Subject::Everything);
    let meaning = claim::license_shift(&first.before, &first.after, subject);
    let mut hit = Hit::on(first.after.artifact, &first.after.span, format!("{} → {}", first.old, first.name()))
        .with("old", first.before.words.clone())
        .with("new", first.after.words.clone())
        .with(
            "of",
            first.entry.as_ref().map_or_else(|| subject.to_string(), |name| format!("{subject} {}", quote(name))),
        )
        .with("meaning", meaning)
        .with("files", files(first.after.artifact, group.len()))
        .related(first.before.artifact.at(&first.before.span), "before");
    for other in group.iter().skip(1).take(RELATED) {
        hit = hit.related(other.after.artifact.at(&other.after.span), "changes likewise");
    }
    Some(Hit { edit: None, ..hit })
}
