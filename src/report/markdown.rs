//! Markdown for pull requests and job summaries. A plain stand-in.

use super::Report;
use super::escape::{code, prose};
use crate::finding::Finding;
use std::fmt::Write as _;

/// Where links lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// `https://github.com`
    pub server: String,
    /// `owner/name`
    pub repository: String,
    pub head: String,
    /// The merge base.
    pub base: String,
}

/// How many findings are told elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    pub inline: usize,
    pub file: usize,
    pub resolved_by_people: usize,
}

/// The body of one inline or file comment.
#[must_use]
pub fn comment(finding: &Finding, _links: Option<&Links>) -> String {
    format!("**{}**\n\n{}", prose(&finding.title), prose(&finding.message))
}

/// The review's own short body.
#[must_use]
pub fn review_body(report: &Report, inline: usize) -> String {
    format!("{inline} of {} findings are on lines of this change.", report.introduced.len())
}

/// The summary comment: `elsewhere` are the findings that are told only here.
#[must_use]
pub fn summary(report: &Report, elsewhere: &[&Finding], told: Told, _links: Option<&Links>, budget: usize) -> String {
    let mut out = format!(
        "{} findings: {} inline, {} on files, {} resolved by people.\n",
        report.introduced.len(),
        told.inline,
        told.file,
        told.resolved_by_people
    );
    for (index, finding) in elsewhere.iter().enumerate() {
        let item = format!("- {}: {}\n", code(&finding.at.to_string()), prose(&finding.message));
        if out.chars().count() + item.chars().count() + 60 > budget {
            let _ = writeln!(out, "\n{} more in the job summary.", elsewhere.len() - index);
            break;
        }
        out.push_str(&item);
    }
    out
}

/// The whole report, for the page of the workflow run.
#[must_use]
pub fn job_summary(report: &Report, links: Option<&Links>, budget: usize) -> String {
    summary(report, &report.introduced.iter().collect::<Vec<_>>(), Told::default(), links, budget / 4)
}

/// A comment whose finding is gone.
#[must_use]
pub fn resolved(original_body: &str, sha: &str) -> String {
    format!("Resolved in {}.\n\n{original_body}", sha.get(..7).unwrap_or(sha))
}
