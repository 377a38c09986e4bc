//! `policy`: the change edits its own judge. What it relaxes, and what is wrong with the new text.

use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::{Artifact, Kind};
use crate::change::{RepoPath, Side};
use crate::configuration::Configuration;
use crate::finding::{Severity, quote};
use crate::mistake::Level;
use crate::order;
use crate::policy::{self, Place, Policy as Decisions, Relaxation};
use crate::rule::Rule;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Relaxations that are named of a policy that cannot be read whole.
const NAMED: usize = 3;

/// Relaxations of one file that are told one by one.
const APART: usize = 5;

/// Relaxations that one finding lists.
const LISTED: usize = 20;

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
        let before = scene.configuration;
        let Some(after) = &before.next else { return Vec::new() };
        match (self.finds, scene.side) {
            (Finds::Relaxed, _) => relaxed(scene, before, after),
            (Finds::Invalid, Side::Base) => invalid(scene, before),
            (Finds::Invalid, Side::Head) => invalid(scene, after),
        }
    }
}

fn relaxed(scene: &Scene<'_>, before: &Configuration, after: &Configuration) -> Vec<Hit> {
    let mut hits: Vec<Hit> = after.skipped.iter().filter_map(|skip| unread(scene, before, &skip.path)).collect();
    if after.unread(policy::PATH).is_none() {
        hits.extend(relaxed_policy(scene, before, after));
    }
    hits.extend(before.rules.iter().filter_map(|old| relaxed_rule(scene, old, after)));
    hits
}

/// A file of the configuration that could be read before, and is still there.
fn unread(scene: &Scene<'_>, before: &Configuration, name: &str) -> Option<Hit> {
    let path = RepoPath::new(name.as_bytes())?;
    if before.unread(name).is_some() || !scene.trees.base.paths.contains(&path) {
        return None;
    }
    let what = format!("{} can no longer be read: nothing that it says would hold", quote(name));
    Some(Hit::file(&path, Side::Head, format!("unread {name}")).with("what", what))
}

fn relaxed_policy(scene: &Scene<'_>, before: &Configuration, after: &Configuration) -> Vec<Hit> {
    let paths: Vec<&RepoPath> = scene.trees.base.paths.union(&scene.trees.head.paths).collect();
    let found = before.policy.relaxations(&after.policy, &before.catalog, &paths);
    let main = RepoPath::new(policy::PATH.as_bytes()).and_then(|path| scene.trees.head.artifacts.get(&path));
    // a text that does not parse may lose much, which its own rule tells: what is left of it is said once
    if let Some(main) = main.filter(|main| !main.problems.is_empty() && !found.is_empty()) {
        let named: Vec<&str> = found.iter().take(NAMED).map(|relaxation| relaxation.what.as_str()).collect();
        let more = if found.len() > NAMED { ", …" } else { "" };
        let what = format!("as far as the file can be read: {}{more}", named.join(", "));
        return vec![Hit { edit: None, ..Hit::on(main, &(0..0), "unreadable") }.with("what", what)];
    }
    together(found.into_iter().filter_map(|relaxation| told(scene, before, after, relaxation)).collect())
}

/// Of a file that relaxes many things, as a first configuration does, one hit that lists them with their lines.
fn together(hits: Vec<Hit>) -> Vec<Hit> {
    let mut files: BTreeMap<(RepoPath, bool), Vec<Hit>> = BTreeMap::new();
    for hit in hits {
        files.entry((hit.at.path.clone(), hit.at.side == Side::Base)).or_default().push(hit);
    }
    files
        .into_values()
        .flat_map(|hits| if hits.len() > APART { one(hits).into_iter().collect() } else { hits })
        .collect()
}

fn one(mut hits: Vec<Hit>) -> Option<Hit> {
    order::by_key(&mut hits, |hit| hit.at.place);
    let line = |hit: &Hit| {
        let line = hit.at.line().map(|line| format!("line {line}: ")).unwrap_or_default();
        let what = hit.variables.first().map(|(_, what)| what.as_str()).unwrap_or_default();
        format!("{line}{what}")
    };
    let mut lines: Vec<String> = hits.iter().take(LISTED).map(line).collect();
    if hits.len() > LISTED {
        lines.push(format!("and {} more", hits.len() - LISTED));
    }
    let what = format!("The rules are relaxed in {} ways: {}", hits.len(), lines.join("; "));
    // one more way is another finding
    let subject = hits.iter().map(|hit| hit.subject.as_str()).collect::<Vec<_>>().join("\n");
    let mut all = hits.into_iter();
    let whole = Hit { subject, variables: Vec::new(), ..all.next()? };
    Some(all.fold(whole, |whole, hit| whole.related(hit.at, hit.subject)).with("what", what))
}

fn told(scene: &Scene<'_>, before: &Configuration, after: &Configuration, relaxation: Relaxation) -> Option<Hit> {
    let Relaxation { subject, what, after: new, before: old } = relaxation;
    // where the new text says it; else the lines that are gone
    let sides = [(Side::Head, &after.policy, new), (Side::Base, &before.policy, old)];
    let mut places = sides.into_iter().filter_map(|(side, policy, place)| Some((side, policy, place?)));
    let (hit, what) = match places.next() {
        Some((side, policy, place)) => {
            let is_read = artifact(scene, side, &place.policy).is_some();
            let by = if is_read { String::new() } else { format!(", by {}", quote(&place.policy)) };
            (at(scene, side, policy, &place, &subject), format!("{what}{by}"))
        }
        None => (None, what),
    };
    let path = RepoPath::new(policy::PATH.as_bytes())?;
    let side = if scene.trees.head.paths.contains(&path) { Side::Head } else { Side::Base };
    let hit = hit.or_else(|| by_key(scene, &subject)).unwrap_or_else(|| Hit::file(&path, side, subject));
    Some(Hit { edit: None, ..hit }.with("what", what))
}

/// Where the repository's own policy says what stands there once, by its key.
fn by_key(scene: &Scene<'_>, subject: &str) -> Option<Hit> {
    let key = match subject {
        "in-file" => "waiving.in-file".to_owned(),
        "waivers without an end" => "waiving.expires".to_owned(),
        other => other.replace(' ', "."),
    };
    [Side::Head, Side::Base].into_iter().find_map(|side| {
        let main = artifact(scene, side, policy::PATH)?;
        let value = main.node.as_ref()?.at(&key);
        Some(Hit::on(main, &value.first()?.span, subject))
    })
}

fn artifact<'a>(scene: &Scene<'a>, side: Side, name: &str) -> Option<&'a Artifact> {
    scene.trees.side(side).artifacts.get(&RepoPath::new(name.as_bytes())?)
}

/// A place in a policy that was read, else where the repository's own policy names it.
fn at(scene: &Scene<'_>, side: Side, policy: &Decisions, place: &Place, subject: &str) -> Option<Hit> {
    if let Some(artifact) = artifact(scene, side, &place.policy) {
        return Some(Hit::on(artifact, &(place.start..place.end), subject));
    }
    let main = artifact(scene, side, policy::PATH)?;
    let named = policy.extends.iter().find(|said| said.value == place.policy).map(|said| said.span.clone());
    Some(Hit::on(main, &named.unwrap_or(0..0), subject))
}

/// A rule of the repository's own that goes, weighs less, speaks less, or looks for something else.
fn relaxed_rule(scene: &Scene<'_>, old: &Rule, after: &Configuration) -> Option<Hit> {
    let subject = format!("rule {}", old.id);
    let id = quote(&old.id);
    let Some(new) = after.rules.iter().find(|new| new.id == old.id) else {
        // a file that cannot be read says so itself
        let wrong = after.mistakes.iter().any(|mistakes| mistakes.path == old.file);
        let path = RepoPath::new(old.file.as_bytes()).filter(|_| !wrong && after.unread(&old.file).is_none())?;
        return Some(Hit::file(&path, Side::Base, subject).with("what", format!("the rule {id} goes away")));
    };
    let silent = new.yields_to.iter().find(|rule| !old.yields_to.contains(rule));
    let (what, word) = if new.severity < old.severity {
        (format!("{id} goes from {} to {}", old.severity, new.severity), "severity")
    } else if format!("{:?}", new.check) != format!("{:?}", old.check) {
        (format!("{id} looks for something else than before"), "[check")
    } else {
        (format!("{id} is silent where {} speaks", quote(silent?)), "yields-to")
    };
    let path = RepoPath::new(new.file.as_bytes())?;
    let hit = match scene.trees.head.artifacts.get(&path) {
        Some(artifact) => {
            let start = artifact.text.source().find(word).unwrap_or_default();
            Hit { edit: None, ..Hit::on(artifact, &(start..start + word.len()), subject) }
        }
        None => Hit::file(&path, Side::Head, subject),
    };
    Some(hit.with("what", what))
}

/// What is wrong with the files of one side, each at its place.
fn invalid(scene: &Scene<'_>, configuration: &Configuration) -> Vec<Hit> {
    let mut hits = Vec::new();
    for mistakes in &configuration.mistakes {
        for mistake in &mistakes.list {
            let place = Place { policy: mistakes.path.clone(), start: mistake.span.start, end: mistake.span.end };
            let hit = at(scene, scene.side, &configuration.policy, &place, &mistake.message);
            let path = RepoPath::new(mistakes.path.as_bytes()).or_else(|| RepoPath::new(policy::PATH.as_bytes()));
            let hit = hit.or_else(|| Some(Hit::file(&path?, scene.side, mistake.message.clone())));
            // what is only doubtful is applied all the same
            let at_most = (mistake.level == Level::Warning).then_some(Severity::Warning);
            hits.extend(hit.map(|hit| {
                let hit = Hit { edit: None, at_most, ..hit };
                hit.with("problem", mistake.message.clone()).with("help", mistake.help.clone())
            }));
        }
    }
    hits
}
