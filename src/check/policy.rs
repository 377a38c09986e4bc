//! `policy`: the change edits its own judge. What it relaxes, and what is wrong with the new text.

use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::{Artifact, Kind};
use crate::change::Side;
use crate::mistake::{Mistake, Mistakes};
use crate::policy;
use crate::rule::{self, Rule};
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
        &[Kind::Policy, Kind::Rule]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        match self.finds {
            Finds::Relaxed => relaxed(scene),
            Finds::Invalid => invalid(scene),
        }
    }
}

fn relaxed(scene: &Scene<'_>) -> Vec<Hit> {
    let mut hits = relaxed_policy(scene);
    hits.extend(relaxed_rules(scene));
    hits
}

/// The policy of the repository, and those of its files that it builds on.
fn relaxed_policy(scene: &Scene<'_>) -> Vec<Hit> {
    let mut hits = relaxed_text(scene, policy::of(&scene.trees.base), policy::of(&scene.trees.head));
    for before in scene.trees.base.of_kinds(&[Kind::Policy]).filter(|before| !is_main(before)) {
        let after = scene.trees.counterpart(Side::Base, &before.path);
        let after = after.and_then(|path| scene.trees.head.artifacts.get(&path));
        hits.extend(relaxed_text(scene, Some(before), after));
    }
    hits
}

fn is_main(artifact: &Artifact) -> bool {
    artifact.path.bytes() == policy::PATH.as_bytes()
}

fn relaxed_text(scene: &Scene<'_>, before: Option<&Artifact>, after: Option<&Artifact>) -> Vec<Hit> {
    // of a text that does not parse nothing is applied, and its own rule says so
    if after.is_some_and(|after| !after.problems.is_empty()) {
        return Vec::new();
    }
    let changed = before.map(|artifact| artifact.text.source()) != after.map(|artifact| artifact.text.source());
    if !changed {
        return Vec::new();
    }
    let is_main = before.or(after).is_some_and(is_main);
    let read = |artifact: Option<&Artifact>| {
        let own = policy::read(artifact.map_or("", |artifact| artifact.text.source()), scene.catalog).0;
        // what both build on holds on both sides; that one builds on it no longer is told by itself
        match scene.policy.layers().nth(1).filter(|_| is_main) {
            Some(below) => own.upon(below.clone()),
            None => own,
        }
    };
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

/// Own rules that go, weigh less, or look for something else.
fn relaxed_rules(scene: &Scene<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for before in scene.trees.base.of_kinds(&[Kind::Rule]) {
        let Ok(old) = parse(before) else { continue };
        let after = scene.trees.counterpart(Side::Base, &before.path);
        let after = after.and_then(|path| scene.trees.head.artifacts.get(&path));
        let Some(after) = after else {
            let hit = Hit::file(&before.path, Side::Base, format!("rule {}", old.id));
            hits.push(hit.with("what", format!("the rule {} goes away", old.id)));
            continue;
        };
        let Ok(new) = parse(after) else { continue };
        let what = if new.severity < old.severity {
            format!("{} goes from {} to {}", old.id, old.severity, new.severity)
        } else if format!("{:?}", new.check) != format!("{:?}", old.check) {
            format!("{} looks for something else than before", old.id)
        } else {
            continue;
        };
        let word = if new.severity < old.severity { "severity" } else { "[check" };
        let start = after.text.source().find(word).unwrap_or_default();
        let hit = Hit { edit: None, ..Hit::on(after, &(start..start + word.len()), format!("rule {}", old.id)) };
        hits.push(hit.with("what", what));
    }
    hits
}

fn invalid(scene: &Scene<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut tell = |artifact: &Artifact, mistakes: Vec<Mistake>| {
        hits.extend(mistakes.into_iter().map(|mistake| {
            let subject = mistake.message.clone();
            Hit { edit: None, ..Hit::on(artifact, &mistake.span, subject) }
                .with("problem", mistake.message)
                .with("help", mistake.help)
        }));
    };
    let mut own = Vec::new();
    for artifact in scene.tree().of_kinds(&[Kind::Rule]) {
        match parse(artifact) {
            Err(mistakes) => tell(artifact, mistakes.list),
            Ok(rule) => {
                if rule::builtin().iter().any(|known| known.id == rule.id) {
                    let help = "give the file another name; the configuration changes what a rule weighs";
                    tell(artifact, vec![Mistake::new(0..1, format!("there is a rule {} already", rule.id), help)]);
                }
                own.push((rule.id, rule.severity));
            }
        }
    }
    let mut policies = scene.tree().of_kinds(&[Kind::Policy]).peekable();
    if policies.peek().is_some() {
        // what a change adds may be spoken of by the policy it changes
        let catalog = scene.catalog.clone().into_iter().chain(own).collect();
        policies.for_each(|artifact| tell(artifact, policy::read(artifact.text.source(), &catalog).1));
    }
    hits
}

fn parse(artifact: &Artifact) -> Result<Rule, Mistakes> {
    rule::parse(&artifact.path.text(), artifact.text.source())
}
