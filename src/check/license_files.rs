//! `license-files`: several license files of one directory about the same thing, and nothing that says how they go together.

use super::{Evaluate, Hit, Scene, directory_name};
use crate::artifact::letters;
use crate::artifact::{Artifact, Kind, Scope, kind};
use crate::claim::{self, Subject, Value};
use crate::finding::Location;
use crate::tree::Tree;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseFiles {
    finds: Finds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Finds {
    /// They hold the same text.
    Twice,
    /// They hold different ones: whoever reads them may have to keep both, or may choose.
    NotCombined,
    /// Beside a known license, one holds terms of its own that restrict the use.
    Restricted,
}

impl Evaluate for LicenseFiles {
    fn variables(&self) -> &'static [&'static str] {
        &["file", "license", "other_file", "other_license", "directory"]
    }

    fn looks_at(&self) -> &[Kind] {
        if self.finds == Finds::Restricted { &[Kind::License, Kind::Notice] } else { &[Kind::License] }
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        if self.finds == Finds::Restricted {
            return restricted(scene);
        }
        let mut directories: BTreeMap<String, Vec<(&Artifact, String)>> = BTreeMap::new();
        for file in scene.tree().of_kinds(&[Kind::License]) {
            // the license of another thing, and a file of several licenses, stand for themselves
            let claim = claim::license_of(file).filter(|_| kind::scope(&file.path) == Some(Scope::Everything));
            let id = claim.as_ref().and_then(|claim| claim.expression()?.single());
            // a tag alone is no text
            let has_text = self.finds == Finds::NotCombined || file.identified().exact;
            if let Some(id) = id.filter(|id| has_text && is_of_the_work(&file.path.name(), id)) {
                directories.entry(file.path.directory().into_owned()).or_default().push((file, id.to_owned()));
            }
        }
        directories.iter().filter_map(|(directory, files)| self.judge(scene, directory, files)).collect()
    }
}

/// Whether a file's name says no more than that it is a license, or which one: `LICENSE-SDXL` is that of something called so.
fn is_of_the_work(name: &str, id: &str) -> bool {
    let stem =
        name.rsplit_once('.').filter(|(_, end)| matches!(*end, "md" | "txt" | "rst")).map_or(name, |(stem, _)| stem);
    let rest = ["license", "licence", "copying"].iter().fold(letters(stem), |rest, word| rest.replacen(word, "", 1));
    rest.is_empty() || letters(id).contains(&rest)
}

/// License files of one directory that a reader would compare. More of them are a collection.
const COMPARED: usize = 6;

impl LicenseFiles {
    fn judge(&self, scene: &Scene<'_>, directory: &str, files: &[(&Artifact, String)]) -> Option<Hit> {
        if files.len() > COMPARED {
            return None;
        }
        let tree = scene.tree();
        let text = |file: &Artifact| letters(file.text.source());
        let fits = |one: &(&Artifact, String), other: &(&Artifact, String)| match self.finds {
            // with another holder it is the license of something else
            Finds::Twice => one.1 == other.1 && text(one.0) == text(other.0),
            Finds::NotCombined | Finds::Restricted => one.1 != other.1,
        };
        let numbered = files.iter().enumerate();
        let mut pairs = numbered.flat_map(|(at, one)| files.iter().skip(at + 1).map(move |other| (one, other)));
        let (mut one, mut other) = pairs.find(|(one, other)| fits(one, other))?;
        if self.finds == Finds::NotCombined && is_told(tree, directory, files) {
            return None;
        }
        let subject = format!("{} {}", one.1, other.1);
        // on the one that comes in
        if scene.trees.changed(scene.side, &other.0.path).is_none() {
            std::mem::swap(&mut one, &mut other);
        }
        let hit = Hit::file(&other.0.path, scene.side, subject);
        let hit = hit.related(Location::file(one.0.path.clone(), scene.side), format!("names {}", one.1));
        Some(
            hit.with("file", other.0.path.text().into_owned())
                .with("license", other.1.clone())
                .with("other_file", one.0.path.text().into_owned())
                .with("other_license", one.1.clone())
                .with("directory", directory_name(directory))
                .about_directory(directory),
        )
    }
}

/// Words by which terms forbid a use that licenses of free works allow.
const RESTRICTIONS: [&str; 10] = [
    "non-commercial",
    "noncommercial",
    "commercial use",
    "research purposes only",
    "research use only",
    "personal use only",
    "evaluation purposes",
    "is prohibited",
    "may not be used",
    "not for use in",
];

/// Bytes of terms. Longer texts collect the licenses of others.
const TERMS: usize = 32 * 1024;

/// Where a text first restricts the use.
fn restricts_at(source: &str) -> Option<usize> {
    let text = source.to_ascii_lowercase();
    let words = RESTRICTIONS.iter().filter_map(|words| text.find(words));
    // of a country, not of a site
    let is_place = |at: &usize| {
        let rest = source.get(at + "not available in ".len()..).unwrap_or_default();
        rest.trim_start_matches("the ").starts_with(char::is_uppercase)
    };
    let places = text.match_indices("not available in ").map(|(at, _)| at).find(is_place);
    words.chain(places).min()
}

/// License files of terms that nobody knows, and notices, beside what names a known license for the same: another file for
/// everything, or the card. Each with the first line that restricts.
fn restricted(scene: &Scene<'_>) -> Vec<Hit> {
    let tree = scene.tree();
    let mut hits = Vec::new();
    let files = tree.of_kinds(&[Kind::License, Kind::Notice]);
    for file in files.filter(|file| file.text.source().len() < TERMS) {
        let claim = claim::license_of(file);
        let is_notice = file.kind == Kind::Notice;
        let subject = claim.as_ref().map_or(Subject::Everything, |claim| claim.subject);
        let Some(at) = restricts_at(file.text.source()) else { continue };
        let name = file.path.name().to_lowercase();
        let is_known = claim.is_none_or(|claim| !matches!(claim.value, Value::Unknown(_)));
        if (is_known && !is_notice) || ["third", "3rd", "part"].iter().any(|of| name.contains(of)) {
            continue;
        }
        let directory = file.path.directory();
        let beside = tree.files_in(&directory).filter_map(|path| tree.artifacts.get(path));
        let same = beside.filter_map(claim::license_of).find(|other| {
            let kind = other.artifact.kind;
            let is_card = matches!(kind, Kind::ModelCard | Kind::DatasetCard);
            (other.subject == subject || subject == Subject::Everything && is_card)
                && other.expression().is_some_and(|license| !(is_notice || is_card) || license.allows_commerce())
                && (kind == Kind::License || subject != Subject::Code)
        });
        let Some(other) = same else { continue };
        let line = file.text.line_span(file.text.line_of(at));
        let hit = Hit { edit: None, ..Hit::on(file, &line, "restricted") };
        let hit = hit.with("file", file.path.text().into_owned()).with("directory", directory_name(&directory));
        let hit = hit.with("other_file", other.artifact.path.text().into_owned());
        let hit = hit.with("other_license", other.words.clone());
        hits.push(hit.related(other.artifact.at(&other.span), format!("names {}", other.words)));
    }
    hits
}

/// Whether a text speaks of how a work is licensed in words that are not looked into further.
fn says_so(artifact: &Artifact) -> bool {
    let text = artifact.text.source().to_lowercase();
    ["licensed under", "dual-licen", "dual licen", "at your option"].iter().any(|words| text.contains(words))
}

/// Whether a manifest, a card or a README of the directory says how they go together, or may say it.
fn is_told(tree: &Tree, directory: &str, files: &[(&Artifact, String)]) -> bool {
    let topic = ["license".to_owned()];
    let mut beside = tree.artifacts.values().filter(|it| it.path.directory() == directory && it.kind != Kind::License);
    let speaks = |it: &Artifact| {
        let several = claim::licenses_of(it)
            .iter()
            .any(|claim| claim.expression().is_some_and(|license| license.ids().len() > 1));
        several || says_so(it) || it.has_section_about(&topic)
    };
    let unread =
        tree.files_in(directory).any(|path| kind::of(path) == Some(Kind::Readme) && !tree.artifacts.contains_key(path));
    // one that names the other, as a list of third parties does
    let named = files
        .iter()
        .any(|(file, id)| files.iter().any(|(_, other)| id != other && file.text.source().contains(other.as_str())));
    unread || named || beside.any(speaks)
}
