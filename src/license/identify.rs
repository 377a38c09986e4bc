//! Names the license a text holds, and says what differs from it.
//!
//! A score never decides. The references that share most stretches with the text are laid over it word by word, and a
//! license is named only where no word is missing, and no word is left over that could carry terms.

use std::ops::Range;

use super::expression::Expression;
use super::library::{Library, Role};
use super::notice::{self, Place};
use super::pieces::{Piece, pieces};
use super::residue;
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
    /// No other license stands beside it.
    pub is_one: bool,
    /// Lines with words that are not of the license.
    pub added: Vec<Added>,
    /// How many words of the license are not in the text.
    pub missing_words: usize,
    /// Words that stand in place of others, or were dropped.
    pub changed: Vec<Changed>,
    /// Places the text leaves to be filled in, such as `[yyyy]`, by line.
    pub placeholders: Vec<Added>,
}

/// Reads the fingerprints now instead of on first use; how many references there are.
#[must_use]
pub fn load() -> usize {
    Library::get().references.len()
}

impl Identification {
    /// The license as a statement that others can be compared with.
    #[must_use]
    pub fn expression(&self) -> Option<Expression> {
        self.id.as_deref().map(Expression::license)
    }
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

/// What the pieces and the words beside them come to.
fn conclude(text: &str, words: &[Word], taken: &[bool], pieces: &[Piece<'_>]) -> Identification {
    let mut found = Identification { placeholders: residue::placeholders(text), ..Identification::default() };
    // instructions how to apply a license speak of placeholders, and are no place to fill them in
    for piece in pieces.iter().filter(|piece| piece.reference.role == Role::Companion) {
        let line = |at: usize| words.get(at).map_or(0, |word| word.line);
        let lines = line(piece.span.start)..=line(piece.span.end.saturating_sub(1));
        found.placeholders.retain(|place| !lines.contains(&place.line));
    }
    let licenses: Vec<&Piece<'_>> = pieces.iter().filter(|piece| piece.reference.role == Role::License).collect();
    let main = licenses.iter().max_by_key(|piece| piece.matched).copied();
    let exceptions: Vec<&str> =
        pieces.iter().filter(|piece| piece.reference.role == Role::Exception).map(|piece| piece.reference.id).collect();
    let mut full: Vec<&str> = licenses.iter().flat_map(|piece| names(piece.reference.id)).collect();
    if !exceptions.is_empty() {
        full.extend(exceptions.iter().chain(&["exceptions"]));
    }
    let names = notice::name_words(&full);
    let mut lines = residue::Lines::new(text);
    let mut left = 0;
    // behind a project's own license stand the texts and notices of others
    let own = licenses.first().filter(|_| licenses.len() > 1).map(|piece| piece.span.end);
    for range in stretches(taken) {
        let place = if own.is_some_and(|end| range.start >= end) { Place::Between } else { Place::Outside };
        let Some(stretch) = words.get(range) else { continue };
        for paragraph in notice::harmful(text, stretch, place, &names) {
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
    found.is_one = licenses.len() == 1;
    let mut clean: Vec<&str> = Vec::new();
    for piece in licenses.iter().filter(|piece| piece.residue.is_clean()) {
        if !clean.contains(&piece.reference.id) {
            clean.push(piece.reference.id);
        }
    }
    let whole = pieces.iter().all(|piece| piece.residue.is_clean());
    found.exact = whole && left == 0;
    match clean.as_slice() {
        [id] if found.exact => {
            found.id = match exceptions.as_slice() {
                [] => Some((*id).to_owned()),
                [exception] => Some(format!("{id} WITH {exception}")),
                _ => None,
            };
        }
        // the lesser license is an addition to the general one, and is often shipped in one file with it
        [one, two] if found.exact && exceptions.is_empty() && is_lesser_with_general(one, two) => {
            found.id = Some(if one.starts_with('L') { *one } else { *two }.to_owned());
        }
        _ => {}
    }
    match &found.id {
        Some(id) => found.ids = vec![id.clone()],
        None if clean.len() > 1 => found.ids = clean.iter().map(|id| (*id).to_owned()).collect(),
        None => found.based_on = Some(main.reference.id.to_owned()),
    }
    found
}

fn is_lesser_with_general(one: &str, two: &str) -> bool {
    matches!((one, two), ("LGPL-3.0", "GPL-3.0") | ("GPL-3.0", "LGPL-3.0"))
}

/// What a license is called.
pub(super) fn names(id: &str) -> Vec<&str> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_survived(text in "\\PC{0,400}") {
            let found = identify(&text);
            prop_assert!(found.score <= 1.0);
        }

        #[test]
        fn pieces_of_licenses_are_survived(
            pieces in proptest::collection::vec(
                prop_oneof![
                    Just("Permission is hereby granted, free of charge, to any person obtaining a copy\r\n".to_owned()),
                    Just("Licensed under the Apache License, Version 2.0 (the \"License\");\n".to_owned()),
                    Just("THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND\r".to_owned()),
                    Just("(c) 2020 © \u{ad}’ 1.2.3. http:// https://x www.\n".to_owned()),
                    "[\\PC\n\r\t]{0,40}",
                ],
                0..40,
            )
        ) {
            let text = pieces.concat();
            let found = identify(&text);
            prop_assert!(found.added.iter().all(|added| added.line >= 1));
            prop_assert_eq!(found.id.is_none() || found.exact, true);
        }

        #[test]
        fn a_word_lies_where_it_says(text in "[a-zA-Z0-9.'’(){}©& \n\r\t漢-]{0,200}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.start < word.end && word.start >= end.min(word.start));
                prop_assert!(text.get(word.start..word.end).is_some());
                end = word.end;
            }
        }
    }

    #[test]
    fn places_to_fill_in_are_told() {
        let mit = spdx::license_id("MIT").expect("MIT").text();
        assert_eq!(identify(mit).placeholders.len(), 1);
        let apache = spdx::license_id("Apache-2.0").expect("Apache-2.0").text();
        assert_eq!(identify(apache).placeholders, []);
        assert_eq!(identify(&mit.replace("<year> <copyright holders>", "2020 Jane Doe")).placeholders, []);
    }

    #[test]
    fn a_large_hostile_text_ends_in_time() {
        let phrase = "without warranty of any kind express or implied including but not limited to ";
        let text = phrase.repeat(limits::FILE_BYTES / phrase.len() + 10);
        let start = std::time::Instant::now();
        assert_eq!(identify(&text).id, None);
        // generous: a build without optimisation on a busy machine
        assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    }
}
