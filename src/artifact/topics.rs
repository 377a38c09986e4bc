//! What a heading is about: a table of words in several languages, matched on words rather than on equality.

use super::lookalike::plain;
use crate::visible::is_tricky;
use std::sync::LazyLock;

/// A meaning that headings can have.
#[derive(Debug)]
pub struct Topic {
    pub id: String,
    /// The topic's name in a sentence.
    pub title: String,
    phrases: Vec<Phrase>,
}

#[derive(Debug)]
struct Phrase {
    words: String,
    whole: bool,
}

#[derive(serde::Deserialize)]
struct Row {
    title: String,
    words: Vec<String>,
}

static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    let rows: std::collections::BTreeMap<String, Row> = toml::from_str(include_str!("topics.toml")).unwrap_or_default();
    rows.into_iter()
        .map(|(id, row)| Topic {
            id,
            title: row.title,
            phrases: row
                .words
                .iter()
                .map(|word| Phrase { words: normalize(word.trim_start_matches('=')), whole: word.starts_with('=') })
                .collect(),
        })
        .collect()
});

/// The topics of a heading.
#[must_use]
pub fn of_heading(title: &str) -> Vec<&'static Topic> {
    let heading = normalize(title);
    TOPICS.iter().filter(|topic| topic.phrases.iter().any(|phrase| phrase.matches(&heading))).collect()
}

#[must_use]
pub fn find(id: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.id == id)
}

/// The ids that rules may name.
#[must_use]
pub fn ids() -> Vec<&'static str> {
    TOPICS.iter().map(|topic| topic.id.as_str()).collect()
}

impl Phrase {
    fn matches(&self, heading: &str) -> bool {
        if self.whole || self.words.is_empty() {
            return heading == self.words;
        }
        // scripts without blanks between words have no word borders to respect
        let unspaced = |c: char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{d7ff}');
        let spaced = !self.words.chars().next().is_some_and(unspaced);
        heading.match_indices(&self.words).any(|(at, found)| {
            let before = heading.get(..at).and_then(|text| text.chars().next_back());
            let after = heading.get(at + found.len()..).and_then(|text| text.chars().next());
            !spaced || (before.is_none_or(|c| c == ' ') && after.is_none_or(|c| c == ' '))
        })
    }
}

/// Lower case, words parted by single blanks; emphasis, numbering, emoji, `[optional]` and punctuation dropped. Letters are
/// those that a reader takes them for.
#[must_use]
pub fn normalize(title: &str) -> String {
    let lower = plain(title).to_lowercase().replace("[optional]", " ");
    let mut out = String::with_capacity(lower.len());
    for c in lower.chars().filter(|c| !is_tricky(*c)) {
        if c.is_alphanumeric() || c == '\'' {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids_of(title: &str) -> Vec<&'static str> {
        of_heading(title).into_iter().map(|topic| topic.id.as_str()).collect()
    }

    #[test]
    fn the_table_is_read() {
        assert!(ids().len() > 10);
        assert!(find("limitations").is_some());
    }

    #[test]
    fn knows_headings_by_their_words() {
        assert_eq!(ids_of("3. **Bias, Risks, and Limitations**"), ["bias", "limitations"]);
        assert_eq!(ids_of("⚠️ Limitations:"), ["limitations"]);
        assert_eq!(ids_of("Out-of-Scope Use"), ["out-of-scope"]);
        assert_eq!(ids_of("Downstream Use [optional]"), ["uses"]);
        assert_eq!(ids_of("局限性"), ["limitations"]);
        assert_eq!(ids_of("Einschränkungen und Risiken"), ["bias", "limitations"]);
        assert_eq!(ids_of("Usage"), ["getting-started"]);
        assert_eq!(ids_of("Verwendung"), ["getting-started", "uses"]);
        assert_eq!(ids_of("Ограничения модели"), ["limitations"]);
        for (title, topic) in [
            ("Vorgesehene Verwendung", "uses"),
            ("Utilisations interdites", "out-of-scope"),
            ("制約と制限事項", "limitations"),
            ("제한사항", "limitations"),
            ("训练数据集", "training-data"),
            ("Limitações conhecidas", "limitations"),
            ("Usos no permitidos", "out-of-scope"),
            ("Personenbezogene Daten", "privacy"),
            ("Beperkingen", "limitations"),
            ("Ograniczenia", "limitations"),
            ("القيود", "limitations"),
            ("Hạn chế", "limitations"),
        ] {
            assert!(ids_of(title).contains(&topic), "{title}: {:?}", ids_of(title));
        }
    }

    #[test]
    fn does_not_match_inside_words() {
        assert_eq!(ids_of("Unlimited power"), Vec::<&str>::new());
        assert_eq!(ids_of("Datasets used by others"), Vec::<&str>::new());
    }

    #[test]
    fn invisible_characters_do_not_hide_a_topic() {
        assert_eq!(ids_of("Limi\u{200b}tations"), ["limitations"]);
        assert_eq!(ids_of("Lіmіtatіons"), ["limitations"]);
    }
}
