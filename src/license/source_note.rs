//! A line above a license that says where its text is from, or what it is of: "Source: …", "The following license applies
//! to X:". It changes no terms.
//!
//! Such a line has no words but these, names, numbers and addresses: what is not known here may be a clause.

use super::words::Word;

/// Words of such a line.
const KNOWN: &str = " a adapted all an and apply applies are as at based been below by code commit component components contains \
    copied copy copyright covers derived directory downloaded file files folder following follows for from had has have here \
    in included includes is it its library license licensed licenses model models module obtained of on original originally \
    package part parts portion portions project release repository retrieved revision see software source sources tag taken \
    terms text that the these this to under upstream version was weights were which ";

/// Names in such a line, each beginning with a capital.
const NAMES: usize = 6;

/// Words of such a line.
const LENGTH: usize = 30;

/// Whether words say no more than where a text is from, or which part it is of.
pub(super) fn is_source_note(text: &str, part: &[Word]) -> bool {
    let words: Vec<String> =
        part.iter().map(|word| text.get(word.start..word.end).unwrap_or_default().to_lowercase()).collect();
    let mut names = 0;
    let mut is_note = false;
    for (at, (word, lower)) in part.iter().zip(&words).enumerate() {
        let (before, after) =
            (at.checked_sub(1).and_then(|at| words.get(at)), words.get(at + 1).map_or("", String::as_str));
        let is_article = matches!(after, "the" | "this" | "these");
        let begins_with = |of: fn(char) -> bool| text.get(word.start..).is_some_and(|rest| rest.starts_with(of));
        is_note |= word.url;
        match lower.as_str() {
            // a time has a beginning and an end, and a country is what a license may hold in
            "from" if after.starts_with(|c: char| c.is_ascii_digit()) => return false,
            "in" | "for" if !is_article => return false,
            "to" if !before.is_some_and(|before| matches!(before.as_str(), "apply" | "applies")) => return false,
            "from" | "following" | "follows" | "below" => is_note = true,
            lower if KNOWN.contains(&format!(" {lower} ")) => {}
            lower if word.url || lower.contains(|c: char| c.is_ascii_digit() || c == '_') => {}
            _ if begins_with(char::is_uppercase) => names += 1,
            _ => return false,
        }
    }
    // what a license applies to is a part of the work where the text comes next
    let is_lead =
        part.last().and_then(|last| text.get(last.end..)).is_some_and(|rest| rest.trim_start().starts_with(':'));
    let applies = words.iter().any(|word| matches!(word.as_str(), "apply" | "applies" | "covers"));
    is_note && names <= NAMES && part.len() <= LENGTH && (is_lead || !applies)
}
