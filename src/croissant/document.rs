//! A Croissant file as bytes: the text, the JSON in it, and what keeps either from being read.

use super::{Issue, Level, Tier, judge};
use crate::artifact::node::Node;
use crate::artifact::text::Text;
use crate::artifact::{json_node, problem::Problem};
use crate::finding::quote;
use crate::limits::FILE_BYTES;

/// Why a file is not judged.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    #[error(transparent)]
    File(#[from] std::io::Error),
    #[error("larger than {FILE_BYTES} bytes")]
    TooLarge,
    #[error("no UTF-8 text")]
    Binary,
    /// JSON that this program does not take in.
    #[error("JSON that goes over a bound of this program: {0}")]
    Bound(String),
}

/// A text with the JSON in it, where it is JSON.
#[derive(Debug)]
pub struct Document {
    text: Text,
    read: Result<Node, Problem>,
}

impl Document {
    pub fn read(bytes: Vec<u8>) -> Result<Self, Unread> {
        if bytes.len() > FILE_BYTES {
            return Err(Unread::TooLarge);
        }
        if std::str::from_utf8(&bytes).is_err() {
            return Err(Unread::Binary);
        }
        let text = Text::new(bytes).ok_or(Unread::Binary)?;
        let read = match json_node(&text) {
            (Some(node), _) => Ok(node),
            (None, problems) => {
                let problem =
                    problems.into_iter().next().unwrap_or_else(|| Problem::unreadable(0..1, "is empty".into()));
                if serde_json::from_str::<serde::de::IgnoredAny>(text.source()).is_ok() {
                    return Err(Unread::Bound(problem.message));
                }
                Err(problem)
            }
        };
        Ok(Self { text, read })
    }

    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// What a reader of JSON says of a text that never was any helps nobody.
    fn no_json(&self, problem: &str) -> String {
        let start = self.text.source().trim_start().chars().next();
        match start {
            Some('{' | '[') => format!("this is no JSON: {problem}"),
            Some(other) => {
                format!(
                    "this is no JSON: a Croissant file begins with `{{`, and this one with {}",
                    quote(&other.to_string())
                )
            }
            None => "the file is empty: a Croissant file is an object of JSON".to_owned(),
        }
    }

    #[must_use]
    pub fn judge(&self, tier: Tier) -> Vec<Issue> {
        match &self.read {
            Ok(node) => judge(node, tier),
            Err(problem) => vec![Issue {
                level: Level::Error,
                span: problem.span.clone(),
                message: self.no_json(&problem.message),
                property: String::new(),
                subject: "JSON".to_owned(),
            }],
        }
    }
}
