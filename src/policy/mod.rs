//! `.github/modelward.toml`: what maintainers decide. Every key is optional; mistakes are all told at once.
//!
//! The base's policy judges a change, so that a change cannot switch off its own judge.

mod essential;
mod foreign;
mod glob;
pub mod keys;
mod license;
pub(crate) mod open;
pub mod profile;
mod read;
mod relax;
#[cfg(test)]
mod schema;
mod show;
mod validate;
mod waiver;

pub use foreign::Foreign;
pub use license::{Licenses, Verdict};
pub use read::read;
pub use relax::{Relaxation, word};
pub use show::{Moved, Setting};
pub use waiver::{PROPOSED_DAYS, Standing, Waiver, literal, no_such_day};

use crate::artifact::{Artifact, Kind, Span, kind};
use crate::change::RepoPath;
use crate::finding::Severity;
use crate::mistake::Mistake;
use crate::report::{FailOn, Language};
use crate::tree::Tree;
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

/// One severity that a policy sets. Of several that fit, the last one holds.
#[derive(Debug, Clone)]
pub struct Line {
    /// A rule's id, or `pack/*`.
    pub rule: String,
    paths: Option<Paths>,
    /// `None` switches the rule off.
    pub severity: Option<Severity>,
    pub span: Span,
    /// The globs or the profile it comes from, as written; empty for a plain one.
    pub text: String,
}

impl Line {
    fn fits(&self, rule: &str, path: Option<&RepoPath>) -> bool {
        selects(&self.rule, rule)
            && match (&self.paths, path) {
                (None, _) => true,
                (Some(paths), Some(path)) => paths.is_match(path),
                (Some(_), None) => false,
            }
    }
}

/// What some files are, whatever their names say.
#[derive(Debug, Clone)]
struct Correction {
    paths: Paths,
    /// `None` where they are nothing that is governed.
    kind: Option<Kind>,
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
    sections: Vec<(String, &'static str)>,
    essential: essential::Essential,
    pub license: Licenses,
    pub waivers: Vec<Waiver>,
    in_file_waivers: Option<bool>,
    endless_waivers: bool,
    locked: Vec<Said<String>>,
    pub comments: Comments,
    pub fail_on: Option<FailOn>,
    language: Option<Language>,
    /// The policy this one builds on; what it locks cannot be relaxed.
    below: Option<Box<Policy>>,
}

impl Policy {
    /// The severity of a rule for a file; `None` where it is off.
    #[must_use]
    pub fn severity(&self, rule: &str, default: Severity, path: Option<&RepoPath>) -> Option<Severity> {
        let below = self.below.as_ref().map_or(Some(default), |below| below.severity(rule, default, path));
        let own = self.lines.iter().rev().find(|line| line.fits(rule, path));
        let said = own.map_or(below, |line| line.severity);
        if self.below.as_ref().is_some_and(|below| below.locks(rule)) { said.max(below) } else { said }
    }

    /// Whether a rule is off for every file.
    #[must_use]
    pub fn is_off(&self, rule: &str, default: Severity) -> bool {
        let somewhere = |policy: &Self| {
            policy.lines.iter().any(|line| line.paths.is_some() && selects(&line.rule, rule) && line.severity.is_some())
        };
        self.severity(rule, default, None).is_none() && !self.layers().any(somewhere)
    }

    /// Who sets the severity of a rule for every file: the policy, and the profile where it is one.
    #[must_use]
    pub fn says(&self, rule: &str) -> Option<String> {
        self.layers().find_map(|policy| {
            let line = policy.lines.iter().rev().find(|line| line.fits(rule, None))?;
            let profile = if line.text.is_empty() { String::new() } else { format!(", profile {}", line.text) };
            Some(format!("{}{profile}", policy.name))
        })
    }

    /// The severities that it sets for some files alone.
    pub fn overrides(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.paths.is_some())
    }

    /// This policy and those it builds on, the nearest first.
    pub fn layers(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |policy| policy.below.as_deref())
    }

    /// Puts this policy upon another.
    #[must_use]
    pub fn upon(mut self, below: Self) -> Self {
        let below = match self.below.take() {
            None => below,
            Some(next) => next.upon(below),
        };
        self.below = Some(Box::new(below));
        self
    }

    /// Whether a rule cannot be relaxed by what builds on this policy.
    #[must_use]
    pub fn locks(&self, rule: &str) -> bool {
        self.layers().flat_map(|policy| &policy.locked).any(|locked| selects(&locked.value, rule))
    }

    /// What this policy says against what a policy below it holds fast.
    #[must_use]
    pub fn against_locks(&self, catalog: &Catalog) -> Vec<Mistake> {
        let Some(below) = &self.below else { return Vec::new() };
        let help = "ask those who keep that policy, or build on another one";
        let mut found = Vec::new();
        for line in &self.lines {
            let held = |(id, default): (&String, &Severity)| {
                selects(&line.rule, id) && below.locks(id) && line.severity < below.severity(id, *default, None)
            };
            if catalog.iter().any(held) {
                let message = format!("`{}` is locked by a policy that this one builds on", line.rule);
                found.push(Mistake::new(line.span.clone(), message, help));
            }
        }
        for waiver in &self.waivers {
            if catalog.keys().any(|id| below.locks(id) && waiver.rule.as_ref().is_some_and(|rule| selects(rule, id))) {
                let message = format!("`{}` is locked by a policy that this one builds on", waiver.subject());
                found.push(Mistake::new(waiver.span.clone(), message, help));
            }
        }
        found
    }

    /// Whether a file is taken out of sight. The policy itself and its rules never are.
    #[must_use]
    pub fn excludes(&self, path: &RepoPath) -> bool {
        !matches!(kind::of(path), Some(Kind::Policy | Kind::Rule))
            && !self.builds_on(path)
            && self.layers().any(|policy| policy.excluded.is_match(path))
    }

    /// What a file is: as the policy says, else by its name.
    #[must_use]
    pub fn kind_of(&self, path: &RepoPath) -> Option<Kind> {
        let known = kind::of(path);
        if matches!(known, Some(Kind::Policy | Kind::Rule)) {
            return known;
        }
        if self.builds_on(path) {
            return Some(Kind::Policy);
        }
        let corrections = self.layers().flat_map(|policy| policy.corrections.iter().rev());
        let fit = corrections.into_iter().find(|correction| correction.paths.is_match(path));
        fit.map_or(known, |correction| correction.kind)
    }

    /// Whether it says what files are.
    #[must_use]
    pub fn corrects(&self) -> bool {
        self.layers().any(|policy| !policy.corrections.is_empty() || policy.below.is_some())
    }

    /// Whether a file of the repository is a policy that this one builds on: it is governed like this one.
    fn builds_on(&self, path: &RepoPath) -> bool {
        self.layers().skip(1).any(|policy| policy.name.as_bytes() == path.bytes())
    }

    /// The topics that the policy gives a heading, beside those that everybody knows.
    pub fn topics_of<'a>(&'a self, heading: &'a str) -> impl Iterator<Item = &'static str> + 'a {
        let sections = self.layers().flat_map(|policy| &policy.sections);
        sections.filter(move |(known, _)| known == heading).map(|(_, topic)| *topic)
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

    /// What the nearest policy that speaks of it says of a license.
    #[must_use]
    pub fn license_verdict(
        &self,
        subject: crate::claim::Subject,
        license: &crate::license::Expression,
    ) -> Option<Verdict> {
        self.layers().filter_map(|policy| policy.license.verdict(subject, license)).max()
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

/// The policy of a tree, where that was read.
#[must_use]
pub fn of(tree: &Tree) -> Option<&Artifact> {
    tree.of_kinds(&[Kind::Policy]).find(|artifact| artifact.path.bytes() == PATH.as_bytes())
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
mod tests;
