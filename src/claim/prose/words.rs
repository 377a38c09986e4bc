//! The lexicon of [`super`]: which words name a subject, bind a license, or take a sentence out of account.

use crate::claim::Subject;
use crate::order;
use regex::{Match, Regex, RegexBuilder};
use serde::Deserialize;
use std::sync::{LazyLock, OnceLock};

#[derive(Debug, Deserialize)]
struct File {
    subjects: Subjects,
    verb: List,
    silences: List,
    restricts: Restricts,
}

#[derive(Debug, Deserialize)]
struct Subjects {
    data: Vec<String>,
    model: Vec<String>,
    code: Vec<String>,
    docs: Vec<String>,
    whole: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct List {
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Restricts {
    phrases: Vec<String>,
    short: Vec<String>,
    unless: Vec<String>,
}

/// The lexicon, as patterns.
pub(super) struct Words {
    pub(super) subjects: Vec<(Subject, Regex)>,
    pub(super) verb: Regex,
    pub(super) silences: Regex,
    pub(super) restricts: Regex,
    pub(super) unless: Regex,
    short: Vec<String>,
    short_pattern: OnceLock<Option<Regex>>,
}

/// Each of the short phrases holds one of these.
const SIGNS: [&str; 4] = ["commerc", "only", "nur", "商"];

impl Words {
    /// What excludes commercial use under a heading over the license, and as good as alone there. Few texts have words of it,
    /// so that the pattern is built for those alone.
    pub(super) fn short<'a>(&self, text: &'a str) -> Option<Match<'a>> {
        let lower = text.to_lowercase();
        SIGNS.iter().find(|sign| lower.contains(**sign))?;
        self.short_pattern.get_or_init(|| of_phrases(&self.short)).as_ref()?.find(text)
    }
}

static WORDS: LazyLock<Option<Words>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("words.toml")).ok()?;
    let Subjects { data, model, code, docs, whole } = &file.subjects;
    let subjects = [
        (Subject::Data, data),
        (Subject::Model, model),
        (Subject::Code, code),
        (Subject::Docs, docs),
        (Subject::Everything, whole),
    ];
    let subjects: Option<Vec<(Subject, Regex)>> =
        subjects.into_iter().map(|(subject, words)| Some((subject, of_words(words)?))).collect();
    Some(Words {
        subjects: subjects?,
        verb: of_words(&file.verb.words)?,
        silences: of_words(&file.silences.words)?,
        restricts: of_phrases(&file.restricts.phrases)?,
        unless: of_phrases(&file.restricts.unless)?,
        short: file.restricts.short,
        short_pattern: OnceLock::new(),
    })
});

/// `None` never happens: a test reads the file.
pub(super) fn words() -> Option<&'static Words> {
    WORDS.as_ref()
}

fn of_words(words: &[String]) -> Option<Regex> {
    let mut words: Vec<&String> = words.iter().collect();
    // the longest first: "model weights" before "model"
    order::by_key(&mut words, |word| std::cmp::Reverse(word.len()));
    let edge = |c: Option<char>| if c.is_some_and(|c| c.is_ascii_alphanumeric()) { r"\b" } else { "" };
    let parts: Vec<String> = words
        .iter()
        .map(|word| format!("{}{}{}", edge(word.chars().next()), regex::escape(word), edge(word.chars().last())))
        .collect();
    build(&parts)
}

fn of_phrases(phrases: &[String]) -> Option<Regex> {
    let parts: Vec<String> = phrases
        .iter()
        .map(|phrase| if phrase.is_ascii() { format!(r"\b(?:{phrase})\b") } else { format!("(?:{phrase})") })
        .collect();
    build(&parts)
}

fn build(parts: &[String]) -> Option<Regex> {
    RegexBuilder::new(&parts.join("|")).case_insensitive(true).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_is_read() {
        let words = words().expect("a lexicon");
        assert!(of_phrases(&words.short).is_some());
        assert!(words.short.iter().all(|phrase| SIGNS.iter().any(|sign| phrase.contains(sign))));
        assert!(words.silences.is_match("It is no longer MIT"));
        assert!(!words.silences.is_match("a notable dataset"));
        assert!(words.restricts.is_match("for non-commercial research purposes only"));
        assert!(words.restricts.is_match("本数据集仅供研究使用，非商用"));
        assert!(words.unless.is_match("for commercial and non-commercial use"));
        let subject =
            |text: &str| words.subjects.iter().find(|(_, word)| word.is_match(text)).map(|(subject, _)| *subject);
        assert_eq!(subject("The model weights"), Some(Subject::Model));
        assert_eq!(subject("模型权重"), Some(Subject::Model));
        assert_eq!(subject("Der Quellcode"), Some(Subject::Code));
    }
}
