//! Files whose content decides whether they are a record of data: bills of materials, `metadata.json`, provenance files.

use super::kind::Kind;
use super::node::Node;
use crate::order::{self, InOrder as _};
use std::collections::BTreeSet;

/// Which record of data a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// schema.org `Dataset`.
    Schema,
    /// `CycloneDX`: components of the type `data`.
    CycloneDx,
    /// SPDX 3, the Dataset profile.
    Spdx,
    /// The elements of the Data Provenance Standards, by their names.
    Elements,
}

/// The 22 elements of the Data & Trust Alliance's Data Provenance Standards 1.0.0 (2024-07; an OASIS committee since April
/// 2025), without what parts their words. Those that other files use for other things are left out.
const ELEMENTS: [&str; 27] = [
    "standardsversionused",
    "datasettitle",
    "uniquemetadataidentifier",
    "metadatalocation",
    "issuer",
    "datasetissuer",
    "sourcemetadata",
    "sourcemetadatafordataset",
    "dataorigingeography",
    "issuedate",
    "datasetissuedate",
    "dateofpreviousversion",
    "previousissuedate",
    "dateofpreviouslyissuedversion",
    "rangeofgenerationdates",
    "rangeofdatesofdatageneration",
    "generationperiod",
    "confidentialityclassification",
    "consentdocumentationlocation",
    "privacyenhancingtechnologies",
    "privacyenhancingtechnologyortoolapplied",
    "processinggeography",
    "storagegeography",
    "licensetouse",
    "licensetousedata",
    "intendeddatause",
    "proprietarydatapresence",
];

/// Parts of keys by which a provenance file that follows no standard tells where data is from. Manifests of digests and
/// reports of runs go by that name as well.
const WORDS: [&str; 8] = ["source", "origin", "url", "derivedfrom", "licen", "collected", "downloaded", "retrieved"];

/// A key without case and without what parts its words.
#[must_use]
pub fn squeezed(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The maps of a document in which elements may stand: itself, and what it groups them in.
fn groups(root: &Node) -> impl Iterator<Item = &Node> {
    let inner = root.fields().iter().map(|field| &field.value);
    std::iter::once(root).chain(inner.clone()).chain(inner.flat_map(Node::items))
}

/// The format of a document; `None` where it says nothing of data.
#[must_use]
pub fn format_of(root: &Node) -> Option<Format> {
    if root.get("bomFormat").and_then(Node::text) == Some("CycloneDX") {
        return (!cyclonedx_data(root).is_empty()).then_some(Format::CycloneDx);
    }
    if root.get("@graph").is_some() || root.get("spdxVersion").is_some() {
        return (!spdx_datasets(root).is_empty()).then_some(Format::Spdx);
    }
    if is_dataset(root) {
        return Some(Format::Schema);
    }
    // attestations of builds are called provenance as well
    if ["_type", "predicateType", "buildType", "predicate"].iter().any(|key| root.get(key).is_some()) {
        return None;
    }
    let keys: BTreeSet<String> =
        groups(root).flat_map(Node::fields).take(1_000).map(|field| squeezed(&field.key)).into_set();
    let count = |words: &[&str]| words.iter().filter(|word| keys.contains(**word)).count();
    (count(&ELEMENTS) >= 3).then_some(Format::Elements)
}

/// Whether a file that is named for provenance speaks of it in words of its own.
fn tells_origin(root: &Node) -> bool {
    let is_attestation = ["_type", "predicateType", "buildType"].iter().any(|key| root.get(key).is_some());
    let keys: BTreeSet<String> =
        groups(root).flat_map(Node::fields).take(1_000).map(|field| squeezed(&field.key)).into_set();
    let is_told = |word: &&&str| keys.iter().any(|key| key.contains(**word));
    !is_attestation && WORDS.iter().filter(is_told).count() >= 2
}

/// What a document turns out to be, by its name where it follows no standard.
#[must_use]
pub(super) fn kind_of(name: &str, root: &Node) -> Kind {
    let conforms = |key: &str| root.get(key).is_some_and(|node| node.summary().contains("mlcommons.org/croissant"));
    match format_of(root) {
        Some(Format::Schema) if conforms("conformsTo") || conforms("dct:conformsTo") => Kind::Croissant,
        Some(_) => Kind::Record,
        None if squeezed(name).contains("provenance") && tells_origin(root) => Kind::Record,
        None => Kind::Statement,
    }
}

fn is_dataset(node: &Node) -> bool {
    let types = node.get("@type").map(Node::scalars).unwrap_or_default();
    types.into_iter().filter_map(Node::text).any(|name| {
        let name = name.rsplit(['/', ':', '#']).next().unwrap_or_default();
        name == "Dataset"
    })
}

/// The components of data of a `CycloneDX` document, below others too.
#[must_use]
pub fn cyclonedx_data(root: &Node) -> Vec<&Node> {
    let mut open: Vec<&Node> = root.get("components").map(Node::items).unwrap_or_default().iter().collect();
    open.extend(root.get("metadata").and_then(|metadata| metadata.get("component")));
    let mut found = Vec::new();
    while let Some(component) = open.pop() {
        if component.get("type").and_then(Node::text) == Some("data") {
            found.push(component);
        }
        open.extend(component.get("components").map(Node::items).unwrap_or_default());
    }
    order::by_key(&mut found, |component| component.span.start);
    found
}

/// The data sets of an SPDX 3 document.
#[must_use]
pub fn spdx_datasets(root: &Node) -> Vec<&Node> {
    let elements = root.get("@graph").map(Node::items).unwrap_or_default();
    let is_dataset = |element: &&Node| {
        let kind = element.get("type").or_else(|| element.get("@type")).and_then(Node::text).unwrap_or_default();
        matches!(kind.rsplit(['/', ':']).next(), Some("dataset_DatasetPackage" | "dataset_Dataset" | "DatasetPackage"))
    };
    elements.iter().filter(is_dataset).collect()
}
