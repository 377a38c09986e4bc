//! Records that a record set holds itself: each must have exactly the fields of the set.

use super::issue::shown;
use super::nodes::Judge;
use super::value::{Object, Scalar};
use super::vocabulary::{Class, Version};
use crate::artifact::Span;
use crate::artifact::node::{Node, Value};
use crate::order::InOrder as _;
use std::collections::BTreeSet;

/// A record: its keys, or what it is instead of an object.
type Row = Result<(BTreeSet<String>, Span), &'static str>;

impl Judge<'_, '_> {
    /// Examples may hold anything that is JSON.
    pub(super) fn examples(&mut self, index: usize) {
        let [item] = self.get(Class::RecordSet, index, "examples") else { return };
        if let Some(text) = item.object.text().filter(|text| !text.is_empty())
            && serde_json::from_str::<serde::de::IgnoredAny>(text).is_err()
        {
            let message = format!("`examples` is {}, and not JSON", shown(text));
            self.error(item, Class::RecordSet, index, "examples", message);
        }
    }

    /// Whether a record set brings its own records, as readers see it.
    pub(super) fn has_records(&self, index: usize) -> bool {
        match self.get(Class::RecordSet, index, "data") {
            [item] => match &item.object {
                Object::Json(node) => truthy(node),
                object => object.text().is_some_and(|text| {
                    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| rows_of_text(&value).is_some())
                }),
            },
            _ => false,
        }
    }

    pub(super) fn records(&mut self, index: usize) {
        let class = Class::RecordSet;
        let [item] = self.get(class, index, "data") else { return };
        let rows = match &item.object {
            Object::Json(node) if node.is_null() => return,
            Object::Json(node) => rows(node),
            object => {
                let nothing = matches!(object, Object::Literal(literal) if !literal.scalar.is_something());
                let Some(text) = object.text().filter(|_| !nothing) else {
                    if nothing {
                        self.error(item, class, index, "data", "`data` must be a list of records".to_owned());
                    }
                    return;
                };
                match serde_json::from_str::<serde_json::Value>(text) {
                    Ok(serde_json::Value::Null) => return,
                    Ok(value) => rows_of_text(&value),
                    Err(_) => {
                        let message = format!("`data` is {}, and not JSON", shown(text));
                        return self.error(item, class, index, "data", message);
                    }
                }
            }
        };
        let Some(rows) = rows.filter(|rows| !rows.is_empty()) else {
            let message = "`data` must be a list of records with at least one".to_owned();
            return self.error(item, class, index, "data", message);
        };
        let expected = self.field_names(index);
        for row in rows {
            match row {
                Err(kind) => {
                    let message = format!("`data` must be a list of objects, and holds {kind}");
                    return self.error(item, class, index, "data", message);
                }
                Ok((keys, span)) if keys != expected => {
                    let list =
                        |keys: Vec<&String>| keys.into_iter().map(|key| shown(key)).collect::<Vec<_>>().join(", ");
                    let missing = list(expected.difference(&keys).take(4).collect());
                    let strange = list(keys.difference(&expected).take(4).collect());
                    let mut message = "a record of `data` has not the fields of its record set".to_owned();
                    if !missing.is_empty() {
                        message = format!("{message}; missing: {missing}");
                    }
                    if !strange.is_empty() {
                        message = format!("{message}; unknown: {strange}");
                    }
                    let mut at = item.clone();
                    if !span.is_empty() {
                        at.span = span;
                    }
                    self.error(&at, class, index, "data", message);
                }
                Ok(_) => {}
            }
        }
    }

    /// What the keys of a record have to be.
    fn field_names(&self, index: usize) -> BTreeSet<String> {
        let fields = self.get(Class::RecordSet, index, "field").iter().filter_map(|item| match item.object {
            Object::Resource(field) => Some(field),
            _ => None,
        });
        fields
            .map(|field| match self.version {
                Version::V0_8 => {
                    let name = self.get(Class::Field, field, "name").first();
                    name.and_then(|item| item.object.text()).unwrap_or_default().to_owned()
                }
                _ => self.id(field),
            })
            .into_set()
    }
}

/// What Python takes for true.
fn truthy(node: &Node) -> bool {
    match &node.value {
        Value::Scalar { .. } => !node.is_null() && Scalar::of(node).is_something(),
        Value::List(items) => !items.is_empty(),
        Value::Map(fields) => !fields.is_empty(),
    }
}

/// The rows of a value; a single one is a list of one. `None`: no rows at all.
fn rows(node: &Node) -> Option<Vec<Row>> {
    let row = |node: &Node| match &node.value {
        Value::Map(fields) => {
            let open = node.span.start..(node.span.start + 1).min(node.span.end);
            Ok((fields.iter().map(|field| field.key.clone()).into_set(), open))
        }
        Value::List(_) => Err("a list"),
        Value::Scalar { .. } if node.is_null() => Err("null"),
        Value::Scalar { .. } => Err(Scalar::of(node).kind()),
    };
    match &node.value {
        Value::List(items) => Some(items.iter().map(row).collect()),
        _ if truthy(node) => Some(vec![row(node)]),
        _ => None,
    }
}

fn rows_of_text(value: &serde_json::Value) -> Option<Vec<Row>> {
    use serde_json::Value as Json;
    let row = |value: &Json| match value {
        Json::Object(map) => Ok((map.keys().cloned().into_set(), 0..0)),
        Json::Array(_) => Err("a list"),
        Json::Null => Err("null"),
        Json::String(_) => Err("a string"),
        Json::Number(_) => Err("a number"),
        Json::Bool(_) => Err("a boolean"),
    };
    match value {
        Json::Array(items) => Some(items.iter().map(row).collect()),
        Json::Null | Json::Bool(false) => None,
        Json::Number(number) if number.as_f64() == Some(0.0) => None,
        Json::String(text) if text.is_empty() => None,
        Json::Object(map) if map.is_empty() => None,
        other => Some(vec![row(other)]),
    }
}
