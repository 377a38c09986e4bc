//! The `@context` of a document: which IRI a key or a type stands for.

use super::iri;
use crate::artifact::node::{Node, Value};
use std::collections::HashMap;

const KEYWORDS: [&str; 13] = [
    "@id",
    "@type",
    "@value",
    "@language",
    "@list",
    "@set",
    "@graph",
    "@json",
    "@vocab",
    "@none",
    "@included",
    "@nest",
    "@reverse",
];
/// Steps from a name to its IRI. More are a circle.
const STEPS: usize = 32;

/// What a key is defined to be.
#[derive(Debug, Clone, Default)]
pub(super) struct Term {
    /// `None`: the key is switched off.
    pub(super) id: Option<String>,
    /// How its values are read: `@id`, `@vocab`, `@json` or the IRI of a type.
    pub(super) coercion: Option<String>,
    /// The language of its strings, where it is not the document's. Empty: none.
    language: Option<String>,
    pub(super) by_language: bool,
    pub(super) list: bool,
    prefix: bool,
}

impl Term {
    /// The language of a string under this key.
    pub(super) fn language_in(&self, context: &Context) -> Option<String> {
        self.language.clone().or_else(|| context.language.clone()).filter(|language| !language.is_empty())
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    pub(super) language: Option<String>,
    vocab: Option<String>,
    base: String,
    terms: HashMap<String, Term>,
    /// Other names of keywords: `id` for `@id`.
    aliases: HashMap<String, String>,
}

impl Context {
    pub(super) fn new() -> Self {
        Self { base: iri::DOCUMENT.to_owned(), ..Self::default() }
    }

    /// The context before the one of a document is read.
    pub(super) fn of_document(document: &Node) -> Self {
        let mut context = Self::new();
        if document.get("@context").is_none_or(|source| source.get("@base").is_none()) {
            context.base = iri::resolve(iri::DOCUMENT, iri::BASE);
        }
        context
    }

    /// This context with the definitions of a `@context` value. Others' documents are not fetched.
    pub(super) fn with(&self, source: &Node) -> Self {
        let mut context = self.clone();
        match &source.value {
            Value::Map(_) => context.load(source),
            Value::List(items) => {
                for item in items {
                    if item.is_null() {
                        context = Self::new();
                    }
                    context.load(item);
                }
            }
            Value::Scalar { .. } => {
                if source.is_null() {
                    context = Self::new();
                }
            }
        }
        context
    }

    fn load(&mut self, source: &Node) {
        if let Some(vocab) = source.get("@vocab") {
            self.vocab = vocab.text().map(str::to_owned);
        }
        if let Some(language) = source.get("@language") {
            self.language = language.text().filter(|text| !text.is_empty()).map(str::to_owned);
        }
        if let Some(base) = source.get("@base").and_then(Node::text) {
            self.base = iri::resolve(&self.base, base);
        }
        for field in source.fields() {
            if !field.key.starts_with('@') {
                self.define(source, &field.key, &field.value);
            }
        }
    }

    fn define(&mut self, source: &Node, name: &str, definition: &Node) {
        let mut term = Term::default();
        match &definition.value {
            Value::Map(_) => {
                let text = |key: &str| definition.get(key).and_then(Node::text);
                term.coercion = text("@type").map(|word| self.iri_of(source, word));
                term.id = match text("@id") {
                    Some("@type") => Some("@type".to_owned()),
                    Some(id) => Some(self.iri_of(source, id)),
                    None if definition.get("@id").is_some() => None,
                    None if name.contains(':') => Some(self.iri_of(source, name)),
                    None => self.vocab.as_ref().map(|vocab| format!("{vocab}{name}")),
                };
                term.language = definition.get("@language").map(|node| node.text().unwrap_or_default().to_owned());
                let container = definition.get("@container").map(Node::scalars).unwrap_or_default();
                let contains = |word: &str| container.iter().any(|node| node.text() == Some(word));
                (term.by_language, term.list) = (contains("@language"), contains("@list"));
                term.prefix = text("@prefix") == Some("true");
            }
            Value::Scalar { plain: false, text } => {
                if text.starts_with('@') && !KEYWORDS.contains(&text.as_str()) {
                    return;
                }
                term.id = Some(self.iri_of(source, text));
            }
            _ => {}
        }
        if let Some(id) = &term.id {
            term.prefix |= id.ends_with([':', '/', '?', '#', '[', ']', '@']);
            if KEYWORDS.contains(&id.as_str()) {
                self.aliases.insert(name.to_owned(), id.clone());
            } else {
                self.aliases.remove(name);
            }
        }
        self.terms.insert(name.to_owned(), term);
    }

    /// Follows the definitions of a context from a name to an IRI.
    fn iri_of(&self, source: &Node, name: &str) -> String {
        let mut current = name.to_owned();
        for _ in 0..STEPS {
            if KEYWORDS.contains(&current.as_str()) {
                break;
            }
            let next = match prefixed(&current) {
                Some((prefix, local)) => match self.defined(source, prefix) {
                    Some(namespace) => format!("{namespace}{local}"),
                    None => break,
                },
                None => match (self.defined(source, &current), &self.vocab) {
                    (Some(id), _) if id.contains(':') => id,
                    (Some(id), Some(vocab)) => return format!("{vocab}{id}"),
                    (None, Some(vocab)) if !current.contains(':') => return format!("{vocab}{current}"),
                    (Some(id), None) => id,
                    (None, _) => break,
                },
            };
            if next == current {
                break;
            }
            current = next;
        }
        current
    }

    fn defined(&self, source: &Node, name: &str) -> Option<String> {
        match source.get(name) {
            Some(node) => node.get("@id").unwrap_or(node).text().map(str::to_owned),
            None => self.terms.get(name)?.id.clone(),
        }
    }

    pub(super) fn term(&self, key: &str) -> Option<&Term> {
        self.terms.get(key)
    }

    /// The keyword a key is, by itself or by another name.
    pub(super) fn keyword<'a>(&'a self, key: &'a str) -> Option<&'a str> {
        if key.starts_with('@') { Some(key) } else { self.aliases.get(key).map(String::as_str) }
    }

    /// The IRI of a key or a type.
    pub(super) fn expand(&self, word: &str) -> Option<String> {
        if word.starts_with('@') {
            return None;
        }
        if let Some(term) = self.terms.get(word) {
            return term.id.clone();
        }
        match self.with_prefix(word) {
            Some(iri) => Some(iri),
            None if !word.contains(':') => Some(format!("{}{word}", self.vocab.as_ref()?)),
            None => Some(self.absolute(word)),
        }
    }

    /// The IRI of an identifier: terms do not count, prefixes do.
    pub(super) fn resolve(&self, id: &str) -> String {
        self.absolute(&self.with_prefix(id).unwrap_or_else(|| id.to_owned()))
    }

    pub(super) fn absolute(&self, id: &str) -> String {
        if id.starts_with("_:") { id.to_owned() } else { iri::resolve(&self.base, id) }
    }

    fn with_prefix(&self, word: &str) -> Option<String> {
        let (prefix, local) = prefixed(word)?;
        let term = self.terms.get(prefix).filter(|term| term.prefix)?;
        Some(format!("{}{local}", term.id.as_ref()?))
    }
}

/// `prefix:local`, where it is not `scheme://`.
fn prefixed(word: &str) -> Option<(&str, &str)> {
    let (prefix, local) = word.split_once(':')?;
    (!prefix.is_empty() && prefix != "_" && !local.starts_with("//")).then_some((prefix, local))
}
