//! License badges: `https://img.shields.io/badge/License-Apache_2.0-blue.svg`.

use super::mention::Meaning;
use super::words::Words;
use super::{ProseClaim, subjects_in};
use crate::artifact::Artifact;
use crate::license::{self, Stated};
use regex::Regex;
use std::sync::LazyLock;

pub(super) fn licenses(artifact: &Artifact, words: &Words) -> Vec<ProseClaim> {
    static BADGE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"img\.shields\.io/badge/([^\s)"'>?]{1,200})"#).ok());
    let source = artifact.text.source();
    let mut claims = Vec::new();
    for badge in BADGE.iter().flat_map(|pattern| pattern.captures_iter(source)) {
        let Some(text) = badge.get(1) else { continue };
        let parts = parts(text.as_str());
        let [label, message, ..] = parts.as_slice() else { continue };
        let is_license = ["license", "licence"].iter().any(|word| label.to_lowercase().contains(word));
        if !is_license || artifact.markdown.is_code(text.start()) {
            continue;
        }
        if let Stated::Known(known) = license::state(message) {
            let subject = match subjects_in(label, words).as_slice() {
                [one] => Some(*one),
                _ => None,
            };
            let span = artifact.text.line_span(artifact.text.line_of(text.start()));
            claims.push(ProseClaim { subject, meaning: Meaning::License(known), span });
        }
    }
    claims
}

/// Label, message and color. `-` parts them, `--` is a hyphen, `_` a blank.
fn parts(path: &str) -> Vec<String> {
    let plain =
        path.replace("%20", " ").replace("%2B", "+").replace("%3A", ":").replace("--", "\u{1}").replace("__", "\u{2}");
    plain
        .split('-')
        .map(|part| part.replace('_', " ").replace('\u{1}', "-").replace('\u{2}', "_").trim().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_badges_apart() {
        assert_eq!(parts("License-Apache_2.0-blue.svg"), ["License", "Apache 2.0", "blue.svg"]);
        assert_eq!(parts("Model%20License-CC--BY--NC--4.0-red"), ["Model License", "CC-BY-NC-4.0", "red"]);
    }
}
