//! Words that exclude commercial use: sentences on the work, and the few words that do for one under a heading on the license.

use super::mention::{Meaning, mentions};
use super::sentence::{Sentence, section_at, sentences};
use super::words::{Words, words};
use super::{foreign, own_subject, subjects_in, trimmed};
use crate::artifact::{Artifact, Span};
use crate::claim::Subject;

/// A place that excludes commercial use of what the file is about.
#[derive(Debug, Clone)]
pub struct Restriction {
    pub span: Span,
    /// The words that exclude it.
    pub words: String,
    /// Whether a license that allows it is named beside.
    pub beside_license: bool,
}

/// Sentences that are looked at. The first ones say it.
const CANDIDATES: usize = 8;

/// Words before a limit that make no sentence of it on something else.
const BEFORE: [&str; 12] =
    ["may", "can", "be", "used", "use", "only", "for", "but", "however", "strictly", "solely", "and"];

/// What excludes commercial use, where a section on the license or a subject shows what it speaks of.
#[must_use]
pub fn restrictions(artifact: &Artifact) -> Vec<Restriction> {
    let Some(words) = words() else { return Vec::new() };
    let source = artifact.text.source();
    let all = sentences(artifact);
    let mut found = Vec::new();
    let phrases = all.iter().filter_map(|sentence| {
        let text = source.get(sentence.span.clone())?;
        let short = || sentence.section.and_then(|_| words.short(text));
        Some((sentence, text, words.restricts.find(text).or_else(short)?))
    });
    for (sentence, text, phrase) in phrases.take(CANDIDATES) {
        // the lines around it may take it back, or send the reader to the license
        let around: String = all
            .iter()
            .filter(|other| {
                other.block == sentence.block || (other.section.is_some() && other.section == sentence.section)
            })
            .filter_map(|other| source.get(other.span.clone()))
            .collect();
        let lead = text.get(..phrase.start()).unwrap_or_default();
        let tail = text.get(phrase.end()..).unwrap_or_default();
        let named = mentions(&around);
        let holds = if is_short(artifact, sentence, [text, lead, tail], words) {
            named.iter().all(|mention| allows_commerce(&mention.meaning)) && !words.unless.is_match(text)
        } else {
            words.restricts.is_match(text)
                && speaks_of_it(artifact, sentence, lead, words)
                && !words.unless.is_match(&around)
                && named.is_empty()
        };
        if holds {
            let span = trimmed(source, &sentence.span);
            found.push(Restriction { span, words: phrase.as_str().to_owned(), beside_license: !named.is_empty() });
        }
    }
    found
}

/// Whether a sentence on something names this work, or names none under a heading over the license.
fn speaks_of_it(artifact: &Artifact, sentence: &Sentence, lead: &str, words: &Words) -> bool {
    let Some(own) = own_subject(artifact) else { return false };
    let subjects = subjects_in(lead, words);
    let it = if subjects.is_empty() { sentence.section.is_some() } else { subjects == [own] };
    it && !foreign::is_of_another(artifact, sentence, lead, "", words)
}

/// Whether a limit stands as good as alone under a heading over the license of this work: "MIT. Non-commercial use only."
fn is_short(artifact: &Artifact, sentence: &Sentence, [text, lead, tail]: [&str; 3], words: &Words) -> bool {
    let Some(section) = section_at(artifact, sentence.span.start).filter(|_| sentence.section.is_some()) else {
        return false;
    };
    let own = own_subject(artifact).unwrap_or(Subject::Code);
    let is_own = |text: &str| subjects_in(text, words).iter().all(|of| *of == own || *of == Subject::Everything);
    let end = tail.find([',', ';', '.', '(', ')', '。', '|']).unwrap_or(tail.len());
    let near = tail.get(..end).unwrap_or_default();
    let bare = |text: &str| {
        let mut bare = text.to_owned();
        for mention in mentions(text) {
            bare.replace_range(mention.span.clone(), &" ".repeat(mention.span.len()));
        }
        let kept = |word: &&str| !BEFORE.contains(&word.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()));
        bare.split_whitespace().filter(kept).collect::<Vec<_>>().join(" ")
    };
    let is_label = |text: &str| foreign::is_label(artifact, &bare(text), words);
    let title = section.title.to_lowercase();
    is_own(&title)
        && !["third", "source", "related"].iter().any(|of| title.contains(of))
        && is_own(lead)
        && is_own(tail)
        && is_label(lead)
        && !words.silences.is_match(near)
        && (words.restricts.is_match(text) || is_label(near))
}

/// Whether a license that stands beside a limit allows what the limit takes back.
fn allows_commerce(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::License(license) => license.allows_commerce(),
        Meaning::Kind(kind) => !kind.contains("-nc"),
    }
}
