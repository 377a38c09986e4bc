//! Reads TOML into nodes.

use super::node::{Field, Node, Value};
use super::problem::Problem;
use super::text::Span;
use crate::limits::{NODE_DEPTH, PROBLEMS};
use crate::order;
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a document. A broken one yields what could be read beside every problem.
#[must_use]
pub(crate) fn read(source: &str) -> (Node, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(source);
    let mut problems: Vec<Problem> = errors
        .iter()
        .take(PROBLEMS)
        .map(|error| Problem::unreadable(error.span().unwrap_or_default(), error.message().to_owned()))
        .collect();
    let span = 0..source.len();
    let node = self::table(table.get_ref(), span, 0, &mut problems);
    (node, problems)
}

fn table(table: &DeTable<'_>, span: Span, depth: usize, problems: &mut Vec<Problem>) -> Node {
    let mut fields: Vec<Field> = table
        .iter()
        .map(|(key, value)| Field {
            key: key.get_ref().clone().into_owned(),
            key_span: key.span(),
            value: node(value, depth + 1, problems),
        })
        .collect();
    order::by_key(&mut fields, |field| field.key_span.start);
    Node { value: Value::Map(fields), span }
}

fn node(value: &Spanned<DeValue<'_>>, depth: usize, problems: &mut Vec<Problem>) -> Node {
    let span = value.span();
    if depth > NODE_DEPTH {
        problems.push(Problem::unreadable(span.clone(), format!("is nested more than {NODE_DEPTH} deep")));
        return Node { value: Value::List(Vec::new()), span };
    }
    let scalar = |text: Cow<'_, str>, plain| Value::Scalar { text: text.into_owned(), plain };
    let value = match value.get_ref() {
        DeValue::String(text) => scalar(text.clone(), false),
        DeValue::Integer(number) => scalar(number.as_str().into(), true),
        DeValue::Float(number) => scalar(number.as_str().into(), true),
        DeValue::Boolean(boolean) => scalar(boolean.to_string().into(), true),
        DeValue::Datetime(datetime) => scalar(datetime.to_string().into(), true),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, depth + 1, problems)).collect()),
        DeValue::Table(inner) => return table(inner, span, depth, problems),
    };
    Node { value, span }
}
