//! `vocabulary`: a metadata value, or a key, that is none of those known, and the one that is likely meant.

use super::{BadParameter, Evaluate, Hit, Scene, known};
use crate::artifact::Kind;
use crate::artifact::letters;
use crate::artifact::node::{Field, Node};
use crate::finding::quote;
use crate::limits::HITS;
use crate::mistake::did_you_mean;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    artifacts: Vec<Kind>,
    /// Dotted paths of fields, each with the list that it knows.
    #[serde(default)]
    fields: BTreeMap<String, String>,
    /// The list of keys that stand at the top level.
    #[serde(default)]
    keys: Option<String>,
}

impl Evaluate for Vocabulary {
    fn variables(&self) -> &'static [&'static str] {
        &["field", "value", "nearest", "hint", "date"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            let Some(root) = &artifact.node else { continue };
            let before = hits.len();
            let keys = self.keys.as_deref().and_then(known::find).into_iter();
            for (list, field) in keys.flat_map(|list| root.fields().iter().map(move |field| (list, field))) {
                if let Err(Some(meant)) = list.judge(&field.key)
                    && is_misspelled(root, field, meant)
                    && field.key != "<<"
                {
                    let mut hit = Hit::on(artifact, &field.key_span, format!("key {}", field.key));
                    // put right, it would stand there twice
                    hit.edit = hit.edit.filter(|_| root.get(meant).is_none());
                    hits.push(words(hit, &field.key, &field.key, Some(meant), list.date));
                }
            }
            for (path, list) in self.fields.iter().filter_map(|(path, name)| Some((path, known::find(name)?))) {
                for node in root.at(path).into_iter().flat_map(Node::scalars) {
                    let value = node.text().unwrap_or_default().trim();
                    // `no` is Norwegian, which another rule tells
                    let Err(meant) = list.judge(value) else { continue };
                    if !value.is_empty() && !node.is_boolean_word() && !is_filler(value) {
                        let hit = Hit::on(artifact, &node.span, format!("{path}={value}"));
                        hits.push(words(hit, path, value, meant, list.date));
                    }
                }
            }
            hits.truncate(before + HITS);
        }
        hits
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        let unknown = self.fields.values().chain(&self.keys).filter(|name| known::find(name).is_none());
        unknown
            .map(|name| BadParameter {
                word: name.clone(),
                message: format!("there is no list `{name}`"),
                help: did_you_mean(name, known::names()),
            })
            .collect()
    }
}

/// A key that is there as well is no other spelling of this one, unless that has the same letters and says something else.
fn is_misspelled(root: &Node, field: &Field, meant: &str) -> bool {
    let same = |node: &Node| node.summary() == field.value.summary() || letters(&field.key) != letters(meant);
    root.get(meant).is_none_or(|node| !same(node))
}

fn words(hit: Hit, field: &str, value: &str, meant: Option<&str>, date: &str) -> Hit {
    let hint = meant.map(|meant| format!("Is {} meant?", quote(meant)));
    hit.with("field", field)
        .with("value", value)
        .with("nearest", meant.unwrap_or_default())
        .with("hint", hint.unwrap_or_else(|| "Is it new, or a slip of the pen?".into()))
        .with("date", date)
}

/// A value of a template that was not filled in: told elsewhere.
fn is_filler(value: &str) -> bool {
    // a size holds signs of its own: `1K<n<10K`
    value.contains(['[', '{']) || value.starts_with('<')
}
