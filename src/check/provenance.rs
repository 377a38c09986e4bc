//! `provenance`: a record of data that leaves out where the data is from, under which terms it stands, or what else its
//! format has a place for, where nothing beside or above it says so either.

use super::companion::{home_of, is_met, says_source};
use super::{Evaluate, Hit, Scene, directory_name, kind_inside};
use crate::artifact::kind::{self, Scope};
use crate::artifact::{Artifact, Kind};
use crate::change::RepoPath;
use crate::claim::provenance::{self, ELEMENTS, Element, Provenance};
use crate::finding::Severity;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lacks {}

impl Evaluate for Lacks {
    fn variables(&self) -> &'static [&'static str] {
        &["record", "missing", "keys", "name", "directory"]
    }

    fn looks_at(&self) -> &[Kind] {
        &[Kind::Record]
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        // one finding a directory for the files of DVC, which come in hundreds
        let mut told: BTreeSet<String> = BTreeSet::new();
        let mut hits = Vec::new();
        // asked for only where something is missing
        let mut speakers: Option<Speakers> = None;
        for record in scene.tree().of_kinds(&[Kind::Record]) {
            let is_dvc = record.path.name().to_lowercase().strip_suffix(".dvc").is_some();
            let directory = record.path.directory();
            for stated in of_data(scene, record) {
                let mut missing: Vec<Element> = stated.asked.to_vec();
                missing.retain(|element| !stated.stated.contains(element));
                if !missing.is_empty() {
                    let speakers = speakers.get_or_insert_with(|| Speakers::of(scene));
                    missing.retain(|element| !speakers.state(*element, &stated.name, &directory));
                }
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

/// What a record states of data, and not of what else DVC keeps. Data in a folder of data may have any name.
fn of_data(scene: &Scene<'_>, record: &Artifact) -> Vec<Provenance> {
    let is_data = |path: &RepoPath| {
        scene.configuration.policy.kind_of(path) == Some(Kind::Data)
            || kind_inside(scene, path, "/x.csv") == Some(Kind::Data)
    };
    let mut stated = provenance::of(record);
    stated.retain(|it| it.of.as_ref().is_none_or(is_data));
    stated
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The directories below which an element is stated: for whatever data lies there, or for data of one name.
#[derive(Default)]
struct Speakers {
    homes: BTreeMap<(Element, String), BTreeSet<String>>,
    /// Whatever the name.
    any: BTreeMap<Element, BTreeSet<String>>,
    /// What was not read may say anything.
    unread: BTreeSet<String>,
}

impl Speakers {
    fn of(scene: &Scene<'_>) -> Self {
        let mut speakers = Self::default();
        for other in scene.tree().artifacts.values() {
            let home = home_of(&other.path);
            for (element, name) in stated_by(scene, other) {
                speakers.homes.entry((element, name)).or_default().insert(home.clone());
                speakers.any.entry(element).or_default().insert(home.clone());
            }
        }
        let unread = scene.trees.unread.iter().filter(|(side, _)| *side == scene.side);
        speakers.unread = unread.map(|(_, path)| home_of(path)).collect();
        speakers
    }

    fn state(&self, element: Element, name: &str, directory: &str) -> bool {
        let met = |homes: Option<&BTreeSet<String>>| homes.is_some_and(|homes| is_met(homes, directory));
        is_met(&self.unread, directory)
            || met(self.homes.get(&(element, name.to_owned())))
            || met(self.homes.get(&(element, String::new())))
            || (name.is_empty() && met(self.any.get(&element)))
    }
}

/// What a file states of the data below it, or of the one of a name. A card of the data has rules of its own.
fn stated_by(scene: &Scene<'_>, other: &Artifact) -> Vec<(Element, String)> {
    let about = |topics: &[&str]| {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        other.has_section_about(&topics)
    };
    let elements: Vec<(Element, bool)> = match other.kind {
        Kind::DatasetCard => ELEMENTS.map(|element| (element, true)).to_vec(),
        Kind::License => {
            let is_for_data = matches!(kind::scope(&other.path), Some(Scope::Data | Scope::Everything));
            vec![(Element::License, is_for_data)]
        }
        Kind::Readme | Kind::ModelCard => {
            let origin = about(&["training-data", "collection"]);
            vec![
                (Element::License, about(&["license"]) || other.field("license").is_some()),
                (Element::PersonalData, about(&["privacy"])),
                (Element::Source, origin || says_source(other)),
                (Element::Date, origin),
                (Element::Collection, origin),
            ]
        }
        _ => {
            return of_data(scene, other)
                .into_iter()
                .flat_map(|it| it.stated.into_iter().map(move |element| (element, it.name.clone())))
                .collect();
        }
    };
    elements.into_iter().filter(|(_, is)| *is).map(|(element, _)| (element, String::new())).collect()
}
