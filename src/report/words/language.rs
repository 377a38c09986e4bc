//! The languages that a report can be told in.

use super::Words;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::LazyLock;

/// A language that has a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "fr")]
    French,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "pt-BR")]
    BrazilianPortuguese,
    #[serde(rename = "zh-CN")]
    SimplifiedChinese,
    #[serde(rename = "ja")]
    Japanese,
    #[serde(rename = "ko")]
    Korean,
}

impl Language {
    pub const ALL: [Self; 8] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::BrazilianPortuguese,
        Self::SimplifiedChinese,
        Self::Japanese,
        Self::Korean,
    ];

    /// As the configuration, the rules and the JSON report write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::BrazilianPortuguese => "pt-BR",
            Self::SimplifiedChinese => "zh-CN",
            Self::Japanese => "ja",
            Self::Korean => "ko",
        }
    }

    /// The language of a code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language that a code means which is not quite one of ours: `zh` or `pt_br`.
    #[must_use]
    pub fn near(code: &str) -> Option<Self> {
        let main = |code: &str| code.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        Self::ALL.into_iter().find(|language| main(language.code()) == main(code))
    }

    #[must_use]
    pub fn is_english(&self) -> bool {
        *self == Self::English
    }

    /// Its catalogue.
    #[must_use]
    pub fn words(self) -> &'static Words {
        macro_rules! catalogue {
            ($file:literal) => {{
                // tests read every file and fail on the first mistake, so nothing is lost here
                static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!($file)).unwrap_or_default());
                &WORDS
            }};
        }
        match self {
            Self::English => catalogue!("en.toml"),
            Self::German => catalogue!("de.toml"),
            Self::French => catalogue!("fr.toml"),
            Self::Spanish => catalogue!("es.toml"),
            Self::BrazilianPortuguese => catalogue!("pt-BR.toml"),
            Self::SimplifiedChinese => catalogue!("zh-CN.toml"),
            Self::Japanese => catalogue!("ja.toml"),
            Self::Korean => catalogue!("ko.toml"),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
