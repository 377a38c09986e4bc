//! What each kind of node must have, beyond values that fit.

use super::formats;
use super::issue::{Level, shown};
use super::json_path;
use super::nodes::Judge;
use super::value::{Literal, Object, Scalar};
use super::vocabulary::{Class, Version};

/// Characters of a name in version 0.8.
const NAME_CHARS: usize = 255;

impl Judge<'_, '_> {
    pub(super) fn requirements(&mut self, class: Class, index: usize) {
        match class {
            Class::Dataset => {
                self.name(class, index);
                self.recommended(index);
            }
            Class::FileObject => self.file_object(index),
            Class::FileSet => {
                self.name(class, index);
                self.needs(class, index, "includes");
                self.needs(class, index, "encodingFormat");
            }
            Class::RecordSet => {
                self.name(class, index);
                self.examples(index);
                self.records(index);
            }
            Class::Field => self.field(index),
            Class::Source => self.source(index),
            Class::Extract => self.extract(index),
            Class::Transform => self.transform(index),
            Class::ParentField | Class::Person | Class::Organization | Class::CreativeWork => {}
        }
    }

    fn needs(&mut self, class: Class, index: usize, name: &str) {
        if self.has(class, index, name) {
            return;
        }
        let message = format!("the {} has no `{name}`", self.titled(class, index));
        match self.get(class, index, name).first() {
            Some(item) => self.error(item, class, index, name, format!("`{name}` says nothing")),
            None => self.lacks(class, index, name, message),
        }
    }

    /// Version 0.8 knows nodes by their names, later ones by their `@id`.
    fn name(&mut self, class: Class, index: usize) {
        if self.version > Version::V0_8 {
            if class != Class::Dataset && self.id(index).is_empty() {
                let span = self.resource(index).ids.first().cloned().unwrap_or_else(|| self.resource(index).span());
                self.issues.add(
                    Level::Error,
                    span,
                    class.noun(),
                    "@id",
                    format!("the `@id` of this {} is empty", class.noun()),
                );
            }
            return;
        }
        let items = self.get(class, index, "name");
        let Some(item) = items.first().filter(|item| item.object.text() != Some("")) else {
            let message = format!("the {} has no `name`; in Croissant 0.8 it is known by it", class.noun());
            self.lacks(class, index, "name", message);
            return;
        };
        let Some(text) = item.object.text() else { return };
        if text.chars().count() > NAME_CHARS {
            let message = format!("the `name` is longer than {NAME_CHARS} characters");
            self.error(item, class, index, "name", message);
        }
        if !formats::is_plain_name(text) {
            let message =
                format!("the `name` {} has other characters than letters, digits, `-`, `_` and `.`", shown(text));
            self.error(item, class, index, "name", message);
        }
    }

    fn recommended(&mut self, index: usize) {
        for name in ["citeAs", "datePublished", "license", "version"] {
            // a version 0 is a version
            let number = name == "version"
                && self.get(Class::Dataset, index, name).iter().any(|item| item.object.text().is_none());
            if !number && !self.has(Class::Dataset, index, name) {
                let name = if name == "citeAs" && self.version == Version::V0_8 { "citation" } else { name };
                let message = format!("the dataset has no `{name}`, which is recommended");
                self.issues.add(Level::Advice, self.resource(index).span(), "", name, message);
            }
        }
    }

    fn file_object(&mut self, index: usize) {
        let class = Class::FileObject;
        self.name(class, index);
        self.needs(class, index, "encodingFormat");
        if self.has(class, index, "containedIn") {
            return;
        }
        self.needs(class, index, "contentUrl");
        let has_digest = ["md5", "sha256"].iter().any(|name| !self.get(class, index, name).is_empty());
        if !has_digest && !self.live {
            let message = format!("the {} has neither `sha256` nor `md5`", self.titled(class, index));
            self.lacks(class, index, "sha256", message);
        }
    }

    fn field(&mut self, index: usize) {
        let class = Class::Field;
        self.name(class, index);
        let source = self.source_of(class, index, "source");
        let has_value = !self.get(class, index, "value").is_empty();
        if let Some(source) = source
            && self.target(source).is_some()
        {
            if has_value && let Some(item) = self.get(class, index, "value").first() {
                let message = "the field has a `source` and a `value`; it takes one of them".to_owned();
                self.error(item, class, index, "value", message);
            }
            self.extracted_path(source);
        }
        let is_array = self
            .get(class, index, "isArray")
            .iter()
            .any(|item| matches!(&item.object, Object::Literal(Literal { scalar: Scalar::Boolean(true), .. })));
        let Some(item) = self.get(class, index, "arrayShape").first() else { return };
        let Some(shape) = item.object.text().filter(|text| !text.is_empty()) else { return };
        if !is_array {
            let message = "the field has an `arrayShape` and not `\"isArray\": true`".to_owned();
            self.error(item, class, index, "arrayShape", message);
        }
        if !formats::is_shape(shape) {
            let message =
                format!("`arrayShape` is {}, and not whole numbers with commas, as in \"-1,3\"", shown(shape));
            self.error(item, class, index, "arrayShape", message);
        }
    }

    fn extracted_path(&mut self, source: usize) {
        let extracts = self.get(Class::Source, source, "extract");
        let Some(Object::Resource(extract)) = extracts.first().map(|item| &item.object) else { return };
        let Some(item) = self.get(Class::Extract, *extract, "jsonPath").first() else { return };
        if let Some(mistake) = item.object.text().filter(|text| !text.is_empty()).and_then(json_path::mistake) {
            let message = format!("`jsonPath` cannot be read: {mistake}");
            self.error(item, Class::Extract, *extract, "jsonPath", message);
        }
    }

    fn source(&mut self, index: usize) {
        let class = Class::Source;
        let names: &[&str] = if self.version == Version::V0_8 {
            &["field", "fileObject", "fileSet", "distribution"]
        } else {
            &["field", "fileObject", "fileSet"]
        };
        let given: Vec<&str> = names.iter().copied().filter(|name| self.has(class, index, name)).collect();
        if given.len() != 1 {
            let choice = names.join(", ");
            let message = match given.as_slice() {
                [] => format!("the source names none of {choice}"),
                given => format!("the source names {} at once; it takes one of {choice}", given.join(" and ")),
            };
            let name = given.first().copied().unwrap_or("source");
            self.lacks(class, index, name, message);
        }
    }

    fn extract(&mut self, index: usize) {
        let names = ["column", "fileProperty", "jsonPath"];
        let given: Vec<&str> = names.into_iter().filter(|name| self.has(Class::Extract, index, name)).collect();
        if given.len() != 1 {
            let message = match given.as_slice() {
                [] => "`extract` names none of column, fileProperty, jsonPath".to_owned(),
                given => format!("`extract` names {} at once; it takes one of them", given.join(" and ")),
            };
            self.lacks(Class::Extract, index, "extract", message);
        }
    }

    fn transform(&mut self, index: usize) {
        let class = Class::Transform;
        let texts: Vec<&str> = ["format", "jsonPath", "regex", "replace", "separator"]
            .into_iter()
            .filter(|name| self.has(class, index, name))
            .collect();
        let flags = ["readLines", "unArchive"].iter().any(|name| self.has(class, index, name));
        if texts.len() > 1 {
            let message = format!("one `transform` does {} at once; give each its own", texts.join(" and "));
            self.lacks(class, index, "transform", message);
        } else if texts.is_empty() && !flags {
            let message = "the `transform` does nothing: it has no format, jsonPath, regex, replace, separator, readLines or unArchive";
            self.lacks(class, index, "transform", message.to_owned());
        }
    }
}
