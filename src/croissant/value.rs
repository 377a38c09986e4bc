//! Values of properties: strings, numbers and booleans as JSON tells them apart, references, and JSON kept as it is.

use crate::artifact::node::{Node, Value};

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Scalar {
    Text(String),
    Integer(String),
    Float(String),
    Boolean(bool),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Literal {
    pub(super) scalar: Scalar,
    pub(super) language: Option<String>,
    datatype: Option<String>,
}

impl Literal {
    /// A value with its language or its type. Only strings have a language.
    pub(super) fn new(node: &Node, language: Option<String>, datatype: Option<String>) -> Self {
        let scalar = Scalar::of(node);
        if let Some(datatype) = datatype {
            let text = scalar.text();
            let typed = match datatype.strip_prefix(XSD) {
                Some("integer") if text.parse::<i128>().is_ok() => Scalar::Integer(text),
                Some("double") if text.parse::<f64>().is_ok() => Scalar::Float(text),
                Some("boolean") if matches!(text.as_str(), "true" | "1") => Scalar::Boolean(true),
                Some("boolean") if matches!(text.as_str(), "false" | "0") => Scalar::Boolean(false),
                _ => Scalar::Text(text),
            };
            return Self { scalar: typed, language: None, datatype: Some(datatype) };
        }
        let language = language.filter(|language| !language.is_empty() && matches!(scalar, Scalar::Text(_)));
        Self { scalar, language, datatype: None }
    }
}

impl Scalar {
    pub(super) fn of(node: &Node) -> Self {
        match &node.value {
            Value::Scalar { text, plain: true } => match text.as_str() {
                "true" => Self::Boolean(true),
                "false" => Self::Boolean(false),
                text if text.trim_start_matches('-').chars().all(|c| c.is_ascii_digit()) => {
                    Self::Integer(text.to_owned())
                }
                text => Self::Float(text.to_owned()),
            },
            Value::Scalar { text, plain: false } => Self::Text(text.clone()),
            _ => Self::Text(node.summary()),
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Integer(text) | Self::Float(text) => text.clone(),
            Self::Boolean(value) => value.to_string(),
        }
    }

    /// What it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Boolean(_) => "a boolean",
        }
    }

    /// Whether Python takes it for something.
    pub(super) fn is_something(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Integer(text) | Self::Float(text) => text.parse::<f64>().is_ok_and(|number| number != 0.0),
            Self::Boolean(value) => *value,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum Object<'a> {
    Literal(Literal),
    /// By its index in the graph.
    Resource(usize),
    Json(&'a Node),
    /// An ordered list: nothing in Croissant takes one.
    List,
}

impl Object<'_> {
    /// Whether the graph holds both as one value.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Literal(a), Self::Literal(b)) => a == b,
            (Self::Resource(a), Self::Resource(b)) => a == b,
            (Self::Json(a), Self::Json(b)) => same_json(a, b),
            _ => false,
        }
    }

    /// What tells it from others: a literal, or the index of a resource.
    pub(super) fn identity(&self) -> Option<(Option<Literal>, usize)> {
        match self {
            Self::Literal(literal) => Some((Some(literal.clone()), 0)),
            Self::Resource(index) => Some((None, *index)),
            Self::Json(_) | Self::List => None,
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Literal(literal) => literal.scalar.kind(),
            Self::Resource(_) => "an object",
            Self::Json(_) => "JSON",
            Self::List => "an ordered list",
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Literal(Literal { scalar: Scalar::Text(text), .. }) => Some(text),
            _ => None,
        }
    }
}

/// Whether two values say the same. Depth is bounded by the reader, so this may recurse.
fn same_json(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b)),
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same_json(&a.value, &b.value))
        }
        (a, b) => a == b,
    }
}
