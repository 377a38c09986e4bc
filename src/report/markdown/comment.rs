//! One comment: what is wrong, the lines that prove it, the edit that mends it, and, folded, why and how to accept it.

use super::{Links, controls, folded, head, location, paragraphs, proof};
use crate::change::Side;
use crate::finding::{Acceptable, Finding, Location, Place};
use crate::limits::{self, COMMENT_UNITS};
use crate::policy;
use crate::report::diff;
use crate::report::escape::{block, code};
use crate::report::placement::{Placement, takes_suggestion};
use crate::report::words::{Language, Words};
use crate::visible::{is_tricky, visible};

/// The body of a comment that stands at `place`, without the hidden marker.
#[must_use]
pub fn comment(finding: &Finding, place: &Placement, links: Option<&Links>, words: &Words) -> String {
    let head = format!("**{}**", head(finding, words));
    let places = proofs(finding, !matches!(place, Placement::Line { .. }), links, words);
    let folded = folded(&words.background, &background(finding, words));
    let help = paragraphs(&finding.help);
    let mut parts = vec![head, paragraphs(&finding.message), folded, places, help, edit(finding, place, links, words)];
    // the last are the first to go, where a stranger makes everything as long as can be
    while parts.len() > 2 && parts.iter().map(|part| part.encode_utf16().count() + 2).sum::<usize>() > COMMENT_UNITS {
        parts.pop();
    }
    // what is folded stands last
    parts.get_mut(2..).unwrap_or_default().rotate_left(1);
    joined(&parts)
}

/// The body of a comment whose finding is gone. What it said stays readable, but its edit can no longer be applied.
#[must_use]
pub fn resolved(original: &str, sha: &str, words: &Words) -> String {
    let bold = |words: &Words| format!("**{}**", words.resolved);
    let first = original.lines().find(|line| !line.trim().is_empty() && !line.starts_with("<!--"));
    // in whatever language that was said; in a title such marks are escaped
    if first.is_some_and(|line| Language::ALL.iter().any(|language| line.contains(&bold(language.words())))) {
        return original.to_owned();
    }
    // GitHub links the id of a commit
    let commit = sha.get(..7).filter(|sha| sha.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let resolved = bold(words);
    let said = match commit {
        Some(commit) => words.resolved_in.with(&[("resolved", &resolved), ("commit", commit)]),
        None => resolved,
    };
    let was: Vec<&str> = original.lines().map(|line| without_suggestion(line).unwrap_or(line)).collect();
    format!("{said}\n\n{}", folded(&words.resolved_about, was.join("\n").trim()))
}

/// The opening fence of a suggestion without its word.
fn without_suggestion(line: &str) -> Option<&str> {
    line.strip_suffix("suggestion").filter(|fence| fence.len() >= 3 && fence.bytes().all(|byte| byte == b'`'))
}

/// The parts that are not empty, a blank line apart.
pub(super) fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// The places that disagree. A lone place says nothing new where the comment stands on it.
pub(super) fn proofs(finding: &Finding, elsewhere: bool, links: Option<&Links>, words: &Words) -> String {
    let mut items = Vec::new();
    if finding.at.place.is_some() && (elsewhere || !finding.related.is_empty()) {
        items.push(proof(&finding.at, "", links, words));
    }
    let shown = finding.related.iter().take(limits::COMMENT_PLACES);
    items.extend(shown.map(|related| proof(&related.at, &related.text, links, words)));
    let more = finding.related.len().saturating_sub(limits::COMMENT_PLACES);
    if more > 0 {
        items.push(format!("- {}", words.more_places.of(more)));
    }
    items.join("\n")
}

/// The edit: a suggestion where the comment stands on its lines, else a diff to read.
fn edit(finding: &Finding, place: &Placement, links: Option<&Links>, words: &Words) -> String {
    let Some(edit) = diff::edit(finding) else {
        return String::new();
    };
    // one click must not write what cannot be seen, nor line endings that the file does not have
    let carriage_returns = finding.at.excerpt.iter().any(|line| line.ends_with('\r'));
    let is_plain = |line: &&str| !line.chars().any(|c| is_tricky(c) && c != '\t');
    if takes_suggestion(edit.fix, place) && !carriage_returns && edit.added.iter().all(is_plain) {
        // no line at all deletes, an empty line is a line
        let text = if edit.added.is_empty() { String::new() } else { format!("{}\n", edit.fix.replacement) };
        return block("suggestion", &text);
    }
    let start = Place { line: edit.fix.start_line, column: 1, end_line: edit.fix.end_line, end_column: 1 };
    let at = Location { place: Some(start), ..Location::file(edit.fix.path.clone(), Side::Head) };
    let said = words.edit.with(&[("place", &location(&at, links, words))]);
    format!("{said}\n\n{}", block("diff", &edit.lines().join("\n")))
}

/// Why it matters, what it bears on, and the two ways on.
pub(super) fn background(finding: &Finding, words: &Words) -> String {
    let mut parts = vec![paragraphs(&finding.why)];
    let bears_on = controls::readable(&finding.controls, words);
    if !bears_on.is_empty() {
        parts.push(words.bears_on.with(&[("controls", &bears_on)]));
    }
    let explain = code(&format!("modelward explain {}", finding.rule));
    parts.push(words.ways_on.with(&[("command", &explain)]));
    if let Some(Acceptable { path, expires }) = &finding.acceptable {
        parts.push(words.accept.with(&[("file", &code(policy::PATH))]));
        // a text of JSON without control characters is one of TOML
        let path = serde_json::to_string(&visible(path)).unwrap_or_default();
        let (rule, expires) = (visible(&finding.rule), visible(expires));
        let waiver =
            format!("[[waivers]]\nrule = \"{rule}\"\npath = {path}\nreason = \"\"\nowner = \"\"\nexpires = {expires}");
        parts.push(block("toml", &waiver));
    }
    joined(&parts)
}
