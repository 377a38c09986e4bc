//! `text`: words that must not stand in a text. Code blocks are passed over: what stands there is an example.

use super::fields::pattern;
use super::{BadParameter, Evaluate, Hit, Scene};
use crate::artifact::Kind;
use crate::limits::{EXCERPT_CHARS, HITS};
use regex::Regex;
use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    artifacts: Vec<Kind>,
    #[serde(default, deserialize_with = "pattern")]
    forbidden: Option<Regex>,
    /// A text that also holds this is left alone.
    #[serde(default, deserialize_with = "pattern")]
    unless: Option<Regex>,
}

impl Evaluate for Text {
    fn variables(&self) -> &'static [&'static str] {
        &["words", "line", "characters"]
    }

    fn looks_at(&self) -> &[Kind] {
        &self.artifacts
    }

    fn evaluate(&self, scene: &Scene<'_>) -> Vec<Hit> {
        let Some(forbidden) = &self.forbidden else { return Vec::new() };
        let mut hits = Vec::new();
        for artifact in scene.tree().of_kinds(&self.artifacts) {
            let source = artifact.text.source();
            if self.unless.as_ref().is_some_and(|unless| unless.is_match(source)) {
                continue;
            }
            let before = hits.len();
            for found in forbidden.find_iter(source).filter(|found| !artifact.markdown.is_code(found.start())) {
                if hits.len() - before >= HITS {
                    break;
                }
                let line = artifact.text.line(artifact.text.line_of(found.start())).trim();
                let line: String = line.chars().take(EXCERPT_CHARS).collect();
                hits.push(
                    Hit::on(artifact, &found.range(), found.as_str())
                        .with("words", found.as_str())
                        .with("characters", strange(found.as_str()))
                        .with("line", line),
                );
            }
        }
        hits
    }

    fn mistakes(&self) -> Vec<BadParameter> {
        if self.forbidden.is_some() {
            return Vec::new();
        }
        vec![BadParameter {
            word: "check.text".into(),
            message: "this check has nothing to look for".into(),
            help: "give `forbidden`, a regular expression in single quotes".into(),
        }]
    }
}

/// The characters beyond ASCII by their numbers, with the letters of two alphabets that Latin ones are mistaken for.
fn strange(words: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    for c in words.chars().filter(|c| !c.is_ascii()) {
        let name = match c {
            '\u{370}'..='\u{3ff}' => format!("Greek {c} (U+{:04X})", u32::from(c)),
            '\u{400}'..='\u{52f}' => format!("Cyrillic {c} (U+{:04X})", u32::from(c)),
            _ => format!("U+{:04X}", u32::from(c)),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
