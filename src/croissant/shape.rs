//! What the specification asks of record sets and fields: identifiers, types, and a source for each field.

use super::issue::Level;
use super::nodes::Judge;
use super::value::Object;
use super::vocabulary::{Class, Version};

impl Judge<'_, '_> {
    pub(super) fn record_sets(&mut self, root: usize) {
        for set in self.held(Class::Dataset, root, "recordSet") {
            self.identified(Class::RecordSet, set);
            self.plain_types(Class::RecordSet, set);
            let own_records = !self.get(Class::RecordSet, set, "data").is_empty();
            for field in self.held(Class::RecordSet, set, "field") {
                self.fed(field, own_records);
                for sub in self.held(Class::Field, field, "subField") {
                    self.fed(sub, own_records);
                }
            }
        }
    }

    fn held(&self, class: Class, index: usize, name: &str) -> Vec<usize> {
        let items = self.get(class, index, name).iter();
        items
            .filter_map(|item| match item.object {
                Object::Resource(child) => Some(child),
                _ => None,
            })
            .collect()
    }

    fn identified(&mut self, class: Class, index: usize) {
        if self.version > Version::V0_8 && self.resource(index).ids.is_empty() {
            let message = format!("this {} has no `@id`, so nothing can refer to it", class.noun());
            // records are keyed by the identifiers of their fields
            let level = if class == Class::Field { Level::Error } else { Level::Warning };
            let label = self.label(class, index);
            self.issues.add(level, self.resource(index).span(), &label, "@id", message);
        }
    }

    /// A type is an IRI. A string that stays one says nothing, whatever it looks like.
    fn plain_types(&mut self, class: Class, index: usize) {
        for item in self.get(class, index, "dataType") {
            if !matches!(item.object, Object::Resource(_)) {
                let label = self.label(class, index);
                let message = "`dataType` is no IRI here; the `@context` must give it `\"@type\": \"@vocab\"`";
                self.issues.add(Level::Warning, item.span.clone(), &label, "dataType", message);
            }
        }
    }

    /// A field without fields of its own comes from somewhere.
    fn fed(&mut self, field: usize, own_records: bool) {
        let class = Class::Field;
        self.identified(class, field);
        // older files name with `references` where a value comes from
        let given = ["source", "value", "subField", "parentField", "references"];
        if !own_records && given.iter().all(|name| self.get(class, field, name).is_empty()) {
            let message = "the field has neither a `source` nor a `value`".to_owned();
            self.lacks(class, field, "source", message);
        }
    }
}
