//! The one comment on the pull request as a whole: whether there is one, what it says, and when it is left alone.

use super::existing::Existing;
use super::marker::{self, Kind, Marker};
use super::note::{BODY_UNITS, Note};
use super::plan::{Context, Plan};
use crate::finding::Finding;
use crate::order::InOrder as _;
use crate::report::markdown::{self, Told};
use std::collections::BTreeSet;

/// What a summary aims at, in characters.
const SUMMARY_CHARS: usize = 58_000;

/// What becomes of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Summary {
    /// There is none, and nothing to say.
    None,
    Keep,
    Create(String),
    Update(u64, String),
}

impl<'r> Plan<'r> {
    /// What the summary has to say, once it is known which places GitHub refused.
    pub(crate) fn summary(&self, context: Context<'r>, existing: &Existing, refused: &[&'r Finding]) -> Summary {
        let Context { report, options, head, .. } = context;
        let told_before = refused_before(existing, head);
        let is = |list: &[&Finding], finding: &Finding| list.iter().any(|other| std::ptr::eq(*other, finding));
        let elsewhere: Vec<&Finding> =
            report.introduced.iter().filter(|finding| is(&self.elsewhere, finding) || is(refused, finding)).collect();
        let posted = |notes: &[Note]| notes.iter().filter(|note| !is(refused, note.finding)).count();
        let told = Told {
            inline: self.kept.inline + posted(&self.review),
            file: self.kept.file + posted(&self.files),
            resolved_by_people: self.kept.resolved_by_people,
        };
        let text = markdown::summary(report, &elsewhere, told, options.links.as_ref(), SUMMARY_CHARS);
        let text = within(&text, BODY_UNITS - 4096);
        let fingerprints: BTreeSet<String> = elsewhere
            .iter()
            .map(|finding| finding.fingerprint.as_str())
            .filter(|print| refused.iter().any(|it| it.fingerprint.as_str() == *print) || told_before.contains(print))
            .map(str::to_owned)
            .into_set();
        let marker = Marker {
            instance: marker::instance(&options.id),
            kind: Kind::Summary,
            // within the room that was left for the marker; what is left out is tried again
            fingerprints: fingerprints.into_iter().take(100).collect(),
            head: head.to_owned(),
            digest: marker::digest([text]),
        };
        let Some(old) = existing.summaries.first() else {
            let needed = !elsewhere.is_empty() || (!report.introduced.is_empty() && !report.claims.is_empty());
            return if needed { Summary::Create(marker.before(text)) } else { Summary::None };
        };
        let same = old.marker.digest == marker.digest && old.marker.fingerprints == marker.fingerprints;
        if same && (marker.fingerprints.is_empty() || old.marker.head == marker.head) {
            Summary::Keep
        } else {
            Summary::Update(old.id, marker.before(text))
        }
    }
}

/// Findings whose place GitHub refused for this very head: trying again would be refused again.
pub(crate) fn refused_before<'e>(existing: &'e Existing, head: &str) -> BTreeSet<&'e str> {
    let marker = existing.summaries.first().map(|summary| &summary.marker);
    let marker = marker.filter(|marker| marker.head == head);
    marker.iter().flat_map(|marker| marker.fingerprints.iter().map(String::as_str)).into_set()
}

/// A last bound, should a text be longer than it was asked to be: cut at a line.
fn within(text: &str, units: usize) -> &str {
    if text.encode_utf16().count() <= units {
        return text;
    }
    let end = text.char_indices().map(|(at, _)| at).take(units / 2).last().unwrap_or(0);
    let kept = text.get(..end).unwrap_or_default();
    kept.rfind('\n').and_then(|line| kept.get(..line)).unwrap_or(kept)
}
