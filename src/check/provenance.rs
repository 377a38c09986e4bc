//! `provenance`: a record of data that leaves out where the data is from, under which terms it stands, or what else its
//! format has a place for, where nothing beside or above it says so either.

use super::companion::speaks_for;
use super::{Evaluate, Hit, Scene, directory_name};
use crate::artifact::kind::{self, Scope};
use crate::artifact::{Artifact, Kind};
use crate::claim::provenance::{self, Element, Provenance};
use crate::finding::Severity;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lacks {}

impl Evaluate for Lacks {
    fn variables(&self) -> &'static [&'static str] {
        &["record", "missing", "keys", "name", "directory"]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        // one finding a directory for the files of DVC, which come in hundreds
        let mut told: BTreeSet<String> = BTreeSet::new();
        let mut hits = Vec::new();
        for record in scene.tree().of_kinds(&[Kind::Record]) {
            let is_dvc = record.path.name().to_lowercase().strip_suffix(".dvc").is_some();
            let directory = record.path.directory();
            for stated in provenance::of(record) {
                let missing = missing(scene, record, &stated);
                if missing.is_empty() || (is_dvc && !told.insert(directory.clone().into_owned())) {
                    continue;
                }
                let names: Vec<&str> = missing.iter().map(|element| element.name()).collect();
                let mut hit = Hit { edit: None, ..Hit::on(record, &stated.span, format!("origin of {}", stated.name)) };
                if is_dvc {
                    hit = hit.about_directory(&directory);
                }
                // data without terms is likely used wrongly; what else is missing is a question
                if is_dvc || !missing.contains(&Element::License) {
                    hit = hit.at_most(Severity::Notice);
                }
                hits.push(
                    hit.with("record", record.path.text().into_owned())
                        .with("missing", listed(&names))
                        .with("keys", stated.keys)
                        .with("name", stated.name)
                        .with("directory", directory_name(&directory)),
                );
            }
        }
        hits
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What nobody says of the data that a record speaks of.
fn missing(scene: &Scene<'_>, record: &Artifact, stated: &Provenance) -> Vec<Element> {
    let mut missing: Vec<Element> =
        stated.asked.iter().filter(|element| !stated.stated.contains(element)).copied().collect();
    if missing.is_empty() {
        return missing;
    }
    let directory = record.path.directory();
    let others = scene.tree().artifacts.values().filter(|other| other.path != record.path);
    for other in others.filter(|other| speaks_for(&other.path, &directory)) {
        missing.retain(|element| !states(other, *element, &stated.name));
    }
    // what was not read may say it
    let unread = |(side, path): &(_, _)| *side == scene.side && speaks_for(path, &directory);
    if scene.trees.unread.iter().any(unread) {
        missing.clear();
    }
    missing
}

/// Whether another file states this of the data below it, or of the one of this name. A card of the data has rules of its
/// own.
fn states(other: &Artifact, element: Element, name: &str) -> bool {
    let about = |topics: &[&str]| {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        other.has_section_about(&topics)
    };
    match other.kind {
        Kind::DatasetCard => true,
        Kind::License => {
            element == Element::License && matches!(kind::scope(&other.path), Some(Scope::Data | Scope::Everything))
        }
        Kind::Readme | Kind::ModelCard => match element {
            Element::License => about(&["license"]) || other.field("license").is_some(),
            Element::PersonalData => about(&["privacy"]),
            _ => about(&["training-data", "collection"]),
        },
        _ => provenance::of(other)
            .iter()
            .any(|it| (it.name.is_empty() || name.is_empty() || it.name == name) && it.stated.contains(&element)),
    }
}
