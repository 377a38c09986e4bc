//! Reads YAML and JSON into nodes. The only file that knows the parser; its events never recurse, and neither does this.

use super::node::{Field, Node, Value};
use super::problem::{Problem, ProblemKind};
use super::text::Span;
use crate::limits::{FILE_BYTES, NODE_BYTES, NODE_DEPTH, NODES, PROBLEMS};
use granit_parser::{Event, Options, Parser, ScalarStyle};
use std::collections::{HashMap, HashSet};

/// Reads the one document of `source`. `offset` is added to every span, for a block inside a larger file.
#[must_use]
pub fn read(source: &str, offset: usize) -> (Option<Node>, Vec<Problem>) {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.simple_key_max_lookahead = FILE_BYTES;
    options.flow_nesting_limit = NODE_DEPTH;
    options.block_nesting_limit = NODE_DEPTH;
    let mut fold = Fold { offset, ..Fold::default() };
    for event in Parser::new_from_str_with_options(source, options) {
        match event {
            Ok((event, span)) => {
                let span = span.byte_range().unwrap_or_default();
                if let Err(problem) = fold.take(event, span) {
                    fold.problems.push(problem);
                    return (None, fold.problems);
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default().min(source.len());
                fold.problems.push(Problem::unreadable(on_character(source, at, offset), error.info()));
                return (None, fold.problems);
            }
        }
    }
    (fold.root, fold.problems)
}

/// The character at a byte, or the last one where the text ends there.
fn on_character(source: &str, at: usize, offset: usize) -> Span {
    let start = source.floor_char_boundary(at.min(source.len().saturating_sub(1)));
    let end = source.ceil_char_boundary((start + 1).min(source.len()));
    start + offset..end + offset
}

enum Frame {
    List { items: Vec<Node>, start: usize, anchor: usize },
    Map { fields: Vec<Field>, key: Option<(String, Span)>, start: usize, anchor: usize },
}

#[derive(Default)]
struct Fold {
    offset: usize,
    stack: Vec<Frame>,
    anchors: HashMap<usize, (Node, Size)>,
    root: Option<Node>,
    problems: Vec<Problem>,
    nodes: usize,
    bytes: usize,
    done: bool,
}

/// How much a value holds. An alias repeats all of it.
#[derive(Clone, Copy)]
struct Size {
    nodes: usize,
    bytes: usize,
    depth: usize,
}

impl Fold {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Problem> {
        let span = span.start + self.offset..span.end + self.offset;
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = matches!(style, ScalarStyle::Plain);
                let node = Node { value: Value::Scalar { text: text.into_owned(), plain }, span };
                self.push(node, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(Frame::List { items: Vec::new(), start: span.start, anchor }, &span)
            }
            Event::MappingStart(_, anchor, _) => {
                self.open(Frame::Map { fields: Vec::new(), key: None, start: span.start, anchor }, &span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end),
            Event::Alias(id) => {
                // an alias to the value it stands in has no value yet
                let known = self.anchors.get(&id).map(|(_, size)| *size);
                if let Some(size) = known {
                    // before it is copied
                    self.count(size.nodes, &span)?;
                    self.bytes = self.bytes.saturating_add(size.bytes);
                    if self.bytes > NODE_BYTES {
                        return Err(Problem::unreadable(span, format!("holds more than {NODE_BYTES} bytes")));
                    }
                    if self.stack.len() + size.depth > NODE_DEPTH {
                        return Err(Problem::unreadable(span, format!("is nested more than {NODE_DEPTH} deep")));
                    }
                }
                let node = self.anchors.get(&id).map(|(node, _)| node.clone());
                let node = Node { span: span.clone(), ..node.unwrap_or_else(|| null(span)) };
                self.push(node, 0)
            }
            // readers of one document refuse two; a second one would be hidden from them or from us
            Event::DocumentStart(..) if self.done => Err(Problem::unreadable(span, "holds a second document".into())),
            Event::DocumentEnd => {
                self.done = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, nodes: usize, span: &Span) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > NODES {
            return Err(Problem::unreadable(span.clone(), format!("holds more than {NODES} values")));
        }
        Ok(())
    }

    fn open(&mut self, frame: Frame, span: &Span) -> Result<(), Problem> {
        if self.stack.len() >= NODE_DEPTH {
            return Err(Problem::unreadable(span.clone(), format!("is nested more than {NODE_DEPTH} deep")));
        }
        // a container as a key is legal YAML and means nothing here
        if let Some(Frame::Map { key: None, .. }) = self.stack.last() {
            return Err(Problem::unreadable(span.clone(), "a key must be a word, not a list or a map".into()));
        }
        self.stack.push(frame);
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Problem> {
        let (value, start, anchor) = match self.stack.pop() {
            Some(Frame::List { items, start, anchor }) => (Value::List(items), start, anchor),
            Some(Frame::Map { mut fields, start, anchor, .. }) => {
                self.tell_duplicates(&fields);
                self.merge(&mut fields)?;
                (Value::Map(fields), start, anchor)
            }
            None => return Ok(()),
        };
        self.push(Node { value, span: start..end.max(start) }, anchor)
    }

    fn tell_duplicates(&mut self, fields: &[Field]) {
        let mut first: HashMap<&str, &Span> = HashMap::new();
        for Field { key, key_span, .. } in fields {
            let Some(before) = first.get(key.as_str()) else {
                first.insert(key, key_span);
                continue;
            };
            if self.problems.len() < PROBLEMS {
                self.problems.push(Problem {
                    kind: ProblemKind::DuplicateKey,
                    span: key_span.clone(),
                    message: format!("the key {key} is given twice"),
                    key: Some(key.clone()),
                    first: Some((*before).clone()),
                });
            }
        }
    }

    /// `<<: *base` gives a map the keys of another one, where it has none of its own: readers of cards follow it.
    fn merge(&mut self, fields: &mut Vec<Field>) -> Result<(), Problem> {
        let Some(merged) = fields.iter().find(|field| field.key == "<<").map(|field| field.value.clone()) else {
            return Ok(());
        };
        let mut known: HashSet<String> = fields.iter().map(|field| field.key.clone()).collect();
        let maps = if merged.items().is_empty() { vec![&merged] } else { merged.items().iter().collect() };
        for field in maps.into_iter().flat_map(Node::fields) {
            if known.insert(field.key.clone()) {
                let size = size(&field.value);
                self.count(size.nodes, &merged.span)?;
                self.bytes = self.bytes.saturating_add(size.bytes);
                fields.push(field.clone());
            }
        }
        Ok(())
    }

    fn push(&mut self, node: Node, anchor: usize) -> Result<(), Problem> {
        self.count(1, &node.span)?;
        if anchor != 0 {
            let size = size(&node);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.stack.last_mut() {
            None => self.root = self.root.take().or(Some(node)),
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Map { fields, key, .. }) => match key.take() {
                None => {
                    let Value::Scalar { text, .. } = node.value else { return Ok(()) };
                    *key = Some((text, node.span));
                }
                Some((name, key_span)) => {
                    fields.push(Field { key: name, key_span, value: node });
                }
            },
        }
        Ok(())
    }
}

fn null(span: Span) -> Node {
    Node { value: Value::Scalar { text: String::new(), plain: true }, span }
}

/// Depth is bounded, aliases included, so this may recurse.
fn size(node: &Node) -> Size {
    let inner: Vec<Size> = match &node.value {
        Value::Scalar { text, .. } => return Size { nodes: 1, bytes: text.len(), depth: 0 },
        Value::List(items) => items.iter().map(size).collect(),
        Value::Map(fields) => fields.iter().map(|field| size(&field.value)).collect(),
    };
    let keys: usize = node.fields().iter().map(|field| field.key.len()).sum();
    Size {
        nodes: 1 + inner.iter().map(|size| size.nodes).sum::<usize>(),
        bytes: keys + inner.iter().map(|size| size.bytes).sum::<usize>(),
        depth: 1 + inner.iter().map(|size| size.depth).max().unwrap_or(0),
    }
}
