//! Where a word stands in its line, and how it is written: the first of a sentence, in brackets, with a capital.

use super::words::Word;

/// What stands before the first word of a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Begin {
    Line,
    Sentence,
    Bracket,
}

/// Whether a word is the first of a line, of a sentence, or in brackets.
pub(super) fn begins(text: &str, word: &Word) -> Option<Begin> {
    let before = line_before(text, word);
    let sign = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '"' | '“' | '['));
    let last = sign.trim_end_matches(['.', '!', '?', ';', '。']);
    let tail = last.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // not behind an initial
    let ends = sign.len() > last.len() && before.ends_with(char::is_whitespace);
    match sign.chars().next_back() {
        _ if !before.contains(char::is_alphanumeric) => is_whole(text, word).then_some(Begin::Line),
        _ if ends && is_a_word(tail) => Some(Begin::Sentence),
        Some('(') => Some(Begin::Bracket),
        _ => None,
    }
}

/// Whether the line before is no list that goes on.
fn is_whole(text: &str, word: &Word) -> bool {
    let before = text.get(..word.start).unwrap_or_default().trim_end();
    !before.ends_with([',', '&'])
}

/// Whether a sentence may end with a word, which is no initial and no short form.
fn is_a_word(word: &str) -> bool {
    word.chars().count() > 2 && !["Inc", "Ltd", "LLC", "Corp", "GmbH", "Univ", "Dept", "Jr"].contains(&word)
}

/// Whether a sentence ends in a line behind its copyright sign.
pub(super) fn is_behind_a_sentence(line: &str) -> bool {
    let sign = line.to_ascii_lowercase().find("copyright").or_else(|| line.find('©'));
    let Some(line) = sign.and_then(|at| line.get(at..)) else { return false };
    let ends = |at: usize| {
        let last = line.get(..at).unwrap_or_default();
        last.rsplit(|c: char| !c.is_alphanumeric()).next().is_some_and(is_a_word)
    };
    let mut signs = line.match_indices(['.', ';', '!', '?']);
    signs.any(|(at, sign)| line.get(at + sign.len()..).is_some_and(|rest| rest.starts_with(' ')) && ends(at))
}

/// What stands before a word in its line, as far as it matters.
pub(super) fn line_before<'a>(text: &'a str, word: &Word) -> &'a str {
    let from = text.ceil_char_boundary(word.start.saturating_sub(LOOK_BACK));
    text.get(from..word.start).unwrap_or_default().rsplit(['\n', '\r']).next().unwrap_or_default()
}

/// Bytes that are looked back, so that a text of one long line takes no longer.
const LOOK_BACK: usize = 400;

/// Whether a word begins with a capital.
pub(super) fn is_large(text: &str, word: &Word) -> bool {
    text.get(word.start..).is_some_and(|rest| rest.starts_with(char::is_uppercase))
}
