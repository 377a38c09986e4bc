//! What a rule weighs, for all files or for some of them.

use super::glob::Paths;
use super::{Policy, selects};
use crate::artifact::Span;
use crate::change::RepoPath;
use crate::finding::Severity;

/// One severity that a policy sets. Of several that fit, the last one holds.
#[derive(Debug, Clone)]
pub struct Line {
    /// A rule's id, or `pack/*`.
    pub rule: String,
    pub(super) paths: Option<Paths>,
    /// `None` switches the rule off.
    pub severity: Option<Severity>,
    pub span: Span,
    /// The globs or the profile it comes from, as written; empty for a plain one.
    pub text: String,
}

impl Line {
    /// Whether it speaks of a rule, for files that the second answers for.
    pub(super) fn fits(&self, rule: &str, files: impl Fn(&Self, &Paths) -> bool) -> bool {
        selects(&self.rule, rule) && self.paths.as_ref().is_none_or(|paths| files(self, paths))
    }
}

impl Policy {
    /// The severity of a rule for a file; `None` where it is off, or does not see the file.
    #[must_use]
    pub fn severity(&self, rule: &str, default: Severity, path: Option<&RepoPath>) -> Option<Severity> {
        if path.is_some_and(|path| self.hides(rule, path)) {
            return None;
        }
        self.severity_where(rule, default, &|_, paths| path.is_some_and(|path| paths.is_match(path)))
    }

    /// The severity of a rule for files that some lines are about.
    pub(super) fn severity_where(
        &self,
        rule: &str,
        default: Severity,
        files: &dyn Fn(&Line, &Paths) -> bool,
    ) -> Option<Severity> {
        let below = self.below.as_ref();
        let weight = below.map_or(Some(default), |below| below.severity_where(rule, default, files));
        let own = self.lines.iter().rev().find(|line| line.fits(rule, files));
        let said = own.map_or(weight, |line| line.severity);
        if below.is_some_and(|below| below.locks(rule)) { said.max(weight) } else { said }
    }

    /// Whether a rule is off for every file.
    #[must_use]
    pub fn is_off(&self, rule: &str, default: Severity) -> bool {
        let somewhere = |policy: &Self| {
            policy.lines.iter().any(|line| line.paths.is_some() && selects(&line.rule, rule) && line.severity.is_some())
        };
        self.severity(rule, default, None).is_none() && !self.layers().any(somewhere)
    }

    /// The line that sets the severity of a rule for files that some lines are about, with its policy.
    pub(super) fn line_for(&self, rule: &str, files: &dyn Fn(&Line, &Paths) -> bool) -> Option<(&Self, &Line)> {
        self.layers().find_map(|policy| {
            let line = policy.lines.iter().rev().find(|line| line.fits(rule, files))?;
            Some((policy, line))
        })
    }

    /// Who sets the severity of a rule for every file: the policy, and the profile where it is one.
    #[must_use]
    pub fn says(&self, rule: &str) -> Option<String> {
        let (policy, line) = self.line_for(rule, &|_, _| false)?;
        let profile = if line.text.is_empty() { String::new() } else { format!(", profile {}", line.text) };
        Some(format!("{}{profile}", policy.name))
    }

    /// The severities that it sets for some files alone.
    pub fn overrides(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.paths.is_some())
    }
}

/// A severity or `off`, in words.
#[must_use]
pub fn word(severity: Option<Severity>) -> String {
    severity.map_or("off".to_owned(), |severity| severity.to_string())
}
