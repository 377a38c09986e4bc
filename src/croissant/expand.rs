//! Expands JSON objects into the graph: keys become IRIs, values become literals and references.

use super::context::Context;
use super::graph::{Graph, Item, is_language};
use super::value::{Literal, Object};
use crate::artifact::Span;
use crate::artifact::node::{Field, Node, Value};
use std::collections::HashSet;

impl<'a> Graph<'a> {
    /// The resource that an object describes.
    pub(super) fn resource(&mut self, context: &Context, node: &'a Node) -> Option<usize> {
        let local = node.get("@context").map(|source| context.with(source));
        let context = local.as_ref().unwrap_or(context);
        let fields = last_of_each(node);
        let id = fields.iter().find(|field| context.keyword(&field.key) == Some("@id")).map(|field| &field.value);
        let index = match id.and_then(Node::text) {
            Some(id) => {
                let id = context.resolve(id);
                if !id.contains(':') || id.contains(char::is_whitespace) {
                    return None;
                }
                self.named(id)
            }
            // a blank in it: no document can name it
            None => self.add(format!("_: {}", self.resources.len())),
        };
        if let (Some(id), Some(resource)) = (id, self.resources.get_mut(index)) {
            resource.ids.push(id.span.clone());
        }
        let open = node.span.start..(node.span.start + 1).min(node.span.end);
        let mut says_something = false;
        for field in fields {
            let keyword = context.keyword(&field.key);
            says_something |= keyword != Some("@id");
            match keyword {
                Some("@type") => self.types(context, index, &field.value),
                Some("@graph" | "@included") => {
                    let nodes = if field.value.items().is_empty() {
                        std::slice::from_ref(&field.value)
                    } else {
                        field.value.items()
                    };
                    // a graph with a name is another graph
                    if id.is_none() || keyword == Some("@included") {
                        for node in nodes.iter().filter(|node| !node.fields().is_empty()) {
                            self.resource(context, node);
                        }
                    }
                }
                // `@id`, `@context`, and keywords that Croissant has no use for
                Some(_) => {}
                None => self.property(context, index, field),
            }
        }
        if (says_something || id.is_none())
            && let Some(resource) = self.resources.get_mut(index)
        {
            resource.spans.push(open);
        }
        Some(index)
    }

    fn types(&mut self, context: &Context, index: usize, value: &'a Node) {
        for node in flat(value) {
            let kind = match &node.value {
                Value::Scalar { text, plain: false } => context.expand(text).unwrap_or_else(|| context.absolute(text)),
                _ if node.is_null() => continue,
                _ => node.summary(),
            };
            if let Some(resource) = self.resources.get_mut(index)
                && !resource.types.iter().any(|(known, _)| *known == kind)
            {
                resource.types.push((kind, node.span.clone()));
            }
        }
    }

    fn property(&mut self, context: &Context, index: usize, field: &'a Field) {
        let term = context.term(&field.key);
        let iri = match term {
            Some(term) => term.id.clone(),
            None => context.expand(&field.key),
        };
        let Some(iri) = iri.filter(|iri| !iri.is_empty() && !iri.starts_with("_:")) else { return };
        let value = &field.value;
        let mut found: Vec<(Object<'a>, Span)> = Vec::new();
        if term.is_some_and(|term| term.coercion.as_deref() == Some("@json")) {
            found.push((Object::Json(value), value.span.clone()));
        } else if term.is_some_and(|term| term.list) {
            found.push((Object::List, value.span.clone()));
        } else if term.is_some_and(|term| term.by_language) && matches!(value.value, Value::Map(_)) {
            for entry in last_of_each(value) {
                for node in flat(&entry.value).into_iter().filter(|node| !node.is_null()) {
                    let language = (entry.key != "@none").then(|| entry.key.clone());
                    if let Some(language) = &language {
                        if language.contains(' ') {
                            continue;
                        }
                        self.check_language(language, &entry.key_span);
                    }
                    found.push((Object::Literal(Literal::new(node, language, None)), node.span.clone()));
                }
            }
        } else {
            for node in flat(value) {
                if let Some(object) = self.object(context, &field.key, node) {
                    found.push((object, node.span.clone()));
                }
            }
        }
        let mut held = Vec::new();
        let Some(resource) = self.resources.get_mut(index) else { return };
        if found.is_empty() {
            return;
        }
        let items = resource.properties.entry(iri).or_default();
        // long lists are compared by their hashes, one by one would take too long
        let mut known: Option<HashSet<(Option<Literal>, usize)>> =
            (found.len() > 8).then(|| items.iter().filter_map(|item| item.object.identity()).collect());
        for (object, span) in found {
            let repeated = match (&mut known, object.identity()) {
                (Some(known), Some(identity)) => !known.insert(identity),
                _ => items.iter().any(|item| item.object.same(&object)),
            };
            if !repeated {
                if let Object::Resource(child) = object {
                    held.push(child);
                }
                items.push(Item { object, span, key: &field.key, key_span: field.key_span.clone() });
            }
        }
        for child in held {
            if let Some(child) = self.resources.get_mut(child) {
                child.referrers += 1;
            }
        }
    }

    fn object(&mut self, context: &Context, key: &str, node: &'a Node) -> Option<Object<'a>> {
        let term = context.term(key);
        if let Value::Scalar { text, plain } = &node.value {
            if node.is_null() {
                return None;
            }
            return match term.and_then(|term| term.coercion.as_deref()) {
                Some("@id") if !plain => self.reference(&context.absolute(text)),
                Some("@vocab") if !plain => {
                    let iri = context.expand(text).unwrap_or_else(|| context.absolute(text));
                    self.reference(&context.resolve(&iri))
                }
                Some(coercion) => Some(Object::Literal(Literal::new(node, None, Some(coercion.to_owned())))),
                None => {
                    let language = term.map_or_else(|| context.language.clone(), |term| term.language_in(context));
                    Some(Object::Literal(Literal::new(node, language, None)))
                }
            };
        }
        let entry = |keyword: &str| {
            node.fields()
                .iter()
                .rev()
                .find(|field| context.keyword(&field.key) == Some(keyword))
                .map(|field| &field.value)
        };
        if entry("@list").is_some() {
            return Some(Object::List);
        }
        let language = entry("@language").and_then(Node::text).filter(|language| !language.is_empty());
        if language.is_some() || entry("@value").is_some() {
            let value = entry("@value").filter(|value| !value.is_null())?;
            if let Some(language) = language {
                if language.contains(' ') {
                    return None;
                }
                self.check_language(language, &node.span);
            }
            let datatype = entry("@type").and_then(Node::text).filter(|_| language.is_none());
            if datatype == Some("@json") {
                return Some(Object::Json(value));
            }
            let datatype = datatype.map(|word| context.expand(word).unwrap_or_default());
            return Some(Object::Literal(Literal::new(value, language.map(str::to_owned), datatype)));
        }
        self.resource(context, node).map(Object::Resource)
    }

    fn reference(&mut self, id: &str) -> Option<Object<'a>> {
        (id.contains(':') && !id.contains(' ')).then(|| Object::Resource(self.named(id.to_owned())))
    }

    fn check_language(&mut self, language: &str, span: &Span) {
        if !is_language(language) {
            self.bad_languages.push((language.to_owned(), span.clone()));
        }
    }
}

/// The fields of an object. Of a key given twice the last counts.
fn last_of_each(node: &Node) -> Vec<&Field> {
    let mut seen = HashSet::new();
    let mut fields: Vec<_> = node.fields().iter().rev().filter(|field| seen.insert(field.key.as_str())).collect();
    fields.reverse();
    fields
}

/// A value, or the values of a list, with lists in lists and `@set` opened.
fn flat(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::List(items) => items.iter().flat_map(flat).collect(),
        Value::Map(_) => match node.get("@set") {
            Some(set) => flat(set),
            None => vec![node],
        },
        Value::Scalar { .. } => vec![node],
    }
}
