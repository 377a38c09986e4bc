//! Words around a license that change nothing: titles, copyright lines, addresses, and sentences that only name it.
//!
//! The guard is a list of words that grant, forbid or limit. A stretch that holds one of them is never harmless.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::words::{Word, hash, words};

/// Words of a title or of one stray line.
const TITLE: usize = 14;
/// Words of one copyright line, with its holders and their addresses.
const COPYRIGHT: usize = 48;
/// Words of a sentence that says under which license something stands.
const STATEMENT: usize = 30;
/// Words that a user puts in place of a holder's name.
const NAME: usize = 16;

/// Words that carry terms wherever they stand.
const OPERATIVE: [&str; 121] = [
    "void",
    "valid",
    "precedence",
    "supersede",
    "supersedes",
    "overrides",
    "may",
    "must",
    "shall",
    "can",
    "cannot",
    "cant",
    "dont",
    "should",
    "will",
    "wont",
    "not",
    "no",
    "non",
    "only",
    "never",
    "nor",
    "neither",
    "any",
    "each",
    "every",
    "except",
    "excluding",
    "unless",
    "without",
    "provided",
    "if",
    "than",
    "more",
    "less",
    "limited",
    "prohibited",
    "forbidden",
    "permitted",
    "permission",
    "allowed",
    "require",
    "required",
    "requires",
    "restrict",
    "restricted",
    "restriction",
    "restrictions",
    "condition",
    "conditions",
    "commercially",
    "purpose",
    "purposes",
    "grant",
    "granted",
    "grants",
    "agree",
    "agrees",
    "consent",
    "fee",
    "royalty",
    "royalties",
    "pay",
    "payment",
    "charge",
    "sell",
    "sold",
    "revenue",
    "profit",
    "modification",
    "modifications",
    "modify",
    "modifying",
    "redistribute",
    "redistribution",
    "distribute",
    "distribution",
    "use",
    "used",
    "uses",
    "using",
    "attribution",
    "revoke",
    "revoked",
    "terminate",
    "terminates",
    "exclusively",
    "additionally",
    "however",
    "addendum",
    "amended",
    "clause",
    "exception",
    "exceptions",
    "patents",
    "proprietary",
    "confidential",
    "remain",
    "remains",
    "exclude",
    "excludes",
    "excluded",
    "responsibly",
    "harm",
    "unlawful",
    "illegal",
    "evaluation",
    "compete",
    "competitor",
    "competitors",
    "rent",
    "lease",
    "sublicensable",
    "forbids",
    "prohibits",
    "banned",
    "ban",
    "allow",
    "allows",
    "permit",
    "permits",
];

/// Words that carry terms, but stand in the names of holders as well.
const AMBIGUOUS: [&str; 16] = [
    "commercial",
    "military",
    "research",
    "academic",
    "educational",
    "personal",
    "train",
    "training",
    "evil",
    "good",
    "weapons",
    "display",
    "credit",
    "exclusive",
    "additional",
    "patent",
];

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
    let named =
        words.iter().any(|word| known(word, &Known::Copyright) || known(word, &Known::Reserved) || mark(line, word));
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
    if stretch.iter().all(|word| word.url) {
        return Vec::new();
    }
    let mut found = paragraphs(stretch);
    found.retain(|paragraph| !paragraph_is_harmless(text, paragraph, place, names));
    found
}

/// Whether words may stand where users put a name.
#[must_use]
pub(super) fn is_name(stretch: &[Word]) -> bool {
    stretch.len() <= NAME && !stretch.iter().any(is_operative)
}

/// Words that make a sentence of a line.
const SENTENCE: [&str; 48] = [
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "please", "we", "our", "us", "you",
    "your", "i", "my", "they", "when", "whenever", "where", "until", "while", "becomes", "become", "expires", "void",
    "invalid", "cite", "apply", "applies", "ask", "asks", "want", "need", "needs", "owns", "belongs", "belong",
    "retain", "retains", "keep", "keeps", "follow", "ends", "outside",
];

fn is_sentence(word: &Word) -> bool {
    static LIST: OnceLock<HashSet<u32>> = OnceLock::new();
    LIST.get_or_init(|| SENTENCE.iter().map(|word| hash(word)).collect()).contains(&word.hash)
}

/// Words for holders that licenses use in place of each other.
const HOLDERS: [&str; 26] = [
    "author",
    "authors",
    "holder",
    "holders",
    "owner",
    "owners",
    "contributor",
    "contributors",
    "copyright",
    "licensor",
    "licensors",
    "regents",
    "developer",
    "developers",
    "company",
    "foundation",
    "project",
    "team",
    "university",
    "organization",
    "the",
    "their",
    "its",
    "his",
    "her",
    "or",
];

/// Whether a word is one that licenses use for a holder.
#[must_use]
pub(super) fn is_holder(word: &Word) -> bool {
    static LIST: OnceLock<HashSet<u32>> = OnceLock::new();
    LIST.get_or_init(|| HOLDERS.iter().map(|word| hash(word)).collect()).contains(&word.hash)
}

fn is_operative(word: &Word) -> bool {
    static LIST: OnceLock<HashSet<u32>> = OnceLock::new();
    LIST.get_or_init(|| OPERATIVE.iter().map(|word| hash(word)).collect()).contains(&word.hash)
}

fn is_ambiguous(word: &Word) -> bool {
    static LIST: OnceLock<HashSet<u32>> = OnceLock::new();
    LIST.get_or_init(|| AMBIGUOUS.iter().map(|word| hash(word)).collect()).contains(&word.hash)
}

fn paragraph_is_harmless(text: &str, paragraph: &[Word], place: Place, names: &HashSet<u32>) -> bool {
    let is_copyright = |word: &Word| known(word, &Known::Copyright) || mark(text, word);
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
    parts.into_iter().filter(|part| !part.is_empty()).all(|part| {
        if part.iter().any(|word| is_operative(word) && !names.contains(&word.hash)) {
            return false;
        }
        if part.first().is_some_and(is_copyright) || part.iter().any(|word| known(word, &Known::Reserved)) {
            return part.len() <= COPYRIGHT && is_dated(text, part);
        }
        if part.iter().any(|word| is_ambiguous(word) && !names.contains(&word.hash)) {
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
                    && part.iter().any(|word| known(word, &Known::License))
                    && part.iter().any(|word| known(word, &Known::Under));
                let is_title = || !part.iter().any(|word| is_sentence(word) && !names.contains(&word.hash));
                says_which || (part.len() <= TITLE && is_title())
            }
        }
    })
}

enum Known {
    Copyright,
    Reserved,
    License,
    Under,
}

fn known(word: &Word, what: &Known) -> bool {
    static LISTS: OnceLock<[Vec<u32>; 4]> = OnceLock::new();
    let lists = LISTS.get_or_init(|| {
        [
            &["copyright", "copyrights", "copr", "spdx", "版权所有"][..],
            &["reserved"],
            &["license", "licenses", "licensed", "agreement"],
            &["under", "subject"],
        ]
        .map(|list| list.iter().map(|word| hash(word)).collect())
    });
    let list = match *what {
        Known::Copyright => lists.first(),
        Known::Reserved => lists.get(1),
        Known::License => lists.get(2),
        Known::Under => lists.get(3),
    };
    list.is_some_and(|list| list.contains(&word.hash))
}

/// A word right behind a sign that is no word itself: `©`, or `(c)` before a year. Otherwise `(c)` counts clauses.
fn mark(text: &str, word: &Word) -> bool {
    let before = text.get(..word.start).unwrap_or_default().trim_end();
    before.ends_with('©') || ((before.ends_with("(c)") || before.ends_with("(C)")) && is_year(text, word))
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
            "This project is licensed under the Apache License, Version 2.0.",
            "Attribution-NonCommercial 4.0 International",
            "https://example.org/a-page",
        ] {
            assert!(harmless(text, Place::Outside), "{text}");
        }
        assert!(harmless("Copyright 2020 Somebody", Place::Inside));
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
        ] {
            assert!(!harmless(text, Place::Outside), "{text}");
        }
        assert!(!harmless("banana", Place::Inside));
    }
}
