//! `modelward baseline`: records what a whole tree shows today, so that `check --all` speaks only of what is new.

use super::output::Output;
use super::{Ended, Failure, block_on, telling, tree};
use crate::change::RepoPath;
use crate::cli::Baseline;
use crate::engine::{self, Review};
use crate::finding::{Finding, Fingerprint, Skip};
use crate::order::InOrder as _;
use crate::report::Remark;
use crate::rule;
use crate::source::write;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Where the baseline stands.
pub(super) const PATH: &str = ".github/modelward.baseline";

const HEAD: &str = "# Findings that were there when this was written; `modelward check --all` does not count them.\n\
                    # Written by `modelward baseline`. Lines may be removed, never added by hand.\n";

pub(super) fn run(arguments: &Baseline, output: &Output) -> Result<Ended, Failure> {
    let mut source = tree::open(&arguments.repo, None)?;
    let review = block_on(engine::review(&mut source, rule::builtin()))??;
    let root = source.root_to_write()?;
    let path = RepoPath::new(PATH.as_bytes()).ok_or_else(|| Failure::Usage(format!("{PATH} is no path")))?;
    let failure = |source| Failure::File { action: "write", path: PATH.into(), source };
    write::put(&root, &path, text(&review.report.introduced).as_bytes()).map_err(failure)?;
    let count = review.report.introduced.len();
    output.print(&format!("Wrote {count} {} to {PATH}.", if count == 1 { "finding" } else { "findings" }));
    Ok(telling::configuration(&review.configuration, output))
}

/// What a baseline knows a finding by: each of the places, where several are told as one.
fn prints(finding: &Finding) -> impl Iterator<Item = &Fingerprint> {
    let own = std::iter::once(&finding.fingerprint).filter(|_| finding.parts.is_empty());
    own.chain(&finding.parts)
}

/// A line for each finding, in an order that does not change with the findings' weight.
fn text(findings: &[Finding]) -> String {
    let lines: BTreeSet<String> = findings
        .iter()
        .flat_map(|finding| {
            prints(finding).map(|print| format!("{} {} {}", print.as_str(), finding.rule, finding.at.path))
        })
        .into_set();
    let mut out = HEAD.to_owned();
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    out
}

/// Moves what the baseline names to what existed before, and says how much of it is gone.
pub(super) fn apply(review: &mut Review, baseline: &str) {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for line in baseline.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let print = line.split(' ').next().unwrap_or_default();
        if print.len() == 32 && print.chars().all(|c| c.is_ascii_hexdigit()) {
            known.insert(print);
        } else {
            let reason = "has a line that is none of a baseline; `modelward baseline` writes it anew";
            review.report.skipped.push(Skip { path: PATH.into(), reason: reason.into() });
            break;
        }
    }
    let report = &mut review.report;
    let (old, new) = std::mem::take(&mut report.introduced)
        .into_iter()
        .partition(|finding: &Finding| prints(finding).all(|print| known.contains(print.as_str())));
    report.introduced = new;
    let there: BTreeSet<&str> = old.iter().flat_map(prints).map(Fingerprint::as_str).into_set();
    let gone = known.difference(&there).count();
    if gone > 0 {
        let text = format!("{gone} of its findings are no longer there; `modelward baseline` writes it anew");
        report.remarks.push(Remark { at: PATH.into(), text });
    }
    report.existing.extend(old);
}
