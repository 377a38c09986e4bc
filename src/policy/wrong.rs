//! Takes out of a policy what was told as wrong: it decides nothing. The rest holds.

use crate::artifact::Span;
use crate::artifact::node::{Field, Node, Value};
use std::collections::BTreeSet;

/// Where the values stand that were told, and whether a line is no TOML.
pub(super) struct Wrong<'a> {
    pub values: BTreeSet<(usize, usize)>,
    pub is_broken: &'a dyn Fn(usize) -> bool,
}

impl Wrong<'_> {
    /// Whether nothing is left of a value.
    pub(super) fn take_out(&self, node: &mut Node) -> bool {
        match &mut node.value {
            _ if self.has(&node.span) => return true,
            Value::Scalar { .. } => {}
            Value::List(items) => {
                let count = items.len();
                let is_broken =
                    |item: &Node| matches!(item.value, Value::Scalar { .. }) && (self.is_broken)(item.span.start);
                items.retain_mut(|item| !is_broken(item) && !self.take_out(item));
                // a list without its wrong words is no wish for an empty one
                return items.is_empty() && count > 0;
            }
            Value::Map(fields) => fields.retain_mut(|field| !self.is_wrong(field)),
        }
        false
    }

    fn is_wrong(&self, field: &mut Field) -> bool {
        // a waiver accepts what all of its keys say together
        if let (Value::List(items), "waivers") = (&mut field.value.value, field.key.as_str()) {
            items.retain(|waiver| !self.is_in(waiver));
        }
        let is_value = matches!(field.value.value, Value::Scalar { .. });
        self.has(&field.key_span) && field.key.contains('/')
            || is_value && (self.is_broken)(field.key_span.start)
            || self.take_out(&mut field.value)
    }

    fn is_in(&self, table: &Node) -> bool {
        let is_wrong = |field: &Field| self.has(&field.value.span) || (self.is_broken)(field.key_span.start);
        self.has(&table.span) || table.fields().iter().any(is_wrong)
    }

    fn has(&self, span: &Span) -> bool {
        self.values.contains(&(span.start, span.end))
    }
}
