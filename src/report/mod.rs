//! The report is a value; the files beside this one render it. If one way of telling fails, another shows the same.

pub mod annotations;
pub mod conversation;
mod diff;
pub mod escape;
pub mod json;
pub mod markdown;
pub mod placement;
pub mod sarif;
pub mod text;
pub mod words;

#[cfg(test)]
mod hostile;
#[cfg(test)]
pub(crate) mod sample;

use crate::finding::{Finding, Fix, Severity, Skip};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
pub use words::Language;

/// A governed statement that the change gives another value: one row of the summary's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimChange {
    /// What is claimed, and where: `license in models/a/README.md`.
    pub claim: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// What the change means, in words, where that is known: `commercial use of the weights: no → yes`.
    pub meaning: Option<String>,
}

/// Something about the configuration that no change is to blame for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The file, and the line where there is one.
    pub at: String,
    pub text: String,
}

/// Everything a run found out.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The merge base.
    pub base: String,
    /// The head commit, or `working tree`.
    pub head: String,
    /// Not in the base: what this change brings. Most severe first.
    pub introduced: Vec<Finding>,
    /// In both; on what the change touches.
    pub existing: Vec<Finding>,
    /// Only in the base: what this change mends.
    pub fixed: Vec<Finding>,
    /// Accepted by the policy.
    pub waived: Vec<Finding>,
    /// What there is to say about the waivers.
    pub remarks: Vec<Remark>,
    /// What was not looked at, and why.
    pub skipped: Vec<Skip>,
    /// Why not all files of the change are known, where they are not: then nothing found is no proof.
    pub incomplete: Option<String>,
    /// Whether that fails the run.
    pub must_be_complete: bool,
    /// Governed claims that changed.
    pub claims: Vec<ClaimChange>,
    /// How many governed files the change touches. With 0 there is nothing to say.
    pub governed: usize,
    /// What it is told in; the policy says so.
    pub language: Language,
}

/// From which severity on findings fail the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    #[default]
    Error,
    Warning,
    Notice,
    Never,
}

impl FailOn {
    /// By the word that configurations and inputs use.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "error" => Self::Error,
            "warning" => Self::Warning,
            "notice" => Self::Notice,
            "never" => Self::Never,
            _ => return None,
        })
    }

    fn reached_by(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Notice => true,
            Self::Never => false,
        }
    }
}

/// The words are those of GitHub's check runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Conclusion {
    /// The change introduces nothing.
    Success,
    /// It introduces findings below the threshold.
    Neutral,
    /// It introduces findings at or above the threshold.
    Failure,
}

impl fmt::Display for Conclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Success => "success",
            Self::Neutral => "neutral",
            Self::Failure => "failure",
        })
    }
}

impl Report {
    #[must_use]
    pub fn conclusion(&self, fail_on: FailOn) -> Conclusion {
        if self.must_be_complete && self.incomplete.is_some() {
            return Conclusion::Failure;
        }
        match self.introduced.iter().map(|finding| finding.severity).max() {
            None => Conclusion::Success,
            Some(worst) if fail_on.reached_by(worst) => Conclusion::Failure,
            Some(_) => Conclusion::Neutral,
        }
    }

    /// Whether it tells of a whole tree and not of a change.
    #[must_use]
    pub fn is_whole_tree(&self) -> bool {
        self.base == crate::change::EMPTY_TREE
    }

    /// Of a whole tree: each rule that found something, with its errors, warnings and notices. Of a change nothing: its
    /// findings are few, and each is read.
    #[must_use]
    pub fn by_rule(&self) -> BTreeMap<&str, [usize; 3]> {
        let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        for finding in self.introduced.iter().filter(|_| self.is_whole_tree()) {
            let [errors, warnings, notices] = counts.entry(&finding.rule).or_default();
            *match finding.severity {
                Severity::Error => errors,
                Severity::Warning => warnings,
                Severity::Notice => notices,
            } += 1;
        }
        counts
    }

    /// Whether there is anything a reviewer would want to read.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.introduced.is_empty() && self.fixed.is_empty() && self.claims.is_empty()
    }

    /// What the change of a claim means, where no finding says it already.
    #[must_use]
    pub fn meaning_of<'a>(&self, claim: &'a ClaimChange) -> Option<&'a str> {
        let mut changes = self.introduced.iter().filter(|finding| finding.rule == "license/changed");
        claim.meaning.as_deref().filter(|meaning| !changes.any(|finding| finding.message.contains(meaning)))
    }

    /// Takes away suggestions that would put different words in one place: there, people decide. The one of the finding that
    /// weighs most stays.
    pub fn without_opposed_fixes(&mut self) {
        let place = |finding: &Finding| (finding.at.path.clone(), finding.at.place);
        let mut best: BTreeMap<_, (Severity, Option<&Fix>)> = BTreeMap::new();
        for (finding, fix) in self.introduced.iter().filter_map(|finding| Some((finding, finding.fix.as_ref()?))) {
            let (worst, kept) = best.entry(place(finding)).or_insert((finding.severity, Some(fix)));
            if finding.severity > *worst {
                (*worst, *kept) = (finding.severity, Some(fix));
            } else if finding.severity == *worst && *kept != Some(fix) {
                *kept = None;
            }
        }
        let kept: Vec<bool> = self
            .introduced
            .iter()
            .map(|finding| best.get(&place(finding)).is_some_and(|(_, kept)| *kept == finding.fix.as_ref()))
            .collect();
        for (finding, _) in self.introduced.iter_mut().zip(kept).filter(|(_, kept)| !kept) {
            finding.fix = None;
        }
    }

    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.introduced.iter().filter(|finding| finding.severity == severity).count()
    }
}

#[cfg(test)]
mod tests {
    use super::{Conclusion, FailOn, Report};

    #[test]
    fn what_is_not_known_whole_fails_only_where_it_is_asked_for() {
        let mut report = Report { incomplete: Some("GitHub lists only 3,000 files".into()), ..Report::default() };
        assert_eq!(report.conclusion(FailOn::Never), Conclusion::Success);
        report.must_be_complete = true;
        assert_eq!(report.conclusion(FailOn::Never), Conclusion::Failure);
        report.incomplete = None;
        assert_eq!(report.conclusion(FailOn::Never), Conclusion::Success);
    }
}
