//! Values of YAML, JSON and TOML as one tree, each with the bytes it stands on.

use super::text::Span;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// The text after escapes are resolved. `plain` scalars are typed by their look; quoted ones are strings.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Field>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

impl Node {
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.value {
            Value::Map(fields) => fields,
            _ => &[],
        }
    }

    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        // the last one counts, as the readers of cards do it
        self.fields().iter().rev().find(|field| field.key == key)
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.field(key).map(|field| &field.value)
    }

    /// The text of a scalar that is not null.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Whether there is nothing in it: null, blank, or an empty list or map.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Scalar { text, .. } => self.is_null() || text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(fields) => fields.is_empty(),
        }
    }

    /// A YAML 1.1 boolean written without quotes: `no`, `off`, `y` and so on, besides `true` and `false`.
    #[must_use]
    pub fn is_boolean_word(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true }
            if matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off"))
    }

    /// The scalars of a value that may be one or a list of them.
    #[must_use]
    pub fn scalars(&self) -> Vec<&Self> {
        match &self.value {
            Value::Scalar { .. } if !self.is_null() => vec![self],
            Value::List(items) => items.iter().filter(|item| item.text().is_some()).collect(),
            _ => Vec::new(),
        }
    }

    /// The nodes at a dotted path; `name[]` steps into each item of a list. Keys that hold dots cannot be named.
    #[must_use]
    pub fn at(&self, path: &str) -> Vec<&Self> {
        let mut found = vec![self];
        for step in path.split('.') {
            let (key, each) = step.strip_suffix("[]").map_or((step, false), |key| (key, true));
            found = found.into_iter().filter_map(|node| node.get(key)).collect();
            if each {
                found = found.into_iter().flat_map(Self::items).collect();
            }
        }
        found
    }

    /// The value in one line, for a comparison or a table.
    #[must_use]
    pub fn summary(&self) -> String {
        match &self.value {
            Value::Scalar { text, .. } => text.trim().to_owned(),
            Value::List(items) => items.iter().map(Self::summary).collect::<Vec<_>>().join(", "),
            Value::Map(fields) => fields
                .iter()
                .map(|field| format!("{}: {}", field.key, field.value.summary()))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}
