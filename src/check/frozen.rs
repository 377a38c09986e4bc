//! `frozen`: something that was promised and must not go away unnoticed: a metadata field, or a whole file.

use super::companion::{home_of, is_met, speaks_for};
use super::statement;
use super::{BadParameter, Evaluate, Hit, Mode, Scene, companion::moved_to, directory_name};
use crate::artifact::letters;
use crate::artifact::node::{Field, Node};
use crate::artifact::{Artifact, Kind, filling};
use crate::change::{RepoPath, Side};
use crate::claim::{self, LicenseClaim, Value};
use crate::finding::{Related, Severity, quote};
use crate::order::InOrder as _;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Frozen {
    artifacts: Vec<Kind>,
    /// Metadata fields that must stay; the file itself where there is none.
    #[serde(default)]
    fields: Vec<String>,
    /// More values that say nothing: taking one away loses nothing, and putting one in takes the statement away.
    #[serde(default)]
    nothing: Vec<String>,
    /// A step down takes something away too: a later value of these, a key that a map lost, a text of which little is left.
    #[serde(default)]
    weaker: Option<Vec<String>>,
    /// A file's removal is left to other rules where files of these kinds stay at or below its directory.
    #[serde(default)]
    unless_left: Vec<Kind>,
}

impl Evaluate for Frozen {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["field", "value", "now", "file", "directory"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evidence(&self, scene: &Scene<'_>) -> Vec<Related> {
        let mut there = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            if self.fields.is_empty() && !artifact.text.source().trim().is_empty() {
                there.push(Related { at: artifact.at(&artifact.head_span()), text: artifact.kind.name().into() });
            }
            let fields = self.fields.iter().filter_map(|name| artifact.field(name));
            let says = fields.filter(|field| self.says_something(&field.value));
            there.extend(says.map(|field| Related { at: artifact.at(&field.key_span), text: field.key.clone() }));
        }
        there
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        if self.fields.is_empty() { self.files(scene) } else { self.fields(scene) }
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        // the metadata of weights has dots in its keys
        let is_header = |field: &str| field.starts_with("general.") || field.starts_with("__metadata__.");
        let dotted = self.fields.iter().filter(|field| field.contains('.') && !is_header(field));
        dotted
            .map(|field| BadParameter {
                word: field.clone(),
                message: "this check knows fields of the top level".into(),
                help: "name the field that holds it".into(),
            })
            .collect()
    }
}

fn said_in(check: &Frozen, card: &Artifact, name: &str) -> bool {
    card.field(name).is_some_and(|field| check.says_something(&field.value))
}

/// The keys of a map, or of a list of maps.
fn keys(value: &Node) -> Vec<&str> {
    value.fields().iter().chain(value.items().iter().flat_map(Node::fields)).map(|field| field.key.as_str()).collect()
}

impl Frozen {
    fn fields(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (before, after) in scene.trees.pairs() {
            // a card that is none any more has lost its fields
            if !self.artifacts.contains(&before.kind) && !self.artifacts.contains(&after.kind) {
                continue;
            }
            // a head that cannot be read has lost everything, which is told by its own rule
            if after.node.is_none() && !after.problems.is_empty() {
                continue;
            }
            let is_header = before.kind == Kind::Weights;
            if is_header && (after.node.is_none() || !after.problems.is_empty()) {
                continue;
            }
            for name in &self.fields {
                let said =
                    |artifact| Some(Artifact::field(artifact, name)?).filter(|field| self.says_something(&field.value));
                let Some(field) = said(before) else { continue };
                // a map in the place of a value is read by nobody
                let is_read = |now: &&Field| !field.value.fields().is_empty() || now.value.fields().is_empty();
                if let Some(now) = said(after).filter(is_read) {
                    hits.extend(self.weakened(before, after, (field, now)));
                    continue;
                }
                let value = field.value.summary();
                let same = |card: &Artifact| card.field(name).is_some_and(|field| field.value.summary() == value);
                if moved_to(scene, before, &self.artifacts).any(same) {
                    continue;
                }
                // tools that write weights anew drop what a card beside them says as well
                let directory = after.path.directory();
                let head = &scene.trees.head;
                let mut beside = head.files_in(&directory).filter_map(|path| head.artifacts.get(path));
                if is_header && beside.any(|card| self.fields.iter().any(|field| said_in(self, card, field))) {
                    continue;
                }
                let span = field.key_span.start..field.value.span.end;
                let hit = Hit { edit: None, ..Hit::on(before, &span, name.clone()) };
                // a license that the text still names is not lost to those who read it
                let text = letters(after.text.slice(&(after.front.end..after.text.source().len())));
                let words = letters(&value) + if value.len() < 5 { "license" } else { "" };
                let is_said = name == "license" && text.contains(&words);
                let hit = if is_said { hit.at_most(Severity::Notice) } else { hit };
                let hit = hit
                    .with("field", name.clone())
                    .with("file", before.path.text().into_owned())
                    .with("value", value)
                    .with("now", "is gone");
                hits.push(if is_header { hit.at_most(Severity::Notice) } else { hit });
            }
        }
        hits
    }

    fn weakened(&self, before: &Artifact, after: &Artifact, (was, now): (&Field, &Field)) -> Option<Hit> {
        let order = self.weaker.as_ref()?;
        let rank = |field: &Field| order.iter().position(|value| *value == field.value.summary());
        let steps_down = rank(was).zip(rank(now)).is_some_and(|(was, now)| now > was);
        let lost: Vec<&str> = keys(&was.value).into_iter().filter(|key| !keys(&now.value).contains(key)).collect();
        let words = |field: &Field| statement::words(field.value.text().unwrap_or_default());
        let (old, new) = (words(was), words(now));
        let kept = old.iter().filter(|word| new.contains(word)).count();
        let is_short = kept * 2 < old.len() && new.len() * 2 < old.len();
        let says = if steps_down || is_short {
            format!("says {} now", quote(&now.value.summary()))
        } else if lost.is_empty() {
            return None;
        } else {
            format!("no longer asks for {}", lost.iter().map(|key| quote(key)).collect::<Vec<_>>().join(", "))
        };
        let span = now.key_span.start..now.value.span.end.max(now.key_span.end);
        let hit = Hit { edit: None, ..Hit::on(after, &span, now.key.clone()) }
            .with("field", now.key.clone())
            .with("value", was.value.summary())
            .with("now", says);
        Some(hit.related(before.at(&was.key_span), "stood here before"))
    }

    fn says_something(&self, value: &Node) -> bool {
        let text = value.summary();
        let is_among = |word: &String| word.eq_ignore_ascii_case(&text);
        !value.is_empty() && !filling::is_nothing(&text) && !self.nothing.iter().any(is_among)
    }

    fn files(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let homes: BTreeSet<String> =
            scene.trees.head.of_kinds(&self.artifacts).map(|card| home_of(&card.path)).into_set();
        // a link may lead to another license, wherever that lies
        let is_legible =
            |path: &RepoPath| scene.trees.kind_of(path) == Some(Kind::License) && !scene.trees.illegible.contains(path);
        let is_asked = self.artifacts.contains(&Kind::License) && !scene.trees.illegible.is_empty();
        let illegible = is_asked && !scene.trees.head.paths.iter().any(is_legible);
        let left = scene.trees.files(Side::Head, &self.unless_left);
        // not where another card, further up, takes its place for those rules
        let left =
            left.map(|path| path.directory().into_owned()).filter(|directory| !is_met(&homes, directory)).into_set();
        let is_gone = |before: &&Artifact| self.is_gone(scene, before, &left, illegible);
        let gone = scene.trees.base.of_kinds(&self.artifacts).filter(is_gone);
        gone.map(|before| {
            let directory = before.path.directory();
            let now = match scene.trees.counterpart(Side::Base, &before.path) {
                Some(path) if scene.trees.illegible.contains(&path) => "can no longer be read".to_owned(),
                // the text lives on, where nobody looks for it
                Some(path) if path != before.path && !scene.trees.head.artifacts.contains_key(&path) => {
                    format!("is {} now, where nobody looks for it", quote(&path.text()))
                }
                _ => "is gone".to_owned(),
            };
            Hit::file(&before.path, Side::Base, "file")
                .with("now", now)
                .with("file", before.path.text().into_owned())
                .with("directory", directory_name(&directory))
        })
        .collect()
    }

    /// Whether the file, and every other of its kind in its directory, is gone or blank; or has no text any more, where
    /// that counts.
    fn is_gone(&self, scene: &Scene<'_>, before: &Artifact, left: &BTreeSet<String>, illegible: bool) -> bool {
        let is_blank = |artifact: &Artifact| artifact.text.source().trim().is_empty();
        let is_license = before.kind == Kind::License;
        // under a new name, it is one for people
        let names_license = |path: &RepoPath| path.name().to_lowercase().contains("license");
        let still_there = scene.trees.counterpart(Side::Base, &before.path).is_some_and(|path| {
            // a file that was not read again is there; one that moved to where nobody looks for it is not
            (scene.trees.kind_of(&path).is_some() || is_license && names_license(&path))
                && !(illegible && scene.trees.illegible.contains(&path))
                && scene.trees.head.artifacts.get(&path).is_none_or(|after| !is_blank(after))
        });
        let directory = scene.trees.lasting_directory(Side::Base, &before.path.directory());
        // terms of another kind that stood beside a known license all along are none in its place
        let known = || claim::license_of(before).is_some_and(|claim| claim.expression().is_some());
        let is_other = |after: &Artifact| {
            let own = |claim: LicenseClaim<'_>| matches!(claim.value, Value::Unknown(_));
            is_license
                && scene.trees.changed(Side::Head, &after.path).is_none()
                && claim::license_of(after).is_some_and(own)
                && known()
        };
        let mut beside = scene.trees.head.beside(&directory, &self.artifacts);
        let replaced = beside.any(|after| !is_blank(after) && !is_other(after));
        // what it spoke of may be gone with it: a vendored part, a model that is withdrawn
        let was_alone = || !scene.trees.base.has_others_below(&before.path);
        let is_empty_now = !directory.is_empty() && !scene.trees.head.has_files_below(&directory) && !was_alone();
        let told_elsewhere = left.iter().any(|directory| speaks_for(&before.path, directory));
        let is_list = || is_license && lists_others(before) && has_license_above(scene, &directory);
        !is_blank(before) && !still_there && !replaced && !is_empty_now && !told_elsewhere && !is_list()
    }
}

/// Licenses that a list links to from which on it is one.
const LINKS: usize = 3;

/// Whether a file says under which licenses several other works are.
fn lists_others(file: &Artifact) -> bool {
    let found = file.identified();
    let is_link = |line: &&str| line.contains("://") && line.to_lowercase().contains("licen");
    found.ids.len() > 1 || found.based_on.is_none() && file.text.source().lines().filter(is_link).count() >= LINKS
}

fn has_license_above(scene: &Scene<'_>, directory: &str) -> bool {
    let is_above = |path: &RepoPath| {
        let above = path.directory();
        above != directory && (above.is_empty() || directory.starts_with(&format!("{above}/")))
    };
    scene.trees.head.paths.iter().any(|path| is_above(path) && scene.trees.kind_of(path) == Some(Kind::License))
}
