//! Copyright lines: who holds the rights, and since when. They are of the project and change no terms.

use std::collections::HashSet;

use super::carrying::{AMBIGUOUS, COPYRIGHT_WORDS, LICENSED, LICENSES, List, OPERATIVE, RESERVED, SCOPES};
use super::line::{begins, is_large, line_before};
use super::plain::{is_address_of_terms, is_based_on, is_limited, makeup};
use super::words::Word;

/// Words of one copyright line, with its holders and their addresses.
const COPYRIGHT: usize = 48;
/// Words that a user puts in place of a holder's name.
const NAME: usize = 16;
/// Unknown words of a copyright line: users' names, and holders of a line without a capital.
const HANDLES: usize = 2;
const SMALL_NAMES: usize = 5;
/// Holders of one copyright line in a text that was written small altogether.
const UNCASED: usize = 8;
/// Bytes that tell whether it was.
const SEEN: usize = 4096;

/// Whether a word begins a copyright line, or stands right behind its sign.
#[must_use]
pub(super) fn is_copyright(text: &str, word: &Word) -> bool {
    COPYRIGHT_WORDS.has(word) || mark(text, word)
}

/// Whether some words stand in a copyright line.
#[must_use]
pub(super) fn is_of_copyright(text: &str, part: &[Word]) -> bool {
    part.first().is_some_and(|word| is_copyright(text, word) || is_behind(text, word))
        || part.iter().any(|word| RESERVED.has(word))
}

/// Whether a copyright line holds nothing but holders and years.
#[must_use]
pub(super) fn is_notice(text: &str, part: &[Word], names: &HashSet<u32>) -> bool {
    part.len() <= COPYRIGHT && is_dated(text, part) && are_holders(text, part, names)
}

/// Whether words may stand where users put a name.
#[must_use]
pub(super) fn is_name(text: &str, stretch: &[Word]) -> bool {
    let none = HashSet::new();
    stretch.len() <= NAME && !stretch.iter().any(|word| OPERATIVE.has(word)) && are_holders(text, stretch, &none)
}

/// Whether words may stand where users say what their program does.
#[must_use]
pub(super) fn is_title(stretch: &[Word]) -> bool {
    stretch.len() <= NAME && !stretch.iter().any(|word| OPERATIVE.has(word) || AMBIGUOUS.has(word))
}

/// Whether words are names, and no clause behind them.
fn are_holders(text: &str, part: &[Word], names: &HashSet<u32>) -> bool {
    // a name is written large, where anything is
    let cased = part.iter().any(|word| is_large(text, word));
    let is_small = |word: &Word| cased && (!is_large(text, word) || begins(text, word).is_some());
    let new = |list: &List, word: &Word| list.has(word) && !names.contains(&word.hash);
    let tells = |word: &Word| {
        (new(&AMBIGUOUS, word) || new(&SCOPES, word)) && is_small(word)
            || new(&LICENSES, word)
            || is_address_of_terms(text, word, false)
    };
    let made = makeup(text, part, names);
    let is_said = part.iter().any(|word| LICENSED.has(word)) && is_limited(text, part, names);
    let is_uncased = !text.bytes().take(SEEN).any(|byte| byte.is_ascii_uppercase());
    let may_be_strange = if is_uncased {
        UNCASED
    } else if cased {
        HANDLES
    } else {
        SMALL_NAMES
    };
    !is_said
        && !is_based_on(part, names)
        && !part.iter().any(tells)
        && (made.behind == 0 || is_uncased)
        && made.led_to == 0
        && made.strange <= may_be_strange
}

/// A word right behind a sign that is no word itself: `©`, or `(c)` before a year. Otherwise `(c)` counts clauses.
fn mark(text: &str, word: &Word) -> bool {
    let before = line_before(text, word).trim_end();
    before.ends_with('©') || ((before.ends_with("(c)") || before.ends_with("(C)")) && is_year(text, word))
}

/// Whether a word goes on with a copyright line, of which a license may hold the first words. "The above copyright notice"
/// is none.
fn is_behind(text: &str, word: &Word) -> bool {
    let line = line_before(text, word);
    let begins = line.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with("Copyright ");
    let small = line.to_ascii_lowercase();
    let rest = small.rsplit_once("copyright").map(|(_, rest)| rest.trim_start());
    let is_signed = rest.is_some_and(|rest| rest.starts_with("(c)") || rest.starts_with(|c: char| c.is_ascii_digit()));
    begins || is_signed || line.contains('©')
}

fn is_year(text: &str, word: &Word) -> bool {
    let word = word.written(text);
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && (word.starts_with("19") || word.starts_with("20"))
}

/// A copyright line names a year or carries a sign; a short one may go without.
fn is_dated(text: &str, part: &[Word]) -> bool {
    part.len() <= 10
        || part.iter().any(|word| {
            let before = line_before(text, word).trim_end();
            is_year(text, word) || before.ends_with('©') || before.ends_with("(c)") || before.ends_with("(C)")
        })
}
