//! Files that are taken for something else, or for nothing that is governed.

use super::super::{Correction, Policy};
use super::{Place, Relaxation, Told, pairs, spelled};
use crate::artifact::{Kind, kind};
use crate::change::RepoPath;
use crate::finding::quote;
use crate::limits::COMPARED_LINES;
use crate::order::InOrder as _;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn compare(before: &Policy, after: &Policy, paths: &[&RepoPath], found: &mut Vec<Relaxation>) {
    if written(before) == written(after) {
        return;
    }
    let texts: BTreeSet<&str> = [before, after].into_iter().flat_map(written).map(|(globs, _)| globs).into_set();
    let lines = written(before).len() + written(after).len();
    let Some(pairs) = pairs::of(&texts, lines, &mut { COMPARED_LINES }) else {
        let what = "what files are said to be changes in more ways than are compared";
        return found.push(Relaxation::new("artifacts", what));
    };
    let mut names = Names { paths, known: BTreeMap::new() };
    let mut told = Told::new();
    for (one, other) in pairs {
        let about = |correction: &Correction| correction.text == one || correction.text == other;
        let sides = [before, after].map(|policy| policy.correction(&about));
        if let Some(relaxation) = relaxation(sides, &mut names) {
            relaxation.tell(&mut told);
        }
    }
    found.extend(told.into_values());
}

/// The corrections that hold, as they are written, the first one first.
fn written(policy: &Policy) -> Vec<(&str, Option<Kind>)> {
    let holding = policy.layers().filter(|policy| !policy.stands_on_locks());
    let corrections = holding.flat_map(|policy| policy.corrections.iter().rev());
    corrections.map(|said| (said.text.as_str(), said.kind)).collect()
}

type Winner<'a> = Option<(&'a Policy, &'a Correction)>;

fn relaxation<'a>([before, after]: [Winner<'a>; 2], names: &mut Names<'a>) -> Option<Relaxation> {
    let place = |winner: Winner<'_>| winner.map(|(policy, said)| Place::new(policy, &said.span));
    match (before.map(|(_, said)| said), after.map(|(_, said)| said)) {
        // what was not governed can only become so
        (Some(Correction { kind: None, .. }), _) | (None, None) => None,
        (Some(old), Some(new)) if old.kind == new.kind => None,
        (Some(_), Some(new)) => Some(taken(new).after(place(after)).before(place(before))),
        (None, Some(new)) => {
            let differs = names.of(new).iter().any(|kind| Some(*kind) != new.kind && !is_closer(new.kind, *kind));
            (differs || new.kind.is_none()).then(|| taken(new).after(place(after)))
        }
        (Some(old), None) => {
            let old_kind = old.kind?;
            let what = format!("files that match {} are no longer taken for {}", quote(&old.text), quote(&old.word));
            let known = *names.of(old) == BTreeSet::from([old_kind]);
            (!known).then(|| Relaxation::new(format!("artifacts {}", old.text), what).before(place(before)))
        }
    }
}

/// Whether what is said is looked at more closely than what the name says.
fn is_closer(said: Option<Kind>, named: Kind) -> bool {
    let is_card = matches!(said, Some(Kind::ModelCard | Kind::DatasetCard));
    is_card && named == Kind::Readme
}

fn taken(new: &Correction) -> Relaxation {
    let what = match new.kind {
        Some(_) => format!("files that match {} are taken for {}", quote(&new.text), quote(&new.word)),
        None => format!("files that match {} are no longer governed", quote(&new.text)),
    };
    Relaxation::new(format!("artifacts {}", new.text), what)
}

/// What files are by their names. A correction meets many others, and is spelled out once.
struct Names<'a> {
    /// The files that there are.
    paths: &'a [&'a RepoPath],
    known: BTreeMap<(&'a str, Option<Kind>), BTreeSet<Kind>>,
}

impl<'a> Names<'a> {
    /// The kinds of the files that a correction is about: of those that there are, and of those that may come.
    fn of(&mut self, said: &'a Correction) -> &BTreeSet<Kind> {
        let paths = self.paths;
        self.known.entry((said.text.as_str(), said.kind)).or_insert_with(|| {
            let there = paths.iter().filter(|path| said.paths.is_match(path)).filter_map(|path| kind::of(path));
            // among the documents that may come, a card is what is looked at most closely
            let is_card = matches!(said.kind, Some(Kind::ModelCard | Kind::DatasetCard));
            let is_less = |kind: &Kind| matches!(kind, Kind::Weights | Kind::Data | Kind::ModelConfig | Kind::Record);
            let spelled = spelled::kinds(said).into_iter().filter(|kind| !is_card || is_less(kind));
            there.chain(spelled).into_set()
        })
    }
}
