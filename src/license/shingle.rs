//! Finds the references that share stretches of four words with a text: a shortlist, which decides nothing.

use std::ops::Range;

/// Words of one shingle. Four are rare enough to tell, and one changed word costs only four shingles.
pub(super) const WIDTH: usize = 4;

/// Where a shingle stands in a reference.
#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    reference: u16,
    at: u16,
}

/// A shingle that a text and a reference share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// The first word of the shingle in the text.
    pub text: usize,
    /// The first word of the shingle in the reference.
    pub at: usize,
}

/// All indexed shingles, by the upper bits of their hash.
#[derive(Debug)]
pub(super) struct Index {
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// How many shingles of each reference are indexed.
    pub samples: Vec<u32>,
}

/// Upper bits of a hash that choose its bucket.
const BITS: u32 = 16;

/// The hash of a shingle.
fn hash([one, two, three, four]: [u32; WIDTH]) -> u32 {
    let mix = |state: u32, word: u32| (state.rotate_left(5) ^ word).wrapping_mul(0x85eb_ca6b);
    let state = mix(mix(mix(mix(0x9e37_79b9, one), two), three), four);
    state ^ (state >> 15)
}

/// The hashes of all shingles of a text, in order, but for those that touch a word already taken.
#[must_use]
pub(super) fn free(words: &[u32], taken: &[bool]) -> Vec<Option<u32>> {
    let pairs = words.windows(WIDTH).zip(taken.windows(WIDTH));
    let free = |(words, taken): (&[u32], &[bool])| {
        words.first_chunk().filter(|_| !taken.contains(&true)).map(|words| hash(*words))
    };
    pairs.map(free).collect()
}

/// Of a long reference, only some shingles are indexed: those whose first word, hashed, is at most this. So most need not
/// be hashed, and one in two to twelve is left.
fn most(words: usize) -> u32 {
    u32::MAX
        / match words {
            0..400 => 1,
            400..1000 => 2,
            1000..2000 => 4,
            2000..4000 => 7,
            _ => 12,
        }
}

/// Adds the indexed shingles of a reference to a list: the only ones that are hashed.
fn sample(reference: u16, words: &[u32], list: &mut Vec<Entry>) {
    let most = most(words.len());
    for (at, word) in words.iter().enumerate() {
        if word.wrapping_mul(0x9e37_79b1) <= most
            && let (Some(window), Ok(place)) = (words.get(at..).and_then(<[u32]>::first_chunk), u16::try_from(at))
        {
            list.push(Entry { hash: hash(*window), reference, at: place });
        }
    }
}

fn bucket(hash: u32) -> usize {
    usize::try_from(hash >> (32 - BITS)).unwrap_or(0)
}

impl Index {
    /// Indexes the references, each a range of the words.
    #[must_use]
    pub(super) fn build(words: &[u32], references: &[Range<usize>]) -> Self {
        let mut list = Vec::with_capacity(words.len() / 4);
        let mut samples = Vec::with_capacity(references.len());
        for (number, range) in references.iter().enumerate() {
            let before = list.len();
            let own = words.get(range.clone()).unwrap_or_default();
            sample(u16::try_from(number).unwrap_or(u16::MAX), own, &mut list);
            samples.push(u32::try_from(list.len() - before).unwrap_or(u32::MAX));
        }
        // counted first and placed then: nothing is moved, and nothing grows
        let mut starts = vec![0_u32; (1 << BITS) + 1];
        for entry in &list {
            if let Some(count) = starts.get_mut(bucket(entry.hash) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut entries = list.clone();
        for entry in list {
            let Some(slot) = next.get_mut(bucket(entry.hash)) else { continue };
            if let Some(place) = usize::try_from(*slot).ok().and_then(|slot| entries.get_mut(slot)) {
                *place = entry;
            }
            *slot += 1;
        }
        Self { starts, entries, samples }
    }

    /// How many of its indexed shingles each reference finds in a text. Each counts once, so that a text which repeats
    /// one phrase gains nothing.
    #[must_use]
    pub(super) fn shared(&self, shingles: &[Option<u32>]) -> Vec<u32> {
        let mut counts = vec![0_u32; self.samples.len()];
        let mut seen = vec![false; self.entries.len()];
        for hash in shingles.iter().flatten() {
            let range = self.bucket(*hash);
            for (at, entry) in range.clone().zip(self.entries.get(range).unwrap_or_default()) {
                if entry.hash == *hash
                    && let (Some(seen), Some(count)) = (seen.get_mut(at), counts.get_mut(usize::from(entry.reference)))
                {
                    *count += u32::from(!*seen);
                    *seen = true;
                }
            }
        }
        counts
    }

    /// The shared shingles of some references, in the order of the text, at most `most` for each.
    #[must_use]
    pub(super) fn hits(&self, shingles: &[Option<u32>], references: &[usize], most: usize) -> Vec<Vec<Hit>> {
        let mut slots: Vec<Option<usize>> = vec![None; self.samples.len()];
        for (slot, reference) in references.iter().enumerate() {
            if let Some(place) = slots.get_mut(*reference) {
                *place = Some(slot);
            }
        }
        let mut hits: Vec<Vec<Hit>> = vec![Vec::new(); references.len()];
        for (text, hash) in shingles.iter().enumerate() {
            // a phrase that both sides repeat fills a list at once
            if hits.iter().all(|list| list.len() >= most) {
                break;
            }
            let Some(hash) = *hash else { continue };
            for entry in self.entries.get(self.bucket(hash)).unwrap_or_default() {
                if entry.hash != hash {
                    continue;
                }
                let slot = slots.get(usize::from(entry.reference)).copied().flatten();
                if let Some(list) = slot.and_then(|slot| hits.get_mut(slot)).filter(|list| list.len() < most) {
                    list.push(Hit { text, at: usize::from(entry.at) });
                }
            }
        }
        hits
    }

    /// Where the entries are that may have a hash.
    fn bucket(&self, hash: u32) -> Range<usize> {
        let at = bucket(hash);
        let bound = |at: usize| self.starts.get(at).and_then(|start| usize::try_from(*start).ok()).unwrap_or(0);
        bound(at)..bound(at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[u32]) -> Vec<Option<u32>> {
        free(words, &vec![false; words.len()])
    }

    #[test]
    fn shared_stretches_are_found_where_they_stand() {
        let words: Vec<u32> = (0..40).collect();
        let index = Index::build(&words, &[0..20, 20..40]);
        let text: Vec<u32> = [99, 98].into_iter().chain(25..32).collect();
        assert_eq!(index.shared(&of(&text)), [0, 4]);
        let hits = index.hits(&of(&text), &[1], 100);
        assert_eq!(hits.first().and_then(|list| list.first()), Some(&Hit { text: 2, at: 5 }));
        assert_eq!(index.shared(&of(&[1, 2, 3])), [0, 0]);
    }

    #[test]
    fn a_repeated_phrase_counts_once() {
        let index = Index::build(&[1, 2, 3, 4], std::slice::from_ref(&(0..4)));
        let text: Vec<u32> = [1, 2, 3, 4].repeat(100);
        assert_eq!(index.shared(&of(&text)), [1]);
        assert_eq!(index.hits(&of(&text), &[0], 8).iter().map(Vec::len).collect::<Vec<_>>(), [8]);
    }
}
