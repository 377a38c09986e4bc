//! Words around a license that change nothing: titles, copyright lines, addresses, and sentences that only name it.
//!
//! A stretch that holds a word that grants, forbids or limits is never harmless; one that holds none is so where each of its
//! words is known to change nothing.

use std::collections::HashSet;

use super::carrying::{
    AMBIGUOUS, APPLIES, BASED, GENERIC, LICENSED, LICENSES, List, OPERATIVE, ORIGINS, PLACES, POINTERS, RESERVED,
    SCOPES, SENTENCE, UNDER, is_naming, is_unread,
};
use super::holder;
use super::line::line_before;
use super::plain::{Makeup, is_address_of_terms, is_based_on, is_limited, makeup};
use super::words::{Word, hash, words};

/// Words of a title or of one stray line.
const TITLE: usize = 14;
/// Words of a sentence that says under which license something stands.
const STATEMENT: usize = 30;
/// Names in a line, each beginning with a capital.
const NAMES: usize = 10;

/// Where a stretch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Within the text of a license.
    Inside,
    /// Before or behind a license.
    Outside,
    /// Behind the first of several licenses.
    Between,
}

/// Whether a line is a copyright notice, wherever it stands: references hold no such lines.
#[must_use]
pub fn is_notice(line: &str) -> bool {
    let words = words(line);
    // "copyright protection under copyright law" is a line of a sentence
    let begins = |word: &Word| holder::is_copyright(line, word) && !is_small(line, word);
    words.iter().any(|word| RESERVED.has(word) || begins(word))
        && is_harmless(line, &words, Place::Inside, &HashSet::new())
}

fn is_small(line: &str, word: &Word) -> bool {
    line.get(word.start..).is_some_and(|rest| rest.starts_with(char::is_lowercase))
        && !line.contains(|c: char| c.is_ascii_digit())
}

/// Whether a text may carry terms: something stands in it besides titles, notices and sentences that only name a license.
#[must_use]
pub fn carries_terms(text: &str) -> bool {
    !is_harmless(text, &words(text), Place::Outside, &HashSet::new())
}

/// The words of a name, which a title may hold whatever they are: "noncommercial" in the name of a license.
#[must_use]
pub(super) fn name_words(names: &[&str]) -> HashSet<u32> {
    let of = |name: &&str| {
        let words = words(name);
        // "Share Alike" is written as one as well
        let written = |word: &Word| word.written(name).to_lowercase();
        let pairs = words.windows(2).map(|pair| hash(&pair.iter().map(written).collect::<String>()));
        pairs.chain(words.iter().map(|word| word.hash)).collect::<Vec<_>>()
    };
    names.iter().flat_map(of).collect()
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
    let is_link = |word: &Word| {
        word.url && (place != Place::Inside || !is_in_a_sentence(text, word)) && !is_address_of_terms(text, word, false)
    };
    if stretch.iter().all(is_link) {
        return Vec::new();
    }
    let mut found = paragraphs(stretch);
    found.retain(|paragraph| !paragraph_is_harmless(text, paragraph, place, names));
    found
}

fn paragraph_is_harmless(text: &str, paragraph: &[Word], place: Place, names: &HashSet<u32>) -> bool {
    // every copyright sign begins a line of its own, however the text is wrapped
    let mut parts: Vec<&[Word]> = Vec::new();
    let mut start = 0;
    for (at, word) in paragraph.iter().enumerate().skip(1) {
        if holder::is_copyright(text, word) {
            parts.push(paragraph.get(start..at).unwrap_or_default());
            start = at;
        }
    }
    parts.push(paragraph.get(start..).unwrap_or_default());
    // "the terms of the weights are found in LICENSE_MODEL" leaves the terms here as they are
    let points = paragraph.iter().any(|word| LICENSED.has(word)) && paragraph.iter().any(|word| POINTERS.has(word));
    parts.into_iter().filter(|part| !part.is_empty()).all(|part| {
        let line = Line { text, part, names };
        if line.has_new(&OPERATIVE) {
            false
        } else if holder::is_of_copyright(text, part) {
            holder::is_notice(text, part, names)
        } else {
            let carries = [&AMBIGUOUS, &LICENSES, &PLACES].into_iter().any(|list| line.has_new(list));
            !carries
                && !part.iter().any(|word| is_unread(text, word))
                && (points || place != Place::Inside && line.says_where_from() || !line.leaves_a_part())
                && match place {
                    Place::Inside => line.is_number() || line.is_heading(),
                    Place::Outside => line.says_nothing(false),
                    Place::Between => line.says_nothing(true),
                }
        }
    })
}

/// A line that is no copyright notice.
struct Line<'a> {
    text: &'a str,
    part: &'a [Word],
    /// Words of the license's own name.
    names: &'a HashSet<u32>,
}

impl Line<'_> {
    fn has(&self, list: &List) -> bool {
        self.part.iter().any(|word| list.has(word))
    }

    fn has_new(&self, list: &List) -> bool {
        self.part.iter().any(|word| list.has(word) && !self.names.contains(&word.hash))
    }

    /// Whether the line says of a part that it is under a license. "The model is licensed under the MIT License", above that
    /// text, does not.
    fn leaves_a_part(&self) -> bool {
        let names_it = self.part.iter().any(|word| self.names.contains(&word.hash) && !GENERIC.has(word));
        let is_part =
            |word: &Word| SCOPES.has(word) && !self.names.contains(&word.hash) && !is_in_a_name(self.text, word);
        !names_it && self.has(&LICENSED) && self.part.iter().any(is_part)
    }

    fn is_number(&self) -> bool {
        let is_digit = |word: &Word| word.written(self.text).bytes().all(|b| b.is_ascii_digit());
        self.part.len() == 1 && self.part.iter().all(is_digit)
    }

    fn is_heading(&self) -> bool {
        (3..=TITLE).contains(&self.part.len()) && self.part.iter().all(|word| self.names.contains(&word.hash))
    }

    /// A sentence may only say where a text is from, or under which license something stands; a title says nothing. What is
    /// not known of is a clause, but for the titles that lists of others' licenses are made of.
    fn says_nothing(&self, is_list: bool) -> bool {
        if self.is_of_a_product() {
            return true;
        }
        let made = makeup(self.text, self.part, self.names);
        let is_under = self.has(&LICENSED) && self.has(&UNDER);
        let is_note = self.says_where_from();
        let leads = |word: &Word| is_address_of_terms(self.text, word, is_under && !is_note);
        let is_known = made.names <= NAMES
            && (made.strange == 0 || self.is_of_people(&made))
            && !is_based_on(self.part, self.names)
            && !is_limited(self.text, self.part, self.names);
        // in a list, a line about the code of others says whose license comes next
        if self.part.iter().any(leads)
            || !(is_known || is_list)
            || is_list && self.has(&BASED) && !self.part.iter().any(|word| word.url)
        {
            return false;
        }
        is_known && (is_under || is_note) && self.part.len() <= STATEMENT
            || self.part.iter().filter(|word| !is_naming(word)).count() <= TITLE
                && !self.has_new(&SENTENCE)
                && (made.led_to == 0 || is_list)
    }

    /// Whether words go on with the title of an owner's license: "NVIDIA Source Code License for instant neural graphics".
    fn is_of_a_product(&self) -> bool {
        let Some(at) = self.part.iter().position(|word| word.hash == hash("for")) else { return false };
        let title = self.part.get(..at).unwrap_or_default();
        self.names.contains(&hash("licenseref"))
            && title.last().is_some_and(|word| LICENSED.has(word))
            && title.iter().all(|word| self.names.contains(&word.hash) || LICENSED.has(word))
            && holder::is_title(self.part)
    }

    /// Whether a line is the name of a project before a copyright sign, or of people with their addresses.
    fn is_of_people(&self, made: &Makeup) -> bool {
        let rest =
            self.part.last().and_then(|last| self.text.get(last.end..)).unwrap_or_default().trim_start_matches(' ');
        let is_before_a_copyright =
            ["copyright", "Copyright", "(c)", "(C)", "©"].iter().any(|sign| rest.starts_with(sign));
        is_before_a_copyright && made.strange == 1 && self.part.len() <= 2
            || made.addresses >= 2 && made.strange <= 2 * made.addresses
    }

    /// Whether words say where a text is from, or which part it is of: "Source: …", "The following license applies to X:".
    fn says_where_from(&self) -> bool {
        // what a license applies to is a part of the work where the text comes next
        let rest = self.part.last().and_then(|last| self.text.get(last.end..));
        let is_lead = rest.is_some_and(|rest| rest.trim_start().starts_with(':'));
        (self.has(&ORIGINS) || self.part.iter().any(|word| word.url)) && (is_lead || !self.has(&APPLIES))
    }
}

/// Whether a word is part of the name of a file: `LICENSE_DATA`.
fn is_in_a_name(text: &str, word: &Word) -> bool {
    text.get(..word.start).is_some_and(|before| before.ends_with(['_', '-', '/']))
}

fn is_in_a_sentence(text: &str, word: &Word) -> bool {
    let before = text.get(..word.start).unwrap_or_default();
    !before.ends_with(['(', '<', '[', '"']) && !words(line_before(text, word)).is_empty()
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
            "Licensed under MIT to universities",
            "This project is licensed under the MIT License under Norwegian law.",
            "This project is licensed under the MIT License and the Rules of Example.",
            "This project is licensed under the MIT License in the Kingdom of Example.",
            "The following license covers Europe:",
            "All rights reserved to Foo; the text below is a joke",
            "Copyright (c) 2024 Foo. the text below holds while the moon shines",
            "Får inte säljas",
            "Csak kutatási célra",
            "Ticari kullanım yasaktır",
            "Chỉ dành cho nghiên cứu",
            "クレジットをつけてください",
            "Terms: https://example.org/terms",
            "https://example.org/terms",
            "Commercial use forbid-den",
            "N0 c0mmerce in any f0rm",
        ] {
            assert!(!harmless(text, Place::Outside), "{text}");
        }
        assert!(!harmless("banana", Place::Inside));
    }
}
