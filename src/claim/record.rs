//! License claims of records about data: Data Package, `dataset_infos.json`, Croissant.

use super::Subject;
use super::license::{LicenseClaim, stated};
use super::recorded::each;
use crate::artifact::Artifact;
use crate::artifact::node::{Node, Value};
use crate::order::InOrder as _;
use std::collections::BTreeMap;

/// The licenses that stand in a registry of models, by the names of the models.
#[must_use]
pub fn registered(artifact: &Artifact) -> BTreeMap<String, &Node> {
    models(artifact).into_iter().filter_map(|(name, license)| Some((name, license?))).into_map()
}

/// A registry of models: a list or a map of them, at the root or under `models`. By each of their names, the license;
/// none where one name stands there with several.
#[must_use]
pub fn models(artifact: &Artifact) -> BTreeMap<String, Option<&Node>> {
    let mut found: BTreeMap<String, Option<&Node>> = BTreeMap::new();
    let Some(root) = &artifact.node else { return BTreeMap::new() };
    let models = root.get("models").filter(|models| models.text().is_none()).unwrap_or(root);
    let listed = models.items().iter().flat_map(|entry| {
        let names = ["id", "model_id", "name", "model"].iter().filter_map(|key| entry.get(key)?.text());
        names.map(move |name| (name, entry))
    });
    let keyed = models.fields().iter().map(|field| (field.key.as_str(), &field.value));
    for (name, entry) in listed.chain(keyed) {
        let license = entry.get("license").filter(|license| !license.scalars().is_empty());
        let same = |known: Option<&Node>| known.map(Node::summary) == license.map(Node::summary);
        match found.get_mut(name) {
            // of two under one name, nobody knows which is meant
            Some(known) if !same(*known) => *known = None,
            Some(_) => {}
            None => {
                found.insert(name.to_owned(), license);
            }
        }
    }
    found
}

/// Croissant: a text, a web address, a `CreativeWork`, or a list of them.
pub(super) fn croissant(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    let root = artifact.node.as_ref()?;
    let license = root.get("license").or_else(|| {
        let fields = root.fields().iter().find(|field| is_license(root, &field.key));
        fields.map(|field| &field.value)
    })?;
    let named = |node: &Node| match &node.value {
        // the address names a license more exactly than its title does
        Value::Map(_) => ["url", "@id", "@value", "name"]
            .iter()
            .find_map(|key| node.get(key).filter(|node| node.text().is_some()))
            .cloned(),
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

/// Whether a key is schema.org's `license`: by its address, or by a name that the context gives it.
fn is_license(root: &Node, key: &str) -> bool {
    let is = |text: &str| {
        matches!(text, "sc:license" | "schema:license" | "https://schema.org/license" | "http://schema.org/license")
    };
    let meaning = || {
        let term = root.get("@context")?.get(key)?;
        term.text().or_else(|| term.get("@id")?.text())
    };
    is(key) || meaning().is_some_and(is)
}

/// Data Package: `licenses` is a list of `{name, path, title}`; before it was `license`.
pub(super) fn data(artifact: &Artifact) -> Option<LicenseClaim<'_>> {
    let root = artifact.node.as_ref()?;
    if artifact.path.name().to_lowercase() == "dataset_infos.json" {
        return infos(artifact, root);
    }
    let Some(licenses) = root.get("licenses").filter(|licenses| !licenses.is_empty()) else {
        let license = root.get("license")?;
        return stated(artifact, Subject::Data, license.get("type").unwrap_or(license));
    };
    let name = |item: &Node| ["name", "path", "title", "id", "url"].iter().find_map(|key| item.get(key)).cloned();
    let names: Option<Vec<Node>> = each(Some(licenses)).into_iter().map(name).collect();
    stated(artifact, Subject::Data, &Node { value: Value::List(names?), span: licenses.span.clone() })
}

/// `dataset_infos.json`: one entry a configuration. They make a claim where all name the same license.
fn infos<'a>(artifact: &'a Artifact, root: &Node) -> Option<LicenseClaim<'a>> {
    let mut licenses = root.fields().iter().map(|field| field.value.get("license"));
    let first = licenses.next()??;
    let text = first.text().map(str::trim).filter(|text| !text.is_empty())?;
    licenses.all(|other| other.and_then(Node::text).map(str::trim) == Some(text)).then_some(())?;
    stated(artifact, Subject::Data, first)
}
