//! `frozen`: something that was promised and must not go away unnoticed: a metadata field, or a whole file.

use super::companion::speaks_for;
use super::{BadParameter, Evaluate, Hit, Mode, Scene, companion::moved_to, directory_name};
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind, kind};
use crate::change::Side;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Frozen {
    artifacts: Vec<Kind>,
    /// Metadata fields that must stay; the file itself where there is none.
    #[serde(default)]
    fields: Vec<String>,
    /// Values that say nothing: taking one away loses nothing, and putting one in takes the statement away.
    #[serde(default)]
    nothing: Vec<String>,
    /// A file's removal is left to other rules where files of these kinds stay at or below its directory.
    #[serde(default)]
    unless_left: Vec<Kind>,
}

impl Evaluate for Frozen {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["field", "value", "file", "directory"]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        if self.fields.is_empty() { self.files(scene) } else { self.fields(scene) }
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        let dotted = self.fields.iter().filter(|field| field.contains('.'));
        dotted
            .map(|field| BadParameter {
                word: field.clone(),
                message: "this check knows fields of the top level".into(),
                help: "name the field that holds it".into(),
            })
            .collect()
    }
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
            for name in &self.fields {
                let says = |artifact: &'_ Artifact| {
                    artifact.field(name).is_some_and(|field| self.says_something(&field.value))
                };
                let Some(field) = before.field(name).filter(|_| says(before) && !says(after)) else { continue };
                let value = field.value.summary();
                let same = |card: &Artifact| card.field(name).is_some_and(|field| field.value.summary() == value);
                if moved_to(scene, before, &self.artifacts).any(same) {
                    continue;
                }
                let span = field.key_span.start..field.value.span.end;
                hits.push(
                    Hit { edit: None, ..Hit::on(before, &span, name.clone()) }
                        .with("field", name.clone())
                        .with("value", value),
                );
            }
        }
        hits
    }

    fn says_something(&self, value: &Node) -> bool {
        let text = value.summary();
        !value.is_empty() && !self.nothing.iter().any(|word| word.eq_ignore_ascii_case(&text))
    }

    fn files(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let gone = scene.trees.base.of_kinds(&self.artifacts).filter(|before| self.is_gone(scene, before));
        gone.map(|before| {
            let directory = before.path.directory();
            Hit::file(&before.path, Side::Base, "file")
                .with("file", before.path.text().into_owned())
                .with("directory", directory_name(&directory))
        })
        .collect()
    }

    /// Whether the file, and every other of its kind in its directory, is gone or blank.
    fn is_gone(&self, scene: &Scene<'_>, before: &Artifact) -> bool {
        let is_blank = |artifact: &Artifact| artifact.text.source().trim().is_empty();
        let still_there = scene.trees.counterpart(Side::Base, &before.path).is_some_and(|path| {
            // a file that was not read again is there; one that moved to where nobody looks for it is not
            kind::of(&path).is_some() && scene.trees.head.artifacts.get(&path).is_none_or(|after| !is_blank(after))
        });
        let directory = scene.trees.lasting_directory(Side::Base, &before.path.directory());
        let replaced = scene.trees.head.beside(&directory, &self.artifacts).any(|after| !is_blank(after));
        // what it spoke of may be gone with it: a vendored part, a model that is withdrawn
        let is_empty_now = !directory.is_empty() && !scene.trees.head.has_files_below(&directory);
        let told_elsewhere =
            scene.trees.files(Side::Head, &self.unless_left).any(|path| speaks_for(&before.path, &path.directory()));
        !is_blank(before) && !still_there && !replaced && !is_empty_now && !told_elsewhere
    }
}
