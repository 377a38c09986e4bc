//! The pure middle: plan the reads, evaluate every rule on base and head, and subtract.
//!
//! `introduced = head − base`, `fixed = base − head`, the rest exists already. Fingerprints make the difference, so they
//! hold neither line numbers nor wording.

mod claims;
mod configuration;
mod example;
mod in_file;
mod lint;
mod own;
mod plan;
mod read;
mod sources;
mod take;
mod turn;
mod waive;

pub use example::{Outcome, run_example};

use crate::artifact::problem::ProblemKind;
use crate::artifact::{Kind, topics};
use crate::change::EMPTY_TREE;
use crate::change::{ChangeSet, Hunks, RepoPath, Side, Status};
use crate::check::{Mode, Scene};
use crate::configuration::Configuration;
use crate::finding::{Finding, Place, Skip};
use crate::order::{self, InOrder as _};
use crate::policy::Policy;
use crate::report::Report;
use crate::rule::Rule;
use crate::source::{EntryKind, Source, SourceError};
use crate::tree::Trees;
use std::collections::{BTreeMap, BTreeSet};

/// The report, and what it was made from: the trees, with the change set that placement needs, and the policy.
#[derive(Debug)]
pub struct Review {
    pub report: Report,
    pub trees: Trees,
    /// What judged it, and what is wrong with that.
    pub configuration: Configuration,
}

/// The configuration that a source's base has, for those who need no review, or have a report already.
pub async fn configuration<S: Source>(
    source: &mut S,
    rules: &[Rule],
) -> Result<(ChangeSet, Configuration), SourceError> {
    let change = source.changes().await?;
    let listing = source.listing().await?;
    let configuration = configuration::load(source, &change, &listing, rules).await?;
    Ok((change, configuration))
}

/// Reviews one change.
pub async fn review<S: Source>(source: &mut S, rules: &[Rule]) -> Result<Review, SourceError> {
    reviewed(source, rules, true).await
}

/// Reviews one change; the examples of rules that it brings are run, unless it is an example itself.
async fn reviewed<S: Source>(source: &mut S, rules: &[Rule], lints: bool) -> Result<Review, SourceError> {
    let change = source.changes().await?;
    let mut report = Report { base: change.base.clone(), head: change.head.clone(), ..Report::default() };
    report.skipped.extend(change.incomplete.clone().map(Skip::general));
    report.incomplete.clone_from(&change.incomplete);
    if change.files.is_empty() {
        let trees = Trees::new(change, BTreeSet::new());
        return Ok(Review { report, trees, configuration: Configuration::default() });
    }
    // what is governed is for the policy to say, and whether there is one for the listing
    let listing = source.listing().await?;
    let mut configuration = configuration::load(source, &change, &listing, rules).await?;
    if let Some(next) = configuration.next.as_deref_mut().filter(|_| lints) {
        lint::examples(&change, next).await?;
        report.skipped.extend(next.skipped.iter().filter(|skip| skip.path.is_empty()).cloned());
    }
    let policy = &configuration.policy;
    let is_governed = plan::is_governed(&change, policy);
    let sources = match report.base.as_str() {
        // a whole tree has no tags that change
        EMPTY_TREE => Vec::new(),
        _ => sources::candidates(&change, policy, source.is_local(), &mut report.skipped),
    };
    if !is_governed && sources.is_empty() {
        let trees = Trees::new(change, BTreeSet::new());
        return Ok(Review { report, trees, configuration });
    }
    report.language = policy.language();
    let paths = listing.entries.iter().map(|entry| entry.path.clone()).into_set();
    let mut trees = Trees::new(in_sight(change, policy), paths);
    trees.is_partial = listing.incomplete.is_some();
    let no_files = listing.entries.iter().filter(|entry| entry.kind != EntryKind::File);
    trees.illegible = no_files.map(|entry| entry.path.clone()).collect();
    trees.correct(policy);
    let plan = plan::plan(&mut trees, policy);
    report.governed = plan.governed;
    report.skipped.extend(plan.skipped.iter().cloned());
    let tagged = read::read(source, &mut trees, plan, &sources, policy, &mut report.skipped).await?;
    if !is_governed && tagged == 0 {
        return Ok(Review { report, trees, configuration });
    }
    report.governed += tagged;
    report.skipped.extend(listing.incomplete.clone().map(Skip::general));
    report.skipped.extend(configuration.skipped.iter().cloned());
    trees.agree_on_cards();
    give_topics(&mut trees, policy);
    let all: Vec<&Rule> = rules.iter().chain(&configuration.rules).collect();
    judge(&trees, &all, &configuration, &mut report);
    waive::waive(&mut report, &trees, &configuration, source.today());
    limit_per_rule_and_file(&mut report);
    report.claims = claims::changes(&trees, &configuration);
    order::by(&mut report.skipped, Ord::cmp);
    report.skipped.dedup();
    Ok(Review { report, trees, configuration })
}

/// Headings that the policy gives a meaning.
fn give_topics(trees: &mut Trees, policy: &Policy) {
    if !policy.names_sections() {
        return;
    }
    for side in [Side::Base, Side::Head] {
        for section in trees.side_mut(side).artifacts.values_mut().flat_map(|artifact| &mut artifact.markdown.sections)
        {
            let heading = topics::normalize(&section.title);
            section.topics.extend(policy.topics_of(&heading));
            order::by(&mut section.topics, Ord::cmp);
            section.topics.dedup();
        }
    }
}

/// The change without the files that the policy takes out of sight. One that moves out of sight is gone for its readers.
fn in_sight(mut change: ChangeSet, policy: &Policy) -> ChangeSet {
    let files = change.files.into_iter().filter_map(|mut file| {
        let seen = |side| file.path_on(side).filter(|path| !policy.excludes(path)).cloned();
        match (seen(Side::Base), seen(Side::Head)) {
            (None, None) => return None,
            (Some(before), None) if file.status == Status::Renamed => {
                (file.path, file.status, file.content_changed) = (before, Status::Removed, true);
                (file.previous, file.hunks) = (None, Hunks::Unavailable);
            }
            (None, Some(_)) if file.status == Status::Renamed => {
                (file.previous, file.status, file.content_changed) = (None, Status::Added, true);
            }
            _ => {}
        }
        Some(file)
    });
    change.files = files.collect();
    change
}

/// Evaluates the rules on both sides and sorts what they found.
fn judge(trees: &Trees, rules: &[&Rule], configuration: &Configuration, report: &mut Report) {
    let policy = &configuration.policy;
    let mut introduced: Vec<(&Rule, Vec<Finding>)> = Vec::new();
    for rule in rules.iter().copied() {
        // a whole tree has no change to look at
        let is_whole = report.base == EMPTY_TREE && rule.check.mode() == Mode::Change;
        if is_whole || policy.is_off(&rule.id, rule.severity) {
            continue;
        }
        let severity = |path: &RepoPath| policy.severity(&rule.id, rule.severity, Some(path));
        let evaluate = |side| turn::findings(rule, severity, &Scene { trees, side, configuration }, report.language);
        let head = evaluate(Side::Head);
        let base = match rule.check.mode() {
            Mode::State => evaluate(Side::Base),
            Mode::Change => Vec::new(),
        };
        let known: BTreeSet<_> = base.iter().map(|finding| finding.fingerprint.clone()).into_set();
        let now: BTreeSet<_> = head.iter().map(|finding| finding.fingerprint.clone()).into_set();
        // what was not read on one side may have been so there all the time
        let unread = |finding: &Finding| {
            // what judges the change is compared whole, and says itself what of it could not be read
            let is_own = rule.check.looks_at() == [Kind::Policy, Kind::Rule];
            // a check that compares the sides itself knows what it has not seen
            rule.check.mode() == Mode::State
                && !is_own
                && trees.is_unread_on_the_other_side(finding.at.side, &finding.at.path)
        };
        let (existing, new) =
            head.into_iter().partition(|finding: &Finding| known.contains(&finding.fingerprint) || unread(finding));
        report.existing.extend(turn::merge_per_file(rule, existing, report.language));
        let mended =
            |finding: &Finding| !now.contains(&finding.fingerprint) && !unread(finding) && !is_broken(trees, finding);
        report.fixed.extend(base.into_iter().filter(mended));
        introduced.push((rule, new));
    }
    let mut places = BTreeMap::new();
    for finding in introduced.iter().flat_map(|(_, findings)| findings) {
        let worst = places.entry(place_of(finding)).or_insert(finding.severity);
        *worst = finding.severity.max(*worst);
    }
    for (rule, mut findings) in introduced {
        findings.retain(|finding| {
            let (_, path, place) = place_of(finding);
            // never to one that weighs less: a rule that is enforced speaks
            let told = |other: &String| places.get(&(other.clone(), path.clone(), place));
            !rule.yields_to.iter().filter_map(told).any(|severity| *severity >= finding.severity)
        });
        report.introduced.extend(turn::merge_per_file(rule, findings, report.language));
    }
    for list in [&mut report.introduced, &mut report.existing, &mut report.fixed] {
        order::by(list, |a, b| {
            let place = |finding: &Finding| (finding.at.path.clone(), finding.at.place, finding.rule.clone());
            b.severity.cmp(&a.severity).then_with(|| place(a).cmp(&place(b)))
        });
    }
}

/// Whether the file of a base finding cannot be taken apart in the head any more: it mends nothing by that.
fn is_broken(trees: &Trees, finding: &Finding) -> bool {
    let after = trees.counterpart(Side::Base, &finding.at.path).and_then(|path| trees.head.artifacts.get(&path));
    after.is_some_and(|after| after.problems.iter().any(|problem| problem.kind == ProblemKind::Unreadable))
}

fn place_of(finding: &Finding) -> (String, RepoPath, Option<Place>) {
    (finding.rule.clone(), finding.at.path.clone(), finding.at.place)
}

/// One broken table must not bury everything else; what is left out is counted.
fn limit_per_rule_and_file(report: &mut Report) {
    let mut counts: BTreeMap<(String, RepoPath), usize> = BTreeMap::new();
    let mut left_out: BTreeMap<(String, RepoPath), usize> = BTreeMap::new();
    report.introduced.retain(|finding| {
        let key = (finding.rule.clone(), finding.at.path.clone());
        let count = counts.entry(key.clone()).or_default();
        *count += 1;
        let keep = *count <= crate::limits::FINDINGS_PER_RULE_AND_FILE;
        if !keep {
            *left_out.entry(key).or_default() += 1;
        }
        keep
    });
    for ((rule, path), count) in left_out {
        report.skipped.push(Skip::new(&path, format!("has {count} more findings of {rule} than are listed")));
    }
}
