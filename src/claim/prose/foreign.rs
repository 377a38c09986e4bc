//! Whether a sentence speaks of the work that the card is about, or of another one: "the Reddit data", "data from a forum".

use super::sentence::{Sentence, section_at};
use super::words::Words;
use crate::artifact::{Artifact, Kind};

/// Headings over what is said of other works.
const ELSEWHERE: [&str; 5] = ["source", "related", "contribut", "acknowledg", "base"];

/// What stands in front of the subject, and makes no other one of it.
const PLAIN: [&str; 33] = [
    "the",
    "this",
    "that",
    "our",
    "all",
    "these",
    "both",
    "we",
    "its",
    "a",
    "an",
    "and",
    "or",
    "of",
    "in",
    "for",
    "as",
    "release",
    "provide",
    "publish",
    "share",
    "distribute",
    "whole",
    "entire",
    "full",
    "complete",
    "final",
    "resulting",
    "released",
    "present",
    "current",
    "annotated",
    "trained",
];

/// Words around the name of a license that name nothing else.
const LABEL: [&str; 28] = [
    "license",
    "licence",
    "gnu",
    "licensed",
    "licenced",
    "licensing",
    "information",
    "released",
    "published",
    "distributed",
    "available",
    "made",
    "provided",
    "shared",
    "under",
    "the",
    "terms",
    "of",
    "a",
    "an",
    "this",
    "it",
    "is",
    "creative",
    "commons",
    "public",
    "domain",
    "non-commercial",
];

/// What a card is called, in lower case: its title, and the name in its metadata.
pub(super) fn names(artifact: &Artifact) -> [String; 2] {
    let title = artifact.markdown.sections.first().map(|section| section.title.to_lowercase()).unwrap_or_default();
    let pretty = artifact.field("pretty_name").and_then(|field| field.value.text()).unwrap_or_default().to_lowercase();
    [title, pretty]
}

/// Whether the words before a license, or right behind it, give it to another work.
pub(super) fn is_of_another(artifact: &Artifact, sentence: &Sentence, lead: &str, behind: &str, words: &Words) -> bool {
    if is_elsewhere(artifact, sentence) || is_by_another(behind, words) {
        return true;
    }
    // "based on SQuAD (CC BY-SA 4.0)"
    let own = Own::of(artifact, words);
    if let Some(before) = lead.trim_end_matches(['[', '*', '_', '`', ' ']).strip_suffix('(') {
        let last = before.split_whitespace().next_back().map(bare).unwrap_or_default();
        return !(own.is_subject(last) || own.is_named(last) || LABEL.contains(&last.to_lowercase().as_str()));
    }
    // other languages write names, or all nouns, in other ways
    let ends = [" is ", " are ", " has ", " can ", " may ", " must ", " should ", " under ", ": "];
    let Some(end) = ends.iter().filter_map(|verb| lead.find(verb)).min() else { return false };
    let subject = lead.get(..end).unwrap_or_default();
    if [" from ", " you "].iter().any(|word| subject.contains(word)) {
        return true;
    }
    if own_kind(artifact) && ["the repository", "the repo"].iter().any(|word| subject.to_lowercase().ends_with(word)) {
        return true; // where the code is
    }
    let mut parts = subject.split_whitespace().map(bare).filter(|word| !word.is_empty()).peekable();
    let mut first = true;
    while let Some(word) = parts.next() {
        // "the raw data" is a part, and so is what has a name; every sentence begins with a capital
        let qualifies = parts.peek().is_some_and(|next| own.is_subject(next));
        let named = !first && word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if own.is_subject(word) && parts.peek().is_some_and(|next| *next == "and") {
            return false; // "the datasets and pretrained models": it begins with the work itself
        }
        first = false;
        if (qualifies || named)
            && !PLAIN.contains(&word.to_lowercase().as_str())
            && !own.is_subject(word)
            && !own.is_named(subject)
        {
            return true;
        }
    }
    false
}

/// Whether a sentence stands under a heading over other works.
pub(super) fn is_elsewhere(artifact: &Artifact, sentence: &Sentence) -> bool {
    let title = section_at(artifact, sentence.span.start).map(|section| section.title.to_lowercase());
    sentence.section.is_none() && title.is_some_and(|title| ELSEWHERE.iter().any(|word| title.contains(word)))
}

/// "licensed under CC BY 4.0 by the agency", "MIT (Wikidata)".
pub(super) fn is_by_another(behind: &str, words: &Words) -> bool {
    let mark = |c: char| !c.is_alphanumeric() && c != '(';
    let part = |text: &str, word: &str| text.trim_start_matches(mark).strip_prefix(word).map(str::to_owned);
    let behind = ["license", "License"].iter().find_map(|word| part(behind, word)).unwrap_or(behind.to_owned());
    // a link, and the file that holds the text, are nobody's name
    let behind = behind.trim_start_matches(['*', '_', '`', '"']);
    let behind = behind.strip_prefix("](").and_then(|link| link.split_once(')')).map_or(behind, |(_, rest)| rest);
    let behind = behind.trim_start_matches(mark);
    let behind = ["(LICENSE)", "(COPYING)"].iter().find_map(|file| behind.strip_prefix(file)).unwrap_or(behind);
    let named = behind.strip_prefix('(').and_then(|inside| inside.split_whitespace().next()).map(bare);
    let named = named.is_some_and(|name| name.starts_with(char::is_uppercase) && !is_subject(name, words));
    named || behind.trim_start_matches(mark).starts_with("by ")
}

/// Whether the words before a license are no more than a label.
pub(super) fn is_label(artifact: &Artifact, lead: &str, words: &Words) -> bool {
    let own = Own::of(artifact, words);
    let mut parts = lead.split_whitespace().map(bare).filter(|word| !word.is_empty());
    // "Creative Commons 4.0 BY-SA": the parts of a name that is spelled in its own way
    let is_part = |word: &str| {
        let mut parts = word.split(['-', '.']);
        parts.all(|part| part.len() < 3 && part.bytes().all(|b| b.is_ascii_digit() || b"BYNCSAD".contains(&b)))
    };
    let plain = |word: &str| {
        !word.is_ascii() || own.is_subject(word) || is_part(word) || LABEL.contains(&word.to_lowercase().as_str())
    };
    own.is_named(lead) || parts.all(plain)
}

/// Whether a sentence outside a section on the license speaks of this very work: "the dataset", "this model".
pub(super) fn is_definite(text: &str, words: &Words) -> bool {
    let lower = text.to_lowercase();
    let start = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    if !start.is_ascii()
        || [
            "le ", "la ", "les ", "ce ", "cette ", "der ", "die ", "das ", "dieser ", "dieses ", "diese ", "el ",
            "los ", "este ", "esta ", "o ", "os ", "as ",
        ]
        .iter()
        .any(|word| start.starts_with(word))
    {
        return words.verb.is_match(text);
    }
    let this = [
        "this ",
        "the ",
        "our ",
        "all ",
        "we release",
        "we publish",
        "we share",
        "we license",
        "we provide",
        "we distribute",
        "both ",
        "these ",
    ]
    .iter()
    .any(|word| start.starts_with(word));
    let bare = words.subjects.iter().any(|(_, word)| word.find(start).is_some_and(|found| found.start() == 0));
    // the subject stands in the first words, and not behind another name
    let head: String = start.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
    (this || bare) && words.subjects.iter().any(|(_, word)| word.is_match(&head))
}

fn own_kind(artifact: &Artifact) -> bool {
    matches!(artifact.kind, Kind::ModelCard | Kind::DatasetCard)
}

struct Own<'a> {
    words: &'a Words,
    /// The words of each name of the card that tell it from others.
    names: Vec<Vec<String>>,
}

impl<'a> Own<'a> {
    fn of(artifact: &Artifact, words: &'a Words) -> Self {
        let mut own = Self { words, names: Vec::new() };
        for name in names(artifact) {
            for part in name.split([':', '(', ')']) {
                let telling = part.split_whitespace().map(bare).filter(|word| {
                    !word.is_empty() && !own.is_subject(word) && !PLAIN.contains(word) && *word != "card"
                });
                own.names.push(telling.map(str::to_owned).collect());
            }
        }
        own
    }

    /// Whether these words hold a name of the card: all of a short one, two words of a long one.
    fn is_named(&self, text: &str) -> bool {
        let words: Vec<String> = text.split_whitespace().map(|word| bare(word).to_lowercase()).collect();
        self.names.iter().any(|name| {
            let found = name.iter().filter(|word| words.contains(word)).count();
            found > 0 && found >= name.len().min(2)
        })
    }

    fn is_subject(&self, word: &str) -> bool {
        is_subject(word, self.words)
    }
}

fn is_subject(word: &str, words: &Words) -> bool {
    let mut patterns = words.subjects.iter();
    patterns.any(|(_, pattern)| pattern.find(word).is_some_and(|found| found.len() == word.len()))
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}
