//! A comment for one finding: its place in GitHub's own hunks, and its body with the marker.

use super::marker::{self, Kind, Marker};
use super::plan::Context;
use crate::change::Side;
use crate::finding::Finding;
use crate::report::placement::{Placement, place_finding};
use crate::report::{Language, markdown};

/// The most that GitHub takes in one comment, in the stricter way to count.
pub(crate) const BODY_UNITS: usize = 65_536;

/// A comment to be made.
#[derive(Debug, Clone)]
pub(crate) struct Note<'r> {
    pub(crate) finding: &'r Finding,
    pub(crate) path: String,
    /// `None` for the file as a whole.
    pub(crate) line: Option<Line>,
    pub(crate) body: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) side: Side,
    pub(crate) number: u32,
    /// Where several lines are marked, the first of them.
    pub(crate) start: Option<u32>,
}

/// The comment for a finding; `None` where there is no place for one.
pub(crate) fn note<'r>(context: Context<'r>, finding: &'r Finding) -> Option<Note<'r>> {
    let place = place_finding(finding, context.change);
    let (path, line) = match &place {
        Placement::Line { path, side, line, start } => (path, Some(Line { side: *side, number: *line, start: *start })),
        Placement::File { path } => (path, None),
        Placement::Summary => return None,
    };
    // GitHub's API has no way to name a path that is not UTF-8
    let path = String::from_utf8(path.bytes().to_vec()).ok()?;
    let body = body(context, finding, &place, if line.is_some() { Kind::Line } else { Kind::File });
    (body.encode_utf16().count() <= BODY_UNITS).then_some(Note { finding, path, line, body })
}

pub(crate) fn body(context: Context<'_>, finding: &Finding, place: &Placement, kind: Kind) -> String {
    let prints = std::iter::once(&finding.fingerprint).chain(&finding.parts);
    let marker = Marker {
        instance: marker::instance(&context.options.id),
        kind,
        fingerprints: prints.map(|print| print.as_str().to_owned()).collect(),
        head: context.head.to_owned(),
        digest: content(finding, context.report.language),
    };
    let words = context.report.language.words();
    marker.before(&markdown::comment(finding, place, context.options.links.as_ref(), words))
}

/// What a finding tells, without the numbers that a harmless edit moves.
pub(crate) fn content(finding: &Finding, language: Language) -> String {
    let severity = finding.severity.to_string();
    let mut parts = vec![severity.as_str(), &finding.title, &finding.message, &finding.help];
    parts.extend(finding.at.excerpt.iter().map(String::as_str));
    for related in &finding.related {
        parts.push(&related.text);
        parts.extend(related.at.excerpt.iter().map(String::as_str));
    }
    parts.extend(finding.fix.as_ref().map(|fix| fix.replacement.as_str()));
    // the words around it are told too
    if !language.is_english() {
        parts.push(language.code());
    }
    marker::digest(parts)
}
