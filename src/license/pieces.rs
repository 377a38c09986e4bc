//! Finds the pieces of a text that are references, the one that explains most first.

use crate::order;
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

/// References laid over the text in one round, before more are tried.
const CANDIDATES: usize = 12;
/// How often more are tried.
const BATCHES: usize = 4;
/// Words of a text that is a collection; in it, no more are tried.
const LARGE: usize = 20_000;
/// Shared shingles of one reference that are looked at.
const HITS: usize = 20_000;
/// Of these, references that share most words, although much of them is missing.
const LONG: usize = 3;
/// Licenses looked for in one file. Lists of the licenses of all dependencies hold more, and are no license.
const ROUNDS: usize = 24;
/// How far behind the best a license has to be for the version to be sure.
const SURE: i64 = 3;
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
    order::by_key(&mut pieces, |piece| piece.span.start);
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
    let mut found: Vec<(i64, Piece<'a>, Alignment)> = Vec::new();
    let batches = candidates(library, &shingles);
    let most = if words.len() > LARGE { 1 } else { BATCHES };
    for batch in batches.chunks(CANDIDATES).take(most) {
        let numbers: Vec<usize> = batch.iter().map(|candidate| candidate.number).collect();
        let hits = library.index.hits(&shingles, &numbers, HITS);
        for (candidate, hits) in batch.iter().zip(&hits) {
            // nothing behind this one can explain more than what an unmodified license explains already
            if found.iter().any(|(value, piece, _)| piece.residue.is_clean() && *value > candidate.most) {
                break;
            }
            let reference = library.references.get(candidate.number)?;
            let alignment = align::align(hashes, library.of(reference), hits, budget);
            let matched = alignment.pairs.len();
            // its value is at most this, so it can neither win nor come close: what differs need not be known
            let clean = found.iter().filter(|(_, piece, _)| piece.residue.is_clean()).map(|(value, ..)| *value).max();
            if clean.is_some_and(|clean| count(matched) + SURE < clean) {
                continue;
            }
            let residue = residue::of(text, words, reference, library.of(reference), &alignment);
            // beside others, half a license is more likely a phrase that many share; alone, it is a license cut short
            let least = if alone && 2 * matched > free { 25 } else { 80 };
            if 100 * matched >= least * (matched + residue.missing_words) && matched >= shingle::WIDTH {
                let value = value(reference, &alignment, &residue);
                let span = alignment.span();
                found.push((value, Piece { reference, span, matched, residue, lead: 0 }, alignment));
            }
        }
        // where several licenses share their words, the right one may come late
        if found.iter().any(|(_, piece, _)| piece.residue.is_clean()) || alone && !found.is_empty() {
            break;
        }
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

/// How much of the text a reference explains. Copies come with and without their title, so it says nothing; the first few
/// differences say most.
fn value(reference: &Reference, alignment: &Alignment, residue: &Residue) -> i64 {
    let body = alignment.pairs.iter().filter(|(_, at)| *at >= reference.title).count();
    let differences = residue.missing_words + residue.added_words;
    count(body) - 2 * count(residue.missing_words) - count(residue.added_words) - 4 * count(differences.min(40))
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
    order::by(&mut list, |a, b| b.promise.total_cmp(&a.promise));
    // those that would explain most words come early as well, for texts that were cut short
    let mut long: Vec<usize> = (0..list.len()).collect();
    order::by_key(&mut long, |at| std::cmp::Reverse(list.get(*at).map_or(0, |candidate| candidate.most)));
    for at in long.into_iter().take(LONG).filter(|at| *at >= CANDIDATES - LONG) {
        if at < list.len() {
            let candidate = list.remove(at);
            list.insert(CANDIDATES - LONG, candidate);
        }
    }
    list
}
