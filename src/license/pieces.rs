//! Finds the pieces of a text that are references, the one that explains most first.

use std::ops::Range;

use super::align::{self, Alignment};
use super::library::{Library, Reference, Role};
use super::residue::{self, Residue};
use super::shingle;
use super::words::Word;

/// A reference found in the text.
pub(super) struct Piece<'a> {
    /// Which.
    pub(super) reference: &'a Reference,
    /// Its words in the text.
    pub(super) span: Range<usize>,
    /// How many words are equal.
    pub(super) matched: usize,
    /// What differs.
    pub(super) residue: Residue,
    /// By how many words the next other license is worse.
    pub(super) lead: i64,
}

/// References laid over the text in one round.
const CANDIDATES: usize = 12;
/// Of these, references that share most words, although much of them is missing.
const LONG: usize = 3;
/// Licenses looked for in one file. Lists of the licenses of all dependencies hold more, and are no license.
const ROUNDS: usize = 24;
/// The share of a reference that has to be there for it to be laid over the text.
const LEAST: f32 = 0.2;

/// The pieces in the order of the text; their words are marked as taken.
pub(super) fn pieces<'a>(library: &'a Library, text: &str, words: &[Word], taken: &mut [bool]) -> Vec<Piece<'a>> {
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
    let shingles = shingle::free(hashes, taken);
    if shingles.iter().all(Option::is_none) {
        return None;
    }
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
        // copies come with and without their title, so it says nothing; the first few differences say most
        let body = alignment.pairs.iter().filter(|(_, at)| *at >= reference.title).count();
        let differences = residue.missing_words + residue.added_words;
        let value = count(body)
            - 2 * count(residue.missing_words)
            - count(residue.added_words)
            - 4 * count(differences.min(40));
        // beside others, half a license is more likely a phrase that many share; alone, it is a license cut short
        let (percent, alone) = (100 * matched, alone && 2 * matched > free);
        let least = if alone { 25 } else { 80 };
        if percent < least * (matched + residue.missing_words) || matched < shingle::WIDTH {
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
