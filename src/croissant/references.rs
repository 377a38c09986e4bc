//! Who refers to whom: sources, their targets, and the files that others lie in.

use super::iri;
use super::nodes::Judge;
use super::value::Object;
use super::vocabulary::{Class, Version};
use crate::artifact::Span;

/// A reference: the identifier it names, and where.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) id: String,
    pub(super) span: Span,
    pub(super) property: &'static str,
}

impl Judge<'_, '_> {
    /// The source that stands in a property.
    pub(super) fn source_of(&self, class: Class, index: usize, name: &str) -> Option<usize> {
        match self.get(class, index, name).first()?.object {
            Object::Resource(source) if self.resource(source).kind().is_none() => Some(source),
            _ => None,
        }
    }

    /// What a source names.
    pub(super) fn target(&self, source: usize) -> Option<Target> {
        let names: &[&'static str] = match self.version {
            Version::V0_8 => &["field", "distribution"],
            _ => &["field", "fileObject", "fileSet"],
        };
        names.iter().filter(|name| self.has(Class::Source, source, name)).find_map(|name| {
            let item = self.get(Class::Source, source, name).first()?;
            Some(Target { id: self.named(&item.object), span: item.span.clone(), property: name })
        })
    }

    /// What the `source` or the `references` of a field name.
    pub(super) fn field_target(&self, field: usize, name: &str) -> Option<Target> {
        self.target(self.source_of(Class::Field, field, name)?)
    }

    /// What a file lies in.
    pub(super) fn containers(&self, class: Class, file: usize) -> Vec<Target> {
        if !self.has(class, file, "containedIn") {
            return Vec::new();
        }
        let items = self.get(class, file, "containedIn").iter();
        items
            .filter_map(|item| match item.object {
                Object::Resource(child) if self.is_source(child) => self.target(child),
                _ => Some(Target { id: self.named(&item.object), span: item.span.clone(), property: "containedIn" }),
            })
            .collect()
    }

    /// The identifier that a value is. What is none never finds a node.
    fn named(&self, object: &Object<'_>) -> String {
        match object {
            Object::Resource(index) => self.id(*index),
            object => object.text().map_or("_:", iri::short).to_owned(),
        }
    }

    /// How often a file set asks to read the lines of one file.
    pub(super) fn line_readings(&self, file_set: usize) -> Vec<(String, Span)> {
        let mut found = Vec::new();
        for item in self.get(Class::FileSet, file_set, "containedIn") {
            let Object::Resource(source) = item.object else { continue };
            let Some(target) = self.target(source).filter(|_| self.is_source(source)) else { continue };
            for transform in self.get(Class::Source, source, "transform") {
                if let Object::Resource(index) = transform.object
                    && self.has(Class::Transform, index, "readLines")
                {
                    found.push((target.id.clone(), transform.span.clone()));
                }
            }
        }
        found
    }
}
