//! What stops a reader on its way through a document: circles, empty objects, names without a language.

use super::graph::Graph;
use super::issue::{Issues, Level, shown};
use super::value::Object;
use super::vocabulary::{DESCRIPTION, NAME};
use crate::artifact::Span;
use crate::artifact::node::Node;

/// References from the dataset to a node behind nodes. The reference stops at some three hundred.
const DEPTH: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

struct Walk<'g, 'a> {
    graph: &'g Graph<'a>,
    states: Vec<State>,
    /// Where the missing `@language` of the context would stand; `None` where there is one.
    no_language: Option<Span>,
    stopped: bool,
}

/// Follows every reference from the dataset. False where a reader does not come to an end.
pub(super) fn check(graph: &Graph<'_>, document: &Node, root: usize, issues: &mut Issues) -> bool {
    let context = document.field("@context");
    let has_language = context.is_some_and(|field| field.value.get("@language").is_some());
    let mut walk = Walk {
        graph,
        states: vec![State::New; graph.resources.len()],
        no_language: (!has_language).then(|| context.map_or(0..1, |field| field.key_span.clone())),
        stopped: false,
    };
    walk.visit(root, 0, issues);
    !walk.stopped
}

impl Walk<'_, '_> {
    fn visit(&mut self, index: usize, depth: usize, issues: &mut Issues) {
        let graph = self.graph;
        let Some(resource) = graph.get(index) else { return };
        if let Some(state) = self.states.get_mut(index) {
            *state = State::Open;
        }
        for (iri, items) in &resource.properties {
            let tagged = matches!(iri.as_str(), NAME | DESCRIPTION);
            for item in items {
                // readers that come by again look into names and descriptions too
                if tagged && !(resource.referrers > 1 && matches!(item.object, Object::Resource(_))) {
                    if let (Some(span), [_], Object::Literal(_)) = (&self.no_language, items.as_slice(), &item.object) {
                        let message = "the context gives no `@language`, and the reference stops at the first name or \
                                       description of such a document; add `\"@language\": \"en\"`";
                        issues.add(Level::Error, span.clone(), "@context", "@language", message);
                    }
                    continue;
                }
                let Object::Resource(child) = item.object else { continue };
                let label = graph.label(index);
                match self.states.get(child) {
                    _ if self.stopped => {}
                    Some(State::Open) => {
                        let message = format!(
                            "{} leads back to {} it stands in; readers follow it in a circle",
                            shown(item.key),
                            if child == index { "the node" } else { "a node" }
                        );
                        issues.add(Level::Error, item.span.clone(), &label, item.key, message);
                        self.stopped = true;
                    }
                    Some(State::New) if depth >= DEPTH => {
                        let message = format!("references go more than {DEPTH} nodes deep from here");
                        issues.add(Level::Error, item.span.clone(), &label, item.key, message);
                        self.stopped = true;
                    }
                    Some(State::New) => {
                        let empty = graph.get(child).is_some_and(|node| {
                            node.id.starts_with("_:") && node.types.is_empty() && node.properties.is_empty()
                        });
                        if empty {
                            let message = format!("{} is an object that says nothing", shown(item.key));
                            issues.add(Level::Error, item.span.clone(), &label, item.key, message);
                        }
                        self.visit(child, depth + 1, issues);
                    }
                    _ => {}
                }
            }
        }
        if let Some(state) = self.states.get_mut(index) {
            *state = State::Done;
        }
    }
}
