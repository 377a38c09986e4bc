//! Two versions of one text, whatever license they are nearest to: the words that came and went, where they may carry terms.

use super::align::{self, Gap};
use super::notice::{self, Place};
use super::residue::Changed;
use super::shingle::{Index, free};
use super::words::{Word, excerpt, words};
use std::collections::HashSet;

/// Bytes of a text that is compared. Longer ones collect the licenses of others.
const LONGEST: usize = 64 * 1024;

/// Shared stretches that are looked at.
const HITS: usize = 20_000;

/// Equal words between two differences that people read as one.
const JOINED: usize = 2;

/// The differences that may carry terms, in the order of the new text; of texts that are too long, none is looked for. `None`
/// where less than half of the words are the same. Of what is no license for sure, only lines that may carry terms count.
#[must_use]
pub fn differences(before: &str, after: &str, is_license: bool) -> Option<Vec<Changed>> {
    if before.len().max(after.len()) > LONGEST {
        return Some(Vec::new());
    }
    let (old, new) = (words(before), words(after));
    let hashes = |list: &[Word]| list.iter().map(|word| word.hash).collect::<Vec<_>>();
    let (one, other) = (hashes(&old), hashes(&new));
    if one == other {
        return Some(Vec::new());
    }
    let index = Index::build(&one, std::slice::from_ref(&(0..one.len())));
    let hits = index.hits(&free(&other, &vec![false; other.len()]), &[0], HITS);
    let pairs = align::align(&other, &one, hits.first()?, &mut align::BUDGET.clone()).pairs;
    if pairs.len() * 2 < one.len().max(other.len()) {
        return None;
    }
    let mut gaps: Vec<Gap> = Vec::new();
    let (mut text, mut at) = (0, 0);
    for (next_text, next_at) in pairs.into_iter().chain([(other.len(), one.len())]) {
        if next_text > text || next_at > at {
            match gaps.last_mut().filter(|last| text - last.text.end <= JOINED) {
                Some(last) => (last.text.end, last.reference.end) = (next_text, next_at),
                None => gaps.push(Gap { text: text..next_text, reference: at..next_at }),
            }
        }
        (text, at) = (next_text + 1, next_at + 1);
    }
    let said = |gap: Gap| {
        let (was, is) = (old.get(gap.reference)?, new.get(gap.text.clone())?);
        let is_harmless = |text: &str, stretch: &[Word], other: &[Word]| {
            // a line is judged once, however many of its words differ
            let firsts = stretch.chunk_by(|one, next| one.line == next.line).filter_map(<[Word]>::first);
            let mut lines = firsts.map(|word| line_of(text, word));
            stretch.is_empty()
                || other.is_empty() && notice::is_harmless(text, stretch, Place::Inside, &HashSet::new())
                || lines.all(|line| notice::is_notice(line) || !is_license && !notice::carries_terms(line))
        };
        let near = new.get(gap.text.start).or_else(|| new.last())?;
        let changed =
            || Changed { line: near.line, from: excerpt(before, was), to: excerpt(after, is), missing: Vec::new() };
        (!(is_harmless(before, was, is) && is_harmless(after, is, was))).then(changed)
    };
    Some(gaps.into_iter().filter_map(said).collect())
}

fn line_of<'a>(text: &'a str, word: &Word) -> &'a str {
    let start = text.get(..word.start).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |at| at + 1);
    let end = text.get(word.end..).and_then(|behind| behind.find(['\n', '\r'])).map_or(text.len(), |at| word.end + at);
    text.get(start..end).unwrap_or_default()
}
