//! Judges where the values of fields come from: sources, types, and joins between files.

use super::issue::{Level, shown};
use super::references::Target;
use super::structure::Structure;
use super::value::Object;
use super::vocabulary::Class;
use std::collections::HashSet;

/// The types whose values readers know to read.
const TYPES: [&str; 23] = [
    "sc:Boolean",
    "sc:Date",
    "sc:DateTime",
    "sc:Float",
    "sc:Integer",
    "sc:Text",
    "sc:Time",
    "sc:URL",
    "sc:AudioObject",
    "sc:ImageObject",
    "sc:VideoObject",
    "cr:BoundingBox",
    "cr:Float16",
    "cr:Float32",
    "cr:Float64",
    "cr:Int8",
    "cr:Int16",
    "cr:Int32",
    "cr:Int64",
    "cr:UInt8",
    "cr:UInt16",
    "cr:UInt32",
    "cr:UInt64",
];

impl Structure<'_, '_, '_> {
    /// The fields of a record set that nothing feeds.
    pub(super) fn sources(&mut self, at: usize) {
        let Some(set) = self.entities.get(at) else { return };
        let fed = self.incoming.get(at).is_some_and(|count| *count > 0);
        if set.class != Class::RecordSet || fed || self.judge.has_records(set.index) {
            return;
        }
        let fields: Vec<usize> = set.children.iter().map(|child| self.index_of(*child)).collect();
        for field in fields {
            let class = Class::Field;
            let has_value = self.judge.get(class, field, "value").first();
            let has_source = self.judge.field_target(field, "source").is_some();
            let has_subs = self.judge.has(class, field, "subField");
            if let Some(value) = has_value {
                if self.judge.get(class, field, "dataType").is_empty() {
                    let message = "the field has a constant `value` and no `dataType`".to_owned();
                    self.judge.error(value, class, field, "dataType", message);
                }
            } else if !has_source && !has_subs && self.judge.get(class, field, "source").is_empty() {
                self.judge.lacks(class, field, "source", "the field has neither a `source` nor a `value`".into());
            }
        }
    }

    pub(super) fn data_type(&mut self, at: usize) {
        let Some(field) = self.entities.get(at).filter(|entity| entity.class == Class::Field) else { return };
        let index = field.index;
        let mut current = index;
        let mut seen = Vec::new();
        // what was found once about a field of a chain holds for all fields behind it
        while !self.typeless.contains(&current) && !seen.contains(&current) {
            if self.typed.contains(&current)
                || self.judge.has(Class::Field, current, "subField")
                || self.has_known_type(current)
            {
                self.typed.extend(seen);
                self.typed.insert(current);
                return;
            }
            seen.push(current);
            let source = self.judge.field_target(current, "source").and_then(|target| self.by_id.get(&target.id));
            match source.and_then(|at| self.entities.get(*at)) {
                Some(source) if source.class == Class::Field => current = source.index,
                _ => break,
            }
        }
        self.typeless.extend(seen);
        let Some(item) = self.judge.get(Class::Field, index, "dataType").first() else {
            let message = "the field has no `dataType`, and no field it comes from has one".to_owned();
            return self.judge.lacks(Class::Field, index, "dataType", message);
        };
        let given = match &item.object {
            Object::Resource(kind) => self.judge.graph.label(*kind),
            object => object.text().unwrap_or_default().to_owned(),
        };
        let message = format!("`dataType` {} is none that readers know, and no source gives one", shown(&given));
        self.judge.error(item, Class::Field, index, "dataType", message);
    }

    fn has_known_type(&self, field: usize) -> bool {
        self.judge.get(Class::Field, field, "dataType").iter().any(|item| {
            let iri = match &item.object {
                Object::Resource(kind) => self.judge.resource(*kind).id.as_str(),
                object => object.text().unwrap_or_default(),
            };
            TYPES.iter().any(|known| match known.split_once(':') {
                Some(("sc", name)) => iri.strip_prefix("https://schema.org/") == Some(name),
                Some((_, name)) => iri.strip_prefix("http://mlcommons.org/croissant/") == Some(name),
                None => false,
            })
        })
    }

    pub(super) fn line_readings(&mut self) {
        for entity in self.entities.iter().filter(|entity| entity.class == Class::FileSet) {
            let mut seen = HashSet::new();
            for (id, span) in self.judge.line_readings(entity.index) {
                if !seen.insert(id) {
                    let label = self.judge.label(entity.class, entity.index);
                    let message = "`readLines` is asked for twice for one file, which readers cannot do";
                    self.judge.issues.add(Level::Error, span, &label, "readLines", message);
                }
            }
        }
    }

    /// Fields of one record set that come from several files need a declared join.
    pub(super) fn joins(&mut self, at: usize) {
        let Some(set) = self.entities.get(at).filter(|entity| entity.class == Class::RecordSet) else { return };
        let mut sources: Vec<(usize, Target, usize)> = Vec::new();
        let mut joined: HashSet<(usize, usize)> = HashSet::new();
        for child in &set.children {
            let index = self.index_of(*child);
            let Some(target) = self.judge.field_target(index, "source") else { continue };
            let Some(from) = self.owner(&target.id) else { continue };
            if let Some(other) = self.judge.field_target(index, "references").and_then(|other| self.owner(&other.id)) {
                joined.extend([(from, other), (other, from)]);
            }
            if !sources.iter().any(|(known, _, _)| *known == from) {
                sources.push((from, target, index));
            }
        }
        for (place, (second, target, field)) in sources.iter().enumerate() {
            for (first, _, _) in sources.iter().take(place) {
                if joined.contains(&(*first, *second)) {
                    continue;
                }
                let name = |at: usize| self.entities.get(at).map(|entity| shown(&entity.id)).unwrap_or_default();
                let message = format!(
                    "the record set draws on {} and {} without a join; declare one with `references`",
                    name(*first),
                    name(*second)
                );
                let label = self.judge.label(Class::Field, *field);
                self.judge.issues.add(Level::Error, target.span.clone(), &label, "source", message);
                break;
            }
        }
    }

    /// The file or the record set that an identifier leads to.
    fn owner(&self, id: &str) -> Option<usize> {
        let at = *self.by_id.get(id)?;
        let entity = self.entities.get(at)?;
        Some(if entity.class == Class::Field { entity.parent } else { at })
    }
}
