//! `license-header`: what the license tag at the head of a source file says, beside what the project says of its code. Only
//! files whose tag the change touches are there to be looked at.

use super::{Evaluate, Hit, Mode, Scene};
use crate::artifact::{Artifact, Kind, source};
use crate::claim::{self, LicenseClaim, Subject};
use crate::finding::quote;
use crate::license::{self, Agreement};
use crate::tree::Tree;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseHeader {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// The file is there, and its tag is gone.
    Removed,
    /// The license files and manifests above name another license.
    Differs,
    /// The project keeps the texts of its licenses under `LICENSES`, and this one is not there.
    NoText,
}

impl Evaluate for LicenseHeader {
    fn mode(&self) -> Mode {
        if self.finds == Finds::Removed { Mode::Change } else { Mode::State }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["license", "file", "files", "other_license", "other_file"]
    }

    fn looks_at(&self) -> &[Kind] {
        if self.finds == Finds::NoText { &[Kind::Source, Kind::Manifest] } else { &[Kind::Source] }
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        match self.finds {
            Finds::Removed => removed(scene),
            Finds::Differs => differs(scene),
            Finds::NoText => no_text(scene),
        }
    }
}

/// One file by its name, several by their number.
pub(super) fn files(first: &Artifact, count: usize) -> String {
    let one = quote(&first.path.text());
    if count < 2 { one } else { format!("{one} and {} more", count - 1) }
}

fn tags(tree: &Tree) -> impl Iterator<Item = LicenseClaim<'_>> {
    tree.of_kinds(&[Kind::Source]).flat_map(claim::tags_of)
}

/// One hit for all files of which the same is said.
fn together(groups: BTreeMap<(String, String), Vec<LicenseClaim<'_>>>) -> Vec<(Hit, (String, String))> {
    const RELATED: usize = 8;
    let hit = |(key, claims): ((String, String), Vec<LicenseClaim<'_>>)| {
        let first = claims.first()?;
        let mut hit = Hit::on(first.artifact, &first.span, format!("{} {}", key.0, key.1))
            .with("license", first.words.clone())
            .with("file", first.artifact.path.text().into_owned())
            .with("files", files(first.artifact, claims.len()));
        for claim in claims.iter().skip(1).take(RELATED) {
            hit = hit.related(claim.artifact.at(&claim.span), "says the same");
        }
        Some((Hit { edit: None, ..hit }, key))
    };
    groups.into_iter().filter_map(hit).collect()
}

fn removed(scene: &Scene<'_>) -> Vec<Hit> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (before, after) in scene.trees.pairs().filter(|(before, _)| before.kind == Kind::Source) {
        // the words of a notice may say it as well; another tag is told as a change
        let head = after.text.source().lines().take(source::HEAD);
        let mut head = head.map(str::to_lowercase);
        let Some(claim) = claim::tag_of(before).filter(|_| !head.any(|line| line.contains("licen"))) else {
            continue;
        };
        if claim.expression().is_some() {
            groups.entry((claim.words.clone(), String::new())).or_default().push(claim);
        }
    }
    together(groups).into_iter().map(|(hit, _)| hit).collect()
}

fn differs(scene: &Scene<'_>) -> Vec<Hit> {
    let tree = scene.tree();
    // nothing is asked of a tree without tags
    if tags(tree).next().is_none() {
        return Vec::new();
    }
    let mut code: BTreeMap<String, Vec<LicenseClaim<'_>>> = BTreeMap::new();
    for claim in claim::licenses(tree) {
        if matches!(claim.artifact.kind, Kind::License | Kind::Manifest)
            && matches!(claim.subject, Subject::Code | Subject::Everything)
        {
            code.entry(claim.artifact.path.directory().into_owned()).or_default().push(claim);
        }
    }
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for tag in tags(tree) {
        let Some(license) = tag.expression() else { continue };
        let nearest = tag.artifact.path.ancestors().into_iter().find(|directory| code.contains_key(directory));
        let Some(directory) = nearest else { continue };
        let others = code.get(&directory).map(Vec::as_slice).unwrap_or_default();
        // one that is not known, or agrees, leaves room
        let contradicts = |other: &LicenseClaim<'_>| {
            other.expression().is_some_and(|other| license::agree(license, other) == Agreement::Contradicts)
        };
        // a text that the project keeps shows that it knows
        if others.iter().all(contradicts) && license.ids().iter().any(|id| !has_text(tree, id)) {
            groups.entry((directory, license.to_string())).or_default().push(tag);
        }
    }
    let told = |(hit, (directory, _)): (Hit, (String, String))| {
        let other = code.get(&directory)?.first()?;
        let hit = hit.with("other_license", other.words.clone());
        let hit = hit.with("other_file", other.artifact.path.text().into_owned());
        let hit = hit.related(other.artifact.at(&other.span), format!("says {}", quote(&other.words)));
        Some(hit.about_directory(&directory))
    };
    together(groups).into_iter().filter_map(told).collect()
}

fn no_text(scene: &Scene<'_>) -> Vec<Hit> {
    let tree = scene.tree();
    if scene.trees.is_partial || !tree.has_files_below("LICENSES") {
        return Vec::new();
    }
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for tag in tree.artifacts.values().flat_map(claim::tags_of) {
        let Some(license) = tag.expression() else { continue };
        // an id of before may stand in both places
        for id in license.ids().into_iter().filter(|id| !has_text(tree, id) && !has_text(tree, &tag.words)) {
            groups.entry((id.to_owned(), String::new())).or_default().push(tag.clone());
        }
    }
    let told = |(mut hit, (id, _)): (Hit, (String, String))| {
        hit.variables.retain(|(name, _)| *name != "license");
        hit.with("license", id.clone()).with("other_file", format!("LICENSES/{id}.txt")).about_directory("")
    };
    together(groups).into_iter().map(told).collect()
}

/// Whether the folder for texts of licenses has one of this name, and one for its exception.
fn has_text(tree: &Tree, id: &str) -> bool {
    let has = |id: &str| {
        tree.files_in("LICENSES").any(|path| {
            let name = path.name();
            name == id || name.strip_prefix(id).is_some_and(|rest| matches!(rest, ".txt" | ".md"))
        })
    };
    id.split(" WITH ").all(has)
}
