//! One call, before it is made.

use super::retry::Effect;
use http::Method;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// The largest answer of the API that is read: a recursive tree has at most 7 MB.
pub(crate) const ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// Shown as `--dry-run` prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    #[serde(serialize_with = "method")]
    pub method: Method,
    /// Below the API's address, with a leading slash; `/graphql` is GraphQL's address.
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// In words, to follow "GitHub refused".
    #[serde(skip)]
    pub operation: String,
    #[serde(skip)]
    pub effect: Effect,
    #[serde(skip)]
    pub accept: &'static str,
    #[serde(skip)]
    pub limit: usize,
}

fn method<S: serde::Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(method.as_str())
}

/// The path that stands for GraphQL's own address.
pub(crate) const GRAPHQL: &str = "/graphql";

impl Call {
    #[must_use]
    pub fn get(path: String, operation: impl Into<String>) -> Self {
        Self::new(Method::GET, path, None, Effect::Read, operation)
    }

    #[must_use]
    pub fn write(
        method: Method,
        path: String,
        body: Option<Value>,
        effect: Effect,
        operation: impl Into<String>,
    ) -> Self {
        Self::new(method, path, body, effect, operation)
    }

    #[must_use]
    pub fn graphql(query: &str, variables: &Value, effect: Effect, operation: impl Into<String>) -> Self {
        let body = serde_json::json!({ "query": query, "variables": variables });
        Self::new(Method::POST, GRAPHQL.into(), Some(body), effect, operation)
    }

    /// The file's own bytes, up to a bound.
    #[must_use]
    pub fn raw(path: String, limit: usize, operation: impl Into<String>) -> Self {
        let call = Self::get(path, operation);
        Self { accept: "application/vnd.github.raw+json", limit, ..call }
    }

    fn new(method: Method, path: String, body: Option<Value>, effect: Effect, operation: impl Into<String>) -> Self {
        let (operation, accept) = (operation.into(), "application/vnd.github+json");
        Self { method, path, body, operation, effect, accept, limit: ANSWER_BYTES }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        match &self.body {
            Some(body) => write!(f, "\n{body:#}"),
            None => Ok(()),
        }
    }
}
