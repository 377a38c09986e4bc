//! Names the license a text holds, and says what differs from it.
//!
//! A score never decides. The references that share most stretches with the text are laid over it word by word, and a
//! license is named only where no word is missing, and no word is left over that could carry terms.

use std::ops::Range;

use super::align::{self, Alignment, free_shingles};
use super::library::{Library, Reference, Role};
use super::notice::{self, Place};
use super::residue::{self, Residue};
use super::words::{Word, words};
use crate::limits;

pub use super::residue::{Added, Changed};

/// What a text was found to be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Identification {
    /// Every license whose text stands here word for word. Empty where the only one was modified.
    pub ids: Vec<String>,
    /// The license, when the text is one, word for word, and nothing else.
    pub id: Option<String>,
    /// The license that the text comes closest to, when it is not one itself.
    pub based_on: Option<String>,
    /// Every license here stands word for word, and beside them are only titles and notices.
    pub exact: bool,
    /// The share of words that license and text have in common, 0 to 1.
    pub score: f32,
    /// No other version of the license comes as close.
    pub version_sure: bool,
    /// Lines with words that are not of the license.
    pub added: Vec<Added>,
    /// How many words of the license are not in the text.
    pub missing_words: usize,
    /// Words that stand in place of others, or were dropped.
    pub changed: Vec<Changed>,
    /// Places the text leaves to be filled in, such as `[yyyy]`, by line.
    pub placeholders: Vec<Added>,
}

/// A reference found in the text.
struct Piece<'a> {
    reference: &'a Reference,
    span: Range<usize>,
    matched: usize,
    residue: Residue,
    /// By how many words the next other license is worse.
    lead: i64,
}

/// References laid over the text in one round.
const CANDIDATES: usize = 12;
/// Of these, references that share most words, although much of them is missing.
const LONG: usize = 3;
/// Licenses looked for in one file. Lists of the licenses of all dependencies hold more, and are no license.
const ROUNDS: usize = 24;
/// The share of a reference that has to be there for it to be laid over the text.
const LEAST: f32 = 0.2;

/// Reads the fingerprints now instead of on first use; how many references there are.
#[must_use]
pub fn load() -> usize {
    Library::get().references.len()
}

/// Identifies a license text. Text beyond [`limits::FILE_BYTES`] is not read.
#[must_use]
pub fn identify(text: &str) -> Identification {
    let mut end = text.len().min(limits::FILE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    let words = words(text);
    let library = Library::get();
    let mut taken = vec![false; words.len()];
    let pieces = pieces(library, text, &words, &mut taken);
    conclude(text, &words, &taken, &pieces)
}

fn pieces<'a>(library: &'a Library, text: &str, words: &[Word], taken: &mut [bool]) -> Vec<Piece<'a>> {
    let hashes: Vec<u32> = words.iter().map(|word| word.hash).collect();
    let mut budget = align::BUDGET;
    let mut pieces = Vec::new();
    for _ in 0..ROUNDS {
        let alone = pieces.iter().all(|piece: &Piece<'_>| piece.reference.role != Role::License);
        let Some((piece, alignment)) = best(library, text, words, &hashes, taken, alone, &mut budget) else { break };
        for (at, _) in &alignment.pairs {
            mark(taken, *at..at + 1);
        }
        for range in &piece.residue.owned {
            mark(taken, range.clone());
        }
        pieces.push(piece);
    }
    pieces.sort_by_key(|piece| piece.span.start);
    pieces
}

fn mark(taken: &mut [bool], range: Range<usize>) {
    for place in taken.get_mut(range).unwrap_or_default() {
        *place = true;
    }
}

/// The reference that explains most of what is left of the text.
fn best<'a>(
    library: &'a Library,
    text: &str,
    words: &[Word],
    hashes: &[u32],
    taken: &[bool],
    alone: bool,
    budget: &mut usize,
) -> Option<(Piece<'a>, Alignment)> {
    let free = taken.iter().filter(|taken| !**taken).count();
    let shingles = free_shingles(hashes, taken);
    let candidates = candidates(library, &shingles);
    let numbers: Vec<usize> = candidates.iter().map(|candidate| candidate.number).collect();
    let hits = library.index.hits(&shingles, &numbers, 20_000);
    let mut found: Vec<(i64, Piece<'a>, Alignment)> = Vec::new();
    for (candidate, hits) in candidates.iter().zip(&hits) {
        // nothing behind this one can explain more than what an unmodified license explains already
        if found.iter().any(|(value, piece, _)| piece.residue.is_clean() && *value > candidate.most) {
            break;
        }
        let reference = library.references.get(candidate.number)?;
        let own = library.of(reference);
        let alignment = align::align(hashes, own, hits, budget);
        let matched = alignment.pairs.len();
        let residue = residue::of(text, words, reference, own, &alignment);
        let value = count(matched) - 2 * count(residue.missing_words) - count(residue.added_words);
        // beside others, half a license is more likely a phrase that many share; alone, it is a license cut short
        let (percent, alone) = (100 * matched, alone && 2 * matched > free);
        let least = if alone { 25 } else { 80 };
        if percent < least * (matched + residue.missing_words) || matched < super::shingle::WIDTH {
            continue;
        }
        let span = alignment.span();
        found.push((value, Piece { reference, span, matched, residue, lead: 0 }, alignment));
    }
    let (at, _) = found.iter().enumerate().max_by_key(|(at, (value, piece, _))| {
        (*value, piece.residue.is_clean(), piece.reference.role == Role::License, std::cmp::Reverse(*at))
    })?;
    let (value, mut piece, alignment) = found.swap_remove(at);
    let rival =
        found.iter().filter(|(_, other, _)| other.reference.id != piece.reference.id).map(|other| other.0).max();
    piece.lead = rival.map_or(i64::MAX, |rival| value - rival);
    Some((piece, alignment))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

struct Candidate {
    number: usize,
    /// The most words it may explain.
    most: i64,
    promise: f32,
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "word counts are far below 2^23")]
fn candidates(library: &Library, shingles: &[Option<u32>]) -> Vec<Candidate> {
    let shared = library.index.shared(shingles);
    let mut list: Vec<Candidate> = Vec::new();
    for (number, (shared, samples)) in shared.iter().zip(&library.index.samples).enumerate() {
        let Some(reference) = library.references.get(number).filter(|_| *shared >= 2 || *samples == 1) else {
            continue;
        };
        let share = *shared as f32 / *samples as f32;
        if share < LEAST {
            continue;
        }
        let length = reference.words.len() as f32;
        // few samples say little, so leave room above the estimate
        let most = (length * (share + 0.02).min(1.0)) as i64 + 8;
        list.push(Candidate { number, most, promise: length * (2.5 * share - 1.5) });
    }
    // those that would explain most words, for texts that were cut short
    list.sort_by_key(|candidate| std::cmp::Reverse(candidate.most));
    let (mut long, mut rest) = (Vec::new(), Vec::new());
    for (rank, candidate) in list.into_iter().enumerate() {
        if rank < LONG { long.push(candidate) } else { rest.push(candidate) }
    }
    rest.sort_by(|a, b| b.promise.total_cmp(&a.promise));
    rest.truncate(CANDIDATES - LONG);
    long.extend(rest);
    long.sort_by(|a, b| b.promise.total_cmp(&a.promise));
    long
}

/// What the pieces and the words beside them come to.
fn conclude(text: &str, words: &[Word], taken: &[bool], pieces: &[Piece<'_>]) -> Identification {
    let mut found = Identification { placeholders: residue::placeholders(text), ..Identification::default() };
    let licenses: Vec<&Piece<'_>> = pieces.iter().filter(|piece| piece.reference.role == Role::License).collect();
    let main = licenses.iter().max_by_key(|piece| piece.matched).copied();
    let names = notice::name_words(&licenses.iter().flat_map(|piece| names(piece.reference.id)).collect::<Vec<_>>());
    let mut lines = residue::Lines::new(text);
    let mut left = 0;
    for stretch in stretches(taken) {
        let Some(stretch) = words.get(stretch) else { continue };
        for paragraph in notice::harmful(text, stretch, Place::Outside, &names) {
            left += paragraph.len();
            lines.mark(paragraph);
        }
    }
    for piece in pieces {
        found.missing_words += piece.residue.missing_words;
        found.changed.extend(piece.residue.changed.iter().cloned());
        for range in &piece.residue.added {
            lines.mark(words.get(range.clone()).unwrap_or_default());
        }
        left += piece.residue.added_words;
    }
    let Some(main) = main else {
        found.based_on =
            pieces.iter().find(|piece| piece.reference.role == Role::Header).map(|p| p.reference.id.to_owned());
        found.missing_words = 0;
        found.changed.clear();
        return found;
    };
    found.added = lines.finish();
    found.score = score(pieces, left);
    found.version_sure = main.lead > 0 && (main.residue.is_clean() || main.lead > 2);
    let mut clean: Vec<&str> = Vec::new();
    for piece in licenses.iter().filter(|piece| piece.residue.is_clean()) {
        if !clean.contains(&piece.reference.id) {
            clean.push(piece.reference.id);
        }
    }
    let whole = pieces.iter().all(|piece| piece.residue.is_clean());
    found.exact = whole && left == 0;
    match clean.as_slice() {
        [id] if found.exact => found.id = Some((*id).to_owned()),
        // the lesser license is an addition to the general one, and is often shipped in one file with it
        [one, two] if found.exact && is_lesser_with_general(one, two) => {
            found.id = Some(if one.starts_with('L') { *one } else { *two }.to_owned());
        }
        _ => {}
    }
    if found.id.is_some() || clean.len() > 1 {
        found.ids = clean.iter().map(|id| (*id).to_owned()).collect();
    }
    if let (Some(id), [_, _]) = (&found.id, clean.as_slice()) {
        found.ids = vec![id.clone()];
    }
    if found.id.is_none() && found.ids.is_empty() {
        found.based_on = Some(main.reference.id.to_owned());
    }
    found
}

fn is_lesser_with_general(one: &str, two: &str) -> bool {
    matches!((one, two), ("LGPL-3.0", "GPL-3.0") | ("GPL-3.0", "LGPL-3.0"))
}

fn names(id: &str) -> Vec<&str> {
    let usual = super::terms(id).map(|terms| terms.name.as_str());
    let long = spdx::license_id(id).map(|id| id.full_name);
    [Some(id), usual, long].into_iter().flatten().collect()
}

#[expect(clippy::cast_precision_loss, reason = "word counts are far below 2^23")]
fn score(pieces: &[Piece<'_>], left: usize) -> f32 {
    let matched: usize = pieces.iter().map(|piece| piece.matched).sum();
    let missing: usize = pieces.iter().map(|piece| piece.residue.missing_words).sum();
    let all = 2 * matched + missing + left;
    if all == 0 { 0.0 } else { (2 * matched) as f32 / all as f32 }
}

/// The stretches of words that no piece took.
fn stretches(taken: &[bool]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, taken) in taken.iter().chain([&true]).enumerate() {
        match (taken, start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    found
}
