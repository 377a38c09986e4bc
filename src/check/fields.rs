//! `fields`: a metadata value asks for another field, is none of the allowed ones, or has a shape that is forbidden.

use super::{BadParameter, Evaluate, Hit, Scene};
use crate::artifact::markdown::Content;
use crate::artifact::node::Node;
use crate::artifact::{Artifact, Kind};
use crate::finding::{Severity, quote};
use crate::limits::{HITS, PATTERN_BYTES};
use crate::mistake::nearest;
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One demand on the values of a field. `field` is a dotted path; `name[]` steps into each item of a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fields {
    artifacts: Vec<Kind>,
    field: String,
    /// The demand holds only for these values, compared without case.
    #[serde(default)]
    is: Vec<String>,
    /// Fields that must be filled beside it.
    #[serde(default)]
    require: Vec<String>,
    /// A required field need not be there where an artifact of this kind lies in the same directory.
    #[serde(default)]
    beside: BTreeMap<String, Kind>,
    /// The topic of a section that says it as well, in words: then it is a question.
    #[serde(default)]
    told_under: Option<String>,
    /// Fields of which one stands for all required ones.
    #[serde(default)]
    or: Vec<String>,
    /// The only values that are known.
    #[serde(default)]
    allowed: Vec<String>,
    /// Values that must not stand there.
    #[serde(default, deserialize_with = "pattern")]
    forbidden: Option<Regex>,
    /// YAML reads an unquoted `no` or `on` as a boolean, where a word is meant.
    #[serde(default)]
    boolean_words: bool,
}

/// Patterns run in linear time whatever they are; their size is bounded so that they also compile in little.
pub(super) fn pattern<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Regex>, D::Error> {
    let source = String::deserialize(deserializer)?;
    if source.is_empty() {
        return Err(serde::de::Error::custom("no regular expression: it is empty, and would find everything"));
    }
    // in double quotes `\b` is a backspace, which no text holds
    if source.contains('\u{8}') {
        return Err(serde::de::Error::custom("no regular expression: `\\b` in double quotes is a backspace"));
    }
    let built = regex::RegexBuilder::new(&source)
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES)
        .nest_limit(50)
        .build();
    // the crate draws the pattern with carets of its own; its last line says what is wrong
    built.map(Some).map_err(|error| {
        let message = error.to_string();
        serde::de::Error::custom(format!(
            "no regular expression: {}",
            message.lines().last().unwrap_or_default().trim_start_matches("error: ")
        ))
    })
}

impl Evaluate for Fields {
    fn variables(&self) -> &'static [&'static str] {
        &["field", "value", "missing", "nearest", "known"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            let Some(root) = &artifact.node else { continue };
            let before = hits.len();
            let nodes = match artifact.field(&self.field) {
                Some(field) => vec![&field.value],
                None => root.at(&self.field),
            };
            for node in nodes.into_iter().flat_map(Node::scalars) {
                let value = node.text().unwrap_or_default().trim();
                if hits.len() - before >= HITS {
                    break;
                }
                if self.is.is_empty() || self.is.iter().any(|is| is.eq_ignore_ascii_case(value)) {
                    hits.extend(self.judge(scene, artifact, root, node, value));
                }
            }
        }
        hits
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        let demands =
            [!self.require.is_empty(), !self.allowed.is_empty(), self.forbidden.is_some(), self.boolean_words];
        if demands.iter().filter(|demand| **demand).count() == 1 {
            return Vec::new();
        }
        vec![BadParameter {
            word: "check.fields".into(),
            message: "this check makes one demand".into(),
            help: "give exactly one of require, allowed, forbidden, boolean-words".into(),
        }]
    }
}

impl Fields {
    fn judge(&self, scene: &Scene<'_>, artifact: &Artifact, root: &Node, node: &Node, value: &str) -> Option<Hit> {
        let missing = self.missing(scene, artifact, root);
        let subject = if self.require.is_empty() {
            let strange = (!self.allowed.is_empty() && !self.allowed.iter().any(|known| known == value))
                || self.forbidden.as_ref().is_some_and(|pattern| pattern.is_match(value))
                || (self.boolean_words && node.is_boolean_word());
            strange.then(|| format!("{}={value}", self.field))?
        } else {
            // whatever of it is missing: adding one of two fields makes no new finding
            (!missing.is_empty()).then(|| format!("{}={value} without others", self.field))?
        };
        let known: Vec<&str> = self.allowed.iter().map(String::as_str).collect();
        let markdown = &artifact.markdown;
        let told = markdown.sections.iter().any(|section| {
            section.topics.iter().any(|topic| self.told_under.as_deref() == Some(topic))
                && markdown.content(artifact.text.source(), section) == Content::Filled
        });
        let hit = Hit::on(artifact, &node.span, subject);
        Some(
            if told { hit.at_most(Severity::Notice) } else { hit }
                .with("field", self.field.clone())
                .with("value", value)
                .with("missing", missing.iter().map(|key| quote(key)).collect::<Vec<_>>().join(" and "))
                .with("nearest", nearest(value, &known).unwrap_or_default())
                .with("known", known.join(", ")),
        )
    }

    fn missing(&self, scene: &Scene<'_>, artifact: &Artifact, root: &Node) -> Vec<&str> {
        let filled = |key: &str| root.get(key).is_some_and(|node| !node.is_empty());
        if self.or.iter().any(|key| filled(key)) {
            return Vec::new();
        }
        let lies_beside = |key: &str| {
            self.beside.get(key).is_some_and(|kind| {
                let directory = artifact.path.directory();
                scene.tree().files_in(&directory).any(|path| scene.trees.kind_of(path) == Some(*kind))
            })
        };
        self.require.iter().map(String::as_str).filter(|key| !filled(key) && !lies_beside(key)).collect()
    }
}
