//! The reference texts as fingerprints: ordered word hashes, read from the file that `examples/fingerprints.rs` writes.
//!
//! The file begins with lines of text, one a reference: its id, what it is, how many words it has, how many of these are
//! its title, and which of them every user fills in anew. A line `=` ends them. Then come the number of distinct words and their hashes, the most
//! frequent first, and last the words of all references in one run, as numbers of 7 bits a byte: `n + 1` is the word of
//! that rank, and 0 copies an earlier stretch (its length, then how far back it starts), for licenses quote each other.

use std::ops::Range;
use std::sync::OnceLock;

use super::shingle::Index;

static BYTES: &[u8] = include_bytes!("data/fingerprints.bin");

/// What a reference text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A license.
    License,
    /// A text that changes no terms beside its license: a preface, an appendix, instructions.
    Companion,
    /// Permissions beyond a license, named after it with `WITH`.
    Exception,
    /// A file header that refers to a license.
    Header,
}

/// One reference text.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// The id of the license, in its canonical spelling.
    pub id: &'static str,
    /// What it is.
    pub role: Role,
    /// Where its words are in [`Library::words`].
    pub words: Range<usize>,
    /// How many words at its start are a title, which copies may lack.
    pub title: usize,
    /// Words of it that differ from user to user, as those of a holder's name.
    pub open: Vec<Range<usize>>,
}

impl Reference {
    /// Whether a difference from the word `from` up to `to` stands where users write their own words.
    #[must_use]
    pub(super) fn is_open(&self, from: usize, to: usize) -> bool {
        self.open.iter().any(|open| from <= open.end && open.start <= to)
    }
}

/// All references.
#[derive(Debug)]
pub(super) struct Library {
    /// In the order of the file.
    pub references: Vec<Reference>,
    /// The hashes of all words of all references.
    pub words: Vec<u32>,
    /// Finds references that share stretches with a text.
    pub index: Index,
}

impl Library {
    /// The library, read on first use.
    pub(super) fn get() -> &'static Self {
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        LIBRARY.get_or_init(|| Self::read(BYTES).unwrap_or_else(Self::empty))
    }

    /// The words of a reference.
    #[must_use]
    pub(super) fn of(&self, reference: &Reference) -> &[u32] {
        self.words.get(reference.words.clone()).unwrap_or_default()
    }

    fn empty() -> Self {
        Self { references: Vec::new(), words: Vec::new(), index: Index::build(&[], &[]) }
    }

    /// Reads the file; none when it is damaged, which a test rules out for ours.
    #[must_use]
    pub(super) fn read(bytes: &'static [u8]) -> Option<Self> {
        let head_end = bytes.windows(3).position(|window| window == b"\n=\n")?;
        let head = std::str::from_utf8(bytes.get(..head_end)?).ok()?;
        let mut references = Vec::new();
        let mut total = 0;
        for line in head.lines().skip(1) {
            let mut fields = line.split('\t');
            let id = fields.next()?;
            let role = match fields.next()? {
                "license" => Role::License,
                "companion" => Role::Companion,
                "exception" => Role::Exception,
                _ => Role::Header,
            };
            let length: usize = fields.next()?.parse().ok()?;
            let title = fields.next()?.parse().ok()?;
            let open = fields.next().unwrap_or_default().split(',').filter_map(range).collect();
            references.push(Reference { id, role, words: total..total + length, title, open });
            total += length;
        }
        let mut tail = Tail { bytes: bytes.get(head_end + 3..)?, at: 0 };
        let distinct = tail.number()?;
        let ranks = tail.hashes(distinct)?;
        let mut words: Vec<u32> = Vec::with_capacity(total);
        while words.len() < total {
            match tail.number()? {
                0 => {
                    let length = tail.number()?;
                    let back = tail.number().filter(|back| *back > 0)?;
                    let start = words.len().checked_sub(back)?;
                    // a stretch that reaches into itself repeats
                    let mut left = length;
                    while left > 0 {
                        let part = left.min(words.len() - start);
                        words.extend_from_within(start..start + part);
                        left -= part;
                    }
                }
                rank => words.push(*ranks.get(rank - 1)?),
            }
        }
        let ranges: Vec<_> = references.iter().map(|reference| reference.words.clone()).collect();
        let index = Index::build(&words, &ranges);
        Some(Self { references, words, index })
    }
}

fn range(field: &str) -> Option<Range<usize>> {
    let (start, length) = field.split_once('+')?;
    let start: usize = start.parse().ok()?;
    Some(start..start + length.parse::<usize>().ok()?)
}

struct Tail {
    bytes: &'static [u8],
    at: usize,
}

impl Tail {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<usize> {
        let (mut value, mut shift) = (0, 0);
        while shift < 28 {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
        None
    }

    fn hashes(&mut self, count: usize) -> Option<Vec<u32>> {
        let end = self.at.checked_add(count.checked_mul(4)?)?;
        let (each, _) = self.bytes.get(self.at..end)?.as_chunks::<4>();
        self.at = end;
        Some(each.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_file_is_whole() {
        let library = Library::read(BYTES).expect("the fingerprints read");
        assert!(library.references.len() > 150, "{}", library.references.len());
        for reference in &library.references {
            assert_eq!(library.of(reference).len(), reference.words.len(), "{}", reference.id);
            assert!(reference.open.iter().all(|open| open.end <= reference.words.len()), "{}", reference.id);
        }
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let half = BYTES.get(..BYTES.len() / 2).expect("half of the file");
        assert!(Library::read(half).is_none());
        assert!(Library::read(b"").is_none());
    }
}
