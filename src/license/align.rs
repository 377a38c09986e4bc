//! Lays a reference over a text, word by word: which words are the same, and so which are added and which are missing.
//!
//! Shared shingles are chained into the best run, the run is grown word by word, and what lies between is compared in
//! full. A license that was copied whole needs one pass over its words.

use std::borrow::Cow;
use std::ops::Range;

use super::shingle::Hit;

/// Pairs of equal words, in order of both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Alignment {
    /// (word of the text, word of the reference)
    pub pairs: Vec<(usize, usize)>,
}

/// A place where text and reference differ: words of the text that the reference lacks, and the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    /// Words of the text.
    pub text: Range<usize>,
    /// Words of the reference.
    pub reference: Range<usize>,
}

/// How much comparing one text may cost: cells of comparison tables. A usual license needs some hundreds.
pub(super) const BUDGET: usize = 3_000_000;

/// A gap that is larger is taken as wholly different.
const GAP_CELLS: usize = 400_000;

/// Words looked at before the first and behind the last shared shingle, beyond those the reference still has.
const MARGIN: usize = 24;

/// Places of one shingle in a reference from which on it is a phrase that the reference repeats.
const REPEATED: usize = 4;

/// How many shingles back a chain may go on from.
const LOOK_BACK: usize = 48;

impl Alignment {
    /// Words of the text from the first to the last equal one.
    #[must_use]
    pub(super) fn span(&self) -> Range<usize> {
        match (self.pairs.first(), self.pairs.last()) {
            (Some(first), Some(last)) => first.0..last.0 + 1,
            _ => 0..0,
        }
    }

    /// The places that differ within the span, and what the reference has before and behind it.
    #[must_use]
    pub(super) fn gaps(&self, reference: usize) -> Vec<Gap> {
        let span = self.span();
        let mut gaps = Vec::new();
        let (mut text, mut at) = (span.start, 0);
        let end = (span.end, reference);
        for (next_text, next_at) in self.pairs.iter().copied().chain([end]) {
            if next_text > text || next_at > at {
                gaps.push(Gap { text: text..next_text, reference: at..next_at });
            }
            (text, at) = (next_text + 1, next_at + 1);
        }
        gaps
    }
}

/// Aligns a reference with a text, along the shingles that they share.
#[must_use]
pub(super) fn align(text: &[u32], reference: &[u32], hits: &[Hit], budget: &mut usize) -> Alignment {
    let mut aligner = Aligner { text, reference, pairs: Vec::with_capacity(reference.len()), budget };
    let chain = chain(&telling(hits));
    let Some(first) = chain.first() else { return Alignment::default() };
    let (mut t, mut r) = (first.text.saturating_sub(first.at + MARGIN), 0);
    for hit in &chain {
        if hit.text < t || hit.at < r {
            continue; // within what has been grown already
        }
        aligner.between(t..hit.text, r..hit.at, r > 0);
        (t, r) = aligner.grow(hit.text, hit.at);
    }
    let end = text.len().min(t + (reference.len() - r.min(reference.len())) + MARGIN);
    aligner.between(t..end, r..reference.len(), true);
    let mut pairs = aligner.pairs;
    trim(&mut pairs);
    pairs.reverse();
    trim(&mut pairs);
    pairs.reverse();
    Alignment { pairs }
}

/// The hits that tell where the text stands: not those of a phrase that the reference repeats, of which there would be more
/// than a chain looks back on. Where most are of that kind, all are taken.
fn telling(hits: &[Hit]) -> Cow<'_, [Hit]> {
    let groups = || hits.chunk_by(|one, other| one.text == other.text);
    let telling: Vec<Hit> = groups().filter(|group| group.len() <= REPEATED).flatten().copied().collect();
    if telling.len() * 4 < groups().count() { Cow::Borrowed(hits) } else { Cow::Owned(telling) }
}

/// Takes off a few words at the start that are far from the rest: they are equal by chance.
fn trim(pairs: &mut Vec<(usize, usize)>) {
    loop {
        let mut run = 1;
        let jump = loop {
            let (Some(before), Some(next)) = (pairs.get(run - 1), pairs.get(run)) else { return };
            let jump = before.0.abs_diff(next.0) - 1;
            if jump > 0 {
                break jump;
            }
            run += 1;
        };
        if run > 4 || jump <= 2 * run {
            return;
        }
        pairs.drain(..run);
    }
}

/// The best run of shingles: in order of both sides, with small jumps before large ones.
fn chain(hits: &[Hit]) -> Vec<Hit> {
    let mut scores: Vec<(f32, Option<usize>)> = Vec::with_capacity(hits.len());
    let mut best: Option<(f32, usize)> = None;
    for (number, hit) in hits.iter().enumerate() {
        // where the best chain goes on without a jump, no other one can be better
        if let Some((value, last)) = best.filter(|(_, last)| *last + 1 == number)
            && hits.get(last).is_some_and(|last| follows(last, hit) && jump(last, hit) == 0)
        {
            scores.push((value + 1.0, Some(last)));
            best = Some((value + 1.0, number));
            continue;
        }
        let mut score = (1.0, None);
        let from = number.saturating_sub(LOOK_BACK);
        let earlier = hits.iter().zip(&scores).enumerate().skip(from).take(number - from);
        for (index, (before, (value, _))) in earlier {
            if follows(before, hit) {
                let value = value + 1.0 - jump_cost(jump(before, hit));
                if value >= score.0 {
                    score = (value, Some(index));
                }
            }
        }
        scores.push(score);
        if best.is_none_or(|(value, _)| score.0 > value) {
            best = Some((score.0, number));
        }
    }
    let mut chain = Vec::new();
    let mut next = best.map(|(_, number)| number);
    while let Some(number) = next {
        chain.extend(hits.get(number).copied());
        next = scores.get(number).and_then(|(_, before)| *before);
    }
    chain.reverse();
    chain
}

fn follows(before: &Hit, hit: &Hit) -> bool {
    before.text < hit.text && before.at < hit.at
}

/// How many words more one side goes on than the other.
fn jump(before: &Hit, hit: &Hit) -> usize {
    (hit.text - before.text).abs_diff(hit.at - before.at)
}

fn jump_cost(words: usize) -> f32 {
    if words == 0 { 0.0 } else { 0.5 + 0.01 * f32::from(u16::try_from(words).unwrap_or(u16::MAX)) }
}

struct Aligner<'a> {
    text: &'a [u32],
    reference: &'a [u32],
    pairs: Vec<(usize, usize)>,
    budget: &'a mut usize,
}

impl Aligner<'_> {
    fn same(&self, text: usize, reference: usize) -> bool {
        matches!((self.text.get(text), self.reference.get(reference)), (Some(a), Some(b)) if a == b)
    }

    /// Pairs equal words from here on; where it ends.
    fn grow(&mut self, mut text: usize, mut reference: usize) -> (usize, usize) {
        while self.same(text, reference) {
            self.pairs.push((text, reference));
            text += 1;
            reference += 1;
        }
        (text, reference)
    }

    /// Compares what lies between two runs of equal words, or before the first.
    fn between(&mut self, text: Range<usize>, reference: Range<usize>, behind_a_run: bool) {
        let (mut t, mut r) = (text, reference);
        while behind_a_run && t.start < t.end && r.start < r.end && self.same(t.start, r.start) {
            self.pairs.push((t.start, r.start));
            t.start += 1;
            r.start += 1;
        }
        let mut behind = Vec::new();
        while t.start < t.end && r.start < r.end && self.same(t.end - 1, r.end - 1) {
            t.end -= 1;
            r.end -= 1;
            behind.push((t.end, r.end));
        }
        self.table(t, r, !behind_a_run);
        self.pairs.extend(behind.into_iter().rev());
    }

    /// The longest common sequence of a small gap. Words near the runs count first: before the first run, those at the
    /// end, for a title may begin with the words that the text begins with.
    fn table(&mut self, t: Range<usize>, r: Range<usize>, backwards: bool) {
        let (rows, columns) = (t.len(), r.len());
        let cells = rows.saturating_mul(columns);
        if cells == 0 || cells > GAP_CELLS || cells > *self.budget {
            return;
        }
        *self.budget -= cells;
        let place = |range: &Range<usize>, step: usize| {
            if backwards { range.end - 1 - step } else { range.start + step }
        };
        let width = columns + 1;
        // the longest sequence from each place to the end
        let mut lengths = vec![0_u16; (rows + 1) * width];
        let at = |lengths: &[u16], row: usize, column: usize| lengths.get(row * width + column).copied().unwrap_or(0);
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                let value = if self.same(place(&t, row), place(&r, column)) {
                    at(&lengths, row + 1, column + 1).saturating_add(1)
                } else {
                    at(&lengths, row + 1, column).max(at(&lengths, row, column + 1))
                };
                if let Some(cell) = lengths.get_mut(row * width + column) {
                    *cell = value;
                }
            }
        }
        let before = self.pairs.len();
        let (mut row, mut column) = (0, 0);
        while row < rows && column < columns {
            if self.same(place(&t, row), place(&r, column)) {
                self.pairs.push((place(&t, row), place(&r, column)));
                row += 1;
                column += 1;
            } else if at(&lengths, row + 1, column) >= at(&lengths, row, column + 1) {
                row += 1;
            } else {
                column += 1;
            }
        }
        if backwards && let Some(found) = self.pairs.get_mut(before..) {
            found.reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::shingle::{Index, free};

    fn gaps(text: &[u32], reference: &[u32]) -> Vec<Gap> {
        let index = Index::build(reference, std::slice::from_ref(&(0..reference.len())));
        let hits = index.hits(&free(text, &vec![false; text.len()]), &[0], 10_000);
        align(text, reference, &hits[0], &mut BUDGET.clone()).gaps(reference.len())
    }

    #[test]
    fn a_copy_has_no_gaps() {
        let words: Vec<u32> = (0..100).collect();
        assert_eq!(gaps(&words, &words), []);
        let framed: Vec<u32> = [7, 8, 9].into_iter().chain(0..100).chain([1, 2, 3]).collect();
        assert_eq!(gaps(&framed, &words), []);
    }

    #[test]
    fn changed_added_and_missing_words_are_found() {
        let words: Vec<u32> = (0..100).collect();
        let mut changed = words.clone();
        changed[0] = 999;
        changed[50] = 999;
        changed[99] = 999;
        let found = gaps(&changed, &words);
        assert_eq!(found.iter().map(|gap| gap.reference.len()).collect::<Vec<_>>(), [1, 1, 1]);
        let mut added = words.clone();
        added.splice(30..30, [500, 501, 502]);
        assert_eq!(gaps(&added, &words), [Gap { text: 30..33, reference: 30..30 }]);
        let mut missing = words.clone();
        missing.drain(60..70);
        assert_eq!(gaps(&missing, &words), [Gap { text: 60..60, reference: 60..70 }]);
    }

    #[test]
    fn a_phrase_that_is_repeated_hides_no_change() {
        // every clause says "the X or derivatives of the X", and then something of its own
        let clause =
            |number: u32| [1, 2, 3, 4, 5, 6, 7, 8].into_iter().chain((1..5).map(move |own| own * 1000 + number));
        let words: Vec<u32> = (0..300).flat_map(clause).collect();
        let mut changed = words.clone();
        let middle = 12 * 150 + 9;
        changed[middle] = 999;
        let mut hits: Vec<Hit> = Vec::new();
        for text in (0..3600).step_by(12) {
            hits.extend((0..3600).step_by(12).map(|at| Hit { text, at }));
            hits.extend((text + 8 != middle - 1).then_some(Hit { text: text + 8, at: text + 8 }));
        }
        let chained = chain(&telling(&hits));
        assert_eq!(chained.len(), 299, "of each clause but the changed one");
        assert!(chain(&hits).len() < 299, "a chain looks back on less than the phrase has places");
        let found = align(&changed, &words, &hits, &mut BUDGET.clone()).gaps(words.len());
        assert_eq!(found, [Gap { text: middle..middle + 1, reference: middle..middle + 1 }]);
    }

    #[test]
    fn one_copy_of_two_is_taken() {
        let words: Vec<u32> = (0..100).collect();
        let twice: Vec<u32> = words.iter().chain([500, 501].iter()).chain(&words).copied().collect();
        assert_eq!(gaps(&twice, &words), []);
    }
}
