//! Judges each node by itself: its type, the values of its properties, and what it must have.

use super::formats;
use super::graph::{Graph, Item, Resource};
use super::iri;
use super::issue::{Issues, Level, shown};
use super::properties::{Count, Input, Property, properties};
use super::value::{Object, Scalar};
use super::vocabulary::{Class, DESCRIPTION, NAME, Version};
use std::collections::HashSet;

/// What a reader can take from a file as a whole.
const FILE_PROPERTIES: [&str; 6] = ["content", "filename", "filepath", "fullpath", "lines", "lineNumbers"];

/// JSON that is kept as it is reads as a string.
const JSON: Scalar = Scalar::Text(String::new());

pub(super) struct Judge<'g, 'a> {
    pub(super) graph: &'g Graph<'a>,
    pub(super) version: Version,
    /// Whether the dataset says that its files change: they need no checksums.
    pub(super) live: bool,
    /// The `@language` of the document.
    pub(super) language: Option<String>,
    pub(super) issues: Issues,
    pub(super) done: HashSet<(Class, usize)>,
}

impl<'g, 'a> Judge<'g, 'a> {
    pub(super) fn resource(&self, index: usize) -> &'g Resource<'a> {
        static NOTHING: Resource<'static> = Resource::NOTHING;
        self.graph.get(index).unwrap_or(&NOTHING)
    }

    /// The values of a property by its short name.
    pub(super) fn get(&self, class: Class, index: usize, name: &str) -> &'g [Item<'a>] {
        let property = properties(class).iter().find(|property| property.name == name);
        property.map(|property| self.graph.items(index, &property.iri(self.version))).unwrap_or_default()
    }

    /// Whether a property has a value that counts.
    pub(super) fn has(&self, class: Class, index: usize, name: &str) -> bool {
        self.get(class, index, name).iter().any(|item| match &item.object {
            Object::Literal(literal) => literal.scalar.is_something(),
            Object::Resource(child) if class == Class::Source => !self.id(*child).is_empty(),
            _ => true,
        })
    }

    /// A node as messages and subjects name it.
    pub(super) fn label(&self, class: Class, index: usize) -> String {
        if class == Class::Dataset {
            return String::new();
        }
        let label = self.graph.label(index);
        if label.is_empty() { class.noun().to_owned() } else { format!("{} {label}", class.noun()) }
    }

    /// A node as a sentence names it.
    pub(super) fn titled(&self, class: Class, index: usize) -> String {
        let label = self.graph.label(index);
        if label.is_empty() || class == Class::Dataset {
            class.noun().to_owned()
        } else {
            format!("{} {}", class.noun(), shown(&label))
        }
    }

    pub(super) fn error(&mut self, item: &Item<'_>, class: Class, index: usize, name: &str, message: String) {
        let label = self.label(class, index);
        self.issues.add(Level::Error, item.span.clone(), &label, name, message);
    }

    /// An error about something a node lacks.
    pub(super) fn lacks(&mut self, class: Class, index: usize, name: &str, message: String) {
        let label = self.label(class, index);
        self.issues.add(Level::Error, self.resource(index).span(), &label, name, message);
    }

    /// Judges a node of a known kind and all nodes below it.
    pub(super) fn node(&mut self, class: Class, index: usize) {
        if !self.done.insert((class, index)) {
            return;
        }
        for property in properties(class) {
            let items = self.graph.items(index, &property.iri(self.version));
            if !items.is_empty() {
                self.property(class, index, property, items);
            }
        }
        self.requirements(class, index);
    }

    fn property(&mut self, class: Class, index: usize, property: &Property, items: &'g [Item<'a>]) {
        let name = property.name;
        let iri = property.iri(self.version);
        if matches!(iri.as_str(), NAME | DESCRIPTION) {
            self.tagged(class, index, property, items);
            return;
        }
        // one value that says nothing is as good as none
        if matches!((property.input, items), (Input::Fields, [_])) && !self.has(class, index, name) {
            return;
        }
        for (place, item) in items.iter().enumerate() {
            self.value(class, index, property, item);
            // of several values readers take the first, and look no closer at the others
            if place == 0 || property.count == Count::Many {
                self.format(class, index, property, item);
            }
        }
        if property.count == Count::One
            && items.len() > 1
            && let Some(second) = items.get(1)
        {
            let label = self.label(class, index);
            let message = format!("`{name}` takes one value and has {}; only the first counts", items.len());
            self.issues.add(Level::Warning, second.span.clone(), &label, name, message);
        }
    }

    fn value(&mut self, class: Class, index: usize, property: &Property, item: &Item<'a>) {
        let name = property.name;
        let literal = match &item.object {
            Object::Literal(literal) => Some(&literal.scalar),
            // kept as its text
            Object::Json(_) => Some(&JSON),
            Object::Resource(_) | Object::List => None,
        };
        let fits = match (property.input, literal) {
            (Input::Later | Input::Container, _) => true,
            (Input::Boolean, Some(scalar)) => matches!(scalar, Scalar::Boolean(_)),
            (Input::Integer, Some(scalar)) => matches!(scalar, Scalar::Integer(_)),
            (Input::Version, Some(scalar)) => !matches!(scalar, Scalar::Boolean(_)),
            (Input::Text | Input::License | Input::Date | Input::FileProperty, Some(scalar)) => {
                matches!(scalar, Scalar::Text(_))
            }
            _ => false,
        };
        match (property.input, &item.object) {
            (Input::License, Object::Resource(child)) => {
                self.typed(class, index, name, item, *child, &[Class::CreativeWork]);
            }
            (Input::Nodes(classes), Object::Resource(child)) => self.typed(class, index, name, item, *child, classes),
            (Input::Fields, Object::Resource(child)) => {
                self.typed(class, index, name, item, *child, &[Class::Field]);
            }
            (Input::Container, Object::Resource(child)) if self.is_source(*child) => {
                self.typed(class, index, name, item, *child, &[Class::Source]);
            }
            _ if fits => {}
            (input, object) => {
                let wanted = match input {
                    Input::Boolean => "true or false".to_owned(),
                    Input::Integer => "a whole number".to_owned(),
                    Input::Version => "a string or a number".to_owned(),
                    Input::License => "a string or a CreativeWork".to_owned(),
                    Input::Nodes(classes) => one_of(classes),
                    Input::Fields => one_of(&[Class::Field]),
                    _ => "a string".to_owned(),
                };
                let message = format!("`{name}` takes {wanted}, and this is {}", object.kind());
                self.error(item, class, index, name, message);
            }
        }
    }

    /// Whether a string is written as its property asks.
    fn format(&mut self, class: Class, index: usize, property: &Property, item: &Item<'a>) {
        let (name, Some(text)) = (property.name, item.object.text()) else { return };
        match property.input {
            Input::Version if !formats::is_version(text) => {
                let label = self.label(class, index);
                let message = format!("`{name}` is {}, and not MAJOR.MINOR.PATCH", shown(text));
                self.issues.add(Level::Warning, item.span.clone(), &label, name, message);
            }
            Input::Date if !formats::is_date(text) => {
                let message = format!("`{name}` is {}, and not a date of ISO 8601, as in 2024-05-31", shown(text));
                self.error(item, class, index, name, message);
            }
            Input::FileProperty if !FILE_PROPERTIES.contains(&text) => {
                let message = format!("`{name}` is {}; known are {}", shown(text), FILE_PROPERTIES.join(", "));
                self.error(item, class, index, name, message);
            }
            _ => {}
        }
    }

    /// A node that must be of one of these kinds.
    fn typed(&mut self, class: Class, index: usize, name: &str, item: &Item<'a>, child: usize, classes: &[Class]) {
        let kind = self.resource(child).kind();
        let matching = classes.iter().find(|class| class.iri(self.version).as_deref() == kind);
        if let Some(matching) = matching {
            self.node(*matching, child);
            return;
        }
        let hints: Vec<String> = classes.iter().map(|class| format!("`{}`", class.type_hint(self.version))).collect();
        let label = match self.graph.label(child) {
            label if label.is_empty() => self.label(class, index),
            label => label,
        };
        let (span, message) = match self.resource(child).types.first() {
            Some((kind, span)) if hints == ["`none`"] => {
                (span.clone(), format!("`{name}` takes an object without `@type`, and this is a {}", shown(kind)))
            }
            Some((kind, span)) => (
                span.clone(),
                format!(
                    "the `@type` of what `{name}` holds must be {}, and is {}",
                    hints.join(" or "),
                    super::as_read(kind)
                ),
            ),
            None => {
                let span = self.resource(child).spans.first().unwrap_or(&item.span).clone();
                (span, format!("what `{name}` holds has no `@type`; it must be {}", hints.join(" or ")))
            }
        };
        self.issues.add(Level::Error, span, &label, "@type", message);
        // a wrong word, and not the right one of another version: the rest of the node is judged as what it must be
        if let ([only @ (Class::RecordSet | Class::Field)], Some(kind)) = (classes, kind)
            && !kind.ends_with(only.noun())
        {
            self.node(*only, child);
        }
    }

    /// Whether what a file lies in is a source, and not the file itself.
    pub(super) fn is_source(&self, index: usize) -> bool {
        let own = self.version.namespace();
        self.resource(index).kind().is_some_and(|kind| kind == format!("{own}source"))
            || ["fileObject", "fileSet", "recordSet"]
                .iter()
                .any(|word| !self.graph.items(index, &format!("{own}{word}")).is_empty())
    }

    /// What references call a node.
    pub(super) fn id(&self, index: usize) -> String {
        iri::short(&self.resource(index).id).to_owned()
    }
}

fn one_of(classes: &[Class]) -> String {
    let nouns: Vec<&str> = classes.iter().map(|class| class.noun()).collect();
    format!("an object ({})", nouns.join(" or "))
}
