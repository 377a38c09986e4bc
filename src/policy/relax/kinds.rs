//! Files that are taken for something else, or for nothing that is governed.

use super::super::{Correction, Policy};
use super::{Place, Relaxation, Told, pairs};
use crate::artifact::{Kind, kind};
use crate::change::RepoPath;
use crate::finding::quote;
use crate::limits::COMPARED_LINES;
use std::collections::BTreeSet;

pub(super) fn compare(before: &Policy, after: &Policy, paths: &[&RepoPath], found: &mut Vec<Relaxation>) {
    if written(before) == written(after) {
        return;
    }
    let texts: BTreeSet<&str> = [before, after].into_iter().flat_map(written).map(|(globs, _)| globs).collect();
    let lines = written(before).len() + written(after).len();
    let Some(pairs) = pairs::of(&texts, lines, &mut { COMPARED_LINES }) else {
        let what = "what files are said to be changes in more ways than are compared";
        return found.push(Relaxation::new("artifacts", what));
    };
    let mut told = Told::new();
    for (one, other) in pairs {
        let about = |correction: &Correction| correction.text == one || correction.text == other;
        let sides = [before, after].map(|policy| last(policy, &about));
        if let Some(relaxation) = relaxation(sides, paths) {
            relaxation.tell(&mut told);
        }
    }
    found.extend(told.into_values());
}

/// The corrections as they are written, the one that holds first.
fn written(policy: &Policy) -> Vec<(&str, Option<Kind>)> {
    let corrections = policy.layers().flat_map(|policy| policy.corrections.iter().rev());
    corrections.map(|said| (said.text.as_str(), said.kind)).collect()
}

type Winner<'a> = Option<(&'a Policy, &'a Correction)>;

/// The correction that says what some files are.
fn last<'a>(policy: &'a Policy, about: &dyn Fn(&Correction) -> bool) -> Winner<'a> {
    policy.layers().find_map(|policy| {
        let correction = policy.corrections.iter().rev().find(|correction| about(correction))?;
        Some((policy, correction))
    })
}

fn relaxation([before, after]: [Winner<'_>; 2], paths: &[&RepoPath]) -> Option<Relaxation> {
    let place = |winner: Winner<'_>| winner.map(|(policy, said)| Place::new(policy, &said.span));
    match (before.map(|(_, said)| said), after.map(|(_, said)| said)) {
        // what was not governed can only become so
        (Some(Correction { kind: None, .. }), _) | (None, None) => None,
        (Some(old), Some(new)) if old.kind == new.kind => None,
        (Some(_), Some(new)) => Some(taken(new).after(place(after)).before(place(before))),
        (None, Some(new)) => {
            let by_name = by_name(new, paths);
            // a README that is said to be a card is looked at more closely
            let is_card = matches!(new.kind, Some(Kind::ModelCard | Kind::DatasetCard));
            let differs = by_name.iter().any(|kind| Some(*kind) != new.kind && !(is_card && *kind == Kind::Readme));
            (differs || new.kind.is_none()).then(|| taken(new).after(place(after)))
        }
        (Some(old), None) => {
            let old_kind = old.kind?;
            let what = format!("files that match {} are no longer taken for {}", quote(&old.text), quote(&old.word));
            let known = by_name(old, paths) == BTreeSet::from([old_kind]);
            (!known).then(|| Relaxation::new(format!("artifacts {}", old.text), what).before(place(before)))
        }
    }
}

fn taken(new: &Correction) -> Relaxation {
    let what = match new.kind {
        Some(_) => format!("files that match {} are taken for {}", quote(&new.text), quote(&new.word)),
        None => format!("files that match {} are no longer governed", quote(&new.text)),
    };
    Relaxation::new(format!("artifacts {}", new.text), what)
}

/// What the files that a correction is about are by their names: those that there are, and one that its globs spell.
fn by_name(said: &Correction, paths: &[&RepoPath]) -> BTreeSet<Kind> {
    let there = paths.iter().filter(|path| said.paths.is_match(path)).filter_map(|path| kind::of(path));
    // some names mean something only where models or data are
    let folders = ["", "models/", "data/"].into_iter();
    let spelled = said.text.split(", ").flat_map(|glob| folders.clone().map(move |above| glob.replace("**/", above)));
    let spelled = spelled.filter_map(|glob| kind::of(&RepoPath::new(glob.replace(['*', '?'], "a").as_bytes())?));
    there.chain(spelled).collect()
}
