//! `.github/modelward.toml`: what maintainers decide. Every key is optional; mistakes are all told at once.
//!
//! The base's policy judges a change, so that a change cannot switch off its own judge.

mod essential;
mod foreign;
mod glob;
pub mod keys;
mod layers;
mod license;
mod named;
mod no_toml;
pub(crate) mod open;
pub mod profile;
mod read;
mod relax;
#[cfg(test)]
mod schema;
mod severity;
mod show;
mod validate;
mod waiver;
mod wrong;

pub use foreign::Foreign;
pub use license::{Licenses, Verdict};
pub use read::read;
pub use relax::{Place, Relaxation};
pub use severity::{Line, word};
pub use show::{Moved, Setting};
pub use waiver::{PROPOSED_DAYS, Standing, Waiver, literal, no_such_day};

use crate::artifact::{Kind, Span, kind};
use crate::change::RepoPath;
use crate::finding::Severity;
use crate::report::{FailOn, Language};
use glob::Paths;
use std::collections::BTreeMap;

/// A day, without a time zone: what expires does so at the end of it.
pub type Date = chrono::NaiveDate;

/// Where the policy stands in a repository.
pub const PATH: &str = kind::POLICY;

/// Where a repository's own rules stand: `<pack>/<rule>.toml` below it.
pub const RULES: &str = kind::RULES;

/// The rules that a policy may speak of, with the severities they have without it.
pub type Catalog = BTreeMap<String, Severity>;

#[derive(Debug, Clone)]
pub struct Said<T> {
    pub value: T,
    pub span: Span,
}

/// What some files are, whatever their names say.
#[derive(Debug, Clone)]
struct Correction {
    paths: Paths,
    /// `None` where they are nothing that is governed.
    kind: Option<Kind>,
    /// The kind as written.
    word: String,
    span: Span,
    text: String,
}

/// How pull requests are commented on, where the policy says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    pub max: Option<usize>,
    pub drafts: Option<String>,
}

/// A policy; the default one changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Where it stands, for people.
    pub name: String,
    pub extends: Vec<Said<String>>,
    lines: Vec<Line>,
    exclude: Vec<Said<String>>,
    excluded: Paths,
    corrections: Vec<Correction>,
    /// Normalised headings and the topic that they have.
    sections: Vec<(Said<String>, &'static str)>,
    essential: essential::Essential,
    license: Licenses,
    /// Where the lists of licenses begin.
    license_at: Span,
    pub waivers: Vec<Waiver>,
    in_file_waivers: Option<bool>,
    /// Whether a waiver may lack an end.
    endless_waivers: bool,
    locked: Vec<Said<String>>,
    pub comments: Comments,
    pub fail_on: Option<FailOn>,
    language: Option<Language>,
    /// The policy this one builds on; what it locks cannot be relaxed.
    below: Option<Box<Policy>>,
}

impl Policy {
    /// The topics that the policy gives a heading, beside those that everybody knows.
    pub fn topics_of<'a>(&'a self, heading: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        let sections = self.layers().flat_map(|policy| &policy.sections);
        sections.filter(move |(known, _)| known.value == heading).map(|(_, topic)| *topic)
    }

    /// The patterns of the files that nobody looks at, as they are written.
    #[must_use]
    pub fn excluded(&self) -> &[Said<String>] {
        &self.exclude
    }

    /// Whether it names headings.
    #[must_use]
    pub fn names_sections(&self) -> bool {
        self.layers().any(|policy| !policy.sections.is_empty())
    }

    /// Whether it says anything of licenses.
    #[must_use]
    pub fn lists_licenses(&self) -> bool {
        self.layers().any(|policy| policy.license != Licenses::default())
    }

    /// What it says of a license that somebody claims of something: of a choice, the best; of several at once, the worst.
    #[must_use]
    pub fn license_verdict(
        &self,
        subject: crate::claim::Subject,
        license: &crate::license::Expression,
    ) -> Option<Verdict> {
        if !self.lists_licenses() {
            return None;
        }
        // what one policy refuses, no other one lets in
        let of_one = |id: &str| self.layers().filter_map(|policy| policy.license.of_one(subject, id)).max();
        let worst = |ids: &Vec<&str>| ids.iter().filter_map(|id| of_one(id)).max();
        license.alternatives().iter().map(worst).min().flatten()
    }

    /// What findings are told in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.layers().find_map(|policy| policy.language).unwrap_or_default()
    }

    /// From which severity on a review fails, where the policy says so.
    #[must_use]
    pub fn fail_on(&self) -> Option<FailOn> {
        self.layers().find_map(|policy| policy.fail_on)
    }

    #[must_use]
    pub fn comments(&self) -> Comments {
        let drafts = self.layers().find_map(|policy| policy.comments.drafts.clone());
        Comments { max: self.layers().find_map(|policy| policy.comments.max), drafts }
    }

    /// Whether a file may say itself what is accepted in it.
    #[must_use]
    pub fn takes_in_file_waivers(&self) -> bool {
        self.layers().find_map(|policy| policy.in_file_waivers).unwrap_or_default()
    }
}

/// Whether a file is one of the repository's own rules.
#[must_use]
pub fn is_rule_file(path: &RepoPath) -> bool {
    kind::of(path) == Some(Kind::Rule)
}

/// Whether `license/*` or `license/changed` names a rule.
#[must_use]
pub fn selects(selector: &str, rule: &str) -> bool {
    match selector.strip_suffix("/*") {
        Some(pack) => rule.strip_prefix(pack).is_some_and(|rest| rest.starts_with('/')),
        None => selector == rule,
    }
}

/// A day as TOML writes it.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    let text =
        text.get(..10).filter(|_| text.len() == 10 || text.get(10..11).is_some_and(|t| matches!(t, "T" | " ")))?;
    Date::parse_from_str(text, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod broken;
#[cfg(test)]
mod tests;
