//! `policy`: the change edits its own judge. What it relaxes, and what is wrong with the new text.

use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::{Artifact, Kind};
use crate::change::Side;
use crate::policy;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// A rule is switched off or weakened, or files are taken out of its sight.
    Relaxed,
    /// The new policy cannot be read.
    Invalid,
}

impl Evaluate for Policy {
    fn mode(&self) -> Mode {
        if self.finds == Finds::Relaxed { Mode::Change } else { Mode::State }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["what", "problem", "help"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::Policy]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        match self.finds {
            Finds::Relaxed => relaxed(scene),
            Finds::Invalid => invalid(scene),
        }
    }
}

fn of<'a>(scene: &Scene<'a>, side: Side) -> Option<&'a Artifact> {
    scene.trees.side(side).of_kinds(&[Kind::Policy]).next()
}

fn relaxed(scene: &Scene<'_>) -> Vec<Hit> {
    let read = |artifact: Option<&Artifact>| {
        policy::read(artifact.map_or("", |artifact| artifact.text.source()), scene.catalog).0
    };
    let (before, after) = (of(scene, Side::Base), of(scene, Side::Head));
    // of a text that does not parse nothing is applied, and its own rule says so
    if after.is_some_and(|after| !after.problems.is_empty()) {
        return Vec::new();
    }
    let changed = before.map(|artifact| artifact.text.source()) != after.map(|artifact| artifact.text.source());
    if !changed {
        return Vec::new();
    }
    read(before)
        .relaxations(&read(after), scene.catalog)
        .into_iter()
        .filter_map(|relaxation| {
            // where the new text says it; else the lines that are gone
            let hit = match (after.zip(relaxation.span.clone()), before) {
                (Some((artifact, span)), _) => Hit::on(artifact, &span, relaxation.subject.clone()),
                (None, Some(artifact)) => {
                    Hit::on(artifact, &relaxation.base_span.clone().unwrap_or(0..0), relaxation.subject.clone())
                }
                (None, None) => return None,
            };
            Some(Hit { edit: None, ..hit }.with("what", relaxation.what))
        })
        .collect()
}

fn invalid(scene: &Scene<'_>) -> Vec<Hit> {
    let Some(artifact) = of(scene, scene.side) else { return Vec::new() };
    let (_, mistakes) = policy::read(artifact.text.source(), scene.catalog);
    mistakes
        .into_iter()
        .map(|mistake| {
            let subject = mistake.message.clone();
            Hit { edit: None, ..Hit::on(artifact, &mistake.span, subject) }
                .with("problem", mistake.message)
                .with("help", mistake.help)
        })
        .collect()
}
