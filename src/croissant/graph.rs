//! A document as a graph: resources with their properties under full IRIs, each value with the bytes it stands on.
//! Objects with the same `@id` are one resource, and a value said twice is one value.

use super::context::Context;
use super::value::{Literal, Object, Scalar};
use crate::artifact::Span;
use crate::artifact::node::Node;
use std::collections::{BTreeMap, HashMap};

/// One value of a property.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub(super) object: Object<'a>,
    pub(super) span: Span,
    pub(super) key: &'a str,
    pub(super) key_span: Span,
}

#[derive(Debug, Default)]
pub(super) struct Resource<'a> {
    pub(super) id: String,
    pub(super) types: Vec<(String, Span)>,
    /// By full IRI, in the order in which readers see them.
    pub(super) properties: BTreeMap<String, Vec<Item<'a>>>,
    /// Where each object that says something about it opens.
    pub(super) spans: Vec<Span>,
    /// Where its `@id` is written.
    pub(super) ids: Vec<Span>,
    /// How many properties hold it.
    pub(super) referrers: usize,
}

impl Resource<'_> {
    pub(super) const NOTHING: Self = Self {
        id: String::new(),
        types: Vec::new(),
        properties: BTreeMap::new(),
        spans: Vec::new(),
        ids: Vec::new(),
        referrers: 0,
    };

    pub(super) fn kind(&self) -> Option<&str> {
        self.types.first().map(|(kind, _)| kind.as_str())
    }

    /// The opening of its object.
    pub(super) fn span(&self) -> Span {
        self.spans.first().or(self.ids.first()).cloned().unwrap_or(0..0)
    }
}

#[derive(Debug, Default)]
pub(super) struct Graph<'a> {
    pub(super) resources: Vec<Resource<'a>>,
    by_id: HashMap<String, usize>,
    /// Words that no reader accepts as a language, with their place.
    pub(super) bad_languages: Vec<(String, Span)>,
}

impl<'a> Graph<'a> {
    /// Expands a document. Depth is bounded by the reader, so this may recurse.
    pub(super) fn new(document: &'a Node) -> Self {
        let mut graph = Self::default();
        graph.resource(&Context::of_document(document), document);
        graph
    }

    pub(super) fn get(&self, index: usize) -> Option<&Resource<'a>> {
        self.resources.get(index)
    }

    /// The values of a property.
    pub(super) fn items(&self, index: usize, iri: &str) -> &[Item<'a>] {
        self.get(index).and_then(|resource| resource.properties.get(iri)).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn named(&mut self, id: String) -> usize {
        if let Some(index) = self.by_id.get(&id) {
            return *index;
        }
        let index = self.add(id.clone());
        self.by_id.insert(id, index);
        index
    }

    pub(super) fn add(&mut self, id: String) -> usize {
        self.resources.push(Resource { id, ..Resource::default() });
        self.resources.len() - 1
    }

    /// A name for people.
    pub(super) fn label(&self, index: usize) -> String {
        let Some(resource) = self.get(index) else { return String::new() };
        if !resource.id.starts_with("_:") {
            return super::iri::short(&resource.id).to_owned();
        }
        let names = self.items(index, super::vocabulary::NAME);
        names
            .iter()
            .find_map(|item| match &item.object {
                Object::Literal(Literal { scalar: Scalar::Text(text), .. }) => Some(text.clone()),
                _ => None,
            })
            .unwrap_or_default()
    }
}

/// Whether a word can be a language tag.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    !first.is_empty()
        && first.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric()))
}
