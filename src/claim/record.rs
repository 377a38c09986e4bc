//! License claims of records about data: Data Package, `dataset_infos.json`, Croissant.

use super::Subject;
use super::license::{LicenseClaim, stated};
use crate::artifact::Artifact;
use crate::artifact::node::{Node, Value};
use std::collections::BTreeMap;

/// An entry of a registry, and its license.
type Entry<'a> = (&'a Node, Option<&'a Node>);

/// A registry of models: a list or a map of them, at the root or under `models`. Its entries by the names of the models;
/// those that stand there twice are left out.
#[must_use]
pub fn registered(artifact: &Artifact) -> BTreeMap<String, Entry<'_>> {
    let mut found: BTreeMap<String, Option<Entry<'_>>> = BTreeMap::new();
    let Some(root) = &artifact.node else { return BTreeMap::new() };
    let models = root.get("models").filter(|models| models.text().is_none()).unwrap_or(root);
    let named = |entry: &Node| {
        let name = ["id", "model_id", "name", "model"].iter().find_map(|key| entry.get(key)).and_then(Node::text);
        name.map(str::to_owned)
    };
    let listed = models.items().iter().filter_map(|entry| Some((named(entry)?, entry)));
    let keyed = models.fields().iter().map(|field| (field.key.clone(), &field.value));
    for (name, entry) in listed.chain(keyed) {
        let license = entry.get("license").filter(|license| license.text().is_some());
        // of two under one name, nobody knows which is meant
        found.entry(name).and_modify(|known| *known = None).or_insert(Some((entry, license)));
    }
    found.into_iter().filter_map(|(name, entry)| Some((name, entry?))).collect()
}

/// Croissant: a text, a web address, a `CreativeWork`, or a list of them.
pub(super) fn croissant(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    let root = artifact.node.as_ref()?;
    let license = root.get("license").or_else(|| root.get("sc:license"))?;
    let named = |node: &Node| match &node.value {
        // the address names a license more exactly than its title does
        Value::Map(_) => {
            ["url", "@id", "name"].iter().find_map(|key| node.get(key).filter(|node| node.text().is_some())).cloned()
        }
        Value::Scalar { .. } => Some(node.clone()),
        Value::List(_) => None,
    };
    let one = match &license.value {
        Value::List(items) => {
            let all: Option<Vec<Node>> = items.iter().map(named).collect();
            Node { value: Value::List(all?), span: license.span.clone() }
        }
        _ => named(license)?,
    };
    stated(artifact, Subject::Data, &one)
}

/// Data Package: `licenses` is a list of `{name, path}`. Of several, none is said to be the one.
pub(super) fn data(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    let root = artifact.node.as_ref()?;
    if artifact.path.name().to_lowercase() == "dataset_infos.json" {
        return infos(artifact, root);
    }
    let [one] = root.get("licenses")?.items() else { return None };
    stated(artifact, Subject::Data, one.get("name").or_else(|| one.get("path"))?)
}

/// `dataset_infos.json`: one entry a configuration. They make a claim where all name the same license.
fn infos<'a>(artifact: &'a Artifact, root: &Node) -> Option<LicenseClaim<'a>> {
    let mut licenses = root.fields().iter().map(|field| field.value.get("license"));
    let first = licenses.next()??;
    let text = first.text().map(str::trim).filter(|text| !text.is_empty())?;
    licenses.all(|other| other.and_then(Node::text).map(str::trim) == Some(text)).then_some(())?;
    stated(artifact, Subject::Data, first)
}
