//! What is different between a license and its copy: words added, missing, or put in place of others.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;

use super::align::{Alignment, Gap};
use super::carrying::HOLDERS;
use super::holder::{is_name, is_title};
use super::library::{Reference, Role};
use super::notice::{self, Place};
use super::vocabulary;
use super::words::{SHOWN, Word, excerpt, hash, words};
use crate::limits;

/// A line that holds words beyond the license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// From one.
    pub line: u32,
    /// The line, cut where it is very long.
    pub text: String,
}

/// Words of a license that were replaced or dropped, or a few words put between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Where, from one.
    pub line: u32,
    /// The words of the license, `…` for those in no common vocabulary; empty where words were put in.
    pub from: String,
    /// The words in their place; empty when they were dropped.
    pub to: String,
    /// The hashes of the words of the license.
    pub missing: Vec<u32>,
}

impl Changed {
    /// The words of the license as they stand in a text that has them.
    #[must_use]
    pub fn from_in(&self, text: &str) -> Option<String> {
        let words = words(text);
        let is_it = |stretch: &&[Word]| stretch.iter().map(|word| word.hash).eq(self.missing.iter().copied());
        words.windows(self.missing.len().max(1)).find(is_it).map(|stretch| excerpt(text, stretch))
    }
}

/// The differences of one reference.
#[derive(Debug, Clone, Default)]
pub(super) struct Residue {
    /// Words of the text that may carry terms.
    pub added: Vec<Range<usize>>,
    /// How many these are.
    pub added_words: usize,
    /// Words of the license that are not there.
    pub missing_words: usize,
    /// Both, where they meet.
    pub changed: Vec<Changed>,
    /// Words of the text that belong to this piece although they are not of its reference.
    pub owned: Vec<Range<usize>>,
}

impl Residue {
    /// Whether the license stands there word for word.
    #[must_use]
    pub(super) fn is_clean(&self) -> bool {
        self.added_words == 0 && self.missing_words == 0
    }
}

/// A longer stretch within a license is looked at again: it may be another license.
const OWNED: usize = 80;

/// The differences that an alignment leaves.
#[must_use]
pub(super) fn of(text: &str, words: &[Word], reference: &Reference, own: &[u32], alignment: &Alignment) -> Residue {
    // headings are repeated within some copies
    let names: HashSet<u32> = own.iter().take(reference.title).copied().collect();
    let span = alignment.span();
    let mut residue = Residue::default();
    for mut gap in alignment.gaps(own.len()) {
        if gap.reference.start == 0 && gap.reference.end > reference.title {
            gap.reference.start = reference.title; // a title may be missing
        }
        let is_widened = widen(&mut gap, &span, words, reference.title, own.len());
        let stretch = words.get(gap.text.clone()).unwrap_or_default();
        // what stands before a text without its title is judged with all its line
        let is_before = is_widened && gap.reference.end <= reference.title && !is_swapped(stretch, &gap, reference);
        let is_forgiven = is_before || forgiven(text, stretch, &gap, own, reference, &names);
        if gap.text.len() <= OWNED && !is_before {
            residue.owned.push(gap.text.clone());
        }
        if is_forgiven {
            continue;
        }
        residue.added_words += stretch.len();
        residue.missing_words += gap.reference.len();
        if !stretch.is_empty() {
            residue.added.push(gap.text.clone());
        }
        if !gap.reference.is_empty() || stretch.len() <= SHOWN {
            residue.changed.push(change(text, words, own, &gap));
        }
    }
    residue
}

/// At either end, the text has no word beyond the last equal one: what stands there in place of missing words is taken
/// in, so that a changed first word is shown like any other. Whether there was any.
fn widen(gap: &mut Gap, span: &Range<usize>, words: &[Word], title: usize, own: usize) -> bool {
    let missing = gap.reference.len();
    if missing == 0 || missing > 3 || !gap.text.is_empty() {
        return false;
    }
    if gap.reference.start == 0 || gap.reference.start == title && gap.text.start == span.start {
        gap.text = span.start.saturating_sub(missing)..span.start;
    } else if gap.reference.end == own {
        gap.text = span.end..(span.end + missing).min(words.len());
    }
    !gap.text.is_empty()
}

fn forgiven(text: &str, stretch: &[Word], gap: &Gap, own: &[u32], reference: &Reference, names: &HashSet<u32>) -> bool {
    let missing = gap.reference.len();
    if reference.is_open(gap.reference.start, gap.reference.end) {
        let open =
            reference.open.iter().find(|open| open.start <= gap.reference.start && gap.reference.end <= open.end);
        // a name stands in place of the whole; one strange word among the usual ones is a change
        let strange = missing == 1 && stretch.len() == 1 && !stretch.iter().all(|word| HOLDERS.has(word));
        return open.is_some_and(|open| !(strange && open.len() > 1)) && is_name(text, stretch);
    }
    // instructions show where to write what; a form of them has other marks there
    if reference.role == Role::Companion && (is_bracketed(text, stretch) || is_filled_in(stretch, &gap.reference, own))
    {
        return true;
    }
    if gap.reference.end <= reference.title {
        return !is_swapped(stretch, gap, reference) && notice::is_harmless(text, stretch, Place::Outside, names);
    }
    missing == 0 && notice::is_harmless(text, stretch, Place::Inside, names)
}

/// Whether a name stands where instructions ask for one: for "one line to give the program's name and a brief idea of what
/// it does", for "year name of author", and for "program" right before the copyright sign.
fn is_filled_in(stretch: &[Word], gap: &Range<usize>, own: &[u32]) -> bool {
    // from where on, before and behind the word that tells it
    let asks = [("brief", 9, 6), ("year", 0, 4), ("program", 0, 1)];
    let within = |(word, before, behind): &(&str, usize, usize)| {
        let (hash, copyright) = (hash(word), hash("copyright"));
        let places = own.iter().enumerate().filter(|(_, other)| **other == hash).map(|(at, _)| at);
        let mut meant = places.filter(|at| *word != "program" || own.get(at + 1) == Some(&copyright));
        meant.any(|at| at <= gap.start + before && gap.end <= at + behind)
    };
    !gap.is_empty() && is_title(stretch) && asks.iter().any(within)
}

/// Whether some words are a mark for what is to be written there: `{description}`.
fn is_bracketed(text: &str, stretch: &[Word]) -> bool {
    let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { return false };
    let before = text.get(..first.start).and_then(|before| before.chars().next_back());
    let after = text.get(last.end..).and_then(|after| after.chars().next());
    matches!((before, after), (Some('{'), Some('}')) | (Some('<'), Some('>')) | (Some('['), Some(']')))
}

/// In a title, one or two words in place of as many, or between others, are a change; a title that is missing or longer
/// is none.
fn is_swapped(stretch: &[Word], gap: &Gap, reference: &Reference) -> bool {
    let missing = gap.reference.len();
    let line = stretch.first().map_or(0, |first| stretch.iter().take_while(|word| word.line == first.line).count());
    if stretch.iter().all(|word| word.url) {
        return false;
    }
    let between = gap.reference.start > 0 && gap.reference.end < reference.title;
    if between && (1..=6).contains(&missing) && stretch.len() <= 2 {
        return true;
    }
    // at the very start, it may be the title of something else
    (1..=2).contains(&missing)
        && line == missing
        && (gap.reference.start > 0 || (missing == 1 && gap.text.start == 0 && reference.title > 1))
}

fn change(text: &str, words: &[Word], own: &[u32], gap: &Gap) -> Changed {
    let stretch = words.get(gap.text.clone()).unwrap_or_default();
    let near = words.get(gap.text.start).or_else(|| words.last());
    let missing = own.get(gap.reference.clone()).unwrap_or_default();
    let (from, to) = (known(missing), excerpt(text, stretch));
    Changed { line: near.map_or(1, |word| word.line), from, to, missing: missing.to_vec() }
}

/// The words that are in the vocabulary. A stretch of others is shown as one sign, with how many there are.
fn known(missing: &[u32]) -> String {
    let mut out = String::new();
    let mut unknown = 0;
    for (at, hash) in missing.iter().enumerate() {
        let word = vocabulary::word(*hash).filter(|_| at < SHOWN);
        unknown += usize::from(word.is_none());
        if unknown > 0 && (word.is_some() || at + 1 == missing.len()) {
            out.push_str(" …");
            if unknown > 1 {
                let _ = write!(out, " ({unknown} words)");
            }
            unknown = 0;
        }
        if let Some(word) = word {
            out.push(' ');
            out.push_str(word);
        }
    }
    out.trim_start().to_owned()
}

/// Collects the lines of a text that hold certain words.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// Where the first of these words stands, by line.
    lines: BTreeMap<u32, usize>,
}

impl<'a> Lines<'a> {
    /// No line yet.
    #[must_use]
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, lines: BTreeMap::new() }
    }

    /// Adds the lines of some words.
    pub(super) fn mark(&mut self, words: &[Word]) {
        for word in words {
            let first = self.lines.entry(word.line).or_insert(word.start);
            *first = word.start.min(*first);
        }
    }

    /// The lines, in order. A long one starts a little before the first of the words.
    #[must_use]
    pub(super) fn finish(self) -> Vec<Added> {
        if self.lines.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (number, start, line) in numbered(self.text) {
            let Some(first) = self.lines.get(&number) else { continue };
            let mut from = first.saturating_sub(start + BEFORE).min(line.len());
            if line.chars().take(limits::EXCERPT_CHARS + 1).count() <= limits::EXCERPT_CHARS {
                from = 0;
            }
            while !line.is_char_boundary(from) {
                from -= 1;
            }
            found.push(added(number, line.get(from..).unwrap_or_default()));
        }
        found
    }
}

/// Bytes of a long line shown before the words that matter.
const BEFORE: usize = 60;

/// The lines of a text with their numbers and starts. A line feed, a carriage return, or both together end one.
fn numbered(text: &str) -> impl Iterator<Item = (u32, usize, &str)> {
    let mut at = Some(0);
    let lines = std::iter::from_fn(move || {
        let start = at?;
        let now = text.get(start..)?;
        let Some(end) = now.bytes().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            at = None;
            return Some((start, now));
        };
        let (line, behind) = now.split_at(end);
        at = Some(start + end + if behind.starts_with("\r\n") { 2 } else { 1 });
        Some((start, line))
    });
    (1..).zip(lines).map(|(number, (start, line))| (number, start, line))
}

fn added(line: u32, text: &str) -> Added {
    Added { line, text: text.trim().chars().take(limits::EXCERPT_CHARS).collect() }
}

/// Lines with a place that was never filled in.
#[must_use]
pub(super) fn placeholders(text: &str) -> Vec<Added> {
    const MARKS: [&str; 11] = [
        "[yyyy]",
        "<year>",
        "[year]",
        "{yyyy}",
        "[name of copyright owner]",
        "<copyright holders>",
        "[fullname]",
        "<owner>",
        "{name of copyright owner}",
        "<name of author>",
        "<copyright holder>",
    ];
    let mut found = Vec::new();
    for (number, _, line) in numbered(text) {
        if line.len() < 400 && line.bytes().any(|byte| matches!(byte, b'<' | b'[' | b'{')) {
            let lower = line.to_lowercase();
            if MARKS.iter().any(|mark| lower.contains(mark)) {
                found.push(added(number, line));
            }
        }
    }
    found
}
