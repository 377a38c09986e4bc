//! Every catalogue says everything, with the same placeholders, and nothing that Markdown would read as its own.

use super::{Language, Words};
use crate::visible::is_tricky;
use std::collections::{BTreeMap, BTreeSet};

/// What reads the same in English, by language and key.
const SAME: &[(&str, &str)] = &[
    ("de", "finding-head"),
    ("de", "list-comma"),
    ("fr", "list-comma"),
    ("es", "error"),
    ("es", "error-count.one"),
    ("es", "finding-head"),
    ("es", "list-comma"),
    ("pt-BR", "finding-head"),
    ("pt-BR", "list-comma"),
    ("ko", "finding-head"),
    ("ko", "list-comma"),
];

fn source(language: Language) -> String {
    let file = format!("{}/src/report/words/{language}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every text by its key; `comments.one` for one of two forms.
fn texts(language: Language) -> BTreeMap<String, String> {
    let table: toml::Table = toml::from_str(&source(language)).expect("TOML");
    let mut texts = BTreeMap::new();
    for (key, value) in table {
        match value {
            toml::Value::String(text) => drop(texts.insert(key, text)),
            toml::Value::Table(forms) => {
                for (form, text) in forms {
                    texts.insert(format!("{key}.{form}"), text.as_str().expect("a text").to_owned());
                }
            }
            other => panic!("{language}: {key} is {other:?}"),
        }
    }
    texts
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_language_has_every_key() {
    let english = texts(Language::English);
    for language in Language::ALL {
        // no key may be missing, and none is unknown
        if let Err(error) = Words::read(&source(language)) {
            panic!("{language}: {error}");
        }
        assert_eq!(texts(language).keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{language}");
        assert!(!language.words().error.is_empty(), "{language}");
    }
}

#[test]
fn every_language_has_the_same_placeholders() {
    let english = texts(Language::English);
    for language in Language::ALL {
        for (key, text) in texts(language) {
            assert_eq!(placeholders(&text), placeholders(&english[&key]), "{language}: {key}");
            assert!(text.matches('{').count() == text.matches('}').count(), "{language}: {key}");
        }
    }
}

#[test]
fn no_text_is_markdown_or_hides_anything() {
    for language in Language::ALL {
        for (key, text) in texts(language) {
            let special = |c: char| "*_[]<>|`#~\\&@$!".contains(c) || is_tricky(c);
            assert!(!text.contains(special), "{language}: {key}: {text}");
            assert!(!text.starts_with(['-', '+', '=', ' ']) && !text.contains("://"), "{language}: {key}: {text}");
            assert!(!text.trim().is_empty() && (key == "list-comma" || text.trim() == text), "{language}: {key}");
        }
    }
}

#[test]
fn no_english_is_left_over() {
    let english = texts(Language::English);
    let mut same = Vec::new();
    for language in Language::ALL.into_iter().filter(|language| !language.is_english()) {
        let texts = texts(language);
        same.extend(texts.into_iter().filter(|(key, text)| english[key] == *text).map(|(key, _)| (language, key)));
    }
    let same: Vec<(&str, &str)> = same.iter().map(|(language, key)| (language.code(), key.as_str())).collect();
    assert_eq!(same, SAME);
}

#[test]
fn a_code_names_its_language_alone() {
    for language in Language::ALL {
        assert_eq!(Language::of(language.code()), Some(language));
        assert_eq!(serde_json::to_value(language).expect("JSON"), language.code());
    }
    assert_eq!(Language::of("tlh"), None);
}
