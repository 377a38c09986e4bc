//! `modelward check`: reviews a change in a local repository, or judges a whole tree.

use super::output::Output;
use super::{Ended, Failure, baseline, block_on, telling, tree};
use crate::change::{RepoPath, Side};
use crate::claim;
use crate::cli::{Check, Format, Threshold};
use crate::engine::{self, Review};
use crate::report::{FailOn, annotations, json, markdown, sarif, text};
use crate::rule;
use crate::source::git::Revisions;
use crate::source::{Content, Source as _};

pub(super) fn run(arguments: &Check, output: &Output) -> Result<Ended, Failure> {
    // while git answers
    claim::load_ahead();
    std::thread::spawn(rule::builtin);
    let mut review = if arguments.all { whole(arguments)? } else { change(arguments)? };
    review.report.without_opposed_fixes();
    let threshold = arguments.fail_on.map(fail_on).or(review.configuration.policy.fail_on()).unwrap_or_default();
    output.print(&rendered(&review, arguments.format, threshold, output.colour, arguments.verbose));
    Ok(ended(&review, threshold, output))
}

fn change(arguments: &Check) -> Result<Review, Failure> {
    let revisions = Revisions { base: arguments.base.clone(), head: arguments.head.clone() };
    let mut source = tree::change(&arguments.repo, &revisions)?;
    Ok(block_on(engine::review(&mut source, rule::builtin()))??)
}

/// Judges a tree as it stands.
fn whole(arguments: &Check) -> Result<Review, Failure> {
    let mut source = tree::open(&arguments.repo, arguments.head.as_deref())?;
    let mut review = block_on(engine::review(&mut source, rule::builtin()))??;
    let path = RepoPath::new(baseline::PATH.as_bytes()).filter(|path| review.trees.head.paths.contains(path));
    if let Some(path) = path
        && let Some(Content::Bytes(bytes)) = block_on(source.read(&[(Side::Head, path)]))??.pop()
    {
        baseline::apply(&mut review, &String::from_utf8_lossy(&bytes));
    }
    Ok(review)
}

/// The report in the format asked for.
pub(super) fn rendered(review: &Review, format: Format, fail_on: FailOn, colour: bool, verbose: bool) -> String {
    let report = &review.report;
    match format {
        Format::Text => text::render(report, colour, verbose),
        Format::Json => json::render(report, report.conclusion(fail_on)),
        Format::Markdown => markdown::job_summary(report, None, usize::MAX),
        Format::Sarif => {
            sarif::render(report, rule::builtin().iter().chain(&review.configuration.rules).map(rule_info))
        }
        Format::Github => annotations::render(report, "are in the log above"),
    }
}

fn rule_info(rule: &rule::Rule) -> sarif::RuleInfo {
    sarif::RuleInfo {
        id: rule.id.clone(),
        title: rule.title.clone(),
        help_text: rule.why.clone(),
        help_markdown: rule.why.clone(),
        severity: rule.severity,
        tags: rule.controls.clone(),
    }
}

/// The exit status, once a broken policy has been told.
pub(super) fn ended(review: &Review, fail_on: FailOn, output: &Output) -> Ended {
    match telling::configuration(&review.configuration, output) {
        Ended::Well => telling::conclude(&review.report, fail_on),
        mistaken => mistaken,
    }
}

pub(super) fn fail_on(threshold: Threshold) -> FailOn {
    match threshold {
        Threshold::Error => FailOn::Error,
        Threshold::Warning => FailOn::Warning,
        Threshold::Notice => FailOn::Notice,
        Threshold::Never => FailOn::Never,
    }
}
