//! Rules that weigh less, for all files or for some.

use super::super::glob::Paths;
use super::super::severity::Line;
use super::super::{Catalog, Policy, selects, word};
use super::{Place, Places, Relaxation, Told, pairs};
use crate::finding::{Severity, quote};
use crate::limits::COMPARED_LINES;
use std::collections::{BTreeMap, BTreeSet};

/// Rules that one finding names.
const NAMED: usize = 5;

/// A rule, and what it weighs in two policies.
pub(in crate::policy) type Weighed<'a> = (&'a str, Option<Severity>, Option<Severity>);

impl Policy {
    /// Rules whose severity differs, with the old and the new one. Overrides for some files are not in it.
    #[must_use]
    pub fn moved<'a>(&self, after: &Self, catalog: &'a Catalog) -> Vec<Weighed<'a>> {
        let each = catalog
            .iter()
            .map(|(id, default)| (id.as_str(), self.severity(id, *default, None), after.severity(id, *default, None)));
        each.filter(|(_, before, now)| before != now).collect()
    }
}

/// Rules that one line or profile moves are told together.
type Together = BTreeMap<Places, Vec<(String, String)>>;

pub(super) fn compare(before: &Policy, after: &Policy, catalog: &Catalog, found: &mut Vec<Relaxation>) {
    let place = |policy: &Policy, rule: &str| {
        policy.line_for(rule, &|_, _| false).map(|(policy, line)| Place::new(policy, &line.span))
    };
    let mut together = Together::new();
    for (id, old, new) in before.moved(after, catalog) {
        if new < old {
            let what = format!("{} goes from {} to {}", quote(id), word(old), word(new));
            together.entry((place(after, id), place(before, id))).or_default().push((id.to_owned(), what));
        }
    }
    for ((after, before), rules) in together {
        let Some((first, _)) = rules.first() else { continue };
        let subject = if rules.len() == 1 { first.clone() } else { format!("{first} and others") };
        let named: Vec<&str> = rules.iter().take(NAMED).map(|(_, what)| what.as_str()).collect();
        let more = match rules.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        found.push(Relaxation::new(subject, format!("{}{more}", named.join(", "))).after(after).before(before));
    }
    for_some_files(before, after, catalog, found);
}

/// Files for which a rule weighs less, because of a line that is new or moved, or that is gone.
fn for_some_files(before: &Policy, after: &Policy, catalog: &Catalog, found: &mut Vec<Relaxation>) {
    let mut left = COMPARED_LINES;
    // one finding for each line, whatever number of rules it names
    let mut told = Told::new();
    for (rule, default) in catalog {
        let (old, new) = (lines(before, rule), lines(after, rule));
        if old == new {
            continue;
        }
        let texts: BTreeSet<&str> =
            old.iter().chain(&new).map(|line| line.text).filter(|text| !text.is_empty()).collect();
        let Some(pairs) = pairs::of(&texts, old.len() + new.len(), &mut left) else {
            let what = "the severities for some files change in more ways than are compared";
            found.push(Relaxation::new("overrides", what).after(first_override(after)));
            break;
        };
        for (one, other) in pairs {
            let files = |line: &Line, _: &Paths| line.text == one || line.text == other;
            let [was, is] = [before, after].map(|policy| policy.severity_where(rule, *default, &files));
            if is < was
                && let Some(relaxation) = relaxation(rule, [(before, was), (after, is)], &files)
            {
                relaxation.tell(&mut told);
            }
        }
    }
    found.extend(told.into_values());
}

/// A line about a rule, and where it stands.
#[derive(PartialEq, Eq)]
struct Standing<'a> {
    /// The globs, empty for all files.
    text: &'a str,
    severity: Option<Severity>,
    /// Of the policy that says it, counted from the nearest.
    layer: usize,
    /// Whether a policy below holds the rule fast.
    on_lock: bool,
}

/// The lines about a rule, in the order in which the last one holds.
fn lines<'a>(policy: &'a Policy, rule: &str) -> Vec<Standing<'a>> {
    let mut lines = Vec::new();
    for (layer, policy) in policy.layers().enumerate() {
        let on_lock = policy.below.as_ref().is_some_and(|below| below.locks(rule));
        let own = policy.lines.iter().rev().filter(|line| selects(&line.rule, rule));
        let text = |line: &'a Line| if line.paths.is_some() { line.text.as_str() } else { "" };
        lines.extend(own.map(|line| Standing { text: text(line), severity: line.severity, layer, on_lock }));
    }
    lines
}

fn first_override(policy: &Policy) -> Option<Place> {
    policy.layers().find_map(|policy| policy.overrides().next().map(|line| Place::new(policy, &line.span)))
}

/// A rule weighs less for the files of some lines; nothing where the lines for all files say so.
fn relaxation(
    rule: &str,
    [(before, was), (after, is)]: [(&Policy, Option<Severity>); 2],
    files: &dyn Fn(&Line, &Paths) -> bool,
) -> Option<Relaxation> {
    let of_files = |policy: &'_ Policy| -> Option<(String, String, Option<Place>)> {
        let (policy, line) = policy.line_for(rule, files).filter(|(_, line)| line.paths.is_some())?;
        Some((line.rule.clone(), line.text.clone(), Some(Place::new(policy, &line.span))))
    };
    if let Some((rules, globs, place)) = of_files(after) {
        let what = format!("{} becomes {} for files that match {}", quote(&rules), word(is), quote(&globs));
        return Some(Relaxation::new(format!("override {rules} {globs}"), what).after(place));
    }
    let (rules, globs, place) = of_files(before)?;
    let what = format!("{} is no longer {} for files that match {}", quote(&rules), word(was), quote(&globs));
    Some(Relaxation::new(format!("override {rules} {globs}"), what).before(place))
}
