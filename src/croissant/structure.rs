//! Judges what the nodes are together: identifiers, references and circles.

use super::issue::{Level, shown};
use super::nodes::Judge;
use super::references::Target;
use super::value::Object;
use super::vocabulary::{Class, Version};
use std::collections::{HashMap, HashSet};

/// A node that can be referred to.
pub(super) struct Entity {
    pub(super) class: Class,
    pub(super) index: usize,
    pub(super) id: String,
    /// The entity it stands in.
    pub(super) parent: usize,
    pub(super) children: Vec<usize>,
}

pub(super) struct Structure<'j, 'g, 'a> {
    pub(super) judge: &'j mut Judge<'g, 'a>,
    pub(super) entities: Vec<Entity>,
    pub(super) by_id: HashMap<String, usize>,
    edges: Vec<Vec<usize>>,
    /// How many edges end at each entity.
    pub(super) incoming: Vec<usize>,
    dangling: bool,
    /// Fields whose type is known, and fields that come to none.
    pub(super) typed: HashSet<usize>,
    pub(super) typeless: HashSet<usize>,
}

impl<'j, 'g, 'a> Structure<'j, 'g, 'a> {
    pub(super) fn check(judge: &'j mut Judge<'g, 'a>, root: usize) {
        let mut structure = Self {
            judge,
            entities: Vec::new(),
            by_id: HashMap::new(),
            edges: Vec::new(),
            incoming: Vec::new(),
            dangling: false,
            typed: HashSet::new(),
            typeless: HashSet::new(),
        };
        structure.collect(root);
        structure.identifiers();
        structure.edges = vec![Vec::new(); structure.entities.len()];
        structure.incoming = vec![0; structure.entities.len()];
        structure.connect();
        structure.without_identifier();
        structure.circles();
        for at in 0..structure.entities.len() {
            structure.sources(at);
            structure.data_type(at);
        }
        structure.line_readings();
        // joins are looked at where everything else fits
        if !structure.judge.issues.has_errors() {
            for at in 0..structure.entities.len() {
                structure.joins(at);
            }
        }
    }

    fn add(&mut self, class: Class, index: usize, parent: usize) -> usize {
        let at = self.entities.len();
        let id = match self.judge.version {
            Version::V0_8 => {
                let name = self.judge.get(class, index, "name").first().and_then(|item| item.object.text());
                let above = self.entities.get(parent).filter(|_| class == Class::Field).map(|parent| &parent.id);
                let name = name.unwrap_or_default();
                above.map_or_else(|| name.to_owned(), |above| format!("{above}/{name}"))
            }
            _ => self.judge.id(index),
        };
        self.entities.push(Entity { class, index, id, parent, children: Vec::new() });
        if at != parent
            && let Some(parent) = self.entities.get_mut(parent)
        {
            parent.children.push(at);
        }
        at
    }

    fn collect(&mut self, root: usize) {
        let top = self.add(Class::Dataset, root, 0);
        for file in self.listed(Class::Dataset, root, "distribution") {
            let is_set = self.judge.resource(file).kind() == Class::FileSet.iri(self.judge.version).as_deref();
            self.add(if is_set { Class::FileSet } else { Class::FileObject }, file, top);
        }
        let sets: Vec<(usize, usize)> = self
            .listed(Class::Dataset, root, "recordSet")
            .into_iter()
            .map(|set| (set, self.add(Class::RecordSet, set, top)))
            .collect();
        for (set, at) in sets {
            for field in self.listed(Class::RecordSet, set, "field") {
                let field_at = self.add(Class::Field, field, at);
                for sub in self.listed(Class::Field, field, "subField") {
                    self.add(Class::Field, sub, field_at);
                }
            }
        }
    }

    fn listed(&self, class: Class, index: usize, name: &str) -> Vec<usize> {
        let items = self.judge.get(class, index, name).iter();
        items
            .filter_map(|item| match item.object {
                Object::Resource(child) => Some(child),
                _ => None,
            })
            .collect()
    }

    fn identifiers(&mut self) {
        for (at, entity) in self.entities.iter().enumerate() {
            let Some(before) = self.by_id.insert(entity.id.clone(), at) else { continue };
            let (v0, other) = (self.judge.version == Version::V0_8, self.entities.get(before));
            let property = if v0 { "name" } else { "@id" };
            let resource = self.judge.resource(entity.index);
            let span = if v0 { None } else { resource.ids.last().cloned() };
            let span = span
                .or_else(|| self.judge.get(entity.class, entity.index, "name").first().map(|item| item.span.clone()))
                .unwrap_or_else(|| resource.span());
            let noun = other.map_or("node", |other| other.class.noun());
            let message = format!("{} is already the identifier of a {noun}", shown(&entity.id));
            let label = self.judge.label(entity.class, entity.index);
            self.judge.issues.add(Level::Error, span, &label, property, message);
        }
    }

    fn connect(&mut self) {
        for at in 0..self.entities.len() {
            let Some(entity) = self.entities.get(at) else { continue };
            let (class, index, parent) = (entity.class, entity.index, entity.parent);
            match class {
                Class::FileObject | Class::FileSet => {
                    for target in self.judge.containers(class, index) {
                        if !target.id.is_empty() {
                            self.edge(&target, at, at);
                        }
                    }
                }
                Class::Field => {
                    let is_sub = self.class_of(parent) == Some(Class::Field);
                    let set = if is_sub { self.entities.get(parent).map_or(0, |field| field.parent) } else { parent };
                    if !is_sub {
                        self.link(parent, at);
                    }
                    if let Some(target) = self.judge.field_target(index, "source") {
                        self.edge(&target, set, at);
                    }
                    let references = self.judge.field_target(index, "references");
                    // a sub-field is joined by what the field above it refers to
                    let decisive = if is_sub { self.index_of(parent) } else { index };
                    let by_field = self
                        .judge
                        .field_target(decisive, "references")
                        .and_then(|target| self.by_id.get(&target.id))
                        .is_some_and(|found| self.class_of(*found) == Some(Class::Field));
                    if let Some(target) = references {
                        self.edge(&target, if by_field { at } else { set }, at);
                    }
                }
                _ => {}
            }
        }
    }

    fn class_of(&self, at: usize) -> Option<Class> {
        self.entities.get(at).map(|entity| entity.class)
    }

    pub(super) fn index_of(&self, at: usize) -> usize {
        self.entities.get(at).map_or(usize::MAX, |entity| entity.index)
    }

    fn link(&mut self, from: usize, to: usize) {
        if let (Some(edges), Some(incoming)) = (self.edges.get_mut(from), self.incoming.get_mut(to)) {
            edges.push(to);
            *incoming += 1;
        }
    }

    /// An edge from what a reference names. `owner` is the node that refers.
    fn edge(&mut self, target: &Target, to: usize, owner: usize) {
        if let Some(from) = self.by_id.get(&target.id) {
            return self.link(*from, to);
        }
        self.dangling = true;
        let Some(entity) = self.entities.get(owner) else { return };
        let known: Vec<&str> = self.entities.iter().map(|entity| entity.id.as_str()).collect();
        let near = self.judge.issues.guess(&target.id, &known).map(|near| format!("; did you mean {}?", shown(near)));
        let message = format!(
            "`{}` refers to {}, which is no node here{}",
            target.property,
            shown(&target.id),
            near.unwrap_or_default()
        );
        let label = self.judge.label(entity.class, entity.index);
        self.judge.issues.add(Level::Error, target.span.clone(), &label, target.property, message);
    }

    /// Where a reference finds nothing, a node without an identifier may be what it means.
    fn without_identifier(&mut self) {
        if !self.dangling || self.judge.version == Version::V0_8 {
            return;
        }
        for entity in
            self.entities.iter().filter(|entity| entity.class != Class::Dataset && entity.id.starts_with("_:"))
        {
            let message = format!("this {} has no `@id`, so no reference finds it", entity.class.noun());
            self.judge.lacks(entity.class, entity.index, "@id", message);
        }
    }

    fn circles(&mut self) {
        let mut incoming = self.incoming.clone();
        let mut ready: Vec<usize> = (0..incoming.len()).filter(|at| incoming.get(*at) == Some(&0)).collect();
        let mut done = HashSet::new();
        while let Some(at) = ready.pop() {
            done.insert(at);
            for to in self.edges.get(at).into_iter().flatten() {
                if let Some(count) = incoming.get_mut(*to) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(*to);
                    }
                }
            }
        }
        let mut reported = false;
        for (at, entity) in self.entities.iter().enumerate().filter(|(at, _)| !done.contains(at)) {
            let target = match entity.class {
                Class::Field => self
                    .judge
                    .field_target(entity.index, "source")
                    .or_else(|| self.judge.field_target(entity.index, "references")),
                class => self.judge.containers(class, entity.index).into_iter().next(),
            };
            let Some(target) = target.filter(|target| self.by_id.get(&target.id).is_some_and(|at| !done.contains(at)))
            else {
                continue;
            };
            reported = true;
            let message = format!("{} comes, in a circle, from {}", shown(&entity.id), shown(&target.id));
            let label = self.judge.label(entity.class, self.index_of(at));
            self.judge.issues.add(Level::Error, target.span, &label, target.property, message);
        }
        if !reported && done.len() < self.entities.len() {
            self.judge.lacks(
                Class::Dataset,
                self.index_of(0),
                "recordSet",
                "the sources of the fields form a circle".into(),
            );
        }
    }
}
