//! Rules as data: one TOML file a rule, with its metadata, documentation, check, wording and examples.

mod embedded;
mod example;
mod load;
mod template;
mod told;
mod wording;

pub use embedded::{builtin, source_of, with_examples};
pub use example::Example;
pub(crate) use example::OWN_LICENSE;
pub use load::{is_id, parse};
pub use template::Template;
pub use wording::{Texts, Wording};

use crate::check::Check;
use crate::finding::Severity;
use crate::report::Language;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A rule. Its id is `<pack>/<file stem>`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    #[serde(skip)]
    pub id: String,
    /// Where it stands, from the root of its repository.
    #[serde(skip)]
    pub file: String,
    /// The finding in a few words, without a place.
    pub title: String,
    pub severity: Severity,
    /// Why it matters, for people who never heard of it. Markdown.
    pub why: String,
    /// One sentence about the place, with `{variables}` of the check.
    pub message: Template,
    /// What to do about it.
    pub help: Template,
    /// The message where one file has several findings of this rule: they become one. Knows `{count}` and `{subjects}`.
    #[serde(default)]
    pub several: Option<Template>,
    /// The texts in other languages: `[text.de]`.
    #[serde(default)]
    pub text: BTreeMap<Language, Wording>,
    /// Rules that say more about the same place: where one of them speaks, this one is silent.
    #[serde(default)]
    pub yields_to: Vec<String>,
    #[serde(default)]
    pub fix: Option<Fix>,
    /// The fix says the same in the right form, so that `modelward fix` applies it without being asked. Any other one
    /// decides what is meant.
    #[serde(default)]
    pub safe_fix: bool,
    /// What the rule is evidence for: `iso42001:A.10.2`, `mof:model-card`, `eu-ai-act:XI.1(f)`, `nist-ai-rmf:GOVERN-6.1`.
    #[serde(default)]
    pub controls: Vec<String>,
    /// How the rule did on real cards.
    #[serde(default)]
    pub measured: Option<Measured>,
    pub check: Check,
    #[serde(default)]
    pub examples: Vec<Example>,
}

impl Rule {
    /// The part of the id before the slash.
    #[must_use]
    pub fn pack(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }
}

/// How often a rule spoke on real inputs, and how often it was right, as people who read its findings judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Cards, and changes of cards, that it was run on.
    pub cards: u32,
    /// Findings.
    pub fired: u32,
    /// Findings that were read.
    pub read: u32,
    /// Those of them that were right.
    pub right: u32,
    /// The month, `2026-11`.
    pub date: Month,
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Month {
    pub year: u16,
    pub month: u8,
}

impl TryFrom<String> for Month {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let parts = text.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        match parts {
            Some((year, month)) if (1..=12).contains(&month) && text.len() == 7 => Ok(Self { year, month }),
            _ => Err("a month is written like 2026-11"),
        }
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}", self.year, self.month)
    }
}

/// The edit that mends a finding. No fix is offered where a variable it needs is empty.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Fix {
    /// The marked words become this.
    Replace(Template),
    /// This becomes new lines below the marked one.
    Insert(Template),
}

impl Fix {
    #[must_use]
    pub fn template(&self) -> &Template {
        match self {
            Self::Replace(template) | Self::Insert(template) => template,
        }
    }
}
