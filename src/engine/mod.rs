//! The pure middle: plan the reads, evaluate every rule on base and head, and subtract.
//!
//! `introduced = head − base`, `fixed = base − head`, the rest exists already. Fingerprints make the difference, so they
//! hold neither line numbers nor wording.

mod claims;
mod example;
mod plan;
mod turn;

pub use example::{Outcome, run_example};

use crate::artifact::text::Text;
use crate::artifact::{Artifact, Beside, Kind, kind};
use crate::change::{ChangeSet, Hunks, RepoPath, Side, Status};
use crate::check::{Mode, Scene};
use crate::finding::{Finding, Place, Skip};
use crate::limits::HEADINGS;
use crate::mistake::Mistakes;
use crate::policy::{self, Catalog, Policy};
use crate::report::Report;
use crate::rule::{self, Rule};
use crate::source::{Content, Listing, Source, SourceError};
use crate::tree::Trees;
use std::collections::{BTreeMap, BTreeSet};

/// The report, and the change set that placement needs.
#[derive(Debug)]
pub struct Review {
    pub report: Report,
    pub change: ChangeSet,
    /// What is wrong with the base's policy. The parts that can be read were applied.
    pub policy_mistakes: Option<Mistakes>,
}

/// Reviews one change.
pub async fn review<S: Source>(source: &mut S, rules: &[Rule]) -> Result<Review, SourceError> {
    let change = source.changes().await?;
    let mut report = Report { base: change.base.clone(), head: change.head.clone(), ..Report::default() };
    report.skipped.extend(change.incomplete.clone().map(Skip::general));
    if !plan::is_governed(&change) {
        return Ok(Review { report, change, policy_mistakes: None });
    }
    let listing = source.listing().await?;
    report.skipped.extend(listing.incomplete.clone().map(Skip::general));
    let catalog: Catalog = rule::builtin().iter().chain(rules).map(|rule| (rule.id.clone(), rule.severity)).collect();
    let (policy, policy_mistakes) = base_policy(source, &change, &listing, &catalog, &mut report.skipped).await?;
    report.language = policy.language();
    let mut trees =
        Trees::new(in_sight(change, &policy), listing.entries.iter().map(|entry| entry.path.clone()).collect());
    trees.is_partial = listing.incomplete.is_some();
    let plan = plan::plan(&mut trees, &policy);
    report.governed = plan.governed;
    report.skipped.extend(plan.skipped.iter().cloned());
    let contents = source.read(&plan.wanted).await?;
    for ((side, path), content) in plan.wanted.into_iter().zip(contents) {
        take(&mut trees, side, &path, content, plan.shared.contains(&path), &mut report.skipped);
    }
    judge(&trees, rules, &policy, &catalog, &mut report);
    report.claims = claims::changes(&trees);
    report.skipped.sort();
    report.skipped.dedup();
    Ok(Review { report, change: trees.change, policy_mistakes })
}

/// The policy that judges the change: the base's, whatever the head makes of it.
async fn base_policy<S: Source>(
    source: &mut S,
    change: &ChangeSet,
    listing: &Listing,
    catalog: &Catalog,
    skipped: &mut Vec<Skip>,
) -> Result<(Policy, Option<Mistakes>), SourceError> {
    let Some(path) = RepoPath::new(policy::PATH.as_bytes()) else { return Ok(Default::default()) };
    let at_base = match change.files.iter().find(|file| file.path_on(Side::Base) == Some(&path)) {
        Some(_) => true,
        None => change.file(&path).is_none() && listing.entries.iter().any(|entry| entry.path == path),
    };
    if !at_base {
        return Ok(Default::default());
    }
    let mut contents = source.read(&[(Side::Base, path)]).await?;
    let bytes = match contents.pop() {
        Some(Content::Bytes(bytes)) => bytes,
        Some(Content::Skipped(skip)) => {
            skipped.push(skip);
            return Ok(Default::default());
        }
        None => return Ok(Default::default()),
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (policy, list) = policy::read(&text, catalog);
    let mistakes = (!list.is_empty()).then(|| Mistakes { path: policy::PATH.into(), text, list });
    Ok((policy, mistakes))
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

/// Puts a read file into its tree, or both trees.
fn take(trees: &mut Trees, side: Side, path: &RepoPath, content: Content, shared: bool, skipped: &mut Vec<Skip>) {
    let Some(kind) = kind::of(path) else { return };
    let is_blob = matches!(kind, Kind::Weights | Kind::Data);
    let sides = if shared { vec![Side::Base, Side::Head] } else { vec![side] }.into_iter();
    let bytes = match content {
        Content::Bytes(bytes) => bytes,
        // weights and data are large by nature: their names and changes are judged, only pointers are read
        Content::Skipped(_) if is_blob => return,
        Content::Skipped(skip) => {
            trees.unread.extend(sides.map(|side| (side, path.clone())));
            return skipped.push(skip);
        }
    };
    let Some(text) = Text::new(bytes) else {
        if !is_blob {
            trees.unread.extend(sides.map(|side| (side, path.clone())));
            skipped.push(Skip::new(path, "is not a text file"));
        }
        return;
    };
    for side in sides {
        let beside = if kind == Kind::Readme { beside(trees, side, path) } else { Beside::Nothing };
        let artifact = Artifact::read(path.clone(), side, kind, text.clone(), beside);
        if artifact.markdown.is_cut {
            skipped.push(Skip::new(path, format!("has more than {HEADINGS} headings; the rest was not looked at")));
        }
        trees.side_mut(side).artifacts.insert(path.clone(), artifact);
    }
}

fn beside(trees: &Trees, side: Side, path: &RepoPath) -> Beside {
    let directory = path.directory();
    let mut found = Beside::Nothing;
    for file in trees.side(side).files_in(&directory) {
        match kind::of(file) {
            Some(Kind::Weights) => return Beside::Weights,
            Some(Kind::ModelConfig) if file.name() == "adapter_config.json" => return Beside::Weights,
            Some(Kind::Data) => found = Beside::Data,
            _ => {}
        }
    }
    found
}

/// Evaluates the rules on both sides and sorts what they found.
fn judge(trees: &Trees, rules: &[Rule], policy: &Policy, catalog: &Catalog, report: &mut Report) {
    let mut introduced: Vec<(&Rule, Vec<Finding>)> = Vec::new();
    for rule in rules {
        let Some(severity) = policy.severity(&rule.id, rule.severity) else { continue };
        let evaluate = |side| turn::findings(rule, severity, &Scene { trees, side, catalog }, report.language);
        let head = evaluate(Side::Head);
        let base = match rule.check.mode() {
            Mode::State => evaluate(Side::Base),
            Mode::Change => Vec::new(),
        };
        let known: BTreeSet<_> = base.iter().map(|finding| finding.fingerprint.clone()).collect();
        let now: BTreeSet<_> = head.iter().map(|finding| finding.fingerprint.clone()).collect();
        // what was not read on one side may have been so there all the time
        let unread = |finding: &Finding| trees.is_unread_on_the_other_side(finding.at.side, &finding.at.path);
        let (existing, new) =
            head.into_iter().partition(|finding: &Finding| known.contains(&finding.fingerprint) || unread(finding));
        report.existing.extend::<Vec<Finding>>(existing);
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
        list.sort_by(|a, b| {
            let place = |finding: &Finding| (finding.at.path.clone(), finding.at.place, finding.rule.clone());
            b.severity.cmp(&a.severity).then_with(|| place(a).cmp(&place(b)))
        });
    }
    limit_per_rule_and_file(report);
}

/// Whether the file of a base finding cannot be taken apart in the head any more: it mends nothing by that.
fn is_broken(trees: &Trees, finding: &Finding) -> bool {
    let after = trees.counterpart(Side::Base, &finding.at.path).and_then(|path| trees.head.artifacts.get(&path));
    after.is_some_and(|after| after.node.is_none() && !after.problems.is_empty())
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
