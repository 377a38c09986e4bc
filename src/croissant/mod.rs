//! Croissant, the format in which data sets describe themselves: judges a document as the reference validator does, and
//! as the specification asks. Pure: it fetches nothing and reads no file.

mod context;
mod document;
mod expand;
mod formats;
mod graph;
mod iri;
mod issue;
mod json_path;
mod nodes;
mod properties;
mod records;
mod references;
mod requirements;
mod shape;
mod sources;
mod specification;
mod structure;
mod tagged;
mod value;
mod vocabulary;
mod walk;
mod words;

pub use document::{Document, Unread};
pub use issue::{Issue, Level};

use crate::artifact::Span;
use crate::artifact::node::{Node, Value};
use crate::order;
use graph::Graph;
use issue::{Issues, shown};
use nodes::Judge;
use std::collections::HashSet;
use structure::Structure;
use value::Object;
use vocabulary::{CONFORMS_TO, Class, DATASET, Version};

/// How strictly a document is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// As mlcroissant 1.1.1 does
    Parity,
    /// As the specification asks
    Spec,
    /// As the specification and the conference's track for data sets ask
    Neurips,
}

/// Judges a document. The issues are in the order of the text.
#[must_use]
pub fn judge(document: &Node, tier: Tier) -> Vec<Issue> {
    let mut issues = Issues::default();
    let graph = Graph::new(document);
    identifiers(document, &mut issues);
    for (language, span) in &graph.bad_languages {
        issues.add(Level::Error, span.clone(), "", "@language", format!("{} is no language tag", shown(language)));
    }
    if let Some(root) = root(&graph, document, &mut issues) {
        let whole = walk::check(&graph, document, root, &mut issues);
        if whole {
            issues = dataset(&graph, document, root, tier, issues);
        }
    }
    let mut list = issues.list;
    order::by_key(&mut list, |issue| (issue.level, issue.span.start, issue.span.end));
    list
}

fn opening(document: &Node) -> Span {
    document.span.start..(document.span.start + 1).min(document.span.end)
}

/// The data set of a document. Without one there is nothing else to judge.
fn root(graph: &Graph<'_>, document: &Node, issues: &mut Issues) -> Option<usize> {
    if !matches!(document.value, Value::Map(_)) {
        issues.add(Level::Error, opening(document), "", "", "a Croissant document is one JSON object");
        return None;
    }
    let context = document.field("@context");
    if let Some(field) = context.filter(|field| !matches!(field.value.value, Value::Map(_))) {
        let kind = if field.value.items().is_empty() { "no object" } else { "a list" };
        let message = format!("`@context` is {kind}; the reference takes an object alone, and stops at anything else");
        issues.add(Level::Error, field.key_span.clone(), "", "@context", message);
        return None;
    }
    let base = context.and_then(|field| field.value.field("@base"));
    if let Some(field) = base.filter(|field| !matches!(field.value.value, Value::Scalar { plain: false, .. })) {
        issues.add(Level::Error, field.value.span.clone(), "@context", "@base", "`@base` is an IRI, as a string");
        return None;
    }
    let language = context.and_then(|field| field.value.field("@language"));
    if let Some(field) = language.filter(|field| !field.value.is_null()) {
        let fits = match &field.value.value {
            Value::Scalar { text, plain: false } => text.is_empty() || graph::is_language(text),
            _ => false,
        };
        if !fits {
            let message = format!("{} is no language tag, as `en` is", shown(&field.value.summary()));
            issues.add(Level::Error, field.value.span.clone(), "@context", "@language", message);
            return None;
        }
    }
    let is_dataset =
        |index: &usize| graph.get(*index).is_some_and(|node| node.types.iter().any(|(kind, _)| kind == DATASET));
    let found = (0..graph.resources.len()).find(is_dataset);
    if found.is_none() {
        let given = graph.get(0).and_then(|node| node.types.first());
        match (given, context) {
            (Some((kind, span)), Some(_)) => {
                let message =
                    format!("`@type` must be `sc:Dataset` (https://schema.org/Dataset), and is {}", as_read(kind));
                issues.add(Level::Error, span.clone(), "", "@type", message);
            }
            (_, None) => {
                let message = "the document has no `@context`, so its words mean nothing";
                issues.add(Level::Error, opening(document), "", "@context", message);
            }
            _ => {
                let message = "nothing in the document has the `@type` `sc:Dataset`";
                issues.add(Level::Error, opening(document), "", "@type", message);
            }
        }
    }
    found
}

/// An `@id` is a string without blanks, wherever it stands.
fn identifiers(node: &Node, issues: &mut Issues) {
    for field in node.fields() {
        if field.key == "@id" {
            let message = match &field.value.value {
                Value::Scalar { text, plain: false } if !text.contains(char::is_whitespace) => continue,
                Value::Scalar { text, plain: false } => format!("the `@id` {} has a blank in it", shown(text)),
                _ => "an `@id` is a string".to_owned(),
            };
            issues.add(Level::Error, field.value.span.clone(), &field.value.summary(), "@id", message);
        }
        identifiers(&field.value, issues);
        for item in field.value.items() {
            identifiers(item, issues);
        }
    }
}

/// A type as it was read. One that still has a prefix of ours looks right, and means nothing.
fn as_read(kind: &str) -> String {
    let is_ours = kind.split_once(':').is_some_and(|(prefix, _)| matches!(prefix, "sc" | "cr" | "ml"));
    let why = if is_ours { ", whose prefix `@context` does not declare" } else { "" };
    format!("{}{why}", shown(kind))
}

fn dataset(graph: &Graph<'_>, document: &Node, root: usize, tier: Tier, mut issues: Issues) -> Issues {
    let version = version(graph, root, &mut issues);
    let live = graph.items(root, &format!("{}isLiveDataset", version.namespace()));
    let live = live.iter().any(|item| match &item.object {
        Object::Literal(literal) => literal.scalar.is_something(),
        _ => true,
    });
    let language = document.get("@context").and_then(|context| context.get("@language")).and_then(Node::text);
    let language = language.map(str::to_owned);
    if let Some((kind, span)) = graph.get(root).and_then(|node| node.types.first())
        && kind != DATASET
    {
        let message = format!("the first `@type` must be `sc:Dataset`, and is {}", as_read(kind));
        issues.add(Level::Error, span.clone(), "", "@type", message);
    }
    let mut judge = Judge { graph, version, live, language, issues, done: HashSet::new() };
    judge.node(Class::Dataset, root);
    Structure::check(&mut judge, root);
    old_words(&mut judge, root, tier);
    if tier != Tier::Parity {
        judge.specification(root);
    }
    if tier == Tier::Neurips {
        judge.neurips(root);
    }
    judge.issues
}

/// Without `conformsTo` a document is one of version 0.8, in which the words of later versions mean nothing.
fn old_words(judge: &mut Judge<'_, '_>, root: usize, tier: Tier) {
    let own = Version::V1_0.namespace();
    let newer = |kind: &str| kind.strip_prefix(own).is_some_and(|word| !word.contains('/'));
    let uses_newer = judge.graph.resources.iter().any(|resource| resource.kind().is_some_and(newer));
    let silent = judge.graph.items(root, CONFORMS_TO).is_empty();
    if silent && uses_newer && (tier != Tier::Parity || judge.issues.has_errors()) {
        let message =
            "the dataset has no `conformsTo`, so it is read as Croissant 0.8, and uses words of a later version";
        judge.lacks(Class::Dataset, root, "conformsTo", message.to_owned());
    }
}

/// The version that a document says to conform to; 0.8 where it says none.
fn version(graph: &Graph<'_>, root: usize, issues: &mut Issues) -> Version {
    let items = graph.items(root, CONFORMS_TO);
    let version = items.iter().find_map(|item| Version::from_iri(item.object.text()?));
    match (version, items.first()) {
        (Some(version), _) => version,
        (None, None) => Version::V0_8,
        (None, Some(item)) => {
            let given = item.object.text().map_or_else(|| item.object.kind().to_owned(), shown);
            let message =
                format!("`conformsTo` names no version of Croissant (http://mlcommons.org/croissant/1.1), but {given}");
            issues.add(Level::Error, item.span.clone(), "", "conformsTo", message);
            Version::V0_8
        }
    }
}
