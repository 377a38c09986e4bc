//! Judges names and descriptions: a text, or one for each language where the version allows it.

use super::graph::Item;
use super::nodes::Judge;
use super::properties::{Count, Property};
use super::value::Object;
use super::vocabulary::{Class, Version};

/// How a name or a description reads.
enum Tagged {
    Absent,
    Scalar,
    ByLanguage,
    Other,
}

impl<'g, 'a> Judge<'g, 'a> {
    pub(super) fn tagged(&mut self, class: Class, index: usize, property: &Property, items: &'g [Item<'a>]) {
        let name = property.name;
        let Some(first) = items.first() else { return };
        let several =
            property.count == Count::Tagged && (self.version >= Version::V1_1 || name != "name" || agent(class));
        match self.reading(items) {
            Tagged::Scalar if first.object.text().is_some() => {}
            Tagged::ByLanguage if several => {}
            // readers keep whatever stands there, and look closer where they come by again
            Tagged::Other
                if self.resource(index).referrers > 1
                    && items
                        .iter()
                        .any(|item| matches!(item.object, Object::Literal(_)) && item.object.text().is_none()) =>
            {
                let message = format!("`{name}` takes a string, and one of these is none");
                self.error(first, class, index, name, message);
            }
            Tagged::Other if several && (name != "name" || agent(class)) => {}
            Tagged::ByLanguage if items.len() > 1 => {
                let message = format!("`{name}` takes one string, and has {}", items.len());
                self.error(first, class, index, name, message);
            }
            Tagged::ByLanguage => {
                let message = format!("`{name}` is in another language than the document's `@language`");
                self.error(first, class, index, name, message);
            }
            Tagged::Scalar | Tagged::Absent | Tagged::Other => {
                let message = format!("`{name}` takes a string, and this is {}", first.object.kind());
                self.error(first, class, index, name, message);
            }
        }
    }

    /// How readers take a name or a description.
    fn reading(&self, items: &[Item<'_>]) -> Tagged {
        match items {
            [] => Tagged::Absent,
            [Item { object: Object::Literal(literal), .. }]
                if literal.language.is_none() || literal.language == self.language =>
            {
                Tagged::Scalar
            }
            items
                if items
                    .iter()
                    .all(|item| matches!(&item.object, Object::Literal(literal) if literal.language.is_some())) =>
            {
                Tagged::ByLanguage
            }
            _ => Tagged::Other,
        }
    }
}

fn agent(class: Class) -> bool {
    matches!(class, Class::Person | Class::Organization | Class::CreativeWork)
}
