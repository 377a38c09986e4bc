//! License badges: `https://img.shields.io/badge/License-Apache_2.0-blue.svg`.

use super::mention::Meaning;
use super::words::Words;
use super::{ProseClaim, subjects_in};
use crate::artifact::Artifact;
use crate::license::{self, Stated};

const BADGE: &str = "img.shields.io/badge/";

/// Bytes of a badge's words. Real ones stay below 100.
const LONGEST: usize = 400;

pub(super) fn licenses(artifact: &Artifact, words: &Words) -> Vec<ProseClaim> {
    let source = artifact.text.source();
    let mut claims = Vec::new();
    for (at, found) in source.match_indices(BADGE) {
        let start = at + found.len();
        let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '"' | '\'' | '>' | '?');
        let rest = source.get(start..).unwrap_or_default();
        let Some(text) = rest.find(ends).map_or(Some(rest), |end| rest.get(..end)).filter(|text| text.len() <= LONGEST)
        else {
            continue;
        };
        let parts = parts(text);
        let [label, message, ..] = parts.as_slice() else { continue };
        let is_license = ["license", "licence"].iter().any(|word| label.to_lowercase().contains(word));
        if !is_license || artifact.markdown.is_code(start) {
            continue;
        }
        if let Stated::Known(known) = license::state(message) {
            let subject = match subjects_in(label, words).as_slice() {
                [one] => Some(*one),
                _ => None,
            };
            let span = artifact.text.line_span(artifact.text.line_of(start));
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
