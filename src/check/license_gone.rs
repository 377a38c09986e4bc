//! `license-gone`: a manifest, a record, a list of models or the metadata of weights named a known license, and names none
//! that can be read any more.

use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::{Artifact, Kind};
use crate::change::RepoPath;
use crate::claim::{self, Elsewhere, LicenseClaim, Subject, Value, provenance};
use crate::finding::{Severity, quote};
use crate::license::{self, Agreement, Expression, Stated};
use crate::limits::HITS;
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseGone {
    artifacts: Vec<Kind>,
}

impl Evaluate for LicenseGone {
    fn mode(&self) -> Mode {
        Mode::Change
    }

    fn variables(&self) -> &'static [&'static str] {
        &["file", "value", "now"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut all: Option<Claims<'_>> = None;
        let pairs = scene.trees.pairs().filter(|(before, after)| {
            self.artifacts.contains(&before.kind)
                && before.kind == after.kind
                && before.text.source() != after.text.source()
                // what cannot be read whole is told as that, and where bytes are elsewhere they still say it
                && after.problems.is_empty()
                && (after.kind != Kind::Weights || after.node.is_some())
        });
        for (before, after) in pairs {
            if after.kind == Kind::Registry {
                models(&mut hits, before, after);
                continue;
            }
            let Some(was) = claim::license_of(before) else { continue };
            let Some(old) = was.expression() else { continue };
            if claim::license_of(after).is_some_and(|claim| says_something(&claim)) {
                continue;
            }
            let all = all.get_or_insert_with(|| claims(scene));
            let Some((now, is_sure)) = missing(scene, all, after, old) else { continue };
            let mut hit = told(&was, now);
            if !is_sure {
                hit = hit.at_most(Severity::Notice);
            }
            hits.push(hit);
            if hits.len() >= HITS {
                break;
            }
        }
        hits
    }
}

/// What is claimed after the change, by directory.
type Claims<'a> = HashMap<String, Vec<LicenseClaim<'a>>>;

fn claims<'a>(scene: &Scene<'a>) -> Claims<'a> {
    let mut all = Claims::new();
    for claim in claim::licenses(&scene.trees.head) {
        all.entry(claim.artifact.path.directory().into_owned()).or_default().push(claim);
    }
    all
}

fn told(was: &LicenseClaim<'_>, now: String) -> Hit {
    Hit { edit: None, ..Hit::on(was.artifact, &was.span, "license") }
        .with("file", was.artifact.path.text().into_owned())
        .with("value", was.words.clone())
        .with("now", now)
}

/// Whether another license stands there, which is told as a change.
fn says_something(claim: &LicenseClaim<'_>) -> bool {
    match &claim.value {
        Value::Unknown(words) => license::state(words) != Stated::Nothing,
        _ => true,
    }
}

/// What takes the place of the license, where that is another one or nothing; and whether all of it was read.
fn missing(scene: &Scene<'_>, all: &Claims<'_>, after: &Artifact, old: &Expression) -> Option<(String, bool)> {
    let tree = &scene.trees.head;
    let agrees =
        |claim: &LicenseClaim<'_>| claim.expression().is_some_and(|new| license::agree(old, new) == Agreement::Agrees);
    let directory = after.path.directory();
    let nothing = || "names none that can be read".to_owned();
    match claim::elsewhere(after) {
        Some(Elsewhere::File(name)) => {
            let path = RepoPath::resolve(&directory, &name);
            let file = path.and_then(|path| tree.artifacts.get(&path));
            let is_same = file.and_then(claim::license_of).is_some_and(|claim| agrees(&claim))
                || file.and_then(|file| file.identified().id.as_deref()).is_some_and(|id| is(old, id));
            let now = || format!("leaves it to {}, which says another one or could not be read", quote(&name));
            return (!is_same).then(|| (now(), false));
        }
        Some(Elsewhere::Workspace) => {
            let above = after.path.ancestors();
            let mut roots =
                above.iter().filter_map(|above| tree.artifacts.get(&RepoPath::resolve(above, "Cargo.toml")?));
            let claim = roots.find_map(claim::workspace)?;
            let now = || format!("takes {} from the workspace", quote(&claim.words));
            return (!agrees(&claim)).then(|| (now(), true));
        }
        None => {}
    }
    if matches!(after.kind, Kind::Record | Kind::Croissant) {
        // a record without any license is told as incomplete
        let stated = provenance::of(after);
        let is_silent = stated.iter().any(|data| !data.stated.contains(&provenance::Element::License));
        return (!is_silent && !stated.is_empty()).then(|| (nothing(), true));
    }
    let is_weights = after.kind == Kind::Weights;
    // a license file says it for what lies below; a card beside weights, and another manifest, do as well
    let speaks = |claim: &&LicenseClaim<'_>| {
        let kind = claim.artifact.kind;
        if is_weights {
            return matches!(claim.subject, Subject::Model | Subject::Everything) && kind != Kind::Weights;
        }
        let is_beside = claim.artifact.path.directory() == directory && !std::ptr::eq(claim.artifact, after);
        kind == Kind::License || (kind == Kind::Manifest && is_beside)
    };
    let above = after.path.ancestors();
    let is_said = above.iter().filter_map(|above| all.get(above)).flatten().filter(speaks).any(agrees);
    (!is_said).then(|| (nothing(), !is_weights))
}

fn is(old: &Expression, id: &str) -> bool {
    license::known(id).is_some_and(|new| license::agree(old, &new) == Agreement::Agrees)
}

/// The models of a list that are still there without the license that they had.
fn models(hits: &mut Vec<Hit>, before: &Artifact, after: &Artifact) {
    let new = claim::models(after);
    let lost = claim::registered(before).into_iter().filter(|(name, _)| matches!(new.get(name), Some(None)));
    for (name, node) in lost.take(HITS) {
        let Some(was) = claim::stated(before, Subject::Model, node) else { continue };
        if was.expression().is_some() {
            let now = format!("names none, or several, for {}", quote(&name));
            hits.push(Hit { subject: format!("license of {name}"), ..told(&was, now) });
        }
    }
}
