//! What prose says of licenses: sentences that name a license and a subject, badges, and words that exclude commercial use.
//!
//! A sentence counts where it says what holds for this work now. Negations, history, quotes, other people's works and
//! several sources make no claim: what is missed costs less than what is wrong.

mod badge;
mod foreign;
mod limit;
mod mention;
mod sentence;
#[cfg(test)]
mod tests;
mod words;

pub use limit::restrictions;
pub use mention::Meaning;

use super::{LicenseClaim, Subject};
use crate::artifact::{Artifact, Kind, Span};
use crate::license::Agreement;
use crate::order;
use crate::tree::Tree;
use mention::{Mention, mentions};
use sentence::{Sentence, sentences};
use words::{Words, words};

/// Builds the patterns now instead of on first use.
pub(super) fn load() {
    words();
    mention::load();
}

/// A license that a text claims in a sentence.
#[derive(Debug, Clone)]
pub struct ProseClaim {
    /// What it is about, as the sentence says.
    pub subject: Option<Subject>,
    pub meaning: Meaning,
    /// The sentence.
    pub span: Span,
}

/// License claims of one text. A card has a few; a table of other works has many, and says nothing of this one.
const CLAIMS: usize = 40;

/// The license claims of a text. Where one subject is given several licenses, none of them is claimed.
#[must_use]
pub fn licenses(artifact: &Artifact) -> Vec<ProseClaim> {
    let Some(words) = words() else { return Vec::new() };
    let mut claims = Vec::new();
    for sentence in sentences(artifact) {
        read(artifact, &sentence, words, &mut claims);
    }
    claims.extend(badge::licenses(artifact, words));
    if claims.len() > CLAIMS {
        // a list of other people's licenses
        return Vec::new();
    }
    // in a card, "the dataset", "this work" and what goes without saying are one
    let own = own_subject(artifact);
    let apart = |claim: &ProseClaim| match claim.subject {
        None | Some(Subject::Everything) => own,
        subject => subject,
    };
    let ambiguous: Vec<Option<Subject>> = claims
        .iter()
        .filter(|one| claims.iter().any(|other| apart(other) == apart(one) && one.meaning.differs(&other.meaning)))
        .map(apart)
        .collect();
    claims.retain(|claim| !ambiguous.contains(&apart(claim)));
    claims
}

/// Whether the texts beside a license file give it to other parts alone: "the code is MIT", where the data is meant.
#[must_use]
pub fn gives_elsewhere(tree: &Tree, file: &LicenseClaim<'_>, subject: Subject) -> bool {
    let (Some(license), true) = (file.expression(), subject != Subject::Code) else { return false };
    let directory = file.artifact.path.directory();
    let mut found = false;
    for text in tree.beside(&directory, &[Kind::ModelCard, Kind::DatasetCard, Kind::Readme]) {
        for claim in licenses(text).iter().filter(|claim| claim.meaning.agree(license) == Agreement::Agrees) {
            match claim.subject {
                Some(of) if of != subject && of != Subject::Everything => found = true,
                _ => return false,
            }
        }
    }
    found
}

/// What a card is about.
fn own_subject(artifact: &Artifact) -> Option<Subject> {
    match artifact.kind {
        Kind::DatasetCard => Some(Subject::Data),
        Kind::ModelCard => Some(Subject::Model),
        _ => None,
    }
}

fn read(artifact: &Artifact, sentence: &Sentence, words: &Words, claims: &mut Vec<ProseClaim>) {
    let source = artifact.text.source();
    let Some(text) = source.get(sentence.span.clone()) else { return };
    let named = mentions(text);
    if named.is_empty() || words.silences.is_match(text) || text.len() > 600 {
        return;
    }
    let span = trimmed(source, &sentence.span);
    let mut before = 0;
    let mut is_foreign = false;
    for (at, mention) in named.iter().enumerate() {
        let next = named.get(at + 1).map_or(text.len(), |next| next.span.start);
        let lead = text.get(before..mention.span.start).unwrap_or_default();
        let tail = text.get(mention.span.end..next).unwrap_or_default();
        before = mention.span.end;
        if is_choice(lead, at, subject_behind(tail, words)) {
            // "MIT or Apache-2.0": the second is an alternative to the first
            claims.retain(|claim| claim.span != span);
            return;
        }
        let mut subjects =
            subject_behind(tail, words).map_or_else(|| subjects_in(lead, words), |subject| vec![subject]);
        let is_link = text.get(mention.span.clone()).is_some_and(|text| text.starts_with("]("));
        if subjects.is_empty() && at > 0 && (is_link || is_same(named.get(at - 1), mention, lead)) {
            // a name with its link, or the short form in parentheses
            if is_foreign {
                continue;
            }
            subjects = claims.iter().filter(|claim| claim.span == span).filter_map(|claim| claim.subject).collect();
        }
        let says_so = words.verb.is_match(text) || (sentence.section.is_some() && !is_prose(lead));
        let claim = |subject| ProseClaim { subject, meaning: mention.meaning.clone(), span: span.clone() };
        if subjects.is_empty() {
            if (sentence.section.is_some() || is_field(artifact, sentence, lead))
                && says_so
                && speaks_of_this(artifact, lead, words)
                && !foreign::is_by_another(tail, words)
            {
                claims.push(claim(None));
            }
        } else if says_so && (sentence.section.is_some() || foreign::is_definite(text, words)) {
            is_foreign = foreign::is_of_another(artifact, sentence, lead, tail, words)
                || (text.trim_start().starts_with('|') && !foreign::is_label(artifact, lead, words));
            if !is_foreign {
                claims.extend(subjects.into_iter().map(|subject| claim(Some(subject))));
            }
        }
    }
}

fn is_choice(lead: &str, at: usize, subject: Option<Subject>) -> bool {
    let between = lead.trim().trim_matches(['*', '_', '`', '[', ']', '"']).trim().to_lowercase();
    at > 0
        && (between == "," && subject.is_none()
            || matches!(
                between.as_str(),
                "or" | "/" | "and" | "and/or" | "and the" | "or the" | "或" | "または" | "또는" | "ou" | "oder" | "o"
            ))
}

fn is_same(previous: Option<&Mention>, mention: &Mention, lead: &str) -> bool {
    previous.is_some_and(|previous| !previous.meaning.differs(&mention.meaning))
        || lead.chars().all(|c| !c.is_alphanumeric())
}

/// "MIT for the code": the subject right behind the license.
fn subject_behind(tail: &str, words: &Words) -> Option<super::Subject> {
    let text = tail.trim_start_matches(['*', '_', '`', ']', '"', ' ']);
    let lower = text.to_lowercase();
    let rest = ["license ", "licence ", "license, "].iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower);
    let rest = rest.trim_start().strip_prefix("for ").or_else(|| rest.trim_start().strip_prefix('('))?;
    let rest = ["the ", "its ", "our ", "all "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    words
        .subjects
        .iter()
        .find(|(_, word)| word.find(rest).is_some_and(|found| found.start() == 0))
        .map(|(subject, _)| *subject)
}

/// The subjects that a text names: of "the model's code", the code.
fn subjects_in(text: &str, words: &Words) -> Vec<Subject> {
    let mut all: Vec<(usize, Subject)> = Vec::new();
    for (subject, word) in &words.subjects {
        all.extend(word.find_iter(text).map(|found| (found.start(), *subject)));
    }
    order::by(&mut all, Ord::cmp);
    let joined = [" and ", " & ", ",", "和", "及", "と", "및", " et ", " und ", " y ", " e ", " и "]
        .iter()
        .any(|word| text.to_lowercase().contains(word));
    if !joined {
        all = all.pop().into_iter().collect();
    }
    let mut subjects: Vec<Subject> = all.into_iter().map(|(_, subject)| subject).collect();
    order::by(&mut subjects, Ord::cmp);
    subjects.dedup();
    subjects
}

/// "- **License:** MIT", wherever a card tells of itself.
fn is_field(artifact: &Artifact, sentence: &Sentence, lead: &str) -> bool {
    let label = lead.trim_matches(|c: char| !c.is_alphanumeric());
    let about_data = sentence::section_at(artifact, sentence.span.start)
        .is_some_and(|section| section.topics.contains(&"training-data") || section.level > 3);
    (label.eq_ignore_ascii_case("license") || label.eq_ignore_ascii_case("licence"))
        && lead.contains(':')
        && !about_data
        && !foreign::is_elsewhere(artifact, sentence)
}

/// Whether the words before a license hold a sentence, rather than a label.
fn is_prose(lead: &str) -> bool {
    lead.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() > 4
}

/// Whether what stands before a license names nothing else: "Wikipedia is licensed under" speaks of another work.
fn speaks_of_this(artifact: &Artifact, lead: &str, words: &Words) -> bool {
    let lower = lead.to_lowercase();
    let Some((subject, _)) =
        [" is ", " are ", " has ", " uses ", " comes ", " follows "].iter().find_map(|verb| lower.split_once(verb))
    else {
        // "Licensed under", "Released under the", "Creative Commons …" alone
        return foreign::is_label(artifact, lead, words);
    };
    let subject = subject.trim_matches(|c: char| !c.is_alphanumeric());
    let is_name = subject.len() > 2
        && foreign::names(artifact).iter().any(|name| name.contains(subject.trim_start_matches("the ")));
    matches!(subject, "it" | "this" | "license" | "the license" | "licence" | "the licence") || is_name
}

fn trimmed(source: &str, span: &Span) -> Span {
    let text = source.get(span.clone()).unwrap_or_default();
    let start = span.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}
