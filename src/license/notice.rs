//! Words around a license that change nothing: titles, copyright lines, addresses, and sentences that only name it.
//!
//! The guard is a list of words that grant, forbid or limit. A stretch that holds one of them is never harmless.

use std::collections::HashSet;

use super::carrying::{
    AMBIGUOUS, COPYRIGHT_WORDS, GENERIC, LICENSED, LICENSES, List, OPERATIVE, POINTERS, RESERVED, SCOPES, SENTENCE,
    UNDER, is_unread,
};
use super::source_note::is_source_note;
use super::words::{Word, words};

/// Words of a title or of one stray line.
const TITLE: usize = 14;
/// Words of one copyright line, with its holders and their addresses.
const COPYRIGHT: usize = 48;
/// Words of a sentence that says under which license something stands.
const STATEMENT: usize = 30;
/// Words that a user puts in place of a holder's name.
const NAME: usize = 16;

/// Where a stretch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Within the text of a license.
    Inside,
    /// Before, behind or between licenses.
    Outside,
}

/// Whether a line is a copyright notice, wherever it stands: references hold no such lines.
#[must_use]
pub fn is_notice(line: &str) -> bool {
    let words = words(line);
    let named = words.iter().any(|word| COPYRIGHT_WORDS.has(word) || RESERVED.has(word) || mark(line, word));
    named && is_harmless(line, &words, Place::Inside, &HashSet::new())
}

/// Whether a text may carry terms: something stands in it besides titles, notices and sentences that only name a license.
#[must_use]
pub fn carries_terms(text: &str) -> bool {
    !is_harmless(text, &words(text), Place::Outside, &HashSet::new())
}

/// The words of a name, which a title may hold whatever they are: "noncommercial" in the name of a license.
#[must_use]
pub(super) fn name_words(names: &[&str]) -> HashSet<u32> {
    names.iter().flat_map(|name| words(name)).map(|word| word.hash).collect()
}

/// Whether a stretch of words changes no terms.
#[must_use]
pub(super) fn is_harmless(text: &str, stretch: &[Word], place: Place, names: &HashSet<u32>) -> bool {
    harmful(text, stretch, place, names).is_empty()
}

/// The paragraphs of a stretch that may carry terms.
#[must_use]
pub(super) fn harmful<'a>(text: &str, stretch: &'a [Word], place: Place, names: &HashSet<u32>) -> Vec<&'a [Word]> {
    // within a license, an address is a link to what stands there, in brackets or on a line of its own
    let is_link = |word: &Word| word.url && (place == Place::Outside || !is_in_a_sentence(text, word));
    if stretch.iter().all(is_link) {
        return Vec::new();
    }
    let mut found = paragraphs(stretch);
    found.retain(|paragraph| !paragraph_is_harmless(text, paragraph, place, names));
    found
}

/// Whether words may stand where users put a name.
#[must_use]
pub(super) fn is_name(stretch: &[Word]) -> bool {
    stretch.len() <= NAME && !stretch.iter().any(|word| OPERATIVE.has(word))
}

fn paragraph_is_harmless(text: &str, paragraph: &[Word], place: Place, names: &HashSet<u32>) -> bool {
    let is_copyright = |word: &Word| COPYRIGHT_WORDS.has(word) || mark(text, word);
    // every copyright sign begins a line of its own, however the text is wrapped
    let mut parts: Vec<&[Word]> = Vec::new();
    let mut start = 0;
    for (at, word) in paragraph.iter().enumerate().skip(1) {
        if is_copyright(word) {
            parts.push(paragraph.get(start..at).unwrap_or_default());
            start = at;
        }
    }
    parts.push(paragraph.get(start..).unwrap_or_default());
    let new = |list: &List, word: &Word| list.has(word) && !names.contains(&word.hash);
    // "the terms of the weights are found in LICENSE_MODEL" leaves the terms here as they are
    let points = paragraph.iter().any(|word| LICENSED.has(word)) && paragraph.iter().any(|word| POINTERS.has(word));
    parts.into_iter().filter(|part| !part.is_empty()).all(|part| {
        if part.iter().any(|word| new(&OPERATIVE, word)) {
            return false;
        }
        if part.first().is_some_and(|word| is_copyright(word) || is_behind_a_copyright(text, word))
            || part.iter().any(|word| RESERVED.has(word))
        {
            // a name is written large, where anything is
            let starts = |word: &Word, with: fn(&u8) -> bool| text.as_bytes().get(word.start).is_some_and(with);
            let cased = part.iter().any(|word| starts(word, u8::is_ascii_uppercase));
            let small = |word: &Word| cased && starts(word, u8::is_ascii_lowercase);
            let tells = part
                .iter()
                .any(|word| (new(&AMBIGUOUS, word) || new(&SCOPES, word)) && small(word) || new(&LICENSES, word));
            return part.len() <= COPYRIGHT && !tells && is_dated(text, part);
        }
        if part.iter().any(|word| new(&AMBIGUOUS, word) || new(&LICENSES, word) || is_unread(text, word)) {
            return false;
        }
        if place == Place::Outside && is_source_note(text, part) {
            return true;
        }
        // nor does "the model is licensed under the MIT License", above that text
        let names_it = part.iter().any(|word| names.contains(&word.hash) && !GENERIC.has(word));
        if !points
            && !names_it
            && part.iter().any(|word| new(&SCOPES, word) && !is_in_a_name(text, word))
            && part.iter().any(|word| LICENSED.has(word))
        {
            return false;
        }
        match place {
            Place::Inside => {
                (part.len() <= 2 && part.iter().all(is_number(text)))
                    || ((3..=TITLE).contains(&part.len()) && part.iter().all(|word| names.contains(&word.hash)))
            }
            // a sentence may only say under which license something stands; a title says nothing
            Place::Outside => {
                let says_which = part.len() <= STATEMENT
                    && part.iter().any(|word| LICENSED.has(word))
                    && part.iter().any(|word| UNDER.has(word))
                    && !part.iter().any(|word| is_address_of_terms(text, word));
                let is_title = || !part.iter().any(|word| new(&SENTENCE, word));
                says_which || (part.len() <= TITLE && is_title())
            }
        }
    })
}

/// A word right behind a sign that is no word itself: `©`, or `(c)` before a year. Otherwise `(c)` counts clauses.
fn mark(text: &str, word: &Word) -> bool {
    let before = text.get(..word.start).unwrap_or_default().trim_end();
    before.ends_with('©') || ((before.ends_with("(c)") || before.ends_with("(C)")) && is_year(text, word))
}

/// Whether a word is part of the name of a file: `LICENSE_DATA`.
fn is_in_a_name(text: &str, word: &Word) -> bool {
    text.get(..word.start).is_some_and(|before| before.ends_with(['_', '-', '/']))
}

/// Whether a word goes on with a copyright line, of which a license may hold the first words.
fn is_behind_a_copyright(text: &str, word: &Word) -> bool {
    let before = text.get(..word.start).unwrap_or_default();
    let line = line_until(before);
    line.contains('©') || words(line).iter().any(|word| COPYRIGHT_WORDS.has(word))
}

/// Whether a word is an address that may hold any terms: not that of a known license.
fn is_address_of_terms(text: &str, word: &Word) -> bool {
    const HOSTS: [&str; 8] = [
        "opensource.org",
        "spdx.org",
        "apache.org",
        "gnu.org",
        "creativecommons.org",
        "github.com",
        "sil.org",
        "mozilla.org",
    ];
    let address = text.get(word.start..word.end).unwrap_or_default();
    word.url && !HOSTS.iter().any(|host| address.contains(host))
}

fn is_in_a_sentence(text: &str, word: &Word) -> bool {
    let before = text.get(..word.start).unwrap_or_default();
    !before.ends_with(['(', '<', '[', '"']) && !words(line_until(before)).is_empty()
}

/// The last line of a text, as far as it goes.
fn line_until(text: &str) -> &str {
    text.rsplit(['\n', '\r']).next().unwrap_or_default()
}

fn is_year(text: &str, word: &Word) -> bool {
    let word = text.get(word.start..word.end).unwrap_or_default();
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && (word.starts_with("19") || word.starts_with("20"))
}

/// A copyright line names a year or carries a sign; a short one may go without.
fn is_dated(text: &str, part: &[Word]) -> bool {
    part.len() <= 10
        || part.iter().any(|word| {
            let before = text.get(..word.start).unwrap_or_default().trim_end();
            is_year(text, word) || before.ends_with('©') || before.ends_with("(c)") || before.ends_with("(C)")
        })
}

fn is_number(text: &str) -> impl Fn(&Word) -> bool {
    move |word| text.get(word.start..word.end).is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()))
}

/// Parts a stretch at its empty lines.
fn paragraphs(stretch: &[Word]) -> Vec<&[Word]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, pair) in stretch.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        // a line that holds comment signs or a rule alone is empty
        if after.line > before.line + 1 {
            parts.push(stretch.get(start..=at).unwrap_or_default());
            start = at + 1;
        }
    }
    parts.push(stretch.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn harmless(text: &str, place: Place) -> bool {
        is_harmless(text, &words(text), place, &name_words(&["Creative Commons Attribution NonCommercial 4.0"]))
    }

    #[test]
    fn titles_and_notices_are_harmless() {
        for text in [
            "The MIT License (MIT)",
            "Copyright (c) 2018 GitHub, Inc. and contributors",
            "MIT License Copyright (c) 2020 A. Author <a@b.org> Copyright 2021 Somebody Else. All rights reserved.",
            "© 2024 Firma GmbH",
            "Actions Http Client for Node.js\n\nCopyright (c) GitHub, Inc.\n\nAll rights reserved.",
            "This project is licensed under the Creative Commons Attribution NonCommercial License 4.0.",
            "Attribution-NonCommercial 4.0 International",
            "https://example.org/a-page",
            "Copyright (c) 2024 Economic Research Collective",
            "Copyright (c) 2025 King Gold Pawn Data",
            "Copyright (c) 2023 潘其威(William)",
            "本项目采用 Creative Commons Attribution NonCommercial 许可证",
            "The model weights copyright and license terms: see the file LICENSE_MODEL",
            "The model files are licensed under Creative Commons Attribution-NonCommercial 4.0.",
        ] {
            assert!(harmless(text, Place::Outside), "{text}");
        }
        assert!(harmless("Copyright 2020 Somebody", Place::Inside));
    }

    #[test]
    fn lines_that_say_where_a_text_is_from_are_harmless() {
        for text in [
            "Source: https://example.org/a/blob/main/LICENSE",
            "The license from https://example.org/ctc,\n  commit 431408f22d93ef5 on Apr 4, 2020, 20:54:49 UTC+1\n  follows:",
            "This file is from https://example.org/a",
            "This file is from the Example project.",
            "The following license applies to the files in this directory:",
            "The following license applies to BigVGAN:",
            "Parts of this code are derived from Example, which has the following license:",
            "This code was copied from https://example.org/a and is under the license below.",
            "The license below covers the weights:",
        ] {
            assert!(harmless(text, Place::Outside), "{text}");
            assert!(!harmless(text, Place::Inside) || !text.contains(' '), "{text}");
        }
        for text in [
            "This license does not apply to the files in this directory:",
            "The following license applies for non-commercial use only:",
            "The following license applies in Norway:",
            "The following license applies to students:",
            "The following license applies to academic users:",
            "This license applies to Example, and to nothing else.",
            "The license from https://example.org/a follows, and is void in Norway:",
            "This license is from 2024 to 2026.",
            "This file is from https://example.org/a and belongs to Example.",
            "The following license applies to this code until 2027:",
            "The following license applies for companies:",
        ] {
            assert!(!harmless(text, Place::Outside), "{text}");
        }
    }

    #[test]
    fn terms_are_not() {
        for text in [
            "Copyright (c) 2020 A. Author. Not for commercial use.",
            "The Software shall be used for Good, not Evil.",
            "Commons Clause",
            "You may not train models.",
            "We only ask that you use it responsibly.",
            "Our only modification part is that the name is shown above a certain number of people.",
            "This license is void in the European Union.",
            "Copyright (c) 2020 A. Author\n\nThis license is void in the European Union.",
            "GPL-3.0 terms take precedence over this text.",
            "Valid until 2027",
            "Please cite our paper when you publish results.",
            "The weights are property of Foo Inc.",
            "Data licensed under ODbL.",
            "The model weights are under a license of their own.",
            "GPL-3.0",
            "This project is licensed under the Apache License, Version 2.0.",
            "Copyright (c) 2024 Foo Inc. (commercial users: sales@foo.example)",
            "Copyright (c) 2024 Foo Inc. 禁止商用",
            "仅供研究使用，禁止商用。",
            "非営利目的のみ",
            "상업적 이용 금지",
            "Только для исследований",
            "Nur für Forschungszwecke.",
            "Usage commercial interdit.",
            "Uso no comercial.",
            "Apenas para pesquisa",
            "Solo per la ricerca",
            "Licensed under CC subject to https://terms.example/rules",
            "Universities gratis, businesses by contract",
        ] {
            assert!(!harmless(text, Place::Outside), "{text}");
        }
        assert!(!harmless("banana", Place::Inside));
    }
}
