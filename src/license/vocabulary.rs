//! Words that many licenses share, to show a word that is missing: the references themselves are hashes only.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::words::hash;

static LIST: &str = include_str!("data/vocabulary.txt");

/// The word of a hash, when it is a common one.
#[must_use]
pub(super) fn word(of: u32) -> Option<&'static str> {
    static WORDS: OnceLock<HashMap<u32, &'static str>> = OnceLock::new();
    WORDS.get_or_init(|| LIST.lines().map(|word| (hash(word), word)).collect()).get(&of).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_matter_are_there() {
        for common in ["not", "may", "must", "shall", "commercial", "without", "only", "license"] {
            assert_eq!(word(hash(common)), Some(common));
        }
        assert_eq!(word(hash("banana")), None);
    }
}
