//! Files that are taken out of the sight of rules, and rules that are held fast. Both hang on which policy stands on which,
//! so what one policy says is compared with the place where it says it.

use super::super::{Catalog, Policy, selects};
use super::{Place, Relaxation};
use crate::finding::quote;
use crate::order::InOrder as _;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn compare(before: &Policy, after: &Policy, catalog: &Catalog, found: &mut Vec<Relaxation>) {
    hidden([before, after], catalog, found);
    let_go([before, after], catalog, found);
}

/// The layers of a policy, each with the rules that do not see what it excludes, in the order of the catalog.
struct Sight<'a> {
    layers: Vec<(&'a Policy, Vec<bool>)>,
    /// Which layers name a glob.
    globs: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Sight<'a> {
    fn of(policy: &'a Policy, catalog: &Catalog) -> Self {
        let mut globs: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut layers = Vec::new();
        for (at, layer) in policy.layers().enumerate() {
            let sees = |rule: &String| layer.below.as_ref().is_some_and(|below| below.locks(rule));
            layers.push((layer, catalog.keys().map(|rule| !sees(rule)).collect()));
            for said in &layer.exclude {
                globs.entry(&said.value).or_default().push(at);
            }
        }
        Self { layers, globs }
    }

    /// The nearest policy that hides what matches a glob from a rule.
    fn hides(&self, glob: &str, rule: usize) -> Option<&'a Policy> {
        let layers = self.globs.get(glob).into_iter().flatten().filter_map(|at| self.layers.get(*at));
        let mut hiding = layers.filter(|(_, blind)| blind.get(rule) == Some(&true));
        hiding.next().map(|(policy, _)| *policy)
    }
}

fn hidden([before, after]: [&Policy; 2], catalog: &Catalog, found: &mut Vec<Relaxation>) {
    let [old, new] = [before, after].map(|policy| Sight::of(policy, catalog));
    for glob in new.globs.keys() {
        let blinded = |(at, rule): (usize, &'_ String)| {
            let policy = new.hides(glob, at).filter(|_| old.hides(glob, at).is_none())?;
            Some((policy, rule.clone()))
        };
        let Some((policy, rule)) = catalog.keys().enumerate().find_map(blinded) else { continue };
        let by =
            if old.globs.contains_key(glob) { format!(" by {} and its like", quote(&rule)) } else { String::new() };
        let what = format!("files that match {} are no longer looked at{by}", quote(glob));
        let said = policy.exclude.iter().find(|said| said.value == *glob);
        let place = said.map(|said| Place::new(policy, &said.span));
        found.push(Relaxation::new(format!("exclude {glob}"), what).after(place));
    }
}

/// The lowest policy that holds a rule fast, with the words, and the names of those that it holds it against.
fn lock<'a>(policy: &'a Policy, rule: &str) -> Option<(Place, &'a str, BTreeSet<&'a str>)> {
    let layers: Vec<&Policy> = policy.layers().collect();
    let (at, said) = layers.iter().enumerate().rev().find_map(|(at, layer)| {
        let said = layer.locked.iter().find(|said| selects(&said.value, rule))?;
        Some((at, said))
    })?;
    let above = layers.iter().take(at).map(|layer| layer.name.as_str()).collect();
    Some((Place::new(layers.get(at)?, &said.span), &said.value, above))
}

/// By the words that held them: rules, and the policies they were held against.
type Freed<'a> = BTreeMap<(Place, &'a str), (Vec<&'a str>, BTreeSet<&'a str>)>;

/// Rules that some policy may weaken now and could not before.
fn let_go([before, after]: [&Policy; 2], catalog: &Catalog, found: &mut Vec<Relaxation>) {
    let names: BTreeSet<&str> = after.layers().map(|policy| policy.name.as_str()).into_set();
    let mut told = Freed::new();
    for rule in catalog.keys() {
        let Some((place, word, held)) = lock(before, rule) else { continue };
        let still = lock(after, rule).map(|(_, _, held)| held).unwrap_or_default();
        let free: BTreeSet<&str> = held.intersection(&names).copied().filter(|name| !still.contains(name)).into_set();
        if !free.is_empty() || !after.locks(rule) {
            let (rules, against) = told.entry((place, word)).or_default();
            rules.push(rule);
            if !still.is_empty() {
                against.extend(free);
            }
        }
    }
    for ((place, word), (rules, against)) in told {
        let all = catalog.keys().filter(|rule| selects(word, rule)).count() == rules.len();
        let what = match (rules.as_slice(), all) {
            (_, true) => format!("{} is", quote(word)),
            ([one], _) => format!("{} is", quote(one)),
            (several, _) => format!("{} and {} more are", quote(several.first().unwrap_or(&word)), several.len() - 1),
        };
        let against: Vec<String> = against.iter().map(|name| quote(name)).collect();
        let by = if against.is_empty() { String::new() } else { format!(" against {}", against.join(", ")) };
        found.push(
            Relaxation::new(format!("locked {word}"), format!("{what} no longer locked{by}")).before(Some(place)),
        );
    }
}
