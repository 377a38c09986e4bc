//! The title of a license text that was edited: it may be missing altogether, and it may not be half there.

use super::agree::{Agreement, agree};
use super::carrying::List;
use super::expression::Expression;
use super::identify::{Changed, names};
use super::notice::name_words;
use super::words::{Word, excerpt, hash, words};

/// Lines of a title: "Apache License", and "Version 2.0" below it.
const LINES: usize = 3;

/// Words that an edit of a title takes out or puts in, and words that have to be the same behind it.
const EDIT: usize = 12;
const SAME: usize = 4;

/// Words that make a title that of another license, or of a changed one.
static CLAIMS: List = List::new(
    "lesser library affero modified non commercial sharealike share noderivatives noderivs derivatives
    proprietary",
);

/// The words of the title that an edit took out or changed. The texts are of one license.
#[must_use]
pub fn title_change(id: &str, before: &str, after: &str) -> Option<Changed> {
    let (old, new) = (words(before), words(after));
    let hashes = |list: &[Word]| list.iter().map(|word| word.hash).collect::<Vec<_>>();
    let (one, other) = (hashes(&old), hashes(&new));
    let at = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let first = old.first()?.line;
    let is_notice = |word: &Word| {
        let line = before.lines().nth(usize::try_from(word.line).unwrap_or(1).saturating_sub(1));
        let line = line.unwrap_or_default().to_lowercase();
        ["copyright", "(c)", "©"].iter().any(|sign| line.contains(sign))
    };
    let mut lines: Vec<u32> = old.iter().take(at + 1).map(|word| word.line).collect();
    lines.dedup();
    if lines.len() > LINES || is_notice(old.get(at)?) {
        return None;
    }
    let joins = |(taken, put): &(usize, usize)| {
        let behind = |list: &[u32], by: usize| list.get(at + by..at + by + SAME).map(<[u32]>::to_vec);
        behind(&one, *taken).is_some_and(|words| behind(&other, *put) == Some(words))
    };
    let edits = (0..=EDIT).flat_map(|sum| (0..=sum).map(move |put| (sum - put, put)));
    let (taken, put) = edits.into_iter().find(joins)?;
    let (dropped, put_in) = (old.get(at..at + taken)?, new.get(at..at + put)?);
    // copies come without a title, and with another than that
    let whole = at == 0 && dropped.last().is_some_and(|last| old.get(taken).is_none_or(|next| next.line > last.line));
    let known = name_words(&names(id));
    // one that stands twice is still there: "The MIT License (MIT)"
    let stays = |word: &Word| new.iter().take_while(|other| other.line <= first).any(|other| other.hash == word.hash);
    let is_alone = |at: usize| {
        let [this, next] = [old.get(at), old.get(at + 1)];
        this.is_some_and(|word| word.hash == hash("license") && next.is_none_or(|next| next.line > word.line))
    };
    let is_gone = whole || at == 0 && put_in.is_empty() && is_alone(taken);
    let claims = |word: &Word| CLAIMS.has(word) && !known.contains(&word.hash);
    let is_edited = !is_gone && dropped.iter().any(|word| known.contains(&word.hash) && !stays(word));
    let line = put_in.last().and_then(|word| after.lines().nth(usize::try_from(word.line).ok()?.checked_sub(1)?));
    let named = line.and_then(super::known).map(|named| agree(&named, &Expression::license(id)));
    let is_other = named == Some(Agreement::Contradicts);
    if !(is_other || named.is_none() && (is_edited || put_in.iter().any(claims))) {
        return None;
    }
    let line = new.get(at.saturating_sub(1)).map_or(1, |word| word.line);
    Some(Changed { line, from: excerpt(before, dropped), to: excerpt(after, put_in), missing: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_one_word_as_texts_are_read() {
        assert_eq!(CLAIMS.never_found(), Vec::<&str>::new());
    }

    #[test]
    fn words_of_a_title_are_missed_and_a_title_is_not() {
        let body = "\n\nBy exercising the rights you accept the terms and conditions of this\nPublic License";
        let said = |old: &str, new: &str| {
            title_change("CC-BY-NC-4.0", &format!("{old}{body}"), &format!("{new}{body}"))
                .map(|change| (change.line, format!("{} → {}", change.from, change.to)))
        };
        let title = "Attribution-NonCommercial 4.0 International";
        assert_eq!(said(title, "Attribution-NonCommercial 3.0 International"), Some((1, "4.0 → 3.0".to_owned())));
        assert_eq!(said(title, "Attribution 4.0 International"), Some((1, "NonCommercial → ".to_owned())));
        for same in [
            title,
            "",
            "# attribution noncommercial 4.0\ninternational",
            "Copyright 2020 A",
            "Creative Commons Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)",
        ] {
            assert_eq!(said(title, same), None, "{same}");
        }
    }
}
